// Fetches a picture that a message names by its address, so that no browser of ours asks strangers' servers,
// and so that no message makes us ask our own: only public addresses, ports 80 and 443, no redirect to
// anything else. Blocks; in a worker thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "backend/wecom/media_api.h"
#include "shared/base/result.h"

namespace kf {

struct PublicPictureRules {
    bool allow_private_addresses =
        false;  // and any port: only where everything is on one machine (sandbox, tests)
    std::int64_t max_bytes = std::int64_t{2} * 1024 * 1024;
    std::chrono::milliseconds total_time{10'000};
    int max_redirects = 3;
};

// Errors: "refused_address" (not public, or not http), "too_large", "gone" (404, 410), "refused_by_host"
// (other 4xx that are the same tomorrow), "unreachable" (everything that may be better another time), those
// of the sink. Takes `total_time` at most, whatever the host does, and what the resolver of the machine
// takes. SIGPIPE must be ignored in the process.
[[nodiscard]] Result<void> fetch_public_picture(const std::string& url, const PublicPictureRules& rules,
                                                MediaSink& sink);

struct PictureAddress {
    bool https = false;
    std::string host;  // without brackets
    int port = 0;
    std::string target;  // path and query
};
// Nothing for what is no address of the web, names a user, or has characters that belong into no address.
[[nodiscard]] std::optional<PictureAddress> read_picture_address(std::string_view url);
// A numeric IPv4 or IPv6 address that belongs to nobody in particular inside: not loopback, private,
// link-local, shared, multicast, documentation … (the registries of RFC 6890); IPv4 inside of IPv6 counts as
// itself.
[[nodiscard]] bool is_public_address(std::string_view numeric);

}  // namespace kf
