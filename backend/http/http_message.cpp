#include "backend/http/http_message.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <nlohmann/json.hpp>

namespace kf {

std::string_view Request::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers)
        if (name == lower_case_name) return value;
    return {};
}

void Response::set(std::string name, std::string value) {
    for (auto& [known, old] : headers)
        if (known == name) {
            old = std::move(value);
            return;
        }
    headers.emplace_back(std::move(name), std::move(value));
}

bool Response::has(std::string_view name) const {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& header) { return header.first == name; });
}

std::shared_ptr<FilePart> FilePart::open(const std::string& path, std::int64_t offset, std::int64_t size) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (descriptor < 0) return nullptr;
    std::shared_ptr<FilePart> part(new FilePart(descriptor, size));
    struct stat info {};
    const bool there = ::fstat(descriptor, &info) == 0 && S_ISREG(info.st_mode) && offset >= 0 && size >= 0 &&
                       offset + size <= info.st_size;
    if (!there || ::lseek(descriptor, offset, SEEK_SET) != offset) return nullptr;
    return part;
}

FilePart::~FilePart() {
    ::close(descriptor_);
}

std::optional<std::size_t> FilePart::read(char* buffer, std::size_t room) {
    const auto wanted =
        static_cast<std::size_t>(std::min<std::int64_t>(left_, static_cast<std::int64_t>(room)));
    if (wanted == 0) return 0;
    for (;;) {
        const auto size = ::read(descriptor_, buffer, wanted);
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0)
            return std::nullopt;  // shorter than it was: the length that was promised cannot be kept
        left_ -= size;
        return static_cast<std::size_t>(size);
    }
}

Response text_response(int status, std::string body, std::string content_type) {
    Response response;
    response.status = status;
    response.headers.emplace_back("Content-Type", std::move(content_type));
    response.body = shared_text(std::move(body));
    return response;
}

Response json_response(int status, std::string body) {
    return text_response(status, std::move(body), "application/json; charset=utf-8");
}

Response redirect(std::string location) {
    Response response;
    response.status = 303;
    response.headers.emplace_back("Location", std::move(location));
    return response;
}

Response error_response(int status, ErrorCode code, std::string_view zh, std::string_view en) {
    const nlohmann::json body = {{"error", {{"code", to_word(code)}, {"zh", zh}, {"en", en}}}};
    return json_response(status, body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace kf
