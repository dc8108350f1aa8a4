// By ICU's transliterator, which knows the reading of every Han character of Unicode.
#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <memory>

#include "backend/quick_replies/quick_reply_rules.h"
#include "backend/runtime/log.h"

namespace kf {
namespace {

constexpr std::size_t kMaxInitials = 64;

bool is_letter(char16_t c) {
    return c >= u'a' && c <= u'z';
}
bool is_digit(char16_t c) {
    return c >= u'0' && c <= u'9';
}

// Nothing where ICU lacks its rules: titles are then found by their text only.
const icu::Transliterator* to_latin() {
    static const std::unique_ptr<icu::Transliterator> rules = [] {
        UErrorCode status = U_ZERO_ERROR;
        std::unique_ptr<icu::Transliterator> made{
            icu::Transliterator::createInstance("Han-Latin; Latin-ASCII; Lower", UTRANS_FORWARD, status)};
        if (U_FAILURE(status)) {
            log_error("quick_replies.no_pinyin", {{"icu", u_errorName(status)}});
            made.reset();
        }
        return made;
    }();
    return rules.get();
}

}  // namespace

void load_pinyin_rules() {
    to_latin();
}

std::string pinyin_initials(std::string_view title) {
    const icu::Transliterator* const rules = to_latin();
    if (rules == nullptr) return {};
    // Han-Latin writes blanks between syllables, but none where Latin letters touch Han: "A货" → "ahuo".
    icu::UnicodeString spaced;
    const auto text =
        icu::UnicodeString::fromUTF8(icu::StringPiece(title.data(), static_cast<int32_t>(title.size())));
    for (int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
        const UChar32 c = text.char32At(at);
        const bool han = u_hasBinaryProperty(c, UCHAR_IDEOGRAPHIC) != 0;
        if (han) spaced.append(u' ');
        spaced.append(c);
        if (han) spaced.append(u' ');
    }
    rules->transliterate(spaced);
    std::string initials;
    bool inside = false;  // of a word whose first letter was taken
    for (int32_t at = 0; at < spaced.length() && initials.size() < kMaxInitials; ++at) {
        const char16_t c = spaced.charAt(at);
        if (is_digit(c) || (is_letter(c) && !inside)) initials.push_back(static_cast<char>(c));
        // An apostrophe does not end a word: "don't", "xi'an".
        inside = is_letter(c) || (inside && c == u'\'');
    }
    return initials;
}

}  // namespace kf
