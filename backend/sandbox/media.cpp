#include "backend/sandbox/media.h"

#include <algorithm>
#include <charconv>

#include "backend/sandbox/api_answer.h"
#include "backend/sandbox/endpoints.h"
#include "backend/sandbox/picture.h"
#include "shared/base/utf8.h"

namespace kf::sim {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1024} * 1024;
constexpr std::size_t kSmallest = 6;           // all must be larger than 5 bytes
constexpr std::size_t kVoiceFramesMax = 3000;  // 60 s of 20 ms
constexpr std::string_view kAmrHeader = "#!AMR\n";

bool is_picture(std::string_view bytes) {
    return bytes.starts_with("\x89PNG\r\n\x1a\n") || bytes.starts_with("\xff\xd8\xff");
}
bool is_mp4(std::string_view bytes) {
    return bytes.size() >= 12 && bytes.substr(4, 4) == "ftyp";
}

// Frames of an AMR-NB file: each begins with a byte that says its mode and so its size (RFC 4867).
std::size_t amr_frames(std::string_view bytes) {
    constexpr std::size_t kSizes[16] = {13, 14, 16, 18, 20, 21, 27, 32, 6, 1, 1, 1, 1, 1, 1, 1};
    std::size_t frames = 0;
    for (std::size_t at = kAmrHeader.size(); at < bytes.size(); ++frames) {
        at += kSizes[(static_cast<unsigned char>(bytes[at]) >> 3) & 15];
    }
    return frames;
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

// Header values must not break the header: what a client sent as file name is not trusted.
std::string header_safe(const std::string& filename) {
    std::string safe;
    for (const char c : filename) {
        if (static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7f) safe += c;
    }
    return safe;
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

std::string store_media(World& world, const std::string& type, const std::string& filename,
                        const std::string& content_type, std::string bytes) {
    std::erase_if(world.media, [&](const auto& entry) {
        return world.now() - entry.second.created >= 2 * kRetentionSecs;  // kept longer only to answer 40145
    });
    auto media_id = "3" + random_word(world, 63);
    world.media[media_id] =
        Media{.type = type,
              .filename = filename,
              .content_type = content_type.empty() ? default_content_type(type) : content_type,
              .bytes = std::move(bytes),
              .created = world.now()};
    return media_id;
}

bool too_large_to_receive(const std::string& type, std::size_t bytes) {
    const std::size_t megabytes = type == "image" || type == "voice" ? 2 : (type == "video" ? 10 : 20);
    return bytes > megabytes * kMegabyte;
}

std::string sample_media(const std::string& type, unsigned variant) {
    if (type == "image") return draw_landscape(360, 270, variant);
    if (type == "voice") {
        // Two seconds of the 12.2 kbit/s silence frame.
        constexpr unsigned char kFrame[32] = {
            0x3c, 0x91, 0x17, 0x16, 0xbe, 0x66, 0x79, 0xe1, 0xe0, 0x01, 0xe7, 0xaf, 0xf0, 0, 0, 0,
            0x80, 0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0, 0, 0};
        std::string bytes(kAmrHeader);
        for (int frame = 0; frame < 100; ++frame)
            bytes.append(reinterpret_cast<const char*>(kFrame), sizeof kFrame);
        return bytes;
    }
    if (type == "video") {
        // The smallest thing that is recognised as MP4: a file-type box and an empty free box.
        return std::string(
            "\0\0\0\x18"
            "ftypmp42\0\0\0\0mp42isom\0\0\0\x08"
            "free",
            32);
    }
    return "订单号,商品,数量,金额\n20261120-0088,保温杯,2,119.80\n20261120-0089,便携杯套,1,29.90\n";
}

Json media_upload(World& world, const SimRequest& request) {
    const auto type = request.param("type");
    auto part = read_multipart(request.content_type, request.body);
    if (!part.found) return api_error(44001, "multipart/form-data with a part named media is required");
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
    const Media& media = found->second;
    if (world.now() - media.created >= kRetentionSecs) return json_response(api_error(40145));
    SimResponse response;
    response.content_type = header_safe(media.content_type);
    response.headers.emplace_back("Content-disposition",
                                  "attachment; filename=\"" + header_safe(media.filename) + "\"");
    response.headers.emplace_back("Accept-Ranges", "bytes");
    if (request.range.empty()) {
        const bool too_large =
            static_cast<std::int64_t>(media.bytes.size()) > world.config.limits.media_range_required_above;
        if (too_large) return json_response(api_error(830002));
        response.body = media.bytes;
        return response;
    }
    Range range;
    if (!read_range(request.range, media.bytes.size(), range)) {
        response.status = 416;
        response.headers.emplace_back("Content-Range", "bytes */" + std::to_string(media.bytes.size()));
        return response;
    }
    response.status = 206;
    response.body = media.bytes.substr(range.first, range.last - range.first + 1);
    response.headers.emplace_back("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                                       std::to_string(range.last) + "/" +
                                                       std::to_string(media.bytes.size()));
    return response;
}

}  // namespace kf::sim
