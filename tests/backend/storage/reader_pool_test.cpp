#include "backend/storage/reader_pool.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "backend/runtime/loop.h"
#include "backend/storage/database_reader.h"
#include "backend/storage/read_whole.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

struct Pool {
    StoreFixture store;
    Loop loop;
    std::unique_ptr<ReaderPool> reads = std::move(ReaderPool::create(loop, *store.file, 2)).value();

    template <class Done>
    void pump_until(Done done) {
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!done() && std::chrono::steady_clock::now() < end) loop.run_for(std::chrono::milliseconds(2));
        REQUIRE(done());
    }
};

}  // namespace

TEST_CASE("a read runs beside the loop and sees what was committed; its end runs on the loop") {
    Pool pool;
    pool.store.page({customer_text("m1", kDay, "买")}, kDay);
    const auto here = std::this_thread::get_id();
    std::thread::id there;
    std::int64_t count = 0;
    bool on_loop = false;
    REQUIRE(pool.reads->run([&](DatabaseReader& reader) -> ReaderPool::Finish {
        there = std::this_thread::get_id();
        count = reader.statements().number(0, "SELECT count(*) FROM messages");
        return [&] { on_loop = std::this_thread::get_id() == here; };
    }));
    pool.pump_until([&] { return on_loop; });
    CHECK(there != here);
    CHECK(count == 1);
}

TEST_CASE("all that one read sees is of one moment") {
    Pool pool;
    pool.store.page({customer_text("m1", kDay, "买")}, kDay);
    std::atomic<int> step{0};
    std::int64_t first = 0, second = 0;
    bool finished = false;
    REQUIRE(pool.reads->run([&](DatabaseReader& reader) -> ReaderPool::Finish {
        const auto read = read_whole<int>(reader, "read", [&](Statements& db) {
            first = db.number(0, "SELECT count(*) FROM messages");
            step = 1;
            while (step != 2) std::this_thread::yield();
            second = db.number(0, "SELECT count(*) FROM messages");
            return 1;
        });
        return [&finished, fine = read.ok()] { finished = fine; };
    }));
    while (step != 1) std::this_thread::yield();
    pool.store.page({customer_text("m2", kDay + 1, "又")}, kDay + 1);  // waits for no reader
    step = 2;
    pool.pump_until([&] { return finished; });
    CHECK(first == 1);
    CHECK(second == 1);
    CHECK(pool.store.messages(pool.store.conversation().id).size() == 2);
}

TEST_CASE("a reader cannot write, and says so instead of ending the process") {
    Pool pool;
    std::string code;
    REQUIRE(pool.reads->run([&](DatabaseReader& reader) -> ReaderPool::Finish {
        const auto read = read_whole<int>(reader, "write", [](Statements& db) {
            db("DELETE FROM messages").run();
            return 1;
        });
        // What comes after it is read as if nothing had been.
        const auto next = read_whole<std::int64_t>(
            reader, "read", [](Statements& db) { return db.number(7, "SELECT count(*) FROM messages"); });
        return [&code, read, next] { code = !read.ok() && next.ok() ? to_word(read.error().code) : "fine"; };
    }));
    pool.pump_until([&] { return !code.empty(); });
    CHECK(code == "store_read_only");
}

TEST_CASE("reads wait for their turn, too many are refused, and those after the end are dropped") {
    Pool pool;
    int done = 0;
    std::size_t taken = 0;
    // The loop does not turn meanwhile, so no thread is given its next read.
    while (pool.reads->run([&](DatabaseReader&) -> ReaderPool::Finish { return [&] { ++done; }; })) ++taken;
    CHECK(taken == kMaxWaitingReads + 2);
    CHECK_FALSE(pool.reads->idle());
    pool.pump_until([&] { return done > 10; });
    pool.reads.reset();
    const int before = done;
    pool.loop.run_for(std::chrono::milliseconds(20));
    CHECK(done == before);
}
