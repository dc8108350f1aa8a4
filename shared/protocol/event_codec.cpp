#include "shared/base/overloaded.h"
#include "shared/protocol/domain_json.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {
namespace {

using Need = JsonReader::Need;

constexpr std::size_t kMaxEventBytes = 16 * 1024 * 1024;

}  // namespace

void write_members(JsonWriter& out, const Event& event) {
    std::visit(Overloaded{
                   [&](const MessageAdded& e) {
                       out.put_text("kind", "message_added");
                       write_object(out, "message", e.message);
                       write_object(out, "conversation", e.conversation);
                   },
                   [&](const MessageChanged& e) {
                       out.put_text("kind", "message_changed");
                       write_object(out, "message", e.message);
                   },
                   [&](const ConversationChanged& e) {
                       out.put_text("kind", "conversation_changed");
                       write_object(out, "conversation", e.conversation);
                   },
                   [&](const CustomerChanged& e) {
                       out.put_text("kind", "customer_changed");
                       write_object(out, "customer", e.customer);
                   },
                   [&](const AccountChanged& e) {
                       out.put_text("kind", "account_changed");
                       write_object(out, "account", e.account);
                   },
                   [&](const AgentChanged& e) {
                       out.put_text("kind", "agent_changed");
                       write_object(out, "agent", e.agent);
                   },
                   [&](const DraftChanged& e) {
                       out.put_text("kind", "draft_changed");
                       out.put_text("agent", e.agent.value);
                       out.put_number("conversation", e.conversation.value);
                       out.text("text", e.text);
                   },
                   [&](const MarksChanged& e) {
                       out.put_text("kind", "marks_changed");
                       out.put_text("agent", e.agent.value);
                       out.put_number("conversation", e.conversation.value);
                       out.flag("pinned", e.pinned);
                       out.flag("unread", e.unread);
                   },
                   [&](const QuickReplyChanged& e) {
                       out.put_text("kind", "quick_reply_changed");
                       write_object(out, "quick_reply", e.quick_reply);
                   },
                   [&](const QuickReplyRemoved& e) {
                       out.put_text("kind", "quick_reply_removed");
                       out.put_number("id", e.id.value);
                       out.text("owner", e.owner.value);
                   },
                   [&](const GreetingChanged& e) {
                       out.put_text("kind", "greeting_changed");
                       write_object(out, "greeting", e.greeting);
                   },
                   [&](const GreetingRemoved& e) {
                       out.put_text("kind", "greeting_removed");
                       out.put_text("account", e.account.value);
                       out.text("scene", e.scene);
                       out.put_text("greeting", to_word(e.kind));
                       out.text("corp", e.corp.value);
                   },
                   [&](const DeskSettingsChanged& e) {
                       out.put_text("kind", "desk_settings_changed");
                       write_object(out, "settings", e.settings);
                   },
               },
               event);
}

Event read_event_members(JsonReader& in) {
    const std::string kind = in.needed_text("kind", 64);
    if (kind == "message_added") {
        MessageAdded e;
        in.object("message", Need::Needed, [&](JsonReader& m) { e.message = read_message(m); });
        in.object("conversation", Need::Needed,
                  [&](JsonReader& c) { e.conversation = read_conversation(c); });
        if (in.ok() && e.message.conversation != e.conversation.id) {
            in.refuse("conversation", "not the message's");
        }
        return e;
    }
    if (kind == "message_changed") {
        MessageChanged e;
        in.object("message", Need::Needed, [&](JsonReader& m) { e.message = read_message(m); });
        return e;
    }
    if (kind == "conversation_changed") {
        ConversationChanged e;
        in.object("conversation", Need::Needed,
                  [&](JsonReader& c) { e.conversation = read_conversation(c); });
        return e;
    }
    if (kind == "customer_changed") {
        CustomerChanged e;
        in.object("customer", Need::Needed, [&](JsonReader& c) { e.customer = read_customer(c); });
        return e;
    }
    if (kind == "account_changed") {
        AccountChanged e;
        in.object("account", Need::Needed, [&](JsonReader& a) { e.account = read_account(a); });
        return e;
    }
    if (kind == "agent_changed") {
        AgentChanged e;
        in.object("agent", Need::Needed, [&](JsonReader& a) { e.agent = read_agent(a); });
        return e;
    }
    if (kind == "draft_changed") {
        DraftChanged e;
        e.agent = in.string_id<AgentId>("agent", Need::Needed);
        e.conversation = in.id<ConversationId>("conversation", Need::Needed);
        e.text = in.text("text");
        return e;
    }
    if (kind == "marks_changed") {
        return MarksChanged{in.string_id<AgentId>("agent", Need::Needed),
                            in.id<ConversationId>("conversation", Need::Needed), in.flag("pinned"),
                            in.flag("unread")};
    }
    if (kind == "quick_reply_changed") {
        QuickReplyChanged e;
        in.object("quick_reply", Need::Needed, [&](JsonReader& r) { e.quick_reply = read_quick_reply(r); });
        return e;
    }
    if (kind == "quick_reply_removed") {
        return QuickReplyRemoved{in.id<QuickReplyId>("id", Need::Needed), in.string_id<AgentId>("owner")};
    }
    if (kind == "greeting_changed") {
        GreetingChanged e;
        in.object("greeting", Need::Needed, [&](JsonReader& r) { e.greeting = read_greeting(r); });
        return e;
    }
    if (kind == "greeting_removed") {
        return GreetingRemoved{in.string_id<AccountId>("account", Need::Needed), in.text("scene"),
                               in.word("greeting", kGreetingKindOf, GreetingKind::Welcome),
                               in.string_id<CorpId>("corp")};
    }
    if (kind == "desk_settings_changed") {
        DeskSettingsChanged e;
        in.object("settings", Need::Needed, [&](JsonReader& r) { e.settings = read_desk_settings(r); });
        return e;
    }
    in.refuse_as(ErrorCode::UnknownKind, "nobody knows the kind of the event");
    return DraftChanged{};
}

std::string write_event(const Event& event) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    write_members(json, event);
    json.end_object();
    return out;
}

Result<Event> read_event(std::string_view text) {
    return read_object(text, kMaxEventBytes, "event", read_event_members);
}

}  // namespace kf
