// Fetches pictures of customers from the addresses that WeCom names, so that no console asks
// anybody but us: a few at a time, apart from the files of messages, again after trouble. What waits is due
// work, so a restart goes on. On the loop thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>

#include "backend/media/media_files.h"
#include "backend/media/public_picture.h"
#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"
#include "backend/runtime/due_work.h"
#include "backend/runtime/listeners.h"
#include "backend/runtime/liveness.h"
#include "backend/storage/avatar_store.h"

namespace kf {

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
    // Carries out the work kFetchAvatar of `due`, the newest first. References live as long as the loop runs;
    // `workers` fetch and decode.
    AvatarFetcher(Loop& loop, DueWork& due, AvatarStore& store, const MediaFiles& files, WorkerPool& workers,
                  Clock clock, AvatarFetcherOptions options = {});
    AvatarFetcher(const AvatarFetcher&) = delete;

    // Called after each picture that was put into the store.
    void on_stored(std::function<void()> listener) { stored_.add(std::move(listener)); }

  private:
    void fetch(const DueItem& item, DueDone done);
    [[nodiscard]] DueOutcome ended(AvatarId avatar, int tries, const Result<KeptFile>& kept);
    [[nodiscard]] DueOutcome not_saved(AvatarId avatar, const Error& error) const;

    Loop& loop_;
    AvatarStore& store_;
    const MediaFiles& files_;
    WorkerPool& workers_;
    Clock clock_;
    AvatarFetcherOptions options_;
    Listeners<> stored_;
    Liveness alive_;
};

}  // namespace kf
