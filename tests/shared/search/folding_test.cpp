#include "shared/search/folding.h"

#include <doctest/doctest.h>

#include "shared/base/utf8.h"

using namespace kf;

TEST_CASE("a search sees no difference between cases and widths, and leaves Chinese alone") {
    CHECK(folded_text("ABC abc ＡＢＣ ａｂｃ") == "abc abc abc abc");
    CHECK(folded_text("１２３！　Ä×") == "123! ä×");
    CHECK(folded_text("ŁÓDŹ ΑΘΗΝΑ МОСКВА Ё") == "łódź αθηνα москва ё");
    CHECK(folded_text("ｱﾊﾟｰﾄ ｶﾞｷﾞ ｳﾞｧ ﾊﾞｽ ｯﾝ｡") == "アパート ガギ ヴァ バス ッン｡");
    CHECK(folded_text("ｱﾞﾟﾊ") == "ア゛゜ハ");  // marks that belong to nothing
    CHECK(folded_text("‘a’ “b” „c‟ ‛d＂") == "'a' \"b\" \"c\" 'd\"");
    CHECK(folded_text("您好🙂") == "您好🙂");
    CHECK(folded_text("").empty());
    CHECK(is_valid_utf8(folded_text("\xFF\xE6")));
}

TEST_CASE("letters and digits make words, characters and pictures stand alone, signs are neither") {
    for (const char32_t c : U"az09é߿κя") {
        if (c != 0) CHECK_MESSAGE((c == U'\x7FF' || class_of(c) == CharClass::Word), static_cast<int>(c));
    }
    for (const char32_t c : {U'退', U'々', U'〇', U'カ', U'한', U'ก', U'👍', U'☎'}) {
        CHECK_MESSAGE(class_of(c) == CharClass::Single, static_cast<int>(c));
    }
    for (const char32_t c : {U' ', U'.', U'，', U'。', U'「', U'·', U'\u200D', U'\uFE0F', U'§', U'«', U'×'}) {
        CHECK_MESSAGE(class_of(c) == CharClass::Separator, static_cast<int>(c));
    }
}
