#include "backend/http/query_form.h"

#include <charconv>

#include "backend/http/url.h"

namespace kf {
namespace {

constexpr std::size_t kMaxPartBytes = 256;

}  // namespace

std::optional<std::int64_t> read_decimal(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

QueryForm::QueryForm(std::string_view query) : pairs_(read_form(query)) {}

std::string QueryForm::text(const char* name) {
    const std::string_view value = raw(name);
    if (value.size() > kMaxPartBytes) refuse(name);
    return std::string{value};
}

std::string_view QueryForm::raw(const char* name) const {
    const auto found = pairs_.find(name);
    return found == pairs_.end() ? std::string_view{} : std::string_view{found->second};
}

std::int64_t QueryForm::number(const char* name, std::int64_t fallback, std::int64_t min, std::int64_t max) {
    const std::string_view text = raw(name);
    if (text.empty()) return fallback;
    const auto value = read_decimal(text);
    if (value && *value >= min && *value <= max) return *value;
    refuse(name);
    return fallback;
}

Response QueryForm::refusal() const {
    return error_response(400, ErrorCode::BadQuery, std::string{"请求参数有误："} + wrong_,
                          std::string{"The query is wrong: "} + wrong_);
}

}  // namespace kf
