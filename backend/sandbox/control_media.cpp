// Control API: files on the customers' phones, how media/get answers for them, and pictures by address.
#include <algorithm>
#include <charconv>

#include "backend/sandbox/content_disposition.h"
#include "backend/sandbox/control_routes.h"
#include "backend/sandbox/media.h"
#include "backend/sandbox/picture.h"
#include "backend/sandbox/samples.h"

namespace kf::sim {
namespace {

constexpr UnixMs kDelayMax = 600000;
constexpr std::int64_t kSpeedMax = 1000000000;

struct NumberMember {
    const char* name;
    std::int64_t lowest;
    std::int64_t highest;
    void (*set)(MediaBehaviour&, std::int64_t);
};

constexpr NumberMember kMediaNumbers[] = {
    {"errcode", -1, 1000000, [](MediaBehaviour& b, std::int64_t v) { b.errcode = static_cast<int>(v); }},
    {"status", 400, 599, [](MediaBehaviour& b, std::int64_t v) { b.status = static_cast<int>(v); }},
    {"times", -1, 1000000, [](MediaBehaviour& b, std::int64_t v) { b.times = static_cast<int>(v); }},
    {"delay_ms", 0, kDelayMax, [](MediaBehaviour& b, std::int64_t v) { b.delay_ms = v; }},
    {"bytes_per_sec", 0, kSpeedMax, [](MediaBehaviour& b, std::int64_t v) { b.bytes_per_sec = v; }},
    {"break_after", -1, kSpeedMax, [](MediaBehaviour& b, std::int64_t v) { b.break_after = v; }},
};

bool is_true(const Json& value) {
    // NOLINTNEXTLINE(misc-redundant-expression): true and 1 are different JSON
    return value == true || value == 1 || value == "1" || value == "true";
}

// A number, or its digits: behaviours come as JSON members and as query parameters.
std::optional<std::int64_t> integer_of(const Json& value) {
    if (value.is_number_integer()) return value.get<std::int64_t>();
    if (!value.is_string()) return std::nullopt;
    const auto& text = value.get_ref<const std::string&>();
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size())
        return std::nullopt;
    return number;
}

Result<MediaBehaviour> behaviour_of(const Json& values) {
    const auto bad = [](const std::string& name) {
        return Error{ErrorCode::BadBehaviour, name + " is unknown or has a wrong value", 0};
    };
    MediaBehaviour behaviour;
    for (const auto& [name, value] : values.items()) {
        if (name == "media_id" || name == "type" || name == "filename" || name == "bytes") continue;
        const auto* number =
            std::find_if(std::begin(kMediaNumbers), std::end(kMediaNumbers),
                         [&wanted = name](const NumberMember& member) { return wanted == member.name; });
        if (number != std::end(kMediaNumbers)) {
            const auto given = integer_of(value);
            if (!given || *given < number->lowest || *given > number->highest) return bad(name);
            number->set(behaviour, *given);
        } else if (name == "range_only") {
            behaviour.range_only = is_true(value);
        } else if (name == "encrypted") {
            behaviour.encrypted = is_true(value);
        } else if (name == "disposition" && value.is_string() &&
                   is_disposition_kind(value.get_ref<const std::string&>())) {
            behaviour.disposition = value.get<std::string>();
        } else {
            return bad(name);
        }
    }
    return behaviour;
}

// What browsers show without harm, by what is in the file; everything else is a download.
std::string_view shown_type(std::string_view bytes) {
    if (bytes.starts_with("\x89PNG\r\n")) return "image/png";
    if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
    if (bytes.starts_with("GIF8")) return "image/gif";
    if (bytes.size() > 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
    if (bytes.size() > 12 && bytes.substr(4, 4) == "ftyp") return "video/mp4";
    return {};
}

}  // namespace

Result<Json> control_upload(World& world, const SimRequest& request) {
    const auto type = request.param("type");
    if (type != "image" && type != "voice" && type != "video" && type != "file") {
        return Error{ErrorCode::BadType, "type must be image, voice, video or file", 0};
    }
    // Of what is too large to be handed on, the size is enough.
    const auto claimed = integer_of(Json(request.param("bytes"))).value_or(0);
    const bool only_claimed = claimed > 0 && too_large_to_receive(type, static_cast<std::size_t>(claimed));
    if (request.body.empty() && !only_claimed)
        return Error{ErrorCode::Empty, "the body must hold the file's bytes", 0};
    TRY_ASSIGN(auto behaviour, behaviour_of(Json(request.query)));
    const auto id = store_media(world, type, request.param("filename"), request.content_type, request.body,
                                MediaSource::Phone, std::move(behaviour));
    if (only_claimed) world.media[id].claimed_bytes = static_cast<std::size_t>(claimed);
    return Json{{"ok", true}, {"media_id", id}};
}

Result<Json> control_media_behaviour(World& world, const Json& body) {
    const auto found = world.media.find(text_of(body, "media_id"));
    if (found == world.media.end()) return Error{ErrorCode::UnknownMedia, "there is no such media", 0};
    TRY_ASSIGN(found->second.behaviour, behaviour_of(body));
    return Json{{"ok", true}};
}

Result<Json> control_forget_media(World& world, const Json& body) {
    if (!body.contains("media_id")) {
        const auto count = world.media.size();
        world.media.clear();
        return Json{{"ok", true}, {"forgotten", count}};
    }
    if (world.media.erase(text_of(body, "media_id")) == 0)
        return Error{ErrorCode::UnknownMedia, "there is no such media", 0};
    return Json{{"ok", true}, {"forgotten", 1}};
}

Json media_view(const std::string& media_id, const Media& media) {
    Json view{{"media_id", media_id},        {"type", media.type},
              {"filename", media.filename},  {"content_type", media.content_type},
              {"bytes", size_of(media)},     {"from", media.source == MediaSource::App ? "app" : "phone"},
              {"downloads", media.downloads}};
    if (media.type == "voice") view["secs"] = (amr_frames(media.bytes) + 25) / 50;
    return view;
}

Json media_list_view(const World& world) {
    std::vector<std::pair<UnixSecs, const std::string*>> order;
    for (const auto& [id, media] : world.media) order.emplace_back(media.created, &id);
    std::sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : *a.second < *b.second;
    });
    Json list = Json::array();
    for (const auto& [created, id] : order) list.push_back(media_view(*id, world.media.at(*id)));
    return {{"media", std::move(list)}};
}

Json samples_view() {
    Json list = Json::array();
    for (const auto& sample : samples()) {
        list.push_back({{"name", sample.name}, {"group", sample.group}, {"title", sample.title}});
    }
    return {{"samples", std::move(list)}};
}

SimResponse control_media(const World& world, const SimRequest& request) {
    SimResponse response;
    const auto found = world.media.find(request.param("media_id"));
    if (found == world.media.end()) {
        response.status = 404;
        response.body =
            Json{{"error", to_word(ErrorCode::UnknownMedia)}, {"message", "there is no such media"}}.dump();
        return response;
    }
    const Media& media = found->second;
    const bool may_show = media.type == "image" || media.type == "video";
    const auto shown = may_show ? shown_type(media.bytes) : std::string_view{};
    response.content_type = shown.empty() ? "application/octet-stream" : std::string(shown);
    if (shown.empty())
        response.headers.emplace_back("Content-Disposition", content_disposition("rfc5987", media.filename));
    response.headers.emplace_back("X-Content-Type-Options", "nosniff");
    response.headers.emplace_back("Cache-Control", "private, max-age=3600");
    if (!serve_range(request.range, media.bytes, response)) return response;
    if (request.range.empty()) response.body = media.bytes;
    return response;
}

}  // namespace kf::sim
