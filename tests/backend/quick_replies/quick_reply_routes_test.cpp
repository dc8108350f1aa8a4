// The file over HTTP: who gets what, and what an import answers.
#include <nlohmann/json.hpp>

#include "backend/auth/request_identity.h"
#include "backend/quick_replies/quick_reply_routes.h"
#include "backend/runtime/worker_pool.h"
#include "tests/backend/relay/relay_fixture.h"

using namespace kf;
using namespace kf::test;
using Json = nlohmann::json;

namespace {

struct RoutesFixture : RelayFixture {
    RoutesFixture() {
        add_user("boss", Role::Supervisor, {});
        agents.look();
        add_quick_reply_routes(router, {loop, workers, *store.store, identity, clock()});
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
        std::optional<Response> answer;
        begin(request, answer);
        for (int i = 0; i < 500 && !answer; ++i) loop.run_for(std::chrono::milliseconds(10));
        REQUIRE(answer);
        return *answer;
    }
    // As the server does it: first what the route says to the head, then its handler.
    void begin(const Request& request, std::optional<Response>& answer) {
        const auto match = router.match(request.method, request.path);
        REQUIRE(match.route != nullptr);
        if (match.route->options.admit) {
            const auto admitted = match.route->options.admit(request);
            if (admitted.refusal) answer = *admitted.refusal;
            if (answer) return;
            CHECK_FALSE(admitted.user.empty());
        }
        match.route->handler(request, [&answer](Response response) { answer = std::move(response); });
    }
    Request import_request(const char* login, std::string csv) {
        Request request;
        request.method = "POST";
        request.path = "/api/quick_replies/import";
        request.body = std::move(csv);
        const std::string cookie = identity.set_cookie(request, *sessions.begin(AgentId{login}, "test"));
        request.headers = {{"cookie", cookie.substr(0, cookie.find(';'))}};
        return request;
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
    WorkerPool workers{1};
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

TEST_CASE(
    "a large import leaves the loop to others, also a file of nothing but commas, and one user has one at a "
    "time") {
    RoutesFixture f;
    std::string csv = "scope,title,text\n";
    for (int i = 0; i < 1500; ++i) csv += "personal,第 " + std::to_string(i) + " 条,您好\n";
    std::optional<Response> first, second, commas, third;
    f.begin(f.import_request("lin", csv), first);
    f.begin(f.import_request("lin", csv), second);
    REQUIRE(second);
    CHECK(second->status == 429);
    CHECK(Json::parse(*second->body)["error"]["code"] == "import_running");
    f.begin(f.import_request("mei", std::string(8 * 1024 * 1024, ',')), commas);
    f.begin(f.import_request("boss", csv), third);
    REQUIRE(third);
    CHECK(Json::parse(*third->body)["error"]["code"] == "import_busy");
    // Others get their turn between the parts: a task of theirs that comes round while it lasts.
    int turns = 0;
    std::function<void()> turn = [&] {
        ++turns;
        if (!first) f.loop.post(turn);
    };
    f.loop.post(turn);
    for (int i = 0; i < 1000 && !(first && commas); ++i) f.loop.run_for(std::chrono::milliseconds(10));
    REQUIRE(first);
    CHECK(Json::parse(*first->body)["added"] == 1500);
    CHECK(turns >= 1500 / 50);
    REQUIRE(commas);
    CHECK(Json::parse(*commas->body)["error"]["code"] == "csv_header_wrong");
    CHECK(f.import("lin", csv).status == 200);
}

TEST_CASE("an import that would be too much changes nothing") {
    RoutesFixture f;
    std::string csv = "scope,title,text\npersonal,first,x\n";
    for (int i = 0; i < 2000; ++i) csv += "personal,title " + std::to_string(i) + ",x\n";
    const auto answer = f.import("lin", csv);
    CHECK(answer.status == 400);
    CHECK(Json::parse(*answer.body)["error"]["code"] == "too_many_quick_replies");
    CHECK(f.store->quick_replies(AgentId{"lin"}).empty());
}
