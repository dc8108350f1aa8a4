#include "web/console/actions/conversation_words.h"

#include "shared/protocol/refusals.h"

namespace kf::web {

std::string_view claim_words(const Screen& screen, const Conversation& conversation) {
    return conversation.desk_state == DeskState::Assigned ? screen.w.claim_over : screen.w.claim;
}

std::string_view refusal_sentence(const Screen& screen, Refusal refusal) {
    if (refusal == Refusal::None) return {};
    const RefusalWords words = refusal_words(refusal);
    return screen.english() ? words.en : words.zh;
}

}  // namespace kf::web
