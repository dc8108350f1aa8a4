#include "backend/media/outgoing_media.h"

#include <array>
#include <utility>

#include "backend/media/media_files.h"
#include "backend/runtime/liveness.h"
#include "backend/runtime/log.h"
#include "backend/storage/store.h"
#include "backend/wecom/media_api.h"
#include "shared/base/words.h"

namespace kf {
namespace {

constexpr std::array<std::string_view, 4> kKinds{"image", "voice", "video", "file"};

std::string_view upload_mime(UploadKind kind, const std::string& mime) {
    switch (kind) {
        case UploadKind::Image:
            return mime == "image/jpeg" ? std::string_view{"image/jpg"} : std::string_view{mime};
        case UploadKind::Voice:
            return "voice/amr";
        case UploadKind::Video:
            return "video/mp4";
        case UploadKind::File:
            break;
    }
    return "application/octet-stream";
}

}  // namespace

std::string_view to_word(UploadKind kind) {
    return word_of(kKinds, kind);
}

struct OutgoingMedia::State {
    using Upload = MediaStore::WecomUpload;
    using Key = std::tuple<std::string, std::string, std::string, std::string>;

    State(Store& the_store, const MediaFiles& the_files, ApiOfCorp the_api, Clock the_clock,
          std::function<void(std::function<void()>)> the_post)
        : store(the_store),
          files(the_files),
          api(std::move(the_api)),
          clock(std::move(the_clock)),
          post(std::move(the_post)) {}

    // What the media is as an upload; the row says which file.
    Result<std::pair<Upload, MediaRow>> find(const CorpId& corp, MediaId media, UploadKind kind) {
        auto row = store.find_media(media);
        if (!row) return Error{ErrorCode::UnknownMedia, "there is no media " + std::to_string(media.value)};
        if (row->media.state != MediaState::Ready || row->sha256.empty()) {
            return Error{ErrorCode::MediaGone,
                         "the file of media " + std::to_string(media.value) + " is not kept (any more)"};
        }
        return std::pair{Upload{corp, row->sha256, std::string{to_word(kind)}, row->media.name},
                         std::move(*row)};
    }

    void answer_later(Done done, Result<std::string> result) {
        post(alive.bound([done = std::move(done), result = std::move(result)] { done(result); }));
    }

    void living(const CorpId& corp, MediaId media, UploadKind kind, Done done) {
        const auto found = find(corp, media, kind);
        if (!found.ok()) return answer_later(std::move(done), found.error());
        const auto& [upload, row] = *found;
        const UnixMs now = clock();
        if (auto known = store.wecom_media_id(upload, now - kMediaIdLivesMs); !known.empty()) {
            return answer_later(std::move(done), std::move(known));
        }
        auto& waiting = flights[Key{corp.value, upload.sha256, upload.kind, upload.name}];
        waiting.push_back(std::move(done));
        if (waiting.size() > 1) return;
        MediaApi* const to = api(corp);
        if (to == nullptr) {
            return post(alive.bound([this, what = upload] {
                settle(what, Error{ErrorCode::Unreachable, "the corp is not configured"});
            }));
        }
        to->upload_media({upload.kind, files.path_of(upload.sha256), row.media.name,
                          std::string{upload_mime(kind, row.media.mime)}},
                         alive.bound([this, what = upload, now](const Result<std::string>& media_id) {
                             if (media_id.ok()) {
                                 // WeCom's 3 days begin somewhere between asking and its answer.
                                 const auto saved = store.save_wecom_media_id(what, *media_id, now);
                                 if (!saved.ok()) log_warn_of("media.id_not_saved", saved.error());
                             } else {
                                 log_warn_of("media.not_uploaded", media_id.error(), {{"kind", what.kind}});
                             }
                             settle(what, media_id);
                         }));
    }

    void settle(const Upload& what, const Result<std::string>& result) {
        auto flight = flights.extract(Key{what.corp.value, what.sha256, what.kind, what.name});
        if (flight.empty()) return;
        for (const auto& done : flight.mapped()) done(result);
    }

    Store& store;
    const MediaFiles& files;
    ApiOfCorp api;
    Clock clock;
    std::function<void(std::function<void()>)> post;
    std::map<Key, std::vector<Done>> flights;
    Liveness alive;
};

OutgoingMedia::OutgoingMedia(Store& store, const MediaFiles& files, ApiOfCorp api, Clock clock,
                             std::function<void(std::function<void()>)> post)
    : state_(std::make_unique<State>(store, files, std::move(api), std::move(clock), std::move(post))) {}
OutgoingMedia::~OutgoingMedia() = default;

void OutgoingMedia::living_media_id(const CorpId& corp, MediaId media, UploadKind kind, Done done) {
    state_->living(corp, media, kind, std::move(done));
}

void OutgoingMedia::forget(const CorpId& corp, MediaId media, UploadKind kind) {
    const auto found = state_->find(corp, media, kind);
    if (!found.ok()) return;
    const auto forgotten = state_->store.forget_wecom_media_id(found->first, state_->clock());
    if (!forgotten.ok()) log_warn_of("media.id_not_forgotten", forgotten.error());
}

std::size_t OutgoingMedia::under_way() const {
    return state_->flights.size();
}

}  // namespace kf
