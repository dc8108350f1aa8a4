#include "backend/desk/page_routes.h"

#include "backend/auth/request_identity.h"
#include "backend/auth/sign_in_routes.h"
#include "backend/http/static_files.h"

namespace kf {

namespace {

// In web/shell/login.html.
constexpr std::string_view kDeskLine = "<!--desk-->";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '<') {
            out += "&lt;";
        } else if (c == '>') {
            out += "&gt;";
        } else if (c == '&') {
            out += "&amp;";
        } else {
            out += c;
        }
    }
    return out;
}

Response sign_in_page(const PageParts& parts, const Request& request) {
    const auto page = parts.desk.name.empty() ? nullptr : parts.files.text_of("/login.html");
    auto named = page ? named_sign_in_page(*page, parts.desk.name) : std::string{};
    if (named.empty()) return parts.files.answer(request);
    // Not the file's own tag or compressed form: another desk's page has the same.
    auto response = text_response(200, std::move(named), "text/html; charset=utf-8");
    response.set("Cache-Control", "no-store");
    response.set("Referrer-Policy", "same-origin");  // as StaticFiles has it for this page
    return response;
}

}  // namespace

std::string named_sign_in_page(std::string_view page, std::string_view name) {
    const auto at = page.find(kDeskLine);
    if (at == std::string_view::npos) return {};
    return std::string{page.substr(0, at)} + "<p class=\"desk\">" + escaped(name) + "</p>" +
           std::string{page.substr(at + kDeskLine.size())};
}

void add_page_routes(Router& router, const PageParts& parts) {
    router.otherwise([parts](const Request& request, const Responder& respond) {
        if (request.path == "/" && parts.files.has("/login.html") && !parts.identity.who(request))
            return respond(redirect(request.base + "/login"));
        const bool signs_in = request.path == "/login" || request.path == "/login.html";
        auto response = signs_in ? sign_in_page(parts, request) : parts.files.answer(request);
        if (signs_in) forget_ended_session(parts.identity, request, response);
        respond(std::move(response));
    });
}

}  // namespace kf
