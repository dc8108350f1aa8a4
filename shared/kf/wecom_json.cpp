#include "shared/kf/wecom_json.h"

#include <charconv>
#include <limits>

namespace kf {
namespace {

using Json = nlohmann::json;

const Json* member(const Json& json, const char* name) {
    if (!json.is_object()) return nullptr;
    const auto found = json.find(name);
    return found == json.end() ? nullptr : &*found;
}

}  // namespace

std::string text_member(const Json& json, const char* name) {
    const Json* value = member(json, name);
    return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

const Json* object_member(const Json& json, const char* name) {
    const Json* value = member(json, name);
    return value != nullptr && value->is_object() ? value : nullptr;
}

std::int64_t integer_member(const Json& json, const char* name) {
    const Json* value = member(json, name);
    if (value == nullptr) return 0;
    if (value->is_boolean()) return value->get<bool>() ? 1 : 0;
    if (value->is_number_unsigned()) {
        const auto number = value->get<std::uint64_t>();
        constexpr auto kMax = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        return number <= kMax ? static_cast<std::int64_t>(number) : 0;
    }
    if (value->is_number_integer()) return value->get<std::int64_t>();
    if (value->is_number_float()) {
        const double number = value->get<double>();
        constexpr double kExact = 9007199254740992.0;  // 2^53
        if (!(number >= -kExact && number <= kExact)) return 0;
        const auto whole = static_cast<std::int64_t>(number);
        return static_cast<double>(whole) == number ? whole : 0;
    }
    if (value->is_string()) {
        const auto& text = value->get_ref<const std::string&>();
        std::int64_t number = 0;
        const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
        return problem == std::errc{} && end == text.data() + text.size() ? number : 0;
    }
    return 0;
}

int int_member(const Json& json, const char* name) {
    const std::int64_t number = integer_member(json, name);
    const bool fits = number >= std::numeric_limits<int>::min() && number <= std::numeric_limits<int>::max();
    return fits ? static_cast<int>(number) : 0;
}

}  // namespace kf
