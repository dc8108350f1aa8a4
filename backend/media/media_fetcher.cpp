#include "backend/media/media_fetcher.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "backend/media/file_name.h"
#include "backend/media/media_inspection.h"
#include "backend/runtime/listeners.h"
#include "backend/runtime/liveness.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/storage/store.h"
#include "backend/wecom/media_api.h"

namespace kf {
namespace {

constexpr std::size_t kLookAt = 16;
// Every so many fetches the oldest that waits has its turn, so that a flood of new ones starves nobody.
constexpr int kOldestEvery = 4;

class FileSink final : public MediaSink {
  public:
    explicit FileSink(const MediaFiles& files) : files_(files) {}
    Result<void> write(std::string_view bytes) override { return file_->write(bytes); }
    Result<void> start_again() override {
        if (file_) return file_->start_again();
        TRY_ASSIGN(auto file, files_.begin());
        file_ = std::move(file);
        return {};
    }
    Result<KeptFile> keep() { return files_.keep(std::exchange(*file_, IncomingFile{})); }

  private:
    const MediaFiles& files_;
    std::optional<IncomingFile> file_;
};

// What is fetched from one kind of place, in places and threads of its own.
struct Lane {
    MediaSource source;
    WorkerPool& workers;
    std::size_t places;
    std::map<MediaId, ConversationId> busy;
    int picks;
};

}  // namespace

struct MediaFetcher::State {
    State(Loop& the_loop, Store& the_store, const MediaFiles& the_files, WorkerPool& the_workers,
          WorkerPool& the_public_workers, ApiOfCorp the_api, Clock the_clock, Jitter the_jitter,
          MediaFetcherOptions the_options)
        : loop(the_loop),
          store(the_store),
          files(the_files),
          wecom{MediaSource::Wecom, the_workers, the_options.parallel, {}, 0},
          web{MediaSource::Url, the_public_workers, the_options.parallel_public, {}, 0},
          api(std::move(the_api)),
          clock(std::move(the_clock)),
          jitter(std::move(the_jitter)),
          options(the_options) {}

    void wake() {
        if (!running || woken) return;
        woken = true;
        loop.post(alive.bound([this] {
            woken = false;
            fill();
        }));
    }

    void fill() {
        timer.cancel();
        const UnixMs now = clock();
        if (!running || now < held_until) return wake_at(held_until);
        std::optional<UnixMs> soonest;
        for (Lane* const lane : {&wecom, &web}) {
            while (lane->busy.size() < lane->places) {
                auto row = next(*lane, now);
                if (!row) break;
                fetch(*lane, std::move(*row));
            }
            if (lane->busy.size() >= lane->places) continue;  // the next one that ends goes on
            const auto at = store.next_media_time(lane->source);
            if (!at) continue;
            // What is under way has a time of the past.
            const UnixMs then = std::max(*at, now + (lane->busy.empty() ? 1 : 1000));
            soonest = std::min(soonest.value_or(then), then);
        }
        if (soonest) wake_at(*soonest);
    }

    void wake_at(UnixMs at) {
        if (!running) return;
        const auto delay = std::clamp<UnixMs>(at - clock(), 1, 60'000);
        timer = loop.after(std::chrono::milliseconds{delay}, [this] { fill(); });
    }

    std::optional<MediaRow> next(Lane& lane, UnixMs now) {
        std::vector<MediaId> except;
        for (const auto& [id, conversation] : lane.busy) except.push_back(id);
        const bool oldest = ++lane.picks % kOldestEvery == 0;
        auto due = store.due_media(
            now, lane.source, oldest ? MediaOrder::OldestFirst : MediaOrder::NewestFirst, except, kLookAt);
        if (due.empty()) return std::nullopt;
        const auto served = [&](const MediaRow& row) {
            return std::any_of(lane.busy.begin(), lane.busy.end(),
                               [&](const auto& entry) { return entry.second == row.conversation; });
        };
        const auto unserved = std::find_if_not(due.begin(), due.end(), served);
        return std::move(unserved == due.end() ? due.front() : *unserved);
    }

    void fetch(Lane& lane, MediaRow row) {
        lane.busy.emplace(row.media.id, row.conversation);
        auto sink = std::make_shared<FileSink>(files);
        auto done = alive.bound([this, row](const Result<MediaOutcome>& outcome) { ended(row, outcome); });
        if (row.source == MediaSource::Url) {
            lane.workers.run([&the_loop = loop, rules = options.pictures, url = row.reference,
                              kind = row.kind, sink, &the_files = files, done = std::move(done)] {
                Result<MediaOutcome> outcome = Error{};
                if (const auto fetched = fetch_public_picture(url, rules, *sink); !fetched.ok())
                    outcome = fetched.error();
                else
                    outcome = look_at(the_files, *sink, kind, "");
                the_loop.post([done, outcome = std::move(outcome)] { done(outcome); });
            });
            return;
        }
        MediaApi* const from = api(row.corp);
        if (from == nullptr) {
            loop.post([done = std::move(done)] { done(Error{ErrorCode::Gone, "nobody to fetch it from"}); });
            return;
        }
        from->download_media(row.reference, options.max_received_bytes, sink,
                             alive.bound([this, row, sink](const Result<DownloadedMedia>& result) {
                                 if (!result.ok()) return ended(row, result.error());
                                 inspect(row, sink, *result);
                             }));
    }

    void inspect(const MediaRow& row, const std::shared_ptr<FileSink>& sink,
                 const DownloadedMedia& downloaded) {
        auto done = alive.bound([this, row](const Result<MediaOutcome>& outcome) { ended(row, outcome); });
        wecom.workers.run([&the_loop = loop, &the_files = files, kind = row.kind, sink,
                           name = name_from_disposition(downloaded.content_disposition),
                           done = std::move(done)] {
            auto outcome = look_at(the_files, *sink, kind, name);
            the_loop.post([done, outcome = std::move(outcome)] { done(outcome); });
        });
    }

    static Result<MediaOutcome> look_at(const MediaFiles& files, FileSink& sink, MediaKind kind,
                                        const std::string& name) {
        TRY_ASSIGN(const auto kept, sink.keep());
        return inspect_media(files, kept, kind, name);
    }

    void ended(const MediaRow& row, const Result<MediaOutcome>& result) {
        lane_of(row).busy.erase(row.media.id);
        const UnixMs now = clock();
        MediaOutcome outcome = result.ok() ? *result : trouble(row, result.error(), now);
        // Making room may just have removed a file that was the same as one of these.
        for (const auto* file : {&outcome.file, &outcome.thumb, &outcome.sound})
            if (*file && !files.has((*file)->sha256)) outcome = again(row, ErrorCode::Unreachable, now);
        if (const auto saved = store.media_outcome(row.media.id, outcome, now); !saved.ok()) {
            log_error_of("media.not_saved", saved.error(), {{"media", row.media.id}});
            held_until = now + options.disk_retry.count();
        }
        if (result.ok()) full = false;
        if (outcome.file) stored.tell();
        wake();
    }

    MediaOutcome trouble(const MediaRow& row, const Error& error, UnixMs now) {
        if (!running) return again(row, ErrorCode::Unreachable, now);
        log_warn_of("media.not_fetched", error, {{"media", row.media.id}, {"tries", row.tries + 1}});
        MediaOutcome outcome;
        const bool web_picture = row.source == MediaSource::Url;
        if (error.code == ErrorCode::TooLarge || error.code == ErrorCode::RefusedAddress) {
            outcome.state = MediaState::Refused;
            outcome.problem = error.code;
        } else if (web_picture && (error.code == ErrorCode::Gone || error.code == ErrorCode::RefusedByHost)) {
            outcome.state = MediaState::Failed;
            outcome.problem = error.code;
        } else if (error.code == ErrorCode::Gone ||
                   (error.code == ErrorCode::Wecom && (error.number == 40007 || error.number == 40145))) {
            outcome.state = MediaState::Failed;
            outcome.problem = ErrorCode::Expired;
        } else if (error.code == ErrorCode::DiskFull || error.code == ErrorCode::MediaFolderFailed) {
            if (!full) log_error_of("media.disk_full", error);
            full = true;
            // Others would fail as well.
            held_until = now + options.disk_retry.count();
            outcome.state = MediaState::Waiting;
            outcome.next_try_at = held_until;
        } else {
            return again(row,
                         error.code == ErrorCode::Wecom ? ErrorCode::RefusedByWecom : ErrorCode::Unreachable,
                         now);
        }
        return outcome;
    }

    MediaOutcome again(const MediaRow& row, ErrorCode problem, UnixMs now) {
        MediaOutcome outcome;
        outcome.next_try_at = now + options.retry.delay(row.tries + 1, jitter).count();
        const bool visible = row.tries + 1 >= kTriesBeforeFailed || row.media.state == MediaState::Failed;
        outcome.state = visible ? MediaState::Failed : MediaState::Waiting;
        outcome.problem = problem;
        if (row.source == MediaSource::Url) {
            if (row.tries + 1 < options.max_public_tries) return outcome;
            outcome.state = MediaState::Failed;
            outcome.next_try_at = 0;
        } else if (outcome.next_try_at >= row.created + kMediaLivesMs) {
            outcome.state = MediaState::Failed;
            outcome.problem = ErrorCode::Expired;
            outcome.next_try_at = 0;
        }
        return outcome;
    }

    Lane& lane_of(const MediaRow& row) { return row.source == MediaSource::Url ? web : wecom; }

    Loop& loop;
    Store& store;
    const MediaFiles& files;
    Lane wecom, web;
    ApiOfCorp api;
    Clock clock;
    Jitter jitter;
    MediaFetcherOptions options;
    Listeners<> stored;
    Timer timer;
    UnixMs held_until = 0;
    bool running = false;
    bool woken = false;
    bool full = false;
    Liveness alive;
};

MediaFetcher::MediaFetcher(Loop& loop, Store& store, const MediaFiles& files, WorkerPool& workers,
                           WorkerPool& public_workers, ApiOfCorp api, Clock clock, Jitter jitter,
                           MediaFetcherOptions options)
    : state_(std::make_unique<State>(loop, store, files, workers, public_workers, std::move(api),
                                     std::move(clock), std::move(jitter), options)) {}

MediaFetcher::~MediaFetcher() {
    stop();
}

void MediaFetcher::start() {
    state_->running = true;
    state_->store.on_media_waiting(state_->alive.bound([state = state_.get()] { state->wake(); }));
    state_->wake();
}

void MediaFetcher::stop() {
    state_->running = false;
    state_->timer.cancel();
}

void MediaFetcher::wake() {
    state_->wake();
}

void MediaFetcher::on_stored(std::function<void()> listener) {
    state_->stored.add(std::move(listener));
}

std::size_t MediaFetcher::under_way() const {
    return state_->wecom.busy.size() + state_->web.busy.size();
}

bool MediaFetcher::disk_full() const {
    return state_->full;
}

}  // namespace kf
