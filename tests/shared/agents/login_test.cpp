#include "shared/agents/login.h"

#include <doctest/doctest.h>

using namespace kf;

TEST_CASE("a login is the same whatever case, width and blanks it is typed with") {
    for (const char* typed : {"lin.xiao-1", "Lin.Xiao-1", "LIN.XIAO-1", "  lin.xiao-1\t",
                              "ｌｉｎ．ｘｉａｏ－１", "ＬＩＮ．ＸＩＡＯ－１", "\u3000lin.xiao-1\u3000",
                              "\ufefflin.xiao-1\u200b\r\n", "\u00a0lin.xiao-1\u2060"}) {
        CAPTURE(typed);
        CHECK(folded_login(typed) == "lin.xiao-1");
    }
}

TEST_CASE("what stands inside of a login stays, so that no other one comes out") {
    CHECK(folded_login("l in") == "l in");
    CHECK(folded_login("lin\u200bda") == "lin\u200bda");
    CHECK(folded_login("林") == "林");
    CHECK(folded_login("").empty());
    CHECK(folded_login(" \u3000\u200b").empty());
}
