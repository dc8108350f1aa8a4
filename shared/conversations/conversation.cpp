#include "shared/conversations/conversation.h"

#include "shared/base/words.h"

namespace kf {
namespace {

constexpr std::array<std::string_view, 4> kDeskStates{"queued", "assigned", "in_client", "ended"};

}  // namespace

std::string_view to_word(DeskState state) {
    return word_of(kDeskStates, state);
}
std::optional<DeskState> desk_state_from_word(std::string_view word) {
    return value_of<DeskState>(kDeskStates, word);
}

}  // namespace kf
