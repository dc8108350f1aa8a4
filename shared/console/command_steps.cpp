#include <algorithm>
#include <string>
#include <utility>

#include "shared/base/blank.h"
#include "shared/base/overloaded.h"
#include "shared/base/utf8.h"
#include "shared/console/chat_view.h"
#include "shared/console/inbox_view.h"
#include "shared/console/reduce_step.h"
#include "shared/kf/message_codec.h"
#include "shared/protocol/protocol_codec.h"
#include "shared/protocol/refusals.h"

namespace kf {
namespace {

MessageId message_of(const Command& command) {
    if (const auto* c = std::get_if<CancelMessage>(&command)) return c->message;
    if (const auto* c = std::get_if<RetryMessage>(&command)) return c->message;
    return {};
}

// The later of two makes the earlier one superfluous while that has not been sent.
bool supersedes(const Command& later, const Command& earlier) {
    if (later.index() != earlier.index()) return false;
    if (std::holds_alternative<SetPresence>(later)) return true;
    if (const auto* mark = std::get_if<MarkConversation>(&later)) {
        const auto& before = std::get<MarkConversation>(earlier);
        return mark->mark == before.mark && mark->conversation == before.conversation;
    }
    if (!std::holds_alternative<MarkRead>(later) && !std::holds_alternative<SaveDraft>(later)) return false;
    return conversation_of(later) == conversation_of(earlier);
}

// Of these nobody waits for an answer.
bool is_silent(const Command& command) {
    return std::holds_alternative<MarkRead>(command) || std::holds_alternative<SaveDraft>(command);
}

PendingMessage* find_pending(Thread* thread, const ClientId& id) {
    if (thread == nullptr) return nullptr;
    for (PendingMessage& p : thread->pending) {
        if (p.client_id == id) return &p;
    }
    return nullptr;
}

const Message* find_message(const Thread* thread, MessageId id) {
    if (thread == nullptr) return nullptr;
    const auto at = std::lower_bound(thread->messages.begin(), thread->messages.end(), id,
                                     [](const Message& m, MessageId wanted) { return m.id < wanted; });
    return at != thread->messages.end() && at->id == id ? &*at : nullptr;
}

}  // namespace

ConversationId conversation_of(const Command& command) {
    return std::visit(
        [](const auto& c) -> ConversationId {
            if constexpr (requires { c.conversation; }) {
                return c.conversation;
            } else {
                return {};
            }
        },
        command);
}

ConversationId sent_into(const Command& command) {
    if (const auto* content = std::get_if<SendContent>(&command)) return content->conversation;
    return {};
}

const std::string* sent_text(const Command& command) {
    const auto* content = std::get_if<SendContent>(&command);
    const auto* text = content == nullptr ? nullptr : std::get_if<TextBody>(&content->content);
    return text == nullptr ? nullptr : &text->content;
}

const std::string* saving_note(const ConsoleState& state, const CustomerId& customer) {
    for (auto o = state.outstanding.rbegin(); o != state.outstanding.rend(); ++o) {
        const auto* save = std::get_if<SaveNote>(&o->command);
        if (save != nullptr && save->customer == customer) return &save->text;
    }
    return nullptr;
}

const std::string* refused_note(const ConsoleState& state, const CustomerId& customer) {
    for (const SaveNote& note : state.refused_notes)
        if (note.customer == customer) return &note.text;
    return nullptr;
}

std::string shown_note(const ConsoleState& state, const CustomerId& customer) {
    if (const std::string* refused = refused_note(state, customer)) return *refused;
    if (const std::string* saving = saving_note(state, customer)) return *saving;
    const auto known = state.customers.find(customer);
    return known == state.customers.end() ? std::string() : known->second.note;
}

ClientId ReduceStep::next_client_id() {
    return ClientId{s.client_prefix + "-" + std::to_string(s.next_client_number++)};
}

std::optional<ClientId> ReduceStep::queue_command(Command command, ConversationId restore_into,
                                                  std::string restore_text) {
    // A draft that has left once may be there already: the next one follows it, in its order.
    std::erase_if(s.outstanding, [&](const OutstandingCommand& o) {
        const bool there = o.left && std::holds_alternative<SaveDraft>(command);
        return !o.sent && !there && supersedes(command, o.command);
    });
    if (s.outstanding.size() >= kMaxOutstanding) {
        if (!is_silent(command)) {
            toast("等待发送的操作太多。请等连接恢复后再试。",
                  "Too many actions are waiting. Try again when the connection is back.");
        }
        return {};
    }
    unsent_changed();
    s.outstanding.push_back(OutstandingCommand{.id = next_client_id(),
                                               .command = std::move(command),
                                               .sent = false,
                                               .restore_into = restore_into,
                                               .restore_text = std::move(restore_text)});
    return s.outstanding.back().id;
}

bool ReduceStep::enqueue(Command command, ConversationId restore_into, std::string restore_text) {
    if (!queue_command(std::move(command), restore_into, std::move(restore_text))) return false;
    send_outstanding();
    return true;
}

// For buttons: pressing twice means once.
bool ReduceStep::enqueue_once(Command command) {
    for (const OutstandingCommand& o : s.outstanding) {
        if (o.command.index() != command.index() || supersedes(command, o.command)) continue;
        if (conversation_of(o.command) == conversation_of(command) &&
            message_of(o.command) == message_of(command)) {
            return false;
        }
    }
    return enqueue(std::move(command));
}

void ReduceStep::send_outstanding() {
    if (!s.connection.welcomed) return;
    for (OutstandingCommand& o : s.outstanding) {
        if (o.sent || o.answered) continue;
        o.repeated = o.left;
        o.sent = o.left = true;
        effects_.push_back(SendFrame{write_client_frame(CommandFrame{o.id, o.command})});
        if (s.connection.asked_at == 0) s.connection.asked_at = at_;
        Thread* thread = thread_of(sent_into(o.command));
        PendingMessage* pending = find_pending(thread, o.id);
        if (pending == nullptr) continue;
        pending->sent = true;
        pending->maybe_taken = true;
        touch_thread(*thread);
    }
}

void ReduceStep::on_frame(const CommandDone& f) {
    const auto at = std::find_if(s.outstanding.begin(), s.outstanding.end(),
                                 [&](const OutstandingCommand& o) { return o.id == f.id; });
    if (at == s.outstanding.end()) return;
    unsent_changed();
    if (std::holds_alternative<SaveDraft>(at->command))
        return draft_saved(static_cast<std::size_t>(at - s.outstanding.begin()));
    const OutstandingCommand done = std::move(*at);
    s.outstanding.erase(at);
    answer_save(done.ticket, true, {}, {});
    if (std::holds_alternative<SaveNote>(done.command)) touch();  // it is said
    if (const ConversationId conversation = sent_into(done.command); !conversation.empty()) {
        Thread* thread = thread_of(conversation);
        PendingMessage* pending = find_pending(thread, f.id);
        if (pending == nullptr) return;
        // The stream brings the message, unless it has told of it where the thread shows older ones; a thread
        // that is not loaded will have it in its page.
        const ConversationEntry* entry = entry_of(conversation);
        const bool told = entry != nullptr && !(entry->head.last.id < f.message);
        const bool comes = thread->loaded && !told && find_message(thread, f.message) == nullptr;
        pending->taken = true;
        if (!comes && !thread->loading) drop_confirmed(*thread, f.id);
        touch_thread(*thread);
    }
    give_back(done.restore_into, done.restore_text);
    if (const auto* transfer = std::get_if<TransferConversation>(&done.command)) {
        const std::string to = agent_name(s, transfer->agent);
        if (to.empty())
            toast("会话已放回排队。", "The conversation is back in the queue.", false);
        else
            toast("已转给 " + to + "。", "Passed on to " + to + ".", false);
    }
}

void ReduceStep::on_frame(const CommandFailed& f) {
    const auto at = std::find_if(s.outstanding.begin(), s.outstanding.end(),
                                 [&](const OutstandingCommand& o) { return o.id == f.id; });
    if (at == s.outstanding.end()) return;
    const OutstandingCommand failed = std::move(*at);
    s.outstanding.erase(at);
    unsent_changed();
    if (const auto* save = std::get_if<SaveDraft>(&failed.command)) draft_refused(*save, f.code);
    if (is_silent(failed.command)) return;
    const std::string word{code_word(f)};
    const std::string zh = f.zh.empty() ? "操作没有成功（" + word + "）。" : f.zh;
    const std::string en = f.en.empty() ? "This was not possible (" + word + ")." : f.en;
    if (const auto* note = std::get_if<AddPrivateNote>(&failed.command))
        effects_.push_back(GiveBackNote{note->conversation, note->text});
    // A later one that is under way makes it superfluous.
    if (const auto* note = std::get_if<SaveNote>(&failed.command);
        note != nullptr && saving_note(s, note->customer) == nullptr)
        refuse_note(*note);
    if (const ConversationId conversation = sent_into(failed.command); !conversation.empty()) {
        Thread* thread = thread_of(conversation);
        if (PendingMessage* pending = find_pending(thread, f.id)) {
            pending->sent = false;
            pending->maybe_taken = false;
            pending->error_zh = zh;
            pending->error_en = en;
            touch_thread(*thread);
            if (ConversationEntry* entry = entry_of(conversation)) touch_entry(*entry);
        }
    }
    // A form that waits says it beside what was written.
    if (failed.ticket != 0) return answer_save(failed.ticket, false, zh, en);
    toast(zh, en);
}

void ReduceStep::queue_pending(PendingMessage pending, ConversationId conversation) {
    const int hold_secs = std::clamp(s.settings.undo_secs, 0, 10);
    const auto id = queue_command(
        SendContent{conversation, pending.content.value_or(Content{TextBody{pending.text, {}}}), hold_secs});
    if (!id) return;
    Thread& thread = s.threads[conversation];
    pending.created_at = at_;
    pending.hold_secs = hold_secs;
    pending.client_id = *id;
    // It stands in the thread before the command leaves, so that it is marked as sent.
    thread.pending.push_back(std::move(pending));
    touch_thread(thread);
    send_outstanding();
    wrote_in_ = conversation;
    clear_new_line(conversation);
}

bool ReduceStep::may_queue(ConversationId conversation) {
    const ConversationEntry* entry = entry_of(conversation);
    if (entry == nullptr) return false;
    if (const Refusal refusal = composer_view(s, conversation).refusal; refusal != Refusal::None) {
        refuse(refusal);
        return false;
    }
    if (s.outstanding.size() >= kMaxOutstanding) {
        toast("等待发送的消息太多。请等连接恢复后再发送。",
              "Too many messages are waiting. Send again when the connection is back.");
        return false;
    }
    if (thread_of(conversation) == nullptr) {
        Thread& thread = s.threads[conversation];
        thread.base_seq = s.connection.seq;
        thread.base_last = entry->head.last.id;
        s.recently_opened.push_back(conversation);
    }
    return true;
}

void ReduceStep::on(const SendPressed& a) {
    ConversationEntry* entry = entry_of(a.conversation);
    const std::string_view text = trimmed(a.text);
    if (entry == nullptr || is_blank(text)) return;
    if (text.size() > kMaxTextBytes) {
        return toast("内容过长（上限 2048 字节）。请缩短或分成两条发送。",
                     "The text is longer than 2048 bytes. Shorten it or send it in two parts.");
    }
    if (!may_queue(a.conversation)) return;
    PendingMessage pending;
    pending.text = std::string{text};
    queue_pending(std::move(pending), a.conversation);
    entry->draft.clear();
    // What the backend holds, or is being given, is cleared as well; but not the words of another window.
    entry->draft_unsaved =
        !entry->draft_disputed && (!entry->remote_draft.empty() || is_saving_draft(a.conversation));
    effects_.push_back(FillComposer{a.conversation, {}});
    save_draft(a.conversation, *entry);
    if (a.conversation == s.selected) s.draft_due_at = 0;
    touch_entry(*entry);
}

void ReduceStep::on(const CancelPressed& a) {
    const Message* message = find_message(thread_of(a.conversation), a.message);
    if (message == nullptr ||
        (message->delivery != Delivery::Held && message->delivery != Delivery::Queued)) {
        return;
    }
    for (const OutstandingCommand& o : s.outstanding) {
        if (std::holds_alternative<CancelMessage>(o.command) && message_of(o.command) == a.message) return;
    }
    // The text comes back when the backend has confirmed: before, the message may still go out.
    enqueue(CancelMessage{a.message}, a.conversation, message->text);
}

void ReduceStep::on(const DiscardPressed& a) {
    const Message* message = find_message(thread_of(a.conversation), a.message);
    // Its text does not come back: that is what "edit" is for.
    if (message != nullptr && may_be_discarded(*message)) enqueue_once(CancelMessage{a.message});
}

void ReduceStep::on(const RetryPressed& a) {
    const Message* message = find_message(thread_of(a.conversation), a.message);
    if (message == nullptr || message->delivery != Delivery::Failed) return;
    if (enqueue_once(RetryMessage{a.message})) wrote_in_ = a.conversation;
}

void ReduceStep::on(const PendingRetryPressed& a) {
    Thread* thread = thread_of(a.conversation);
    PendingMessage* pending = find_pending(thread, a.client_id);
    if (pending == nullptr || pending->error_zh.empty() || s.outstanding.size() >= kMaxOutstanding) return;
    // A new id: the old one would be answered with the same refusal.
    PendingMessage again;
    again.text = pending->text;
    again.content = pending->content;
    again.media = pending->media;
    drop_confirmed(*thread, a.client_id);
    if (ConversationEntry* entry = entry_of(a.conversation)) touch_entry(*entry);
    queue_pending(std::move(again), a.conversation);
}

void ReduceStep::on(const EditPressed& a) {
    Thread* thread = thread_of(a.conversation);
    if (const PendingMessage* pending = find_pending(thread, a.client_id)) {
        if (pending->error_zh.empty() || pending->content) return;
        const std::string text = pending->text;
        on(PendingDropped{a.conversation, a.client_id});
        give_back(a.conversation, text);
    } else if (const Message* message = find_message(thread, a.message);
               message != nullptr && message->delivery == Delivery::Failed) {
        give_back(a.conversation, message->text);
    }
}

void ReduceStep::on(const PendingDropped& a) {
    Thread* thread = thread_of(a.conversation);
    const PendingMessage* pending = find_pending(thread, a.client_id);
    // What the backend may have taken already cannot be dropped here.
    if (pending == nullptr || pending->maybe_taken) return;
    std::erase_if(s.outstanding, [&](const OutstandingCommand& o) { return o.id == a.client_id; });
    unsent_changed();
    drop_confirmed(*thread, a.client_id);
    if (ConversationEntry* entry = entry_of(a.conversation)) touch_entry(*entry);
}

void ReduceStep::on(const ClaimPressed& a) {
    ConversationEntry* entry = entry_of(a.conversation);
    if (entry == nullptr) return;
    if (const Refusal refusal = may_claim(s.self, entry->head); refusal != Refusal::None)
        return refuse(refusal);
    if (!enqueue_once(ClaimConversation{a.conversation})) return;
    if (a.conversation != s.selected || s.kept == s.selected) return;
    s.kept = s.selected;
    touch_entry(*entry);
}

// Shown when the backend has told it, here as in the agent's other tabs.
void ReduceStep::on(const MarkPressed& a) {
    if (entry_of(a.conversation) != nullptr) enqueue(MarkConversation{a.conversation, a.mark, a.on});
}

void ReduceStep::on(const ReadPressed& a) {
    const ConversationEntry* entry = entry_of(a.conversation);
    if (entry == nullptr) return;
    if (entry->marked_unread) on(MarkPressed{a.conversation, Mark::Unread, false});
    if (is_mine(entry->head) && entry->head.unread > 0)
        enqueue_once(MarkRead{a.conversation, entry->head.last.id});
}

void ReduceStep::on(const TransferPressed& a) {
    const ConversationEntry* entry = entry_of(a.conversation);
    if (entry == nullptr) return;
    if (const Refusal refusal = may_transfer(s.self, entry->head); refusal != Refusal::None)
        return refuse(refusal);
    enqueue_once(TransferConversation{a.conversation, a.agent});
}

void ReduceStep::on(const EndPressed& a) {
    const ConversationEntry* entry = entry_of(a.conversation);
    if (entry == nullptr) return;
    if (const Refusal refusal = may_end(s.self, entry->head); refusal != Refusal::None)
        return refuse(refusal);
    // It may wait for the connection to come back: what the customer writes meanwhile must not end unread. A
    // straggler is newer than the last line.
    MessageId seen = entry->head.last.id;
    if (const Thread* thread = thread_of(a.conversation); thread != nullptr && !thread->messages.empty()) {
        seen = std::max(seen, thread->messages.back().id);
    }
    enqueue_once(EndSession{a.conversation, entry->head.session, seen});
}

void ReduceStep::on(const NoteSaved& a) {
    const auto customer = s.customers.find(a.customer);
    if (customer == s.customers.end()) return;
    std::erase_if(s.refused_notes, [&](const SaveNote& n) { return n.customer == a.customer; });
    if (shown_note(s, a.customer) == a.text) return;
    if (count_code_points(a.text) > kMaxNoteCodePoints) {
        toast("备注过长（上限 2000 字）。请缩短后再保存。",
              "The note is longer than 2000 characters. Shorten it and save again.");
    } else if (enqueue(SaveNote{customer->second.corp, a.customer, a.text})) {
        return;
    }
    refuse_note({customer->second.corp, a.customer, a.text});
}

void ReduceStep::refuse_note(const SaveNote& note) {
    std::erase_if(s.refused_notes, [&](const SaveNote& n) { return n.customer == note.customer; });
    s.refused_notes.push_back(note);
    touch();
}

void ReduceStep::on(const PresenceChosen& a) {
    if (a.presence == Presence::Offline) return;  // that is signing out
    enqueue(SetPresence{a.presence});
}

}  // namespace kf
