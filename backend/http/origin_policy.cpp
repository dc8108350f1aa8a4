#include "backend/http/origin_policy.h"

#include <algorithm>

#include "backend/http/url.h"

namespace kf {

namespace {

bool is_address_or_localhost(std::string_view host) {
    if (host.starts_with('[')) return host.find(']') != std::string_view::npos;
    host = host.substr(0, host.find(':'));
    return host == "localhost" ||
           (!host.empty() && host.find_first_not_of("0123456789.") == std::string_view::npos);
}

}  // namespace

OriginPolicy::OriginPolicy(const OriginRules& rules) {
    public_origin_ = normal_origin(rules.public_url).value_or("");
    for (const auto& origin : rules.allowed_origins)
        if (auto normal = normal_origin(origin)) others_.push_back(std::move(*normal));
}

std::string OriginPolicy::own_origin(const Request& request) const {
    const auto host = request.header("host");
    const bool named = std::find(hosts_.begin(), hosts_.end(), host_name(host)) != hosts_.end();
    if (named)
        return normal_origin((request.secure ? "https://" : "http://") + std::string{host}).value_or("");
    if (!public_origin_.empty()) return public_origin_;
    if (!is_address_or_localhost(host)) return {};
    return normal_origin((request.secure ? "https://" : "http://") + std::string{host}).value_or("");
}

bool OriginPolicy::allowed_other(const Request& request) const {
    const auto origin = normal_origin(request.header("origin"));
    return origin && std::find(others_.begin(), others_.end(), *origin) != others_.end();
}

bool OriginPolicy::allowed(const Request& request) const {
    const auto origin = normal_origin(request.header("origin"));
    if (!origin) return false;  // missing, or "null" of a sandboxed frame
    return *origin == own_origin(request) || allowed_other(request);
}

Response origin_refused(const OriginPolicy& origins, const Request& request) {
    const std::string from = normal_origin(request.header("origin")).value_or("");
    const std::string own = origins.own_origin(request);
    std::string zh = from.empty() ? "浏览器没有说明页面的地址，服务器不接受这样的连接。"
                                  : "服务器不接受来自 " + from + " 的连接。";
    std::string en = from.empty()
                         ? "The browser did not name the page's address; the server does not accept that."
                         : "The server does not accept connections from " + from + ".";
    if (!own.empty()) {
        zh += "它认为自己的地址是 " + own + "。";
        en += " It takes its own address to be " + own + ".";
    }
    if (!from.empty()) {
        zh += "请管理员在配置的 [server] 中写 public_url = \"" + from + "\" 并重新启动。";
        en += " An administrator writes public_url = \"" + from + "\" under [server] and restarts it.";
    }
    return error_response(403, ErrorCode::OriginRefused, zh, en);
}

bool OriginPolicy::forged(const Request& request) const {
    // Set by the browser itself; a form posted under a strict referrer policy has "null" as its Origin, but
    // is still told apart here.
    const auto site = request.header("sec-fetch-site");
    if (site == "same-origin" || site == "none") return false;
    if (!request.header("origin").empty()) return !allowed(request);
    return !site.empty();
}

}  // namespace kf
