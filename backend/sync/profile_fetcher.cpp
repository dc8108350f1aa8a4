#include "backend/sync/profile_fetcher.h"

#include <utility>

#include "backend/runtime/log.h"
#include "backend/storage/store.h"
#include "backend/wecom/wecom_api.h"
#include "shared/kf/error_codes.h"

namespace kf {
namespace {

constexpr Backoff kFailed{std::chrono::milliseconds{2'000}, std::chrono::milliseconds{600'000}};
constexpr int kMaxFailures = 8;

}  // namespace

ProfileFetcher::ProfileFetcher(Loop& loop, Store& store, WecomApi& api, Clock clock, Jitter jitter,
                               CorpId corp, std::chrono::milliseconds delay)
    : loop_(loop),
      store_(store),
      api_(api),
      clock_(std::move(clock)),
      jitter_(std::move(jitter)),
      corp_(std::move(corp)),
      delay_(delay) {}

void ProfileFetcher::want(const std::vector<CustomerId>& ids) {
    for (const auto& id : ids) {
        if (id.empty() || waiting_.size() >= kMaxWaiting || !known_.insert(id).second) continue;
        waiting_.push_back(id);
    }
    if (waiting_.empty() || asking_ || armed_ || stopped_) return;
    armed_ = true;
    timer_ = loop_.after(delay_, [this] { ask(); });
}

void ProfileFetcher::stop() {
    stopped_ = true;
    timer_.cancel();
}

void ProfileFetcher::ask() {
    armed_ = false;
    if (waiting_.empty() || asking_ || stopped_) return;
    std::vector<CustomerId> ids;
    while (!waiting_.empty() && ids.size() < kPerCall) {
        known_.erase(waiting_.front());
        ids.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    asking_ = true;
    api_.get_customers(ids, alive_.bound([this, ids](const Result<std::vector<CustomerProfile>>& profiles) {
        answered(ids, profiles);
    }));
}

void ProfileFetcher::answered(const std::vector<CustomerId>& asked,
                              const Result<std::vector<CustomerProfile>>& profiles) {
    asking_ = false;
    auto written = profiles.ok() ? store_.save_customers(corp_, profiles.value(), clock_())
                                 : Result<void>(profiles.error());
    if (written.ok()) {
        failures_ = 0;
        want({});
        return;
    }
    const auto& error = written.error();
    if (failures_ == 0)
        log_warn_of("sync.profiles_failed", error, {{"corp", corp_}, {"count", asked.size()}});
    // What an administrator must change does not change by asking: those customers stay nameless until they
    // write again.
    const auto reaction =
        error.code == ErrorCode::Wecom ? error_rule(error.number).reaction : Reaction::Retry;
    const bool hopeless = reaction == Reaction::TellAdmin || reaction == Reaction::Bug;
    if (++failures_ > kMaxFailures) failures_ = kMaxFailures;
    if (!hopeless && failures_ < kMaxFailures) {
        for (const auto& id : asked) {
            if (waiting_.size() < kMaxWaiting && known_.insert(id).second) waiting_.push_back(id);
        }
    }
    if (waiting_.empty() || stopped_) return;
    armed_ = true;
    timer_ = loop_.after(kFailed.delay(failures_, jitter_), [this] { ask(); });
}

}  // namespace kf
