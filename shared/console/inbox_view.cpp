#include "shared/console/inbox_view.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "shared/base/utf8.h"
#include "shared/console/text_folding.h"
#include "shared/kf/message_codec.h"

namespace kf {
namespace {

// What decides the place of a row. Waiting customers who can still be answered come first, the one whose
// window closes first at the top.
struct Urgency {
    bool waits = false;
    UnixSecs window_opened_at = 0;
    UnixMs waiting_since = 0;
    UnixMs last_at = 0;
    ConversationId id;
};

Urgency urgency_of(const Conversation& c, UnixSecs now) {
    const bool open = c.desk_state == DeskState::Queued || c.desk_state == DeskState::Assigned;
    const bool waits = open && c.waiting_since != 0 && window_left(c.window, now).block == SendBlock::None;
    return Urgency{.waits = waits,
                   .window_opened_at = c.window.opened_at,
                   .waiting_since = c.waiting_since,
                   .last_at = c.last.at,
                   .id = c.id};
}

bool more_urgent(const Urgency& a, const Urgency& b) {
    if (a.waits != b.waits) return a.waits;
    if (a.waits) {
        if (a.window_opened_at != b.window_opened_at) return a.window_opened_at < b.window_opened_at;
        if (a.waiting_since != b.waiting_since) return a.waiting_since < b.waiting_since;
    } else if (a.last_at != b.last_at) {
        return a.last_at > b.last_at;
    }
    return a.id < b.id;
}

bool is_mine(const ConsoleState& state, const Conversation& c) {
    return c.desk_state == DeskState::Assigned && c.agent == state.self.id;
}

bool is_in_tab(const ConsoleState& state, const Conversation& c) {
    switch (state.tab) {
        case Tab::Mine:
            return is_mine(state, c);
        case Tab::Queued:
            return c.desk_state == DeskState::Queued;
        case Tab::All:
            return c.desk_state != DeskState::Ended;
        case Tab::Ended:
            return c.desk_state == DeskState::Ended;
    }
    return false;
}

bool matches(const ConsoleState& state, const ConversationEntry& entry, const std::string& folded) {
    const Conversation& head = entry.head;
    const auto has = [&](std::string_view text) {
        return folded_text(text).find(folded) != std::string::npos;
    };
    if (has(customer_name(state, head.customer)) || has(head.customer.value)) return true;
    if (!head.last.recalled && (has(head.last.text_zh) || has(head.last.text_en))) return true;
    if (has(entry.draft)) return true;
    const auto customer = state.customers.find(head.customer);
    return customer != state.customers.end() && has(customer->second.note);
}

std::string last_line(const ConsoleState& state, const LastMessage& last) {
    const bool english = state.settings.language == Language::English;
    if (last.id.empty()) return {};
    if (last.recalled) return english ? "[Recalled message]" : "[撤回了一条消息]";
    std::string line;
    if (last.sender == SenderKind::Bot) line = english ? "Assistant: " : "智能助手：";
    if (last.sender == SenderKind::Servicer) line = english ? "WeCom: " : "企业微信：";
    return line.append(english ? last.text_en : last.text_zh);
}

void fill_row(const ConsoleState& state, const ConversationEntry& entry, InboxRow& row) {
    const Conversation& head = entry.head;
    const bool english = state.settings.language == Language::English;
    row.conversation = head.id;
    row.customer = head.customer;
    row.name = customer_name(state, head.customer);
    const auto customer = state.customers.find(head.customer);
    const bool named = customer != state.customers.end() && !customer->second.name.empty();
    row.initials = named ? initial_of(customer->second.name) : std::string{english ? "C" : "客"};
    // What is being typed in the open conversation stands in its field already.
    row.last_is_draft = !entry.draft.empty() && head.id != state.selected;
    row.last = row.last_is_draft ? one_line((english ? "Draft: " : "草稿：") + entry.draft)
                                 : last_line(state, head.last);
    row.last_at = head.last.at;
    row.unread = head.unread;
    row.waiting_since = head.waiting_since;
    row.desk_state = head.desk_state;
    row.agent = head.agent;
    row.account = head.account;
    row.missed = head.missed;
    row.revision = entry.revision;
}

void update_window(const Conversation& head, UnixSecs now, InboxRow& row) {
    row.window = window_left(head.window, now);
    const bool open = head.desk_state == DeskState::Queued || head.desk_state == DeskState::Assigned;
    row.window_tone = open ? window_tone(row.window) : Tone::Neutral;
}

}  // namespace

std::string customer_name(const ConsoleState& state, const CustomerId& id) {
    const auto customer = state.customers.find(id);
    if (customer != state.customers.end()) {
        std::string name = one_line(customer->second.name, 64);
        if (!name.empty()) return name;
    }
    const std::string& text = id.value;
    const bool english = state.settings.language == Language::English;
    std::string name = english ? "WeChat user" : "微信用户";
    // Ids are ASCII in practice; should one not be, a cut character would not be text any more.
    const std::string tail = repair_utf8(text.size() > 4 ? text.substr(text.size() - 4) : text);
    if (!tail.empty()) name.append(" ").append(tail);
    return name;
}

Tone window_tone(const WindowLeft& left) {
    switch (left.block) {
        case SendBlock::NotOpened:
            return Tone::Neutral;
        case SendBlock::Expired:
        case SendBlock::UsedUp:
            return Tone::Bad;
        case SendBlock::None:
            break;
    }
    if (left.secs < kSecsPerHour) return Tone::Bad;
    return left.secs < 6 * kSecsPerHour || left.messages <= 2 ? Tone::Soon : Tone::Fine;
}

bool more_urgent(const ConsoleState& state, const Conversation& a, const Conversation& b) {
    const UnixSecs now = to_secs(state.now);
    return more_urgent(urgency_of(a, now), urgency_of(b, now));
}

const InboxView& inbox_view(const ConsoleState& state, InboxView& cache) {
    const auto minute = static_cast<std::uint64_t>(state.now / 60'000);
    const std::uint64_t key = ((state.list_revision + 1) << 32) ^ (minute & 0xFFFFFFFFull);
    if (key == cache.key) return cache;
    cache.key = key;
    cache.mine = cache.queued = cache.all = cache.ended = 0;
    cache.unread_mine = state.unread_mine;
    const std::string folded = folded_text(one_line(state.search, 200));
    cache.searching = !folded.empty();

    const UnixSecs now = to_secs(state.now);
    std::vector<std::pair<Urgency, const ConversationEntry*>> shown;
    for (const auto& [id, entry] : state.conversations) {
        const Conversation& head = entry.head;
        cache.mine += is_mine(state, head) ? 1 : 0;
        cache.queued += head.desk_state == DeskState::Queued ? 1 : 0;
        cache.ended += head.desk_state == DeskState::Ended ? 1 : 0;
        // A search looks everywhere: who searches seldom knows the tab.
        if (cache.searching ? matches(state, entry, folded) : is_in_tab(state, head)) {
            shown.emplace_back(urgency_of(head, now), &entry);
        }
    }
    cache.all = static_cast<int>(state.conversations.size()) - cache.ended;
    std::sort(shown.begin(), shown.end(),
              [](const auto& a, const auto& b) { return more_urgent(a.first, b.first); });

    // Rows of entries that did not change are moved over instead of being made again.
    std::unordered_map<ConversationId, std::size_t> old_index;
    old_index.reserve(cache.rows.size());
    for (std::size_t i = 0; i < cache.rows.size(); ++i) old_index.emplace(cache.rows[i].conversation, i);
    std::vector<InboxRow> rows(shown.size());
    for (std::size_t i = 0; i < shown.size(); ++i) {
        const ConversationEntry& entry = *shown[i].second;
        const auto old = old_index.find(entry.head.id);
        if (old != old_index.end() && cache.rows[old->second].revision == entry.revision) {
            rows[i] = std::move(cache.rows[old->second]);
        } else {
            fill_row(state, entry, rows[i]);
        }
        update_window(entry.head, now, rows[i]);
    }
    cache.rows = std::move(rows);
    return cache;
}

}  // namespace kf
