#include <algorithm>
#include <utility>

#include "shared/console/inbox_view.h"
#include "shared/console/reduce_step.h"
#include "shared/kf/message_codec.h"

namespace kf {
namespace {

constexpr std::int64_t kSoundGapMs = 1000;  // a burst rings once
constexpr std::size_t kSaidCodePoints = 60;
constexpr std::size_t kSaidHereCodePoints = 300;  // in the conversation that is looked at

}  // namespace

bool has_refused_message(const Thread& thread) {
    return std::any_of(thread.pending.begin(), thread.pending.end(),
                       [](const PendingMessage& p) { return !p.error_zh.empty(); });
}

int calls_of(const Conversation& head, const AgentId& agent) {
    return static_cast<int>(std::count_if(head.calls.begin(), head.calls.end(),
                                          [&](const Call& call) { return call.agent == agent; }));
}

bool ReduceStep::is_mine(const Conversation& head) const {
    return head.desk_state == DeskState::Assigned && head.agent == s.self.id && !s.self.id.empty();
}

// Only one's own: what waits for anybody has its own, quiet number.
int ReduceStep::unread_to_answer(const ConversationEntry& entry) const {
    if (!is_mine(entry.head)) return 0;
    return std::max(entry.head.unread, entry.marked_unread ? 1 : 0);
}

int ReduceStep::to_notice(const Conversation& head) const {
    const bool answering = head.agent == s.self.id && !s.self.id.empty();
    if (answering && !head.undelivered.empty()) return 1;
    // Where something is unread that is counted already.
    return is_mine(head) && !head.handed_by.empty() && head.unread == 0 ? 1 : 0;
}

void ReduceStep::count_entry(const ConversationEntry& entry, int by) {
    s.unread_to_answer += by * unread_to_answer(entry);
    s.to_notice += by * to_notice(entry.head);
    s.calls_to_me += by * calls_of(entry.head, s.self.id);
}

bool ReduceStep::is_looking_at(ConversationId conversation) const {
    return s.page_visible && s.selected == conversation && s.at_newest;
}

void ReduceStep::apply_snapshot(Snapshot&& snapshot) {
    Connection& c = s.connection;
    c.reloaded = !c.epoch.empty();
    c.snapshot_wanted = false;
    c.epoch = std::move(snapshot.epoch);
    c.seq = snapshot.seq;
    set_offset(snapshot.server_time);

    s.self = std::move(snapshot.self);
    ++s.rights_revision;
    s.accounts.clear();
    for (Account& a : snapshot.accounts) s.accounts.insert_or_assign(a.id, std::move(a));
    s.agents.clear();
    for (Agent& a : snapshot.agents) s.agents.insert_or_assign(a.id, std::move(a));
    auto people_before = std::exchange(s.customers, {});
    for (Customer& customer : snapshot.customers) {
        s.customers.insert_or_assign(customer.id, std::move(customer));
    }

    s.quick_replies.clear();
    for (QuickReply& q : snapshot.quick_replies) s.quick_replies.insert_or_assign(q.id, std::move(q));
    s.greetings = std::move(snapshot.greetings);
    s.desk_settings = std::move(snapshot.desk_settings);
    s.servicers = std::move(snapshot.servicers);
    ++s.desk_revision;

    touch_list();
    auto before = std::exchange(s.conversations, {});
    s.unread_to_answer = s.to_notice = s.calls_to_me = 0;
    s.conversations.reserve(snapshot.conversations.size());
    for (Conversation& head : snapshot.conversations) {
        ConversationEntry& entry = s.conversations[head.id];
        entry.head = std::move(head);
        entry.revision = s.list_revision;
        entry.draft_seq = entry.marks_seq = c.seq;
    }
    begin_ended(snapshot);
    keep_in_use(before, people_before);
    for (const Marks& marks : snapshot.marks) {
        if (ConversationEntry* entry = entry_of(marks.conversation)) {
            entry->pinned = marks.pinned;
            entry->marked_unread = marks.unread;
        }
    }
    for (const auto& [id, entry] : s.conversations) count_entry(entry, 1);
    take_drafts(snapshot.drafts, before);

    // Events between what was held and the snapshot are unknown, so threads begin anew; the open one stays
    // on screen until its page comes.
    if (!s.selected.empty() && entry_of(s.selected) == nullptr) {
        s.selected = {};
        s.draft_due_at = 0;
    }
    std::erase_if(s.threads, [&](const auto& item) {
        return entry_of(item.first) == nullptr || (item.first != s.selected && item.second.pending.empty());
    });
    std::erase_if(s.recently_opened, [&](ConversationId id) { return s.threads.count(id) == 0; });
    for (auto& [id, thread] : s.threads) {
        thread.loaded = false;
        thread.failed = false;
        thread.early.clear();
        thread.base_seq = c.seq;
        thread.base_last = entry_of(id)->head.last.id;
        thread.discarded_pages = 0;
        thread.read_up_to = {};
        std::erase_if(thread.pending, [](const PendingMessage& p) { return p.taken; });
        thread.outdated = true;
        thread.discard_page = thread.loading;
        if (thread.has_newer && thread.jump_to.empty() && !thread.messages.empty()) {
            // Somebody reads far from the end: they stay about there.
            thread.jump_to = s.jump.conversation == id && !s.jump.message.empty()
                                 ? s.jump.message
                                 : thread.messages[thread.messages.size() / 2].id;
        }
        if (id == s.selected && !thread.loading) {
            fetch(id, thread, thread.jump_to.empty() ? HistoryPart::Newest : HistoryPart::Around);
        }
        touch_layout(thread);
    }
    take_back_unsent();
    load_what_is_missing();
}

void ReduceStep::put_head(const Conversation& head) {
    const auto [item, is_new] = s.conversations.try_emplace(head.id);
    ConversationEntry& entry = item->second;
    const ListChange before{head.id, !is_new, entry.head.desk_state, is_mine(entry.head)};
    count_entry(entry, -1);
    const bool has_begun = s.ended.newest < head.id;
    count_ended(head, !is_new, is_new ? !has_begun : entry.head.desk_state == DeskState::Ended);
    if (has_begun) {
        s.ended.newest = head.id;
        if (is_new) entry.draft_seq = entry.marks_seq = s.connection.seq;  // nothing can be there yet
    }
    entry.outdated = false;
    const bool failed = entry.head.undelivered < head.undelivered;
    if (entry.head.unread > 0 && head.unread == 0) close_note(head.id);
    const bool moved_on = !is_new && entry.head.desk_state != head.desk_state;
    entry.head = head;
    entry.read_asked = false;
    count_entry(entry, 1);
    touch_entry(entry, before);
    if (failed && !is_new) say_undelivered(head);
    // Sessions begin and end with this; the panel beside the open conversation lists them.
    if (moved_on && head.id == s.selected) fetch_details(head.id);
}

void ReduceStep::on_event(const MessageAdded& e) {
    const std::optional<DeskEvent> desk_event = desk_event_of(e.message);
    if (Thread* thread = thread_of(e.conversation.id)) {
        take_event(*thread, e.message, true);
        if (s.selected == e.conversation.id) {
            const bool from_customer = e.message.sender.kind == SenderKind::Customer;
            if (from_customer && !is_looking_at(e.conversation.id) &&
                !std::exchange(thread->away_marked, true)) {
                thread->first_unread = e.message.id;
                thread->unread_above = 0;
                touch_layout(*thread);
            }
            const bool from_here =
                !s.client_prefix.empty() && e.message.client_id.value.starts_with(s.client_prefix);
            if (!s.at_newest && !from_here && !desk_event) ++thread->new_below;
        }
        trim(e.conversation.id, *thread);
    }
    if (!e.message.client_id.empty()) {
        unsent_changed();
        std::erase_if(s.outstanding, [&](const OutstandingCommand& o) {
            return o.id == e.message.client_id && !sent_into(o.command).empty();
        });
    }
    const ServicerId writer{e.message.sender.kind == SenderKind::Servicer ? e.message.sender.id : ""};
    if (!writer.empty() && std::find(s.servicers.begin(), s.servicers.end(), writer) == s.servicers.end()) {
        s.servicers.push_back(writer);
    }
    find_in_new(e.message);
    put_head(e.conversation);
    if (desk_event) return say_handed(*desk_event, e.conversation);
    announce_message(e.message, e.conversation);
}

void ReduceStep::on_event(const MessageChanged& e) {
    Thread* thread = thread_of(e.message.conversation);
    if (thread != nullptr) take_event(*thread, e.message, false);
    // A recalled last message is also a row's text; its head follows as an event of its own.
}

void ReduceStep::on_event(const ConversationChanged& e) {
    put_head(e.conversation);
}

// A message that was sent and failed is seen by whoever looks at it; everybody else is told.
void ReduceStep::say_undelivered(const Conversation& head) {
    const bool mine = head.agent == s.self.id && !s.self.id.empty();
    if (!mine || is_looking_at(head.id)) return;
    const std::string name = customer_name(s, head.customer);
    toast("发给「" + name + "」的消息未发出。请打开会话查看原因。",
          "A message to " + name + " was not delivered. Open the conversation to see why.");
}

// Somebody passed it on to this agent, who learns of it also while nobody waits there.
void ReduceStep::say_handed(const DeskEvent& event, const Conversation& head) {
    const bool to_me = event.what == DeskEvent::What::Transferred && event.to == s.self.id &&
                       event.by != s.self.id && is_mine(head);
    if (!to_me) return;
    const std::string by = agent_name(s, event.by);
    const std::string customer = customer_name(s, head.customer);
    toast(by + " 把「" + customer + "」转给您。", by + " passed " + customer + " on to you.", false);
    const bool english = s.settings.language == Language::English;
    announce(head.id, customer, english ? by + " passed it on to you" : by + " 转给您");
}

void ReduceStep::on_event(const CustomerChanged& e) {
    std::erase(s.loads.outdated_people, e.customer.id);
    s.customers.insert_or_assign(e.customer.id, e.customer);
    touch();
    for (auto& [id, entry] : s.conversations) {
        if (entry.head.customer == e.customer.id) touch_entry(entry);
    }
    // The customer's panel shows more than the row does.
    if (Thread* thread = thread_of(s.selected)) touch_thread(*thread);
}

void ReduceStep::on_event(const AccountChanged& e) {
    s.accounts.insert_or_assign(e.account.id, e.account);
    ++s.rights_revision;
    touch();
}

void ReduceStep::on_event(const AgentChanged& e) {
    s.agents.insert_or_assign(e.agent.id, e.agent);
    if (e.agent.id == s.self.id) {
        s.self = e.agent;
        ++s.rights_revision;
    }
    touch();
}

void ReduceStep::on_event(const DraftChanged& e) {
    if (e.agent != s.self.id) return;
    ConversationEntry* entry = entry_of(e.conversation);
    if (entry == nullptr) return load_again(e.conversation);  // another window works there
    entry->draft_seq = s.connection.seq;
    take_remote_draft(e.conversation, *entry, e.text);
}

// What others write in the conversation that is looked at: it rings nowhere, and is read out in full.
void ReduceStep::say_here(const Message& message, const Conversation& head) {
    const bool own = message.sender.kind == SenderKind::Agent && message.sender.id == s.self.id.value;
    if (own) return;
    const bool english = s.settings.language == Language::English;
    const std::string who =
        message.sender.kind == SenderKind::Customer ? customer_name(s, head.customer) : message.sender.name;
    say(who,
        message.text.empty() ? message_preview(message.msgtype, message.raw, english)
                             : std::string_view{message.text},
        kSaidHereCodePoints);
}

void ReduceStep::on_event(const MarksChanged& e) {
    if (e.agent != s.self.id) return;
    ConversationEntry* entry = entry_of(e.conversation);
    if (entry == nullptr) return load_again(e.conversation);
    entry->marks_seq = s.connection.seq;
    s.unread_to_answer -= unread_to_answer(*entry);
    entry->pinned = e.pinned;
    entry->marked_unread = e.unread;
    s.unread_to_answer += unread_to_answer(*entry);
    touch_entry(*entry);
}

void ReduceStep::announce_message(const Message& message, const Conversation& head) {
    const bool english = s.settings.language == Language::English;
    // A colleague calls: also in somebody else's conversation.
    if (message.msgtype == kPrivateNote) {
        const auto& called = message.mentions;
        const bool me = std::find(called.begin(), called.end(), s.self.id) != called.end();
        if (is_looking_at(head.id)) return say_here(message, head);
        if (!me) return;
        return announce(head.id, message.sender.name, one_line(message.text));
    }
    if (message.msgtype == "event" || message.recalled) return;
    if (is_looking_at(head.id)) return say_here(message, head);
    if (message.sender.kind != SenderKind::Customer) return;
    if (!is_mine(head) && head.desk_state != DeskState::Queued) return;
    std::string text = message.text.empty() ? message_preview(message.msgtype, message.raw, english)
                                            : one_line(message.text);
    announce(head.id, customer_name(s, head.customer), std::move(text));
}

// For screen readers, whatever rings.
void ReduceStep::say(std::string_view who, std::string_view text, std::size_t code_points) {
    std::string words{who};
    words += s.settings.language == Language::English ? ": " : "：";
    s.said = one_line(words.append(text), code_points);
    ++s.times_said;
    touch();
}

void ReduceStep::announce(ConversationId conversation, std::string title, std::string text) {
    say(title, text, kSaidCodePoints);
    const bool ring = s.settings.sound && at_ - s.last_sound_at >= kSoundGapMs;
    if (ring) s.last_sound_at = at_;
    const bool desktop = s.settings.desktop_notifications && !s.page_visible;
    if (!ring && !desktop) return;
    effects_.push_back(Announce{.conversation = conversation,
                                .title = std::move(title),
                                .text = std::move(text),
                                .sound = ring,
                                .desktop = desktop});
}

// It says nothing new any more: what it announced was read, here or elsewhere.
void ReduceStep::close_note(ConversationId conversation) {
    if (s.settings.desktop_notifications) effects_.push_back(CloseNote{conversation});
}

void ReduceStep::show_badge() {
    int badge = s.unread_to_answer + s.to_notice + s.calls_to_me;
    for (const auto& [id, thread] : s.threads) {
        const ConversationEntry* entry = entry_of(id);
        if (entry != nullptr && to_notice(entry->head) == 0 && has_refused_message(thread)) ++badge;
    }
    if (s.badge_shown == badge) return;
    s.badge_shown = badge;
    effects_.push_back(ShowBadge{badge});
}

}  // namespace kf
