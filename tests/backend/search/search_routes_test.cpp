// The search as a console asks for it: who finds what, what is refused, and how it ends.
#include "backend/search/search_routes.h"

#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "backend/auth/agent_directory.h"
#include "backend/auth/password_hash.h"
#include "backend/auth/request_identity.h"
#include "backend/auth/web_sessions.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/search/search_service.h"
#include "backend/storage/database_reader.h"
#include "shared/base/utf8.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// lin serves everything, mei only kService.
struct SearchDesk {
    LogCapture log;
    StoreFixture store;
    Loop loop;
    UnixMs now = to_ms(kDay);
    Users users{*store.file};
    AgentDirectory agents{loop, users, [this] { return now; }};
    WebSessions sessions{*store.file, [this] { return now; }};
    RequestIdentity identity{sessions, agents, false};
    std::map<std::string, std::string> cookies;
    std::unique_ptr<SearchService> search = std::move(SearchService::create(loop, *store.file)).value();
    Router router;

    SearchDesk() {
        add_user("lin", {});
        add_user("mei", {kService});
        REQUIRE(agents.start().ok());
        add_search_routes(router, *search, identity);
    }
    void add_user(const char* login, std::vector<AccountId> accounts) {
        User user;
        user.login = AgentId{login};
        user.name = login;
        user.password = nobodys_hash();
        user.accounts.assign(accounts.begin(), accounts.end());
        REQUIRE(users.add(user, now).ok());
        cookies[login] = "kfdesk=" + *sessions.begin(AgentId{login}, "test");
    }
    void begin(const std::string& who, const std::string& query, Responder respond,
               const std::string& encoding = "") {
        Request request;
        request.method = "GET";
        request.path = "/api/search";
        request.query = query;
        if (!who.empty()) request.headers.emplace_back("cookie", cookies.at(who));
        if (!encoding.empty()) request.headers.emplace_back("accept-encoding", encoding);
        const auto match = router.match(request.method, request.path);
        REQUIRE(match.route != nullptr);
        match.route->handler(request, respond);
    }
    template <class Done>
    void pump_until(Done done) {
        const auto end = steady_clock::now() + std::chrono::seconds(30);
        while (!done() && steady_clock::now() < end) loop.run_for(milliseconds(5));
        REQUIRE(done());
    }
    Response ask(const std::string& who, const std::string& query, const std::string& encoding = "") {
        std::optional<Response> answer;
        begin(
            who, query, [&](Response response) { answer = std::move(response); }, encoding);
        pump_until([&] { return answer.has_value(); });
        return std::move(*answer);
    }
    SearchPage find(const std::string& who, const std::string& query) {
        const Response response = ask(who, query);
        CAPTURE(*response.body);
        REQUIRE(response.status == 200);
        auto page = read_search_page(*response.body);
        REQUIRE(page.ok());
        return std::move(*page);
    }
    std::vector<std::string> texts(const std::string& who, const std::string& query) {
        std::vector<std::string> found;
        for (const Message& hit : find(who, query).hits) found.push_back(hit.text);
        return found;
    }
};

using Texts = std::vector<std::string>;

std::string escaped(std::string_view text) {
    std::string out;
    char part[4];
    for (const char c : text) {
        std::snprintf(part, sizeof part, "%%%02X", static_cast<unsigned char>(c));
        out += part;
    }
    return out;
}

}  // namespace

TEST_CASE("search: an agent finds what the agent's accounts hold, and nothing of the others") {
    SearchDesk desk;
    desk.store.page({customer_text("a", kDay, "退款 一")}, kDay);
    desk.store.page({customer_text("b", kDay + 1, "退款 二", kBo, kService)}, kDay + 1, false, kService);
    const std::string refund = "q=" + escaped("退款");
    CHECK(desk.texts("lin", refund) == Texts{"退款 二", "退款 一"});
    CHECK(desk.texts("mei", refund) == Texts{"退款 二"});
    // Asked for by name it is the same as if it were not there.
    CHECK(desk.texts("mei", refund + "&account=" + kSales.value).empty());
    CHECK(desk.texts("mei", refund + "&customer=" + kAnna.value).empty());
    const auto id = std::to_string(desk.store.conversation().id.value);
    CHECK(desk.texts("mei", refund + "&conversation=" + id).empty());
    CHECK(desk.texts("lin", refund + "&conversation=" + id) == Texts{"退款 一"});

    const Response nobody = desk.ask("", refund);
    CHECK(nobody.status == 401);
    CHECK(nobody.body->find("退款 ") == std::string::npos);
}

TEST_CASE("search: who is disabled while signed in finds nothing any more") {
    SearchDesk desk;
    desk.store.page({customer_text("a", kDay, "退款")}, kDay);
    CHECK(desk.texts("lin", "q=" + escaped("退款")).size() == 1);
    REQUIRE(desk.users.set_disabled(AgentId{"lin"}, true, desk.now).ok());
    // The directory looks again every few ms here.
    desk.pump_until([&] { return desk.ask("lin", "q=" + escaped("退款")).status == 401; });
}

TEST_CASE("search: filters of the address, pages, and what an answer says about more") {
    SearchDesk desk;
    for (int i = 0; i < 7; ++i) {
        desk.store.page(
            {customer_text("m" + std::to_string(i), kDay + i * 3600, "退款 " + std::to_string(i))},
            kDay + i * 3600);
    }
    const std::string refund = "q=" + escaped("退款");
    SearchPage page = desk.find("lin", refund + "&limit=3");
    REQUIRE(page.hits.size() == 3);
    CHECK(page.has_more);
    page = desk.find("lin", refund + "&limit=4&before=" + std::to_string(page.hits.back().id.value));
    REQUIRE(page.hits.size() == 4);
    CHECK(page.hits.back().text == "退款 0");
    CHECK_FALSE(page.has_more);
    const auto from = "&from=" + std::to_string(to_ms(kDay + 2 * 3600));
    const auto to = "&to=" + std::to_string(to_ms(kDay + 4 * 3600));
    CHECK(desk.texts("lin", refund + from + to) == Texts{"退款 3", "退款 2"});
    CHECK(desk.texts("lin", "q=" + from + to) == Texts{"退款 3", "退款 2"});  // a filter alone is enough
    CHECK(desk.texts("lin", refund + "&type=image").empty());
    CHECK(desk.texts("lin", refund + "&type=text&limit=1") == Texts{"退款 6"});
    CHECK(desk.texts("lin", refund + "&type=image,text&limit=1") == Texts{"退款 6"});
    CHECK(desk.texts("lin", refund + "&type=image,voice").empty());
    CHECK(desk.texts("lin", refund + "&agent=lin").empty());
}

TEST_CASE("search: what cannot be meant is refused, and said which part it is") {
    SearchDesk desk;
    const auto refused = [&](const std::string& query) {
        const Response response = desk.ask("lin", query);
        CAPTURE(query);
        CHECK(response.status == 400);
        CHECK(response.body->find("bad_query") != std::string::npos);
        return *response.body;
    };
    for (const char* part : {"limit=0", "limit=51", "limit=-1", "limit=x", "before=0", "before=1x", "from=-1",
                             "to=99999999999999999999", "conversation=0"}) {
        const std::string name{part, std::string_view{part}.find('=')};
        CHECK(refused(std::string{"q=a&"} + part).find(name) != std::string::npos);
    }
    CHECK(refused("q=a&account=" + std::string(257, 'w')).find("account") != std::string::npos);
    refused("");
    refused("q=");
    refused("q=%3F%3F%20%21");              // no letter in it: it would be everything
    refused("type=,");                      // names none
    refused("q=%3F&type=text");             // also beside a filter
    refused("q=%FF%FE");                    // no UTF-8
    refused("q=" + std::string(201, 'a'));  // one too long
    CHECK(desk.ask("lin", "q=" + std::string(200, 'a')).status == 200);
    std::string long_words;
    for (int i = 0; i < 200; ++i) long_words += escaped("退");
    CHECK(desk.ask("lin", "q=" + long_words).status == 200);  // characters count, not bytes
    CHECK(refused("q=" + long_words + escaped("款")).find("200") != std::string::npos);
}

TEST_CASE("search: signs of the index's own language are only text") {
    SearchDesk desk;
    desk.store.page({customer_text("a", kDay, "say \"refund\" AND (now)")}, kDay);
    desk.store.page({customer_text("b", kDay + 1, "§a1 «re OR")}, kDay + 1);
    CHECK(desk.texts("lin", "q=" + escaped("\"refund\"")).size() == 1);
    for (const char* hostile : {"\"", "a\" OR \"b", "refund*", "words:refund", "NEAR(a b)", "re^fund",
                                "-refund", "'; DROP TABLE messages; --", "§a1", "«re"}) {
        CAPTURE(hostile);
        const int status = desk.ask("lin", "q=" + escaped(hostile)).status;
        CHECK((status == 200 || status == 400));
    }
    CHECK(desk.texts("lin", "q=" + escaped("refund or nothing")).empty());
    CHECK(desk.texts("lin", "q=now").size() == 1);
}

TEST_CASE("search: a long answer is compressed when the browser wants that") {
    SearchDesk desk;
    std::vector<KfMessage> messages;
    for (int i = 0; i < 50; ++i)
        messages.push_back(customer_text("m" + std::to_string(i), kDay + i, "退款 " + std::string(500, 'x')));
    desk.store.page(messages, kDay + 60);
    const std::string query = "limit=50&q=" + escaped("退款");
    const auto plain = desk.ask("lin", query);
    const auto small = desk.ask("lin", query, "gzip");
    const auto header = [](const Response& response, std::string_view name) {
        for (const auto& [known, value] : response.headers)
            if (known == name) return value;
        return std::string{};
    };
    CHECK(header(plain, "Content-Encoding").empty());
    CHECK(header(small, "Content-Encoding") == "gzip");
    CHECK(header(small, "Vary") == "Accept-Encoding");
    CHECK(small.body->size() * 3 < plain.body->size());
}

TEST_CASE("search: a message that was stored a moment ago is found; a recalled one is not any more") {
    SearchDesk desk;
    desk.store.page({customer_text("a", kDay, "我要退款")}, kDay);
    const std::string refund = "q=" + escaped("退款");
    CHECK(desk.texts("lin", refund).size() == 1);
    desk.store.page({event_message("e", kDay + 1, MessageRecalled{KfMessageId{"a"}, {}})}, kDay + 1);
    CHECK(desk.texts("lin", refund).empty());
}

TEST_CASE("search: of an agent who types on, the older questions give way") {
    SearchDesk desk;
    desk.store.page({customer_text("a", kDay, "退款")}, kDay);
    std::vector<int> answers(30, 0);
    // The loop does not turn meanwhile, so no thread is given its next question.
    for (std::size_t i = 0; i < answers.size(); ++i) {
        desk.begin("lin", "q=" + escaped("退款"),
                   [&, i](Response response) { answers[i] = response.status; });
    }
    desk.pump_until([&] { return std::count(answers.begin(), answers.end(), 0) == 0; });
    CHECK(std::count(answers.begin(), answers.end(), 200) == 2 + static_cast<int>(kMaxWaitingOfAgent));
    CHECK(std::count(answers.begin(), answers.end(), 409) == 25);
    CHECK(answers.back() == 200);
    // The next one is served as if nothing had been.
    CHECK(desk.texts("lin", "q=" + escaped("退款")).size() == 1);
}

TEST_CASE("search: too many questions of many agents are refused, and all are answered") {
    SearchDesk desk;
    int fine = 0;
    int busy = 0;
    const int asked = static_cast<int>(kMaxWaitingSearches) + 12;
    for (int i = 0; i < asked; ++i) {
        SearchQuery query;
        query.terms = {"a"};
        desk.search->find(query, agent_named("u" + std::to_string(i)), [&](Result<SearchPage> page) {
            const bool ok = page.ok();
            if (!ok) CHECK(page.error().code == ErrorCode::SearchBusy);
            return [&, ok] { ++(ok ? fine : busy); };
        });
    }
    desk.pump_until([&] { return fine + busy == asked; });
    CHECK(busy == 10);  // two are under way
}

TEST_CASE("search: answers that come after the end are dropped") {
    SearchDesk desk;
    int answers = 0;
    for (int i = 0; i < 20; ++i) {
        SearchQuery query;
        query.terms = {"a"};
        desk.search->find(query, agent_named("u" + std::to_string(i)),
                          [&](const Result<SearchPage>&) { return [&] { ++answers; }; });
    }
    desk.search.reset();
    desk.loop.run_for(milliseconds(20));
    CHECK(answers == 0);
}

TEST_CASE("search: at the deadline it tells what it has, or that it took too long") {
    SearchDesk desk;
    std::vector<KfMessage> messages;
    for (int i = 0; i < 200; ++i)
        messages.push_back(customer_text("m" + std::to_string(i), kDay + i, i < 100 ? "aab" : "aab bba"));
    desk.store.page(messages, kDay + 300);
    const auto reader = std::move(DatabaseReader::open(*desk.store.file)).value();
    const auto over = steady_clock::now() - milliseconds(1);
    SearchQuery query;
    query.limit = 50;
    query.terms = {"bba"};
    // 32 are looked at between two looks at the clock.
    const auto some = find_messages(*reader, query, agent_named("lin"), over);
    REQUIRE(some.ok());
    CHECK(some->hits.size() == 32);
    CHECK(some->has_more);
    // Every message has both words, none has them side by side: all are candidates, none a hit.
    query.terms = {"aab,bba"};
    query.before = MessageId{};
    const auto none = find_messages(*reader, query, agent_named("lin"), over);
    REQUIRE_FALSE(none.ok());
    CHECK(none.error().code == ErrorCode::SearchTooLong);
    const auto in_time =
        find_messages(*reader, query, agent_named("lin"), steady_clock::now() + std::chrono::seconds(60));
    REQUIRE(in_time.ok());
    CHECK(in_time->hits.empty());
    CHECK_FALSE(in_time->has_more);
}
