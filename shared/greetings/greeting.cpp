#include "shared/greetings/greeting.h"

#include "shared/base/words.h"

namespace kf {
namespace {

constexpr std::array<std::string_view, 2> kGreetingKinds{"welcome", "closing"};

}  // namespace

std::string_view to_word(GreetingKind kind) {
    return word_of(kGreetingKinds, kind);
}
std::optional<GreetingKind> greeting_kind_from_word(std::string_view word) {
    return value_of<GreetingKind>(kGreetingKinds, word);
}

}  // namespace kf
