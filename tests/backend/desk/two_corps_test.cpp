// One desk with two corps that name their accounts and customers alike.
#include <doctest/doctest.h>

#include <algorithm>

#include "backend/sandbox/faults.h"
#include "tests/backend/front/two_desks.h"

using namespace kf;
using namespace kf::test;

namespace {

// Both corps in one desk, and nothing declared.
class TwoCorps {
  public:
    TwoCorps() : desks([](Config& config) { config.desks.clear(); }) {
        const auto hash = hash_password("correct horse");
        const auto accounts = account_ids();
        REQUIRE(accounts.first == accounts.second);
        desks.loop.on_loop([&] {
            for (const char* login : {"boss", "mei"}) {
                User user;
                user.login = AgentId{login};
                user.name = login;
                user.role = login == std::string{"boss"} ? Role::Admin : Role::Agent;
                user.password = *hash;
                if (user.role == Role::Agent) user.accounts = {{CorpId{"wwjia"}, AccountId{accounts.first}}};
                REQUIRE(desks.app->users().add(user, system_clock()()).ok());
            }
            desks.app->look_for_users();
        });
    }
    std::string sign_in(const char* login) {
        const auto answer = post(desks.port, "/login",
                                 std::string{"username="} + login + "&password=correct+horse", kFormHead);
        REQUIRE(answer.status == 303);
        const auto cookie = answer.header("set-cookie");
        return cookie.substr(0, cookie.find(';'));
    }
    Snapshot snapshot(const std::string& cookie) {
        auto read = read_snapshot(get(desks.port, "/api/snapshot", {{"Cookie", cookie}}).body);
        REQUIRE(read.ok());
        return std::move(*read);
    }
    std::pair<std::string, std::string> account_ids() {
        std::pair<std::string, std::string> out;
        desks.a.sim.with([&](sim::Simulator& sim) { out.first = sim.world().account_order.at(0); });
        desks.b.sim.with([&](sim::Simulator& sim) { out.second = sim.world().account_order.at(0); });
        return out;
    }
    // The next notice that the socket brings; None when none comes.
    static NoticeCode next_notice(WsClient& console, int wait_ms) {
        while (const auto text = console.read_text(wait_ms)) {
            const auto frame = read_server_frame(*text);
            if (!frame.ok()) continue;
            if (const auto* notice = std::get_if<BackendNotice>(&*frame)) return notice->code;
        }
        return NoticeCode::None;
    }

    TwoDesks desks;
};

}  // namespace

TEST_CASE("who serves an account of one corp sees nothing of the other corp's account of the same id") {
    TwoCorps at;
    at.desks.a.write("for jia");
    at.desks.b.write("for yi");
    const auto boss = at.sign_in("boss");
    const auto mei = at.sign_in("mei");
    REQUIRE(eventually([&] { return at.snapshot(boss).conversations.size() == 2; }, 20'000));
    const auto seen = at.snapshot(mei);
    REQUIRE(seen.conversations.size() == 1);
    CHECK(seen.conversations[0].corp == CorpId{"wwjia"});
    for (const auto& account : seen.accounts) CHECK(account.corp == CorpId{"wwjia"});

    // And the stream says no more than the snapshot.
    WsClient console(at.desks.port);
    REQUIRE(console.open("/ws", {{"Cookie", mei}, {"Origin", at.desks.origin()}}).status == 101);
    console.send_text(write_client_frame(Hello{kProtocolVersion, seen.epoch, seen.seq}));
    at.desks.b.write("more for yi");
    REQUIRE(eventually([&] { return at.snapshot(boss).seq > seen.seq + 1; }, 20'000));
    at.desks.a.write("more for jia");
    for (;;) {
        const auto text = console.read_text();
        REQUIRE(text.has_value());
        CHECK(text->find("for yi") == std::string::npos);
        if (text->find("more for jia") != std::string::npos) break;
    }
}

TEST_CASE("a search for a customer of one corp finds nothing of the other corp's customer of the same id") {
    TwoCorps at;
    at.desks.a.write("red shoes");
    at.desks.b.write("red hats");
    const auto boss = at.sign_in("boss");
    REQUIRE(eventually([&] { return at.snapshot(boss).conversations.size() == 2; }, 20'000));
    const auto seen = at.snapshot(boss);
    const auto customer = seen.conversations[0].customer.value;
    REQUIRE(seen.conversations[1].customer.value == customer);
    const auto hits = [&](const std::string& more) {
        const auto answer =
            get(at.desks.port, "/api/search?q=red&customer=" + customer + more, {{"Cookie", boss}});
        REQUIRE(answer.status == 200);
        return read_search_page(answer.body)->hits;
    };
    CHECK(hits("").size() == 2);
    const auto of_jia = hits("&corp=wwjia");
    REQUIRE(of_jia.size() == 1);
    CHECK(of_jia[0].text == "red shoes");
    CHECK(hits("&corp=wwyi&account=" + at.account_ids().second).at(0).text == "red hats");
}

TEST_CASE("one corp's alarm is shown to those who serve its accounts, and to nobody else") {
    TwoCorps at;
    const auto boss = at.sign_in("boss");
    const auto mei = at.sign_in("mei");
    REQUIRE(eventually([&] { return get(at.desks.port, "/readyz").status == 200; }, 20'000));
    WsClient of_boss(at.desks.port), of_mei(at.desks.port);
    for (auto [console, cookie] : {std::pair{&of_boss, boss}, std::pair{&of_mei, mei}}) {
        const auto seen = at.snapshot(cookie);
        REQUIRE(console->open("/ws", {{"Cookie", cookie}, {"Origin", at.desks.origin()}}).status == 101);
        console->send_text(write_client_frame(Hello{kProtocolVersion, seen.epoch, seen.seq}));
        CHECK(TwoCorps::next_notice(*console, 5000) == NoticeCode::Ok);
    }
    at.desks.b.sim.with([](sim::Simulator& simulator) {
        sim::Fault fault;
        fault.kind = sim::FaultKind::Errcode;
        fault.endpoint = "sync_msg";
        fault.errcode = 60020;
        simulator.world().faults.add(fault);
    });
    at.desks.b.write("not heard");
    CHECK(TwoCorps::next_notice(of_boss, 20'000) != NoticeCode::Ok);
    CHECK_MESSAGE(TwoCorps::next_notice(of_mei, 1000) == NoticeCode::None, "it concerns another corp");
}

TEST_CASE("a corp whose WeCom answers slowly keeps no other corp's messages waiting") {
    TwoCorps at;
    for (std::size_t customer = 0; customer < 3; ++customer) at.desks.b.write("slow", customer);
    at.desks.a.write("fast");
    const auto boss = at.sign_in("boss");
    REQUIRE(eventually([&] { return at.snapshot(boss).conversations.size() == 4; }, 20'000));
    at.desks.b.sim.with([](sim::Simulator& simulator) {
        sim::Fault fault;
        fault.kind = sim::FaultKind::Latency;
        fault.endpoint = "send_msg";
        fault.ms = 4000;
        simulator.world().faults.add(fault);
    });
    const auto seen = at.snapshot(boss);
    WsClient console(at.desks.port);
    REQUIRE(console.open("/ws", {{"Cookie", boss}, {"Origin", at.desks.origin()}}).status == 101);
    console.send_text(write_client_frame(Hello{kProtocolVersion, seen.epoch, seen.seq}));
    int number = 0;
    const auto answer = [&](const CorpId& corp) {
        for (const auto& one : seen.conversations)
            if (one.corp == corp)
                console.send_text(
                    write_client_frame(CommandFrame{ClientId{"c" + std::to_string(++number)},
                                                    SendContent{one.id, TextBody{"answer", {}}, 0}}));
    };
    answer(CorpId{"wwyi"});
    answer(CorpId{"wwjia"});
    CHECK(eventually(
        [&] {
            bool arrived = false;
            at.desks.a.sim.with([&](sim::Simulator& simulator) {
                auto& world = simulator.world();
                auto* thread =
                    sim::find_conversation(world, world.account_order.at(0), world.customer_order.at(0));
                arrived = thread != nullptr && !thread->lines.empty() &&
                          thread->lines.back().body.value("content", "") == "answer";
            });
            return arrived;
        },
        3500));
}

TEST_CASE("a corp that is taken out while its calls are under way ends nothing of the other") {
    TwoCorps at;
    at.desks.a.write("stays");
    at.desks.b.write("goes");
    const auto boss = at.sign_in("boss");
    REQUIRE(eventually([&] { return at.snapshot(boss).conversations.size() == 2; }, 20'000));
    at.desks.b.sim.with([](sim::Simulator& simulator) {
        sim::Fault fault;
        fault.kind = sim::FaultKind::Latency;
        fault.ms = 1500;
        simulator.world().faults.add(fault);
    });
    const auto seen = at.snapshot(boss);
    WsClient console(at.desks.port);
    REQUIRE(console.open("/ws", {{"Cookie", boss}, {"Origin", at.desks.origin()}}).status == 101);
    console.send_text(write_client_frame(Hello{kProtocolVersion, seen.epoch, seen.seq}));
    for (const auto& one : seen.conversations)
        console.send_text(write_client_frame(CommandFrame{ClientId{"c" + std::to_string(one.id.value)},
                                                          SendContent{one.id, TextBody{"answer", {}}, 0}}));
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
    auto without = at.desks.config;
    without.corps.pop_back();
    at.desks.loop.on_loop([&] { at.desks.app->reload(without); });
    std::this_thread::sleep_for(std::chrono::milliseconds(2500));
    CHECK(get(at.desks.port, "/readyz").body.find("wwyi") == std::string::npos);
    CHECK(at.snapshot(boss).conversations.size() == 2);
    at.desks.a.write("still heard");
    CHECK(eventually([&] {
        const auto now = at.snapshot(boss);
        return std::any_of(now.conversations.begin(), now.conversations.end(),
                           [](const auto& one) { return one.last.text_zh == "still heard"; });
    }));
}
