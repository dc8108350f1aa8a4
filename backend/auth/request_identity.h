// Who makes a request: the session cookie, read and written.
#pragma once

#include <optional>
#include <string>

#include "backend/auth/agent_directory.h"
#include "backend/auth/web_sessions.h"
#include "backend/http/router.h"

namespace kf {

struct SignedIn {
    WebSession session;
    Agent agent;
};

class RequestIdentity {
  public:
    // `in_foreign_frames`: the console is embedded in, or hosted on, other sites, so that the cookie must
    // travel with requests from their pages (SameSite=None; Partitioned keeps it apart per embedding site).
    // Needs https, or a browser on this machine.
    RequestIdentity(WebSessions& sessions, const AgentDirectory& agents, bool in_foreign_frames)
        : sessions_(sessions), agents_(agents), in_foreign_frames_(in_foreign_frames) {}

    // Nothing when nobody is signed in, or the user was disabled.
    [[nodiscard]] std::optional<SignedIn> who(const Request& request) const;
    [[nodiscard]] std::string set_cookie(const Request& request, const std::string& session_id) const;
    [[nodiscard]] std::string clear_cookie(const Request& request) const;

  private:
    [[nodiscard]] std::string cookie(const Request& request, const std::string& value,
                                     long max_age_secs) const;

    WebSessions& sessions_;
    const AgentDirectory& agents_;
    bool in_foreign_frames_;
};

// 401 in JSON, with the sentence for people.
[[nodiscard]] Response not_signed_in();

// For routes with a body that only users may send; `identity` outlives the router.
[[nodiscard]] Admit users_only(const RequestIdentity& identity);

}  // namespace kf
