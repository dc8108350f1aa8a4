// The parts that deal with files, together: content store, fetcher, room, WeCom's ids for what we send.
#pragma once

#include <memory>
#include <string>

#include "backend/desk/desk_config.h"
#include "backend/media/avatar_fetcher.h"
#include "backend/media/media_fetcher.h"
#include "backend/media/media_files.h"
#include "backend/media/media_room.h"
#include "backend/media/outgoing_media.h"
#include "backend/runtime/worker_pool.h"

namespace kf {

class RequestIdentity;
class Router;

class MediaDesk {
  public:
    // Error: the folder below `data_folder` cannot be made.
    [[nodiscard]] static Result<std::unique_ptr<MediaDesk>> create(const MediaConfig& config,
                                                                   const std::string& data_folder, Loop& loop,
                                                                   Store& store, DueWork& due,
                                                                   MediaFetcher::ApiOfCorp api,
                                                                   const Clock& clock, const Jitter& jitter);
    ~MediaDesk();

    void add_routes(Router& router, const RequestIdentity& identity);
    void start();
    // Nothing new begins.
    void stop();
    // Waits for the threads. From any thread, after stop().
    void finish_workers();

    MediaKeeper& keeper() { return outgoing_; }
    [[nodiscard]] bool disk_full() const { return fetcher_.disk_full(); }

  private:
    MediaDesk(const MediaConfig& config, MediaFiles files, Loop& loop, Store& store, DueWork& due,
              MediaFetcher::ApiOfCorp api, const Clock& clock, const Jitter& jitter);

    Loop& loop_;
    Store& store_;
    Clock clock_;
    MediaFiles files_;
    // Decoding of pictures and voices, hashes, pieces of uploads: seconds at worst, so apart from everybody
    // else's.
    WorkerPool workers_{3};
    // Hosts of cards' pictures and of avatars may be slow or dead: messages' files and uploads do not wait
    // for them, nor one kind for the other.
    WorkerPool public_workers_{kPublicPicturesAtOnce};
    WorkerPool avatar_workers_{kAvatarsAtOnce};
    MediaFetcher fetcher_;
    AvatarFetcher avatars_;
    MediaRoom room_;
    OutgoingMedia outgoing_;
};

}  // namespace kf
