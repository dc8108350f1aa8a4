// Requests and answers as the rest of the backend sees them, free of the HTTP library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/error_code.h"

namespace kf {

using SharedText = std::shared_ptr<const std::string>;
[[nodiscard]] inline SharedText shared_text(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

struct Request {
    std::string method;  // "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"
    std::string path;    // decoded, begins with '/', without the query and without `base`
    std::string base;    // what was taken off the path to find who answers: "/d/acme", or ""
    std::string query;   // as sent, without '?'
    std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
    std::string body;
    std::vector<std::string> captured;  // what the route's <…> segments matched
    std::string peer;                   // address of the client; of the proxy's client when we trust a proxy
    bool peer_is_local = false;         // the client is on this machine
    bool secure = false;                // the browser speaks https, to us or to the proxy in front

    // The first value, or "" when it is missing.
    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
};

// Part of a file, sent from the disk in pieces: the answer begins once it was opened.
class FilePart {
  public:
    // Nothing when the file cannot be opened or does not reach so far.
    [[nodiscard]] static std::shared_ptr<FilePart> open(const std::string& path, std::int64_t offset,
                                                        std::int64_t size);
    ~FilePart();
    FilePart(const FilePart&) = delete;

    [[nodiscard]] std::int64_t size() const { return size_; }
    // The next piece into `buffer`; its length, 0 = the end, nothing when the disk fails.
    [[nodiscard]] std::optional<std::size_t> read(char* buffer, std::size_t room);

  private:
    FilePart(int descriptor, std::int64_t size) : descriptor_(descriptor), size_(size), left_(size) {}
    int descriptor_;
    std::int64_t size_, left_;
};

// A body whose length nobody knows before, made while the client takes it: it needs no more memory than a
// piece. On the loop thread; a piece takes a few milliseconds at most.
class BodySource {
  public:
    virtual ~BodySource() = default;
    enum class Next {
        More,    // there may be more; a piece may be empty
        End,     // `out` is the last piece
        Failed,  // the connection is cut, so that nobody takes the part for the whole
    };
    // Appends the next piece to `out`.
    [[nodiscard]] virtual Next read(std::string& out) = 0;
};

struct Response {
    int status = 200;
    std::vector<std::pair<std::string, std::string>> headers;
    SharedText body;                     // null = empty
    std::shared_ptr<FilePart> file;      // in place of body
    std::shared_ptr<BodySource> source;  // in place of body
    bool close_connection = false;

    void set(std::string name, std::string value);  // replaces one of the same name (as written)
    [[nodiscard]] bool has(std::string_view name) const;
};

[[nodiscard]] Response text_response(int status, std::string body,
                                     std::string content_type = "text/plain; charset=utf-8");
[[nodiscard]] Response json_response(int status, std::string body);
[[nodiscard]] Response redirect(std::string location);  // 303: the next request is a GET
// {"error":{"code","zh","en"}}
[[nodiscard]] Response error_response(int status, ErrorCode code, std::string_view zh, std::string_view en);

// Takes the answer, on the loop thread, exactly once; it may be called after the handler has returned.
using Responder = std::function<void(Response)>;
using Handler = std::function<void(const Request&, Responder)>;

}  // namespace kf
