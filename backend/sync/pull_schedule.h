// Who is pulled next: accounts with news before those that are only polled, each in the order in which they
// asked, a bounded number at a time. Pure; no clock, no I/O.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <set>

#include "shared/base/ids.h"

namespace kf {

enum class PullReason { News, Poll };

class PullSchedule {
  public:
    explicit PullSchedule(std::size_t parallel) : parallel_(parallel) {}

    // Asking again changes nothing, except that news moves a polled account forward. An account that is being
    // pulled right now may ask for its next turn.
    void want(const AccountId& account, PullReason reason);
    void forget(const AccountId& account);

    // The next account, when a slot is free; it is running until finished().
    [[nodiscard]] std::optional<AccountId> next();
    void finished(const AccountId& account);

    [[nodiscard]] bool running(const AccountId& account) const { return running_.contains(account); }
    [[nodiscard]] std::size_t running() const { return running_.size(); }

  private:
    [[nodiscard]] std::optional<AccountId> take(std::deque<AccountId>& queue, std::set<AccountId>& members);

    // So that a flood of news does not keep the others from ever being polled.
    static constexpr int kNewsPerPoll = 8;

    std::size_t parallel_;
    std::deque<AccountId> news_, polls_;  // ≤ one entry per account each
    std::set<AccountId> in_news_, in_polls_;
    std::set<AccountId> running_;
    int news_in_a_row_ = 0;
};

}  // namespace kf
