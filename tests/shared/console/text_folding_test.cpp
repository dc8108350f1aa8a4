#include "shared/console/text_folding.h"

#include <doctest/doctest.h>

#include "shared/base/utf8.h"

using namespace kf;

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
