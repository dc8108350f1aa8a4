// Puts the head of an answer into bytes. Header values are ours; a line break in one would split the answer,
// so such a value is left out.
#pragma once

#include <string>
#include <string_view>

#include "backend/http/http_message.h"

namespace kf {

enum class AfterAnswer { KeepOpen, Close };

[[nodiscard]] std::string_view reason_phrase(int status);
// `chunked`: how a Response::source is sent to clients that can take it so; others read until the connection
// ends.
[[nodiscard]] std::string write_head(const Response& response, AfterAnswer after, bool chunked = true);
// A piece of a source as a chunk; with `last` the end of the body after it.
[[nodiscard]] std::string write_chunk(std::string_view piece, bool last);
// RFC 9110 date of now, as the Date header wants it.
[[nodiscard]] std::string http_date();

}  // namespace kf
