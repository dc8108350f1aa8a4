// The calls of the kf API that carry files (reference 9), for one corp. Calls return at once; `done` runs on
// the loop thread after token handling and retries, as with WecomApi.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "backend/wecom/wecom_api.h"
#include "shared/base/result.h"

namespace kf {

// Takes the bytes of a download, in a worker thread. What it answers with as an error ends the download with
// it.
class MediaSink {
  public:
    virtual ~MediaSink() = default;
    virtual Result<void> write(std::string_view bytes) = 0;
    virtual Result<void> start_again() = 0;  // forget what was written
};

struct DownloadedMedia {
    std::string content_type;         // as claimed
    std::string content_disposition;  // raw: any bytes
    std::int64_t bytes = 0;
};

struct FileToUpload {
    std::string kind;  // "image", "voice", "video", "file"
    std::string path;
    std::string name;  // the customer sees it; without quotes, backslashes and control characters
    std::string mime;
};

class MediaApi {
  public:
    virtual ~MediaApi() = default;

    // In one piece, or by ranges where WeCom wants that (830002). More than `max_bytes` is the Error
    // "too_large"; gone at WeCom: "wecom" with number 40007 or 40145. What breaks off goes on where it was
    // while ranges are used.
    virtual void download_media(const std::string& media_id, std::int64_t max_bytes,
                                std::shared_ptr<MediaSink> sink, Done<DownloadedMedia> done) = 0;
    // Yields the media_id, which lives 3 days. Error "media_gone": the file cannot be read.
    virtual void upload_media(const FileToUpload& file, Done<std::string> done) = 0;
};

}  // namespace kf
