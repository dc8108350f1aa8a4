// A thread as a window that does not reach the newest message: opening a found message with what is around
// it, going on from there to newer ones, and back to the end.
#include <algorithm>
#include <utility>

#include "shared/console/reduce_step.h"

namespace kf {
namespace {

bool holds(const Thread& thread, MessageId id) {
    const auto at = std::lower_bound(thread.messages.begin(), thread.messages.end(), id, before);
    return at != thread.messages.end() && at->id == id;
}

}  // namespace

void ReduceStep::fetch(ConversationId conversation, Thread& thread, HistoryPart part) {
    thread.loading = true;
    thread.failed = false;
    thread.part = part;
    touch_thread(thread);
    FetchHistory wanted{.conversation = conversation, .before = {}, .limit = kPageSize};
    switch (part) {
        case HistoryPart::Newest:
            break;
        case HistoryPart::Older:
            wanted.before = thread.messages.front().id;
            break;
        case HistoryPart::Newer:
            wanted.after = thread.messages.back().id;
            break;
        case HistoryPart::Around:
            wanted.around = thread.jump_to;
            break;
    }
    wanted.number = thread.page_number = ++s.pages_asked;
    effects_.push_back(wanted);
}

// A page that a thread of the same conversation has asked for that is forgotten by now is nobody's. (Without
// a number only such pages are taken that leave no hole wherever they come from.)
bool ReduceStep::is_awaited(const Thread& thread, std::uint64_t number) const {
    if (!thread.loading) return false;
    if (number != 0) return number == thread.page_number;
    return thread.part == HistoryPart::Newest || thread.part == HistoryPart::Older;
}

// The page under way, if there is one, is not wanted any more.
void ReduceStep::fetch_instead(ConversationId conversation, Thread& thread, HistoryPart part) {
    thread.discarded_pages = 0;
    thread.part = part;
    if (thread.loading) {
        thread.discard_page = true;
    } else {
        fetch(conversation, thread, part);
    }
}

void ReduceStep::jump(ConversationId conversation, MessageId message) {
    opening_at_ = message;
    open(conversation);
    opening_at_ = {};
    Thread* thread = thread_of(conversation);
    if (thread == nullptr) return;  // it is asked for, and opened when it has come
    s.jump = JumpTarget{conversation, message, s.jump.number + 1};
    touch_thread(*thread);
    const bool replaced = thread->loading && (thread->part == HistoryPart::Around ||
                                              (thread->part == HistoryPart::Newest && thread->loaded));
    if (thread->loaded && !replaced && holds(*thread, message)) {
        // One that could not be loaded before is not wanted any more.
        if (!std::exchange(thread->jump_to, MessageId{}).empty()) thread->failed = false;
        return;
    }
    s.at_newest = false;
    const bool asked = thread->loading && !thread->discard_page && thread->part == HistoryPart::Around &&
                       thread->jump_to == message;
    thread->jump_to = message;
    if (asked) return;
    fetch_instead(conversation, *thread, HistoryPart::Around);
}

void ReduceStep::go_to_newest(ConversationId conversation, Thread& thread) {
    s.jump = JumpTarget{conversation, MessageId{}, s.jump.number + 1};
    thread.jump_to = {};
    touch_thread(thread);
    const bool replaced = thread.loading && thread.part == HistoryPart::Around;
    if (thread.has_newer || replaced) fetch_instead(conversation, thread, HistoryPart::Newest);
}

void ReduceStep::on(const HitOpened& a) {
    jump(a.conversation, a.message);
    // Opened is seen, also far from the end.
    const ConversationEntry* entry = entry_of(a.conversation);
    if (entry == nullptr) return;
    for (const Call& call : entry->head.calls)
        if (call.agent == s.self.id && call.message == a.message)
            return void(enqueue_once(MarkRead{a.conversation, a.message}));
}

void ReduceStep::on(const NewerWanted& a) {
    Thread* thread = thread_of(a.conversation);
    if (thread == nullptr || thread->loading || !thread->loaded || !thread->has_newer) return;
    if (!thread->jump_to.empty()) return fetch(a.conversation, *thread, HistoryPart::Around);
    if (thread->messages.empty()) return fetch(a.conversation, *thread, HistoryPart::Newest);
    fetch(a.conversation, *thread, HistoryPart::Newer);
}

void ReduceStep::on(const NewestWanted& a) {
    if (Thread* thread = thread_of(a.conversation)) go_to_newest(a.conversation, *thread);
}

void ReduceStep::take_around_page(Thread& thread, HistoryPage&& page) {
    thread.messages = std::move(page.messages);
    thread.seqs.assign(thread.messages.size(), page.seq);
    thread.has_older = page.has_older;
    thread.has_newer = page.has_newer;
    thread.loaded = true;
    thread.outdated = false;
    thread.jump_to = {};
    thread.first_unread = {};
    for (const Message& m : thread.messages) drop_confirmed(thread, m.client_id);
    apply_early(thread);
}

void ReduceStep::take_newer_page(Thread& thread, HistoryPage&& page) {
    if (!thread.messages.empty()) {
        const MessageId last = thread.messages.back().id;
        std::erase_if(page.messages, [&](const Message& m) { return !(last < m.id); });
    }
    thread.has_newer = page.has_newer;
    thread.seqs.insert(thread.seqs.end(), page.messages.size(), page.seq);
    thread.messages.insert(thread.messages.end(), std::make_move_iterator(page.messages.begin()),
                           std::make_move_iterator(page.messages.end()));
    apply_early(thread);
    // Whoever reads on and on towards the newest needs the oldest no more.
    if (thread.has_newer && thread.messages.size() > kMaxMessagesPerThread) {
        const auto drop =
            static_cast<std::ptrdiff_t>(thread.messages.size() - kMaxMessagesPerThread * 9 / 10);
        thread.messages.erase(thread.messages.begin(), thread.messages.begin() + drop);
        thread.seqs.erase(thread.seqs.begin(), thread.seqs.begin() + drop);
        thread.has_older = true;
    }
}

// A conversation that is opened again shows its end, not the place where somebody looked once.
void ReduceStep::forget_window(ConversationId conversation, Thread& thread) {
    const bool apart = thread.has_newer || !thread.jump_to.empty();
    if (!apart) return;
    thread.messages.clear();
    thread.seqs.clear();
    thread.early.clear();
    thread.loaded = false;
    thread.failed = false;
    thread.outdated = false;
    thread.has_older = thread.has_newer = false;
    thread.jump_to = {};
    thread.discard_page = thread.loading;
    thread.discarded_pages = 0;
    thread.part = HistoryPart::Newest;
    thread.base_seq = s.connection.seq;
    if (const ConversationEntry* entry = entry_of(conversation)) thread.base_last = entry->head.last.id;
    touch_layout(thread);
}

// What the agent writes appears at the end, so that is where they see it.
void ReduceStep::show_what_was_sent() {
    Thread* thread = thread_of(s.selected);
    if (thread == nullptr || s.selected != std::exchange(wrote_in_, ConversationId{})) return;
    const bool under_way = thread->loading && thread->part == HistoryPart::Newest;
    if (thread->has_newer ? under_way : s.at_newest) return;
    go_to_newest(s.selected, *thread);
    if (!thread->has_newer) on(ScrolledToNewest{true});
}

}  // namespace kf
