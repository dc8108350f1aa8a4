#include "shared/messages/desk_event.h"

#include <array>

#include "shared/base/json_reader.h"
#include "shared/base/json_writer.h"
#include "shared/base/words.h"

namespace kf {
namespace {

constexpr std::array<std::string_view, 3> kWhats{"taken", "transferred", "ended"};
constexpr std::size_t kMaxRawBytes = 4096;

}  // namespace

std::string desk_event_raw(const DeskEvent& event) {
    std::string out;
    JsonWriter json{out};
    json.begin_object();
    json.put_text("desk_event", word_of(kWhats, event.what));
    json.text("from", event.from.value);
    json.text("to", event.to.value);
    json.end_object();
    return out;
}

std::optional<DeskEvent> desk_event_of(const Message& message) {
    // The member stands first: nothing of WeCom's is parsed for this.
    const bool ours = message.msgtype == "event" && message.raw.starts_with("{\"desk_event\"");
    if (!ours) return std::nullopt;
    const auto json = parse_json(message.raw, kMaxRawBytes, "desk event");
    if (!json.ok()) return std::nullopt;
    std::optional<Error> problem;
    JsonReader in{json.value(), "desk event", problem};
    const auto what = value_of<DeskEvent::What>(kWhats, in.text("desk_event"));
    if (!what) return std::nullopt;
    return DeskEvent{*what, AgentId{message.sender.id}, in.string_id<AgentId>("from"),
                     in.string_id<AgentId>("to")};
}

}  // namespace kf
