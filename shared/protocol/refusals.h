// The sentences in which the backend refuses a command and the console explains a disabled control.
#pragma once

#include <string_view>

#include "shared/base/result.h"
#include "shared/conversations/refusal.h"

namespace kf {

struct RefusalWords {
    std::string_view zh;  // what is not possible and the next legal step
    std::string_view en;
};

[[nodiscard]] RefusalWords refusal_words(Refusal refusal);
// The same as an error.
[[nodiscard]] Error refusal_error(Refusal refusal);

}  // namespace kf
