// Carries out work that is due: what a DueStore keeps, by whoever knows its kind, a bounded number at once,
// again after trouble. On the loop thread.
//
// What is under way when the process ends is done again after the next start, and so is what was done while
// the store could not note it: a handler may be called again for work that it has done.
//
// The wall clock may jump, also between two runs of the process. Forwards: what has become late is done once,
// not once for each time that was missed. Backwards: nothing of a kind lies further ahead than its
// `longest_wait`; what a clock that was ahead has put there is brought back to that. It is looked at least
// every kDueLookMs.
//
// Work of a kind that nobody carries out stays where it is, and is counted.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"
#include "backend/runtime/due_store.h"
#include "backend/runtime/liveness.h"
#include "backend/runtime/loop.h"

namespace kf {

// Of all kinds together. Those that wait for a place take it in turn.
constexpr std::size_t kDueAtOnce = 16;
constexpr UnixMs kDueLookMs = 30'000;
// What has been due for longer is late: counted, not treated otherwise.
constexpr UnixMs kDueLateMs = kSecsPerMinute * 1000;

struct DueRules {
    std::size_t at_once = 1;  // of this kind; at least 1
    Backoff backoff;          // after tries that failed
    // Nobody puts off this kind of work for longer, neither by put_due() nor by an outcome; ≥ backoff.cap.
    std::chrono::milliseconds longest_wait{kSecsPerDay * 1000};
    // With NewestFirst every fourth look begins with the oldest, so that a flood of new ones starves nobody.
    DueOrder order = DueOrder::OldestFirst;
};

struct DueOutcome {
    enum class What {
        Done,    // or not to be done any more: it goes
        Again,   // a try failed: once more, after the back-off of its kind
        Later,   // it is not time yet: once more `after` from now; no try has failed
        Hold,    // nothing of this kind can be done (disk full): it and the others wait for `after`
        GiveUp,  // it goes, undone; `why` is for the log
    };
    What what = What::Done;
    std::chrono::milliseconds after{0};
    std::string why;

    [[nodiscard]] static DueOutcome done() { return {}; }
    [[nodiscard]] static DueOutcome again() { return {What::Again, {}, {}}; }
    [[nodiscard]] static DueOutcome later(std::chrono::milliseconds wait) { return {What::Later, wait, {}}; }
    [[nodiscard]] static DueOutcome hold(std::chrono::milliseconds wait) { return {What::Hold, wait, {}}; }
    [[nodiscard]] static DueOutcome give_up(std::string reason) {
        return {What::GiveUp, {}, std::move(reason)};
    }
};

// Called once with the outcome, on the loop thread, at once or later.
using DueDone = std::function<void(DueOutcome)>;
using DueHandler = std::function<void(const DueItem&, DueDone)>;

// A subject or payload that is a number; 0 where it is none.
[[nodiscard]] std::int64_t due_number(std::string_view word);

// One kind, for /metrics.
struct DueFigures {
    std::string kind;
    bool handled = false;                                    // somebody carries it out
    std::size_t kept = 0;                                    // with what is put off
    std::size_t due = 0;                                     // its time has come; with what is under way
    std::size_t late = 0;                                    // since more than kDueLateMs
    std::size_t under_way = 0;                               // being done
    std::uint64_t done = 0, failed_tries = 0, given_up = 0;  // since the start
};

class DueWork {
  public:
    // References outlive this object. Outcomes that come when it is gone are dropped: that work is done again
    // after the next start.
    DueWork(Loop& loop, DueStore& store, Clock clock, Jitter jitter, std::size_t at_once = kDueAtOnce);
    ~DueWork();
    DueWork(const DueWork&) = delete;

    // Once per kind, before start(). What `handler` refers to lives as long as the loop runs.
    void on(std::string_view kind, DueRules rules, DueHandler handler);
    void start();
    // Begins nothing new. What is under way goes on; where it does not come to an end by itself, it is as if
    // it had not been begun.
    void stop();
    // Looks soon: the clock was moved. (Of what is put the store tells by itself.)
    void wake();
    // What waits for another try, or is put off, is done now: whatever it waited for is there again.
    void hasten(std::string_view kind);

    [[nodiscard]] std::size_t under_way() const { return under_way_; }
    [[nodiscard]] std::size_t under_way(std::string_view kind) const;
    // Kinds that are carried out first, then others of which there is something.
    [[nodiscard]] std::vector<DueFigures> figures() const;

  private:
    struct Kind {
        std::string name;
        DueRules rules;
        DueHandler handler;
        std::map<std::string, std::int64_t> under_way;  // id by subject
        UnixMs held_from = 0, held_until = 0;  // both: a clock that jumps back does not hold for longer
        unsigned looks = 0;
        std::uint64_t done = 0, failed_tries = 0, given_up = 0;
    };

    void look();
    void bring_back(const Kind& kind, UnixMs now);
    void begin_due(Kind& kind, UnixMs now);
    void begin(Kind& kind, const DueItem& item);
    [[nodiscard]] UnixMs next_look(const Kind& kind, UnixMs now) const;
    [[nodiscard]] std::size_t room(const Kind& kind) const;
    void settle(Kind& kind, const DueItem& item, const DueOutcome& outcome);
    [[nodiscard]] Result<void> write(Kind& kind, const DueItem& item, const DueOutcome& outcome);
    bool stored(const Result<void>& result, std::string_view kind);

    Loop& loop_;
    DueStore& store_;
    Clock clock_;
    Jitter jitter_;
    std::size_t at_once_;
    std::vector<std::unique_ptr<Kind>> kinds_;
    std::size_t first_ = 0;  // the kind that is looked at first
    std::size_t under_way_ = 0;
    // Outcomes that the store could not take (disk full). Their work stays under way until it can, so that it
    // is not done again; lost with the process.
    std::vector<std::function<void()>> unwritten_;
    Timer timer_;
    bool running_ = false;
    bool look_posted_ = false;
    bool store_failing_ = false;
    Liveness alive_;
};

}  // namespace kf
