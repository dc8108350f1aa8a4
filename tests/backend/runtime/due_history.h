// Random histories of due work over any store: what is put at random times, carried out by a process that is
// killed now and then, while the wall clock jumps in both directions. Whatever happens, nothing is lost,
// nothing is done twice that was noted as done, and never more at once than the rules say.
#pragma once

#include <doctest/doctest.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backend/runtime/due_work.h"
#include "backend/runtime/loop.h"

namespace kf::test {

// Runs what is posted, and what that posts, a few turns; timers are not waited for.
inline void run_posted(Loop& loop, int turns = 4) {
    for (int turn = 0; turn < turns; ++turn) {
        loop.post([&loop] { loop.stop(); });
        loop.run_for(std::chrono::milliseconds(10'000));
    }
}

class DueHistory {
  public:
    // `reopen` yields the store as the next process finds it.
    DueHistory(unsigned seed, std::function<DueStore&()> reopen) : random_(seed), reopen_(std::move(reopen)) {
        begin_process();
    }

    void run(int steps) {
        for (int step = 0; step < steps; ++step) {
            act();
            pump();
        }
        finish();
    }

  private:
    static constexpr std::size_t kAtOnce = 5;
    static constexpr UnixMs kLongestMs = 3'600'000;
    struct Rules {
        const char* kind;
        std::size_t at_once;
        DueOrder order;
    };
    static constexpr Rules kKinds[] = {{"one", 1, DueOrder::OldestFirst},
                                       {"three", 3, DueOrder::NewestFirst},
                                       {"many", 9, DueOrder::OldestFirst}};
    struct Begun {
        DueItem item;
        DueDone done;
    };

    int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

    void begin_process() {
        store_ = &reopen_();
        work_ = std::make_unique<DueWork>(
            loop_, *store_, [this] { return now_; }, [this] { return pick(100) / 100.0; }, kAtOnce);
        for (const Rules& rules : kKinds) {
            DueRules given;
            given.at_once = rules.at_once;
            given.order = rules.order;
            given.backoff = {std::chrono::milliseconds{1000}, std::chrono::milliseconds{600'000}};
            given.longest_wait = std::chrono::milliseconds{kLongestMs};
            work_->on(rules.kind, given, [this](const DueItem& item, DueDone done) {
                CHECK(item.at <= now_);
                begun_.push_back({item, std::move(done)});
                check_bounds();
                // Some are done before the call returns.
                if (!finishing_ && pick(4) == 0) answer(begun_.size() - 1);
            });
        }
        work_->start();
    }

    void check_bounds() {
        CHECK(begun_.size() <= kAtOnce);
        std::map<std::string, std::size_t> of_kind;
        std::set<std::pair<std::string, std::string>> subjects;
        for (const Begun& begun : begun_) {
            ++of_kind[begun.item.kind];
            CHECK(subjects.emplace(begun.item.kind, begun.item.subject).second);
        }
        for (const Rules& rules : kKinds) CHECK(of_kind[rules.kind] <= rules.at_once);
    }

    void pump() {
        work_->wake();
        run_posted(loop_, 3);
    }

    void put() {
        DueItem item;
        item.kind = kKinds[pick(3)].kind;
        item.subject = std::to_string(++last_subject_);
        item.at = now_ + pick(static_cast<int>(kLongestMs));
        REQUIRE(store_->put_due(item).ok());
        times_done_[item.subject] = 0;
    }

    void answer(std::size_t index) {
        Begun begun = std::move(begun_[index]);
        begun_.erase(begun_.begin() + static_cast<std::ptrdiff_t>(index));
        const int how = finishing_ ? 0 : pick(8);
        if (how == 1) return begun.done(DueOutcome::again());
        if (how == 2) return begun.done(DueOutcome::later(std::chrono::milliseconds{pick(100'000)}));
        if (how == 3) return begun.done(DueOutcome::hold(std::chrono::milliseconds{pick(10'000)}));
        ++times_done_[begun.item.subject];
        begun.done(DueOutcome::done());
    }

    void kill() {
        work_.reset();
        // What comes later from the killed process' tries means nothing any more.
        auto late = std::exchange(begun_, {});
        begin_process();
        for (Begun& begun : late)
            if (pick(2) == 0) begun.done(DueOutcome::done());
    }

    void act() {
        switch (pick(12)) {
            case 0:
            case 1:
            case 2:
            case 3:
                return put();
            case 4:
            case 5:
            case 6:
            case 7:
                if (!begun_.empty()) answer(static_cast<std::size_t>(pick(static_cast<int>(begun_.size()))));
                return;
            case 8:
            case 9:
                now_ += pick(900'000);
                return;
            case 10:
                now_ += pick(3) == 0 ? (pick(2) == 0 ? 1 : -1) * UnixMs{pick(1'000'000'000)} : 0;
                return;
            default:
                if (pick(3) == 0) kill();
                return;
        }
    }

    void answer_all() {
        do {
            while (!begun_.empty()) answer(begun_.size() - 1);
            pump();
        } while (!begun_.empty());
    }

    // However the clock was set, all that is left is done within the longest wait.
    void finish() {
        finishing_ = true;
        pump();
        answer_all();
        now_ += kLongestMs;
        pump();
        answer_all();
        CHECK(store_->count_due(now_, now_).empty());
        for (const auto& entry : times_done_) {
            CAPTURE(entry.first);
            CHECK(entry.second == 1);
        }
        CHECK(work_->under_way() == 0);
    }

    std::mt19937 random_;
    std::function<DueStore&()> reopen_;
    Loop loop_;
    DueStore* store_ = nullptr;
    std::unique_ptr<DueWork> work_;
    std::vector<Begun> begun_;
    std::map<std::string, int> times_done_;
    UnixMs now_ = 1'800'000'000'000;
    int last_subject_ = 0;
    bool finishing_ = false;
};

}  // namespace kf::test
