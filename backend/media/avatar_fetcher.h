// Fetches pictures of customers from the addresses that WeCom names, so that no console asks
// anybody but us: a few at a time, apart from the files of messages, again after trouble. What waits is in
// the store, so a restart goes on. On the loop thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>

#include "backend/media/media_files.h"
#include "backend/media/public_picture.h"
#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"

namespace kf {

class AvatarStore;
class Loop;
class WorkerPool;

constexpr std::size_t kAvatarsAtOnce = 3;

struct AvatarFetcherOptions {
    std::size_t parallel = kAvatarsAtOnce;
    PublicPictureRules pictures;
    Backoff retry{std::chrono::milliseconds{10'000}, std::chrono::milliseconds{6 * 3'600'000}, 4.0};
    int max_tries = 8;                             // about half a day
    std::chrono::milliseconds disk_retry{60'000};  // disk full, store failing
};

class AvatarFetcher {
  public:
    // References outlive this object; `workers` fetch and decode.
    AvatarFetcher(Loop& loop, AvatarStore& store, const MediaFiles& files, WorkerPool& workers, Clock clock,
                  Jitter jitter, AvatarFetcherOptions options = {});
    ~AvatarFetcher();
    AvatarFetcher(const AvatarFetcher&) = delete;

    void start();
    // Begins nothing new. What is under way ends by itself, and is fetched again after the next start.
    void stop();
    // Looks at once whether there is something to fetch.
    void wake();
    // Called after each picture that was put into the store.
    void on_stored(std::function<void()> listener);
    [[nodiscard]] std::size_t under_way() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace kf
