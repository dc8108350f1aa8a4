#include "shared/console/text_folding.h"

#include <doctest/doctest.h>

#include "shared/base/utf8.h"

using namespace kf;

TEST_CASE("a search sees no difference between cases and widths, and leaves Chinese alone") {
    CHECK(folded_text("ABC abc ＡＢＣ ａｂｃ") == "abc abc abc abc");
    CHECK(folded_text("１２３！　Ä×") == "123! ä×");
    CHECK(folded_text("您好🙂") == "您好🙂");
    CHECK(folded_text("").empty());
    CHECK(is_valid_utf8(folded_text("\xFF\xE6")));
}

TEST_CASE("the initial of a name is one whole character") {
    CHECK(initial_of("陈小满") == "陈");
    CHECK(initial_of("wendy") == "W");
    CHECK(initial_of("  　陈") == "陈");
    CHECK(initial_of("👩‍💻 dev") == "👩‍💻");
    CHECK(initial_of("🇨🇳中国") == "🇨🇳");
    CHECK(initial_of("👍🏽 ok") == "👍🏽");
    CHECK(initial_of("e\u0301a") == "E\u0301");
    CHECK(initial_of("").empty());
    CHECK(initial_of("   ").empty());
    CHECK(initial_of("\u200D\uFE0F").empty());
    CHECK(is_valid_utf8(initial_of("\xFFx")));
}
