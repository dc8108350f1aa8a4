#include "shared/base/overloaded.h"
#include "shared/protocol/domain_json.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {
namespace {

using Need = JsonReader::Need;

constexpr std::size_t kMaxServerFrameBytes = 16 * 1024 * 1024 + 256;
constexpr std::size_t kMaxSentenceBytes = 4096;

// The number of an event; numbers begin with 1.
EventSeq read_event_seq(JsonReader& in) {
    const EventSeq seq = read_seq(in);
    if (seq == 0) in.refuse("seq", "missing");
    return seq;
}

ServerFrame read_frame(JsonReader& in, const std::string& type) {
    if (type == "event") {
        EventFrame f;
        f.seq = read_event_seq(in);
        f.server_time = in.time("server_time");
        in.object("event", Need::Needed, [&](JsonReader& event) { f.event = read_event_members(event); });
        return f;
    }
    if (type == "skip") return Skip{read_event_seq(in)};
    if (type == "welcome") {
        Welcome f;
        f.epoch = in.needed_text("epoch", 256);
        f.seq = read_seq(in);
        f.server_time = in.time("server_time");
        return f;
    }
    if (type == "reload") return Reload{in.text("reason", 256)};
    if (type == "done") {
        CommandDone f;
        f.id = in.string_id<ClientId>("id", Need::Needed);
        f.message = in.id<MessageId>("message");
        return f;
    }
    if (type == "failed") {
        CommandFailed f;
        f.id = in.string_id<ClientId>("id", Need::Needed);
        std::string word = in.text("code", 256);
        f.code = error_code_from_word(word).value_or(ErrorCode::Unknown);
        if (f.code == ErrorCode::Unknown) f.unknown_word = std::move(word);
        f.zh = in.text("zh", kMaxSentenceBytes);
        f.en = in.text("en", kMaxSentenceBytes);
        return f;
    }
    if (type == "signed_out") {
        const auto reason = sign_out_reason_from_word(in.text("reason", 256));
        return SignedOut{reason.value_or(SignOutReason::SignedOut)};
    }
    if (type == "notice") {
        BackendNotice f;
        f.code = notice_code_from_word(in.text("code", 256)).value_or(NoticeCode::Unknown);
        f.zh = in.text("zh", kMaxSentenceBytes);
        f.en = in.text("en", kMaxSentenceBytes);
        return f;
    }
    if (type == "pong") return Pong{in.time("server_time")};
    in.refuse_as(ErrorCode::UnknownKind, "nobody knows the type of the frame");
    return Pong{};
}

}  // namespace

std::string write_server_frame(const ServerFrame& frame) {
    if (const auto* event = std::get_if<EventFrame>(&frame)) {
        return event_frame_from_stored(event->seq, event->server_time, write_event(event->event));
    }
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    std::visit(Overloaded{
                   [&](const Welcome& f) {
                       json.put_text("type", "welcome");
                       json.put_text("epoch", f.epoch);
                       json.put_number("seq", f.seq);
                       json.number("server_time", f.server_time);
                   },
                   [&](const Reload& f) {
                       json.put_text("type", "reload");
                       json.put_text("reason", f.reason);
                   },
                   [&](const EventFrame&) {},  // written above
                   [&](const Skip& f) {
                       json.put_text("type", "skip");
                       json.put_number("seq", f.seq);
                   },
                   [&](const CommandDone& f) {
                       json.put_text("type", "done");
                       json.put_text("id", f.id.value);
                       json.number("message", f.message.value);
                   },
                   [&](const CommandFailed& f) {
                       json.put_text("type", "failed");
                       json.put_text("id", f.id.value);
                       json.put_text("code", code_word(f));
                       json.put_text("zh", f.zh);
                       json.put_text("en", f.en);
                   },
                   [&](const SignedOut& f) {
                       json.put_text("type", "signed_out");
                       json.put_text("reason", to_word(f.reason));
                   },
                   [&](const BackendNotice& f) {
                       json.put_text("type", "notice");
                       json.put_text("code", to_word(f.code));
                       json.text("zh", f.zh);
                       json.text("en", f.en);
                   },
                   [&](const Pong& f) {
                       json.put_text("type", "pong");
                       json.number("server_time", f.server_time);
                   },
               },
               frame);
    json.end_object();
    return out;
}

std::string event_frame_from_stored(EventSeq seq, UnixMs server_time, std::string_view stored_event) {
    std::string out;
    out.reserve(stored_event.size() + 80);
    JsonWriter json{out};
    json.begin_object();
    json.put_text("type", "event");
    json.put_number("seq", seq);
    json.number("server_time", server_time);
    json.json("event", stored_event);
    json.end_object();
    return out;
}

Result<ServerFrame> read_server_frame(std::string_view text) {
    TRY_ASSIGN(const nlohmann::json json, parse_json(text, kMaxServerFrameBytes, "server frame"));
    std::optional<Error> problem;
    JsonReader in{json, "frame", problem};
    const std::string type = in.needed_text("type", 64);
    if (problem) return *problem;
    ServerFrame frame = read_frame(in, type);
    if (problem) return *problem;
    return frame;
}

}  // namespace kf
