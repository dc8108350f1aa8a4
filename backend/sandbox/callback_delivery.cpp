#include "backend/sandbox/callback_delivery.h"

#include <httplib.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace kf::sim {
namespace {

using Clock = std::chrono::steady_clock;

constexpr UnixMs kVerificationMs = 1000;

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

// Ends the request when its time is up, whatever the receiver trickles meanwhile: the library's own limits
// are for each read.
class Deadline {
  public:
    Deadline(httplib::Client& client, UnixMs timeout_ms)
        : thread_([this, &client, timeout_ms] {
              std::unique_lock lock(mutex_);
              auto limit = std::chrono::milliseconds(timeout_ms);
              // Again and again: a request that is still connecting has nothing yet that could be stopped.
              while (!done_changed_.wait_for(lock, limit, [this] { return done_; })) {
                  client.stop();
                  limit = std::chrono::milliseconds(50);
              }
          }) {}
    ~Deadline() {
        {
            const std::lock_guard lock(mutex_);
            done_ = true;
        }
        done_changed_.notify_all();
        thread_.join();
    }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

  private:
    std::mutex mutex_;
    std::condition_variable done_changed_;
    bool done_ = false;
    std::thread thread_;  // last: it uses the others
};

DeliveryOutcome outcome_of(const httplib::Result& result, Clock::time_point began, UnixMs timeout_ms) {
    DeliveryOutcome outcome;
    outcome.took_ms = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began).count();
    if (outcome.took_ms >= timeout_ms) {
        outcome.note = "timeout";
    } else if (result) {
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
    const auto result = [&] {
        const Deadline deadline(client, timeout_ms);
        return client.Post(address.target, body, "text/xml");
    }();
    return outcome_of(result, began, timeout_ms);
}

DeliveryOutcome get_for_verification(const std::string& url) {
    const auto began = Clock::now();
    const Address address = split(url);
    auto client = client_for(address, kVerificationMs);
    if (!client.is_valid()) return {.status = 0, .note = "bad address", .body = {}, .took_ms = 0};
    const auto result = [&] {
        const Deadline deadline(client, kVerificationMs);
        return client.Get(address.target);
    }();
    return outcome_of(result, began, kVerificationMs);
}

}  // namespace kf::sim
