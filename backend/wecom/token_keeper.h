// The access token of one app: fetched once for everybody, refreshed ahead of expiry, never fetched in a loop
// (reference 1.2, 1.4). On the loop thread; how it is fetched is passed in.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"
#include "shared/base/result.h"

namespace kf {

class WecomHealth;

struct AccessToken {
    std::string value;
    std::uint64_t generation = 0;  // grows with each token; tells an old token's expiry from the new one's
};

struct FetchedToken {
    std::string value;
    std::int64_t expires_in_secs = 0;
};

struct TokenTiming {
    std::chrono::milliseconds refresh_ahead{5 * 60'000};  // or a quarter of the token's life if shorter
    std::chrono::milliseconds refused_probe{10 * 60'000};
    std::chrono::milliseconds other_probe{60'000};   // refused for another reason than the secret
    std::chrono::milliseconds limited{60 * 60'000};  // 45009: the ban lasts an hour
    Backoff busy{std::chrono::milliseconds{500}, std::chrono::milliseconds{8'000}};  // -1, at most 3 times
    Backoff unreachable{std::chrono::milliseconds{500}, std::chrono::milliseconds{30'000}};
    Backoff useless{std::chrono::milliseconds{2'000}, std::chrono::milliseconds{300'000}};
};

class TokenKeeper {
  public:
    using Answer = std::function<void(Result<AccessToken>)>;
    using Fetched = std::function<void(Result<FetchedToken>)>;
    using Fetch = std::function<void(Fetched)>;  // answers later, on the loop thread
    using Later = std::function<void(std::chrono::milliseconds, std::function<void()>)>;

    TokenKeeper(Fetch fetch, Later later, Clock clock, Jitter jitter, WecomHealth& health,
                TokenTiming timing);

    // At once when there is a token, else when the one fetch that is under way has ended. Errors:
    // "token_refused" (number = errcode), "unreachable" (nothing was asked of WeCom in the caller's name),
    // "wecom" with -1, 45009 or 40014 in number: blocked for a while.
    void get(Answer answer);

    // WeCom said that the token of this generation is no good. Without effect when there is a newer one.
    void invalidate(std::uint64_t generation);
    // A call with this token went through.
    void worked(std::uint64_t generation);

    // Forgets why and until when fetching was blocked.
    void retry_now();

    // The token's value, for scrubbing it from texts; may be empty.
    [[nodiscard]] const std::string& value() const { return token_.value; }

  private:
    void start_fetch();
    void fetched(const Result<FetchedToken>& result);
    void fail(Error error, std::chrono::milliseconds block);
    void answer_all(const Result<AccessToken>& result);
    [[nodiscard]] bool blocked(UnixMs now) const;

    Fetch fetch_;
    Later later_;
    Clock clock_;
    Jitter jitter_;
    WecomHealth& health_;
    TokenTiming timing_;

    AccessToken token_;
    bool have_ = false;
    UnixMs expires_at_ = 0;
    UnixMs refresh_at_ = 0;

    bool fetching_ = false;
    int busy_ = 0;
    int unreachable_ = 0;
    int useless_ = 0;  // tokens in a row that were refused before any call went through with them
    bool worked_ = false;
    UnixMs blocked_from_ = 0;
    UnixMs blocked_until_ = 0;
    Error blocked_by_;
    std::vector<Answer> waiting_;
};

}  // namespace kf
