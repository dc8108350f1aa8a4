// Tolerant reading of the kf API's members (reference 17): what is missing or of a wrong type yields nothing
// instead of an error. Internal to the codec.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace kf {

// Each takes any JSON value and yields nothing when it is no object.
[[nodiscard]] std::string text_member(const nlohmann::json& json, const char* name);
[[nodiscard]] const nlohmann::json* object_member(const nlohmann::json& json, const char* name);
// A whole number, also as text ("5990"), as a float without fraction or as true / false; else 0.
[[nodiscard]] std::int64_t integer_member(const nlohmann::json& json, const char* name);
[[nodiscard]] int int_member(const nlohmann::json& json, const char* name);  // 0 beyond the range of int

}  // namespace kf
