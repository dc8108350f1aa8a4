// Fetches what received messages refer to, soon after they arrived: a few at a time, the newest first, nobody
// starved, again after trouble for as long as WeCom keeps it. Pictures that a card names by address have
// places and threads of their own, so that a dead host holds up nobody's file. What waits is in the store, so
// a restart goes on. On the loop thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "backend/media/media_files.h"
#include "backend/media/public_picture.h"
#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"

namespace kf {

class Loop;
class MediaApi;
class Store;
class WorkerPool;

constexpr std::size_t kPublicPicturesAtOnce = 3;

struct MediaFetcherOptions {
    std::size_t parallel = 4;                                          // files at WeCom
    std::size_t parallel_public = kPublicPicturesAtOnce;               // pictures elsewhere
    int max_public_tries = 10;                                         // about two hours
    std::int64_t max_received_bytes = std::int64_t{25} * 1024 * 1024;  // more is refused
    PublicPictureRules pictures;
    Backoff retry{std::chrono::milliseconds{5'000}, std::chrono::milliseconds{30 * 60'000}, 3.0};
    std::chrono::milliseconds disk_retry{60'000};  // disk full, store failing
};

class MediaFetcher {
  public:
    using ApiOfCorp = std::function<MediaApi*(const CorpId&)>;
    // References outlive this object; `workers` look at WeCom's files, `public_workers` fetch public pictures
    // and look at those.
    MediaFetcher(Loop& loop, Store& store, const MediaFiles& files, WorkerPool& workers,
                 WorkerPool& public_workers, ApiOfCorp api, Clock clock, Jitter jitter,
                 MediaFetcherOptions options = {});
    ~MediaFetcher();
    MediaFetcher(const MediaFetcher&) = delete;

    void start();
    // Begins nothing new. What is under way ends by itself, and is fetched again after the next start.
    void stop();
    // There is something new to fetch.
    void wake();
    // Called after each file that was put into the store.
    void on_stored(std::function<void()> listener);

    [[nodiscard]] std::size_t under_way() const;
    // The last try found no room on the disk.
    [[nodiscard]] bool disk_full() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// How long WeCom keeps media (reference 9).
constexpr UnixMs kMediaLivesMs = 3 * kSecsPerDay * 1000;
// Trouble is shown as failed after so many tries, though it is tried again.
constexpr int kTriesBeforeFailed = 4;

}  // namespace kf
