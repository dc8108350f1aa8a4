#include "backend/wecom/token_keeper.h"

#include <algorithm>
#include <utility>

#include "backend/runtime/log.h"
#include "backend/wecom/wecom_health.h"
#include "shared/kf/error_codes.h"

namespace kf {
namespace {

// The pair of corp id and secret itself is wrong: trying again soon only brings the ban nearer.
bool is_about_secret(int errcode) {
    return errcode == 40001 || errcode == 40013 || errcode == 40091 || errcode == 41002 || errcode == 41004;
}

}  // namespace

TokenKeeper::TokenKeeper(Fetch fetch, Later later, Clock clock, Jitter jitter, WecomHealth& health,
                         TokenTiming timing)
    : fetch_(std::move(fetch)),
      later_(std::move(later)),
      clock_(std::move(clock)),
      jitter_(std::move(jitter)),
      health_(health),
      timing_(timing) {}

bool TokenKeeper::blocked(UnixMs now) const {
    // A clock that jumped back must not prolong the block.
    return now < blocked_until_ && now >= blocked_from_;
}

void TokenKeeper::get(Answer answer) {
    const UnixMs now = clock_();
    if (have_ && now < expires_at_) {
        answer(token_);
        if (now >= refresh_at_ && !fetching_ && !blocked(now)) start_fetch();
        return;
    }
    if (fetching_) {
        waiting_.push_back(std::move(answer));
        return;
    }
    if (blocked(now)) {
        answer(blocked_by_);
        return;
    }
    waiting_.push_back(std::move(answer));
    start_fetch();
}

void TokenKeeper::invalidate(std::uint64_t generation) {
    if (!have_ || generation != token_.generation) return;
    have_ = false;
    if (worked_) {
        useless_ = 0;
        return;
    }
    // gettoken may hand out the same bad token again; asking for it at every call would end in a ban.
    if (++useless_ < 2) return;
    const UnixMs now = clock_();
    blocked_from_ = now;
    blocked_until_ = now + timing_.useless.delay(useless_ - 1, jitter_).count();
    blocked_by_ = Error{.code = ErrorCode::Wecom,
                        .message = "WeCom refuses the access tokens that it hands out; waiting a little",
                        .number = 40014};
}

void TokenKeeper::worked(std::uint64_t generation) {
    if (generation == token_.generation) {
        worked_ = true;
        useless_ = 0;
    }
}

void TokenKeeper::retry_now() {
    blocked_until_ = 0;
    unreachable_ = 0;
    useless_ = 0;
}

void TokenKeeper::start_fetch() {
    fetching_ = true;
    fetch_([this](Result<FetchedToken> result) { fetched(result); });
}

void TokenKeeper::fetched(const Result<FetchedToken>& result) {
    const UnixMs now = clock_();
    if (result.ok()) {
        fetching_ = false;
        busy_ = unreachable_ = 0;
        blocked_until_ = 0;
        token_ = AccessToken{result->value, token_.generation + 1};
        have_ = true;
        worked_ = false;
        const UnixMs life = std::max<UnixMs>(1, result->expires_in_secs) * 1000;
        expires_at_ = now + life;
        refresh_at_ = expires_at_ - std::min<UnixMs>(timing_.refresh_ahead.count(), life / 4);
        health_.token_valid();
        log_info("wecom.token_fetched",
                 {{"corp", health_.corp()}, {"expires_in_secs", result->expires_in_secs}});
        answer_all(token_);
        return;
    }
    const Error& error = result.error();
    if (error.code != ErrorCode::Wecom) {
        // Nothing was asked in the callers' name, whatever became of gettoken itself.
        fail({.code = ErrorCode::Unreachable, .message = error.message},
             timing_.unreachable.delay(++unreachable_, jitter_));
        return;
    }
    if (error.number == -1 && busy_ < kMaxBusyRetries) {
        later_(timing_.busy.delay(++busy_, jitter_),
               [this] { fetch_([this](Result<FetchedToken> again) { fetched(again); }); });
        return;
    }
    // Busy, too many at once, a write conflict: nothing is wrong with the secret, and it is over in seconds.
    if (error.number != kTooManyCalls && error_rule(error.number).reaction == Reaction::Retry) {
        fail(error, timing_.unreachable.delay(++unreachable_, jitter_));
        return;
    }
    health_.token_refused(error.number, now);
    log_error_of("wecom.token_refused", error, {{"corp", health_.corp()}});
    if (error.number == kTooManyCalls) {
        fail(error, timing_.limited);
        return;
    }
    fail({.code = ErrorCode::TokenRefused, .message = error.message, .number = error.number},
         is_about_secret(error.number) ? timing_.refused_probe : timing_.other_probe);
}

void TokenKeeper::fail(Error error, std::chrono::milliseconds block) {
    fetching_ = false;
    busy_ = 0;
    blocked_from_ = clock_();
    blocked_until_ = blocked_from_ + block.count();
    blocked_by_ = std::move(error);
    // A refresh ahead of time that failed leaves the old token in use until it expires.
    answer_all(have_ && blocked_from_ < expires_at_ ? Result<AccessToken>(token_)
                                                    : Result<AccessToken>(blocked_by_));
}

void TokenKeeper::answer_all(const Result<AccessToken>& result) {
    auto waiting = std::exchange(waiting_, {});
    for (auto& answer : waiting) answer(result);
}

}  // namespace kf
