// /login, /logout, /signin and /api/session.
//
//   POST /login     form or JSON {"username","password"}; "next" is not taken: the answer always leads to "/"
//       form: 303 to "/" with the cookies, or 303 to "/login?error=<code>[&wait=<secs>]"
//       JSON: 200 {"agent":{"id","name","role"}} with the cookies, or 401/429/503
//       {"error":{"code","zh","en"}} codes: login_wrong, too_many_tries and busy (both with Retry-After),
//       store_failed
//   POST /logout    ends the session and its sockets, and has the browser forget what it kept of the desk;
//                   form: 303 to "/login"; JSON: 200 {}
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
    KnownDevices& devices;
};

void add_sign_in_routes(Router& router, const SignInParts& parts);

// For the sign-in page: when the browser still has the cookie of a session that has ended otherwise (by its
// time, elsewhere, or with its user), it forgets the session and what it kept of the desk, as after a
// sign-out.
void forget_ended_session(const RequestIdentity& identity, const Request& request, Response& response);

// What a wrong or hindered attempt is answered, in JSON with the words for people: 401, 429 or 503.
[[nodiscard]] Response sign_in_refusal(const Error& error);

}  // namespace kf
