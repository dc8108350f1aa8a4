// What the store knows about files and pictures: one row per part of a message, uploads, and which files of
// the content store are in use. The bytes are kept by backend/media; rows name them by their SHA-256.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/messages/media.h"
#include "shared/messages/message.h"

namespace kf {

enum class MediaSource {
    Wecom,   // reference = media_id of the kf API
    Url,     // reference = address of a picture of a card
    Upload,  // came from an agent's browser
};

// What a part of a message claims to be. By content it may turn out as something else: then it is refused.
enum class MediaKind { Image, Voice, Video, File };

struct MediaRow {
    Media media;
    CorpId corp;                  // empty for what no conversation holds
    AccountId account;            // of the conversation; empty for what no conversation holds
    ConversationId conversation;  // empty: an upload that is not used yet, or kept for a quick reply
    MessageId message;
    bool recalled = false;  // the message was recalled
    MediaKind kind = MediaKind::File;
    MediaSource source = MediaSource::Wecom;
    std::string reference;
    int tries = 0;
    UnixMs next_try_at = 0;  // not before; -1 = not by itself
    std::string sha256;      // lower-case hex; empty while there is no file
    std::string thumb_sha256;
    std::string sound_sha256;  // what browsers play (WAV of a voice) or show (JPEG of a HEIC, AVIF, TIFF)
    AgentId uploader;
    bool for_desk = false;  // kept for a quick reply or greeting that everybody of the desk may use
    UnixMs created = 0;
};

// A file of the content store.
struct StoredFile {
    std::string sha256;
    std::int64_t bytes = 0;
};

// How a fetch or an upload ended.
struct MediaOutcome {
    MediaState state = MediaState::Ready;  // Ready, Failed, Refused, or Waiting
    UnixMs next_try_at = 0;                // Waiting, Failed: when it is tried again; 0 = Failed for good
    ErrorCode problem = ErrorCode::None;
    std::string mime, name;
    std::int64_t bytes = 0;
    int width = 0, height = 0, duration_ms = 0;
    std::optional<StoredFile> file, thumb, sound;
};

struct NewUpload {
    std::string id;  // secret, unguessable
    AgentId agent;
    std::string name;
    std::string purpose;  // "image", "voice", "video", "file", "thumb"
    std::int64_t bytes = 0;
};
struct UploadRow {
    NewUpload upload;
    std::int64_t offset = 0;  // bytes that are safely there
    MediaId media;            // set once it is complete
    UnixMs changed = 0;
};

struct MediaTotals {
    std::int64_t bytes = 0;  // of all files, each counted once
    std::int64_t waiting = 0, failed = 0;
};

enum class MediaOrder { NewestFirst, OldestFirst };

class MediaStore {
  public:
    virtual ~MediaStore() = default;

    [[nodiscard]] virtual std::optional<MediaRow> find_media(MediaId id) const = 0;
    [[nodiscard]] virtual MediaTotals media_totals() const = 0;

    // ---- fetching
    // Called on the loop thread after a commit that brought something to fetch; it only notes that. Set once.
    virtual void on_media_waiting(std::function<void()> listener) = 0;
    // Those of `source` that wait, or failed but are tried again, whose time has come: one per conversation,
    // without `except` (those under way).
    [[nodiscard]] virtual std::vector<MediaRow> due_media(UnixMs now, MediaSource source, MediaOrder order,
                                                          const std::vector<MediaId>& except,
                                                          std::size_t limit) const = 0;
    // When the next one of `source` that waits may be tried.
    [[nodiscard]] virtual std::optional<UnixMs> next_media_time(MediaSource source) const = 0;
    // Tells the consoles where the state changes. Nothing happens where the row waits for nothing any more.
    virtual Result<void> media_outcome(MediaId id, const MediaOutcome& outcome, UnixMs now) = 0;
    // What failed of the message waits again. Error "unknown_message"; "nothing_failed".
    virtual Result<void> retry_media(MessageId message, UnixMs now) = 0;

    // ---- uploads
    virtual Result<void> begin_upload(const NewUpload& upload, UnixMs now) = 0;
    [[nodiscard]] virtual std::optional<UploadRow> find_upload(std::string_view id) const = 0;
    [[nodiscard]] virtual std::vector<UploadRow> uploads_of(const AgentId& agent) const = 0;
    virtual Result<void> upload_grew(std::string_view id, std::int64_t offset, UnixMs now) = 0;
    // The file is complete and good: yields its media.
    virtual Result<Media> finish_upload(std::string_view id, MediaKind kind, const MediaOutcome& outcome,
                                        UnixMs now) = 0;
    virtual Result<void> drop_upload(std::string_view id, UnixMs now) = 0;
    // Forgets uploads that have not moved since `before`, and media of finished ones that nobody has used or
    // kept since `unused_before`. Yields the ids of the forgotten uploads, at most `limit`.
    virtual Result<std::vector<std::string>> drop_old_uploads(UnixMs before, UnixMs unused_before,
                                                              std::size_t limit, UnixMs now) = 0;

    // ---- WeCom's ids of what we uploaded to it
    struct WecomUpload {
        CorpId corp;
        std::string sha256;
        std::string kind;  // "image", …
        std::string name;  // the customer sees it, so the same bytes under another name are another upload
    };
    // Empty when there is none, or when it was made before `not_before`.
    [[nodiscard]] virtual std::string wecom_media_id(const WecomUpload& what, UnixMs not_before) const = 0;
    virtual Result<void> save_wecom_media_id(const WecomUpload& what, std::string_view media_id,
                                             UnixMs now) = 0;
    virtual Result<void> forget_wecom_media_id(const WecomUpload& what, UnixMs now) = 0;

    // ---- room
    // Which of these files no row knows.
    [[nodiscard]] virtual std::vector<std::string> unknown_files(
        const std::vector<std::string>& sha256) const = 0;
    // Gives up the oldest files until `bytes` are free, at most `limit` media per call; those of quick
    // replies, of unused uploads and of messages in the outbox stay. Yields the files that may be deleted
    // now.
    virtual Result<std::vector<StoredFile>> drop_oldest_media(std::int64_t bytes, std::size_t limit,
                                                              UnixMs now) = 0;
    // Files that no media refer to any more (their rows went): forgotten, may be deleted now.
    virtual Result<std::vector<StoredFile>> drop_unused_files(std::size_t limit, UnixMs now) = 0;
};

}  // namespace kf
