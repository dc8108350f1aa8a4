// The file over HTTP: who gets what, and what an import answers.
#include <nlohmann/json.hpp>

#include "backend/auth/request_identity.h"
#include "backend/quick_replies/quick_reply_routes.h"
#include "tests/backend/relay/relay_fixture.h"

using namespace kf;
using namespace kf::test;
using Json = nlohmann::json;

namespace {

struct RoutesFixture : RelayFixture {
    RoutesFixture() {
        add_user("boss", Role::Supervisor, {});
        agents.look();
        add_quick_reply_routes(router, {*store.store, identity, clock()});
    }
    Response ask(const char* login, const char* method, const char* path, std::string body = {}) {
        Request request;
        request.method = method;
        request.path = path;
        request.body = std::move(body);
        if (login != nullptr) {
            const std::string cookie = identity.set_cookie(request, *sessions.begin(AgentId{login}, "test"));
            request.headers = {{"cookie", cookie.substr(0, cookie.find(';'))}};
        }
        const auto match = router.match(method, path);
        REQUIRE(match.route != nullptr);
        std::optional<Response> answer;
        match.route->handler(request, [&](Response response) { answer = std::move(response); });
        REQUIRE(answer);
        return *answer;
    }
    std::string exported(const char* login) {
        const Response response = ask(login, "GET", "/api/quick_replies.csv");
        REQUIRE(response.status == 200);
        return *response.body;
    }
    Response import(const char* login, const std::string& csv) {
        return ask(login, "POST", "/api/quick_replies/import", csv);
    }

    RequestIdentity identity{sessions, agents, false};
    Router router;
};

}  // namespace

TEST_CASE("what is imported comes out of the export, each agent's own beside the desk's") {
    RoutesFixture f;
    const auto answer =
        f.import("boss", "scope,category,title,text\nshared,物流,发货,\"今天,发\"\npersonal,,我的,x\n");
    REQUIRE(answer.status == 200);
    CHECK(Json::parse(*answer.body) ==
          Json::parse(
              R"({"added":2,"replaced":0,"unchanged":0,"refused":[],"refused_count":0,"skipped_count":0})"));
    CHECK(f.exported("boss") ==
          "\xEF\xBB\xBFscope,category,title,text,attachments\r\nshared,物流,发货,\"今天,发\",\r\npersonal,,"
          "我的,x,\r\n");
    CHECK(f.exported("lin") ==
          "\xEF\xBB\xBFscope,category,title,text,attachments\r\nshared,物流,发货,\"今天,发\",\r\n");
    const auto again = Json::parse(*f.import("boss", f.exported("boss")).body);
    CHECK(again["unchanged"] == 2);
    const auto by_agent = Json::parse(*f.import("lin", f.exported("boss")).body);
    CHECK(by_agent["added"] == 1);  // "我的" becomes lin's own
    CHECK(by_agent["refused_count"] == 1);
    CHECK(by_agent["refused"][0]["line"] == 2);
    CHECK(by_agent["refused"][0]["code"] == "quick_reply_not_yours");
}

TEST_CASE("without a session there is no file, and a bad file is refused in words") {
    RoutesFixture f;
    CHECK(f.ask(nullptr, "GET", "/api/quick_replies.csv").status == 401);
    CHECK(f.ask(nullptr, "POST", "/api/quick_replies/import", "title,text\na,b\n").status == 401);
    const auto answer = f.import("lin", "title,text\n\xB7\xA2,\xBB\xF5\n");
    CHECK(answer.status == 400);
    const auto error = Json::parse(*answer.body)["error"];
    CHECK(error["code"] == "csv_not_utf8");
    CHECK(error["zh"].get<std::string>().find("CSV UTF-8") != std::string::npos);
    CHECK(f.store->quick_replies(AgentId{"lin"}).empty());
}

TEST_CASE("replies that hold only attachments are skipped by an import and counted, and stay as they are") {
    RoutesFixture f;
    QuickReply card;
    card.title = "门店";
    card.attachments = {LocationBody{31.2, 121.4, "店", ""}};
    REQUIRE(f.store->save_quick_reply(card, {AgentId{"boss"}, {}}, f.now).ok());
    const std::string table = f.exported("boss");
    CHECK(table.find("shared,,门店,,1\r\n") != std::string::npos);
    const auto answer = Json::parse(*f.import("boss", table).body);
    CHECK(answer["skipped_count"] == 1);
    CHECK(answer["refused_count"] == 0);
    CHECK(answer["added"] == 0);
    CHECK(f.store->quick_replies(AgentId{"boss"})[0].attachments.size() == 1);
}
