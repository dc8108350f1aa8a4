// The routes of files with real sign-ins, called without a network: lin serves everything, mei another
// account.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "backend/auth/agent_directory.h"
#include "backend/auth/password_hash.h"
#include "backend/auth/request_identity.h"
#include "backend/auth/web_sessions.h"
#include "backend/http/router.h"
#include "backend/media/media_routes.h"
#include "backend/media/upload_routes.h"
#include "tests/backend/media/media_fixture.h"

namespace kf::test {

struct RouteFixture : MediaFixture {
    Users users{*store.file};
    AgentDirectory agents{loop, users, [this] { return now; }};
    WebSessions sessions{*store.file, [this] { return now; }};
    RequestIdentity identity{sessions, agents, false};
    std::map<std::string, std::string> cookies;
    Router router;

    RouteFixture() {
        add_user("lin", Role::Agent, {});
        add_user("mei", Role::Agent, {kService});
        add_user("boss", Role::Supervisor, {});
        REQUIRE(agents.start().ok());
        add_media_routes(router, {*store.store, files, identity});
        add_upload_routes(router,
                          {loop, *workers, *store.store, files, identity, [this] { return now; }, {}, {}});
    }
    void add_user(const char* login, Role role, std::vector<AccountId> accounts) {
        User user;
        user.login = AgentId{login};
        user.name = login;
        user.role = role;
        user.password = nobodys_hash();
        user.accounts.assign(accounts.begin(), accounts.end());
        REQUIRE(users.add(user, now).ok());
        cookies[login] = "kfdesk=" + *sessions.begin(AgentId{login}, "test");
    }
    Response ask(const std::string& who, const std::string& method, const std::string& target,
                 std::vector<std::pair<std::string, std::string>> headers = {},
                 const std::string& body = {}) {
        Request request;
        request.method = method;
        request.path = target.substr(0, target.find('?'));
        if (target.find('?') != std::string::npos) request.query = target.substr(target.find('?') + 1);
        request.headers = std::move(headers);
        if (!who.empty()) request.headers.emplace_back("cookie", cookies.at(who));
        request.body = body;
        auto match = router.match(method, request.path);
        REQUIRE(match.route != nullptr);
        request.captured = match.captured;
        std::optional<Response> answer;
        match.route->handler(request, [&](Response response) { answer = std::move(response); });
        REQUIRE(pump_until([&] { return answer.has_value(); }));
        return std::move(*answer);
    }
    static std::string header(const Response& response, const std::string& name) {
        for (const auto& [known, value] : response.headers)
            if (known == name) return value;
        return {};
    }
    static std::string body(const Response& response) {
        if (!response.file) return response.body ? *response.body : "";
        std::string bytes;
        char buffer[1000];
        while (const auto size = response.file->read(buffer, sizeof buffer).value_or(0))
            bytes.append(buffer, size);
        return bytes;
    }
};

}  // namespace kf::test
