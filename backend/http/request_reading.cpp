#include "backend/http/request_reading.h"

#include <algorithm>

#include "backend/http/url.h"
#include "shared/base/lower_case.h"
#include "shared/base/percent.h"

namespace kf {

namespace http = boost::beast::http;

namespace {

constexpr std::size_t kMaxHeaders = 100;

}  // namespace

Result<Request> read_request_head(const http::request<http::string_body>& message) {
    const auto bad = [](const char* what) { return Error{ErrorCode::BadRequest, what, 0}; };
    Request request;
    request.method = std::string{message.method_string()};
    const std::string_view target = message.target();
    if (target.empty() || target.front() != '/') return bad("the target is not a path");
    const auto question = std::min(target.find('?'), target.size());
    auto path = percent_decoded_strictly(target.substr(0, question));
    if (!path) return bad("the path is malformed");
    request.path = std::move(*path);
    request.query = std::string{target.substr(std::min(question + 1, target.size()))};
    int hosts = 0, codings = 0;
    for (const auto& field : message) {
        if (request.headers.size() >= kMaxHeaders) return bad("too many headers");
        request.headers.emplace_back(lower_case(field.name_string()), std::string{field.value()});
        if (field.name() == http::field::host) ++hosts;
        // What a proxy in front takes for the end of such a body may not be what we take for it.
        if (field.name() == http::field::transfer_encoding &&
            (++codings > 1 || message.version() < 11 || lower_case(field.value()) != "chunked"))
            return bad("the body may be chunked, and nothing else");
    }
    if (hosts > 1 || (hosts == 0 && message.version() >= 11)) return bad("there must be one Host");
    return request;
}

}  // namespace kf
