#include "backend/wecom/scrub.h"

#include <doctest/doctest.h>

using namespace kf;

TEST_CASE("secrets in URLs, JSON and error texts are replaced by stars") {
    struct Row {
        const char* text;
        const char* clean;
    };
    const Row rows[] = {
        {"/cgi-bin/kf/sync_msg?access_token=AbC-123_x&debug=1",
         "/cgi-bin/kf/sync_msg?access_token=***&debug=1"},
        {"gettoken?corpid=ww1&corpsecret=s3cr3t", "gettoken?corpid=ww1&corpsecret=***"},
        {R"({"access_token":"AbC","expires_in":7200})", R"({"access_token":"***","expires_in":7200})"},
        {"access_token%3DAbC next", "access_token%3D*** next"},
        {"access_token = AbC", "access_token = ***"},
        {"a=1&suite_access_token=zzz&access_token=yyy", "a=1&suite_access_token=***&access_token=***"},
        {"access_token expired, from ip: 203.0.113.7", "access_token expired, from ip: 203.0.113.7"},
        {"access_token=", "access_token="},
        {"nothing here", "nothing here"},
        {"", ""},
    };
    for (const auto& row : rows) {
        CAPTURE(row.text);
        CHECK(scrub(row.text) == row.clean);
    }
}

TEST_CASE("known secrets are found wherever they stand, short ones are left alone") {
    CHECK(scrub("hint TOKENVALUE and TOKENVALUE!", {"TOKENVALUE", ""}) == "hint *** and ***!");
    CHECK(scrub("ok ok", {"ok"}) == "ok ok");
}
