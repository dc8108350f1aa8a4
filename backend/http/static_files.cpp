#include "backend/http/static_files.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <sstream>

#include "backend/crypto/binary_text.h"
#include "backend/crypto/digest.h"
#include "backend/http/compression.h"

namespace kf {

namespace fs = std::filesystem;

namespace {

constexpr std::uintmax_t kMaxFileBytes = 32 * 1024 * 1024;
constexpr std::chrono::milliseconds kLookEvery{1000};

std::optional<std::string> read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    std::ostringstream content;
    content << in.rdbuf();
    return std::move(content).str();
}

std::string etag_of(const std::string& content) {
    return "\"" + to_hex(sha256_of(content).substr(0, 12)) + "\"";
}

bool etag_matches(std::string_view if_none_match, std::string_view etag) {
    if (if_none_match == "*") return true;
    // Encoded variants carry the tag with a suffix; comparing the stem is the weak comparison that is right
    // here.
    return if_none_match.find(etag.substr(0, etag.size() - 1)) != std::string_view::npos;
}

bool is_inside(const fs::path& folder, const fs::path& file) {
    std::error_code error;
    const auto base = fs::canonical(folder, error);
    if (error) return false;
    const auto target = fs::canonical(file, error);
    if (error) return false;
    return std::mismatch(base.begin(), base.end(), target.begin(), target.end()).first == base.end();
}

}  // namespace

std::string_view content_type_of(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kTypes{{
        {".html", "text/html; charset=utf-8"},
        {".js", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json; charset=utf-8"},
        {".wasm", "application/wasm"},
        {".svg", "image/svg+xml"},
        {".png", "image/png"},
        {".ico", "image/x-icon"},
        {".jpg", "image/jpeg"},
        {".webp", "image/webp"},
        {".wav", "audio/wav"},
        {".mp3", "audio/mpeg"},
        {".ogg", "audio/ogg"},
        {".webmanifest", "application/manifest+json"},
        {".txt", "text/plain; charset=utf-8"},
        {".map", "application/json"},
    }};
    for (const auto& [ending, type] : kTypes)
        if (name.ends_with(ending)) return type;
    return "application/octet-stream";
}

bool is_hashed_name(std::string_view name) {
    constexpr std::size_t kMinHash = 8;
    std::size_t run = 0;
    bool starts_after_mark = false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) {
            if (run++ == 0) starts_after_mark = i > 0 && (name[i - 1] == '.' || name[i - 1] == '-');
        } else {
            if (c == '.' && run >= kMinHash && starts_after_mark) return true;
            run = 0;
        }
    }
    return false;
}

StaticFiles::StaticFiles(std::string folder) : folder_(std::move(folder)) {
    if (folder_.empty()) return;
    load();
}

void StaticFiles::load() {
    std::error_code error;
    loaded_state_ = fs::last_write_time(folder_ / "index.html", error);
    files_.clear();
    fs::recursive_directory_iterator entry(folder_, fs::directory_options::skip_permission_denied, error);
    if (error) return;
    std::map<std::string, SharedText> read;
    for (const fs::recursive_directory_iterator end; entry != end; entry.increment(error)) {
        if (error) break;
        const auto name = entry->path().filename().string();
        if (name.starts_with('.')) {
            if (entry->is_directory(error)) entry.disable_recursion_pending();
            continue;
        }
        if (!entry->is_regular_file(error) || entry->file_size(error) > kMaxFileBytes) continue;
        if (!is_inside(folder_, entry->path())) continue;
        if (auto content = read_file(entry->path()))
            read["/" + fs::relative(entry->path(), folder_, error).generic_string()] =
                shared_text(std::move(*content));
    }
    for (const auto& [path, content] : read) {
        if (path.ends_with(".br") || path.ends_with(".gz")) continue;
        File file;
        file.plain = content;
        if (const auto sibling = read.find(path + ".br"); sibling != read.end())
            file.brotli = sibling->second;
        if (const auto sibling = read.find(path + ".gz"); sibling != read.end()) file.gzip = sibling->second;
        file.content_type = content_type_of(path);
        file.etag = etag_of(*content);
        file.hashed_name = is_hashed_name(path.substr(path.rfind('/') + 1));
        files_.emplace(path, std::move(file));
    }
}

void StaticFiles::load_again_when_changed() {
    const auto now = std::chrono::steady_clock::now();
    if (folder_.empty() || now - looked_at_ < kLookEvery) return;
    looked_at_ = now;
    std::error_code error;
    const auto state = fs::last_write_time(folder_ / "index.html", error);
    if (!error && state != loaded_state_) load();
}

bool StaticFiles::has(std::string_view path) const {
    return files_.find(path) != files_.end();
}

SharedText StaticFiles::text_of(std::string_view path) {
    load_again_when_changed();
    const auto found = files_.find(path);
    return found == files_.end() ? nullptr : found->second.plain;
}

Response StaticFiles::answer(const Request& request) {
    load_again_when_changed();
    const std::string path = request.path == "/" ? "/index.html" : request.path;
    auto found = files_.find(path);
    if (found == files_.end()) found = files_.find(path + ".html");
    if (found == files_.end()) return text_response(404, "Not found\n");
    const auto& file = found->second;

    Response response;
    response.set("Content-Type", file.content_type);
    // An icon is asked for by every page and again when the badge changes; an older one does no harm for an
    // hour. What a page shows is somebody's: "no-store" keeps browsers from showing it again on Back when the
    // cookie has changed since.
    response.set("Cache-Control", file.hashed_name ? "public, max-age=31536000, immutable"
                                  : file.content_type.starts_with("image/")    ? "public, max-age=3600"
                                  : file.content_type.starts_with("text/html") ? "no-store"
                                                                               : "no-cache");
    response.set("Vary", "Accept-Encoding");
    // A page with a form: under "no-referrer" browsers would post it with the Origin "null".
    if (path == "/login" || path == "/login.html") response.set("Referrer-Policy", "same-origin");
    std::string etag = file.etag;
    const auto wanted = request.header("accept-encoding");
    response.body = file.plain;
    if (file.brotli && accepts(wanted, Encoding::Brotli)) {
        response.body = file.brotli;
        response.set("Content-Encoding", "br");
        etag.insert(etag.size() - 1, "-br");
    } else if (file.gzip && accepts(wanted, Encoding::Gzip)) {
        response.body = file.gzip;
        response.set("Content-Encoding", "gzip");
        etag.insert(etag.size() - 1, "-gz");
    }
    response.set("ETag", etag);
    if (etag_matches(request.header("if-none-match"), file.etag)) {
        response.status = 304;
        response.body = nullptr;
    }
    return response;
}

}  // namespace kf
