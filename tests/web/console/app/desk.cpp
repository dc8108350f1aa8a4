#include "tests/web/console/app/desk.h"

#include <doctest/doctest.h>

#include "web/text/words.h"

namespace kf::web {

Desk::Desk() {
    // Messages leave at once, as most tests want them to.
    platform.page_.settings["settings"] = "undo=0";
    platform.page_.now_unix_ms = kDeskNow;
    platform.notifications_.state = Permission::Granted;
    snapshot.epoch = "e1";
    snapshot.seq = 100;
    snapshot.server_time = kDeskNow;
    snapshot.self = {AgentId("lin"), "林晓", kf::Role::Agent, Presence::Online, false, {}};
    snapshot.agents = {snapshot.self,
                       {AgentId("mei"), "梅姐", kf::Role::Agent, Presence::Away, false, {}},
                       {AgentId("wang"), "王磊", kf::Role::Supervisor, Presence::Online, false, {}}};
    snapshot.accounts = {{CorpId("ww1"), AccountId("wk1"), "售后客服", true}};
}

Conversation& Desk::add(std::string_view customer, DeskState state, std::string_view last, UnixMs at) {
    Conversation c;
    c.id = ConversationId(static_cast<std::int64_t>(snapshot.conversations.size()) + 1);
    c.corp = CorpId("ww1");
    c.account = AccountId("wk1");
    c.customer = CustomerId("wm" + std::to_string(c.id.value));
    c.desk_state = state;
    c.service_state = state == DeskState::Ended ? ServiceState::Ended : ServiceState::Assistant;
    if (state == DeskState::Assigned) c.agent = AgentId("lin");
    c.window = {to_secs(at), 0};
    c.last = {MessageId(1), SenderKind::Customer, "text", std::string(last), std::string(last), at, false};
    c.session = SessionId(c.id.value);
    c.session_started_at = at;
    Customer person;
    person.corp = c.corp;
    person.id = c.customer;
    person.name = customer;
    person.first_seen = at;
    person.last_seen = at;
    snapshot.customers.push_back(person);
    snapshot.conversations.push_back(c);
    return snapshot.conversations.back();
}

void Desk::start() {
    seq_ = snapshot.seq;
    open_page();
    runner_ = std::make_unique<HeadlessRunner>(platform, [this](Ui& ui) { draw_page(ui); });
    // Snapshot and socket in whichever order the console wants them.
    for (int i = 0; i < 6 && state().connection.link != Link::Live; ++i) {
        settle();
        platform.http_.answer("/api/snapshot", 200, write_snapshot(snapshot));
        auto& sockets = platform.sockets_;
        if (!sockets.connections.empty()) {
            const std::size_t last = sockets.connections.size() - 1;
            if (!sockets.connections[last]->open) sockets.accept(last);
            for (const std::string& frame : std::vector<std::string>(sockets.connections[last]->sent)) {
                const auto read = read_client_frame(frame);
                if (read.ok() && std::holds_alternative<Hello>(*read))
                    sockets.say(
                        last, write_server_frame(Welcome{snapshot.epoch, seq_, platform.page_.now_unix_ms}));
            }
        }
    }
    REQUIRE_MESSAGE(state().connection.link == Link::Live, outline());
    settle();
}

void Desk::settle() {
    REQUIRE(runner_->settle(200));
}

void Desk::answer_history(std::vector<Message> messages, bool has_older) {
    HistoryPage page;
    page.seq = seq_;
    page.messages = std::move(messages);
    page.has_older = has_older;
    REQUIRE(
        platform.http_.answer("/api/conversations/" + std::to_string(state().selected.value) + "/messages",
                              200, write_history_page(page)));
    settle();
}

void Desk::answer_details(ConversationDetails details) {
    details.seq = seq_;
    REQUIRE(platform.http_.answer("/api/conversations/" + std::to_string(state().selected.value) + "/details",
                                  200, write_details(details)));
    settle();
}

void Desk::open(std::string_view customer, std::vector<Message> history, bool has_older) {
    const auto* row = find_prefix(Role::ListItem, customer);
    REQUIRE_MESSAGE(row != nullptr, outline());
    const Point at = row->rect.center();
    runner_->click(at);
    const std::string path = "/api/conversations/" + std::to_string(state().selected.value) + "/messages";
    HistoryPage page{seq_, std::move(history), has_older};
    REQUIRE(platform.http_.answer(path, 200, write_history_page(page)));
    settle();
}

void Desk::event(Event event) {
    const std::size_t last = platform.sockets_.connections.size() - 1;
    platform.sockets_.say(
        last, write_server_frame(EventFrame{++seq_, platform.page_.now_unix_ms, std::move(event)}));
    settle();
}

void Desk::arrive(Message message) {
    const auto found = state().conversations.find(message.conversation);
    REQUIRE(found != state().conversations.end());
    Conversation head = found->second.head;
    head.last = {
        message.id, message.sender.kind, message.msgtype, message.text, message.text, message.sent_at, false};
    if (message.sender.kind == SenderKind::Customer) {
        head.unread += 1;
        if (head.waiting_since == 0) head.waiting_since = message.sent_at;
        head.window = {to_secs(message.sent_at), 0};
    }
    event(MessageAdded{std::move(message), head});
}

void Desk::done(const CommandFrame& command, MessageId message) {
    platform.sockets_.say(platform.sockets_.connections.size() - 1,
                          write_server_frame(CommandDone{command.id, message}));
    settle();
}

void Desk::refuse(const CommandFrame& command, ErrorCode code, std::string_view zh) {
    platform.sockets_.say(
        platform.sockets_.connections.size() - 1,
        write_server_frame(CommandFailed{command.id, code, std::string(zh), "refused in English"}));
    settle();
}

std::vector<CommandFrame> Desk::commands() const {
    std::vector<CommandFrame> out;
    if (platform.sockets_.connections.empty()) return out;
    for (const std::string& frame : platform.sockets_.connections.back()->sent) {
        auto read = read_client_frame(frame);
        REQUIRE(read.ok());
        if (auto* command = std::get_if<CommandFrame>(&read.value())) out.push_back(*command);
    }
    return out;
}

std::vector<SentText> Desk::sent_texts() const {
    std::vector<SentText> out;
    for (const SendContent& one : sent<SendContent>())
        if (const auto* text = std::get_if<TextBody>(&one.content))
            out.push_back({one.conversation, text->content, one.hold_secs});
    return out;
}

std::vector<SendContent> Desk::sent_besides_texts() const {
    std::vector<SendContent> out = sent<SendContent>();
    std::erase_if(out, [](const SendContent& one) { return std::holds_alternative<TextBody>(one.content); });
    return out;
}

const HeadlessMirror::Element* Desk::find(Role role, std::string_view name) const {
    return platform.mirror_.find(role, name);
}

const HeadlessMirror::Element* Desk::find_prefix(Role role, std::string_view prefix) const {
    return platform.mirror_.find_prefix(role, prefix);
}

std::vector<std::string> Desk::names(Role role) const {
    std::vector<std::string> out;
    for (const auto* element : platform.mirror_.all(role)) out.push_back(element->name);
    return out;
}

bool Desk::says(std::string_view wanted) const {
    return outline().find(wanted) != std::string::npos;
}

HeadlessFields::Entry& Desk::field(std::string_view label) {
    HeadlessFields::Entry* found = platform.fields_.find(label);
    REQUIRE_MESSAGE(found != nullptr, label);
    return *found;
}

void Desk::type(std::string_view label, std::string_view text) {
    platform.fields_.type(label, text);
    settle();
}

void Desk::submit(std::string_view label, bool composing) {
    platform.fields_.event(label,
                           {.kind = FieldEvent::Kind::Submit, .composing = composing, .file_names = {}});
    settle();
}

void Desk::press(Role role, std::string_view name) {
    REQUIRE_MESSAGE(runner_->press(role, name), "no " << role_name(role) << " " << name << "\n" << outline());
    settle();
}

Message text_message(std::int64_t id, std::int64_t conversation, SenderKind kind, std::string_view text,
                     UnixMs at) {
    Message m;
    m.id = MessageId(id);
    m.conversation = ConversationId(conversation);
    m.msgid = KfMessageId("m" + std::to_string(id));
    m.sender.kind = kind;
    if (kind == SenderKind::Customer) m.sender.id = "wm" + std::to_string(conversation);
    m.sent_at = m.stored_at = at;
    m.msgtype = "text";
    m.text = text;
    return m;
}

Message agent_message(std::int64_t id, std::int64_t conversation, std::string_view text, Delivery delivery,
                      UnixMs at) {
    Message m = text_message(id, conversation, SenderKind::Agent, text, at);
    m.sender = {SenderKind::Agent, "lin", "林晓"};
    m.delivery = delivery;
    return m;
}

}  // namespace kf::web
