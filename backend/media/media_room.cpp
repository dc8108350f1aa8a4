#include "backend/media/media_room.h"

#include <string>
#include <utility>
#include <vector>

#include "backend/media/media_files.h"
#include "backend/runtime/liveness.h"
#include "backend/runtime/log.h"
#include "backend/runtime/worker_pool.h"
#include "backend/storage/store.h"

namespace kf {
namespace {

constexpr std::size_t kDropAtOnce = 20;
constexpr int kParts = 256;
constexpr std::chrono::milliseconds kSettle{500};

}  // namespace

struct MediaRoom::State {
    State(Loop& the_loop, Store& the_store, const MediaFiles& the_files, WorkerPool& the_workers,
          Clock the_clock, MediaRoomOptions the_options)
        : loop(the_loop),
          store(the_store),
          files(the_files),
          workers(the_workers),
          clock(std::move(the_clock)),
          options(the_options) {}

    void look() {
        if (!running) return;
        const UnixMs now = clock();
        const auto old = store.drop_old_uploads(now - options.unfinished_upload_ms,
                                                now - options.unused_upload_ms, kDropAtOnce, now);
        if (old.ok())
            for (const auto& id : *old) files.drop_upload(id);
        make_room();
        look_timer = loop.after(options.look_every, [this] { look(); });
    }

    // One step; more follow while there is more to do.
    void make_room() {
        if (!running) return;
        const UnixMs now = clock();
        bool more = remove(store.drop_unused_files(kDropAtOnce, now));
        const auto total = store.media_totals().bytes;
        if (total > options.max_total_bytes) {
            // A little more than needed, so that it does not begin anew with the next picture.
            const auto wanted = total - options.max_total_bytes + options.max_total_bytes / 50;
            const auto dropped = store.drop_oldest_media(wanted, kDropAtOnce, now);
            if (dropped.ok() && !dropped->empty())
                log_info("media.oldest_dropped", {{"files", dropped->size()}, {"bytes_held", total}});
            more = remove(dropped) || more;
        }
        if (more) room_timer = loop.after(options.pause, [this] { make_room(); });
    }

    bool remove(const Result<std::vector<StoredFile>>& gone) {
        if (!gone.ok()) {
            log_warn_of("media.no_room_made", gone.error());
            return false;
        }
        for (const auto& file : *gone) files.remove(file.sha256);
        return !gone->empty();
    }

    // Files that a process which was killed had put in place and not told the store of.
    void sweep(int part) {
        if (!running || part >= kParts) return;
        auto found = alive.bound([this, part](const std::vector<std::string>& names) {
            if (!running) return;
            if (part < 0)
                sweep_uploads(names);
            else
                for (const auto& name : store.unknown_files(names)) files.remove(name);
            sweep_timer = loop.after(options.pause, [this, part] { sweep(part + 1); });
        });
        workers.run(
            [&the_loop = loop, &the_files = files, part, before = started_secs, found = std::move(found)] {
                auto names = part < 0 ? the_files.uploads() : the_files.names_in(part, before);
                the_loop.post([found, names = std::move(names)] { found(names); });
            });
    }

    void sweep_uploads(const std::vector<std::string>& ids) {
        for (const auto& id : ids)
            if (const auto row = store.find_upload(id); !row || !row->media.empty()) files.drop_upload(id);
    }

    Loop& loop;
    Store& store;
    const MediaFiles& files;
    WorkerPool& workers;
    Clock clock;
    MediaRoomOptions options;
    Timer look_timer, room_timer, sweep_timer;
    std::int64_t started_secs = 0;
    bool running = false;
    Liveness alive;
};

MediaRoom::MediaRoom(Loop& loop, Store& store, const MediaFiles& files, WorkerPool& workers, Clock clock,
                     MediaRoomOptions options)
    : state_(std::make_unique<State>(loop, store, files, workers, std::move(clock), options)) {}

MediaRoom::~MediaRoom() {
    stop();
}

void MediaRoom::start() {
    state_->running = true;
    // The machine's own time, as files have it.
    state_->started_secs = to_secs(system_clock()());
    state_->look_timer = state_->loop.after(kSettle, [state = state_.get()] { state->look(); });
    state_->sweep(-1);
}

void MediaRoom::stop() {
    state_->running = false;
    for (auto* timer : {&state_->look_timer, &state_->room_timer, &state_->sweep_timer}) timer->cancel();
}

void MediaRoom::wake() {
    if (!state_->running) return;
    state_->room_timer = state_->loop.after(kSettle, [state = state_.get()] { state->make_room(); });
}

}  // namespace kf
