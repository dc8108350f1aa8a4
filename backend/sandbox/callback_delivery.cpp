#include "backend/sandbox/callback_delivery.h"

#include <httplib.h>

#include <chrono>

namespace kf::sim {
namespace {

using Clock = std::chrono::steady_clock;

struct Address {
    std::string origin;  // scheme://host:port
    std::string target;
};

Address split(const std::string& url) {
    const auto scheme = url.find("://");
    const auto slash = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
    if (slash == std::string::npos) return {url, "/"};
    return {url.substr(0, slash), url.substr(slash)};
}

DeliveryOutcome outcome_of(const httplib::Result& result, Clock::time_point began) {
    DeliveryOutcome outcome;
    outcome.took_ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began).count();
    if (result) {
        outcome.status = result->status;
        outcome.note = std::to_string(result->status);
        outcome.body = result->body;
    } else {
        outcome.note = httplib::to_string(result.error());
    }
    return outcome;
}

httplib::Client client_for(const Address& address, UnixMs timeout_ms) {
    httplib::Client client(address.origin);
    const auto secs = static_cast<time_t>(timeout_ms / 1000);
    const auto rest = static_cast<time_t>(timeout_ms % 1000) * 1000;
    client.set_connection_timeout(secs, rest);
    client.set_read_timeout(secs, rest);
    client.set_write_timeout(secs, rest);
    client.set_tcp_nodelay(true);
    return client;
}

}  // namespace

DeliveryOutcome post_callback(const std::string& url, const std::string& body, UnixMs timeout_ms) {
    const auto began = Clock::now();
    const Address address = split(url);
    auto client = client_for(address, timeout_ms);
    if (!client.is_valid()) return {.status = 0, .note = "bad address", .body = {}, .took_ms = 0};
    return outcome_of(client.Post(address.target, body, "text/xml"), began);
}

DeliveryOutcome get_for_verification(const std::string& url) {
    const auto began = Clock::now();
    const Address address = split(url);
    auto client = client_for(address, 1000);
    if (!client.is_valid()) return {.status = 0, .note = "bad address", .body = {}, .took_ms = 0};
    return outcome_of(client.Get(address.target), began);
}

}  // namespace kf::sim
