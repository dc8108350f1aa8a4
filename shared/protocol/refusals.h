// The sentences in which the backend refuses a command and the console explains a disabled control.
#pragma once

#include <string_view>

#include "shared/agents/agent.h"

namespace kf {

struct RefusalWords {
    std::string_view code;  // stable word of the protocol
    std::string_view zh;    // what is not possible and the next legal step
    std::string_view en;
};

[[nodiscard]] const RefusalWords& refusal_words(Refusal refusal);

}  // namespace kf
