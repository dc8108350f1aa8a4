// Keeps the content store within its bounds: the oldest files go when there are too many bytes, files that no
// row names go, uploads that nobody finishes go. On the loop thread; reading of folders in a worker thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>

#include "backend/runtime/clock.h"
#include "backend/runtime/loop.h"
#include "shared/base/time.h"

namespace kf {

class MediaFiles;
class Store;
class WorkerPool;

struct MediaRoomOptions {
    std::int64_t max_total_bytes = std::int64_t{20} * 1000 * 1000 * 1000;
    std::chrono::milliseconds look_every{10 * 60'000};
    std::chrono::milliseconds pause{50};  // between two steps of what takes several
    UnixMs unfinished_upload_ms = kSecsPerDay * 1000;
    UnixMs unused_upload_ms = 7 * kSecsPerDay * 1000;
};

class MediaRoom {
  public:
    // References outlive this object.
    MediaRoom(Loop& loop, Store& store, const MediaFiles& files, WorkerPool& workers, Clock clock,
              MediaRoomOptions options = {});
    ~MediaRoom();
    MediaRoom(const MediaRoom&) = delete;

    void start();
    void stop();
    // Something was stored: looks whether it is too much, soon.
    void wake();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace kf
