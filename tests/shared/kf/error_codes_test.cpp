#include "shared/kf/error_codes.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include "shared/base/utf8.h"

using namespace kf;

namespace {

// Every code of the reference's section 15.
constexpr int kListed[] = {
    -1,    40001, 40003, 40007, 40008, 40009, 40013, 40014, 40029, 40033, 40035, 40056,  40058, 40063, 40078,
    40082, 40083, 40084, 40085, 40091, 40096, 40123, 40145, 40146, 40201, 40204, 40206,  41001, 41002, 41004,
    41050, 41051, 41096, 42001, 42003, 42007, 42009, 42022, 43009, 43012, 44001, 44004,  45001, 45002, 45007,
    45009, 45033, 45035, 45036, 48001, 48002, 48003, 48004, 48005, 48006, 48007, 48010,  48011, 50001, 50002,
    50003, 50100, 60011, 60020, 60021, 60030, 60031, 60111, 60123, 60251, 60252, 60253,  95000, 95001, 95002,
    95003, 95004, 95005, 95006, 95007, 95008, 95009, 95011, 95012, 95013, 95014, 95015,  95016, 95017, 95018,
    95019, 95020, 95021, 95022, 95023, 95026, 95027, 95030, 95031, 95032, 95033, 301007, 830002};

}  // namespace

TEST_CASE("every listed error code is found under its number, with a whole sentence in both languages") {
    for (const int code : kListed) {
        CAPTURE(code);
        const ErrorRule& rule = error_rule(code);
        CHECK(rule.code == code);
        CHECK(is_valid_utf8(rule.zh));
        CHECK(std::string(rule.zh).ends_with("。"));
        CHECK(rule.en.ends_with("."));
    }
}

TEST_CASE("the codes that decide what the backend does react as the reference says") {
    CHECK(error_rule(-1).reaction == Reaction::Retry);
    CHECK(error_rule(45009).reaction == Reaction::Retry);
    CHECK(error_rule(40014).reaction == Reaction::RefreshToken);
    CHECK(error_rule(42001).reaction == Reaction::RefreshToken);
    CHECK(error_rule(40001).reaction == Reaction::TellAdmin);
    CHECK(error_rule(48007).reaction == Reaction::TellAdmin);
    CHECK(error_rule(60020).reaction == Reaction::TellAdmin);
    CHECK(error_rule(95001).reaction == Reaction::TellAgent);
    CHECK(error_rule(95002).reaction == Reaction::TellAgent);
    CHECK(error_rule(95018).reaction == Reaction::TellAgent);
    CHECK(error_rule(95033).reaction == Reaction::Done);
    CHECK(error_rule(95016).reaction == Reaction::Done);
    CHECK(error_rule(95007).reaction == Reaction::SyncWithoutToken);
    CHECK(error_rule(50100).reaction == Reaction::RestartPaging);
    CHECK(error_rule(40007).reaction == Reaction::ReuploadMedia);
    CHECK(error_rule(40058).reaction == Reaction::Bug);
}

TEST_CASE("codes that the official list does not have get no invented meaning") {
    for (const int code : {1, 95010, 95024, 95025, 95028, 95029, 2147483647, -2147483647}) {
        CHECK(error_rule(code).reaction == Reaction::Bug);
        CHECK(error_rule(code).code == 0);
        CHECK_FALSE(error_rule(code).zh.empty());
    }
}

TEST_CASE("a sentence that sends the agent to an administrator names the code") {
    for (const int code : {95999, 1, -2147483647, 40058, 95022}) {
        CAPTURE(code);
        const ErrorSentences words = error_sentences(code);
        CHECK(words.zh.find("（错误码 " + std::to_string(code) + "）") != std::string::npos);
        CHECK(words.en.find("(code " + std::to_string(code) + ")") != std::string::npos);
    }
    CHECK(error_sentences(95002).zh == error_rule(95002).zh);
    CHECK(fail_sentences(4).zh == fail_reason(4).zh);
    CHECK(fail_sentences(77).zh.find("77") != std::string::npos);
    CHECK(fail_sentences(77).en.find("77") != std::string::npos);
}

TEST_CASE("each failure after acceptance is told in words, unknown ones as unknown") {
    for (const int type : {0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13}) {
        CHECK(fail_reason(type).fail_type == type);
        CHECK(std::string(fail_reason(type).zh).starts_with("未送达"));
        CHECK(fail_reason(type).en.starts_with("Not delivered"));
    }
    for (const int type : {3, 14, -1, 2147483647}) CHECK(fail_reason(type).fail_type == 0);
    CHECK(fail_reason(4).zh != fail_reason(6).zh);
}
