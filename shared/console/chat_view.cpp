#include "shared/console/chat_view.h"

#include <algorithm>
#include <limits>

namespace kf {
namespace {

constexpr std::int64_t kMsPerDay = kSecsPerDay * 1000;
constexpr std::int64_t kTogetherMs =
    5 * 60 * 1000;  // messages of one sender within this are drawn as one group

std::int64_t day_of(UnixMs at, int utc_offset_minutes) {
    const std::int64_t local = at + std::int64_t{utc_offset_minutes} * 60'000;
    return local >= 0 ? local / kMsPerDay : -((-local + kMsPerDay - 1) / kMsPerDay);
}

bool is_system(const Message& m) {
    return m.sender.kind == SenderKind::System || m.msgtype == "event";
}

// The server's time of sending is what people remember; our own time stands in where there is none.
UnixMs time_of(const Message& m) {
    return m.sent_at != 0 ? m.sent_at : m.stored_at;
}

// Lines keep clear of the keys of messages and pending messages (−1, −2, …).
constexpr std::int64_t kDayKeys = std::numeric_limits<std::int64_t>::min() / 2;
constexpr std::int64_t kNewLineKey = kDayKeys - 1;

void add_message(ChatView& view, const Thread& thread, std::size_t index, int offset) {
    const Message& m = thread.messages[index];
    const Message* above = index > 0 ? &thread.messages[index - 1] : nullptr;
    const UnixMs at = time_of(m);
    const std::int64_t day = day_of(at, offset);
    bool line = false;
    if (above == nullptr || day_of(time_of(*above), offset) != day) {
        view.entries.push_back(
            ChatEntry{.kind = EntryKind::DayLine, .index = index, .key = kDayKeys + 1 + day, .at = at});
        line = true;
    }
    // The first message at or behind the mark: the marked one itself may be gone.
    const MessageId mark = thread.first_unread;
    if (!mark.empty() && !(m.id < mark) && (above == nullptr || above->id < mark)) {
        view.entries.push_back(
            ChatEntry{.kind = EntryKind::NewLine, .index = index, .key = kNewLineKey, .at = at});
        line = true;
    }
    const bool system = is_system(m);
    const bool together = !line && !system && above != nullptr && !is_system(*above) &&
                          above->sender.kind == m.sender.kind && above->sender.id == m.sender.id &&
                          at - time_of(*above) < kTogetherMs && time_of(*above) - at < kTogetherMs;
    view.entries.push_back(ChatEntry{.kind = system ? EntryKind::SystemLine : EntryKind::Message,
                                     .index = index,
                                     .key = m.id.value,
                                     .at = at,
                                     .same_sender_as_above = together});
}

void add_pending(ChatView& view, const Thread& thread, const ConsoleState& state) {
    for (std::size_t i = 0; i < thread.pending.size(); ++i) {
        const PendingMessage& p = thread.pending[i];
        // Its number is the tail of its ClientId: the same while others before it go.
        const std::size_t dash = p.client_id.value.rfind('-');
        std::int64_t number = 0;
        for (std::size_t c = dash + 1; dash != std::string::npos && c < p.client_id.value.size(); ++c) {
            number = (number * 10 + (p.client_id.value[c] - '0')) % 1'000'000'000'000;
        }
        view.entries.push_back(ChatEntry{.kind = EntryKind::Pending,
                                         .index = i,
                                         .key = -number,
                                         .at = p.created_at + state.connection.clock_offset_ms,
                                         .same_sender_as_above = i > 0});
    }
}

ChatSource source_of(const ConsoleState& state, const Thread* thread, const ConversationEntry* entry) {
    return {.conversation = state.selected,
            .thread = thread == nullptr ? 0 : thread->revision,
            .layout = thread == nullptr ? 0 : thread->layout_revision,
            .entry = entry == nullptr ? 0 : entry->revision,
            .rights = state.rights_revision,
            .minute = state.now / 60'000,
            .utc_offset_minutes = state.utc_offset_minutes};
}

}  // namespace

ComposerView composer_view(const ConsoleState& state, ConversationId conversation) {
    ComposerView view;
    const auto entry = state.conversations.find(conversation);
    if (entry == state.conversations.end()) {
        view.refusal = Refusal::NotVisible;
        return view;
    }
    view.draft_disputed = entry->second.draft_disputed;
    Conversation head = entry->second.head;
    if (const auto thread = state.threads.find(conversation); thread != state.threads.end()) {
        for (const PendingMessage& p : thread->second.pending) head.window.used += p.error_zh.empty() ? 1 : 0;
    }
    const UnixSecs now = to_secs(state.now);
    view.left = window_left(head.window, now);
    view.refusal = may_send(state.self, head, now);
    const auto account = state.accounts.find(head.account);
    if (account != state.accounts.end() && !account->second.managed) view.refusal = Refusal::NotManaged;
    view.enabled = view.refusal == Refusal::None;
    view.writable = view.enabled || view.refusal == Refusal::WindowUsedUp ||
                    view.refusal == Refusal::WindowExpired || view.refusal == Refusal::WindowNotOpened;
    const bool answered_by_me = head.desk_state == DeskState::Assigned && head.agent == state.self.id;
    view.offers_claim = !answered_by_me && may_claim(state.self, head) == Refusal::None;
    const bool open = head.desk_state == DeskState::Queued || head.desk_state == DeskState::Assigned;
    view.tone = open ? window_tone(view.left) : Tone::Neutral;
    return view;
}

const ChatView& chat_view(const ConsoleState& state, ChatView& cache) {
    const auto found = state.threads.find(state.selected);
    const Thread* thread = found == state.threads.end() ? nullptr : &found->second;
    const auto entry = state.conversations.find(state.selected);
    const ChatSource source =
        source_of(state, thread, entry == state.conversations.end() ? nullptr : &entry->second);
    if (cache.key != 0 && source == cache.source) return cache;
    cache.source = source;
    ++cache.key;
    const bool same = cache.built && thread != nullptr && cache.conversation == state.selected &&
                      cache.built_layout == thread->layout_revision &&
                      cache.built_offset == state.utc_offset_minutes &&
                      cache.built_messages <= thread->messages.size();
    cache.conversation = state.selected;
    if (same) {
        cache.entries.resize(cache.message_entries);
    } else {
        cache.entries.clear();
        cache.built_messages = 0;
    }
    cache.built = thread != nullptr;
    cache.new_below = 0;
    cache.composer = {};
    if (thread != nullptr) {
        for (std::size_t i = cache.built_messages; i < thread->messages.size(); ++i) {
            add_message(cache, *thread, i, state.utc_offset_minutes);
        }
        cache.built_messages = thread->messages.size();
        cache.message_entries = cache.entries.size();
        cache.built_layout = thread->layout_revision;
        cache.built_offset = state.utc_offset_minutes;
        cache.new_below = thread->new_below;
        // They come after the newest.
        if (!thread->has_newer) add_pending(cache, *thread, state);
    }
    if (!state.selected.empty()) cache.composer = composer_view(state, state.selected);
    return cache;
}

}  // namespace kf
