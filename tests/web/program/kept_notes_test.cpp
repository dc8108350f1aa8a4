#include "web/program/kept_notes.h"

#include <doctest/doctest.h>

#include "web/console/composer/kept_writing.h"
#include "web/ui/platform/headless.h"

namespace kf::web {

TEST_CASE("a note that comes back in the administration is in its field when the console is there again") {
    HeadlessPlatform platform;
    Page& page = platform.page_;
    const AgentId lin("lin");
    const auto writings = [&] {
        Writings out;
        take_back_kept(page.kept_in_tab(kept_writing_key(lin)).value_or(""), lin, out);
        return out;
    };
    keep_given_back(page, lin, {ConversationId(3), "请跟进"});
    CHECK(writings()[ConversationId(3)].note == "请跟进");
    CHECK(writings()[ConversationId(3)].note_mode);
    // In front of what is written there, and beside what is written elsewhere.
    keep_given_back(page, lin, {ConversationId(4), "另一条"});
    keep_given_back(page, lin, {ConversationId(3), "先看这条"});
    CHECK(writings()[ConversationId(3)].note == "先看这条\n请跟进");
    CHECK(writings()[ConversationId(4)].note == "另一条");
}

TEST_CASE("what another agent has left in the tab is not mixed with one's own") {
    HeadlessPlatform platform;
    Page& page = platform.page_;
    keep_given_back(page, AgentId("mei"), {ConversationId(3), "梅的"});
    keep_given_back(page, AgentId("lin"), {ConversationId(3), "林的"});
    Writings lin;
    take_back_kept(page.kept_in_tab(kept_writing_key(AgentId("lin"))).value_or(""), AgentId("lin"), lin);
    CHECK(lin[ConversationId(3)].note == "林的");
}

}  // namespace kf::web
