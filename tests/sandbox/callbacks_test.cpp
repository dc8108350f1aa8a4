#include <pugixml.hpp>

#include "backend/callback/callback_crypto.h"
#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;

namespace {

struct Receiver : Sim {
    Receiver() : Sim(with_callback()) {}

    static SimConfig with_callback() {
        SimConfig config;
        config.callback_url = "http://127.0.0.1:1/callback/x";
        return config;
    }
    std::vector<CallbackJob> due_after(UnixMs ms) {
        now += ms;
        return sim.take_due_callbacks();
    }
};

// Opens a callback the way an app does.
std::string open(Receiver& receiver, const CallbackJob& job) {
    const auto query = make_request("POST", job.url);
    pugi::xml_document envelope;
    REQUIRE(envelope.load_string(job.body.c_str()));
    const auto& config = receiver.world().config;
    CHECK(envelope.child("xml").child_value("ToUserName") == config.corp_id);
    const auto key = decode_callback_key(config.encoding_aes_key);
    REQUIRE(key.ok());
    const auto opened = open_callback({config.callback_token, *key, config.corp_id},
                                      query.param("msg_signature"), query.param("timestamp"),
                                      query.param("nonce"), envelope.child("xml").child_value("Encrypt"));
    REQUIRE(opened.ok());
    return *opened;
}

std::string node(const std::string& xml, const char* name) {
    pugi::xml_document document;
    REQUIRE(document.load_string(xml.c_str()));
    return document.child("xml").child_value(name);
}

void fault(Receiver& receiver, const char* kind, UnixMs ms = 0) {
    REQUIRE(receiver.control("faults", {{"kind", kind}, {"count", 1}, {"ms", ms}})["ok"] == true);
}

}  // namespace

TEST_CASE("one callback stands for the messages of a moment, and its token opens sync_msg for ten minutes") {
    Receiver sim;
    sim.control("settings", {{"sync_without_token_per_minute", 0}});
    sim.write("一");
    sim.now += 20;
    sim.write("二");
    CHECK(sim.due_after(29).empty());
    const auto jobs = sim.due_after(1);
    REQUIRE(jobs.size() == 1);
    const auto xml = open(sim, jobs[0]);
    CHECK(node(xml, "Event") == "kf_msg_or_event");
    CHECK(node(xml, "OpenKfId") == kSales);
    CHECK(node(xml, "CreateTime") == "1795132800");
    const Json body{{"open_kfid", kSales}, {"token", node(xml, "Token")}};
    CHECK(sim.call("sync_msg", body)["msg_list"].size() == 2);
    sim.pass_secs(600);
    CHECK(sim.errcode("sync_msg", body) == 95007);
    CHECK(sim.due_after(1000).empty());
}

TEST_CASE("accounts have callbacks of their own") {
    Receiver sim;
    sim.write("一");
    sim.write("二", kChen, kAfterSales);
    CHECK(sim.due_after(50).size() == 2);
}

TEST_CASE("a callback is tried three times, then given up") {
    Receiver sim;
    sim.write("一");
    auto jobs = sim.due_after(50);
    for (int attempt = 1; attempt <= 3; ++attempt) {
        REQUIRE(jobs.size() == 1);
        CHECK(jobs[0].attempt == attempt);
        sim.sim.report_callback(jobs[0], false, "500", 3);
        CHECK(sim.due_after(999).empty());
        jobs = sim.due_after(1);
    }
    CHECK(jobs.empty());
    const auto log = sim.get("/control/callbacks");
    CHECK(log["given_up"] == 1);
    CHECK(log["records"].size() == 3);
    CHECK(log["records"][2]["fate"] == "given_up");
}

TEST_CASE("a delivered callback is not tried again") {
    Receiver sim;
    sim.write("一");
    const auto jobs = sim.due_after(50);
    sim.sim.report_callback(jobs.at(0), true, "200", 3);
    CHECK(sim.due_after(5000).empty());
    CHECK(sim.get("/control/callbacks")["delivered"] == 1);
}

TEST_CASE("dropped, doubled and delayed callbacks are what they say") {
    Receiver sim;
    fault(sim, "callback_dropped");
    sim.write("一");
    CHECK(sim.due_after(60).empty());
    CHECK(sim.due_after(60000).empty());
    CHECK(sim.get("/control/callbacks")["dropped"] == 1);
    fault(sim, "callback_doubled");
    sim.write("二");
    CHECK(sim.due_after(60).size() == 2);
    fault(sim, "callback_delayed", 3000);
    sim.write("三");
    CHECK(sim.due_after(60).empty());
    CHECK(sim.due_after(2900).empty());
    CHECK(sim.due_after(100).size() == 1);
}

TEST_CASE("a reordered callback goes out behind the next one") {
    Receiver sim;
    fault(sim, "callback_reordered");
    sim.write("一");
    CHECK(sim.due_after(60).empty());
    sim.write("二", kChen, kAfterSales);
    const auto jobs = sim.due_after(60);
    REQUIRE(jobs.size() == 2);
    CHECK(jobs[0].open_kfid == kAfterSales);
    CHECK(jobs[1].open_kfid == kSales);
    fault(sim, "callback_reordered");
    sim.write("三");
    CHECK(sim.due_after(60).empty());
    CHECK(sim.due_after(2000).size() == 1);  // nothing overtook it
}

TEST_CASE("without an address nothing is sent, and nothing piles up") {
    Sim sim;
    sim.write("一");
    sim.now += 1000;
    CHECK(sim.sim.take_due_callbacks().empty());
    CHECK(sim.get("/control/callbacks")["idle"] == true);
}

TEST_CASE("an account taken from or given to the app is told with repeated nodes") {
    Receiver sim;
    sim.control("accounts", {{"open_kfid", kSales}, {"managed", false}});
    auto jobs = sim.due_after(0);
    REQUIRE(jobs.size() == 1);
    auto xml = open(sim, jobs[0]);
    CHECK(node(xml, "Event") == "kf_account_auth_change");
    CHECK(node(xml, "FromUserName") == "sys");
    CHECK(node(xml, "AuthDelOpenKfId") == kSales);
    sim.control("accounts", {{"open_kfid", kSales}, {"managed", true}});
    jobs = sim.due_after(0);
    REQUIRE(jobs.size() == 1);
    CHECK(node(open(sim, jobs[0]), "AuthAddOpenKfId") == kSales);
}

TEST_CASE("the check of the callback address carries an echo that only the key opens") {
    Receiver sim;
    std::string expected;
    const auto url = sim.sim.verification_url(expected);
    REQUIRE(url.ok());
    const auto query = make_request("GET", *url);
    const auto& config = sim.world().config;
    const auto key = decode_callback_key(config.encoding_aes_key);
    const auto echo =
        open_callback({config.callback_token, *key, config.corp_id}, query.param("msg_signature"),
                      query.param("timestamp"), query.param("nonce"), query.param("echostr"));
    REQUIRE(echo.ok());
    CHECK(*echo == expected);
    Sim without;
    CHECK_FALSE(without.sim.verification_url(expected).ok());
}

TEST_CASE("callbacks carry the outside time although the simulated clock was advanced") {
    Receiver sim;
    sim.control("clock", {{"advance_secs", 49 * 3600}});
    sim.write("一");
    const auto jobs = sim.due_after(50);
    REQUIRE(jobs.size() == 1);
    CHECK(make_request("POST", jobs[0].url).param("timestamp") == std::to_string(sim.now / 1000));
    sim.sign_in();
    CHECK(sim.sync()["msg_list"][0]["send_time"] == 1795132800 + 49 * 3600);
}

TEST_CASE("faults strike the news about accounts too") {
    Receiver sim;
    fault(sim, "callback_dropped");
    sim.control("accounts", {{"open_kfid", kSales}, {"managed", false}});
    CHECK(sim.due_after(10).empty());
    CHECK(sim.get("/control/callbacks")["dropped"] == 1);
    fault(sim, "callback_delayed", 3000);
    sim.control("accounts", {{"open_kfid", kSales}, {"managed", true}});
    CHECK(sim.due_after(2999).empty());
    CHECK(sim.due_after(3000).size() == 1);
    fault(sim, "callback_doubled");
    sim.control("accounts", {{"open_kfid", kSales}, {"managed", false}});
    CHECK(sim.due_after(10).size() == 2);
}

TEST_CASE("callbacks are not idle while one is under way") {
    Receiver sim;
    const auto idle = [&] { return sim.get("/control/callbacks")["idle"].get<bool>(); };
    CHECK(idle());
    sim.write("一");
    CHECK_FALSE(idle());
    const auto jobs = sim.due_after(50);
    CHECK_FALSE(idle());
    sim.sim.report_callback(jobs.at(0), false, "500", 3);
    CHECK_FALSE(idle());  // it is tried again
    const auto again = sim.due_after(1000);
    sim.sim.report_callback(again.at(0), true, "200", 3);
    CHECK(idle());
}

TEST_CASE("what is under way when the world is reset says nothing about the new one") {
    Receiver sim;
    sim.write("一");
    const auto old = sim.due_after(50);
    sim.control("reset");
    sim.write("二");
    const auto fresh = sim.due_after(50);
    sim.sim.report_callback(old.at(0), true, "200", 3);
    CHECK(sim.get("/control/callbacks")["delivered"] == 0);
    CHECK(sim.get("/control/callbacks")["idle"] == false);
    sim.sim.report_callback(fresh.at(0), true, "200", 3);
    CHECK(sim.get("/control/callbacks")["delivered"] == 1);
}

TEST_CASE("an account that the app does not manage calls nobody, but keeps its log") {
    Receiver sim;
    sim.write("一");
    sim.control("accounts", {{"open_kfid", kSales}, {"managed", false}});
    sim.write("二");
    const auto jobs = sim.due_after(1000);
    REQUIRE(jobs.size() == 1);
    CHECK(node(open(sim, jobs[0]), "Event") == "kf_account_auth_change");
    sim.control("accounts", {{"open_kfid", kSales}, {"managed", true}});
    sim.due_after(1000);
    sim.write("三");
    CHECK(sim.due_after(1000).size() == 1);
    CHECK(sim.sync()["msg_list"].size() == 3);
}
