// Requests to the backend (fetch, with the session cookie). Answers arrive outside of frames.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kf::web {

struct HttpRequest {
    std::string method = "GET";
    std::string path = {};  // at the backend
    std::string body = {};  // sent as application/json unless empty
    std::vector<std::pair<std::string, std::string>> headers = {};
    double timeout_ms = 20'000;
    std::uint32_t max_bytes = 16u << 20;  // of the decoded body; more is an error
};

enum class HttpError : std::uint8_t { None, Network, Timeout, TooLarge, Aborted };

struct HttpResponse {
    HttpError error = HttpError::None;  // anything else: there is no status
    int status = 0;
    std::string content_type = {};
    std::string body = {};
    bool ok() const { return error == HttpError::None && status >= 200 && status < 300; }
};

using HttpCallId = std::uint32_t;

class Http {
  public:
    virtual ~Http() = default;
    // `done` runs exactly once, unless the call was aborted before.
    virtual HttpCallId send(HttpRequest request, std::function<void(HttpResponse)> done) = 0;
    virtual void abort(HttpCallId call) = 0;
};

}  // namespace kf::web
