#include "shared/conversations/conversation.h"

#include "shared/base/words.h"
#include "shared/kf/message_codec.h"

namespace kf {
namespace {

constexpr std::array<std::string_view, 4> kDeskStates{"queued", "assigned", "in_client", "ended"};
constexpr std::size_t kPreviewCodePoints = 80;
constexpr UnixMs kStragglerMs = 60'000;

}  // namespace

LastMessage last_line(const Message& message) {
    LastMessage last;
    last.id = message.id;
    last.sender = message.sender.kind;
    last.msgtype = message.msgtype;
    last.at = message.sent_at;
    last.recalled = message.recalled;
    if (message.recalled) {
        last.text_zh = "[消息已撤回]";
        last.text_en = "[Message recalled]";
    } else if (message.msgtype == "text" && (!message.text.empty() || message.raw.empty())) {
        last.text_zh = last.text_en = one_line(message.text, kPreviewCodePoints);
    } else {
        last.text_zh = message_preview(message.msgtype, message.raw, false, kPreviewCodePoints);
        last.text_en = message_preview(message.msgtype, message.raw, true, kPreviewCodePoints);
    }
    return last;
}

void show_as_last(LastMessage& last, const LastMessage& line) {
    if (!last.id.empty()) {
        if (line.sender == SenderKind::System) return;
        if (last.sender != SenderKind::System && line.at < last.at - kStragglerMs) return;
    }
    last = line;
}

std::string_view to_word(DeskState state) {
    return word_of(kDeskStates, state);
}
std::optional<DeskState> desk_state_from_word(std::string_view word) {
    return value_of<DeskState>(kDeskStates, word);
}

}  // namespace kf
