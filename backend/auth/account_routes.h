// What users see and change of their own sign-in, for web/shell/account.html.
//
//   GET    /api/sessions        200
//   {"user":{"id","name"},"sessions":[{"id","device","address","began_at","seen_at","this"}]},
//                               the one used last first; times in ms
//   DELETE /api/sessions/<id>   ends one of them and its sockets; 200 {}, 404
//   DELETE /api/sessions        ends all but the one that asks; 200 {}
//   POST   /api/password        {"old","new"}; ends all sessions but the one that asks; 200 {}
//       400 password_short, password_long, password_common, password_is_login, password_same
//       403 old_password_wrong; 429, 503 as for /login
//
// All of them answer 401 without a session. A session's id here names it and opens nothing.
#pragma once

#include "backend/auth/request_identity.h"
#include "backend/auth/sign_in.h"
#include "backend/http/router.h"

namespace kf {

class PasswordChecks;

// All outlive the router's server.
struct AccountParts {
    SignIn& sign_in;
    PasswordChecks& checks;
    Users& users;
    WebSessions& sessions;
    RequestIdentity& identity;
    AgentDirectory& agents;
    Clock clock;
};

void add_account_routes(Router& router, const AccountParts& parts);

}  // namespace kf
