#include "shared/base/error_code.h"

#include <array>

#include "shared/base/words.h"

namespace kf {
namespace {

constexpr auto kErrorCodeWords = std::to_array<std::string_view>({
#define KF_ERROR_CODE(name, word) word,
#include "shared/base/error_code.inc"
});

}  // namespace

std::string_view to_word(ErrorCode code) {
    return word_of(kErrorCodeWords, code);
}

std::optional<ErrorCode> error_code_from_word(std::string_view word) {
    return value_of<ErrorCode>(kErrorCodeWords, word);
}

}  // namespace kf
