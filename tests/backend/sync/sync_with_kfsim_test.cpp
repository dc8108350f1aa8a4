// The sync against the simulated WeCom with each of its faults: afterwards the store holds what customers
// wrote, once, in order.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "tests/backend/sync/kfsim_fixture.h"

using namespace kf;
using namespace kf::testing;
using kf::sim::Fault;
using kf::sim::FaultKind;

namespace {

const char* kPresale = "wkSandboxPresale0000000000000001";
const char* kAftersale = "wkSandboxAftersale00000000000002";
const char* kWang = "wmSandboxCustomer00000000000001";
const char* kChen = "wmSandboxCustomer00000000000002";

// Two customers on two accounts, line by line, with the loop running in between.
void chat(KfsimFixture& f, int lines, const std::string& tag) {
    for (int i = 0; i < lines; ++i) {
        const auto text = tag + " " + std::to_string(i);
        f.write(kWang, kPresale, text);
        f.write(kChen, kPresale, text + " 🙂");
        f.write(kWang, kAftersale, text + "？");
        f.loop.run_for(std::chrono::milliseconds(3));
    }
}

std::string name_of(const KfsimFixture& f, const std::string& customer) {
    const auto snapshot = f.store.store->snapshot(test::agent_named("root", Role::Admin), system_clock()());
    for (const auto& entry : snapshot.customers)
        if (entry.id.value == customer) return entry.name;
    return {};
}

}  // namespace

TEST_CASE("what customers write in the simulated WeCom reaches the store through callbacks, with names") {
    KfsimFixture f;
    f.sync_options.poll = std::chrono::minutes(10);
    f.restart();
    f.pump_until([&] { return f.health->accounts().size() == 2; });
    chat(f, 10, "hello");
    REQUIRE(f.pump_until_complete());
    CHECK(f.pump_until([&] { return !name_of(f, kWang).empty() && !name_of(f, kChen).empty(); }));
    CHECK(f.store->accounts(CorpId{f.config.corp_id}).size() == 2);
    CHECK(f.health->notice().code == NoticeCode::Ok);
    CHECK(f.health->token() == TokenState::Valid);
}

TEST_CASE("each fault of the simulated WeCom is recovered from without a hand") {
    struct Row {
        const char* what;
        Fault fault;
    };
    const auto some = [](FaultKind kind, double probability) {
        Fault fault;
        fault.kind = kind;
        fault.probability = probability;
        return fault;
    };
    const auto times = [](FaultKind kind, int count, UnixMs ms = 0) {
        Fault fault;
        fault.kind = kind;
        fault.count = count;
        fault.ms = ms;
        return fault;
    };
    const auto at = [](Fault fault, const char* endpoint) {
        fault.endpoint = endpoint;
        return fault;
    };
    const Row rows[] = {
        {"latency", times(FaultKind::Latency, -1, 40)},
        {"latency beyond the read timeout", times(FaultKind::Latency, 3, 800)},
        {"busy", some(FaultKind::Busy, 0.4)},
        {"rate limited", at(times(FaultKind::RateLimited, 3), "sync_msg")},
        {"token invalidated", at(times(FaultKind::TokenInvalid, 4), "sync_msg")},
        {"answer lost", some(FaultKind::LostAnswer, 0.3)},
        {"server error", some(FaultKind::ServerError, 0.3)},
        {"garbage", some(FaultKind::Garbage, 0.3)},
        {"empty pages", some(FaultKind::EmptyPage, 0.5)},
        {"repeated page", times(FaultKind::RepeatedPage, 2)},
        {"callbacks dropped", some(FaultKind::CallbackDropped, 1)},
        {"callbacks doubled", some(FaultKind::CallbackDoubled, 1)},
        {"callbacks delayed", times(FaultKind::CallbackDelayed, -1, 50)},
        {"callbacks reordered", times(FaultKind::CallbackReordered, -1, 50)},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        KfsimFixture f;
        chat(f, 2, "before");
        f.fault(row.fault);
        chat(f, 10, "during");
        f.clear_faults();
        chat(f, 2, "after");
        CHECK(f.pump_until_complete());
        CHECK(f.pump_until([&] { return f.health->notice().code == NoticeCode::Ok; }));
    }
}

TEST_CASE("cursors that WeCom has forgotten cost a replay, no message is lost or doubled") {
    KfsimFixture f;
    chat(f, 5, "first");
    REQUIRE(f.pump_until_complete());
    f.post("/control/cursors/forget", nlohmann::json::object());
    chat(f, 5, "second");
    CHECK(f.pump_until_complete());
    CHECK(f.log.text().find("sync.cursor_refused") != std::string::npos);
}

TEST_CASE("killed and restarted under traffic, the store ends up with everything once") {
    KfsimFixture f;
    for (int round = 0; round < 8; ++round) {
        chat(f, 4, "round " + std::to_string(round));
        if (round % 2 == 1) f.loop.run_for(std::chrono::milliseconds(round * 3));
        f.restart();
    }
    CHECK(f.pump_until_complete());
}

TEST_CASE("an account that is taken from the app stops, and comes back when it is given again") {
    KfsimFixture f;
    f.pump_until([&] { return f.health->accounts().size() == 2; });
    f.post("/control/accounts", {{"open_kfid", kAftersale}, {"managed", false}});
    REQUIRE(f.pump_until([&] {
        const auto& accounts = f.health->accounts();
        const auto found = accounts.find(AccountId{kAftersale});
        return found == accounts.end() || found->second.stopped_by != 0;
    }));
    f.post("/control/accounts", {{"open_kfid", kAftersale}, {"managed", true}});
    chat(f, 3, "again");
    CHECK(f.pump_until_complete());
}

TEST_CASE("what one message or one name holds keeps no other away, now or after a restart") {
    KfsimFixture f;
    const std::string texts[] = {
        "a{{bytes:01}}{{bytes:FF}}{{bytes:EDA0BD}}{{bytes:00}}z",  // repaired
        "{{bytes:22}}, {{bytes:22}}",                              // two quotation marks: no JSON any more
        "{{bytes:223A}}",                                          // one, and a colon
        "{{bytes:5C}}",                                            // its text has no end
    };
    f.post("/control/customers",
           {{"external_userid", "wmOdd"}, {"nickname", "小{{bytes:FF}}明{{bytes:1B}}"}});
    const auto write_odd = [&](const std::string& text) {
        f.post("/control/customers/write",
               {{"external_userid", "wmOdd"}, {"open_kfid", kPresale}, {"text", text}});
    };
    for (const auto& text : texts) {
        f.write(kWang, kPresale, "before " + text.substr(2, 8));
        write_odd(text);
    }
    f.write(kChen, kPresale, "after");
    const auto others = [&] {
        auto texts_of = f.stored();
        texts_of.erase({kPresale, "wmOdd"});
        return texts_of;
    };
    REQUIRE(f.pump_until([&] { return others() == f.written; }));
    const auto lines_of_odd = [&] {
        std::vector<Message> lines;
        const auto snapshot = f.store->snapshot(test::agent_named("root", Role::Admin), system_clock()());
        for (const auto& conversation : snapshot.conversations)
            if (conversation.customer.value == "wmOdd") lines = f.store.messages(conversation.id);
        return lines;
    };
    const auto lines = lines_of_odd();
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].text == "a\x01\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz");
    for (std::size_t i = 1; i < 4; ++i) {
        CHECK(lines[i].msgtype == kUnreadable);
        CHECK(lines[i].sender.kind == SenderKind::Customer);
    }
    CHECK(f.pump_until(
        [&] { return name_of(f, "wmOdd") == "小\xEF\xBF\xBD明\x1B" && !name_of(f, kWang).empty(); }));
    CHECK(f.health->notice().code == NoticeCode::Ok);
    CHECK(f.health->records_set_apart() == 3);
    CHECK(f.health->records_repaired() >= 2);
    f.restart();
    f.write(kChen, kPresale, "after the restart");
    REQUIRE(f.pump_until([&] { return others() == f.written; }));
    CHECK(lines_of_odd().size() == 4);
}

TEST_CASE("a message larger than any answer that is read is set apart, and the next customer is heard") {
    KfsimFixture f;
    f.max_body_bytes = 100'000;
    f.restart();
    f.post("/control/customers/write",
           {{"external_userid", kWang}, {"open_kfid", kPresale}, {"text", std::string(500'000, 'x')}});
    f.write(kChen, kPresale, "can anybody hear me");
    REQUIRE(f.pump_until_complete());
    CHECK(f.health->records_set_apart() == 1);
    CHECK(f.health->notice().code == NoticeCode::Ok);
    CHECK(f.log.text().find("sync.oversized_message") != std::string::npos);
    const auto snapshot = f.store->snapshot(test::agent_named("root", Role::Admin), system_clock()());
    std::size_t unreadable = 0;
    for (const auto& conversation : snapshot.conversations)
        for (const auto& message : f.store.messages(conversation.id))
            if (conversation.customer.value == kWang && message.msgtype == kUnreadable) ++unreadable;
    CHECK(unreadable == 1);
}
