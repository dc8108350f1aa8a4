// The codes of errors and refusals, and their stable words for the wire, the store and the log.
//
// One list for the whole project, although nothing else in shared/base knows the features: an Error passes
// through every layer. With one enum no layer translates, no two features mean different things by one word,
// and a comparison with a code that does not exist does not compile. The list is error_code.inc, grouped by
// feature; to add a code, add its line there.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kf {

enum class ErrorCode : std::uint16_t {
#define KF_ERROR_CODE(name, word) name,
#include "shared/base/error_code.inc"
};

// Empty for ErrorCode::None.
[[nodiscard]] std::string_view to_word(ErrorCode code);
// For what comes from the wire or the store. Nothing for a word that this program does not know: a newer one
// may have said it.
[[nodiscard]] std::optional<ErrorCode> error_code_from_word(std::string_view word);

}  // namespace kf
