#include "backend/commands/command_answers.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "shared/protocol/refusals.h"

using namespace kf;

namespace {

CommandFailed told_of(ErrorCode code) {
    const CommandAnswer answer = failed(ClientId{"p-1"}, code);
    REQUIRE(std::holds_alternative<CommandFailed>(answer));
    return std::get<CommandFailed>(answer);
}

bool has_chinese(const std::string& text) {
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0xE4 && static_cast<unsigned char>(c) <= 0xE9) return true;
    return false;
}

}  // namespace

TEST_CASE("whatever a command is refused for, the agent reads a sentence in Chinese and in English") {
    const std::vector<ErrorCode> all{
#define KF_ERROR_CODE(name, word) ErrorCode::name,
#include "shared/base/error_code.inc"
    };
    for (const ErrorCode code : all) {
        CAPTURE(to_word(code));
        const CommandFailed told = told_of(code);
        CHECK(told.id == ClientId{"p-1"});
        CHECK(told.code == code);
        CHECK(has_chinese(told.zh));
        CHECK(told.en.size() > 10);
        CHECK_FALSE(has_chinese(told.en));
    }
}

TEST_CASE(
    "each code of a command has a sentence of its own; other trouble of the store has the general one") {
    const std::vector<ErrorCode> of_commands{
#define KF_COMMAND_CODE(name, word) ErrorCode::name,
#define KF_REFUSAL_CODE(name, word) ErrorCode::name,
#include "shared/base/error_code.inc"
    };
    const CommandFailed general = told_of(ErrorCode::StoreFailed);
    CHECK(of_commands.size() > 40);
    for (const ErrorCode code : of_commands) {
        if (code == ErrorCode::StoreFailed) continue;
        CAPTURE(to_word(code));
        CHECK(told_of(code).zh != general.zh);
        CHECK(told_of(code).en != general.en);
    }
    for (const ErrorCode code : {ErrorCode::StoreDamaged, ErrorCode::StoreLocked, ErrorCode::Unknown}) {
        CHECK(told_of(code).zh == general.zh);
        CHECK(told_of(code).en == general.en);
    }
}

TEST_CASE("a refusal by the state of a conversation is told in the words that the console uses too") {
    for (const Refusal refusal : {Refusal::OtherAgent, Refusal::WindowUsedUp, Refusal::CustomerWroteSince}) {
        const CommandAnswer answer = refused(ClientId{"p-1"}, refusal);
        REQUIRE(std::holds_alternative<CommandFailed>(answer));
        const auto& told = std::get<CommandFailed>(answer);
        CHECK(told.code == error_code_of(refusal));
        CHECK(told.zh == refusal_words(refusal).zh);
        CHECK(told.en == refusal_words(refusal).en);
        CHECK(told_of(told.code).zh == told.zh);
    }
}

TEST_CASE("what is wrong with a content is told in the content's words") {
    const ContentProblem problem{ErrorCode::TextTooLong, "一条文字最多 2048 字节。", "A text may have 2048."};
    const CommandAnswer answer = refused(ClientId{"p-1"}, problem);
    REQUIRE(std::holds_alternative<CommandFailed>(answer));
    CHECK(std::get<CommandFailed>(answer).code == ErrorCode::TextTooLong);
    CHECK(std::get<CommandFailed>(answer).zh == problem.zh);
    CHECK(std::get<CommandFailed>(answer).en == problem.en);
}

TEST_CASE("an error of the store answers as failed, no error as done") {
    CHECK(std::holds_alternative<CommandDone>(answer_to(ClientId{"p-1"}, {})));
    const CommandAnswer full = answer_to(ClientId{"p-1"}, Error{ErrorCode::DiskFull, "the disk is full"});
    REQUIRE(std::holds_alternative<CommandFailed>(full));
    CHECK(std::get<CommandFailed>(full).code == ErrorCode::DiskFull);
    CHECK(std::get<CommandFailed>(full).en.find("disk is full") != std::string::npos);
}
