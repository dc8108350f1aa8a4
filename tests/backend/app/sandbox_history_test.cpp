#include "backend/app/sandbox_history.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>

#include "backend/app/sandbox_demo.h"
#include "backend/app/sandbox_memory.h"
#include "backend/sandbox/sim_server.h"
#include "backend/sandbox/world.h"
#include "backend/storage/due_kinds.h"
#include "shared/messages/desk_event.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

constexpr UnixMs kNow = to_ms(kDay) + 7'200'000;

struct Sandbox {
    Sandbox() {
        REQUIRE(simulator.start({}).ok());
        REQUIRE(write_demo_week(simulator, *store, kCorp, kNow).ok());
        REQUIRE(write_demo_quick_replies(*store, kNow).ok());
        Agent everybody;
        everybody.role = Role::Admin;
        snapshot = store->snapshot(everybody, kNow);
    }
    std::vector<Message> all() {
        std::vector<Message> out;
        for (const Conversation& head : snapshot.conversations)
            for (const Message& message : store.messages(head.id)) out.push_back(message);
        return out;
    }
    sim::SimServer simulator;
    StoreFixture store;
    Snapshot snapshot;
};

}  // namespace

TEST_CASE("the sandbox begins with a week of ended sessions of several customers, accounts and agents") {
    Sandbox sandbox;
    CHECK(sandbox.snapshot.conversations.size() >= 10);
    std::set<std::string> agents, customers, accounts;
    std::size_t sessions = 0, returning = 0;
    for (const Conversation& head : sandbox.snapshot.conversations) {
        CHECK(head.desk_state == DeskState::Ended);
        CHECK(head.service_state == ServiceState::Ended);
        CHECK(head.unread == 0);
        CHECK(head.waiting_since == 0);
        customers.insert(head.customer.value);
        accounts.insert(head.account.value);
        const auto details = sandbox.store->details(head.id);
        REQUIRE(details.ok());
        CHECK_FALSE(details->customer.name.empty());
        sessions += details->sessions.size();
        returning += details->sessions.size() > 1 ? 1 : 0;
        for (const SessionSummary& session : details->sessions) agents.insert(session.agent.value);
    }
    CHECK(sessions >= 15);
    CHECK(returning >= 4);
    CHECK(customers.size() == 10);
    CHECK(accounts.size() == 2);
    for (const char* login : {"lin", "mei", "zhou"}) CHECK(agents.count(login) == 1);
    CHECK(due_store(*sandbox.store).due_items(kTellEnd, INT64_MAX, DueOrder::OldestFirst, 1).empty());
    CHECK_FALSE(sandbox.store->next_outbox_time().has_value());
}

TEST_CASE("it lies in the past, in order, and shows all that a conversation can hold") {
    Sandbox sandbox;
    std::vector<Message> all = sandbox.all();
    std::sort(all.begin(), all.end(), [](const Message& a, const Message& b) { return a.id < b.id; });
    CHECK(std::is_sorted(all.begin(), all.end(),
                         [](const Message& a, const Message& b) { return a.sent_at < b.sent_at; }));
    CHECK(all.front().sent_at > kNow - UnixMs{8} * 24 * 3'600'000);
    CHECK(all.front().sent_at < kNow - UnixMs{6} * 24 * 3'600'000);
    CHECK(all.back().sent_at < kNow);
    std::set<std::string> kinds;
    for (const Message& message : all) {
        kinds.insert(message.msgtype);
        kinds.insert("by " + std::string(to_word(message.sender.kind)));
        kinds.insert(std::string(to_word(message.delivery)));
        if (message.recalled) kinds.insert("recalled");
        CHECK_FALSE(message.late);
    }
    for (const char* kind : {"text", "image", "voice", "video", "file", "location", "link", "miniprogram",
                             "channels_shop_product", "channels_shop_order", "private_note", "event",
                             "by servicer", "accepted", "failed", "recalled"})
        CHECK_MESSAGE(kinds.count(kind) == 1, kind);
}

TEST_CASE("each line of what colleagues did in that week names who did it") {
    Sandbox sandbox;
    std::set<DeskEvent::What> seen;
    for (const Message& message : sandbox.all()) {
        const auto event = desk_event_of(message);
        if (!event) continue;
        seen.insert(event->what);
        CHECK_FALSE(event->by.empty());
        if (event->what == DeskEvent::What::Transferred) CHECK(event->by != event->to);
    }
    CHECK(seen.count(DeskEvent::What::Taken) == 1);
    CHECK(seen.count(DeskEvent::What::Transferred) == 1);
    CHECK(seen.count(DeskEvent::What::Ended) == 1);
}

TEST_CASE("a dozen prepared answers are there, each found by its initials") {
    Sandbox sandbox;
    const auto& replies = sandbox.snapshot.quick_replies;
    CHECK(replies.size() >= 12);
    for (const QuickReply& reply : replies) {
        CHECK(reply.owner.empty());
        CHECK_FALSE(reply.initials.empty());
    }
}

TEST_CASE("the simulated phones show the week, and customers go on from there") {
    Sandbox sandbox;
    REQUIRE(remind_simulator(sandbox.simulator, *sandbox.store, kNow).ok());
    sandbox.simulator.with([](sim::Simulator& sim) {
        const auto& world = sim.world();
        std::size_t lines = 0;
        for (const auto& [key, conversation] : world.conversations) {
            lines += conversation.lines.size();
            CHECK(conversation.state == sim::SessionState::Ended);
        }
        CHECK(lines > 50);
    });
    write_demo_messages(sandbox.simulator);
}
