#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

// Brings the conversation into a state the way the API may.
void bring_to(Sim& sim, int state) {
    sim.write("您好");
    if (state == 1) REQUIRE(sim.trans_code(1) == 0);
    if (state == 2) REQUIRE(sim.trans_code(2) == 0);
    if (state == 3) REQUIRE(sim.trans_code(3, "zhangsan") == 0);
    if (state == 4) REQUIRE(sim.trans_code(4) == 0);
    REQUIRE(sim.state() == state);
}

}  // namespace

TEST_CASE("a conversation begins in state 4 and a message of the customer brings it to 0") {
    Sim sim;
    CHECK(sim.state() == 4);
    sim.write("您好");
    CHECK(sim.state() == 0);
}

TEST_CASE("every transition is allowed or refused as the reference says") {
    struct Row {
        int from;
        int to;
        int errcode;
    };
    const Row rows[] = {
        {0, 0, 95016}, {0, 1, 0},     {0, 2, 0},     {0, 3, 0},     {0, 4, 0},  //
        {1, 0, 95016}, {1, 1, 95016}, {1, 2, 0},     {1, 3, 0},     {1, 4, 0},  //
        {2, 0, 95016}, {2, 1, 95016}, {2, 2, 95016}, {2, 3, 0},     {2, 4, 0},  //
        {3, 0, 95016}, {3, 1, 95016}, {3, 2, 95016}, {3, 3, 0},     {3, 4, 0},  //
        {4, 0, 95013}, {4, 1, 95013}, {4, 2, 95013}, {4, 3, 95013}, {4, 4, 95013},
    };
    for (const auto& row : rows) {
        CAPTURE(row.from);
        CAPTURE(row.to);
        Sim sim;
        bring_to(sim, row.from);
        CHECK(sim.trans_code(row.to, row.to == 3 ? "lisi" : "") == row.errcode);
        CHECK(sim.state() == (row.errcode == 0 ? row.to : row.from));
    }
}

TEST_CASE("with the strict rule the API ends only what a servicer holds") {
    SimConfig config;
    config.limits.end_from_any_state = false;
    Sim sim(config);
    sim.write("您好");
    CHECK(sim.trans_code(4) == 95016);
    CHECK(sim.trans_code(1) == 0);
    CHECK(sim.trans_code(4) == 95016);
    CHECK(sim.trans_code(2) == 0);
    CHECK(sim.trans_code(4) == 95016);
    CHECK(sim.trans_code(3, "lisi") == 0);
    CHECK(sim.trans_code(4) == 0);
}

TEST_CASE("state 3 names its servicer, who must serve the account, be activated and receive") {
    Sim sim;
    sim.control("accounts", {{"open_kfid", kSales}});
    sim.write("您好");
    CHECK(sim.trans_code(3) == 40063);
    CHECK(sim.trans_code(3, "wangwu") == 95014);  // a member, but not of this account
    CHECK(sim.trans_code(3, "nobody") == 95014);
    sim.call("servicer/add", {{"open_kfid", kSales}, {"userid_list", {"zhaoliu"}}});
    CHECK(sim.trans_code(3, "zhaoliu") == 95014);  // not activated
    sim.control("client/receiving",
                {{"open_kfid", kSales}, {"servicer_userid", "lisi"}, {"receiving", false}});
    CHECK(sim.trans_code(3, "lisi") == 95019);
    CHECK(sim.trans_code(3, "zhangsan") == 0);
    const auto state = sim.call("service_state/get", {{"open_kfid", kSales}, {"external_userid", kWang}});
    CHECK(state["servicer_userid"] == "zhangsan");
    sim.trans(4);
    CHECK_FALSE(sim.call("service_state/get", {{"open_kfid", kSales}, {"external_userid", kWang}})
                    .contains("servicer_userid"));
}

TEST_CASE("a member of a department of the account is a servicer") {
    Sim sim;
    sim.call("servicer/add", {{"open_kfid", kSales}, {"department_id_list", {3}}});
    sim.write("您好");
    CHECK(sim.trans_code(3, "wangwu") == 0);
}

TEST_CASE("the API's own transitions raise no event") {
    Sim sim;
    bring_to(sim, 3);
    sim.trans(4);
    CHECK(sim.last_event("session_status_change").is_null());
}

TEST_CASE("a code comes with the first move into 2 or 3 of a session, and with the end") {
    Sim sim;
    sim.write("您好");
    CHECK_FALSE(sim.trans(1).contains("msg_code"));
    CHECK(sim.trans(2).contains("msg_code"));
    CHECK_FALSE(sim.trans(3, "lisi").contains("msg_code"));
    CHECK(sim.trans(4).contains("msg_code"));
    sim.write("又来了");
    CHECK(sim.trans(3, "lisi").contains("msg_code"));
}

TEST_CASE("wrong parameters of the state calls are refused") {
    Sim sim;
    sim.write("您好");
    CHECK(sim.trans_code(5) == 40058);
    CHECK(sim.trans_code(-1) == 40058);
    CHECK(sim.errcode("service_state/trans", {{"open_kfid", kSales}, {"external_userid", kWang}}) == 40063);
    CHECK(sim.errcode("service_state/get", {{"open_kfid", kSales}}) == 40063);
    CHECK(sim.errcode("service_state/get", {{"open_kfid", kSales}, {"external_userid", "wmNobody"}}) ==
          40096);
    CHECK(sim.errcode("service_state/trans",
                      {{"open_kfid", kSales}, {"external_userid", kWang}, {"service_state", "1"}}) == 40058);
}

TEST_CASE("a message after 48 hours of silence begins a new session") {
    Sim sim;
    bring_to(sim, 3);
    sim.pass_secs(48 * kSecsPerHour);
    sim.sign_in();
    CHECK(sim.state() == 3);
    sim.write("还在吗");
    CHECK(sim.state() == 0);
}
