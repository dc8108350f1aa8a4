// From the HTTP library's message to ours, with the rules a request must keep. Only files of this folder
// include it.
#pragma once

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include "backend/http/http_message.h"
#include "shared/base/result.h"

namespace kf {

// Head only. Error "bad_request": no or several Host, a malformed target, an absolute target, more than 100
// headers, a Transfer-Encoding other than "chunked" alone.
[[nodiscard]] Result<Request> read_request_head(
    const boost::beast::http::request<boost::beast::http::string_body>& message);

}  // namespace kf
