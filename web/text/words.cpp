#include "web/text/words.h"

#include "web/ui/platform/bidi.h"

namespace kf::web {

const Words& words(Language language) {
    static constexpr Words kChinese{
#define KF_WORD(name, zh, en) .name = zh,
#include "web/text/words.inc"
#undef KF_WORD
    };
    static constexpr Words kEnglish{
#define KF_WORD(name, zh, en) .name = en,
#include "web/text/words.inc"
#undef KF_WORD
    };
    return language == Language::English ? kEnglish : kChinese;
}

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

std::string listed(const Words& w, std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const std::string_view part : parts) {
        if (!part.empty()) out.append(out.empty() ? std::string_view{} : w.comma).append(part);
    }
    return out;
}

std::string fill_count(std::string_view one, std::string_view many, long long count) {
    return fill(count == 1 ? one : many, {std::to_string(count)});
}

}  // namespace kf::web
