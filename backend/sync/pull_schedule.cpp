#include "backend/sync/pull_schedule.h"

#include <algorithm>

namespace kf {

void PullSchedule::want(const AccountId& account, PullReason reason) {
    if (in_news_.contains(account)) return;
    if (reason == PullReason::News) {
        if (in_polls_.erase(account) > 0) std::erase(polls_, account);
        in_news_.insert(account);
        news_.push_back(account);
    } else if (in_polls_.insert(account).second) {
        polls_.push_back(account);
    }
}

void PullSchedule::forget(const AccountId& account) {
    if (in_news_.erase(account) > 0) std::erase(news_, account);
    if (in_polls_.erase(account) > 0) std::erase(polls_, account);
}

std::optional<AccountId> PullSchedule::take(std::deque<AccountId>& queue, std::set<AccountId>& members) {
    // One that is running stays in line for its next turn.
    const auto found = std::find_if(queue.begin(), queue.end(),
                                    [this](const AccountId& id) { return !running_.contains(id); });
    if (found == queue.end()) return std::nullopt;
    AccountId account = *found;
    queue.erase(found);
    members.erase(account);
    return account;
}

std::optional<AccountId> PullSchedule::next() {
    if (running_.size() >= parallel_) return std::nullopt;
    const bool polls_first = news_in_a_row_ >= kNewsPerPoll;
    std::optional<AccountId> account;
    if (!polls_first) account = take(news_, in_news_);
    const bool is_news = account.has_value();
    if (!account) account = take(polls_, in_polls_);
    if (!account && polls_first) account = take(news_, in_news_);
    if (!account) return std::nullopt;
    news_in_a_row_ = is_news ? news_in_a_row_ + 1 : 0;
    running_.insert(*account);
    return account;
}

void PullSchedule::finished(const AccountId& account) {
    running_.erase(account);
}

}  // namespace kf
