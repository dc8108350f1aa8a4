#include "shared/base/json_reader.h"

#include <utility>

#include "shared/base/utf8.h"

namespace kf {
namespace {

// Depth of nesting outside of strings; stops at the first level that is too deep.
bool deeper_than(std::string_view text, int max_depth) {
    int depth = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            if (++depth > max_depth) return true;
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return false;
}

}  // namespace

Result<nlohmann::json> parse_json(std::string_view text, std::size_t max_bytes, std::string_view what) {
    const std::string name{what};
    if (text.size() > max_bytes) {
        return Error{ErrorCode::TooLarge, name + " is larger than " + std::to_string(max_bytes) + " bytes",
                     0};
    }
    if (deeper_than(text, kMaxJsonDepth)) return Error{ErrorCode::TooDeep, name + " is nested too deeply", 0};
    if (!is_valid_utf8(text)) return Error{ErrorCode::NotJson, name + " is not valid UTF-8", 0};
    nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (json.is_discarded()) return Error{ErrorCode::NotJson, name + " is not valid JSON", 0};
    return json;
}

JsonReader::JsonReader(const nlohmann::json& json, std::string_view name, std::optional<Error>& problem,
                       const JsonReader* parent)
    : json_(json.is_object() ? &json : nullptr), name_(name), parent_(parent), problem_(problem) {
    if (json_ == nullptr) refuse_as(ErrorCode::BadField, path() + ": no object");
}

std::string JsonReader::path() const {
    std::string out = parent_ == nullptr ? std::string{} : parent_->path() + ".";
    return out.append(name_);
}

const nlohmann::json* JsonReader::find(const char* name) const {
    if (json_ == nullptr) return nullptr;
    const auto found = json_->find(name);
    return found == json_->end() || found->is_null() ? nullptr : &*found;
}

void JsonReader::refuse(const char* name, std::string_view why) {
    refuse_as(ErrorCode::BadField, path() + "." + name + ": " + std::string{why});
}

void JsonReader::refuse_as(ErrorCode code, std::string message) {
    if (!problem_) problem_ = Error{code, std::move(message), 0};
}

std::string JsonReader::text(const char* name, std::size_t max_bytes) {
    const nlohmann::json* member = find(name);
    if (member == nullptr) return {};
    if (!member->is_string()) {
        refuse(name, "no text");
        return {};
    }
    const auto& value = member->get_ref<const std::string&>();
    if (value.size() > max_bytes) {
        refuse(name, "too long");
        return {};
    }
    return value;
}

std::string JsonReader::needed_text(const char* name, std::size_t max_bytes) {
    std::string value = text(name, max_bytes);
    if (value.empty()) refuse(name, "missing");
    return value;
}

std::int64_t JsonReader::integer(const char* name, std::int64_t min, std::int64_t max) {
    const nlohmann::json* member = find(name);
    if (member == nullptr) return 0;
    bool fits = false;
    std::int64_t value = 0;
    if (member->is_number_unsigned()) {
        const auto unsigned_value = member->get<std::uint64_t>();
        fits = unsigned_value <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
        value = fits ? static_cast<std::int64_t>(unsigned_value) : 0;
    } else if (member->is_number_integer()) {
        fits = true;
        value = member->get<std::int64_t>();
    }
    if (!fits || value < min || value > max) {
        refuse(name, "no whole number in range");
        return 0;
    }
    return value;
}

bool JsonReader::flag(const char* name) {
    const nlohmann::json* member = find(name);
    if (member == nullptr) return false;
    if (!member->is_boolean()) {
        refuse(name, "neither true nor false");
        return false;
    }
    return member->get<bool>();
}

}  // namespace kf
