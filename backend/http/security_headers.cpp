#include "backend/http/security_headers.h"

#include <algorithm>

#include "backend/http/url.h"

namespace kf {

namespace {

// Browsers heed a policy with a page or a worker. Ours has no worker, so with the console's own scripts,
// styles and machine it is only 2 KB more to download.
bool heeds_a_policy(const Response& response) {
    return std::none_of(response.headers.begin(), response.headers.end(), [](const auto& header) {
        const auto& [name, value] = header;
        return name == "Content-Type" && (value.starts_with("text/javascript") ||
                                          value.starts_with("text/css") || value == "application/wasm");
    });
}

std::string socket_origin_of(const std::string& origin) {
    if (origin.starts_with("https://")) return "wss://" + origin.substr(8);
    if (origin.starts_with("http://")) return "ws://" + origin.substr(7);
    return {};
}

// What belongs to one user is cached until their sign-out clears it (Clear-Site-Data). Browsers heed that
// over https and on their own machine only; elsewhere it is not kept at all.
void keep_only_what_can_be_cleared(const Request& request, Response& response) {
    if (request.secure || is_this_machine(request.header("host"))) return;
    for (auto& [name, value] : response.headers)
        if (name == "Cache-Control" && value.starts_with("private")) value = "no-store";
}

void allow_other_origin(const Request& request, Response& response) {
    response.set("Access-Control-Allow-Origin", std::string{request.header("origin")});
    response.set("Access-Control-Allow-Credentials", "true");
}

}  // namespace

std::string content_security_policy(const std::vector<std::string>& frame_ancestors,
                                    const std::string& socket_origin) {
    std::string ancestors;
    for (const auto& site : frame_ancestors) ancestors += " " + site;
    if (ancestors.empty()) ancestors = " 'none'";
    return "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: "
           "blob:; "
           // blob: is what an agent has picked and not sent yet.
           "media-src 'self' blob:; connect-src 'self'" +
           (socket_origin.empty() ? "" : " " + socket_origin) +
           "; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors" + ancestors;
}

HttpPolicy make_http_policy(const OriginPolicy& origins, const SecurityRules& rules) {
    HttpPolicy policy;
    policy.guard = [&origins](const Request& request, const Route& route) -> std::optional<Response> {
        const bool changes = request.method != "GET" && request.method != "HEAD";
        if (changes && route.options.callers == Callers::OwnPages && origins.forged(request))
            return error_response(
                403, ErrorCode::CrossSite,
                "请求来自其他网站，已被拒绝。如果控制台部署在其他地址，请在 allowed_origins 中写明。",
                "The request came from another site and was refused. If the console is hosted "
                "elsewhere, name its address in allowed_origins.");
        return std::nullopt;
    };
    policy.preflight = [&origins](const Request& request) {
        Response response;
        response.status = 204;
        if (!origins.allowed_other(request)) return response;
        response.set("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, DELETE");
        response.set("Access-Control-Allow-Headers", "Content-Type");
        response.set("Access-Control-Max-Age", "600");
        return response;
    };
    policy.finish = [&origins, rules](const Request& request, Response& response) {
        const auto own = origins.own_origin(request);
        if (!response.has("Content-Security-Policy") && heeds_a_policy(response))
            response.set("Content-Security-Policy",
                         content_security_policy(rules.frame_ancestors, socket_origin_of(own)));
        response.set("X-Content-Type-Options", "nosniff");
        if (!response.has("Referrer-Policy")) response.set("Referrer-Policy", "no-referrer");
        response.set("Cross-Origin-Opener-Policy", "same-origin");
        response.set("Cross-Origin-Resource-Policy", "same-origin");
        if (rules.public_https || request.secure)
            response.set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
        if (!response.has("Cache-Control")) response.set("Cache-Control", "no-store");
        keep_only_what_can_be_cleared(request, response);
        if (!origins.has_others()) return;
        // Whether the headers below are there depends on who asks, so caches must keep the answers apart.
        response.set("Vary", response.has("Vary") ? "Accept-Encoding, Origin" : "Origin");
        if (origins.allowed_other(request)) allow_other_origin(request, response);
    };
    return policy;
}

}  // namespace kf
