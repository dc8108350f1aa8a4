#include "backend/auth/account_routes.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <utility>

#include "backend/auth/json_text.h"
#include "backend/auth/password_checks.h"
#include "backend/auth/password_hash.h"
#include "backend/auth/password_rules.h"
#include "backend/auth/sign_in_routes.h"
#include "backend/crypto/binary_text.h"
#include "backend/runtime/log.h"

namespace kf {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxPasswordBody = 4096;

// Half of the hash tells a user's sessions apart, and nobody can make a cookie of it.
std::string public_id(const std::string& id_hash) {
    return to_hex(std::string_view{id_hash}.substr(0, 16));
}

Response store_failed() {
    return error_response(503, ErrorCode::StoreFailed, "服务器的存储出错，请稍后再试。",
                          "The server's store fails. Try again later.");
}

void get_sessions(const AccountParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    const auto sessions = parts.sessions.list(who->agent.id);
    if (!sessions) {
        log_warn_of("auth.sessions_unreadable", sessions.error());
        return respond(store_failed());
    }
    auto list = Json::array();
    for (const auto& session : *sessions)
        list.push_back({{"id", public_id(session.id_hash)},
                        {"device", session.user_agent},
                        {"address", session.address},
                        {"began_at", session.began_at},
                        {"seen_at", session.last_seen_at},
                        {"this", session.id_hash == who->session.id_hash}});
    respond(json_response(200, json_text({{"user", {{"id", who->agent.id.value}, {"name", who->agent.name}}},
                                          {"sessions", std::move(list)}})));
}

void delete_session(const AccountParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    const auto sessions = parts.sessions.list(who->agent.id);
    if (!sessions) return respond(store_failed());
    for (const auto& session : *sessions) {
        if (public_id(session.id_hash) != request.captured.at(0)) continue;
        log_info("auth.session_ended", {{"login", who->agent.id}});
        if (const auto ended = parts.sessions.end(session.id_hash); !ended) return respond(store_failed());
        return respond(json_response(200, "{}"));
    }
    respond(
        error_response(404, ErrorCode::NotFound, "这个登录已经不在了。", "This session is no longer there."));
}

void delete_other_sessions(const AccountParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    log_info("auth.other_sessions_ended", {{"login", who->agent.id}});
    if (const auto ended = parts.sessions.end_all(who->agent.id, who->session.id_hash); !ended)
        return respond(store_failed());
    respond(json_response(200, "{}"));
}

Response password_refused(const Error& error) {
    if (error.code == ErrorCode::PasswordShort)
        return error_response(400, error.code, "新密码至少要 10 个字符。",
                              "The new password needs at least 10 characters.");
    if (error.code == ErrorCode::PasswordLong)
        return error_response(400, error.code, "新密码太长了，最多 256 字节。",
                              "The new password is too long: 256 bytes at most.");
    if (error.code == ErrorCode::PasswordIsLogin)
        return error_response(400, error.code, "新密码不能是用户名或姓名，也不能只是在它们前后加几个数字。",
                              "The new password must not be the user name or the name, nor these with a few "
                              "digits added.");
    if (error.code == ErrorCode::PasswordSame)
        return error_response(400, error.code, "新密码和现在的一样。",
                              "The new password is the same as the present one.");
    return error_response(400, ErrorCode::PasswordCommon, "这个密码太常见，很容易被猜到，请换一个。",
                          "This password is among those that are guessed first. Choose another one.");
}

// The old password was right: the new one is hashed, kept, and every other session ends.
void keep_password(const AccountParts& parts, const SignedIn& who, std::string password,
                   const Responder& respond) {
    const auto hash = std::make_shared<Result<std::string>>(Error{});
    parts.checks.run(
        who.agent.id.value, CheckTurn::Known,
        [hash, password = std::move(password)] { *hash = hash_password(password); },
        [parts, who, hash, respond](PasswordChecks::Outcome outcome) {
            if (outcome == PasswordChecks::Outcome::TooMany)
                return respond(sign_in_refusal({ErrorCode::Busy, "", SignIn::kBusySecs}));
            if (!*hash) {
                log_error_of("auth.password_not_hashed", hash->error());
                return respond(store_failed());
            }
            // Its session may have been ended, or the user disabled, meanwhile.
            parts.agents.look_if_changed();
            if (!parts.sessions.alive(who.session.id_hash)) return respond(not_signed_in());
            if (const auto kept =
                    parts.users.set_password(who.agent.id, **hash, parts.clock(), who.session.id_hash);
                !kept) {
                log_error_of("auth.password_not_kept", kept.error());
                return respond(store_failed());
            }
            log_info("auth.password_changed", {{"login", who.agent.id}});
            parts.agents.look();  // closes the consoles of the sessions that ended
            respond(json_response(200, "{}"));
        });
}

void post_password(const AccountParts& parts, const Request& request, const Responder& respond) {
    const auto who = parts.identity.who(request);
    if (!who) return respond(not_signed_in());
    const auto json = Json::parse(request.body, nullptr, false);
    const auto text = [&json](const char* key) {
        const auto found = json.is_object() ? json.find(key) : json.end();
        const auto* value = found == json.end() ? nullptr : found->get_ptr<const std::string*>();
        return value == nullptr ? std::string{} : *value;
    };
    auto old_password = text("old"), new_password = text("new");
    if (const auto fine = check_new_password(new_password, who->agent.id.value, who->agent.name); !fine)
        return respond(password_refused(fine.error()));
    if (new_password == old_password) return respond(password_refused({ErrorCode::PasswordSame, "", 0}));
    parts.sign_in.attempt(
        {request.peer, parts.identity.device(request)}, who->agent.id.value, std::move(old_password),
        [parts, who = *who, new_password = std::move(new_password), respond](Result<AgentId> right) {
            if (right) return keep_password(parts, who, new_password, respond);
            if (right.error().code == ErrorCode::LoginWrong)
                return respond(error_response(403, ErrorCode::OldPasswordWrong, "现在的密码不正确。",
                                              "The present password is wrong."));
            respond(sign_in_refusal(right.error()));
        });
}

}  // namespace

void add_account_routes(Router& router, const AccountParts& parts) {
    router.add("GET", "/api/sessions", [parts](const Request& request, const Responder& respond) {
        get_sessions(parts, request, respond);
    });
    router.add("DELETE", "/api/sessions/<id>", [parts](const Request& request, const Responder& respond) {
        delete_session(parts, request, respond);
    });
    router.add("DELETE", "/api/sessions", [parts](const Request& request, const Responder& respond) {
        delete_other_sessions(parts, request, respond);
    });
    router.add(
        "POST", "/api/password",
        [parts](const Request& request, const Responder& respond) { post_password(parts, request, respond); },
        {.max_body = kMaxPasswordBody, .admit = users_only(parts.identity)});
}

}  // namespace kf
