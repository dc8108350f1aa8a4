// How the answers of this folder are written.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace kf {

// What is no UTF-8 is replaced.
[[nodiscard]] inline std::string json_text(const nlohmann::json& json) {
    return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace kf
