#include <algorithm>
#include <utility>

#include "shared/console/inbox_view.h"
#include "shared/console/reduce_step.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {
namespace {

constexpr int kMaxDiscardedPages = 3;
// More than this cannot come while one page is under way; should it, the page is asked for again.
constexpr std::size_t kMaxEarly = 2000;

}  // namespace

void ReduceStep::open(ConversationId conversation) {
    ConversationEntry* entry = entry_of(conversation);
    if (entry == nullptr) {
        if (conversation.empty()) return;
        s.loads.opening = conversation;  // when it has come
        s.loads.opening_at = opening_at_;
        touch();
        return load(conversation);
    }
    s.loads.opening = {};
    // Come by an event, it lacks what the agent has there of their own.
    if (entry->draft_seq == 0 || entry->marks_seq == 0) load(conversation);
    const bool again = s.selected == conversation;
    if (!again) {
        leave_open();
        s.selected = conversation;
        s.at_newest = true;
    }
    if (!again || s.kept != conversation) {
        s.kept = conversation;
        touch_entry(*entry);
    }
    // Whoever opens it has seen it.
    if (entry->marked_unread) on(MarkPressed{conversation, Mark::Unread, false});
    std::erase(s.recently_opened, conversation);
    s.recently_opened.insert(s.recently_opened.begin(), conversation);
    const bool known = s.threads.count(conversation) > 0;
    Thread& thread = s.threads[conversation];
    if (!known) {
        thread.base_seq = s.connection.seq;
        thread.base_last = entry->head.last.id;
    }
    if (!again) {
        thread.new_below = 0;
        thread.unread_at_open = entry->head.unread;
        thread.away_marked = entry->head.unread > 0;
        thread.read_up_to = {};
        close_note(conversation);
        place_new_line(thread);
        effects_.push_back(FillComposer{conversation, entry->draft});
    }
    if (!thread.loaded && !thread.loading) {
        thread.jump_to = opening_at_;
        fetch(conversation, thread, opening_at_.empty() ? HistoryPart::Newest : HistoryPart::Around);
    }
    if (!again || !thread.details) fetch_details(conversation);
    trim(conversation, thread);
    forget_threads();
}

void ReduceStep::fetch_details(ConversationId conversation) {
    Thread* thread = thread_of(conversation);
    if (thread == nullptr || thread->details_loading) return;
    thread->details_loading = true;
    touch_thread(*thread);
    effects_.push_back(FetchDetails{conversation});
}

void ReduceStep::leave_open() {
    flush_draft();
    if (Thread* thread = thread_of(s.selected)) {
        thread->first_unread = {};
        thread->away_marked = false;
        thread->new_below = 0;
        touch_layout(*thread);
        const ConversationId left = std::exchange(s.selected, ConversationId{});
        close_find();
        forget_window(left, *thread);
        trim(left, *thread);
        if (ConversationEntry* entry = entry_of(left))
            touch_entry(*entry);  // its draft shows in the list now
    }
    s.selected = {};
}

void ReduceStep::on(const ConversationOpened& a) {
    open(a.conversation);
}

void ReduceStep::on(const NotificationClicked& a) {
    open(a.conversation);
}

void ReduceStep::on(const ConversationClosed&) {
    if (!std::exchange(s.loads.opening, ConversationId{}).empty()) touch();
    if (s.selected.empty()) return;
    leave_open();
    touch_list();
}

void ReduceStep::on(const NextUrgentWanted&) {
    std::vector<const Conversation*> waiting;
    for (const auto& [id, entry] : s.conversations) {
        const Conversation& head = entry.head;
        if (head.waiting_since == 0 || (!is_mine(head) && head.desk_state != DeskState::Queued)) continue;
        if (window_left(head.window, to_secs(s.now)).block == SendBlock::None) waiting.push_back(&head);
    }
    if (waiting.empty()) return toast("没有客户在等待。", "No customer is waiting.");
    std::sort(waiting.begin(), waiting.end(),
              [this](const Conversation* a, const Conversation* b) { return more_urgent(s, *a, *b); });
    // Pressed again on the most urgent one: the next.
    const auto here = std::find_if(waiting.begin(), waiting.end(),
                                   [this](const Conversation* c) { return c->id == s.selected; });
    const bool last = here == waiting.end() || here + 1 == waiting.end();
    open(last ? waiting.front()->id : (*(here + 1))->id);
}

void ReduceStep::on(const OlderWanted& a) {
    Thread* thread = thread_of(a.conversation);
    if (thread == nullptr || thread->loading) return;
    if (!thread->jump_to.empty()) return fetch(a.conversation, *thread, HistoryPart::Around);
    if (!thread->loaded) return fetch(a.conversation, *thread, HistoryPart::Newest);
    if (!thread->has_older || thread->messages.empty()) return;
    if (thread->messages.size() >= kMaxMessagesWhileReading) return;
    fetch(a.conversation, *thread, HistoryPart::Older);
}

void ReduceStep::on(const ScrolledToNewest& a) {
    Thread* thread = thread_of(s.selected);
    if (s.at_newest == a.at_newest || (a.at_newest && thread != nullptr && thread->has_newer)) return;
    s.at_newest = a.at_newest;
    touch();
    if (!a.at_newest || thread == nullptr) return;
    thread->new_below = 0;
    touch_thread(*thread);
    trim(s.selected, *thread);
}

// The page that was wanted last, once more: whoever reads somewhere stays there.
void ReduceStep::fetch_part(ConversationId conversation, Thread& thread) {
    if (!thread.jump_to.empty()) return fetch(conversation, thread, HistoryPart::Around);
    const bool again = thread.loaded && !thread.messages.empty() && thread.part != HistoryPart::Around;
    fetch(conversation, thread, again ? thread.part : HistoryPart::Newest);
}

void ReduceStep::fetch_again(ConversationId conversation, Thread& thread) {
    thread.discard_page = false;
    if (++thread.discarded_pages > kMaxDiscardedPages) {
        thread.loading = false;
        thread.failed = true;
        touch_thread(thread);
        return;
    }
    fetch_part(conversation, thread);
}

void ReduceStep::on(const HistoryArrived& a) {
    Thread* thread = thread_of(a.conversation);
    if (thread == nullptr || !is_awaited(*thread, a.number)) return;
    if (thread->discard_page) return fetch_again(a.conversation, *thread);
    auto page = read_history_page(a.body);
    if (!page.ok()) return on(HistoryFailed{a.conversation, 200, a.number});
    std::erase_if(page->messages, [&](const Message& m) { return m.conversation != a.conversation; });
    std::sort(page->messages.begin(), page->messages.end(),
              [](const Message& x, const Message& y) { return x.id < y.id; });
    // A page that is older than what the events have told, or that does not reach the message that was the
    // newest when it was asked for, is the answer to an earlier question.
    const HistoryPart part = thread->part;
    MessageId last = page->messages.empty() ? MessageId{} : page->messages.back().id;
    if (part == HistoryPart::Newer && last.empty()) last = thread->messages.back().id;
    const bool ends = part == HistoryPart::Newest || (part != HistoryPart::Older && !page->has_newer);
    const bool too_short = ends && last < thread->base_last;
    if (page->seq < thread->base_seq || (too_short && thread->discarded_pages < kMaxDiscardedPages)) {
        return fetch_again(a.conversation, *thread);
    }
    thread->loading = false;
    thread->failed = false;
    thread->discarded_pages = 0;
    switch (part) {
        case HistoryPart::Newest:
            take_newest_page(*thread, std::move(page).value());
            break;
        case HistoryPart::Older:
            take_older_page(*thread, std::move(page).value());
            break;
        case HistoryPart::Newer:
            take_newer_page(*thread, std::move(page).value());
            break;
        case HistoryPart::Around:
            take_around_page(*thread, std::move(page).value());
            break;
    }
    touch_layout(*thread);
    trim(a.conversation, *thread);
}

void ReduceStep::on(const HistoryFailed& a) {
    Thread* thread = thread_of(a.conversation);
    if (thread == nullptr || !is_awaited(*thread, a.number)) return;
    if (a.http_status == 401) return sign_out(LinkProblem::Expired);
    thread->loading = false;
    thread->discard_page = false;
    thread->failed = true;
    // Without a page there is nothing that these could be newer than; the next page will know them.
    if (!thread->loaded) thread->base_seq = std::max(thread->base_seq, s.connection.seq);
    thread->early.clear();
    touch_thread(*thread);
}

void ReduceStep::on(const DetailsArrived& a) {
    Thread* thread = thread_of(a.conversation);
    if (thread == nullptr) return;
    thread->details_loading = false;
    touch_thread(*thread);
    auto details = read_details(a.body);
    if (!details.ok()) return;
    // The list's customers are kept true by events, so they are never older than this.
    if (s.customers.count(details->customer.id) == 0) {
        s.customers.emplace(details->customer.id, details->customer);
        touch_list();
    }
    thread->details = std::move(details).value();
}

void ReduceStep::on(const DetailsFailed& a) {
    Thread* thread = thread_of(a.conversation);
    if (a.http_status == 401) return sign_out(LinkProblem::Expired);
    if (thread == nullptr) return;
    thread->details_loading = false;
    touch_thread(*thread);
}

void ReduceStep::take_event(Thread& thread, const Message& message, bool added) {
    drop_confirmed(thread, message.client_id);
    const EventSeq seq = s.connection.seq;
    const auto at = std::lower_bound(thread.messages.begin(), thread.messages.end(), message.id, before);
    const bool held = at != thread.messages.end() && at->id == message.id;
    // A page that replaces the window, or goes on where it ends, may lack the event or have it.
    const bool replaces = thread.part == HistoryPart::Newest || thread.part == HistoryPart::Around;
    const bool placed = held || (added && !thread.has_newer);
    if (thread.loading && (!thread.loaded || replaces || !placed)) {
        if (thread.early.size() >= kMaxEarly) {
            thread.early.clear();
            thread.discard_page = true;
            thread.base_seq = seq;
            return;
        }
        EarlyMessage& early = thread.early[message.id];
        early.added = early.added || added;
        early.seq = seq;
        early.message = message;
        if (!held && !(thread.loaded && added)) return;
    }
    if (held || (thread.loaded && added)) upsert(thread, message, seq);
    // Not loaded and not under way: the page that is asked for later must know this event.
    if (!thread.loaded && !thread.loading) thread.base_seq = seq;
}

void ReduceStep::upsert(Thread& thread, const Message& message, EventSeq seq) {
    const auto at = std::lower_bound(thread.messages.begin(), thread.messages.end(), message.id, before);
    const auto index = at - thread.messages.begin();
    if (at != thread.messages.end() && at->id == message.id) {
        EventSeq& known = thread.seqs[static_cast<std::size_t>(index)];
        if (seq <= known) return;
        known = seq;
        const bool moved = at->sent_at != message.sent_at || at->msgtype != message.msgtype ||
                           at->sender.kind != message.sender.kind || at->sender.id != message.sender.id;
        *at = message;
        return moved ? touch_layout(thread) : touch_thread(thread);
    }
    const bool at_end = at == thread.messages.end();
    if (at_end && thread.has_newer) {
        // Between the window and this one lie others: it comes with its page, which must know this event.
        if (thread.loading) return;
        thread.base_seq = std::max(thread.base_seq, seq);
        thread.base_last = std::max(thread.base_last, message.id);
        return;
    }
    // Below the window's first message lies history that is not held; it is fetched when it is wanted.
    if (!at_end && index == 0 && thread.has_older) return;
    thread.messages.insert(at, message);
    thread.seqs.insert(thread.seqs.begin() + index, seq);
    at_end ? touch_thread(thread) : touch_layout(thread);
}

void ReduceStep::take_newest_page(Thread& thread, HistoryPage&& page) {
    thread.messages = std::move(page.messages);
    thread.seqs.assign(thread.messages.size(), page.seq);
    thread.has_older = page.has_older;
    thread.has_newer = false;
    thread.loaded = true;
    thread.outdated = false;
    thread.jump_to = {};
    std::erase_if(thread.pending, [](const PendingMessage& p) { return p.taken; });
    for (const Message& m : thread.messages) drop_confirmed(thread, m.client_id);
    apply_early(thread);
    place_new_line(thread);
}

void ReduceStep::take_older_page(Thread& thread, HistoryPage&& page) {
    if (!thread.messages.empty()) {
        const MessageId first = thread.messages.front().id;
        std::erase_if(page.messages, [&](const Message& m) { return !(m.id < first); });
    }
    thread.has_older = page.has_older;
    thread.seqs.insert(thread.seqs.begin(), page.messages.size(), page.seq);
    thread.messages.insert(thread.messages.begin(), std::make_move_iterator(page.messages.begin()),
                           std::make_move_iterator(page.messages.end()));
    if (!thread.first_unread.empty()) raise_new_line(thread, page.messages.size());
    apply_early(thread);
}

void ReduceStep::apply_early(Thread& thread) {
    for (auto& [id, early] : std::exchange(thread.early, {})) {
        const auto at = std::lower_bound(thread.messages.begin(), thread.messages.end(), id, before);
        const bool held = at != thread.messages.end() && at->id == id;
        if (held || early.added) upsert(thread, early.message, early.seq);
    }
}

void ReduceStep::drop_confirmed(Thread& thread, const ClientId& id) {
    if (id.empty()) return;
    if (std::erase_if(thread.pending, [&](const PendingMessage& p) { return p.client_id == id; }) > 0) {
        touch_thread(thread);
    }
}

// Above the customer's messages that were unread when the conversation was opened.
void ReduceStep::place_new_line(Thread& thread) {
    if (!thread.loaded || thread.unread_at_open <= 0) return;
    thread.unread_above = std::exchange(thread.unread_at_open, 0);
    raise_new_line(thread, thread.messages.size());
}

// Above as many of the first `count` messages as were unread; the rest may be in older pages.
void ReduceStep::raise_new_line(Thread& thread, std::size_t count) {
    for (; count > 0 && thread.unread_above > 0; --count) {
        const Message& m = thread.messages[count - 1];
        if (m.sender.kind != SenderKind::Customer || m.msgtype == "event") continue;
        // Counted already: dropped from memory and loaded again.
        if (!thread.first_unread.empty() && !(m.id < thread.first_unread)) continue;
        thread.first_unread = m.id;
        --thread.unread_above;
    }
    touch_layout(thread);
}

// Whoever writes has read what stands below it.
void ReduceStep::clear_new_line(ConversationId conversation) {
    Thread* thread = thread_of(conversation);
    if (thread == nullptr || thread->first_unread.empty()) return;
    thread->first_unread = {};
    touch_layout(*thread);
}

void ReduceStep::trim(ConversationId conversation, Thread& thread) {
    const bool reading = conversation == s.selected && !s.at_newest;
    const std::size_t most = reading ? kMaxMessagesWhileReading + 2 * kPageSize : kMaxMessagesPerThread;
    // A page under way continues at the present first message.
    if (thread.loading || thread.messages.size() <= most) return;
    const std::size_t drop = thread.messages.size() - most + most / 10;
    thread.messages.erase(thread.messages.begin(),
                          thread.messages.begin() + static_cast<std::ptrdiff_t>(drop));
    thread.seqs.erase(thread.seqs.begin(), thread.seqs.begin() + static_cast<std::ptrdiff_t>(drop));
    thread.has_older = true;
    touch_layout(thread);
}

// The least recently opened threads go; what waits to be sent stays.
void ReduceStep::forget_threads() {
    for (std::size_t i = s.recently_opened.size(); i > 0 && s.threads.size() > kMaxThreads; --i) {
        const ConversationId id = s.recently_opened[i - 1];
        const Thread* thread = thread_of(id);
        if (id == s.selected || (thread != nullptr && !thread->pending.empty())) continue;
        s.threads.erase(id);
        s.recently_opened.erase(s.recently_opened.begin() + static_cast<std::ptrdiff_t>(i - 1));
    }
}

void ReduceStep::mark_read() {
    ConversationEntry* entry = entry_of(s.selected);
    Thread* thread = thread_of(s.selected);
    if (entry == nullptr || thread == nullptr || !is_looking_at(s.selected)) return;
    if (!thread->loaded || thread->has_newer || thread->messages.empty()) return;
    const Conversation& head = entry->head;
    const MessageId newest = thread->messages.back().id;
    // A supervisor who looks at a colleague's conversation reads nothing for them.
    const bool unread = is_mine(head) && head.unread > 0 && thread->read_up_to < newest;
    const bool handed = is_mine(head) && !head.handed_by.empty();
    const bool notices = handed || to_notice(head) > 0 || calls_of(head, s.self.id) > 0;
    if (!unread && (!notices || entry->read_asked)) return;
    entry->read_asked = true;
    thread->read_up_to = newest;
    enqueue_once(MarkRead{s.selected, newest});
}

}  // namespace kf
