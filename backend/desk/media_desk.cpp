#include "backend/desk/media_desk.h"

#include <utility>

#include "backend/media/media_routes.h"
#include "backend/media/upload_routes.h"
#include "backend/runtime/loop.h"
#include "backend/storage/avatar_store.h"

namespace kf {

namespace {

MediaFetcherOptions fetcher_options(const MediaConfig& config) {
    MediaFetcherOptions options;
    options.max_received_bytes = config.max_received_bytes;
    options.pictures.allow_private_addresses = config.allow_private_addresses;
    return options;
}

AvatarFetcherOptions avatar_options(const MediaConfig& config) {
    AvatarFetcherOptions options;
    options.pictures.allow_private_addresses = config.allow_private_addresses;
    return options;
}

MediaRoomOptions room_options(const MediaConfig& config) {
    MediaRoomOptions options;
    options.max_total_bytes = config.max_total_bytes;
    return options;
}

}  // namespace

Result<std::unique_ptr<MediaDesk>> MediaDesk::create(const MediaConfig& config,
                                                     const std::string& data_folder, Loop& loop, Store& store,
                                                     DueWork& due, MediaFetcher::ApiOfCorp api,
                                                     const Clock& clock, const Jitter& jitter) {
    MediaFiles files(data_folder + "/media");
    TRY(files.open());
    return std::unique_ptr<MediaDesk>(
        new MediaDesk(config, std::move(files), loop, store, due, std::move(api), clock, jitter));
}

MediaDesk::MediaDesk(const MediaConfig& config, MediaFiles files, Loop& loop, Store& store, DueWork& due,
                     MediaFetcher::ApiOfCorp api, const Clock& clock, const Jitter& jitter)
    : loop_(loop),
      store_(store),
      clock_(clock),
      files_(std::move(files)),
      fetcher_(loop, store, files_, workers_, public_workers_, api, clock, jitter, fetcher_options(config)),
      avatars_(loop, due, avatar_store(store), files_, avatar_workers_, clock, avatar_options(config)),
      room_(loop, store, files_, workers_, clock, room_options(config)),
      outgoing_(store, files_, std::move(api), clock,
                [&loop](std::function<void()> task) { loop.post(std::move(task)); }) {
    fetcher_.on_stored([this] { room_.wake(); });
    avatars_.on_stored([this] { room_.wake(); });
}

MediaDesk::~MediaDesk() {
    finish_workers();  // tasks refer to files_
}

void MediaDesk::finish_workers() {
    workers_.finish();
    public_workers_.finish();
    avatar_workers_.finish();
}

void MediaDesk::add_routes(Router& router, const RequestIdentity& identity) {
    add_media_routes(router, {store_, files_, identity});
    add_upload_routes(router,
                      {loop_, workers_, store_, files_, identity, clock_, [this] { room_.wake(); }, {}});
}

void MediaDesk::start() {
    fetcher_.start();
    room_.start();
}

void MediaDesk::stop() {
    fetcher_.stop();
    room_.stop();
}

}  // namespace kf
