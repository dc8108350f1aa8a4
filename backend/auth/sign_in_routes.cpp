#include "backend/auth/sign_in_routes.h"

#include <nlohmann/json.hpp>

#include "backend/auth/address_network.h"
#include "backend/auth/json_text.h"
#include "backend/http/url.h"
#include "backend/runtime/log.h"

namespace kf {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxLoginBody = 4096;

bool speaks_json(const Request& request) {
    return request.header("content-type").starts_with("application/json") ||
           request.header("accept").find("application/json") != std::string_view::npos;
}

struct Credentials {
    std::string username, password;
};

Credentials read_credentials(const Request& request) {
    if (!request.header("content-type").starts_with("application/json")) {
        auto form = read_form(request.body);
        return {form["username"], form["password"]};
    }
    const auto json = Json::parse(request.body, nullptr, false);
    const auto text = [&json](const char* key) {
        if (!json.is_object()) return std::string{};
        const auto found = json.find(key);
        const auto* value = found == json.end() ? nullptr : found->get_ptr<const std::string*>();
        return value == nullptr ? std::string{} : *value;
    };
    return {text("username"), text("password")};
}

Json agent_json(const Agent& agent) {
    return {{"id", agent.id.value}, {"name", agent.name}, {"role", to_word(agent.role)}};
}

ErrorCode refusal_code(const Error& error) {
    for (const auto known : {ErrorCode::LoginWrong, ErrorCode::TooManyTries, ErrorCode::Busy})
        if (error.code == known) return known;
    return ErrorCode::StoreFailed;
}

Response refused(const Request& request, const Error& error) {
    if (speaks_json(request)) return sign_in_refusal(error);
    return redirect(request.base + "/login?error=" + std::string(to_word(refusal_code(error))) +
                    (error.number > 0 ? "&wait=" + std::to_string(error.number) : std::string{}));
}

// Pictures and files of chats that the browser keeps, and pages that it could show again on Back.
void clear_browser(Response& response) {
    response.set("Clear-Site-Data", "\"cache\"");
}

// Begins a session and answers with its cookie. A session that the browser already has ends: its id must not
// survive a sign-in.
Response signed_in(const SignInParts& parts, const Request& request, const AgentId& login, bool as_json) {
    if (const auto before = parts.identity.who(request))
        if (const auto ended = parts.sessions.end(before->session.id_hash); !ended)
            return refused(request, ended.error());
    const auto session = parts.sessions.begin(login, request.header("user-agent"), request.peer);
    if (!session) {
        log_error_of("auth.session_failed", session.error());
        return refused(request, session.error());
    }
    log_info("auth.signed_in", {{"login", login}, {"address", request.peer}});
    const auto agent = parts.agents.find(login);
    auto response = as_json ? json_response(200, json_text({{"agent", agent ? agent_json(*agent) : Json{}}}))
                            : redirect(request.base + "/");
    const auto device =
        parts.devices.remember(login, parts.identity.device(request), network_of(request.peer));
    if (device)
        response.set("Set-Cookie", parts.identity.set_device_cookie(request, *device));
    else
        log_warn_of("auth.device_not_kept", device.error(), {{"login", login}});
    response.headers.emplace_back("Set-Cookie", parts.identity.set_cookie(request, *session));
    return response;
}

// Who would be refused whatever the body says is told so before it is read.
Admission admit_login(const SignInParts& parts, const Request& request) {
    const int wait = parts.sign_in.wait_secs_of({request.peer, parts.identity.device(request)});
    if (wait == 0) return {};
    return {refused(request, {ErrorCode::TooManyTries, "too many attempts to sign in", wait}), {}};
}

void post_login(const SignInParts& parts, const Request& request, const Responder& respond) {
    auto credentials = read_credentials(request);
    parts.sign_in.attempt({request.peer, parts.identity.device(request)}, credentials.username,
                          std::move(credentials.password), [parts, request, respond](Result<AgentId> login) {
                              if (!login) return respond(refused(request, login.error()));
                              parts.agents.look();  // a user of the last two seconds is not known yet
                              respond(signed_in(parts, request, *login, speaks_json(request)));
                          });
}

void post_logout(const SignInParts& parts, const Request& request, const Responder& respond) {
    if (const auto who = parts.identity.who(request)) {
        log_info("auth.signed_out", {{"login", who->agent.id}});
        if (const auto ended = parts.sessions.end(who->session.id_hash); !ended)
            log_warn_of("auth.session_end_failed", ended.error());
    }
    auto response = speaks_json(request) ? json_response(200, "{}") : redirect(request.base + "/login");
    response.set("Set-Cookie", parts.identity.clear_cookie(request));
    clear_browser(response);
    respond(std::move(response));
}

// A GET that changes something, against the rule: the link is opened from a terminal or a portal, works once,
// and what it changes is bound to the secret in it, so a forged request has nothing to ride on.
void get_signin(const SignInParts& parts, const Request& request, const Responder& respond) {
    const auto form = read_form(request.query);
    const auto ticket = form.find("ticket");
    const auto login = ticket == form.end() ? std::nullopt : parts.tickets.redeem(ticket->second);
    const auto agent = login ? parts.agents.find(*login) : std::nullopt;
    if (!agent || agent->disabled) return respond(redirect(request.base + "/login?error=link_used"));
    respond(signed_in(parts, request, *login, false));
}

}  // namespace

Response sign_in_refusal(const Error& error) {
    const ErrorCode code = refusal_code(error);
    if (code == ErrorCode::LoginWrong)
        return error_response(401, code, "用户名或密码不正确。", "The user name or password is wrong.");
    if (code == ErrorCode::StoreFailed)
        return error_response(503, code, "暂时无法登录：服务器的存储出错。",
                              "Signing in is not possible right now: the server's store fails.");
    const auto secs = std::to_string(error.number);
    auto response =
        code == ErrorCode::Busy
            ? error_response(503, code, "现在登录的人太多，请在 " + secs + " 秒后再试。",
                             "Too many people sign in right now. Try again in " + secs + " seconds.")
            : error_response(429, code, "尝试次数过多，请在 " + secs + " 秒后再试。",
                             "Too many attempts. Try again in " + secs + " seconds.");
    response.set("Retry-After", secs);
    return response;
}

void forget_ended_session(const RequestIdentity& identity, const Request& request, Response& response) {
    if (!identity.has_cookie(request) || identity.who(request)) return;
    response.set("Set-Cookie", identity.clear_cookie(request));
    clear_browser(response);
}

void add_sign_in_routes(Router& router, const SignInParts& parts) {
    router.add(
        "POST", "/login",
        [parts](const Request& request, const Responder& respond) { post_login(parts, request, respond); },
        {.max_body = kMaxLoginBody,
         .admit = [parts](const Request& request) { return admit_login(parts, request); }});
    router.add("POST", "/logout", [parts](const Request& request, const Responder& respond) {
        post_logout(parts, request, respond);
    });
    router.add("GET", "/signin", [parts](const Request& request, const Responder& respond) {
        get_signin(parts, request, respond);
    });
    router.add("GET", "/api/session", [parts](const Request& request, const Responder& respond) {
        const auto who = parts.identity.who(request);
        if (!who) return respond(not_signed_in());
        respond(json_response(
            200, json_text({{"agent", agent_json(who->agent)}, {"ends_at", who->session.ends_at}})));
    });
}

}  // namespace kf
