#include "shared/base/lower_case.h"

#include <doctest/doctest.h>

using namespace kf;

TEST_CASE("letters of ASCII become small, and nothing else changes") {
    CHECK(lower_case("Content-TYPE: AZaz@[`{0") == "content-type: azaz@[`{0");
    CHECK(lower_case("ÄÖ客服\xff") == "ÄÖ客服\xff");
    CHECK(lower_case("").empty());
    CHECK(lower_case('Q') == 'q');
    CHECK(lower_case('_') == '_');
}
