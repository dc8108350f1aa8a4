#include "web/ui/platform/fill.h"

#include "web/ui/platform/bidi.h"

namespace kf::web {

std::string fill(std::string_view sentence, std::initializer_list<std::string_view> arguments) {
    std::string out;
    out.reserve(sentence.size() + 16);
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        if (sentence[i] == '{' && i + 2 < sentence.size() && sentence[i + 2] == '}' &&
            sentence[i + 1] >= '0' && sentence[i + 1] <= '9') {
            const auto which = static_cast<std::size_t>(sentence[i + 1] - '0');
            if (which < arguments.size()) {
                const std::string_view argument = arguments.begin()[which];
                // A name that is read from right to left does not turn the sentence around it: isolated (FSI
                // … PDI).
                const bool rtl = has_right_to_left(argument);
                out.append(rtl ? "\u2068" : "").append(argument).append(rtl ? "\u2069" : "");
                i += 2;
                continue;
            }
        }
        out += sentence[i];
    }
    return out;
}

}  // namespace kf::web
