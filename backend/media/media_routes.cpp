#include "backend/media/media_routes.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "backend/auth/request_identity.h"
#include "backend/http/byte_range.h"
#include "backend/http/url.h"
#include "backend/media/file_name.h"
#include "backend/media/media_files.h"
#include "backend/media/media_inspection.h"
#include "backend/media/media_type.h"
#include "backend/media/picture.h"
#include "backend/storage/avatar_store.h"
#include "backend/storage/store.h"

namespace kf {
namespace {

// What of a media is asked for, as it goes over the line.
struct Served {
    std::string sha256;
    std::string mime;
    std::string name;
    bool show = false;  // else it is saved
};

Response no_such_media() {
    return error_response(404, ErrorCode::NotFound, "没有这个文件，或您无权查看。",
                          "There is no such file, or you may not see it.");
}

Response not_there(MediaState state) {
    if (state == MediaState::Dropped)
        return error_response(410, ErrorCode::MediaDropped, "文件已为腾出空间而删除。",
                              "The file was removed to make room.");
    if (state == MediaState::Waiting)
        return error_response(404, ErrorCode::MediaWaiting, "文件还在接收，请稍候。",
                              "The file is still being fetched.");
    return error_response(404, ErrorCode::MediaFailed, "文件没有接收成功。",
                          "The file could not be fetched.");
}

bool may_see_media(const Agent& agent, const MediaRow& row, const Store& store) {
    if (row.conversation.empty()) return row.for_desk || row.uploader == agent.id;
    if (!may_see(agent, row.corp, row.account)) return false;
    return !row.recalled || (agent.role != Role::Agent && store.desk_settings().supervisors_see_recalled);
}

bool asks_for(const std::map<std::string, std::string>& form, const std::string& name) {
    const auto found = form.find(name);
    return found != form.end() && found->second == "1";
}

Served original(const MediaRow& row, const std::map<std::string, std::string>& form,
                const MediaFiles& files) {
    // Refused ones are not what they claim to be: bytes to be saved by whoever wants them.
    if (row.media.state == MediaState::Refused)
        return {row.sha256, "application/octet-stream", row.media.name, false};
    const bool saved = asks_for(form, "download") || asks_for(form, "original");
    // A picture is saved as it came.
    if (!row.sound_sha256.empty() && needs_preview(row.media.mime) && !saved) {
        const auto head = read_media_file(files.path_of(row.sound_sha256), 64);
        if (head.ok()) return {row.sound_sha256, type_of_content(*head), "preview", true};
    } else if (!row.sound_sha256.empty() && !needs_preview(row.media.mime) && !asks_for(form, "original")) {
        const auto stem = row.media.name.substr(0, row.media.name.rfind('.'));
        return {row.sound_sha256, "audio/wav", stem + ".wav", !asks_for(form, "download")};
    }
    return {row.sha256, row.media.mime, row.media.name,
            may_be_shown(row.media.mime) && !asks_for(form, "download")};
}

std::optional<Served> thumbnail(const MediaRow& row, const MediaFiles& files) {
    if (row.thumb_sha256.empty()) return std::nullopt;
    const auto head = read_media_file(files.path_of(row.thumb_sha256), 64);
    if (!head.ok()) return std::nullopt;
    return Served{row.thumb_sha256, type_of_content(*head), "thumbnail", true};
}

void serve(const MediaRouteParts& parts, const Request& request, const Served& served,
           const Responder& respond) {
    const auto size = parts.files.size_of(served.sha256);
    if (size < 0) return respond(not_there(MediaState::Dropped));
    const std::string etag = "\"" + served.sha256 + "\"";
    Response response;
    response.set("ETag", etag);
    // What an id names never changes; who may see it was checked when it was stored there.
    response.set("Cache-Control", "private, max-age=31536000, immutable");
    response.set("Accept-Ranges", "bytes");
    if (const auto known = request.header("if-none-match"); !known.empty() && names_etag(known, etag)) {
        response.status = 304;
        return respond(std::move(response));
    }
    // Strangers wrote it: nothing in it may run or ask anybody anything, even opened in a tab of its own.
    response.set("Content-Security-Policy",
                 "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'");
    response.set("Content-Type", served.mime);
    response.set("Content-Disposition",
                 content_disposition(served.show ? "inline" : "attachment", served.name));
    const auto if_range = request.header("if-range");
    const auto wanted = if_range.empty() || if_range == etag ? request.header("range") : std::string_view{};
    const auto range = byte_range(wanted, size);
    if (range.kind != ByteRange::Kind::Whole) response.set("Content-Range", content_range(range, size));
    if (range.kind == ByteRange::Kind::NotSatisfiable) {
        response.status = 416;
        return respond(std::move(response));
    }
    response.status = range.kind == ByteRange::Kind::Part ? 206 : 200;
    response.file = FilePart::open(parts.files.path_of(served.sha256), range.offset, range.size);
    if (!response.file) return respond(not_there(MediaState::Dropped));
    respond(std::move(response));
}

// 0 = the address names none.
std::int64_t id_in(const Request& request) {
    const auto& text = request.captured.at(0);
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    return error == std::errc{} && end == text.data() + text.size() ? id : 0;
}

std::optional<MediaRow> find_visible(const MediaRouteParts& parts, const Request& request,
                                     const Agent& agent) {
    auto row = parts.store.find_media(MediaId{id_in(request)});
    if (!row || !may_see_media(agent, *row, parts.store)) return std::nullopt;
    return row;
}

// A customer's picture is for those who serve one of the accounts with which the customer has a conversation.
std::optional<Served> visible_avatar(const MediaRouteParts& parts, const Request& request,
                                     const Agent& agent) {
    const auto row = avatar_store(parts.store).find_avatar(AvatarId{id_in(request)});
    if (!row || row->sha256.empty()) return std::nullopt;
    if (std::none_of(row->accounts.begin(), row->accounts.end(),
                     [&](const ServedAccount& one) { return may_see(agent, one.corp, one.account); }))
        return std::nullopt;
    const auto head = read_media_file(parts.files.path_of(row->sha256), 64);
    if (!head.ok()) return std::nullopt;
    return Served{row->sha256, type_of_content(*head), "avatar", true};
}

}  // namespace

void add_media_routes(Router& router, const MediaRouteParts& parts) {
    router.add("GET", "/api/media/<id>", [parts](const Request& request, const Responder& respond) {
        const auto who = parts.identity.who(request);
        if (!who) return respond(not_signed_in());
        const auto row = find_visible(parts, request, who->agent);
        if (!row) return respond(no_such_media());
        if (row->sha256.empty()) return respond(not_there(row->media.state));
        serve(parts, request, original(*row, read_form(request.query), parts.files), respond);
    });
    router.add("GET", "/api/media/<id>/thumbnail", [parts](const Request& request, const Responder& respond) {
        const auto who = parts.identity.who(request);
        if (!who) return respond(not_signed_in());
        const auto row = find_visible(parts, request, who->agent);
        const auto served = row ? thumbnail(*row, parts.files) : std::nullopt;
        if (!served) return respond(no_such_media());
        serve(parts, request, *served, respond);
    });
    router.add("GET", "/api/avatars/<id>", [parts](const Request& request, const Responder& respond) {
        const auto who = parts.identity.who(request);
        if (!who) return respond(not_signed_in());
        const auto served = visible_avatar(parts, request, who->agent);
        if (!served) return respond(no_such_media());
        serve(parts, request, *served, respond);
    });
}

}  // namespace kf
