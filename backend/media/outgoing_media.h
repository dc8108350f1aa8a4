// Living media ids for what we send: uploads own media to WeCom when there is no id, or when it is older than
// what WeCom keeps (3 days, reference 9). On the loop thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

#include "backend/runtime/clock.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf {

class MediaFiles;
class Store;
class MediaApi;

// As what WeCom takes a file; decides about type and size (`type` of media/upload). Pictures of cards are
// Image.
enum class UploadKind { Image, Voice, Video, File };
[[nodiscard]] std::string_view to_word(UploadKind kind);  // "image", …

// What the sender needs of it, so that tests can put something else in its place.
class MediaKeeper {
  public:
    virtual ~MediaKeeper() = default;

    using Done = std::function<void(Result<std::string>)>;  // WeCom's media_id
    // `done` runs on the loop thread, never before this returns. One upload for all who ask for the same
    // bytes. Errors: "unknown_media"; "media_gone" (the file was removed to make room, or never became
    // ready); and those of MediaApi (`number`: 45001 too large, 40009 picture too large, 40123 broken …).
    virtual void living_media_id(const CorpId& corp, MediaId media, UploadKind kind, Done done) = 0;
    // WeCom did not take the id (40007, 40145): the next living_media_id() uploads again.
    virtual void forget(const CorpId& corp, MediaId media, UploadKind kind) = 0;
};

class OutgoingMedia final : public MediaKeeper {
  public:
    using ApiOfCorp = std::function<MediaApi*(const CorpId&)>;
    // References outlive this object. What is under way when it goes is not answered any more.
    OutgoingMedia(Store& store, const MediaFiles& files, ApiOfCorp api, Clock clock,
                  std::function<void(std::function<void()>)> post);
    ~OutgoingMedia() override;

    void living_media_id(const CorpId& corp, MediaId media, UploadKind kind, Done done) override;
    void forget(const CorpId& corp, MediaId media, UploadKind kind) override;

    [[nodiscard]] std::size_t under_way() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

// WeCom keeps an upload for 3 days; an id is used until an hour before, so that it lives while it is on its
// way.
constexpr UnixMs kMediaIdLivesMs = (3 * kSecsPerDay - kSecsPerHour) * 1000;

}  // namespace kf
