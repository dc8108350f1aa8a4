#include "shared/protocol/domain_json.h"

#include <limits>

namespace kf {
namespace {

using Need = JsonReader::Need;

void write_last(JsonWriter& out, const LastMessage& last) {
    out.begin_object("last");
    out.put_number("id", last.id.value);
    out.put_text("sender", to_word(last.sender));
    out.text("msgtype", last.msgtype);
    out.text("zh", last.text_zh);
    out.text("en", last.text_en);
    out.number("at", last.at);
    out.flag("recalled", last.recalled);
    out.end_object();
}

LastMessage read_last(JsonReader& in) {
    LastMessage last;
    last.id = in.id<MessageId>("id");
    last.sender = in.word("sender", kSenderKindOf, SenderKind::Customer);
    last.msgtype = in.text("msgtype");
    last.text_zh = in.text("zh");
    last.text_en = in.text("en");
    last.at = in.time("at");
    last.recalled = in.flag("recalled");
    return last;
}

}  // namespace

void write_members(JsonWriter& out, const Message& m) {
    out.put_number("id", m.id.value);
    out.put_number("conversation", m.conversation.value);
    out.text("msgid", m.msgid.value);
    out.begin_object("sender");
    out.put_text("kind", to_word(m.sender.kind));
    out.text("id", m.sender.id);
    out.text("name", m.sender.name);
    out.end_object();
    out.number("sent_at", m.sent_at);
    out.number("stored_at", m.stored_at);
    out.text("msgtype", m.msgtype);
    out.text("text", m.text);
    out.text("menu_id", m.menu_id);
    out.text("raw", m.raw);
    if (m.delivery != Delivery::None) out.put_text("delivery", to_word(m.delivery));
    out.number("held_until", m.held_until);
    out.number("fail_code", m.fail_code);
    out.text("fail_zh", m.fail_zh);
    out.text("fail_en", m.fail_en);
    out.flag("late", m.late);
    out.flag("recalled", m.recalled);
    out.text("client_id", m.client_id.value);
    if (!m.media.empty()) write_list(out, "media", m.media);
    if (m.mentions.empty()) return;
    out.begin_array("mentions");
    for (const AgentId& agent : m.mentions) out.element(agent.value);
    out.end_array();
}

EventSeq read_seq(JsonReader& in) {
    return in.integer("seq", 0, std::numeric_limits<std::int64_t>::max());
}

Message read_message(JsonReader& in) {
    Message m;
    m.id = in.id<MessageId>("id", Need::Needed);
    m.conversation = in.id<ConversationId>("conversation", Need::Needed);
    m.msgid = in.string_id<KfMessageId>("msgid");
    in.object("sender", Need::Needed, [&](JsonReader& sender) {
        m.sender.kind = sender.word("kind", kSenderKindOf, SenderKind::Customer);
        m.sender.id = sender.text("id");
        m.sender.name = sender.text("name");
    });
    m.sent_at = in.time("sent_at");
    m.stored_at = in.time("stored_at");
    m.msgtype = in.text("msgtype");
    m.text = in.text("text");
    m.menu_id = in.text("menu_id");
    m.raw = in.text("raw");
    m.delivery = in.word("delivery", kDeliveryOf, Delivery::None);
    m.held_until = in.time("held_until");
    m.fail_code = in.small("fail_code");
    m.fail_zh = in.text("fail_zh");
    m.fail_en = in.text("fail_en");
    m.late = in.flag("late");
    m.recalled = in.flag("recalled");
    m.client_id = in.string_id<ClientId>("client_id");
    in.objects("media", [&](JsonReader& r) { m.media.push_back(read_media(r)); });
    in.texts("mentions", 256, [&](const std::string& agent) { m.mentions.emplace_back(agent); });
    return m;
}

void write_members(JsonWriter& out, const Call& call) {
    out.put_text("agent", call.agent.value);
    out.put_number("message", call.message.value);
    out.text("by", call.by.value);
    out.number("at", call.at);
    out.text("text", call.text);
}

Call read_call(JsonReader& in) {
    Call call;
    call.agent = in.string_id<AgentId>("agent", Need::Needed);
    call.message = in.id<MessageId>("message", Need::Needed);
    call.by = in.string_id<AgentId>("by");
    call.at = in.time("at");
    call.text = in.text("text");
    return call;
}

void write_members(JsonWriter& out, const Conversation& c) {
    out.put_number("id", c.id.value);
    out.text("corp", c.corp.value);
    out.text("account", c.account.value);
    out.text("customer", c.customer.value);
    out.put_text("desk_state", to_word(c.desk_state));
    out.put_number("service_state", static_cast<int>(c.service_state));
    out.text("agent", c.agent.value);
    out.text("servicer", c.servicer.value);
    if (c.window.opened_at != 0 || c.window.used != 0) {
        out.begin_object("window");
        out.number("opened_at", c.window.opened_at);
        out.number("used", c.window.used);
        out.end_object();
    }
    out.number("unread", c.unread);
    out.number("waiting_since", c.waiting_since);
    if (!c.last.id.empty()) write_last(out, c.last);
    out.number("session", c.session.value);
    out.number("session_started_at", c.session_started_at);
    out.number("session_ended_at", c.session_ended_at);
    out.text("scene", c.scene);
    out.text("scene_param", c.scene_param);
    out.text("channels_name", c.channels_name);
    out.flag("missed", c.missed);
    out.number("undelivered", c.undelivered.value);
    out.text("handed_by", c.handed_by.value);
    if (!c.calls.empty()) write_list(out, "calls", c.calls);
}

Conversation read_conversation(JsonReader& in) {
    Conversation c;
    c.id = in.id<ConversationId>("id", Need::Needed);
    c.corp = in.string_id<CorpId>("corp");
    c.account = in.string_id<AccountId>("account");
    c.customer = in.string_id<CustomerId>("customer");
    c.desk_state = in.word("desk_state", kDeskStateOf, DeskState::Ended);
    c.service_state = static_cast<ServiceState>(in.integer("service_state", 0, 4));
    c.agent = in.string_id<AgentId>("agent");
    c.servicer = in.string_id<ServicerId>("servicer");
    in.object("window", Need::Optional, [&](JsonReader& window) {
        c.window.opened_at = window.time("opened_at");
        c.window.used = window.small("used");
    });
    c.unread = static_cast<int>(in.integer("unread", 0, 1'000'000'000));
    c.waiting_since = in.time("waiting_since");
    in.object("last", Need::Optional, [&](JsonReader& last) { c.last = read_last(last); });
    c.session = in.id<SessionId>("session");
    c.session_started_at = in.time("session_started_at");
    c.session_ended_at = in.time("session_ended_at");
    c.scene = in.text("scene");
    c.scene_param = in.text("scene_param");
    c.channels_name = in.text("channels_name");
    c.missed = in.flag("missed");
    c.undelivered = in.id<MessageId>("undelivered");
    c.handed_by = in.string_id<AgentId>("handed_by");
    in.objects("calls", [&](JsonReader& r) { c.calls.push_back(read_call(r)); });
    return c;
}

void write_members(JsonWriter& out, const Customer& c) {
    out.text("corp", c.corp.value);
    out.put_text("id", c.id.value);
    out.text("name", c.name);
    out.text("avatar_url", c.avatar_url);
    out.number("gender", static_cast<int>(c.gender));
    out.text("unionid", c.unionid);
    out.text("note", c.note);
    out.number("first_seen", c.first_seen);
    out.number("last_seen", c.last_seen);
    out.number("profile_fetched_at", c.profile_fetched_at);
}

Customer read_customer(JsonReader& in) {
    Customer c;
    c.corp = in.string_id<CorpId>("corp");
    c.id = in.string_id<CustomerId>("id", Need::Needed);
    c.name = in.text("name");
    c.avatar_url = in.text("avatar_url");
    c.gender = static_cast<Gender>(in.integer("gender", 0, 2));
    c.unionid = in.text("unionid");
    c.note = in.text("note");
    c.first_seen = in.time("first_seen");
    c.last_seen = in.time("last_seen");
    c.profile_fetched_at = in.time("profile_fetched_at");
    return c;
}

void write_members(JsonWriter& out, const Account& a) {
    out.text("corp", a.corp.value);
    out.put_text("id", a.id.value);
    out.text("name", a.name);
    out.flag("managed", a.managed);
}

Account read_account(JsonReader& in) {
    Account a;
    a.corp = in.string_id<CorpId>("corp");
    a.id = in.string_id<AccountId>("id", Need::Needed);
    a.name = in.text("name");
    a.managed = in.flag("managed");
    return a;
}

void write_members(JsonWriter& out, const Agent& a) {
    out.put_text("id", a.id.value);
    out.text("name", a.name);
    out.put_text("role", to_word(a.role));
    out.put_text("presence", to_word(a.presence));
    out.flag("disabled", a.disabled);
    if (a.accounts.empty()) return;
    out.begin_array("accounts");
    for (const ServedAccount& served : a.accounts) out.element(served.account.value);
    out.end_array();
    // One for each of them; consoles of before know the accounts only.
    out.begin_array("account_corps");
    for (const ServedAccount& served : a.accounts) out.element(served.corp.value);
    out.end_array();
}

Agent read_agent(JsonReader& in) {
    Agent a;
    a.id = in.string_id<AgentId>("id", Need::Needed);
    a.name = in.text("name");
    a.role = in.word("role", kRoleOf, Role::Agent);
    a.presence = in.word("presence", kPresenceOf, Presence::Offline);
    a.disabled = in.flag("disabled");
    in.texts("accounts", 256,
             [&](const std::string& account) { a.accounts.emplace_back(AccountId{account}); });
    std::size_t next = 0;
    in.texts("account_corps", 256, [&](const std::string& corp) {
        if (next < a.accounts.size()) a.accounts[next].corp = CorpId{corp};
        ++next;
    });
    return a;
}

void write_members(JsonWriter& out, const SessionSummary& s) {
    out.put_number("id", s.id.value);
    out.number("conversation", s.conversation.value);
    out.number("started_at", s.started_at);
    out.number("ended_at", s.ended_at);
    out.text("agent", s.agent.value);
    out.text("first_text", s.first_text);
    out.text("first_text_en", s.first_text_en);
    out.number("messages", s.messages);
}

SessionSummary read_session(JsonReader& in) {
    SessionSummary s;
    s.id = in.id<SessionId>("id", Need::Needed);
    s.conversation = in.id<ConversationId>("conversation");
    s.started_at = in.time("started_at");
    s.ended_at = in.time("ended_at");
    s.agent = in.string_id<AgentId>("agent");
    s.first_text = in.text("first_text");
    s.first_text_en = in.text("first_text_en");
    s.messages = static_cast<int>(in.integer("messages", 0, 1'000'000'000));
    return s;
}

}  // namespace kf
