#include "backend/front/health_routes.h"

#include <atomic>
#include <nlohmann/json.hpp>

#include "backend/sandbox/world.h"
#include "backend/wecom/wecom_health.h"
#include "tests/backend/app/backend_fixture.h"
#include "tests/backend/storage/failing_disk.h"

using namespace kf;
using namespace kf::test;

namespace {

// As a reverse proxy on this machine passes on somebody from outside, and somebody of this machine.
const Headers kFromOutside{{"X-Forwarded-For", "203.0.113.9"}};
const Headers kFromHere{{"X-Forwarded-For", "127.0.0.1"}};

struct HealthFixture {
    // `refused_list`: with what WeCom refuses the account list from the beginning; 0 = not.
    explicit HealthFixture(bool metrics_loopback_only = true, int refused_list = 0)
        : desk(
              [&](Config& config) {
                  config.server.behind_proxy = true;
                  config.server.metrics_loopback_only = metrics_loopback_only;
                  if (refused_list != 0) refuse("account/list", refused_list);
              },
              [this](ApplicationOptions& options) {
                  options.clock = [this] { return system_clock()() + ahead.load(); };
                  options.database.vfs = disk.vfs();
              }) {}

    void refuse(const char* endpoint, int errcode) {
        sim::Fault fault;
        fault.kind = sim::FaultKind::Errcode;
        fault.endpoint = endpoint;
        fault.errcode = errcode;
        desk.sim.with([&](sim::Simulator& simulator) { simulator.world().faults.add(fault); });
    }
    void refuse_nothing() {
        desk.sim.with([](sim::Simulator& simulator) { simulator.world().faults.clear(); });
    }
    HttpAnswer ready(const Headers& headers = kFromHere) { return get(desk.port, "/readyz", headers); }
    bool becomes(int status) {
        return eventually([&] { return ready().status == status; });
    }
    nlohmann::json corp() { return nlohmann::json::parse(ready().body).at("corps").at(0); }
    std::string metric(const std::string& name) {
        const auto body = get(desk.port, "/metrics", kFromHere).body;
        const auto line = body.find("\nkfdesk_" + name);
        if (line == std::string::npos) return "";
        const auto space = body.find(' ', line);
        return body.substr(space + 1, body.find('\n', space) - space - 1);
    }

    FailingDisk disk;
    std::atomic<UnixMs> ahead{0};
    BackendFixture desk;
};

}  // namespace

TEST_CASE(
    "a desk is ready once the accounts are listed and pulled, and says so to this machine only in full") {
    HealthFixture at;
    REQUIRE(at.becomes(200));
    CHECK(at.corp().at("why") == "");
    CHECK(at.corp().at("token") == "valid");
    CHECK(at.metric("alarm{") == "0");
    const auto outside = at.ready(kFromOutside);
    CHECK(outside.status == 200);
    CHECK(outside.body == R"({"ready":true,"store":"ok"})");
    const auto strange = at.ready({{"X-Forwarded-For", "unknown"}});
    CHECK_MESSAGE(strange.body.find("corps") == std::string::npos, "who cannot be told is not this machine");
}

TEST_CASE("a store that cannot be written makes the desk not ready, and ready again when it can") {
    HealthFixture at;
    REQUIRE(at.becomes(200));
    at.desk.loop.on_loop([&] { at.disk.fail_after(0, DiskFault::Full); });
    at.ahead += 3'000;  // the check is made every two seconds only
    const auto answer = at.ready(kFromOutside);
    CHECK(answer.status == 503);
    CHECK(answer.body == R"({"ready":false,"store":"disk_full"})");
    at.desk.loop.on_loop([&] { at.disk.heal(); });
    at.ahead += 3'000;
    CHECK(at.becomes(200));
}

TEST_CASE("a pull that is more than five minutes old makes the desk not ready") {
    HealthFixture at;
    REQUIRE(at.becomes(200));
    at.desk.loop.on_loop([&] { at.ahead += WecomHealth::kPullTooOldMs - 60'000; });
    CHECK(at.ready().status == 200);
    at.desk.loop.on_loop([&] { at.ahead += 70'000; });
    CHECK(at.ready().status == 503);
    CHECK(at.corp().at("why") == "pull_too_old");
    CHECK(at.corp().at("last_pull_age_secs").get<int>() >= 300);
    CHECK(std::stoi(at.metric("oldest_pull_age_seconds{")) >= 300);
}

TEST_CASE("a fresh server that WeCom does not trust is not ready and raises the alarm until it is trusted") {
    HealthFixture at(true, 60020);
    REQUIRE(eventually([&] { return at.metric("alarm{") == "1"; }));
    CHECK(at.ready().status == 503);
    CHECK(at.corp().at("token") == "valid");
    CHECK(at.corp().at("why") == "account_list");
    CHECK(at.corp().at("notice") == "calls_refused");
    at.refuse_nothing();
    CHECK(eventually([&] { return at.ready().status == 200; }, 15'000));
    CHECK(at.metric("alarm{") == "0");
}

TEST_CASE("calls that are refused later are told to the consoles, with what to do") {
    HealthFixture at;
    REQUIRE(at.becomes(200));
    const auto cookie = at.desk.sign_in("lin");
    const auto held = at.desk.snapshot(cookie);
    WsClient console(at.desk.port);
    REQUIRE(console.open("/ws", at.desk.socket_headers(cookie)).status == 101);
    console.send_text(write_client_frame(Hello{kProtocolVersion, held.epoch, held.seq}));
    const auto next_notice = [&]() -> BackendNotice {
        while (const auto text = console.read_text(15'000)) {
            const auto frame = read_server_frame(*text);
            if (const auto* notice = frame.ok() ? std::get_if<BackendNotice>(&*frame) : nullptr)
                return *notice;
        }
        return {};
    };
    CHECK(next_notice().code == NoticeCode::Ok);
    at.refuse("sync_msg", 60020);
    at.desk.write("有人吗？");
    const auto notice = next_notice();
    CHECK(notice.code == NoticeCode::CallsRefused);
    CHECK(notice.zh.find("企业可信 IP") != std::string::npos);
    CHECK(notice.en.find("trusted IPs") != std::string::npos);
    at.refuse_nothing();
    CHECK(next_notice().code == NoticeCode::Ok);
    CHECK(at.metric("alarm{") == "0");
}

TEST_CASE("who may read the metrics") {
    struct Case {
        bool loopback_only;
        Headers headers;
        int status;
    };
    const std::vector<Case> cases{
        {true, kFromHere, 200},
        // A proxy that does not say whom it speaks for.
        {true, {}, 403},
        {true, {{"X-Forwarded-Proto", "https"}}, 403},
        {true, kFromOutside, 403},
        {true, {{"X-Forwarded-For", "203.0.113.9:4711"}}, 403},
        {true, {{"X-Forwarded-For", "garbage"}}, 403},
        {false, kFromOutside, 200},
    };
    for (const bool loopback_only : {true, false}) {
        HealthFixture at(loopback_only);
        for (const auto& item : cases) {
            if (item.loopback_only != loopback_only) continue;
            const auto answer = get(at.desk.port, "/metrics", item.headers);
            CHECK(answer.status == item.status);
            CHECK((answer.body.find("kfdesk_") == std::string::npos) == (item.status == 403));
        }
    }
}

TEST_CASE("that the process lives is told to everybody, which build it is to this machine only") {
    HealthFixture at;
    CHECK(get(at.desk.port, "/healthz", kFromOutside).body == R"({"status":"ok"})");
    CHECK(get(at.desk.port, "/healthz").body == R"({"status":"ok"})");
    CHECK(get(at.desk.port, "/healthz", kFromHere).body.find("commit") != std::string::npos);
}

TEST_CASE("metrics hold every number that an operator watches, and nothing about a person") {
    HealthFixture at;
    REQUIRE(at.becomes(200));
    at.desk.write("我的手机号是 13800138000");
    const auto cookie = at.desk.sign_in("lin");
    Snapshot snapshot;
    REQUIRE(eventually([&] {
        snapshot = at.desk.snapshot(cookie);
        return snapshot.conversations.size() == 1 && !snapshot.customers.empty() &&
               !snapshot.customers[0].name.empty();
    }));
    const auto body = get(at.desk.port, "/metrics", kFromHere).body;
    for (const char* name : {"build_info{",
                             "http_connections ",
                             "http_answers_5xx_total ",
                             "http_held_bytes ",
                             "websockets ",
                             "consoles ",
                             "events_total ",
                             "event_head ",
                             "outbox_under_way ",
                             "outbox_accepted_total ",
                             "outbox_failed_total ",
                             "greetings_too_old_total ",
                             "sign_ins_refused_total ",
                             "media_bytes ",
                             "media_disk_full ",
                             "due_work_late{kind=\"tell_end\"}",
                             "due_work_handled{kind=\"fetch_avatar\"}",
                             "due_work_given_up_total{kind=\"fetch_avatar\"}",
                             "token_valid{",
                             "oldest_pull_age_seconds{",
                             "wecom_reachable{",
                             "alarm{",
                             "accounts_followed{",
                             "wecom_calls_in_flight{"}) {
        CAPTURE(std::string{name});
        CHECK(body.find("\nkfdesk_" + std::string{name}) != std::string::npos);
    }
    const sim::SimConfig wecom;
    std::vector<std::string> personal{"13800138000",
                                      wecom.secret,
                                      wecom.callback_token,
                                      wecom.encoding_aes_key,
                                      "127.0.0.1",
                                      "lin\"",
                                      cookie.substr(cookie.find('=') + 1)};
    for (const auto& conversation : snapshot.conversations) {
        personal.push_back(conversation.customer.value);
        personal.push_back(conversation.account.value);
    }
    for (const auto& customer : snapshot.customers) personal.push_back(customer.name);
    for (const auto& account : snapshot.accounts) personal.push_back(account.name);
    REQUIRE(personal.size() >= 10);
    for (const auto& word : personal) {
        CAPTURE(word);
        REQUIRE(!word.empty());
        CHECK(body.find(word) == std::string::npos);
    }
}
