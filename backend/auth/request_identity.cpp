#include "backend/auth/request_identity.h"

#include "backend/crypto/secret_token.h"
#include "backend/http/url.h"

namespace kf {

namespace {

// __Host- binds the cookie to https, this host and path "/"; browsers take that prefix over https only. No
// desk's id has a dot, so no name of one desk is another's.
std::string cookie_of_desk(std::string_view name, const std::string& desk) {
    return desk.empty() ? std::string{name} : std::string{name} + "." + desk;
}

}  // namespace

RequestIdentity::RequestIdentity(WebSessions& sessions, AgentDirectory& agents, bool in_foreign_frames,
                                 const std::string& desk)
    : sessions_(sessions),
      agents_(agents),
      in_foreign_frames_(in_foreign_frames),
      session_cookie_{cookie_of_desk("kfdesk", desk), cookie_of_desk("__Host-kfdesk", desk)},
      device_cookie_{cookie_of_desk("kfdesk-device", desk), cookie_of_desk("__Host-kfdesk-device", desk)} {}

std::optional<SignedIn> RequestIdentity::who(const Request& request) const {
    const auto id = read_cookie(request.header("cookie"), session_cookie_.of(request));
    if (!id) return std::nullopt;
    agents_.look_if_changed();
    auto session = sessions_.find(*id);
    if (!session) return std::nullopt;
    auto agent = agents_.find(session->login);
    if (!agent || agent->disabled) return std::nullopt;
    return SignedIn{std::move(*session), std::move(*agent)};
}

bool RequestIdentity::has_cookie(const Request& request) const {
    return read_cookie(request.header("cookie"), session_cookie_.of(request)).has_value();
}

std::string RequestIdentity::device(const Request& request) const {
    const auto id = read_cookie(request.header("cookie"), device_cookie_.of(request));
    return id && id->size() == kSecretTokenLength ? std::string{*id} : std::string{};
}

std::string RequestIdentity::cookie(const Request& request, std::string_view name, const std::string& value,
                                    long max_age_secs) const {
    std::string text =
        std::string{name} + "=" + value + "; Path=/; HttpOnly; Max-Age=" + std::to_string(max_age_secs);
    // Browsers keep and send Secure cookies over plain http, too, when it is their own machine.
    const bool may_be_secure =
        request.secure || (in_foreign_frames_ && is_this_machine(request.header("host")));
    if (may_be_secure) text += "; Secure";
    text += in_foreign_frames_ && may_be_secure ? "; SameSite=None; Partitioned" : "; SameSite=Lax";
    return text;
}

std::string RequestIdentity::set_cookie(const Request& request, const std::string& session_id) const {
    return cookie(request, session_cookie_.of(request), session_id, static_cast<long>(kSessionMaxMs / 1000));
}

std::string RequestIdentity::clear_cookie(const Request& request) const {
    return cookie(request, session_cookie_.of(request), "", 0);
}

std::string RequestIdentity::set_device_cookie(const Request& request, const std::string& device) const {
    return cookie(request, device_cookie_.of(request), device, static_cast<long>(kDeviceLifeMs / 1000));
}

Response not_signed_in() {
    return error_response(401, ErrorCode::SignedOut, "您尚未登录，或登录已过期。请重新登录。",
                          "You are not signed in, or your session has ended. Sign in again.");
}

Admit users_only(const RequestIdentity& identity) {
    return [&identity](const Request& request) -> Admission {
        const auto who = identity.who(request);
        if (!who) return {not_signed_in(), {}};
        return {std::nullopt, who->agent.id.value};
    };
}

}  // namespace kf
