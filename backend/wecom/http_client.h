// One blocking HTTP(S) exchange with a fixed host: verified TLS ≥ 1.2, timeouts, a cap on the answer, reuse
// of idle connections. From any thread. SIGPIPE must be ignored in the process.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf {

struct HttpClientOptions {
    std::string base;     // scheme://host[:port][/path]
    std::string ca_file;  // PEM; empty = the system's certificate authorities
    std::chrono::milliseconds connect_timeout{5'000};
    std::chrono::milliseconds read_timeout{15'000};   // between two bytes
    std::chrono::milliseconds total_timeout{60'000};  // for the whole body
    std::size_t max_body_bytes = std::size_t{32} * 1024 * 1024;
};

struct HttpRequest {
    std::string method;  // "GET" or "POST"
    std::string path;    // begins with '/'; appended to the path of `base`
    std::string query;   // encoded, without '?'; never part of an error message
    std::string body;    // JSON unless content_type says otherwise
    std::string content_type = "application/json; charset=utf-8";
    std::string range = {};                      // header Range, or empty
    std::chrono::milliseconds total_timeout{0};  // in place of the client's own, where not 0
    bool transfer = false;                       // a file: stop_transfers() breaks its answer off
};

struct HttpReply {
    int status = 0;
    std::string body;
    std::optional<UnixSecs> date;  // header Date
    std::string content_type, content_disposition, content_range;
};

// Takes the body piece by piece in place of HttpReply::body; the cap does not hold for it. The head is known;
// false ends the exchange as "answer_lost".
using HttpSink = std::function<bool(const HttpReply& head, std::string_view piece)>;

class HttpClient {
  public:
    explicit HttpClient(HttpClientOptions options);
    ~HttpClient();
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    // Errors: "unreachable": no connection, the request did not leave; "answer_lost": the request may have
    // been carried out; "answer_too_large": the answer is larger than the cap. Any HTTP status is a reply.
    // Redirects are not followed: they would carry the token in the query to somebody else.
    [[nodiscard]] Result<HttpReply> exchange(const HttpRequest& request, const HttpSink& sink = {});

    // Breaks exchanges that other threads have under way and refuses new ones.
    void hang_up();
    // Only those that carry files: they may take minutes, and can be done again.
    void stop_transfers();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace kf
