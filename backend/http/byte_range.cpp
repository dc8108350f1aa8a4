#include "backend/http/byte_range.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "backend/http/url.h"

namespace kf {
namespace {

std::optional<std::int64_t> read_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

}  // namespace

ByteRange byte_range(std::string_view range, std::int64_t file_size) {
    const ByteRange whole{ByteRange::Kind::Whole, 0, file_size};
    if (!range.starts_with("bytes=")) return whole;
    range = without_outer_space(range.substr(6));
    const auto dash = range.find('-');
    if (dash == std::string_view::npos || range.find(',') != std::string_view::npos) return whole;
    const auto first_text = without_outer_space(range.substr(0, dash)),
               last_text = without_outer_space(range.substr(dash + 1));
    if (first_text.empty()) {
        const auto count = read_number(last_text);
        if (!count) return whole;
        if (*count == 0 || file_size == 0) return {ByteRange::Kind::NotSatisfiable, 0, 0};
        const auto size = std::min(*count, file_size);
        return {ByteRange::Kind::Part, file_size - size, size};
    }
    const auto first = read_number(first_text);
    const auto last = last_text.empty() ? std::optional{file_size - 1} : read_number(last_text);
    if (!first || !last || (!last_text.empty() && *last < *first)) return whole;
    if (*first >= file_size) return {ByteRange::Kind::NotSatisfiable, 0, 0};
    return {ByteRange::Kind::Part, *first, std::min(*last, file_size - 1) - *first + 1};
}

std::string content_range(const ByteRange& range, std::int64_t file_size) {
    const auto total = "/" + std::to_string(file_size);
    if (range.kind == ByteRange::Kind::NotSatisfiable) return "bytes *" + total;
    return "bytes " + std::to_string(range.offset) + "-" + std::to_string(range.offset + range.size - 1) +
           total;
}

bool names_etag(std::string_view list, std::string_view etag) {
    while (!list.empty()) {
        const auto end = std::min(list.find(','), list.size());
        auto item = without_outer_space(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
        if (item == "*") return true;
        if (item.starts_with("W/")) item.remove_prefix(2);
        if (item == etag) return true;
    }
    return false;
}

}  // namespace kf
