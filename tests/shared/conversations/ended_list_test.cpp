#include "shared/conversations/ended_list.h"

#include <doctest/doctest.h>

using namespace kf;

namespace {

Conversation past_head(std::int64_t id, UnixMs at) {
    Conversation head;
    head.id = ConversationId{id};
    head.account = AccountId{"wk1"};
    head.agent = AgentId{"lin"};
    head.last.at = at;
    return head;
}

}  // namespace

TEST_CASE("past conversations stand newest first, of the same moment the older conversation first") {
    const EndedPlace a = ended_place(past_head(7, 2000));
    CHECK(is_above(a, ended_place(past_head(3, 1000))));
    CHECK_FALSE(is_above(ended_place(past_head(3, 1000)), a));
    CHECK(is_above(ended_place(past_head(6, 2000)), a));
    CHECK_FALSE(is_above(a, a));
}

TEST_CASE("a past conversation is listed by account, by who answered last, and by the day of its last line") {
    const Conversation head = past_head(1, 5000);
    const struct {
        EndedFilter filter;
        bool listed;
    } cases[] = {
        {{}, true},
        {{.account = AccountId{"wk1"}, .agent = {}}, true},
        {{.account = AccountId{"wk2"}, .agent = {}}, false},
        {{.account = {}, .agent = AgentId{"lin"}}, true},
        {{.account = {}, .agent = AgentId{"mei"}}, false},
        {{.account = {}, .agent = {}, .from = 5000, .to = 5001}, true},
        {{.account = {}, .agent = {}, .from = 5001}, false},
        {{.account = {}, .agent = {}, .from = 0, .to = 5000}, false},
    };
    for (const auto& c : cases) CHECK(is_listed(c.filter, head) == c.listed);
    Conversation open = head;
    open.desk_state = DeskState::Queued;
    CHECK_FALSE(is_listed({}, open));
    CHECK(EndedFilter{}.empty());
    CHECK_FALSE(cases[1].filter.empty());
}
