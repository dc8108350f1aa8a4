// The built console: read into memory once and served from there, so that no request ever names a file of the
// disk. A folder that is built again is noticed and read again.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "backend/http/http_message.h"

namespace kf {

class StaticFiles {
  public:
    // An empty folder name serves nothing. Hidden files, links that lead out of the folder and files above
    // 32 MiB are left out.
    explicit StaticFiles(std::string folder);

    // For GET and HEAD. "/" is index.html, "/login" is login.html. Answers 404 for what is not there.
    [[nodiscard]] Response answer(const Request& request);
    [[nodiscard]] bool has(std::string_view path) const;  // "/index.html"
    // The file's text; null for what is not there.
    [[nodiscard]] SharedText text_of(std::string_view path);

  private:
    struct File {
        SharedText plain, brotli, gzip;  // the latter two when the build made siblings .br and .gz
        std::string content_type;
        std::string etag;
        bool hashed_name = false;
    };
    void load();
    void load_again_when_changed();

    std::filesystem::path folder_;
    std::map<std::string, File, std::less<>> files_;
    std::filesystem::file_time_type loaded_state_;
    std::chrono::steady_clock::time_point looked_at_;
};

// A name that changes with its content, "console.3f9ab012.wasm": eight or more hex digits between dots or
// behind a dash.
[[nodiscard]] bool is_hashed_name(std::string_view file_name);
[[nodiscard]] std::string_view content_type_of(std::string_view file_name);

}  // namespace kf
