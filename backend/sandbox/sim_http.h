// What a request to the simulated WeCom and its answer look like, free of any HTTP library: the simulator is
// driven by these in tests, and by SimServer over real HTTP.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/time.h"

namespace kf::sim {

struct SimRequest {
    std::string method = "GET";
    std::string path;
    std::map<std::string, std::string> query;  // decoded; the first value of a repeated name
    std::string body;
    std::string content_type;
    std::string range;                    // value of the Range header
    std::string host;                     // "127.0.0.1:9090"
    std::string origin;                   // of the page whose script asks; "" = no page
    std::string fetch_site;               // how a browser says that an address that old ones do not tell
    std::string remote_ip = "127.0.0.1";  // gettoken's ban for wrong secrets is per address

    // The parameter, or "" when it is missing.
    [[nodiscard]] std::string param(const std::string& name) const;
};

// Lost: the request was carried out, but the connection breaks before the answer is complete.
enum class AnswerFate { Delivered, Lost };

struct SimResponse {
    int status = 200;
    std::string content_type = "application/json; charset=utf-8";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
    AnswerFate fate = AnswerFate::Delivered;
    UnixMs delay_ms = 0;             // how long the answer is held back (fault "latency")
    std::int64_t bytes_per_sec = 0;  // 0 = as fast as it goes
    std::int64_t break_after = -1;   // bytes of the body after which the connection breaks; −1 = never
};

// A request from "/path?name=value&…"; what cannot be decoded is taken literally.
[[nodiscard]] SimRequest make_request(std::string method, std::string_view target, std::string body = {});

}  // namespace kf::sim
