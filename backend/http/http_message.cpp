#include "backend/http/http_message.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace kf {

std::string_view Request::header(std::string_view lower_case_name) const {
    for (const auto& [name, value] : headers)
        if (name == lower_case_name) return value;
    return {};
}

void Response::set(std::string name, std::string value) {
    for (auto& [known, old] : headers)
        if (known == name) {
            old = std::move(value);
            return;
        }
    headers.emplace_back(std::move(name), std::move(value));
}

bool Response::has(std::string_view name) const {
    return std::any_of(headers.begin(), headers.end(),
                       [&](const auto& header) { return header.first == name; });
}

Response text_response(int status, std::string body, std::string content_type) {
    Response response;
    response.status = status;
    response.headers.emplace_back("Content-Type", std::move(content_type));
    response.body = std::make_shared<const std::string>(std::move(body));
    return response;
}

Response json_response(int status, std::string body) {
    return text_response(status, std::move(body), "application/json; charset=utf-8");
}

Response redirect(std::string location) {
    Response response;
    response.status = 303;
    response.headers.emplace_back("Location", std::move(location));
    return response;
}

Response error_response(int status, std::string_view code, std::string_view zh, std::string_view en) {
    const nlohmann::json body = {{"error", {{"code", code}, {"zh", zh}, {"en", en}}}};
    return json_response(status, body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
}

}  // namespace kf
