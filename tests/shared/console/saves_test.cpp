// Forms that wait for the backend's answer to what they saved.
#include <doctest/doctest.h>

#include "tests/shared/console/open_chat.h"

using namespace kf;

namespace {

QuickReplySaved saved(std::string_view title, SaveTicket ticket) {
    QuickReply reply;
    reply.owner = AgentId("lin");
    reply.title = title;
    reply.text = "您好";
    return {std::move(reply), ticket};
}

}  // namespace

TEST_CASE("a form hears that it was saved when the backend has said so, and not before") {
    OpenChat chat;
    chat.tab.act(saved("问候", 7));
    CHECK(chat.tab.state.save_answers.empty());
    chat.tab.settle();
    REQUIRE(chat.tab.state.save_answers.size() == 1);
    CHECK(chat.tab.state.save_answers[0].ticket == 7);
    CHECK(chat.tab.state.save_answers[0].saved);
}

TEST_CASE("the answer finds its form across a reconnect") {
    OpenChat chat;
    chat.tab.cut();
    chat.tab.act(saved("问候", 7));
    CHECK(chat.tab.state.save_answers.empty());
    chat.tab.wait(3000);
    REQUIRE(chat.tab.state.save_answers.size() == 1);
    CHECK(chat.tab.state.save_answers[0].saved);
}

TEST_CASE("a refusal goes to the form that waits, and is a toast where nobody does") {
    OpenChat chat;
    chat.desk.refuse_with = ErrorCode::NotAllowed;
    chat.tab.act(saved("问候", 7));
    chat.tab.settle();
    REQUIRE(chat.tab.state.save_answers.size() == 1);
    CHECK_FALSE(chat.tab.state.save_answers[0].saved);
    CHECK_FALSE(chat.tab.state.save_answers[0].zh.empty());
    CHECK(chat.tab.state.toasts.empty());
    chat.tab.act(saved("问候", 0));
    chat.tab.settle();
    CHECK(chat.tab.state.save_answers.size() == 1);
    CHECK(chat.tab.state.toasts.size() == 1);
}

TEST_CASE("a greeting that the platform would refuse is answered at once") {
    OpenChat chat;
    chat.tab.act(GreetingSaved{Greeting{}, 3});  // without a word
    REQUIRE(chat.tab.state.save_answers.size() == 1);
    CHECK_FALSE(chat.tab.state.save_answers[0].saved);
    CHECK(chat.tab.state.outstanding.empty());
}

TEST_CASE("answers are kept for the last forms only") {
    OpenChat chat;
    for (SaveTicket ticket = 1; ticket <= 40; ++ticket) chat.tab.act(saved("问候", ticket));
    chat.tab.settle();
    REQUIRE(chat.tab.state.save_answers.size() == kMaxSaveAnswers);
    CHECK(chat.tab.state.save_answers.back().ticket == 40);
}
