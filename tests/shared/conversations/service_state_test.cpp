#include "shared/conversations/service_state.h"

#include <doctest/doctest.h>

#include "shared/conversations/conversation.h"

using namespace kf;

TEST_CASE("the API may send in states 0 and 1 only") {
    CHECK(api_may_send(ServiceState::New));
    CHECK(api_may_send(ServiceState::Assistant));
    CHECK_FALSE(api_may_send(ServiceState::Pool));
    CHECK_FALSE(api_may_send(ServiceState::Servicer));
    CHECK_FALSE(api_may_send(ServiceState::Ended));
}

TEST_CASE("transitions are as the reference lists them") {
    using S = ServiceState;
    using T = TransitionRule;
    const struct {
        S from, to;
        T rule;
    } cases[] = {
        {S::New, S::Assistant, T::Allowed},       {S::New, S::Pool, T::Allowed},
        {S::New, S::Servicer, T::Allowed},        {S::Assistant, S::Pool, T::Allowed},
        {S::Assistant, S::Servicer, T::Allowed},  {S::Pool, S::Servicer, T::Allowed},
        {S::Servicer, S::Servicer, T::Allowed},   {S::Servicer, S::Ended, T::Allowed},
        {S::New, S::Ended, T::Unconfirmed},       {S::Assistant, S::Ended, T::Unconfirmed},
        {S::Pool, S::Ended, T::Unconfirmed},      {S::Pool, S::Assistant, T::Unconfirmed},
        {S::Servicer, S::Pool, T::Unconfirmed},   {S::Servicer, S::Assistant, T::Refused},
        {S::Assistant, S::New, T::Refused},       {S::Servicer, S::New, T::Refused},
        {S::Ended, S::New, T::Refused},           {S::Ended, S::Assistant, T::Refused},
        {S::Ended, S::Servicer, T::Refused},      {S::Ended, S::Ended, T::Refused},
        {static_cast<S>(7), S::Pool, T::Refused}, {S::New, static_cast<S>(-1), T::Refused},
    };
    for (const auto& c : cases) {
        CAPTURE(static_cast<int>(c.from));
        CAPTURE(static_cast<int>(c.to));
        CHECK(transition_rule(c.from, c.to) == c.rule);
    }
}

TEST_CASE("every desk state has a word that reads back as itself") {
    for (int i = 0; i <= static_cast<int>(DeskState::Ended); ++i) {
        const auto state = static_cast<DeskState>(i);
        CHECK_FALSE(to_word(state).empty());
        CHECK(desk_state_from_word(to_word(state)) == state);
    }
    CHECK_FALSE(desk_state_from_word("open").has_value());
}
