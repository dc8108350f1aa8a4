#include "shared/base/overloaded.h"
#include "shared/protocol/domain_json.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {
namespace {

using Need = JsonReader::Need;

void write_command(JsonWriter& out, const Command& command) {
    const auto conversation = [&](ConversationId id) { out.put_number("conversation", id.value); };
    std::visit(Overloaded{
                   [&](const CancelMessage& c) {
                       out.put_text("kind", "cancel_message");
                       out.put_number("message", c.message.value);
                   },
                   [&](const RetryMessage& c) {
                       out.put_text("kind", "retry_message");
                       out.put_number("message", c.message.value);
                   },
                   [&](const ClaimConversation& c) {
                       out.put_text("kind", "claim_conversation");
                       conversation(c.conversation);
                   },
                   [&](const TransferConversation& c) {
                       out.put_text("kind", "transfer_conversation");
                       conversation(c.conversation);
                       out.text("agent", c.agent.value);
                   },
                   [&](const EndSession& c) {
                       out.put_text("kind", "end_session");
                       conversation(c.conversation);
                       out.number("session", c.session.value);
                       out.number("seen", c.seen.value);
                   },
                   [&](const MarkRead& c) {
                       out.put_text("kind", "mark_read");
                       conversation(c.conversation);
                       out.put_number("up_to", c.up_to.value);
                   },
                   [&](const SaveDraft& c) {
                       out.put_text("kind", "save_draft");
                       conversation(c.conversation);
                       out.put_text("text", c.text);
                       out.text("before", c.before);
                   },
                   [&](const MarkConversation& c) {
                       out.put_text("kind", "mark_conversation");
                       conversation(c.conversation);
                       out.put_text("mark", c.mark == Mark::Pinned ? "pinned" : "unread");
                       out.flag("on", c.on);
                   },
                   [&](const SaveNote& c) {
                       out.put_text("kind", "save_note");
                       out.put_text("corp", c.corp.value);
                       out.put_text("customer", c.customer.value);
                       out.put_text("text", c.text);
                   },
                   [&](const SetPresence& c) {
                       out.put_text("kind", "set_presence");
                       out.put_text("presence", to_word(c.presence));
                   },
                   [&](const SendContent& c) {
                       out.put_text("kind", "send_content");
                       conversation(c.conversation);
                       out.json("content", content_to_text(c.content));
                       out.number("hold_secs", c.hold_secs);
                   },
                   [&](const AddPrivateNote& c) {
                       out.put_text("kind", "add_private_note");
                       conversation(c.conversation);
                       out.put_text("text", c.text);
                       out.begin_array("mentions");
                       for (const AgentId& agent : c.mentions) out.element(agent.value);
                       out.end_array();
                   },
                   [&](const RetryMedia& c) {
                       out.put_text("kind", "retry_media");
                       out.put_number("message", c.message.value);
                   },
                   [&](const SaveQuickReply& c) {
                       out.put_text("kind", "save_quick_reply");
                       write_object(out, "quick_reply", c.quick_reply);
                   },
                   [&](const DeleteQuickReply& c) {
                       out.put_text("kind", "delete_quick_reply");
                       out.put_number("id", c.id.value);
                   },
                   [&](const UseQuickReply& c) {
                       out.put_text("kind", "use_quick_reply");
                       out.put_number("id", c.id.value);
                   },
                   [&](const SaveGreeting& c) {
                       out.put_text("kind", "save_greeting");
                       write_object(out, "greeting", c.greeting);
                   },
                   [&](const DeleteGreeting& c) {
                       out.put_text("kind", "delete_greeting");
                       out.put_text("account", c.account.value);
                       out.text("scene", c.scene);
                       out.put_text("greeting", to_word(c.kind));
                       out.text("corp", c.corp.value);
                   },
                   [&](const SaveDeskSettings& c) {
                       out.put_text("kind", "save_desk_settings");
                       write_object(out, "settings", c.settings);
                   },
               },
               command);
}

// Lengths of texts are judged by the commands, which can answer in words; here only the frame's size bounds
// them.
Command read_command(JsonReader& in) {
    const std::string kind = in.needed_text("kind", 64);
    const auto conversation = [&] { return in.id<ConversationId>("conversation", Need::Needed); };
    const auto message = [&] { return in.id<MessageId>("message", Need::Needed); };
    if (kind == "send_text") {
        SendContent c;
        c.conversation = conversation();
        c.content = TextBody{in.text("text"), {}};
        c.hold_secs = static_cast<int>(in.integer("hold_secs", 0, 10));
        return c;
    }
    if (kind == "cancel_message") return CancelMessage{message()};
    if (kind == "retry_message") return RetryMessage{message()};
    if (kind == "claim_conversation") return ClaimConversation{conversation()};
    if (kind == "transfer_conversation") {
        return TransferConversation{conversation(), in.string_id<AgentId>("agent")};
    }
    if (kind == "end_session") {
        return EndSession{conversation(), in.id<SessionId>("session"), in.id<MessageId>("seen")};
    }
    if (kind == "mark_read") return MarkRead{conversation(), in.id<MessageId>("up_to", Need::Needed)};
    if (kind == "save_draft") return SaveDraft{conversation(), in.text("text"), in.text("before", 64)};
    if (kind == "mark_conversation") {
        MarkConversation c;
        c.conversation = conversation();
        const std::string mark = in.needed_text("mark", 16);
        if (mark == "unread") c.mark = Mark::Unread;
        if (in.ok() && mark != "unread" && mark != "pinned") in.refuse("mark", "must be pinned or unread");
        c.on = in.flag("on");
        return c;
    }
    if (kind == "save_note") {
        return SaveNote{in.string_id<CorpId>("corp"), in.string_id<CustomerId>("customer", Need::Needed),
                        in.text("text")};
    }
    if (kind == "set_presence") {
        SetPresence c{in.word("presence", kPresenceOf, Presence::Offline)};
        // Offline is what the backend concludes from missing sockets; nobody can choose it.
        if (in.ok() && c.presence == Presence::Offline) in.refuse("presence", "must be online or away");
        return c;
    }
    if (kind == "send_content") {
        SendContent c;
        c.conversation = conversation();
        c.content = read_content(in, "content");
        c.hold_secs = static_cast<int>(in.integer("hold_secs", 0, 10));
        return c;
    }
    if (kind == "add_private_note") {
        AddPrivateNote c;
        c.conversation = conversation();
        c.text = in.text("text");
        in.texts("mentions", 256, [&](const std::string& agent) { c.mentions.emplace_back(agent); });
        return c;
    }
    if (kind == "retry_media") return RetryMedia{message()};
    if (kind == "save_quick_reply") {
        SaveQuickReply c;
        in.object("quick_reply", Need::Needed, [&](JsonReader& r) { c.quick_reply = read_quick_reply(r); });
        return c;
    }
    if (kind == "delete_quick_reply") return DeleteQuickReply{in.id<QuickReplyId>("id", Need::Needed)};
    if (kind == "use_quick_reply") return UseQuickReply{in.id<QuickReplyId>("id", Need::Needed)};
    if (kind == "save_greeting") {
        SaveGreeting c;
        in.object("greeting", Need::Needed, [&](JsonReader& r) { c.greeting = read_greeting(r); });
        return c;
    }
    if (kind == "delete_greeting") {
        return DeleteGreeting{in.string_id<AccountId>("account", Need::Needed), in.text("scene", 256),
                              in.word("greeting", kGreetingKindOf, GreetingKind::Welcome),
                              in.string_id<CorpId>("corp")};
    }
    if (kind == "save_desk_settings") {
        SaveDeskSettings c;
        in.object("settings", Need::Needed, [&](JsonReader& r) { c.settings = read_desk_settings(r); });
        return c;
    }
    in.refuse_as(ErrorCode::UnknownKind, "nobody knows the kind of the command");
    return SetPresence{};
}

bool is_client_id(std::string_view id) {
    if (id.empty() || id.size() > 40) return false;
    for (const char c : id) {
        const bool fine = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                          c == '_' || c == '-';
        if (!fine) return false;
    }
    return true;
}

}  // namespace

std::string write_client_frame(const ClientFrame& frame) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    std::visit(Overloaded{
                   [&](const Hello& f) {
                       json.put_text("type", "hello");
                       json.put_number("version", f.version);
                       json.text("epoch", f.epoch);
                       json.put_number("seq", f.seq);
                   },
                   [&](const CommandFrame& f) {
                       json.put_text("type", "command");
                       json.put_text("id", f.id.value);
                       json.begin_object("command");
                       write_command(json, f.command);
                       json.end_object();
                   },
                   [&](const Ping&) { json.put_text("type", "ping"); },
               },
               frame);
    json.end_object();
    return out;
}

std::string draft_mark(std::string_view draft) {
    std::uint64_t hash = 14695981039346656037ull;  // FNV-1a
    for (const char c : draft) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    std::string mark;
    for (int shift = 60; shift >= 0; shift -= 4) mark.push_back("0123456789abcdef"[(hash >> shift) & 15]);
    return mark;
}

Result<ClientFrame> read_client_frame(std::string_view text) {
    TRY_ASSIGN(const nlohmann::json json, parse_json(text, kMaxClientFrameBytes, "client frame"));
    std::optional<Error> problem;
    JsonReader in{json, "frame", problem};
    const std::string type = in.needed_text("type", 64);
    ClientFrame frame;
    if (problem) return *problem;
    if (type == "hello") {
        Hello hello;
        hello.version = in.small("version");
        hello.epoch = in.text("epoch", 256);
        hello.seq = in.integer("seq", 0, std::numeric_limits<std::int64_t>::max());
        frame = hello;
    } else if (type == "command") {
        CommandFrame command;
        command.id = ClientId{in.needed_text("id", 40)};
        if (in.ok() && !is_client_id(command.id.value)) in.refuse("id", "not 1-40 of [0-9A-Za-z_-]");
        in.object("command", Need::Needed, [&](JsonReader& c) { command.command = read_command(c); });
        frame = command;
    } else if (type == "ping") {
        frame = Ping{};
    } else {
        in.refuse_as(ErrorCode::UnknownKind, "nobody knows the type of the frame");
    }
    if (problem) return *problem;
    return frame;
}

}  // namespace kf
