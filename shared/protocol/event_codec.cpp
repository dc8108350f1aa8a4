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
    in.refuse_as("unknown_kind", "nobody knows the kind of the event");
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
    TRY_ASSIGN(const nlohmann::json json, parse_json(text, kMaxEventBytes, "event"));
    std::optional<Error> problem;
    JsonReader in{json, "event", problem};
    Event event = read_event_members(in);
    if (problem) return *problem;
    return event;
}

}  // namespace kf
