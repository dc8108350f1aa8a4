// Who makes a request, and from which browser: the cookies of session and device, read and written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "backend/auth/agent_directory.h"
#include "backend/auth/known_devices.h"
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
    // `desk`: its id where a host has several, so that one browser can be signed in to each; else "".
    RequestIdentity(WebSessions& sessions, AgentDirectory& agents, bool in_foreign_frames,
                    const std::string& desk = {});

    // Nothing when nobody is signed in, or the user was disabled: by this process or by another one, from the
    // moment of its commit on.
    [[nodiscard]] std::optional<SignedIn> who(const Request& request) const;
    // A session's cookie came along, whether the session still lives or not.
    [[nodiscard]] bool has_cookie(const Request& request) const;
    [[nodiscard]] std::string set_cookie(const Request& request, const std::string& session_id) const;
    [[nodiscard]] std::string clear_cookie(const Request& request) const;

    // Of KnownDevices; "" = none. It outlives the sign-out.
    [[nodiscard]] std::string device(const Request& request) const;
    [[nodiscard]] std::string set_device_cookie(const Request& request, const std::string& device) const;

  private:
    [[nodiscard]] std::string cookie(const Request& request, std::string_view name, const std::string& value,
                                     long max_age_secs) const;

    WebSessions& sessions_;
    AgentDirectory& agents_;
    bool in_foreign_frames_;
    struct CookieNames {
        std::string plain, secure;
        [[nodiscard]] const std::string& of(const Request& request) const {
            return request.secure ? secure : plain;
        }
    };
    CookieNames session_cookie_, device_cookie_;
};

// 401 in JSON, with the sentence for people.
[[nodiscard]] Response not_signed_in();

// For routes with a body that only users may send; `identity` outlives the router.
[[nodiscard]] Admit users_only(const RequestIdentity& identity);

}  // namespace kf
