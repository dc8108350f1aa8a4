#include "web/ui/platform/uploads.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace kf::web {
namespace {

constexpr std::array kBackOffMs = {1'000.0, 2'000.0, 4'000.0, 8'000.0, 15'000.0, 30'000.0};
// Answers like 503 in a row before it counts as failed; without any answer it waits for as long as it takes.
constexpr int kMaxRefusals = 8;
// The backend forgot the upload (it was old, or its data directory is new): from the beginning, but not for
// ever.
constexpr int kMaxRestarts = 2;

nlohmann::json parse(std::string_view text) {  // a parser for strings would be one more to download
    return nlohmann::json::parse(text, nullptr, false);
}

std::optional<std::uint64_t> number(const nlohmann::json& from, const char* name) {
    if (!from.is_object()) return std::nullopt;
    const auto found = from.find(name);
    if (found == from.end() || !found->is_number_integer() || found->get<std::int64_t>() < 0)
        return std::nullopt;
    return found->get<std::uint64_t>();
}

std::string word(const nlohmann::json& from, const char* name) {
    if (!from.is_object()) return {};
    const auto found = from.find(name);
    return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool may_pass(int status) {
    return status >= 500 || status == 429 || status == 408;
}

}  // namespace

Uploads::Uploads(UploadPort& port, Http& http, Page& page)
    : port_(port), http_(http), page_(page), alive_(std::make_shared<bool>(true)) {
    page_.on_change([this, alive = std::weak_ptr<bool>(alive_)] {
        if (!alive.expired()) network_may_be_back();
    });
}

Uploads::~Uploads() {
    for (auto& [id, upload] : uploads_) stop(upload);
}

Uploads::Upload* Uploads::get(UploadId id) {
    const auto found = uploads_.find(id);
    return found == uploads_.end() ? nullptr : &found->second;
}

const UploadNow* Uploads::find(UploadId id) const {
    const auto found = uploads_.find(id);
    return found == uploads_.end() ? nullptr : &found->second.now;
}

UploadId Uploads::start(FileRef file, std::string_view purpose, std::string_view name) {
    const UploadId id = next_++;
    Upload& upload = uploads_[id];
    upload.name = name.empty() ? file->name : std::string(name);
    upload.purpose = purpose;
    upload.now.bytes = file->bytes;
    upload.file = std::move(file);
    begin_next();
    return id;
}

bool Uploads::busy() const {
    return std::any_of(uploads_.begin(), uploads_.end(), [](const auto& entry) {
        const UploadPhase phase = entry.second.now.phase;
        return phase == UploadPhase::Queued || phase == UploadPhase::Uploading ||
               phase == UploadPhase::Waiting;
    });
}

// Ids ascend, so the oldest one is next.
void Uploads::begin_next() {
    auto active = std::count_if(uploads_.begin(), uploads_.end(),
                                [](const auto& entry) { return entry.second.active; });
    for (auto& [id, upload] : uploads_) {
        if (active >= kAtOnce) break;
        if (upload.active || upload.now.phase != UploadPhase::Queued) continue;
        ++active;
        begin(id);
    }
    page_.request_frame();
}

void Uploads::begin(UploadId id) {
    Upload* upload = get(id);
    upload->active = true;
    upload->now.phase = UploadPhase::Uploading;
    const nlohmann::json body = {
        {"name", upload->name}, {"bytes", upload->file->bytes}, {"purpose", upload->purpose}};
    upload->call = http_.send({.method = "POST",
                               .path = "/api/uploads",
                               // A file name may hold bytes that are no UTF-8.
                               .body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)},
                              [this, id](HttpResponse answer) { on_created(id, answer); });
}

void Uploads::on_created(UploadId id, const HttpResponse& answer) {
    Upload* upload = get(id);
    if (upload == nullptr) return;
    upload->call = 0;
    if (answer.error != HttpError::None) return wait(id);
    if (!answer.ok()) return fail_with(id, answer.status, answer.body);
    const auto json = parse(answer.body);
    const auto piece = number(json, "chunk");
    upload->key = word(json, "upload");
    if (upload->key.empty() || !piece || *piece == 0) return fail(id, "bad_answer");
    upload->piece = *piece;
    upload->offset = number(json, "offset").value_or(0);
    upload->failures = 0;
    send_piece(id);
}

void Uploads::send_piece(UploadId id) {
    Upload* upload = get(id);
    upload->now.phase = UploadPhase::Uploading;
    upload->now.sent = upload->offset;
    // Empty where everything has arrived and what came of it was never said: it asks the backend to end it.
    const std::uint64_t length = std::min(upload->piece, upload->now.bytes - upload->offset);
    const std::string path = "/api/uploads/" + upload->key + "?offset=" + std::to_string(upload->offset);
    upload->put = port_.put(
        path, upload->file->id, upload->offset, length,
        [this, id](std::uint64_t on_their_way) {
            Upload* at = get(id);
            if (at == nullptr) return;
            at->now.sent = std::min(at->offset + on_their_way, at->now.bytes);
            page_.request_frame();
        },
        [this, id](PieceAnswer answer) { on_piece(id, answer); });
    page_.request_frame();
}

void Uploads::on_piece(UploadId id, const PieceAnswer& answer) {
    Upload* upload = get(id);
    if (upload == nullptr) return;
    upload->put = 0;
    if (answer.unreadable) return fail(id, "file_unreadable");
    if (answer.error != HttpError::None) return wait(id);
    if (answer.status == 404 || answer.status == 410) return restart(id);
    if (answer.status == 409) {
        // Another offset than ours counts, for example because an answer was lost on its way.
        const auto offset = number(parse(answer.body), "offset");
        if (!offset || upload->failures > kMaxRefusals) return fail_with(id, answer.status, answer.body);
        // It stands where we are, so it has not finished with what it got before.
        if (*offset == upload->offset) return wait(id);
        ++upload->failures;
        upload->offset = std::min(*offset, upload->now.bytes);
        return send_piece(id);
    }
    if (answer.status < 200 || answer.status >= 300) return fail_with(id, answer.status, answer.body);
    const std::uint64_t before = upload->offset;
    if (!take_progress(id, answer.body)) return fail(id, "bad_answer");
    // Who waited for the end may have forgotten the upload at once.
    upload = get(id);
    if (upload == nullptr || upload->now.phase == UploadPhase::Done) return;
    if (upload->offset <= before) return fail(id, "bad_answer");  // it would go on for ever
    upload->failures = 0;
    send_piece(id);
}

bool Uploads::take_progress(UploadId id, const std::string& body) {
    Upload* upload = get(id);
    const auto json = parse(body);
    const auto offset = number(json, "offset");
    if (!offset || *offset > upload->now.bytes) return false;
    upload->offset = *offset;
    upload->now.sent = *offset;
    if (const auto media = json.find("media"); media != json.end() && media->is_object()) {
        upload->now.media = media->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        end(id, UploadPhase::Done);
    }
    return true;
}

// Where the backend stands, after the connection broke.
void Uploads::ask_offset(UploadId id) {
    Upload* upload = get(id);
    upload->now.phase = UploadPhase::Uploading;
    upload->call = http_.send({.path = "/api/uploads/" + upload->key},
                              [this, id](HttpResponse answer) { on_offset(id, answer); });
    page_.request_frame();
}

void Uploads::on_offset(UploadId id, const HttpResponse& answer) {
    Upload* upload = get(id);
    if (upload == nullptr) return;
    upload->call = 0;
    if (answer.error != HttpError::None) return wait(id);
    if (answer.status == 404 || answer.status == 410) return restart(id);
    if (!answer.ok()) return fail_with(id, answer.status, answer.body);
    if (!take_progress(id, answer.body)) return fail(id, "bad_answer");
    upload = get(id);
    if (upload == nullptr || upload->now.phase == UploadPhase::Done) return;
    send_piece(id);
}

void Uploads::wait(UploadId id) {
    Upload* upload = get(id);
    upload->now.phase = UploadPhase::Waiting;
    upload->now.sent = upload->offset;
    const auto step = std::min(static_cast<std::size_t>(upload->failures), kBackOffMs.size() - 1);
    ++upload->failures;
    upload->timer = page_.after(kBackOffMs[step], [this, id] {
        if (Upload* at = get(id)) {
            at->timer = 0;
            go_on(id);
        }
    });
    page_.request_frame();
}

void Uploads::go_on(UploadId id) {
    Upload* upload = get(id);
    if (upload->timer != 0) page_.cancel(std::exchange(upload->timer, 0));
    if (upload->key.empty()) {
        begin(id);
    } else {
        ask_offset(id);
    }
}

void Uploads::restart(UploadId id) {
    Upload* upload = get(id);
    if (++upload->restarts > kMaxRestarts) return fail(id, "upload_gone");
    upload->key.clear();
    upload->offset = 0;
    upload->now.sent = 0;
    begin(id);
}

void Uploads::network_may_be_back() {
    const bool came_back = page_.online() && !online_;
    online_ = page_.online();
    if (!came_back) return;
    std::vector<UploadId> waiting;
    for (const auto& [id, upload] : uploads_)
        if (upload.active && upload.timer != 0) waiting.push_back(id);
    for (const UploadId id : waiting) {
        if (Upload* upload = get(id)) upload->failures = 0;
        if (get(id) != nullptr) go_on(id);
    }
}

// The backend refused. Words: {"error":{"code","zh","en"}} as everywhere, or flat {"error":code,"zh","en"}.
void Uploads::fail_with(UploadId id, int status, const std::string& body) {
    Upload* upload = get(id);
    if (may_pass(status) && upload->failures < kMaxRefusals) return wait(id);
    const auto json = parse(body);
    const auto inner = json.is_object() ? json.find("error") : json.end();
    if (json.is_object() && inner != json.end() && inner->is_object())
        return fail(id, word(*inner, "code"), word(*inner, "zh"), word(*inner, "en"));
    std::string code = word(json, "error");
    if (code.empty()) code = "http_" + std::to_string(status);
    fail(id, std::move(code), word(json, "zh"), word(json, "en"));
}

void Uploads::fail(UploadId id, std::string code, std::string zh, std::string en) {
    Upload* upload = get(id);
    upload->now.code = std::move(code);
    upload->now.zh = std::move(zh);
    upload->now.en = std::move(en);
    end(id, UploadPhase::Failed);
}

void Uploads::end(UploadId id, UploadPhase phase) {
    Upload* upload = get(id);
    upload->now.phase = phase;
    upload->active = false;
    if (phase == UploadPhase::Done) upload->file = nullptr;
    // The handler may start, cancel and forget.
    const auto ended = ended_;
    begin_next();
    if (ended) ended(id);
}

void Uploads::stop(Upload& upload) {
    if (upload.call != 0) http_.abort(std::exchange(upload.call, 0));
    if (upload.put != 0) port_.abort(std::exchange(upload.put, 0));
    if (upload.timer != 0) page_.cancel(std::exchange(upload.timer, 0));
    upload.active = false;
}

void Uploads::throw_away(const Upload& upload) {
    // When this gets lost the backend throws it away by itself after a day.
    if (!upload.key.empty())
        http_.send({.method = "DELETE", .path = "/api/uploads/" + upload.key}, [](HttpResponse) {});
}

void Uploads::cancel(UploadId id) {
    Upload* upload = get(id);
    if (upload == nullptr || upload->now.phase == UploadPhase::Cancelled) return;
    stop(*upload);
    throw_away(*upload);
    upload->key.clear();
    upload->now.phase = UploadPhase::Cancelled;
    begin_next();
}

void Uploads::retry(UploadId id) {
    Upload* upload = get(id);
    if (upload == nullptr ||
        (upload->now.phase != UploadPhase::Failed && upload->now.phase != UploadPhase::Cancelled) ||
        upload->file == nullptr)
        return;
    throw_away(*upload);
    upload->key.clear();
    upload->offset = 0;
    upload->failures = upload->restarts = 0;
    upload->now = {.bytes = upload->file->bytes};
    begin_next();
}

void Uploads::forget(UploadId id) {
    Upload* upload = get(id);
    if (upload == nullptr) return;
    const bool done = upload->now.phase == UploadPhase::Done;
    stop(*upload);
    if (!done) throw_away(*upload);
    uploads_.erase(id);
    begin_next();
}

}  // namespace kf::web
