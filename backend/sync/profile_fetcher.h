// Fetches names and avatars of customers who just appeared: collected for a moment, then asked for together
// (reference 8.2: ≤ 100 ids, only within 48 hours of activity).
#pragma once

#include <chrono>
#include <deque>
#include <set>
#include <vector>

#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"
#include "backend/runtime/liveness.h"
#include "backend/runtime/loop.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/customers/customer.h"

namespace kf {

class Store;
class WecomApi;

class ProfileFetcher {
  public:
    ProfileFetcher(Loop& loop, Store& store, WecomApi& api, Clock clock, Jitter jitter, CorpId corp,
                   std::chrono::milliseconds delay);

    // Ids that are waiting already are not asked for twice. Beyond kMaxWaiting they are dropped: the customer
    // is shown without a name until the next message.
    void want(const std::vector<CustomerId>& ids);

    void stop();
    [[nodiscard]] bool busy() const { return asking_; }

    static constexpr std::size_t kPerCall = 100;
    static constexpr std::size_t kMaxWaiting = 10'000;

  private:
    void ask();
    void answered(const std::vector<CustomerId>& asked, const Result<std::vector<CustomerProfile>>& profiles);

    Loop& loop_;
    Store& store_;
    WecomApi& api_;
    Clock clock_;
    Jitter jitter_;
    CorpId corp_;
    std::chrono::milliseconds delay_;
    std::deque<CustomerId> waiting_;
    std::set<CustomerId> known_;  // in waiting_
    bool asking_ = false;
    bool armed_ = false;
    bool stopped_ = false;
    int failures_ = 0;
    Timer timer_;
    Liveness alive_;
};

}  // namespace kf
