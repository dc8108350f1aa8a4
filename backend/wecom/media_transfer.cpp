#include "backend/wecom/media_transfer.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <optional>
#include <vector>

#include "backend/crypto/secret_token.h"
#include "backend/runtime/plain_file.h"
#include "backend/wecom/wecom_codec.h"
#include "shared/base/percent.h"
#include "shared/kf/wecom_answer.h"

namespace kf {
namespace {

constexpr std::string_view kPath = "/cgi-bin/media/get";
constexpr int kNeedsRange = 830002;
constexpr std::size_t kMaxAnswer = 64 * 1024;  // of JSON that could be an error
constexpr std::int64_t kMaxUpload = std::int64_t{21} * 1024 * 1024;
constexpr std::chrono::minutes kTransferTime{10};

std::optional<int> errcode_in(const std::string& body) {
    const auto answer = read_wecom_answer(body);
    if (!answer.ok() || !answer->json.contains("errcode")) return std::nullopt;
    const auto errcode = number_from_wecom(answer->json, "errcode");
    if (!errcode || *errcode == 0) return std::nullopt;
    return static_cast<int>(*errcode);
}

Error bad_answer(std::string what) {
    return {ErrorCode::BadAnswer, std::string{kPath} + ": " + std::move(what)};
}

}  // namespace

// What one exchange brought. Errors come as JSON, with status 200 as well: what has no name, begins with a
// brace and is small may be one, and is held back until it is complete.
struct MediaDownload::Piece {
    std::string held;
    bool is_file = false;
    std::int64_t bytes = 0;
    std::optional<Error> error;
};

Result<HttpReply> MediaDownload::fetch(HttpClient& http, const std::string& token_query,
                                       const std::string& range, Piece& piece) {
    const auto to_file = [&](std::string_view bytes) {
        piece.bytes += static_cast<std::int64_t>(bytes.size());
        if (offset_ + piece.bytes > max_bytes_) {
            piece.error = Error{ErrorCode::TooLarge,
                                "the file is larger than " + std::to_string(max_bytes_) + " bytes"};
            return false;
        }
        if (auto written = sink_->write(bytes); !written.ok()) {
            piece.error = written.error();
            return false;
        }
        return true;
    };
    HttpRequest request{"GET", std::string{kPath}, token_query + "&media_id=" + percent_encoded(media_id_),
                        ""};
    request.range = range;
    request.total_timeout = kTransferTime;
    request.transfer = true;
    auto reply = http.exchange(request, [&](const HttpReply& head, std::string_view bytes) {
        const bool good = head.status == 200 || head.status == 206;
        if (!piece.is_file && good) {
            piece.is_file = !head.content_disposition.empty() ||
                            (piece.held + std::string{bytes}).front() != '{' ||
                            piece.held.size() + bytes.size() > kMaxAnswer;
            if (piece.is_file && !to_file(std::exchange(piece.held, {}))) return false;
        }
        if (piece.is_file) return to_file(bytes);
        if (piece.held.size() + bytes.size() > kMaxAnswer) return false;
        piece.held += bytes;
        return true;
    });
    if (piece.error) return *piece.error;
    if (!reply.ok()) return reply;
    const bool good = reply->status == 200 || reply->status == 206;
    if (good && !piece.is_file && !piece.held.empty() && !errcode_in(piece.held)) {
        // A file that begins with a brace.
        piece.is_file = true;
        if (!to_file(std::exchange(piece.held, {}))) return *piece.error;
    }
    if (good && piece.held.empty()) piece.is_file = true;  // an empty file
    reply->body = piece.held;
    return reply;
}

Result<HttpReply> MediaDownload::run(HttpClient& http, const std::string& token_query) {
    if (by_ranges_) return run_ranges(http, token_query);
    TRY(sink_->start_again());
    Piece piece;
    TRY_ASSIGN(auto reply, fetch(http, token_query, "", piece));
    if (piece.is_file) {
        result_ = {reply.content_type, reply.content_disposition, piece.bytes};
        reply.status = 200;
        reply.body = "{}";
        return reply;
    }
    if (errcode_in(piece.held) != kNeedsRange) {
        if (errcode_in(piece.held)) reply.status = 200;
        return reply;
    }
    by_ranges_ = true;
    return run_ranges(http, token_query);
}

Result<HttpReply> MediaDownload::run_ranges(HttpClient& http, const std::string& token_query) {
    for (;;) {
        const std::int64_t end = total_ < 0 ? offset_ + kRangeBytes : std::min(offset_ + kRangeBytes, total_);
        Piece piece;
        auto fetched = fetch(http, token_query,
                             "bytes=" + std::to_string(offset_) + "-" + std::to_string(end - 1), piece);
        if (!fetched.ok()) {
            // Part of the piece may be in the sink already: begin anew, sooner or later it is small enough.
            if (piece.bytes > 0) {
                offset_ = 0;
                total_ = -1;
                TRY(sink_->start_again());
            }
            return fetched.error();
        }
        HttpReply& reply = *fetched;
        if (!piece.is_file) {
            if (errcode_in(piece.held)) reply.status = 200;
            return reply;
        }
        const auto range = read_content_range(reply.content_range);
        const bool whole = reply.status == 200 && offset_ == 0;  // the range was ignored
        const bool fits = range && range->first == offset_ && range->last - range->first + 1 == piece.bytes &&
                          (total_ < 0 || range->total == total_);
        if (!whole && !fits) {
            offset_ = 0;
            total_ = -1;
            TRY(sink_->start_again());
            return bad_answer("the range does not fit");
        }
        total_ = whole ? piece.bytes : range->total;
        offset_ += piece.bytes;
        if (total_ > max_bytes_) {
            return Error{ErrorCode::TooLarge,
                         "the file is larger than " + std::to_string(max_bytes_) + " bytes"};
        }
        if (offset_ < total_) continue;
        result_ = {reply.content_type, reply.content_disposition, total_};
        reply.status = 200;
        reply.body = "{}";
        return reply;
    }
}

Result<HttpReply> run_upload(HttpClient& http, const std::string& token_query, const FileToUpload& file) {
    std::ifstream in(file.path, std::ios::binary | std::ios::ate);
    const auto size = in && is_plain_file(file.path) ? static_cast<std::int64_t>(in.tellg()) : -1;
    if (size < 0 || size > kMaxUpload) return Error{ErrorCode::MediaGone, "the file cannot be read"};
    std::string bytes(static_cast<std::size_t>(size), '\0');
    in.seekg(0);
    in.read(bytes.data(), size);
    if (in.gcount() != size) return Error{ErrorCode::MediaGone, "the file cannot be read"};

    // Unguessable, so that no file can end its part early.
    const std::string boundary = "kfdesk-" + new_secret_token();
    HttpRequest request{"POST", "/cgi-bin/media/upload", token_query + "&type=" + file.kind, ""};
    request.content_type = "multipart/form-data; boundary=" + boundary;
    request.total_timeout = kTransferTime;
    request.transfer = true;
    request.body.reserve(bytes.size() + 512);
    // Raw UTF-8 in the name, and filelength behind it, as WeCom's own example has it.
    request.body.append("--").append(boundary).append(
        "\r\nContent-Disposition: form-data; name=\"media\"; filename=\"");
    request.body.append(file.name)
        .append("\"; filelength=")
        .append(std::to_string(size))
        .append("\r\nContent-Type: ");
    request.body.append(file.mime)
        .append("\r\n\r\n")
        .append(bytes)
        .append("\r\n--")
        .append(boundary)
        .append("--\r\n");
    return http.exchange(request);
}

std::optional<ContentRange> read_content_range(std::string_view header) {
    if (!header.starts_with("bytes ")) return std::nullopt;
    header.remove_prefix(6);
    const auto number = [&header](char end) -> std::optional<std::int64_t> {
        const auto size = end == '\0' ? header.size() : header.find(end);
        if (size == std::string_view::npos || size == 0) return std::nullopt;
        std::int64_t value = 0;
        const auto [rest, error] = std::from_chars(header.data(), header.data() + size, value);
        if (error != std::errc{} || rest != header.data() + size || value < 0) return std::nullopt;
        header.remove_prefix(end == '\0' ? size : size + 1);
        return value;
    };
    const auto first = number('-');
    const auto last = first ? number('/') : first;
    const auto total = last ? number('\0') : last;
    if (!total || *last < *first || *last >= *total) return std::nullopt;
    return ContentRange{*first, *last, *total};
}

}  // namespace kf
