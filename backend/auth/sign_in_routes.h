// /login, /logout, /signin and /api/session.
//
//   POST /login     form or JSON {"username","password"}; "next" is not taken: the answer always leads to "/"
//       form: 303 to "/" with the cookie, or 303 to "/login?error=<code>"
//       JSON: 200 {"agent":{"id","name","role"}} with the cookie, or 401/429/503 {"error":{"code","zh","en"}}
//       codes: login_wrong, too_many_tries (with Retry-After), busy, store_failed
//   POST /logout    ends the session and its sockets; form: 303 to "/login"; JSON: 200 {}
//   GET  /signin?ticket=…   a one-time sign-in link; 303 to "/" with the cookie
//   GET  /api/session       200 {"agent":{…},"ends_at":ms} or 401
#pragma once

#include "backend/auth/request_identity.h"
#include "backend/auth/sign_in.h"
#include "backend/http/router.h"

namespace kf {

// All outlive the router's server.
struct SignInParts {
    SignIn& sign_in;
    SignInTickets& tickets;
    WebSessions& sessions;
    RequestIdentity& identity;
    AgentDirectory& agents;
};

void add_sign_in_routes(Router& router, const SignInParts& parts);

}  // namespace kf
