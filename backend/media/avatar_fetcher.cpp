#include "backend/media/avatar_fetcher.h"

#include <string>
#include <utility>

#include "backend/media/media_type.h"
#include "backend/media/picture.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/storage/due_kinds.h"

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
    switch (error.code) {
        case ErrorCode::Gone:
        case ErrorCode::RefusedAddress:
        case ErrorCode::RefusedByHost:
        case ErrorCode::TooLarge:
        case ErrorCode::TooLargePicture:
        case ErrorCode::BrokenPicture:
            return true;
        default:
            return false;
    }
}

}  // namespace

AvatarFetcher::AvatarFetcher(Loop& loop, DueWork& due, AvatarStore& store, const MediaFiles& files,
                             WorkerPool& workers, Clock clock, AvatarFetcherOptions options)
    : loop_(loop),
      store_(store),
      files_(files),
      workers_(workers),
      clock_(std::move(clock)),
      options_(options) {
    due.on(kFetchAvatar,
           {.at_once = options_.parallel,
            .backoff = options_.retry,
            .longest_wait = options_.retry.cap,
            .order = DueOrder::NewestFirst},
           [this](const DueItem& item, DueDone done) { fetch(item, std::move(done)); });
}

void AvatarFetcher::fetch(const DueItem& item, DueDone done) {
    const AvatarId avatar{due_number(item.subject)};
    const auto row = store_.find_avatar(avatar);
    // Its address has changed, or it is here already.
    if (!row || !row->sha256.empty()) return done(DueOutcome::done());
    auto answer = alive_.bound([this, avatar, tries = item.tries, done = std::move(done)](
                                   const Result<KeptFile>& kept) { done(ended(avatar, tries, kept)); });
    workers_.run([&loop = loop_, &files = files_, rules = options_.pictures, url = row->url,
                  answer = std::move(answer)] {
        auto kept = fetch_avatar(url, rules, files);
        loop.post([answer, kept = std::move(kept)] { answer(kept); });
    });
}

DueOutcome AvatarFetcher::ended(AvatarId avatar, int tries, const Result<KeptFile>& kept) {
    // Making room may just have removed a file that was the same.
    if (kept.ok() && files_.has(kept->sha256)) {
        const auto saved = store_.avatar_fetched(avatar, {kept->sha256, kept->bytes}, clock_());
        if (!saved.ok()) return not_saved(avatar, saved.error());
        stored_.tell();
        return DueOutcome::done();
    }
    const Error error = kept.ok() ? Error{ErrorCode::Unreachable, "gone again"} : kept.error();
    // Others would fail as well.
    if (error.code == ErrorCode::DiskFull || error.code == ErrorCode::MediaFolderFailed)
        return DueOutcome::hold(options_.disk_retry);
    if (!is_final(error) && tries + 1 < options_.max_tries) return DueOutcome::again();
    const auto saved = store_.avatar_given_up(avatar, error.code, clock_());
    if (!saved.ok()) return not_saved(avatar, saved.error());
    return DueOutcome::give_up(std::string{to_word(error.code)});
}

DueOutcome AvatarFetcher::not_saved(AvatarId avatar, const Error& error) const {
    log_error_of("avatars.not_saved", error, {{"avatar", avatar.value}});
    return DueOutcome::hold(options_.disk_retry);
}

}  // namespace kf
