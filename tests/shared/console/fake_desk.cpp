#include "tests/shared/console/fake_desk.h"

#include <algorithm>
#include <set>
#include <utility>

#include "shared/base/overloaded.h"
#include "shared/messages/desk_event.h"
#include "shared/protocol/protocol_codec.h"
#include "shared/search/customer_text.h"
#include "shared/search/message_text.h"
#include "shared/search/search_terms.h"

namespace kf {

FakeDesk::FakeDesk() {
    self.id = AgentId{"lin"};
    self.name = "林晓";
    self.presence = Presence::Online;
}

void FakeDesk::introduce(const Conversation& head) {
    const auto known = told_.find(head.id);
    const bool was_over = known == told_.end() || known->second == DeskState::Ended;
    told_[head.id] = head.desk_state;
    if (introduces && was_over) publish(CustomerChanged{customers_.at(head.customer)});
}

void FakeDesk::publish(const Event& event) {
    if (const auto* added = std::get_if<MessageAdded>(&event)) introduce(added->conversation);
    if (const auto* changed = std::get_if<ConversationChanged>(&event)) introduce(changed->conversation);
    frames_.push_back(write_server_frame(EventFrame{head() + 1, now, event}));
}

void FakeDesk::skip() {
    frames_.push_back(write_server_frame(Skip{head() + 1}));
}

ConversationId FakeDesk::add_conversation(const char* customer_name, DeskState state, const char* agent) {
    const auto number = static_cast<std::int64_t>(conversations_.size()) + 1;
    Customer customer;
    customer.corp = CorpId{"ww1"};
    customer.id = CustomerId{"wm" + std::to_string(number)};
    customer.name = customer_name;
    customers_[customer.id] = customer;
    publish(CustomerChanged{customer});
    Conversation c;
    c.id = ConversationId{number};
    c.corp = customer.corp;
    c.account = AccountId{"wk1"};
    c.customer = customer.id;
    c.desk_state = state;
    c.service_state = state == DeskState::Ended ? ServiceState::Ended : ServiceState::Assistant;
    c.agent = AgentId{agent};
    conversations_[c.id] = c;
    messages_[c.id];
    publish(ConversationChanged{c});
    return c.id;
}

MessageId FakeDesk::add(Message message) {
    message.id = MessageId{next_message_++};
    message.sent_at = message.stored_at = now;
    if (message.msgtype.empty()) message.msgtype = "text";
    Conversation& c = conversations_.at(message.conversation);
    c.last = {.id = message.id,
              .sender = message.sender.kind,
              .msgtype = message.msgtype,
              .text_zh = message.text,
              .text_en = message.text,
              .at = now,
              .recalled = false};
    messages_[message.conversation].push_back(message);
    all_messages_.push_back(message.id);
    publish(MessageAdded{message, c});
    return message.id;
}

MessageId FakeDesk::customer_writes(ConversationId conversation, const std::string& text) {
    Conversation& c = conversations_.at(conversation);
    if (c.desk_state == DeskState::Ended) {
        c.desk_state = DeskState::Queued;
        c.service_state = ServiceState::New;
        c.agent = {};
    }
    c.window = {.opened_at = to_secs(now), .used = 0};
    ++c.unread;
    if (c.waiting_since == 0) c.waiting_since = now;
    Message m;
    m.conversation = conversation;
    m.sender = {SenderKind::Customer, c.customer.value, customers_.at(c.customer).name};
    m.text = text;
    return add(m);
}

MessageId FakeDesk::agent_sends(ConversationId conversation, const char* agent, const std::string& text,
                                const ClientId& client_id, Delivery delivery) {
    Conversation& c = conversations_.at(conversation);
    ++c.window.used;
    c.unread = 0;
    c.waiting_since = 0;
    Message m;
    m.conversation = conversation;
    m.sender = {SenderKind::Agent, agent, agent};
    m.text = text;
    m.client_id = client_id;
    m.delivery = delivery;
    if (delivery == Delivery::Held) m.held_until = now + 3000;
    return add(m);
}

Message* FakeDesk::find(MessageId id) {
    for (auto& [conversation, messages] : messages_) {
        for (Message& m : messages) {
            if (m.id == id) return &m;
        }
    }
    return nullptr;
}

const Message* FakeDesk::find(MessageId id) const {
    return const_cast<FakeDesk*>(this)->find(id);
}

void FakeDesk::set_delivery(MessageId message, Delivery delivery) {
    Message* m = find(message);
    m->delivery = delivery;
    publish(MessageChanged{*m});
}

void FakeDesk::set_fail_code(MessageId message, int code) {
    Message* m = find(message);
    m->fail_code = code;
    publish(MessageChanged{*m});
}

void FakeDesk::recall(MessageId message) {
    Message* m = find(message);
    m->recalled = true;
    publish(MessageChanged{*m});
}

void FakeDesk::assign(ConversationId conversation, const char* agent) {
    Conversation& c = conversations_.at(conversation);
    c.agent = AgentId{agent};
    c.desk_state = c.agent.empty() ? DeskState::Queued : DeskState::Assigned;
    publish(ConversationChanged{c});
}

MessageId FakeDesk::pass_on(ConversationId conversation, const char* by, const char* to) {
    Conversation& c = conversations_.at(conversation);
    const DeskEvent event{DeskEvent::What::Transferred, AgentId{by}, c.agent, AgentId{to}};
    c.handed_by = AgentId{by};
    assign(conversation, to);
    Message line;
    line.id = MessageId{next_message_++};
    line.conversation = conversation;
    line.sender = {SenderKind::System, by, by};
    line.sent_at = line.stored_at = now;
    line.msgtype = "event";
    line.raw = desk_event_raw(event);
    messages_[conversation].push_back(line);
    all_messages_.push_back(line.id);
    publish(MessageAdded{line, c});
    return line.id;
}

void FakeDesk::fail(MessageId message) {
    Message* m = find(message);
    m->delivery = Delivery::Failed;
    publish(MessageChanged{*m});
    Conversation& c = conversations_.at(m->conversation);
    c.undelivered = message;
    publish(ConversationChanged{c});
}

MessageId FakeDesk::call_me(ConversationId conversation, const char* by, const std::string& text) {
    Message note;
    note.id = MessageId{next_message_++};
    note.conversation = conversation;
    note.sender = {SenderKind::Agent, by, by};
    note.sent_at = note.stored_at = now;
    note.msgtype = std::string{kPrivateNote};
    note.text = text;
    note.mentions = {self.id};
    Conversation& c = conversations_.at(conversation);
    c.calls.push_back({self.id, note.id, AgentId{by}, now, text});
    messages_[conversation].push_back(note);
    all_messages_.push_back(note.id);
    publish(MessageAdded{note, c});
    return note.id;
}

void FakeDesk::end(ConversationId conversation) {
    Conversation& c = conversations_.at(conversation);
    c.desk_state = DeskState::Ended;
    c.service_state = ServiceState::Ended;
    c.waiting_since = 0;
    publish(ConversationChanged{c});
}

void FakeDesk::set_unread(ConversationId conversation, int unread) {
    conversations_.at(conversation).unread = unread;
    publish(ConversationChanged{conversations_.at(conversation)});
}

void FakeDesk::rename(ConversationId conversation, const char* customer_name) {
    Customer& customer = customers_.at(conversations_.at(conversation).customer);
    customer.name = customer_name;
    publish(CustomerChanged{customer});
}

void FakeDesk::set_draft(ConversationId conversation, const std::string& text) {
    drafts_[conversation] = text;
    publish(DraftChanged{self.id, conversation, text});
}

std::string FakeDesk::draft(ConversationId conversation) const {
    const auto found = drafts_.find(conversation);
    return found == drafts_.end() ? std::string{} : found->second;
}

int FakeDesk::executed(const ClientId& id) const {
    const auto found = executed_.find(id);
    return found == executed_.end() ? 0 : found->second;
}

void FakeDesk::replace_store() {
    epoch_ += "'";
    frames_.clear();
    oldest_ = 1;
}

// Newest first.
std::vector<const Conversation*> FakeDesk::past() const {
    std::vector<const Conversation*> found;
    for (const auto& [id, c] : conversations_)
        if (c.desk_state == DeskState::Ended) found.push_back(&c);
    std::sort(found.begin(), found.end(), [](const Conversation* a, const Conversation* b) {
        return is_above(ended_place(*a), ended_place(*b));
    });
    return found;
}

void FakeDesk::add_to(ConversationPage& page, const Conversation& head) const {
    page.conversations.push_back(head);
    page.customers.push_back(customers_.at(head.customer));
    if (!draft(head.id).empty()) page.drafts.push_back({head.id, draft(head.id)});
    if (const auto marks = marks_.find(head.id); marks != marks_.end()) page.marks.push_back(marks->second);
}

std::string FakeDesk::snapshot(std::size_t ended) const {
    Snapshot s;
    s.epoch = epoch_;
    s.seq = head();
    s.server_time = now;
    s.self = self;
    s.agents = {self};
    s.accounts = {Account{CorpId{"ww1"}, AccountId{"wk1"}, "售后客服", true}};
    const std::vector<const Conversation*> over = past();
    s.ended = static_cast<std::int64_t>(over.size());
    s.more_ended = over.size() > ended;
    if (s.more_ended) s.ended_to = ended_place(*over[ended - 1]);
    ConversationPage held;
    for (const auto& [id, c] : conversations_) {
        s.newest = std::max(s.newest, id);
        const bool own = !draft(id).empty() || marks_.count(id) > 0 || !c.calls.empty() ||
                         (c.agent == self.id && !c.undelivered.empty());
        if (c.desk_state != DeskState::Ended || own || !s.more_ended || !is_above(s.ended_to, ended_place(c)))
            add_to(held, c);
    }
    s.conversations = std::move(held.conversations);
    s.customers = std::move(held.customers);
    s.drafts = std::move(held.drafts);
    s.marks = std::move(held.marks);
    return write_snapshot(s);
}

std::string FakeDesk::conversation(ConversationId id) const {
    const auto found = conversations_.find(id);
    if (found == conversations_.end()) return {};
    ConversationPage page;
    page.seq = head();
    add_to(page, found->second);
    return write_conversation_page(page);
}

std::string FakeDesk::ended(const FetchEnded& wanted) const {
    ConversationPage page;
    page.seq = head();
    const auto terms = search_terms(wanted.text);
    for (const Conversation* head : past()) {
        if (!wanted.before.empty() && !is_above(wanted.before, ended_place(*head))) continue;
        if (!is_listed(wanted.filter, *head)) continue;
        if (!wanted.text.empty() && !is_meant(customers_.at(head->customer), terms, wanted.text)) continue;
        page.has_more = static_cast<int>(page.conversations.size()) == wanted.limit;
        if (page.has_more) break;
        add_to(page, *head);
        page.next = ended_place(*head);
    }
    if (!page.has_more) page.next = {};
    return write_conversation_page(page);
}

std::string FakeDesk::history(const FetchHistory& wanted) const {
    HistoryPage page;
    page.seq = head();
    const std::vector<Message>& all = messages_.at(wanted.conversation);
    const auto limit = static_cast<std::size_t>(wanted.limit);
    const auto up_to = [&](MessageId id) {  // how many are not newer
        return static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [&](const Message& m) { return !(id < m.id); }));
    };
    std::size_t begin = 0;
    std::size_t end = all.size();
    if (!wanted.after.empty()) {
        begin = up_to(wanted.after);
        end = std::min(all.size(), begin + limit);
    } else if (!wanted.around.empty()) {
        const std::size_t here = up_to(wanted.around);
        begin = here > limit / 2 ? here - limit / 2 : 0;
        end = std::min(all.size(), begin + limit);
    } else {
        if (!wanted.before.empty()) end = up_to(MessageId{wanted.before.value - 1});
        begin = end > limit ? end - limit : 0;
    }
    page.has_older = begin > 0;
    page.has_newer = end < all.size() && wanted.before.empty();
    for (std::size_t i = begin; i < end; ++i) page.messages.push_back(all[i]);
    return write_history_page(page);
}

std::string FakeDesk::search(const FetchSearch& wanted) const {
    SearchPage page;
    std::set<ConversationId> places;
    for (auto m = all_messages_.rbegin(); m != all_messages_.rend(); ++m) {
        const Message* const message = find(*m);
        const ConversationId only = wanted.filters.conversation;
        if (!only.empty() && message->conversation != only) continue;
        if (!wanted.before.empty() && !(message->id < wanted.before)) continue;
        if (!has_all_terms(searched_text(*message), search_terms(wanted.text))) continue;
        page.has_more = static_cast<int>(page.hits.size()) == wanted.limit;
        if (page.has_more) break;
        page.hits.push_back(*message);
        if (!places.insert(message->conversation).second) continue;
        page.conversations.push_back(conversations_.at(message->conversation));
        page.customers.push_back(customers_.at(page.conversations.back().customer));
    }
    return write_search_page(page);
}

std::string FakeDesk::details(ConversationId conversation) const {
    ConversationDetails d;
    d.seq = head();
    d.customer = customers_.at(conversations_.at(conversation).customer);
    return write_details(d);
}

std::string FakeDesk::welcome_or_reload(const Hello& hello) const {
    if (hello.epoch != epoch_) return write_server_frame(Reload{"other_epoch"});
    if (hello.seq + 1 < oldest_ || hello.seq > head()) return write_server_frame(Reload{"history_gone"});
    return write_server_frame(Welcome{epoch_, head(), now});
}

std::string FakeDesk::answer(const CommandFrame& command) {
    const auto known = answers_.find(command.id);
    if (known != answers_.end()) return known->second;
    std::string text;
    if (refuse_with == ErrorCode::None) {
        ++executed_[command.id];
        text = write_server_frame(carry_out(command));
    } else {
        text = write_server_frame(CommandFailed{command.id, refuse_with, "不行。", "Not possible."});
    }
    return answers_[command.id] = text;
}

ServerFrame FakeDesk::carry_out(const CommandFrame& command) {
    CommandDone done{command.id, {}};
    const std::string me = self.id.value;
    if (const auto* end = std::get_if<EndSession>(&command.command); end != nullptr && !end->seen.empty()) {
        for (const Message& m : messages_.at(end->conversation)) {
            if (end->seen < m.id && m.sender.kind == SenderKind::Customer) {
                return CommandFailed{command.id, ErrorCode::CustomerWroteSince, "客户又发来了消息。",
                                     "Wrote again."};
            }
        }
    }
    if (const auto* save = std::get_if<SaveDraft>(&command.command);
        save != nullptr && save->text != draft(save->conversation) && !save->before.empty() &&
        save->before != draft_mark(draft(save->conversation))) {
        return CommandFailed{command.id, ErrorCode::DraftChanged, "另一个窗口里改过。", "Changed elsewhere."};
    }
    std::visit(Overloaded{
                   [&](const CancelMessage& c) {
                       set_delivery(c.message, Delivery::Cancelled);
                       Conversation& head = conversations_.at(find(c.message)->conversation);
                       if (head.undelivered != c.message) return;
                       head.undelivered = {};
                       publish(ConversationChanged{head});
                   },
                   [&](const RetryMessage& c) {
                       const Message old = *find(c.message);
                       done.message = agent_sends(old.conversation, me.c_str(), old.text, command.id);
                   },
                   [&](const ClaimConversation& c) { assign(c.conversation, me.c_str()); },
                   [&](const TransferConversation& c) { assign(c.conversation, c.agent.value.c_str()); },
                   [&](const EndSession& c) { end(c.conversation); },
                   [&](const MarkRead& c) {
                       Conversation& head = conversations_.at(c.conversation);
                       std::erase_if(head.calls, [&](const Call& call) { return !(c.up_to < call.message); });
                       if (head.agent == self.id) {
                           if (!(c.up_to < head.undelivered)) head.undelivered = {};
                           head.handed_by = {};
                           head.unread = 0;
                       }
                       publish(ConversationChanged{conversations_.at(c.conversation)});
                   },
                   [&](const SaveDraft& c) { set_draft(c.conversation, c.text); },
                   [&](const MarkConversation& c) {
                       Marks& marks = marks_[c.conversation];
                       marks.conversation = c.conversation;
                       (c.mark == Mark::Pinned ? marks.pinned : marks.unread) = c.on;
                       publish(MarksChanged{self.id, c.conversation, marks.pinned, marks.unread});
                   },
                   [&](const SaveNote& c) {
                       customers_.at(c.customer).note = c.text;
                       publish(CustomerChanged{customers_.at(c.customer)});
                   },
                   [&](const SetPresence& c) {
                       self.presence = c.presence;
                       publish(AgentChanged{self});
                   },
                   [&](const SendContent& c) {
                       if (conversations_.at(c.conversation).desk_state == DeskState::Queued) {
                           assign(c.conversation, me.c_str());
                       }
                       const Delivery delivery = c.hold_secs > 0 ? Delivery::Held : Delivery::Queued;
                       if (const auto* text = std::get_if<TextBody>(&c.content)) {
                           done.message =
                               agent_sends(c.conversation, me.c_str(), text->content, command.id, delivery);
                           return;
                       }
                       Conversation& head = conversations_.at(c.conversation);
                       ++head.window.used;
                       head.unread = 0;
                       head.waiting_since = 0;
                       Message m;
                       m.conversation = c.conversation;
                       m.sender = {SenderKind::Agent, me, me};
                       m.msgtype = std::string{msgtype_of(c.content)};
                       m.raw = content_to_text(c.content);
                       m.client_id = command.id;
                       m.delivery = delivery;
                       if (m.delivery == Delivery::Held) m.held_until = now + 3000;
                       done.message = add(m);
                   },
                   [&](const AddPrivateNote& c) {
                       Message m;
                       m.conversation = c.conversation;
                       m.sender = {SenderKind::Agent, me, me};
                       m.msgtype = std::string{kPrivateNote};
                       m.text = c.text;
                       m.mentions = c.mentions;
                       m.client_id = command.id;
                       done.message = add(m);
                   },
                   [](const RetryMedia&) {},
                   [&](const SaveQuickReply& c) { publish(QuickReplyChanged{c.quick_reply}); },
                   [&](const DeleteQuickReply& c) {
                       publish(QuickReplyRemoved{c.id, {}});
                   },
                   [](const UseQuickReply&) {},
                   [&](const SaveGreeting& c) { publish(GreetingChanged{c.greeting}); },
                   [&](const DeleteGreeting& c) {
                       publish(GreetingRemoved{c.account, c.scene, c.kind});
                   },
                   [&](const SaveDeskSettings& c) { publish(DeskSettingsChanged{c.settings}); },
               },
               command.command);
    return done;
}

}  // namespace kf
