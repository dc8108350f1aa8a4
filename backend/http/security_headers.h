// What every answer of the backend says to the browser about what may be done with it, and which requests are
// refused before anybody handles them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "backend/http/http_server.h"
#include "backend/http/origin_policy.h"

namespace kf {

struct SecurityRules {
    std::vector<std::string> frame_ancestors;  // empty = nobody may embed the console
    bool public_https = false;                 // then HSTS
};

// `origins` outlives the server.
[[nodiscard]] HttpPolicy make_http_policy(const OriginPolicy& origins, const SecurityRules& rules);

// The Content-Security-Policy for a page of ours. `socket_origin`: "wss://desk.example.com", for browsers
// whose 'self' does not cover WebSockets; may be empty.
[[nodiscard]] std::string content_security_policy(const std::vector<std::string>& frame_ancestors,
                                                  const std::string& socket_origin);

}  // namespace kf
