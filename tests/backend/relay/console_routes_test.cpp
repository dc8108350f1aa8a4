// What consoles ask over HTTP: snapshots and pages of conversations, read beside the loop.
#include "backend/relay/console_routes.h"

#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "backend/auth/request_identity.h"
#include "backend/http/origin_policy.h"
#include "backend/runtime/worker_pool.h"
#include "backend/storage/reader_pool.h"
#include "tests/backend/relay/relay_fixture.h"
#include "tests/backend/storage/past_conversations.h"

using namespace kf;
using namespace kf::test;

namespace {

// lin serves everything, mei only kService.
struct RouteDesk : RelayFixture {
    RouteDesk() {
        message();
        message(kService);
        add_console_routes(router, {loop, workers, *store, relay, identity, origins, *reads});
        for (const char* login : {"lin", "mei"})
            cookies[login] = "kfdesk=" + *sessions.begin(AgentId{login}, "test");
    }
    ~RouteDesk() { workers.finish(); }

    void begin(const std::string& who, const std::string& path, const std::string& query, Responder respond) {
        Request request;
        request.method = "GET";
        request.path = path;
        request.query = query;
        if (!who.empty()) request.headers.emplace_back("cookie", cookies.at(who));
        const auto match = router.match(request.method, request.path);
        REQUIRE(match.route != nullptr);
        request.captured = match.captured;
        match.route->handler(request, respond);
    }
    Response ask(const std::string& who, const std::string& path, const std::string& query = "") {
        std::optional<Response> answer;
        begin(who, path, query, [&](Response response) { answer = std::move(response); });
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (!answer && std::chrono::steady_clock::now() < end) loop.run_for(std::chrono::milliseconds(2));
        REQUIRE(answer.has_value());
        return std::move(*answer);
    }
    Snapshot snapshot(const std::string& who) {
        const Response response = ask(who, "/api/snapshot");
        REQUIRE(response.status == 200);
        auto read = read_snapshot(*response.body);
        REQUIRE(read.ok());
        return std::move(*read);
    }
    ConversationPage page(const std::string& who, const std::string& path, const std::string& query = "") {
        const Response response = ask(who, path, query);
        CAPTURE(*response.body);
        REQUIRE(response.status == 200);
        auto read = read_conversation_page(*response.body);
        REQUIRE(read.ok());
        return std::move(*read);
    }
    static std::string path_of(ConversationId id) { return "/api/conversations/" + std::to_string(id.value); }

    RequestIdentity identity{sessions, agents, false};
    OriginPolicy origins{OriginRules{}};
    WorkerPool workers{1};
    std::unique_ptr<ReaderPool> reads = std::move(ReaderPool::create(loop, *store.file, 2)).value();
    Router router;
    std::map<std::string, std::string> cookies;
};

}  // namespace

TEST_CASE("a snapshot read beside the loop is the store's, with who is at the desk and the console's epoch") {
    RouteDesk desk;
    auto console = desk.connect("mei");
    const Snapshot seen = desk.snapshot("lin");
    Snapshot expected = desk.store->snapshot(*desk.agents.find(AgentId{"lin"}), desk.now);
    CHECK(seen.epoch == desk.epoch("lin"));
    CHECK(seen.seq == desk.store->head());
    CHECK(seen.server_time == desk.now);
    CHECK(seen.self.id == AgentId{"lin"});
    REQUIRE(seen.agents.size() == 2);
    for (const Agent& agent : seen.agents)
        CHECK(agent.presence == (agent.id == AgentId{"mei"} ? Presence::Online : Presence::Offline));
    expected.agents = seen.agents;
    expected.epoch = seen.epoch;
    CHECK(canonical(expected) == canonical(seen));
    CHECK(desk.snapshot("mei").conversations.size() == 1);
    CHECK(desk.ask("", "/api/snapshot").status == 401);
    // It can be gone on from.
    console.say(Hello{kProtocolVersion, desk.snapshot("mei").epoch, desk.snapshot("mei").seq});
    console.deliver();
    CHECK(console.all<Welcome>().size() == 1);
}

TEST_CASE("nobody waits on the loop for a snapshot") {
    RouteDesk desk;
    int answers = 0;
    for (int i = 0; i < 50; ++i) desk.begin("lin", "/api/snapshot", "", [&](const Response&) { ++answers; });
    CHECK(answers == 0);
    // What comes meanwhile is in the store, and in later snapshots.
    desk.message();
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (answers < 50 && std::chrono::steady_clock::now() < end)
        desk.loop.run_for(std::chrono::milliseconds(2));
    CHECK(answers == 50);
    CHECK(desk.snapshot("lin").seq == desk.store->head());
}

TEST_CASE("a conversation is brought by its number, however old it is, to those who may see it") {
    RouteDesk desk;
    PastConversations past(desk.store);
    past.add_many(0, 300, to_ms(kDay) - 1'000'000'000);
    const ConversationId old = past.add({.customer = "wmOld", .name = "陈小满", .note = {}, .agent = "lin"});
    REQUIRE(desk.store->save_draft(AgentId{"lin"}, old, "写到一半", desk.now).ok());
    const ConversationPage one = desk.page("lin", RouteDesk::path_of(old));
    REQUIRE(one.conversations.size() == 1);
    CHECK(one.conversations[0].id == old);
    REQUIRE(one.customers.size() == 1);
    CHECK(one.customers[0].name == "陈小满");
    REQUIRE(one.drafts.size() == 1);
    CHECK(one.drafts[0].text == "写到一半");
    CHECK(one.seq == desk.store->head());
    CHECK(desk.ask("mei", RouteDesk::path_of(old)).status == 404);
    CHECK(desk.ask("lin", "/api/conversations/99999").status == 404);
    CHECK(desk.ask("lin", "/api/conversations/x").status == 404);
    CHECK(desk.ask("lin", "/api/conversations/-1").status == 404);
    CHECK(desk.ask("", RouteDesk::path_of(old)).status == 401);
}

TEST_CASE("past conversations are asked for page by page, filtered, and by name") {
    RouteDesk desk;
    PastConversations past(desk.store);
    past.add_many(0, 120, to_ms(kDay));
    past.add({.customer = "wmOld", .name = "陈小满", .note = {}, .agent = "mei", .last_at = 5000});
    const std::string path = "/api/ended_conversations";
    std::vector<ConversationId> seen;
    std::string before;
    for (bool more = true; more;) {
        const ConversationPage next = desk.page("lin", path, "limit=50" + before);
        for (const Conversation& head : next.conversations) seen.push_back(head.id);
        before = "&before=" + std::to_string(next.next.last_at) + "." + std::to_string(next.next.id.value);
        more = next.has_more;
    }
    CHECK(seen.size() == 121);
    CHECK(std::set<ConversationId>(seen.begin(), seen.end()).size() == 121);
    const auto count = [&](const std::string& query) {
        return desk.page("lin", path, query).conversations.size();
    };
    CHECK(count("") == 50);
    CHECK(count("limit=200&agent=mei") == 61);
    CHECK(count("limit=200&account=" + kService.value) == 0);
    CHECK(count("text=%E5%B0%8F%E6%BB%A1") == 1);
    CHECK(count("from=" + std::to_string(to_ms(kDay) + 100'000)) == 20);
    CHECK(count("to=6000") == 1);
    CHECK(desk.page("mei", path, "").conversations.empty());
    CHECK(desk.ask("", path).status == 401);
    for (const char* wrong : {"limit=0", "limit=201", "before=5", "before=5.", "before=x.1", "before=-5.1",
                              "before=5.0", "from=-1", "to=x", "text=%FF"}) {
        CAPTURE(wrong);
        const Response refused = desk.ask("lin", path, wrong);
        CHECK(refused.status == 400);
        CHECK(refused.body->find("bad_query") != std::string::npos);
    }
    CHECK(desk.ask("lin", path, "text=" + std::string(201, 'a')).status == 400);
    CHECK(desk.ask("lin", path, "text=" + std::string(200, 'a')).status == 200);
}
