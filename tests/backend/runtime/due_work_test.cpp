#include "backend/runtime/due_work.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "tests/backend/runtime/due_history.h"
#include "tests/backend/runtime/fake_due_store.h"

using namespace kf;
using namespace kf::test;

namespace {

constexpr UnixMs kHourMs = 3'600'000;

struct Fixture {
    struct Begun {
        DueItem item;
        DueDone done;
    };
    LogCapture log;
    Loop loop;
    FakeDueStore store;
    UnixMs now = 1'800'000'000'000;
    std::size_t at_once = kDueAtOnce;
    std::vector<Begun> begun;  // and not answered
    std::vector<std::pair<std::string, DueRules>> kinds{{"call", rules()}};
    std::unique_ptr<DueWork> work;

    static DueRules rules(std::size_t at_once = 2) {
        DueRules rules;
        rules.at_once = at_once;
        rules.backoff = {std::chrono::milliseconds{1000}, std::chrono::milliseconds{8000}};
        rules.longest_wait = std::chrono::milliseconds{kHourMs};
        return rules;
    }
    // Also as a new process.
    void start() {
        work.reset();
        begun.clear();
        work = std::make_unique<DueWork>(
            loop, store, [this] { return now; }, [] { return 1.0; }, at_once);
        for (const auto& [kind, given] : kinds)
            work->on(kind, given, [this](const DueItem& item, DueDone done) {
                begun.push_back({item, std::move(done)});
            });
        work->start();
        pump();
    }
    void put(const std::string& subject, UnixMs in_ms = 0, const std::string& kind = "call",
             const std::string& payload = "") {
        DueItem item;
        item.kind = kind;
        item.subject = subject;
        item.at = now + in_ms;
        item.payload = payload;
        REQUIRE(store.put_due(item).ok());
        pump();
    }
    void pump() { run_posted(loop); }
    void turn_clock(UnixMs ms) {
        now += ms;
        work->wake();
        pump();
    }
    void answer(const DueOutcome& outcome) {
        REQUIRE_FALSE(begun.empty());
        const Begun first = begun.front();
        begun.erase(begun.begin());
        first.done(outcome);
        pump();
    }
    // The work is done while its outcome cannot be written; then there is room again.
    void do_on_full_disk(const std::string& subject) {
        put(subject);
        store.full = true;
        answer(DueOutcome::done());
        store.full = false;
    }
    [[nodiscard]] std::string subjects() const {
        std::string all;
        for (const Begun& one : begun) all += one.item.subject + " ";
        return all;
    }
    [[nodiscard]] DueFigures figures(const std::string& kind = "call") const {
        for (const DueFigures& figures : work->figures())
            if (figures.kind == kind) return figures;
        return {};
    }
};

}  // namespace

TEST_CASE("work is begun when its time has come, with what it was put with, and goes when it is done") {
    Fixture f;
    f.start();
    f.put("7", 5000, "call", "payload");
    CHECK(f.begun.empty());
    f.turn_clock(4999);
    CHECK(f.begun.empty());
    f.turn_clock(1);
    REQUIRE(f.begun.size() == 1);
    CHECK(f.begun[0].item.subject == "7");
    CHECK(f.begun[0].item.payload == "payload");
    CHECK(f.work->under_way("call") == 1);
    f.turn_clock(kHourMs);
    CHECK(f.begun.size() == 1);
    f.answer(DueOutcome::done());
    CHECK(f.store.items.empty());
    CHECK(f.work->under_way() == 0);
    CHECK(f.figures().done == 1);
}

TEST_CASE("the next time is waited for without anybody's call") {
    Fixture f;
    f.start();
    f.put("7", 20);
    f.now += 20;
    CHECK(f.begun.empty());
    for (int i = 0; i < 1000 && f.begun.empty(); ++i) f.loop.run_for(std::chrono::milliseconds(5));
    CHECK(f.begun.size() == 1);
}

TEST_CASE("what failed is tried again, each time after a longer wait, until it is done or given up") {
    Fixture f;
    f.start();
    f.put("7");
    for (const UnixMs wait : {1000, 2000, 4000, 8000, 8000}) {
        CAPTURE(wait);
        f.answer(DueOutcome::again());
        f.turn_clock(wait - 1);
        CHECK(f.begun.empty());
        f.turn_clock(1);
        REQUIRE(f.begun.size() == 1);
    }
    CHECK(f.begun[0].item.tries == 5);
    CHECK(f.figures().failed_tries == 5);
    f.answer(DueOutcome::give_up("no such number"));
    CHECK(f.store.items.empty());
    CHECK(f.figures().given_up == 1);
    CHECK(f.figures().done == 0);
    CHECK(f.log.text().find("no such number") != std::string::npos);
}

TEST_CASE("what is put off waits as long as it says, and no try has failed") {
    Fixture f;
    f.start();
    f.put("7");
    f.answer(DueOutcome::later(std::chrono::milliseconds{3000}));
    f.turn_clock(2999);
    CHECK(f.begun.empty());
    f.turn_clock(1);
    REQUIRE(f.begun.size() == 1);
    CHECK(f.begun[0].item.tries == 0);
    // No longer than anything of this kind may wait.
    f.answer(DueOutcome::later(std::chrono::milliseconds{9 * kHourMs}));
    f.turn_clock(kHourMs);
    CHECK(f.begun.size() == 1);
}

TEST_CASE("no more of a kind are under way than it allows, and no more of all than there are places") {
    Fixture f;
    f.kinds = {{"call", Fixture::rules(2)}, {"write", Fixture::rules(9)}};
    f.at_once = 5;
    for (int i = 0; i < 10; ++i) {
        f.put("c" + std::to_string(i));
        f.put("w" + std::to_string(i), 0, "write");
    }
    f.start();
    CHECK(f.work->under_way("call") == 2);
    CHECK(f.work->under_way("write") == 3);
    CHECK(f.begun.size() == 5);
    int done = 0;
    while (!f.begun.empty()) {
        f.answer(DueOutcome::done());
        ++done;
        CHECK(f.begun.size() <= 5);
        CHECK(f.work->under_way("call") <= 2);
    }
    CHECK(done == 20);
    CHECK(f.store.items.empty());
}

TEST_CASE("a kind that always has something to do leaves its turn to the others") {
    Fixture f;
    f.kinds = {{"call", Fixture::rules(1)}, {"write", Fixture::rules(1)}};
    f.at_once = 1;
    for (int i = 0; i < 6; ++i) {
        f.put("c" + std::to_string(i));
        f.put("w" + std::to_string(i), 0, "write");
    }
    f.start();
    int calls = 0;
    for (int i = 0; i < 6; ++i) {
        if (f.begun.at(0).item.kind == "call") ++calls;
        f.answer(DueOutcome::done());
    }
    CHECK(calls >= 2);
    CHECK(calls <= 4);
}

TEST_CASE("the oldest is first, or the newest with the oldest in between") {
    Fixture f;
    f.kinds = {{"call", Fixture::rules(1)}, {"write", Fixture::rules(1)}};
    f.kinds[1].second.order = DueOrder::NewestFirst;
    for (int i = 0; i < 8; ++i) {
        f.put("c" + std::to_string(i), i - 100);
        f.put("w" + std::to_string(i), i - 100, "write");
    }
    f.start();
    std::string calls, writes;
    while (!f.begun.empty()) {
        (f.begun[0].item.kind == "call" ? calls : writes) += f.begun[0].item.subject + " ";
        f.answer(DueOutcome::done());
    }
    CHECK(calls == "c0 c1 c2 c3 c4 c5 c6 c7 ");
    // Every fourth look takes the one that has waited longest.
    CHECK(writes.starts_with("w7 w6 w5 "));
    CHECK(writes.find("w0") < writes.find("w3"));
}

TEST_CASE(
    "what is put in the place of what is under way is done after it, and is not taken away by its end") {
    Fixture f;
    f.start();
    f.put("7", 0, "call", "old");
    f.put("7", 0, "call", "new");
    CHECK(f.begun.size() == 1);
    SUBCASE("done") {
        f.answer(DueOutcome::done());
    }
    SUBCASE("to be tried again") {
        f.answer(DueOutcome::again());
    }
    SUBCASE("given up") {
        f.answer(DueOutcome::give_up("old"));
    }
    REQUIRE(f.begun.size() == 1);
    CHECK(f.begun[0].item.payload == "new");
    CHECK(f.begun[0].item.tries == 0);
    f.answer(DueOutcome::done());
    CHECK(f.store.items.empty());
}

TEST_CASE("a handler that answers before it returns is called for everything that is due") {
    Fixture f;
    f.kinds.clear();
    f.start();
    int done = 0;
    f.work.reset();
    f.work = std::make_unique<DueWork>(
        f.loop, f.store, [&] { return f.now; }, [] { return 1.0; });
    f.work->on("call", Fixture::rules(2), [&](const DueItem&, const DueDone& answer) {
        ++done;
        answer(DueOutcome::done());
    });
    for (int i = 0; i < 9; ++i) f.put(std::to_string(i));
    f.work->start();
    run_posted(f.loop, 20);
    CHECK(done == 9);
    CHECK(f.store.items.empty());
}

TEST_CASE("while nothing of a kind can be done, all of it waits without a write, and other kinds go on") {
    Fixture f;
    f.kinds = {{"call", Fixture::rules(2)}, {"write", Fixture::rules(1)}};
    for (int i = 0; i < 3; ++i) f.put("c" + std::to_string(i));
    f.start();
    REQUIRE(f.subjects() == "c0 c1 ");
    const int writes = f.store.writes;
    f.answer(DueOutcome::hold(std::chrono::milliseconds{60'000}));
    CHECK(f.subjects() == "c1 ");
    f.answer(DueOutcome::hold(std::chrono::milliseconds{60'000}));
    CHECK(f.begun.empty());
    CHECK(f.store.writes == writes);
    f.put("w", 0, "write");
    CHECK(f.subjects() == "w ");
    f.answer(DueOutcome::done());
    f.turn_clock(59'999);
    CHECK(f.begun.empty());
    f.turn_clock(1);
    CHECK(f.subjects() == "c0 c1 ");
    // A clock that jumps back does not hold it for longer.
    f.answer(DueOutcome::hold(std::chrono::milliseconds{60'000}));
    f.answer(DueOutcome::hold(std::chrono::milliseconds{60'000}));
    for (auto& [key, item] : f.store.items) item.at -= kHourMs;
    f.turn_clock(-kHourMs / 2);
    CHECK(f.begun.size() == 2);
}

TEST_CASE("what is hastened is done now, whatever it waited for") {
    Fixture f;
    f.start();
    f.put("7");
    f.answer(DueOutcome::again());
    f.put("8", kHourMs);
    CHECK(f.begun.empty());
    f.work->hasten("call");
    f.pump();
    CHECK(f.subjects() == "7 8 ");
    CHECK(f.begun[0].item.tries == 1);
    f.work->hasten("call");
    f.pump();
    CHECK(f.begun.size() == 2);
}

TEST_CASE("killed while it was under way, work is done again at the next start; late answers mean nothing") {
    Fixture f;
    f.start();
    f.put("7");
    f.put("8", 3000);
    auto before = f.begun;
    f.start();
    REQUIRE(f.subjects() == "7 ");
    CHECK(f.begun[0].item.id == before[0].item.id);
    before[0].done(DueOutcome::done());
    f.pump();
    CHECK(f.store.items.size() == 2);
    f.answer(DueOutcome::done());
    CHECK(f.store.items.size() == 1);
    f.turn_clock(3000);
    CHECK(f.subjects() == "8 ");
}

TEST_CASE("a clock that jumps forwards, or a process that was away for days, makes late work run once") {
    Fixture f;
    f.start();
    f.put("7", 1000);
    SUBCASE("while it runs") {
        f.turn_clock(9 * 24 * kHourMs);
    }
    SUBCASE("while it does not run") {
        f.work.reset();
        f.now += 9 * 24 * kHourMs;
        f.start();
    }
    REQUIRE(f.begun.size() == 1);
    CHECK(f.figures().late == 1);
    f.answer(DueOutcome::done());
    f.turn_clock(9 * 24 * kHourMs);
    CHECK(f.begun.empty());
    CHECK(f.store.items.empty());
}

TEST_CASE("a clock that jumps back puts nothing off for longer than its kind ever waits") {
    Fixture f;
    f.start();
    f.put("7", 1000);
    SUBCASE("while it runs") {
        f.turn_clock(-400 * 24 * kHourMs);
    }
    SUBCASE("while it does not run") {
        f.work.reset();
        f.now -= 400 * 24 * kHourMs;
        f.start();
    }
    CHECK(f.begun.empty());
    CHECK(f.log.text().find("due.clock_was_ahead") != std::string::npos);
    f.turn_clock(kHourMs - 1);
    CHECK(f.begun.empty());
    f.turn_clock(1);
    CHECK(f.begun.size() == 1);
}

TEST_CASE("a small step back changes nothing that lies within the longest wait") {
    Fixture f;
    f.start();
    f.put("7", 5000);
    const int writes = f.store.writes;
    f.turn_clock(-1000);
    CHECK(f.store.writes == writes);
    f.turn_clock(5999);
    CHECK(f.begun.empty());
    f.turn_clock(1);
    CHECK(f.begun.size() == 1);
}

TEST_CASE("while everything stops nothing is begun, what is done is noted, and failures do not count") {
    Fixture f;
    f.start();
    f.put("7");
    f.put("8");
    f.work->stop();
    f.put("9");
    f.answer(DueOutcome::done());
    CHECK(f.store.items.size() == 2);
    SUBCASE("failed") {
        f.answer(DueOutcome::again());
    }
    SUBCASE("put off") {
        f.answer(DueOutcome::later(std::chrono::milliseconds{5000}));
    }
    CHECK(f.begun.empty());
    CHECK(f.work->under_way() == 0);
    f.start();
    CHECK(f.subjects() == "8 9 ");
    CHECK(f.begun[0].item.tries == 0);
}

TEST_CASE("an outcome that the store cannot take is written later, and its work is not done again before") {
    Fixture f;
    f.start();
    f.put("7");
    f.put("8");
    f.store.full = true;
    f.answer(DueOutcome::done());
    f.answer(DueOutcome::again());
    CHECK(f.work->under_way() == 2);
    f.turn_clock(10'000);
    CHECK(f.begun.empty());
    CHECK(f.figures().done == 0);
    CHECK(f.log.text().find("due.not_saved") != std::string::npos);
    f.store.full = false;
    f.turn_clock(1000);
    CHECK(f.work->under_way() == 0);
    CHECK(f.figures().done == 1);
    CHECK(f.figures().failed_tries == 1);
    REQUIRE(f.store.items.size() == 1);
    f.turn_clock(1000);
    CHECK(f.subjects() == "8 ");
}

TEST_CASE("an outcome that the store could not take before the process ended: the work is done again") {
    Fixture f;
    f.start();
    f.do_on_full_disk("7");
    f.start();
    CHECK(f.subjects() == "7 ");
}

TEST_CASE("with room on the disk again it is noted without anybody's call") {
    Fixture f;
    f.start();
    f.do_on_full_disk("7");
    for (int i = 0; i < 1000 && !f.store.items.empty(); ++i) f.loop.run_for(std::chrono::milliseconds(5));
    CHECK(f.store.items.empty());
}

TEST_CASE("work of a kind that nobody carries out stays and is counted") {
    Fixture f;
    f.put("1", 0, "of_tomorrow");
    f.put("2", 5000, "of_tomorrow");
    f.start();
    f.turn_clock(kDueLateMs + 1);
    CHECK(f.store.items.size() == 2);
    CHECK(f.begun.empty());
    const DueFigures strange = f.figures("of_tomorrow");
    CHECK_FALSE(strange.handled);
    CHECK(strange.kept == 2);
    CHECK(strange.due == 2);
    CHECK(strange.late == 1);
    CHECK(f.figures().handled);
    CHECK(f.figures().kept == 0);
}

TEST_CASE("a subject that is a number is read, anything else is 0") {
    CHECK(due_number("42") == 42);
    for (const char* word : {"", "x", "4x", "99999999999999999999"}) CHECK(due_number(word) == 0);
}

TEST_CASE(
    "over random histories with kills and jumping clocks everything is done once, and nothing is lost") {
    const LogCapture quiet;
    for (unsigned seed = 1; seed <= 40; ++seed) {
        CAPTURE(seed);
        FakeDueStore store;
        DueHistory(seed, [&]() -> DueStore& { return store; }).run(400);
    }
}
