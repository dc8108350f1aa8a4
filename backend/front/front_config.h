// What the configuration says of the front: where it listens, and who may reach it how.
#pragma once

#include <string>
#include <vector>

namespace kf {

struct ServerConfig {
    std::string listen = "127.0.0.1:8080";  // host:port; port 0 = any free one
    std::string public_url;                 // as browsers and WeCom reach us, without a slash at the end
    std::string static_dir;                 // the built console
    std::string tls_certificate;            // PEM files; both or none
    std::string tls_key;
    std::vector<std::string> allowed_origins;  // besides public_url's own; exact
    std::vector<std::string> frame_ancestors;  // sites that may embed the console; empty = nobody ('none')
    bool behind_proxy = false;          // trust X-Forwarded-For / -Proto of the loopback or private peer
    bool metrics_loopback_only = true;  // /metrics answers this machine only
    int max_connections = 12'000;       // more are closed at once
    int max_connections_per_address = 1'000;  // without consoles that are signed in
};

}  // namespace kf
