#include "backend/media/upload_routes.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "backend/auth/request_identity.h"
#include "backend/crypto/secret_token.h"
#include "backend/http/url.h"
#include "backend/media/file_name.h"
#include "backend/media/media_files.h"
#include "backend/media/media_inspection.h"
#include "backend/media/upload_rules.h"
#include "backend/media/voice_recording.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"
#include "backend/storage/store.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxBeginBody = 8 * 1024;

Response no_such_upload() {
    return error_response(404, ErrorCode::UnknownUpload, "上传已不存在，请重新上传。",
                          "The upload is not there any more. Begin anew.");
}

Response bad_request(const char* zh, const char* en) {
    return error_response(400, ErrorCode::BadUpload, zh, en);
}

Response failed(const Error& error) {
    if (error.code == ErrorCode::DiskFull)
        return error_response(507, ErrorCode::DiskFull, "服务器的磁盘已满，暂时不能上传，请联系管理员。",
                              "The server's disk is full. Nothing can be uploaded until there is room again; "
                              "tell the administrator.");
    return error_response(503, ErrorCode::StoreFailed, "服务器的存储出错，请稍后再试。",
                          "The server's store fails. Try again later.");
}

Response refused(const UploadRefusal& refusal) {
    const bool size = refusal.code == ErrorCode::TooLarge || refusal.code == ErrorCode::TooSmall;
    return error_response(size ? 413 : 415, refusal.code, refusal.zh, refusal.en);
}

// {"offset":…} with more members before its end.
std::string with_offset(std::int64_t offset, const std::string& more = {}) {
    return "{\"offset\":" + std::to_string(offset) + more + "}";
}

Response wrong_offset(std::int64_t right) {
    const Json error = {{"code", to_word(ErrorCode::WrongOffset)},
                        {"zh", "上传位置不对。"},
                        {"en", "That is not where the upload is."}};
    return json_response(409, with_offset(right, ",\"error\":" + error.dump()));
}

class Uploads : public std::enable_shared_from_this<Uploads> {
  public:
    explicit Uploads(UploadRouteParts parts) : parts_(std::move(parts)) {}

    void begin(const Agent& agent, const Request& request, const Responder& respond) {
        const auto body = Json::parse(request.body, nullptr, false);
        const auto text = [&](const char* member) -> std::optional<std::string> {
            if (!body.is_object() || !body.contains(member) || !body[member].is_string()) return std::nullopt;
            return body[member].get<std::string>();
        };
        const auto name = text("name"), purpose_word = text("purpose");
        const auto purpose = purpose_word ? upload_purpose_from_word(*purpose_word) : std::nullopt;
        if (!name || !purpose || !body.contains("bytes") || !body["bytes"].is_number_integer())
            return respond(
                bad_request("需要 name、bytes 和 purpose。", "name, bytes and purpose are needed."));
        const auto bytes = body["bytes"].get<std::int64_t>();
        if (const auto refusal = refuse_upload(*purpose, bytes)) return respond(refused(*refusal));
        if (too_much(agent, bytes))
            return respond(error_response(429, ErrorCode::TooManyUploads, "上传太多，请等前面的完成后再试。",
                                          "Too many uploads. Wait until the others are done."));
        NewUpload upload{new_secret_token(), agent.id, safe_file_name(*name), *purpose_word, bytes};
        const auto begun = parts_.store.begin_upload(upload, parts_.clock());
        if (!begun.ok()) return respond(failed(begun.error()));
        const Json answer = {{"upload", upload.id}, {"offset", 0}, {"chunk", kUploadChunkBytes}};
        respond(json_response(201, answer.dump()));
    }

    void put(const UploadRow& row, const Request& request, const Responder& respond) {
        const auto offset = read_offset(request);
        if (!offset) return respond(bad_request("需要 offset。", "offset is needed."));
        if (!row.media.empty()) return respond(complete(row));
        // The client asked again before the last piece was answered.
        if (busy_.count(row.upload.id) > 0 || *offset != row.offset) return respond(wrong_offset(row.offset));
        const auto end = row.offset + static_cast<std::int64_t>(request.body.size());
        if (end > row.upload.bytes)
            return respond(bad_request("比声明的大小多。", "That is more than was announced."));
        if (request.body.empty() && row.offset < row.upload.bytes)
            return respond(bad_request("没有内容。", "There is nothing in it."));
        busy_.insert(row.upload.id);
        if (request.body.empty()) return finish(row, respond);
        parts_.workers.run([self = shared_from_this(), row, end, body = request.body, respond] {
            auto written = self->parts_.files.write_upload(row.upload.id, row.offset, body);
            self->parts_.loop.post(
                [weak = std::weak_ptr(self), row, end, respond, written = std::move(written)] {
                    if (const auto uploads = weak.lock()) uploads->written(row, end, written, respond);
                });
        });
    }

    void look(const UploadRow& row, const Responder& respond) const {
        std::string more = ",\"bytes\":" + std::to_string(row.upload.bytes);
        if (const auto media = parts_.store.find_media(row.media))
            more += ",\"media\":" + write_media(media->media);
        respond(json_response(200, with_offset(row.offset, more)));
    }

    void drop(const UploadRow& row, const Responder& respond) {
        const auto dropped = parts_.store.drop_upload(row.upload.id, parts_.clock());
        if (!dropped.ok()) return respond(failed(dropped.error()));
        parts_.files.drop_upload(row.upload.id);
        Response response;
        response.status = 204;
        respond(std::move(response));
    }

    // Whether the piece that comes has a place. The offset is looked at again when all of it is there.
    Admission admit_piece(const Request& request) const {
        const auto who = parts_.identity.who(request);
        if (!who) return {not_signed_in(), {}};
        const auto row = find(request, who->agent);
        if (!row) return {no_such_upload(), {}};
        if (const auto offset = read_offset(request); row->media.empty() && offset && *offset != row->offset)
            return {wrong_offset(row->offset), {}};
        return {std::nullopt, who->agent.id.value};
    }

    // The upload of the path, where it is this agent's.
    std::optional<UploadRow> find(const Request& request, const Agent& agent) const {
        auto row = parts_.store.find_upload(request.captured.at(0));
        if (!row || row->upload.agent != agent.id) return std::nullopt;
        return row;
    }

    [[nodiscard]] const RequestIdentity& identity() const { return parts_.identity; }

  private:
    static std::optional<std::int64_t> read_offset(const Request& request) {
        const auto form = read_form(request.query);
        const auto found = form.find("offset");
        if (found == form.end()) return std::nullopt;
        std::int64_t value = 0;
        const auto& text = found->second;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
        return value;
    }

    [[nodiscard]] bool too_much(const Agent& agent, std::int64_t bytes) const {
        // Rows stay for a day.
        std::size_t unfinished = 0;
        for (const auto& row : parts_.store.uploads_of(agent.id)) {
            unfinished += row.media.empty() ? 1 : 0;
            bytes += row.upload.bytes;
        }
        return unfinished >= parts_.limits.unfinished || bytes > parts_.limits.bytes_a_day;
    }

    [[nodiscard]] Response complete(const UploadRow& row) const {
        const auto media = parts_.store.find_media(row.media);
        if (!media) return no_such_upload();
        return json_response(200, with_offset(row.upload.bytes, ",\"media\":" + write_media(media->media)));
    }

    void written(const UploadRow& row, std::int64_t end, const Result<void>& written,
                 const Responder& respond) {
        const auto grown =
            written.ok() ? parts_.store.upload_grew(row.upload.id, end, parts_.clock()) : written;
        if (!grown.ok()) {
            busy_.erase(row.upload.id);
            if (grown.error().code == ErrorCode::UnknownUpload) {
                // Cancelled meanwhile.
                parts_.files.drop_upload(row.upload.id);
                return respond(no_such_upload());
            }
            log_error_of("media.upload_failed", grown.error());
            return respond(failed(grown.error()));
        }
        if (end == row.upload.bytes) return finish(row, respond);
        busy_.erase(row.upload.id);
        respond(json_response(200, with_offset(end)));
    }

    void finish(const UploadRow& row, const Responder& respond) {
        const auto purpose = upload_purpose_from_word(row.upload.purpose).value_or(UploadPurpose::File);
        parts_.workers.run([self = shared_from_this(), row, purpose, respond] {
            Result<MediaOutcome> outcome = Error{};
            // Killed after the file was put in place and before its media was filed: it is swept, and the
            // client begins anew.
            if (self->parts_.files.size_of_upload(row.upload.id) != row.upload.bytes)
                outcome = Error{ErrorCode::UploadLost, "the bytes of the upload are not there any more"};
            else if (const auto kept = self->keep(row, purpose); !kept.ok())
                outcome = kept.error();
            else
                outcome = inspect_media(self->parts_.files, *kept, kind_of(purpose), name_of(row, purpose));
            self->parts_.loop.post(
                [weak = std::weak_ptr(self), row, purpose, respond, outcome = std::move(outcome)] {
                    const auto uploads = weak.lock();
                    if (!uploads) return;
                    uploads->busy_.erase(row.upload.id);
                    uploads->finished(row, purpose, outcome, respond);
                });
        });
    }

    [[nodiscard]] Result<KeptFile> keep(const UploadRow& row, UploadPurpose purpose) const {
        auto kept = parts_.files.keep_upload(row.upload.id);
        // What the browser records is WAV; WeCom takes AMR only.
        if (!kept.ok() || purpose != UploadPurpose::Voice) return kept;
        return recording_as_amr(parts_.files, *kept);
    }

    static std::string name_of(const UploadRow& row, UploadPurpose purpose) {
        const std::string& name = row.upload.name;
        const bool recorded = purpose == UploadPurpose::Voice && name.ends_with(".wav");
        return recorded ? name.substr(0, name.size() - 4) + ".amr" : name;
    }

    void finished(const UploadRow& row, UploadPurpose purpose, const Result<MediaOutcome>& outcome,
                  const Responder& respond) {
        if (!outcome.ok()) {
            log_error_of("media.upload_failed", outcome.error());
            if (outcome.error().code == ErrorCode::UploadLost) {
                static_cast<void>(parts_.store.drop_upload(row.upload.id, parts_.clock()));
                parts_.files.drop_upload(row.upload.id);
                return respond(no_such_upload());
            }
            return respond(failed(outcome.error()));
        }
        if (const auto refusal = refuse_content(purpose, *outcome)) {
            static_cast<void>(parts_.store.drop_upload(row.upload.id, parts_.clock()));
            remove_unknown(*outcome);
            return respond(refused(*refusal));
        }
        // Another upload of the same bytes may just have been refused, or the file removed to make room.
        if (!parts_.files.has(outcome->file->sha256)) {
            static_cast<void>(parts_.store.drop_upload(row.upload.id, parts_.clock()));
            return respond(no_such_upload());
        }
        const auto media =
            parts_.store.finish_upload(row.upload.id, kind_of(purpose), *outcome, parts_.clock());
        if (!media.ok()) {
            if (media.error().code == ErrorCode::UnknownUpload) return respond(no_such_upload());
            log_error_of("media.upload_failed", media.error());
            return respond(failed(media.error()));
        }
        if (parts_.stored) parts_.stored();
        respond(json_response(200, with_offset(row.upload.bytes, ",\"media\":" + write_media(*media))));
    }

    void remove_unknown(const MediaOutcome& outcome) {
        std::vector<std::string> names;
        for (const auto* file : {&outcome.file, &outcome.thumb, &outcome.sound})
            if (*file) names.push_back((*file)->sha256);
        for (const auto& name : parts_.store.unknown_files(names)) parts_.files.remove(name);
    }

    UploadRouteParts parts_;
    std::set<std::string> busy_;
};

}  // namespace

void add_upload_routes(Router& router, const UploadRouteParts& parts) {
    const auto uploads = std::make_shared<Uploads>(parts);
    RouteOptions begin_options;
    begin_options.max_body = kMaxBeginBody;
    begin_options.admit = users_only(parts.identity);
    router.add(
        "POST", "/api/uploads",
        [uploads](const Request& request, const Responder& respond) {
            const auto who = uploads->identity().who(request);
            if (!who) return respond(not_signed_in());
            uploads->begin(who->agent, request, respond);
        },
        begin_options);
    const auto add = [&](const char* method, const RouteOptions& options, auto handle) {
        router.add(
            method, "/api/uploads/<upload>",
            [uploads, handle](const Request& request, const Responder& respond) {
                const auto who = uploads->identity().who(request);
                if (!who) return respond(not_signed_in());
                const auto row = uploads->find(request, who->agent);
                if (!row) return respond(no_such_upload());
                handle(*row, request, respond);
            },
            options);
    };
    RouteOptions chunk_options;
    chunk_options.max_body = kUploadChunkBytes;
    chunk_options.admit = [uploads](const Request& request) { return uploads->admit_piece(request); };
    add("PUT", chunk_options,
        [uploads](const UploadRow& row, const Request& request, const Responder& respond) {
            uploads->put(row, request, respond);
        });
    add("GET", {}, [uploads](const UploadRow& row, const Request&, const Responder& respond) {
        uploads->look(row, respond);
    });
    add("DELETE", {}, [uploads](const UploadRow& row, const Request&, const Responder& respond) {
        uploads->drop(row, respond);
    });
}

}  // namespace kf
