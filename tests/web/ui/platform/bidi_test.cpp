#include "web/ui/platform/bidi.h"

#include <doctest/doctest.h>
#include <unicode/ubidi.h>
#include <unicode/uchar.h>

#include <random>
#include <string>

using namespace kf::web;

namespace {

// As the standard writes its examples: capitals are letters that are read from right to left (Hebrew here); <
// > and = are the controls RLI, LRI and PDI.
char32_t stored(char c) {
    if (c >= 'A' && c <= 'Z') return 0x5D0 + static_cast<char32_t>(c - 'A');
    if (c == '<') return 0x2067;
    if (c == '>') return 0x2066;
    if (c == '=') return 0x2069;
    return static_cast<char32_t>(c);
}

std::u32string stored(std::string_view example) {
    std::u32string out;
    for (const char c : example) out.push_back(stored(c));
    return out;
}

std::string displayed(std::string_view example) {
    const std::vector<std::uint8_t> levels = bidi_paragraph(stored(example)).levels;
    std::string out;
    for (const std::uint32_t at : visual_order(levels)) {
        const char c = example[at];
        if (c == '<' || c == '>' || c == '=') continue;
        out.push_back(levels[at] % 2 == 0 ? c : static_cast<char>(mirrored(static_cast<char32_t>(c))));
    }
    return out;
}

std::string levels(std::string_view example) {
    std::string out;
    for (const std::uint8_t level : bidi_paragraph(stored(example)).levels)
        out.push_back(static_cast<char>('0' + level));
    return out;
}

struct Icu {
    std::vector<std::uint8_t> levels;
    bool mixed = false;  // else it does not count how deep things are nested
};

// What ICU says of the same paragraph.
Icu levels_of_icu(const std::u32string& text) {
    std::u16string utf16;
    for (const char32_t c : text) utf16.push_back(static_cast<char16_t>(c));
    UBiDi* bidi = ubidi_open();
    UErrorCode error = U_ZERO_ERROR;
    ubidi_setPara(bidi, utf16.data(), static_cast<std::int32_t>(utf16.size()), UBIDI_DEFAULT_LTR, nullptr,
                  &error);
    const UBiDiLevel* found = ubidi_getLevels(bidi, &error);
    const Icu out{.levels = {found, found + text.size()}, .mixed = ubidi_getDirection(bidi) == UBIDI_MIXED};
    ubidi_close(bidi);
    REQUIRE(U_SUCCESS(error));
    return out;
}

bool without_width(char32_t c) {
    const BidiClass of = bidi_class(c);
    return of == BidiClass::BN || of == BidiClass::LRE || of == BidiClass::RLE || of == BidiClass::PDF;
}

}  // namespace

TEST_SUITE("bidi") {
    TEST_CASE("the standard's examples of reordering (UAX #9, L2)") {
        CHECK(displayed("car means CAR.") == "car means RAC.");
        CHECK(levels("car means CAR.") == "00000000001110");
        CHECK(displayed("<car MEANS CAR.=") == ".RAC SNAEM car");
        CHECK(displayed("he said \"<car MEANS CAR=.\" \"<IT DOES=,\" she agreed.") ==
              "he said \"RAC SNAEM car.\" \"SEOD TI,\" she agreed.");
        CHECK(displayed("DID YOU SAY '>he said \"<car MEANS CAR=\"='?") ==
              "?'he said \"RAC SNAEM car\"' YAS UOY DID");
    }

    TEST_CASE("the standard's examples of brackets (N0)") {
        CHECK(displayed("ARABIC book(s)") == "book(s) CIBARA");
        CHECK(displayed("AB(CD[&ef]!)gh") == "gh(![ef&]DC)BA");
        CHECK(displayed("smith (fabrikam ARABIC) HEBREW") == "smith (fabrikam CIBARA) WERBEH");
        CHECK(displayed("ARABIC (fabrikam smith) HEBREW") == "WERBEH (fabrikam smith) CIBARA");
    }

    TEST_CASE("numbers, prices, times and Latin keep their own direction in a line from right to left") {
        CHECK(displayed("PRICE: 59.90") == "59.90 :ECIRP");
        CHECK(displayed("ORDER 2026-11-30, TODAY") == "YADOT ,2026-11-30 REDRO");
        CHECK(displayed("FROM 10:30 TO 12:00") == "12:00 OT 10:30 MORF");
        CHECK(displayed("SEE https://a.cn/b?c PLEASE") == "ESAELP https://a.cn/b?c EES");
        CHECK(displayed("(HELLO)") == "(OLLEH)");
        CHECK(displayed("order ABC 12 ok") == "order 12 CBA ok");
    }

    TEST_CASE("the direction of a paragraph is that of its first letter") {
        CHECK(bidi_paragraph(stored("123 ABC")).base == 1);
        CHECK(bidi_paragraph(stored("a ABC")).base == 0);
        CHECK(bidi_paragraph(stored("<ABC= a")).base == 0);
        CHECK(bidi_paragraph(stored("123")).base == 0);
        CHECK(bidi_paragraph(U"").levels.empty());
    }

    TEST_CASE("overrides turn nothing around") {
        const std::u32string name = U"א photo_\u202Egpj.exe";
        CHECK(bidi_paragraph(name).levels.back() % 2 == 0);
    }

    TEST_CASE("which texts need it") {
        CHECK_FALSE(has_right_to_left("您好 hello 123 😀 \u202Eabc"));
        CHECK(has_right_to_left("您好 שלום"));
        CHECK(has_right_to_left("ياخشىمۇسىز"));
        CHECK_FALSE(has_right_to_left(""));
        CHECK_FALSE(has_right_to_left("\xD7"));
    }

    TEST_CASE("classes are those of Unicode where they matter beside text from right to left") {
        struct Block {
            char32_t first, last;
        };
        for (const auto& [first, last] : {Block{0, 0x8FF}, Block{0x2000, 0x20FF}, Block{0x3000, 0x303F},
                                          Block{0xFB1D, 0xFEFF}, Block{0xFF00, 0xFFEF}}) {
            for (char32_t c = first; c <= last; ++c) {
                UVersionInfo age;
                u_charAge(static_cast<UChar32>(c), age);
                if (age[0] == 0 || age[0] > 14) continue;
                CAPTURE(static_cast<std::uint32_t>(c));
                switch (u_charDirection(static_cast<UChar32>(c))) {
                    case U_LEFT_TO_RIGHT:
                        CHECK(bidi_class(c) == BidiClass::L);
                        break;
                    case U_RIGHT_TO_LEFT:
                        CHECK(bidi_class(c) == BidiClass::R);
                        break;
                    case U_RIGHT_TO_LEFT_ARABIC:
                        CHECK(bidi_class(c) == BidiClass::AL);
                        break;
                    case U_EUROPEAN_NUMBER:
                        CHECK(bidi_class(c) == BidiClass::EN);
                        break;
                    case U_EUROPEAN_NUMBER_SEPARATOR:
                        CHECK(bidi_class(c) == BidiClass::ES);
                        break;
                    case U_EUROPEAN_NUMBER_TERMINATOR:
                        CHECK(bidi_class(c) == BidiClass::ET);
                        break;
                    case U_ARABIC_NUMBER:
                        CHECK(bidi_class(c) == BidiClass::AN);
                        break;
                    case U_COMMON_NUMBER_SEPARATOR:
                        CHECK(bidi_class(c) == BidiClass::CS);
                        break;
                    case U_DIR_NON_SPACING_MARK:
                        CHECK(bidi_class(c) == BidiClass::NSM);
                        break;
                    case U_WHITE_SPACE_NEUTRAL:
                        CHECK(bidi_class(c) == BidiClass::WS);
                        break;
                    case U_OTHER_NEUTRAL:
                        CHECK(bidi_class(c) == BidiClass::ON);
                        break;
                    default:
                        break;
                }
            }
        }
        CHECK(bidi_class(U'中') == BidiClass::L);
        CHECK(bidi_class(U'😀') == BidiClass::ON);
        CHECK(bidi_class(0x1E900) == BidiClass::R);
    }

    TEST_CASE("mirror images are those of Unicode") {
        for (const char32_t c : std::u32string(U"()[]{}<>«»《》【】（）a1中")) {
            CAPTURE(static_cast<std::uint32_t>(c));
            CHECK(mirrored(c) == static_cast<char32_t>(u_charMirror(static_cast<UChar32>(c))));
        }
    }

    TEST_CASE("any paragraph has the levels that ICU gives it") {
        // One of each class and some more of what people write; no overrides, no paragraph separators.
        const std::u32string alphabet =
            U"aZ中אבגعبٱ1290٣٤۵+-#$%€,.:/  \t\u0301\u05B8\u064E\u200B\u00AD!?\"'&*()[]{}《》（）<>«»"
            U"\u200E\u200F\u061C\u202A\u202B\u202C\u2066\u2067\u2068\u2069\u3000。，";
        std::mt19937 random(5);
        for (int round = 0; round < 40'000; ++round) {
            std::u32string text;
            // Few letters, so that pairs and runs come about.
            const std::size_t variety = 3 + random() % 12, length = 1 + random() % 24;
            std::u32string some;
            for (std::size_t i = 0; i < variety; ++i) some.push_back(alphabet[random() % alphabet.size()]);
            for (std::size_t i = 0; i < length; ++i) text.push_back(some[random() % some.size()]);
            const std::vector<std::uint8_t> ours = bidi_paragraph(text).levels;
            const auto [theirs, mixed] = levels_of_icu(text);
            REQUIRE(ours.size() == text.size());
            for (std::size_t i = 0; i < text.size(); ++i) {
                if (without_width(text[i]) || ours[i] == theirs[i]) continue;
                if (!mixed && ours[i] % 2 == theirs[i] % 2) continue;
                std::string what;
                for (const char32_t c : text) what += std::to_string(static_cast<std::uint32_t>(c)) + " ";
                FAIL("at ", i, ": ", int{ours[i]}, " instead of ", int{theirs[i]}, " in ", what);
            }
        }
    }

    TEST_CASE("very deep nesting is cut off where the standard says") {
        std::u32string text;
        for (int i = 0; i < 300; ++i) text.push_back(i % 2 == 0 ? 0x2067 : 0x2066);
        text += U"aא1";
        for (int i = 0; i < 300; ++i) text.push_back(0x2069);
        text += U"אa";
        CHECK(bidi_paragraph(text).levels == levels_of_icu(text).levels);
    }
}
