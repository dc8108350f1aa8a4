#include "backend/relay/relay.h"

#include <doctest/doctest.h>

#include <random>

#include "tests/backend/relay/relay_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

std::vector<EventSeq> range(EventSeq after, EventSeq last) {
    std::vector<EventSeq> numbers;
    for (auto seq = after + 1; seq <= last; ++seq) numbers.push_back(seq);
    return numbers;
}

}  // namespace

TEST_CASE("a console that holds everything is welcomed and then gets every event as it happens") {
    RelayFixture desk;
    desk.message();
    auto console = desk.live("lin");
    const auto before = desk.store->head();
    desk.message();
    console.deliver();
    CHECK(desk.store->head() > before);
    CHECK(console.numbers() == range(before, desk.store->head()));
    CHECK(console.all<Skip>().empty());
}

TEST_CASE("a console that was away gets what it missed, then goes on without a hole or a double") {
    RelayFixture desk;
    for (int i = 0; i < 200; ++i) desk.message();
    auto console = desk.connect("lin");
    console.say(Hello{kProtocolVersion, desk.epoch("lin"), 3});
    CHECK(console.peer->queue.size() < 200);  // not everything at once
    console.deliver(50);
    desk.message();  // while it is still catching up
    console.deliver();
    desk.message();
    console.deliver();
    CHECK(console.all<Welcome>().size() == 1);
    CHECK(console.numbers() == range(3, desk.store->head()));
}

TEST_CASE("what an agent may not see arrives as a number only") {
    RelayFixture desk;
    desk.message(kService);
    auto lin = desk.live("lin");  // serves all accounts
    auto mei = desk.live("mei");  // serves kService
    const auto before = desk.store->head();
    desk.message(kSales);
    lin.deliver();
    mei.deliver();
    CHECK(lin.numbers() == range(before, desk.store->head()));
    CHECK(mei.numbers() == lin.numbers());
    CHECK_FALSE(mei.all<Skip>().empty());
    for (const auto& frame : mei.all<EventFrame>()) {
        CHECK_FALSE(std::holds_alternative<MessageAdded>(frame.event));
        CHECK_FALSE(std::holds_alternative<ConversationChanged>(frame.event));
    }
    // The same when it catches up later.
    auto later = desk.connect("mei");
    later.say(Hello{kProtocolVersion, desk.epoch("mei"), before});
    later.deliver();
    CHECK(later.numbers() == mei.numbers());
    CHECK(later.all<Skip>().size() == mei.all<Skip>().size());
}

TEST_CASE("a draft reaches the consoles of its agent only") {
    RelayFixture desk;
    desk.message(kService);
    const auto id = desk.store.conversation(kAnna, kService).id;
    auto lin = desk.live("lin");
    auto mei = desk.live("mei");
    REQUIRE(desk.store->save_draft(AgentId{"mei"}, id, "draft", desk.now).ok());
    lin.deliver();
    mei.deliver();
    REQUIRE(mei.all<EventFrame>().size() == 1);
    CHECK(std::get<DraftChanged>(mei.all<EventFrame>()[0].event).text == "draft");
    CHECK(lin.all<EventFrame>().empty());
    CHECK(lin.all<Skip>().size() == 1);
}

TEST_CASE("a console that cannot go on is told to reload, and why") {
    RelayFixture desk;
    for (int i = 0; i < 5; ++i) desk.message();
    const auto epoch = desk.epoch("lin");
    struct Case {
        Hello hello;
        const char* reason;
    };
    const std::vector<Case> cases{
        {{kProtocolVersion, "", 0}, "no_snapshot"},
        {{kProtocolVersion, "another.12345678", 1}, "other_epoch"},
        {{kProtocolVersion, epoch, desk.store->head() + 1}, "other_epoch"},
        {{kProtocolVersion, epoch + "0", 1}, "other_epoch"},  // a run that this store knows nothing of
        {{kProtocolVersion, desk.epoch("mei"), 1}, "rights_changed"},
        {{kProtocolVersion + 1, epoch, 1}, "other_version"},
    };
    for (const auto& item : cases) {
        CAPTURE(std::string{item.reason});
        auto console = desk.connect("lin");
        console.say(item.hello);
        console.deliver();
        REQUIRE(console.all<Reload>().size() == 1);
        CHECK(console.all<Reload>()[0].reason == item.reason);
        CHECK(console.numbers().empty());
        // On the same socket, once it has a snapshot.
        console.say(Hello{kProtocolVersion, epoch, desk.store->head()});
        console.deliver();
        CHECK(console.all<Welcome>().size() == 1);
    }
}

TEST_CASE(
    "a console that takes nothing costs a bounded queue, holds nobody up, and has everything when it reads") {
    RelayFixture desk;
    auto slow = desk.live("lin");
    auto quick = desk.live("lin");
    const auto before = desk.store->head();
    for (int i = 0; i < 600; ++i) {
        desk.message();
        quick.deliver();
    }
    CHECK_FALSE(slow.peer->closed.has_value());
    CHECK(slow.peer->queue.size() <= kMaxQueuedFrames / 2 + 1);
    CHECK(desk.relay.counters().fell_behind == 1);
    CHECK(quick.numbers() == range(before, desk.store->head()));
    slow.deliver();
    CHECK(slow.numbers() == quick.numbers());
    desk.message();
    slow.deliver();
    CHECK(slow.numbers() == range(before, desk.store->head()));
}

TEST_CASE(
    "a page of a thousand messages cuts off no console that reads, and what it says is made once for all") {
    RelayFixture desk;
    auto first = desk.live("lin");
    auto second = desk.live("lin");
    auto half = desk.live("mei");
    const auto before = desk.store->head();
    std::vector<KfMessage> page;
    for (int i = 0; i < 1000; ++i)
        page.push_back(customer_text("p" + std::to_string(i), kDay + i, "hello", kAnna, kSales));
    desk.store.page(page, kDay + 1000, false, kSales);
    CHECK(desk.store->head() >= before + 1000);
    for (auto* console : {&first, &second, &half}) {
        CHECK_FALSE(console->peer->closed.has_value());
        CHECK(console->peer->queue.size() <= kMaxQueuedFrames / 2 + 1);
    }
    std::size_t shared = 0, together = std::min(first.peer->queue.size(), second.peer->queue.size());
    for (std::size_t i = 0; i < together; ++i)
        shared += first.peer->queue[i] == second.peer->queue[i] ? 1 : 0;
    CHECK(shared == together);
    for (auto* console : {&first, &second, &half}) {
        console->deliver();
        CHECK(console->numbers() == range(before, desk.store->head()));
    }
    CHECK(half.all<EventFrame>().empty());
}

TEST_CASE("commands go to the handler as the agent of the session, and the answer comes back") {
    RelayFixture desk;
    auto console = desk.live("mei");
    console.say(CommandFrame{ClientId{"c-1"}, SetPresence{Presence::Away}});
    REQUIRE(desk.commands.asked.size() == 1);
    CHECK(desk.commands.asked[0].agent.id == AgentId{"mei"});
    desk.commands.asked[0].answer(CommandDone{ClientId{"c-1"}, {}});
    console.deliver();
    REQUIRE(console.all<CommandDone>().size() == 1);
    CHECK(console.all<CommandDone>()[0].id == ClientId{"c-1"});
    // An answer for a console that has gone is nobody's.
    console.say(CommandFrame{ClientId{"c-2"}, SetPresence{Presence::Online}});
    console.hang_up();
    desk.commands.asked[1].answer(CommandDone{ClientId{"c-2"}, {}});
    CHECK(desk.relay.consoles() == 0);
}

TEST_CASE("frames that are not of the protocol close the connection") {
    RelayFixture desk;
    for (const char* wrong : {"", "{", "[]", "{\"type\":\"nothing\"}", "{\"type\":\"hello\",\"seq\":\"x\"}",
                              "{\"type\":\"command\",\"id\":\"\",\"command\":{}}"}) {
        CAPTURE(wrong);
        auto console = desk.connect("lin");
        console.console->received(wrong);
        CHECK(console.peer->closed == CloseCode::BadFrame);
    }
}

TEST_CASE("a console that floods is closed, one that is merely busy is not") {
    RelayFixture desk;
    auto flood = desk.live("lin");
    for (int i = 0; i < 1000 && !flood.peer->closed; ++i) {
        flood.say(Ping{});
        flood.deliver();
    }
    CHECK(flood.peer->closed == CloseCode::TooManyFrames);
    desk.now += 10'000;
    auto busy = desk.live("lin");
    for (int i = 0; i < 1000; ++i) {
        desk.now += 30;
        busy.say(Ping{});
        busy.deliver();
    }
    CHECK_FALSE(busy.peer->closed.has_value());
    CHECK(busy.all<Pong>().size() == 1000);
}

TEST_CASE("what a user may say is the same with one console and with twenty, and pings count") {
    RelayFixture desk;
    std::deque<TestConsole> consoles;
    for (std::size_t i = 0; i < kMaxConsolesPerUser; ++i) consoles.push_back(desk.live("lin"));
    auto colleague = desk.live("mei");
    int taken = 0;
    for (int round = 0; round < 50; ++round) {
        for (auto& console : consoles) {
            if (console.peer->closed) continue;
            round % 2 == 0 ? console.say(Ping{}) : console.console->pinged();
            taken += console.peer->closed ? 0 : 1;
        }
    }
    CHECK(taken <= 300);
    CHECK(taken > 200);
    for (auto& console : consoles) CHECK(console.peer->closed == CloseCode::TooManyFrames);
    // Coming back with another session is no way around it, waiting is.
    auto again = desk.connect("lin");
    again.say(Ping{});
    CHECK(again.peer->closed == CloseCode::TooManyFrames);
    desk.now += 1'000;
    CHECK_FALSE(desk.live("lin").peer->closed.has_value());
    colleague.say(Ping{});
    CHECK_FALSE(colleague.peer->closed.has_value());
}

TEST_CASE("signing out closes the consoles of that session and no other") {
    RelayFixture desk;
    const auto session = desk.sign_in("lin");
    auto first = desk.connect("lin", session);
    auto second = desk.connect("lin", session);
    auto other = desk.live("lin");
    REQUIRE(desk.sessions.end(session).ok());
    for (auto* console : {&first, &second}) {
        CHECK(console->peer->closed == CloseCode::SignedOut);
        console->deliver();
        REQUIRE(console->all<SignedOut>().size() == 1);
        CHECK(console->all<SignedOut>()[0].reason == SignOutReason::SignedOut);
    }
    CHECK_FALSE(other.peer->closed.has_value());
}

TEST_CASE("disabling a user closes their consoles at once, and their sessions are over") {
    RelayFixture desk;
    const auto session = desk.sign_in("lin");
    auto console = desk.connect("lin", session);
    auto colleague = desk.live("mei");
    REQUIRE(desk.users.set_disabled(AgentId{"lin"}, true, desk.now + 1).ok());
    desk.agents.look();
    console.deliver();
    REQUIRE(console.all<SignedOut>().size() == 1);
    CHECK(console.all<SignedOut>()[0].reason == SignOutReason::Disabled);
    CHECK_FALSE(desk.sessions.alive(session));
    CHECK_FALSE(colleague.peer->closed.has_value());
}

TEST_CASE("whoever is disabled by another process gets nothing more, and is refused at the next frame") {
    RelayFixture desk;
    auto console = desk.live("lin");
    auto colleague = desk.live("mei");
    const auto beside = DatabaseFile::open_beside_server(desk.store.folder.path()).value();
    REQUIRE(Users(*beside).set_disabled(AgentId{"lin"}, true, desk.now + 1).ok());
    // No look in between: neither a delivery nor a frame may wait for one.
    desk.message(kService);
    console.deliver();
    colleague.deliver();
    CHECK(console.numbers().empty());
    CHECK_FALSE(colleague.numbers().empty());
    console.say(CommandFrame{ClientId{"late"}, SetPresence{Presence::Away}});
    console.deliver();
    CHECK(desk.commands.asked.empty());
    REQUIRE(console.all<SignedOut>().size() == 1);
    CHECK(console.all<SignedOut>()[0].reason == SignOutReason::Disabled);
    CHECK_FALSE(colleague.peer->closed.has_value());
}

TEST_CASE("other rights given by another process hold from the next event on, and the console reloads") {
    RelayFixture desk;
    auto console = desk.live("lin");
    const auto beside = DatabaseFile::open_beside_server(desk.store.folder.path()).value();
    REQUIRE(Users(*beside).set_rights(AgentId{"lin"}, Role::Agent, {kService}, desk.now + 1).ok());
    desk.message(kSales);
    console.deliver();
    CHECK(console.numbers().empty());
    console.say(Ping{});
    console.deliver();
    CHECK(console.all<Reload>().size() == 1);
}

TEST_CASE("a console whose session ended before its first frame is signed out by it") {
    RelayFixture desk;
    const auto session = desk.sign_in("lin");
    auto console = desk.connect("lin", session);
    const auto epoch = desk.epoch("lin");
    const auto beside = DatabaseFile::open_beside_server(desk.store.folder.path()).value();
    REQUIRE(Users(*beside).set_password(AgentId{"lin"}, "scrypt$…", desk.now + 1).ok());
    console.say(Hello{kProtocolVersion, epoch, desk.store->head()});
    console.deliver();
    CHECK(console.all<Welcome>().empty());
    CHECK(console.all<SignedOut>().size() == 1);
}

TEST_CASE("a password that is changed in one session leaves its consoles and closes the others") {
    RelayFixture desk;
    const auto here = desk.sign_in("lin"), there = desk.sign_in("lin");
    auto mine = desk.connect("lin", here), other = desk.connect("lin", there);
    REQUIRE(desk.users.set_password(AgentId{"lin"}, "scrypt$…", desk.now + 1, here).ok());
    desk.agents.look();
    mine.deliver();
    other.deliver();
    CHECK(other.all<SignedOut>().size() == 1);
    CHECK_FALSE(mine.peer->closed.has_value());
    CHECK(desk.sessions.alive(here));
    CHECK_FALSE(desk.sessions.alive(there));
}

TEST_CASE("a new password signs the user's consoles out and ends their sessions, and nobody else's") {
    RelayFixture desk;
    const auto session = desk.sign_in("lin");
    auto console = desk.connect("lin", session);
    auto colleague = desk.live("mei");
    REQUIRE(desk.users.set_password(AgentId{"lin"}, "scrypt$…", desk.now + 1).ok());
    desk.agents.look();
    console.deliver();
    REQUIRE(console.all<SignedOut>().size() == 1);
    CHECK(console.all<SignedOut>()[0].reason == SignOutReason::SignedOut);
    CHECK_FALSE(desk.sessions.alive(session));
    CHECK_FALSE(colleague.peer->closed.has_value());
}

TEST_CASE("a user who was disabled and enabled again before anybody looked is signed out all the same") {
    RelayFixture desk;
    const auto session = desk.sign_in("lin");
    auto console = desk.connect("lin", session);
    auto colleague = desk.live("mei");
    for (const bool disabled : {true, false})
        REQUIRE(desk.users.set_disabled(AgentId{"lin"}, disabled, desk.now + 1).ok());
    desk.agents.look();
    console.deliver();
    CHECK(console.all<SignedOut>().size() == 1);
    CHECK_FALSE(desk.sessions.alive(session));
    CHECK_FALSE(colleague.peer->closed.has_value());
}

TEST_CASE("other rights make a console reload, also when they changed while it was away") {
    RelayFixture desk;
    desk.message();
    auto console = desk.live("lin");
    const auto old_epoch = desk.epoch("lin");
    REQUIRE(desk.users.set_rights(AgentId{"lin"}, Role::Agent, {kService}, desk.now + 1).ok());
    desk.agents.look();
    console.deliver();
    REQUIRE(console.all<Reload>().size() == 1);
    CHECK(console.all<Reload>()[0].reason == "rights_changed");
    desk.message(kSales);
    console.deliver();
    CHECK(console.numbers().empty());

    auto back = desk.connect("lin");
    back.say(Hello{kProtocolVersion, old_epoch, desk.store->head()});
    back.deliver();
    CHECK(back.all<Reload>().size() == 1);
}

TEST_CASE("a session that has run out signs its console out at the next command") {
    RelayFixture desk;
    auto console = desk.live("lin");
    desk.now += kSessionIdleMs;
    console.say(CommandFrame{ClientId{"late"}, SetPresence{Presence::Away}});
    console.deliver();
    CHECK(desk.commands.asked.empty());
    REQUIRE(console.all<SignedOut>().size() == 1);
    CHECK(console.all<SignedOut>()[0].reason == SignOutReason::Expired);
}

TEST_CASE("a session that runs out signs its idle console out without being asked anything") {
    RelayFixture desk;
    auto idle = desk.live("lin");
    desk.now += kSessionIdleMs / 2;
    auto busy = desk.live("mei");
    desk.now += kSessionIdleMs / 2;
    desk.loop.run_for(std::chrono::milliseconds(50));
    CHECK(idle.peer->closed == CloseCode::SignedOut);
    idle.deliver();
    REQUIRE(idle.all<SignedOut>().size() == 1);
    CHECK(idle.all<SignedOut>()[0].reason == SignOutReason::Expired);
    CHECK_FALSE(busy.peer->closed.has_value());
}

TEST_CASE("of too many consoles of one user the one opened first is closed, those of others stay") {
    RelayFixture desk;
    // In one session, as tabs are: a user has only twenty of those as well.
    const auto session = desk.sign_in("lin");
    const auto live = [&] {
        auto opened = desk.connect("lin", session);
        opened.say(Hello{kProtocolVersion, desk.epoch("lin"), desk.store->head()});
        opened.deliver();
        opened.frames.clear();
        return opened;
    };
    std::deque<TestConsole> consoles;
    auto colleague = desk.live("mei");
    for (std::size_t i = 0; i < kMaxConsolesPerUser; ++i) consoles.push_back(live());
    // One that goes by itself makes room; the order in which they lie in the relay is not that of opening.
    consoles.at(3).hang_up();
    consoles.erase(consoles.begin() + 3);
    consoles.push_back(live());
    for (const auto& console : consoles) CHECK_FALSE(console.peer->closed.has_value());
    for (std::size_t more = 0; more < 3; ++more) {
        consoles.push_back(live());
        for (std::size_t i = 0; i < consoles.size(); ++i) {
            CAPTURE(i);
            CHECK((consoles[i].peer->closed == CloseCode::TooManyConsoles) == (i <= more));
        }
    }
    // Closed is closed: neither events nor a sign-in of others reach it, and its end frees no other's place.
    consoles.front().say(Hello{kProtocolVersion, desk.epoch("lin"), desk.store->head()});
    desk.message();
    CHECK(consoles.front().numbers().empty());
    consoles.front().hang_up();
    consoles.pop_front();
    consoles.push_back(live());
    CHECK(consoles.at(2).peer->closed == CloseCode::TooManyConsoles);
    CHECK(consoles.at(1).peer->closed == CloseCode::TooManyConsoles);
    CHECK_FALSE(consoles.at(3).peer->closed.has_value());
    CHECK_FALSE(colleague.peer->closed.has_value());
}

TEST_CASE("how the backend stands towards WeCom is told to those who are there and those who come") {
    RelayFixture desk;
    auto console = desk.live("lin");
    desk.relay.set_notice({NoticeCode::TokenRefused, "凭证被拒绝", "refused"});
    desk.relay.set_notice({NoticeCode::TokenRefused, "凭证被拒绝", "refused"});
    console.deliver();
    REQUIRE(console.all<BackendNotice>().size() == 1);
    auto later = desk.connect("lin");
    later.say(Hello{kProtocolVersion, desk.epoch("lin"), desk.store->head()});
    later.deliver();
    REQUIRE(later.all<BackendNotice>().size() == 1);
    CHECK(later.all<BackendNotice>()[0].code == NoticeCode::TokenRefused);
    // The same trouble at another corp.
    desk.relay.set_notice({NoticeCode::TokenRefused, "另一家企业的凭证被拒绝", "refused for another corp"});
    console.deliver();
    REQUIRE(console.all<BackendNotice>().size() == 2);
    CHECK(console.all<BackendNotice>()[1].zh == "另一家企业的凭证被拒绝");
}

TEST_CASE("a connection that never opens leaves nothing behind") {
    RelayFixture desk;
    std::weak_ptr<Console> gone;
    {
        auto console = desk.relay.new_console(*desk.agents.find(AgentId{"lin"}), desk.sign_in("lin"));
        gone = console;
        console->closed();
    }
    CHECK(gone.expired());
    CHECK(desk.relay.consoles() == 0);
}

TEST_CASE(
    "whatever happens to its connection, a console's numbers are contiguous and its events those of the "
    "store") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        std::mt19937 random(seed);
        RelayFixture desk;
        desk.message();
        const auto begin = desk.store->head();
        std::vector<EventSeq> got;
        EventSeq held = begin;
        std::optional<TestConsole> console;
        for (int step = 0; step < 150; ++step) {
            switch (random() % 5) {
                case 0:
                    desk.message(random() % 2 == 0 ? kSales : kService);
                    break;
                case 1:
                    if (!console) {
                        console = desk.connect("mei");
                        console->say(Hello{kProtocolVersion, desk.epoch("mei"), held});
                    }
                    break;
                case 2:
                    if (console && random() % 4 == 0) {
                        console->hang_up();
                        console.reset();
                    }
                    break;
                default:
                    if (console) console->deliver(random() % 10);
            }
            if (!console) continue;
            for (const auto seq : console->numbers()) got.push_back(held = seq);
            console->frames.clear();
        }
        if (console) console->hang_up();
        auto last = desk.connect("mei");
        last.say(Hello{kProtocolVersion, desk.epoch("mei"), held});
        last.deliver();
        for (const auto seq : last.numbers()) got.push_back(seq);
        CHECK(got == range(begin, desk.store->head()));
    }
}

TEST_CASE("when the clock jumps, every console is told the time at once") {
    RelayFixture desk;
    auto console = desk.live("lin");
    console.deliver();
    const auto before = console.all<Pong>().size();
    desk.relay.tell_time();
    console.deliver();
    REQUIRE(console.all<Pong>().size() == before + 1);
    CHECK(console.all<Pong>().back().server_time == desk.relay.now());
}
