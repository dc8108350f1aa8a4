#include "backend/sandbox/media.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "backend/sandbox/api_answer.h"
#include "backend/sandbox/content_disposition.h"
#include "backend/sandbox/endpoints.h"
#include "shared/base/utf8.h"

namespace kf::sim {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1024} * 1024;
constexpr std::size_t kSmallest = 6;               // all must be larger than 5 bytes
constexpr std::size_t kChunkMax = 20 * kMegabyte;  // of a range (reference 9.2)
constexpr std::size_t kVoiceFramesMax = 3000;      // 60 s of 20 ms
constexpr std::string_view kAmrHeader = "#!AMR\n";

bool is_picture(std::string_view bytes) {
    return bytes.starts_with("\x89PNG\r\n\x1a\n") || bytes.starts_with("\xff\xd8\xff");
}
bool is_mp4(std::string_view bytes) {
    return bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp";
}

std::string default_content_type(const std::string& type) {
    if (type == "image") return "image/png";
    if (type == "voice") return "audio/amr";
    if (type == "video") return "video/mp4";
    return "application/octet-stream";
}

struct Range {
    std::size_t first = 0;
    std::size_t last = 0;
};

// "bytes=a-b", "bytes=a-", "bytes=-n"; false when it is not satisfiable.
bool read_range(const std::string& text, std::size_t size, Range& range) {
    if (!text.starts_with("bytes=") || size == 0) return false;
    const auto dash = text.find('-', 6);
    if (dash == std::string::npos) return false;
    const auto number = [&](std::size_t begin, std::size_t end, std::size_t& value) {
        const auto parsed = std::from_chars(text.data() + begin, text.data() + end, value);
        return parsed.ec == std::errc{} && parsed.ptr == text.data() + end;
    };
    const bool has_first = dash > 6;
    const bool has_last = dash + 1 < text.size();
    std::size_t first = 0;
    std::size_t last = size - 1;
    if (has_first && !number(6, dash, first)) return false;
    if (has_last && !number(dash + 1, text.size(), last)) return false;
    if (!has_first) {
        if (!has_last || last == 0) return false;
        range = {size - std::min(last, size), size - 1};
        return true;
    }
    if (first >= size || last < first) return false;
    range = {first, std::min(last, size - 1)};
    return true;
}

SimResponse json_response(const Json& answer) {
    SimResponse response;
    response.body = answer.dump(-1, ' ', false, Json::error_handler_t::replace);
    return response;
}

// Header values must not break the header: what a client sent is not trusted.
std::string header_safe(const std::string& text) {
    std::string safe;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f) safe += c;
    }
    return safe;
}

// What stands in the way of the bytes, if it strikes now.
std::optional<SimResponse> misbehaves(MediaBehaviour& behaviour) {
    if ((behaviour.errcode == 0 && behaviour.status == 0) || behaviour.times == 0) return std::nullopt;
    if (behaviour.times > 0) --behaviour.times;
    if (behaviour.errcode != 0) return json_response(api_error(behaviour.errcode));
    SimResponse response;
    response.status = behaviour.status;
    response.content_type = "text/html";
    response.body = "<html><body><h1>simulated media server error</h1></body></html>\n";
    return response;
}

// 0, 830002 or 40146.
int check_range(const World& world, const Media& media, const std::string& header) {
    const auto size = media.bytes.size();
    Range range;
    if (header.empty() || !read_range(header, size, range)) {
        const bool large = static_cast<std::int64_t>(size) > world.config.limits.media_range_required_above;
        return large || media.behaviour.range_only ? 830002 : 0;
    }
    const auto length = range.last - range.first + 1;
    if (length > kChunkMax) return 830002;
    const bool last = range.last + 1 == size;
    return media.behaviour.encrypted && length % 16 != 0 && !last ? 40146 : 0;
}

}  // namespace

int check_upload(const std::string& type, std::string_view bytes) {
    const bool known = type == "image" || type == "voice" || type == "video" || type == "file";
    if (!known) return 40058;
    if (bytes.size() < kSmallest) return 44001;
    const std::size_t most = type == "voice" ? 2 * kMegabyte : (type == "file" ? 20 : 10) * kMegabyte;
    if (bytes.size() > most) return type == "image" ? 40009 : 45001;
    if (type == "image" && !is_picture(bytes)) return 40123;
    if (type == "video" && !is_mp4(bytes)) return 40123;
    if (type == "voice") {
        if (!bytes.starts_with(kAmrHeader)) return 40123;
        if (amr_frames(bytes) > kVoiceFramesMax) return 45007;
    }
    return 0;
}

std::size_t amr_frames(std::string_view bytes) {
    // Each frame begins with a byte that says its mode and so its size (RFC 4867).
    constexpr std::size_t kSizes[16] = {13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1};
    if (!bytes.starts_with(kAmrHeader)) return 0;
    std::size_t frames = 0;
    for (std::size_t at = kAmrHeader.size(); at < bytes.size(); ++frames) {
        at += kSizes[(static_cast<unsigned char>(bytes[at]) >> 3) & 15];
    }
    return frames;
}

std::string store_media(World& world, const std::string& type, const std::string& filename,
                        const std::string& content_type, std::string bytes, MediaSource source,
                        MediaBehaviour behaviour) {
    std::erase_if(world.media, [&](const auto& entry) {
        return world.now() - entry.second.created >= 2 * kRetentionSecs;  // kept longer only to answer 40145
    });
    std::string media_id{"3"};
    media_id += random_word(world, 63);
    Media& media = world.media[media_id];
    media.type = type;
    media.filename = filename;
    media.content_type = content_type.empty() ? default_content_type(type) : content_type;
    media.bytes = std::move(bytes);
    media.created = world.now();
    media.source = source;
    media.behaviour = std::move(behaviour);
    return media_id;
}

std::size_t size_of(const Media& media) {
    return std::max(media.claimed_bytes, media.bytes.size());
}

bool too_large_to_receive(const std::string& type, std::size_t bytes) {
    const std::size_t megabytes = type == "image" || type == "voice" ? 2 : (type == "video" ? 10 : 20);
    return bytes > megabytes * kMegabyte;
}

std::string silk_of(World& world, const std::string& media_id) {
    const auto found = world.media.find(media_id);
    if (found == world.media.end() || !found->second.bytes.starts_with(kAmrHeader)) return {};
    if (!found->second.silk.empty()) return found->second.silk;
    constexpr int kFrameBytes = 32;
    std::string bytes = "\x02#!SILK_V3";
    for (auto frames = amr_frames(found->second.bytes); frames > 0; --frames) {
        bytes += static_cast<char>(kFrameBytes);
        bytes += '\0';
        for (int i = 0; i < kFrameBytes; ++i) bytes += static_cast<char>(world.random() & 0xFFU);
    }
    bytes += "\xff\xff";
    const Media source = found->second;  // storing may move the others
    auto filename = source.filename.substr(0, source.filename.rfind('.')) + ".silk";
    const auto id = store_media(world, "voice", filename, "audio/silk", std::move(bytes), source.source,
                                source.behaviour);
    world.media[id].created = source.created;
    world.media[media_id].silk = id;
    return id;
}

bool serve_range(const std::string& header, const std::string& bytes, SimResponse& response) {
    if (header.empty()) return true;
    const auto size = std::to_string(bytes.size());
    Range range;
    if (!read_range(header, bytes.size(), range)) {
        response.status = 416;
        response.body.clear();
        response.headers.emplace_back("Content-Range", "bytes */" + size);
        return false;
    }
    response.status = 206;
    response.body = bytes.substr(range.first, range.last - range.first + 1);
    response.headers.emplace_back("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                                       std::to_string(range.last) + "/" + size);
    return true;
}

Json media_upload(World& world, const SimRequest& request) {
    const auto type = request.param("type");
    auto part = read_multipart(request.content_type, request.body);
    if (!part.found) return api_error(44001, "multipart/form-data with a part named media is required");
    if (part.filename.empty()) return api_error(40063, "filename is required");
    if (const int errcode = check_upload(type, part.bytes)) return api_error(errcode);
    const auto filename = repair_utf8(part.filename);
    const auto media_id = store_media(world, type, filename, part.content_type, std::move(part.bytes));
    Json answer = api_ok();
    answer["errmsg"] = "";
    answer["type"] = type;
    answer["media_id"] = media_id;
    answer["created_at"] = std::to_string(world.now());  // a string, unlike every other time
    return answer;
}

SimResponse media_get(World& world, const SimRequest& request) {
    const auto found = world.media.find(request.param("media_id"));
    if (found == world.media.end()) return json_response(api_error(40007));
    Media& media = found->second;
    if (world.now() - media.created >= kRetentionSecs) return json_response(api_error(40145));
    const int most = world.config.limits.media_fetches_per_minute;
    if (!RateLimits::within(media.fetches, kSecsPerMinute, most, world.now()))
        return json_response(api_error(45033, "this media_id is fetched too often"));
    SimResponse response;
    if (auto failure = misbehaves(media.behaviour)) {
        response = std::move(*failure);
        response.delay_ms = media.behaviour.delay_ms;
        return response;
    }
    if (!serve_range(request.range, media.bytes, response)) return response;
    if (const int errcode = check_range(world, media, request.range))
        return json_response(api_error(errcode));
    ++media.downloads;
    response.content_type = header_safe(media.content_type);
    const auto disposition = content_disposition(media.behaviour.disposition, media.filename);
    if (!disposition.empty()) response.headers.emplace_back("Content-disposition", disposition);
    response.headers.emplace_back("Accept-Ranges", "bytes");
    response.delay_ms = media.behaviour.delay_ms;
    response.bytes_per_sec = media.behaviour.bytes_per_sec;
    response.break_after = media.behaviour.break_after;
    if (request.range.empty()) response.body = media.bytes;
    return response;
}

}  // namespace kf::sim
