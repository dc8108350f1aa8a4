// Which web pages may talk to the backend: its own, and those that the configuration names.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend/http/http_message.h"

namespace kf {

struct OriginRules {
    std::string public_url;                    // empty: only reached by address or as localhost
    std::vector<std::string> allowed_origins;  // exact, besides our own
};

class OriginPolicy {
  public:
    explicit OriginPolicy(const OriginRules& rules);

    // Names of ours besides the public_url's, in lower case, without a port: a page that was loaded from one
    // may ask that one.
    void set_hosts(std::vector<std::string> hosts) { hosts_ = std::move(hosts); }

    // Our own origin as this request's browser sees it; empty when the Host header is not one we answer for.
    // Without a public_url only addresses and localhost count: a name that an attacker points at us (DNS
    // rebinding) does not.
    [[nodiscard]] std::string own_origin(const Request& request) const;

    // The Origin header is there and is ours or an allowed one.
    [[nodiscard]] bool allowed(const Request& request) const;
    [[nodiscard]] bool has_others() const { return !others_.empty(); }
    // The Origin header names an allowed other site.
    [[nodiscard]] bool allowed_other(const Request& request) const;
    // A browser says that a page which is not allowed makes this request. Programs without a browser send
    // neither Origin nor Sec-Fetch-Site; they have no cookies of ours that could be abused.
    [[nodiscard]] bool forged(const Request& request) const;

  private:
    std::string public_origin_;
    std::vector<std::string> hosts_;
    std::vector<std::string> others_;
};

// 403 origin_refused: what the page's address is, what is accepted, and what the administrator writes where.
[[nodiscard]] Response origin_refused(const OriginPolicy& origins, const Request& request);

}  // namespace kf
