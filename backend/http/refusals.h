// What the server itself answers to those who want more of it than they may have. Only files of this folder
// include it.
#pragma once

#include "backend/http/http_message.h"

namespace kf {

// 503: all bytes that requests under way may hold are taken, or those of this client.
[[nodiscard]] inline Response server_busy() {
    auto response = error_response(503, ErrorCode::ServerBusy, "服务器正忙，请稍后再试。",
                                   "The server is busy. Try again shortly.");
    response.set("Retry-After", "1");
    response.close_connection = true;
    return response;
}

// 429: as many requests of this client are under way as there may be.
[[nodiscard]] inline Response too_many_requests() {
    auto response =
        error_response(429, ErrorCode::TooManyRequests, "您的网络同时发来的请求太多，请稍后再试。",
                       "Too many requests at the same time from your network. Try again shortly.");
    response.set("Retry-After", "1");
    return response;
}

}  // namespace kf
