#include "shared/agents/agent.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <set>
#include <string_view>
#include <vector>

#include "shared/protocol/refusals.h"

using namespace kf;

namespace {

constexpr UnixSecs kNow = 1'795'132'801;

Agent agent(const char* id, Role role = Role::Agent) {
    Agent a;
    a.id = AgentId{id};
    a.role = role;
    return a;
}

Conversation conversation(DeskState state, const char* who = "") {
    Conversation c;
    c.account = AccountId{"wk1"};
    c.desk_state = state;
    c.service_state = state == DeskState::Ended ? ServiceState::Ended : ServiceState::Assistant;
    c.agent = AgentId{who};
    c.window = {.opened_at = kNow - 60, .used = 0};
    return c;
}

}  // namespace

TEST_CASE("an agent sees the accounts they serve, and all of them when none is named") {
    Agent lin = agent("lin");
    CHECK(may_see(lin, CorpId{"ww1"}, AccountId{"wk1"}));
    lin.accounts = {AccountId{"wk2"}};
    CHECK_FALSE(may_see(lin, CorpId{"ww1"}, AccountId{"wk1"}));
    CHECK(may_see(lin, CorpId{"ww1"}, AccountId{"wk2"}));
    lin.accounts = {{CorpId{"ww1"}, AccountId{"wk2"}}};
    CHECK(may_see(lin, CorpId{"ww1"}, AccountId{"wk2"}));
    CHECK_FALSE(may_see(lin, CorpId{"ww2"}, AccountId{"wk2"}));
    CHECK_MESSAGE(may_see(lin, CorpId{}, AccountId{"wk2"}), "what is from before corps were written down");
    lin.disabled = true;
    CHECK_FALSE(may_see(lin, CorpId{"ww1"}, AccountId{"wk2"}));
}

TEST_CASE("who may send into which conversation") {
    const Agent lin = agent("lin");
    const Agent boss = agent("boss", Role::Supervisor);
    CHECK(may_send(lin, conversation(DeskState::Assigned, "lin"), kNow) == Refusal::None);
    CHECK(may_send(lin, conversation(DeskState::Queued), kNow) == Refusal::None);
    CHECK(may_send(lin, conversation(DeskState::Assigned, "mei"), kNow) == Refusal::OtherAgent);
    CHECK(may_send(boss, conversation(DeskState::Assigned, "mei"), kNow) == Refusal::ClaimFirst);
    CHECK(may_send(lin, conversation(DeskState::InClient), kNow) == Refusal::InClient);
    CHECK(may_send(lin, conversation(DeskState::Ended, "lin"), kNow) == Refusal::SessionEnded);

    Agent other = lin;
    other.accounts = {AccountId{"wk2"}};
    CHECK(may_send(other, conversation(DeskState::Queued), kNow) == Refusal::NotVisible);
    other.disabled = true;
    CHECK(may_send(other, conversation(DeskState::Queued), kNow) == Refusal::NotAllowed);
}

TEST_CASE("sending stops when WeCom's state or the reply window forbids it") {
    const Agent lin = agent("lin");
    Conversation c = conversation(DeskState::Assigned, "lin");
    c.service_state = ServiceState::Servicer;
    CHECK(may_send(lin, c, kNow) == Refusal::InClient);
    c.service_state = ServiceState::Pool;
    CHECK(may_send(lin, c, kNow) == Refusal::InClient);
    c.service_state = ServiceState::Ended;
    CHECK(may_send(lin, c, kNow) == Refusal::SessionEnded);
    c.service_state = ServiceState::New;
    CHECK(may_send(lin, c, kNow) == Refusal::None);
    c.window.used = 5;
    CHECK(may_send(lin, c, kNow) == Refusal::WindowUsedUp);
    CHECK(may_send(lin, c, kNow + kReplyWindowSecs) == Refusal::WindowExpired);
    c.window = {};
    CHECK(may_send(lin, c, kNow) == Refusal::WindowNotOpened);
    c.desk_state = DeskState::Ended;  // entered by a link, never wrote
    CHECK(may_send(lin, c, kNow) == Refusal::WindowNotOpened);
}

TEST_CASE("a queued conversation is for everybody, a colleague's only for supervisors to take over") {
    const Agent lin = agent("lin");
    CHECK(may_claim(lin, conversation(DeskState::Queued)) == Refusal::None);
    CHECK(may_claim(lin, conversation(DeskState::Assigned, "lin")) == Refusal::None);
    CHECK(may_claim(lin, conversation(DeskState::Assigned, "mei")) == Refusal::OtherAgent);
    for (const Role role : {Role::Supervisor, Role::Admin}) {
        CHECK(may_claim(agent("boss", role), conversation(DeskState::Assigned, "mei")) == Refusal::None);
    }
    CHECK(may_claim(lin, conversation(DeskState::Ended)) == Refusal::SessionEnded);
    CHECK(may_claim(agent("boss", Role::Admin), conversation(DeskState::InClient)) == Refusal::InClient);
}

TEST_CASE("transferring and ending belong to the agent who answers and to supervisors") {
    const Agent lin = agent("lin");
    const Agent boss = agent("boss", Role::Supervisor);
    for (const auto rule : {may_transfer, may_end}) {
        CHECK(rule(lin, conversation(DeskState::Assigned, "lin")) == Refusal::None);
        CHECK(rule(lin, conversation(DeskState::Assigned, "mei")) == Refusal::OtherAgent);
        // Not the role: nobody has taken it yet, and whoever does may go on from there.
        CHECK(rule(lin, conversation(DeskState::Queued)) == Refusal::TakeFirst);
        CHECK(rule(boss, conversation(DeskState::Queued)) == Refusal::None);
        CHECK(rule(boss, conversation(DeskState::Assigned, "mei")) == Refusal::None);
        CHECK(rule(boss, conversation(DeskState::Ended)) == Refusal::SessionEnded);
        CHECK(rule(boss, conversation(DeskState::InClient)) == Refusal::InClient);
    }
}

TEST_CASE("roles and presences read back from their words") {
    for (const Role role : {Role::Agent, Role::Supervisor, Role::Admin}) {
        CHECK(role_from_word(to_word(role)) == role);
    }
    for (const Presence presence : {Presence::Offline, Presence::Online, Presence::Away}) {
        CHECK(presence_from_word(to_word(presence)) == presence);
    }
    CHECK_FALSE(role_from_word("root").has_value());
    CHECK_FALSE(presence_from_word("").has_value());
}

TEST_CASE("every refusal has a code of its own and a sentence of its own in both languages") {
    struct Row {
        Refusal refusal;
        ErrorCode code;
    };
    const std::vector<Row> rows{
#define KF_REFUSAL_CODE(name, word) Row{Refusal::name, ErrorCode::name},
#include "shared/base/error_code.inc"
    };
    std::set<std::string_view> sentences;
    for (const Row& row : rows) {
        CAPTURE(to_word(row.code));
        CHECK(error_code_of(row.refusal) == row.code);
        const RefusalWords words = refusal_words(row.refusal);
        CHECK_FALSE(words.zh.empty());
        CHECK_FALSE(words.en.empty());
        sentences.insert({words.zh, words.en});
        const Error error = refusal_error(row.refusal);
        CHECK(error.code == row.code);
        CHECK(error.message == words.en);
    }
    CHECK(rows.size() == 12);
    CHECK(sentences.size() == 2 * rows.size());
    CHECK(error_code_of(Refusal::None) == ErrorCode::None);
    CHECK(error_code_of(static_cast<Refusal>(77)) == ErrorCode::NotAllowed);
    CHECK(refusal_words(static_cast<Refusal>(77)).zh == refusal_words(Refusal::NotAllowed).zh);
}
