// The part of a file that a request asks for (RFC 9110, 14 and 13).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kf {

struct ByteRange {
    enum class Kind { Whole, Part, NotSatisfiable };
    Kind kind = Kind::Whole;
    std::int64_t offset = 0;
    std::int64_t size = 0;
};
// `range` is the header's value, or empty. Several ranges at once, other units and what makes no sense ask
// for the whole.
[[nodiscard]] ByteRange byte_range(std::string_view range, std::int64_t file_size);
// "bytes 0-9/100"; for what cannot be satisfied "bytes */100".
[[nodiscard]] std::string content_range(const ByteRange& range, std::int64_t file_size);

// Whether a list of entity tags (If-None-Match) names this one, weakly compared.
[[nodiscard]] bool names_etag(std::string_view list, std::string_view etag);

}  // namespace kf
