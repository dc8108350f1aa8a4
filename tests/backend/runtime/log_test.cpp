#include "backend/runtime/log.h"

#include <doctest/doctest.h>

#include <random>

#include "shared/base/utf8.h"

using namespace kf;

namespace {
std::string line_of(const std::string& value) {
    return log_line(1'795'132'801'042, LogLevel::Info, "e", {{"k", value}});
}
}  // namespace

TEST_CASE("a log line has time, level, event and fields") {
    CHECK(log_line(
              1'795'132'801'042, LogLevel::Warn, "wecom.call",
              {{"path", "/cgi-bin/kf/sync_msg"}, {"errcode", -1}, {"ok", false}, {"corp", CorpId{"ww1"}}}) ==
          "2026-11-20T00:00:01.042Z warn wecom.call path=/cgi-bin/kf/sync_msg errcode=-1 ok=false corp=ww1");
}

TEST_CASE("nothing in a value can forge a line or hide in it") {
    const std::string head = "2026-11-20T00:00:01.042Z info e k=";
    CHECK(line_of("two words") == head + "\"two words\"");
    CHECK(line_of("") == head + "\"\"");
    CHECK(line_of("a=b") == head + "\"a=b\"");
    CHECK(line_of("x\n2026 error forged") == head + "\"x\\n2026 error forged\"");
    CHECK(line_of("\r\t\x1b[31m") == head + "\"\\u000d\\u0009\\u001b[31m\"");
    CHECK(line_of("\"\\") == head + "\"\\\"\\\\\"");
    CHECK(line_of("客服") == head + "\"客服\"");
    CHECK(line_of("a\u2028b\u202Ec\u0085") == head + "\"a\\u2028b\\u202ec\\u0085\"");
    CHECK(line_of(std::string("\xff\xfe\0", 3)).find("\\u0000") != std::string::npos);
}

TEST_CASE("one event is one line, whatever stands in it") {
    std::mt19937 random(3);
    const std::u32string odd =
        U"\n\r\t\x1b\x7f\x85\x9b\xa0\xad\u061c\u200b\u200d\u200e\u202e\u2028\u2029\u2066\u206f\ufeff"
        U"\ufff9\U000e0041=\" \\客🙂";
    for (int round = 0; round < 3000; ++round) {
        std::string value;
        for (auto i = random() % 40; i > 0; --i) {
            if (random() % 2 == 0)
                value += static_cast<char>(random());
            else
                append_utf8(value, odd[random() % odd.size()]);
        }
        const auto line =
            log_line(1'795'132'801'042, LogLevel::Info, "e", {{"k", value}, {"address", value}});
        CAPTURE(line);
        REQUIRE(is_valid_utf8(line));
        for (std::size_t at = 0; at < line.size();) {
            const char32_t c = next_code_point(line, at);
            const bool plain = c >= 0x20 && !(c >= 0x7F && c <= 0x9F) && !(c >= 0x2028 && c <= 0x202E) &&
                               !(c >= 0x200B && c <= 0x200F) && !(c >= 0x2060 && c <= 0x206F) && c != 0x61C;
            REQUIRE(plain);
        }
        // The second field is found behind the first one's closing quote and nowhere else.
        std::size_t quotes = 0;
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (line[i] == '\\')
                ++i;
            else
                quotes += line[i] == '"' ? 1 : 0;
        }
        CHECK((quotes == 4 || quotes == 0));
    }
}

TEST_CASE("a long value is cut between characters") {
    std::string text;
    for (int i = 0; i < 400; ++i) text += "客";
    const auto line = line_of(text);
    CHECK(line.size() < 600);
    CHECK(line.ends_with("客…\""));
}

TEST_CASE("an error is logged with code, errcode and message, after the fields") {
    LogCapture capture;
    log_warn_of("x.failed", Error{.code = ErrorCode::Wecom, .message = "said no", .number = 40001},
                {{"a", 1}});
    log_debug("y");
    REQUIRE(capture.lines().size() == 2);
    CHECK(capture.lines()[0].ends_with("warn x.failed a=1 code=wecom errcode=40001 error=\"said no\""));
    CHECK(capture.text().find(" debug y\n") != std::string::npos);
}
