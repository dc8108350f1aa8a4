#include "backend/media/avatar_fetcher.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "backend/media/media_type.h"
#include "backend/media/picture.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/storage/avatar_store.h"

namespace kf {
namespace {

class MemorySink final : public MediaSink {
  public:
    Result<void> write(std::string_view bytes) override {
        bytes_.append(bytes);
        return {};
    }
    Result<void> start_again() override {
        bytes_.clear();
        return {};
    }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

  private:
    std::string bytes_;
};

// In a worker thread.
Result<KeptFile> fetch_avatar(const std::string& url, const PublicPictureRules& rules,
                              const MediaFiles& files) {
    MemorySink sink;
    TRY(fetch_public_picture(url, rules, sink));
    // What the host calls it does not count.
    TRY_ASSIGN(const auto small, make_avatar_picture(sink.bytes(), type_of_content(sink.bytes())));
    return files.keep_text(small);
}

// Trouble of the address or of what is there: the same tomorrow.
bool is_final(const Error& error) {
    for (const char* code :
         {"gone", "refused_address", "refused_by_host", "too_large", "too_large_picture", "broken_picture"})
        if (error.code == code) return true;
    return false;
}

}  // namespace

struct AvatarFetcher::State : std::enable_shared_from_this<AvatarFetcher::State> {
    State(Loop& the_loop, AvatarStore& the_store, const MediaFiles& the_files, WorkerPool& the_workers,
          Clock the_clock, Jitter the_jitter, AvatarFetcherOptions the_options)
        : loop(the_loop),
          store(the_store),
          files(the_files),
          workers(the_workers),
          clock(std::move(the_clock)),
          jitter(std::move(the_jitter)),
          options(std::move(the_options)) {}

    void wake() {
        if (!running || woken) return;
        woken = true;
        loop.post([weak = weak_from_this()] {
            const auto self = weak.lock();
            if (!self) return;
            self->woken = false;
            self->fill();
        });
    }

    void fill() {
        timer.cancel();
        const UnixMs now = clock();
        if (!running || busy.size() >= options.parallel) return;  // the next one that ends goes on
        if (now < held_until) return wake_at(held_until);
        for (auto& row : store.due_avatars(now, busy, options.parallel - busy.size())) fetch(std::move(row));
        if (busy.size() >= options.parallel) return;
        if (const auto at = store.next_avatar_time()) {
            // What is under way has a time of the past.
            wake_at(std::max(*at, now + (busy.empty() ? 1 : 1000)));
        }
    }

    void wake_at(UnixMs at) {
        const auto delay = std::clamp<UnixMs>(at - clock(), 1, 60'000);
        timer = loop.after(std::chrono::milliseconds{delay}, [this] { fill(); });
    }

    void fetch(AvatarRow row) {
        busy.push_back(row.id);
        workers.run([weak = weak_from_this(), &the_loop = loop, &the_files = files, rules = options.pictures,
                     row = std::move(row)] {
            auto kept = fetch_avatar(row.url, rules, the_files);
            the_loop.post([weak, row, kept = std::move(kept)] {
                if (const auto self = weak.lock()) self->ended(row, kept);
            });
        });
    }

    void ended(const AvatarRow& row, const Result<KeptFile>& kept) {
        std::erase(busy, row.id);
        const UnixMs now = clock();
        // Making room may just have removed a file that was the same.
        const bool there = kept.ok() && files.has(kept->sha256);
        const auto saved =
            there ? store.avatar_fetched(row.id, {kept->sha256, kept->bytes}, now)
                  : trouble(row, kept.ok() ? Error{"unreachable", "gone again"} : kept.error(), now);
        if (!saved.ok()) {
            log_error_of("avatars.not_saved", saved.error(), {{"avatar", row.id.value}});
            held_until = now + options.disk_retry.count();
        }
        if (there && stored) stored();
        wake();
    }

    Result<void> trouble(const AvatarRow& row, const Error& error, UnixMs now) {
        if (!running) return {};  // after the next start
        if (error.code == "disk_full" || error.code == "media_folder_failed") {
            held_until = now + options.disk_retry.count();
            return {};
        }
        if (!is_final(error) && row.tries + 1 < options.max_tries)
            return store.avatar_failed(row.id, error.code,
                                       now + options.retry.delay(row.tries + 1, jitter).count(), now);
        log_info("avatars.given_up",
                 {{"avatar", row.id.value}, {"tries", row.tries + 1}, {"error", error.code}});
        return store.avatar_failed(row.id, error.code, 0, now);
    }

    Loop& loop;
    AvatarStore& store;
    const MediaFiles& files;
    WorkerPool& workers;
    Clock clock;
    Jitter jitter;
    AvatarFetcherOptions options;
    std::function<void()> stored;
    std::vector<AvatarId> busy;
    Timer timer;
    UnixMs held_until = 0;
    bool running = false;
    bool woken = false;
};

AvatarFetcher::AvatarFetcher(Loop& loop, AvatarStore& store, const MediaFiles& files, WorkerPool& workers,
                             Clock clock, Jitter jitter, AvatarFetcherOptions options)
    : state_(std::make_shared<State>(loop, store, files, workers, std::move(clock), std::move(jitter),
                                     std::move(options))) {}

AvatarFetcher::~AvatarFetcher() {
    stop();
}

void AvatarFetcher::start() {
    state_->running = true;
    state_->store.on_avatar_waiting([weak = std::weak_ptr(state_)] {
        if (const auto self = weak.lock()) self->wake();
    });
    state_->wake();
}

void AvatarFetcher::stop() {
    state_->running = false;
    state_->timer.cancel();
}

void AvatarFetcher::wake() {
    state_->wake();
}

void AvatarFetcher::on_stored(std::function<void()> listener) {
    state_->stored = std::move(listener);
}

std::size_t AvatarFetcher::under_way() const {
    return state_->busy.size();
}

}  // namespace kf
