// One file to or from WeCom: the blocking part, in a worker thread.
#pragma once

#include <memory>
#include <string>

#include "backend/wecom/http_client.h"
#include "backend/wecom/media_api.h"

namespace kf {

// A download that may be continued after it broke: call run() again.
class MediaDownload {
  public:
    MediaDownload(std::string media_id, std::int64_t max_bytes, std::shared_ptr<MediaSink> sink)
        : media_id_(std::move(media_id)), max_bytes_(max_bytes), sink_(std::move(sink)) {}

    // The reply that the envelope is read from: WeCom's JSON where it refuses, "{}" once the file is
    // complete. Errors: those of HttpClient, "too_large", those of the sink.
    [[nodiscard]] Result<HttpReply> run(HttpClient& http, const std::string& token_query);
    [[nodiscard]] const DownloadedMedia& result() const { return result_; }

  private:
    struct Piece;
    [[nodiscard]] Result<HttpReply> fetch(HttpClient& http, const std::string& token_query,
                                          const std::string& range, Piece& piece);
    [[nodiscard]] Result<HttpReply> run_ranges(HttpClient& http, const std::string& token_query);

    std::string media_id_;
    std::int64_t max_bytes_;
    std::shared_ptr<MediaSink> sink_;
    bool by_ranges_ = false;
    std::int64_t offset_ = 0;  // of the next range
    std::int64_t total_ = -1;  // -1 = not known yet
    DownloadedMedia result_;
};

[[nodiscard]] Result<HttpReply> run_upload(HttpClient& http, const std::string& token_query,
                                           const FileToUpload& file);

// "bytes 0-9/100"; nothing of it is believed that does not fit together.
struct ContentRange {
    std::int64_t first = 0, last = 0, total = 0;
};
[[nodiscard]] std::optional<ContentRange> read_content_range(std::string_view header);

// Length of a range: at most 20 MB, and a multiple of 16, because some media are stored encrypted (reference
// 9).
constexpr std::int64_t kRangeBytes = std::int64_t{8} * 1024 * 1024;
static_assert(kRangeBytes % 16 == 0);

}  // namespace kf
