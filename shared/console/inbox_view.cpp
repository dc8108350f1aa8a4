#include "shared/console/inbox_view.h"

#include <algorithm>
#include <utility>

#include "shared/console/text_folding.h"
#include "shared/kf/message_codec.h"
#include "shared/search/customer_text.h"
#include "shared/search/folding.h"
#include "shared/search/search_terms.h"

namespace kf {
namespace {

// Waiting customers who can still be answered come first, the one whose window closes first at the top.
RowPlace place_of(const Conversation& c, UnixSecs now) {
    const bool open = c.desk_state == DeskState::Queued || c.desk_state == DeskState::Assigned;
    const bool waits = open && c.waiting_since != 0 && window_left(c.window, now).block == SendBlock::None;
    return RowPlace{.waits = waits,
                    .window_opened_at = c.window.opened_at,
                    .waiting_since = c.waiting_since,
                    .last_at = c.last.at,
                    .id = c.id};
}

RowPlace place_in_list(const ConversationEntry& entry, UnixSecs now) {
    RowPlace place = place_of(entry.head, now);
    place.pinned = entry.pinned;
    return place;
}

bool stands_above(const RowPlace& a, const RowPlace& b) {
    if (a.pinned != b.pinned) return a.pinned;
    if (a.waits != b.waits) return a.waits;
    if (a.waits) {
        if (a.window_opened_at != b.window_opened_at) return a.window_opened_at < b.window_opened_at;
        if (a.waiting_since != b.waiting_since) return a.waiting_since < b.waiting_since;
    } else if (a.last_at != b.last_at) {
        return a.last_at > b.last_at;
    }
    return a.id < b.id;
}

std::uint64_t minute_of(const ConsoleState& state) {
    return static_cast<std::uint64_t>(state.now / 60'000);
}

UnixSecs now_of(const ConsoleState& state) {
    return static_cast<UnixSecs>(minute_of(state)) * kSecsPerMinute;
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

bool matches(const ConsoleState& state, const ConversationEntry& entry, const InboxView& view) {
    const Conversation& head = entry.head;
    const auto has = [&](std::string_view text) {
        return folded_text(text).find(view.folded_search) != std::string::npos;
    };
    if (has(customer_name(state, head.customer)) || has(head.customer.value)) return true;
    if (!head.last.recalled && (has(head.last.text_zh) || has(head.last.text_en))) return true;
    if (has(entry.draft)) return true;
    const auto customer = state.customers.find(head.customer);
    if (customer == state.customers.end()) return false;
    // As the backend finds past ones.
    return has(customer->second.note) || is_meant(customer->second, view.terms, state.search);
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

void fill_row(const ConsoleState& state, const ConversationEntry& entry, UnixSecs now, InboxRow& row) {
    const Conversation& head = entry.head;
    const bool english = state.settings.language == Language::English;
    row.conversation = head.id;
    row.customer = head.customer;
    row.name = customer_name(state, head.customer);
    const auto customer = state.customers.find(head.customer);
    const std::string_view name =
        customer == state.customers.end() ? std::string_view{} : shown_nickname(customer->second);
    row.initials = name.empty() ? std::string{english ? "C" : "客"} : initial_of(name);
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
    const auto thread = state.threads.find(head.id);
    row.undelivered =
        !head.undelivered.empty() || (thread != state.threads.end() && has_refused_message(thread->second));
    row.called = calls_of(head, state.self.id) > 0;
    row.handed_by = is_mine(state, head) ? head.handed_by : AgentId{};
    row.revision = entry.revision;
    row.window = window_left(head.window, now);
    const bool open = head.desk_state == DeskState::Queued || head.desk_state == DeskState::Assigned;
    row.window_tone = open ? window_tone(row.window) : Tone::Neutral;
    row.waits = place_of(head, now).waits;
    row.pinned = entry.pinned;
    row.marked_unread = entry.marked_unread;
    row.elsewhere = state.search.empty() && !is_in_tab(state, head);
}

bool is_shown(const ConsoleState& state, const ConversationEntry& entry, const InboxView& view) {
    const bool ended = state.tab == Tab::Ended;
    const bool wanted = !ended || state.ended.filter.empty() || is_listed(state.ended.filter, entry.head);
    // A search looks everywhere, who searches seldom knows the tab; but for what is filtered out.
    if (view.searching) return wanted && matches(state, entry, view);
    const ConversationId id = entry.head.id;
    if (id == state.selected && id == state.kept) return true;
    if (!wanted || !is_in_tab(state, entry.head)) return false;
    // The list of past ones has no holes: what is held below its end comes with its page.
    const EndedQuestion& list = state.ended.list;
    return !ended || entry.pinned || !list.has_more || !is_above(list.to, ended_place(entry.head));
}

void count_as(InboxView& view, bool known, DeskState desk_state, bool mine, int by) {
    if (!known) return;
    view.mine += mine ? by : 0;
    view.queued += desk_state == DeskState::Queued ? by : 0;
    view.all += desk_state == DeskState::Ended ? 0 : by;
}

void build(const ConsoleState& state, InboxView& view) {
    view.mine = view.queued = view.all = 0;
    view.folded_search = folded_text(one_line(state.search, 200));
    view.searching = !view.folded_search.empty();
    view.terms = search_terms(state.search);
    const UnixSecs now = now_of(state);
    std::vector<std::pair<RowPlace, const ConversationEntry*>> shown;
    for (const auto& [id, entry] : state.conversations) {
        count_as(view, true, entry.head.desk_state, is_mine(state, entry.head), 1);
        if (is_shown(state, entry, view)) shown.emplace_back(place_in_list(entry, now), &entry);
    }
    std::sort(shown.begin(), shown.end(),
              [](const auto& a, const auto& b) { return stands_above(a.first, b.first); });
    view.rows.clear();
    view.rows.resize(shown.size());
    view.places.resize(shown.size());
    for (std::size_t i = 0; i < shown.size(); ++i) {
        view.places[i] = shown[i].first;
        fill_row(state, *shown[i].second, now, view.rows[i]);
    }
}

// Takes the conversation's row from where it stood to where it belongs now.
void move_row(const ConsoleState& state, const ConversationEntry& entry, InboxView& view) {
    const UnixSecs now = now_of(state);
    const auto old = std::find_if(view.places.begin(), view.places.end(),
                                  [&](const RowPlace& place) { return place.id == entry.head.id; });
    const auto from = old - view.places.begin();
    const bool was_shown = old != view.places.end();
    if (was_shown) view.places.erase(old);
    if (!is_shown(state, entry, view)) {
        if (was_shown) view.rows.erase(view.rows.begin() + from);
        return;
    }
    const RowPlace place = place_in_list(entry, now);
    const auto at = std::lower_bound(view.places.begin(), view.places.end(), place, stands_above);
    const auto to = at - view.places.begin();
    view.places.insert(at, place);
    const auto rows = view.rows.begin();
    if (!was_shown) {
        view.rows.insert(rows + to, InboxRow{});
    } else if (from < to) {
        std::rotate(rows + from, rows + from + 1, rows + to + 1);
    } else {
        std::rotate(rows + to, rows + from, rows + from + 1);
    }
    fill_row(state, entry, now, view.rows[static_cast<std::size_t>(to)]);
}

}  // namespace

std::string customer_name(const ConsoleState& state, const CustomerId& id) {
    const auto customer = state.customers.find(id);
    if (customer != state.customers.end()) {
        std::string name = one_line(shown_nickname(customer->second), 64);
        if (!name.empty()) return name;
    }
    const bool english = state.settings.language == Language::English;
    std::string name = english ? "WeChat user" : "微信用户";
    const std::string tail = end_of_id(id);
    if (!tail.empty()) name.append(" ").append(tail);
    return name;
}

std::string agent_name(const ConsoleState& state, const AgentId& agent) {
    const auto found = state.agents.find(agent);
    return found != state.agents.end() && !found->second.name.empty() ? found->second.name : agent.value;
}

std::vector<CallToMe> calls_to_me(const ConsoleState& state) {
    std::vector<CallToMe> out;
    for (const auto& [id, entry] : state.conversations)
        for (const Call& call : entry.head.calls)
            if (call.agent == state.self.id) out.push_back({id, call});
    std::sort(out.begin(), out.end(),
              [](const CallToMe& a, const CallToMe& b) { return b.call.message < a.call.message; });
    return out;
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
    return stands_above(place_of(a, now_of(state)), place_of(b, now_of(state)));
}

const InboxView& inbox_view(const ConsoleState& state, InboxView& cache) {
    const std::uint64_t minute = minute_of(state);
    if (cache.built && cache.built_revision == state.list_revision && cache.built_minute == minute) {
        return cache;
    }
    // Every step since the list was built is known, and there are few of them.
    const bool known = cache.built && cache.built_minute == minute &&
                       cache.built_revision >= state.list_changes_from &&
                       state.list_changes_from + state.list_changes.size() == state.list_revision;
    if (known) {
        const auto begin = state.list_changes.begin() +
                           static_cast<std::ptrdiff_t>(cache.built_revision - state.list_changes_from);
        const auto end = state.list_changes.end();
        for (auto change = begin; change != end; ++change) {
            const auto same = [&](const ListChange& c) { return c.conversation == change->conversation; };
            // What it counted as when the list was built, and what it counts as now: once each.
            if (std::none_of(begin, change, same)) {
                count_as(cache, change->was_known, change->was, change->was_mine, -1);
            }
            const auto entry = state.conversations.find(change->conversation);
            if (entry == state.conversations.end() || std::any_of(change + 1, end, same)) continue;
            const Conversation& head = entry->second.head;
            count_as(cache, true, head.desk_state, is_mine(state, head), 1);
            move_row(state, entry->second, cache);
        }
    } else {
        build(state, cache);
    }
    cache.unread_to_answer = state.unread_to_answer + state.to_notice;
    cache.calls = state.calls_to_me;
    cache.ended = state.ended.count;
    cache.built = true;
    cache.built_revision = state.list_revision;
    cache.built_minute = minute;
    ++cache.key;
    return cache;
}

}  // namespace kf
