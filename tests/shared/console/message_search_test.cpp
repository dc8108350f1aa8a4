// The search over all messages and the one inside of the open conversation.
#include <doctest/doctest.h>

#include <string>

#include "tests/shared/console/browser_tab.h"

using namespace kf;

namespace {

struct SearchingDesk {
    FakeDesk desk;
    BrowserTab tab{desk};
    ConversationId a, b;

    SearchingDesk() {
        a = desk.add_conversation("陈小满", DeskState::Assigned, "lin");
        b = desk.add_conversation("李", DeskState::Queued);
        for (int i = 1; i <= 200; ++i) {
            desk.customer_writes(i % 2 == 0 ? a : b, (i % 4 == 0 ? "退款 " : "你好 ") + std::to_string(i));
        }
        tab.clock = desk.now;
        tab.start();
    }
    [[nodiscard]] const MessageSearch& all() const { return tab.state.search_all; }
    [[nodiscard]] const MessageSearch& find() const { return tab.state.find; }
    void pause() { tab.wait(300); }
};

}  // namespace

TEST_CASE("what is typed is asked once, after a pause") {
    SearchingDesk d;
    d.tab.act(MessageSearchOpened{});
    for (const char* text : {"退", "退款", "退款 1", "退款 12"}) {
        d.tab.act(MessageSearchTyped{text});
        d.tab.wait(50);
    }
    CHECK(d.tab.count<FetchSearch>() == 0);
    d.pause();
    CHECK(d.tab.count<FetchSearch>() == 1);
    REQUIRE(d.all().answered);
    REQUIRE(d.all().hits.size() == 5);  // 12, 112, 120, 124, 128
    for (const Message& hit : d.all().hits) CHECK(hit.text.find("12") != std::string::npos);
}

TEST_CASE("the answer to an earlier question is dropped, whenever it comes") {
    SearchingDesk d;
    d.tab.act(MessageSearchOpened{"退款"});
    d.tab.act(MessageSearchTyped{"你好"});
    d.tab.clock += 1000;
    d.tab.act(ClockTicked{});
    REQUIRE(d.tab.http_under_way() == 2);
    d.tab.deliver_http(1);
    CHECK(d.all().hits.front().text.starts_with("你好"));
    d.tab.deliver_http(0);
    CHECK(d.all().hits.front().text.starts_with("你好"));
    CHECK_FALSE(d.all().loading);
}

TEST_CASE("more hits come page by page until there are no more, each once") {
    SearchingDesk d;
    d.tab.act(MessageSearchOpened{"退款"});
    d.tab.settle();
    CHECK(d.all().hits.size() == 30);
    CHECK(d.all().has_more);
    d.tab.act(MoreHitsWanted{});
    d.tab.act(MoreHitsWanted{});
    CHECK(d.tab.count<FetchSearch>() == 2);
    d.tab.settle();
    CHECK(d.all().hits.size() == 50);
    CHECK_FALSE(d.all().has_more);
    for (std::size_t i = 1; i < d.all().hits.size(); ++i) CHECK(d.all().hits[i].id < d.all().hits[i - 1].id);
    d.tab.act(MoreHitsWanted{});
    CHECK(d.tab.count<FetchSearch>() == 2);
}

TEST_CASE("filters ask at once, also without a word; without either there is nothing to ask") {
    SearchingDesk d;
    d.tab.act(MessageSearchOpened{});
    d.tab.act(MessageSearchTyped{"  "});
    d.pause();
    CHECK(d.tab.count<FetchSearch>() == 0);
    SearchFilters filters;
    filters.conversation = d.b;
    d.tab.act(MessageSearchFiltered{filters});
    d.tab.settle();
    CHECK(d.all().hits.front().conversation == d.b);
    d.tab.act(MessageSearchFiltered{SearchFilters{}});
    CHECK(d.all().hits.empty());
    CHECK_FALSE(d.all().answered);
    CHECK(d.tab.count<FetchSearch>() == 1);
}

TEST_CASE("a search that fails says so and can be tried again; one without a connection goes on by itself") {
    SearchingDesk d;
    d.tab.http_status = 503;
    d.tab.act(MessageSearchOpened{"退款"});
    d.tab.settle();
    CHECK_FALSE(d.all().problem_zh.empty());
    d.tab.http_status = 200;
    d.tab.act(MessageSearchRetried{});
    d.tab.settle();
    CHECK(d.all().problem_zh.empty());
    CHECK(d.all().hits.size() == 30);

    d.tab.cut();
    d.tab.http_status = 0;
    d.tab.act(MessageSearchTyped{"你好"});
    d.tab.clock += 300;
    d.tab.act(ClockTicked{});
    while (d.tab.deliver_http()) {
    }
    CHECK_FALSE(d.all().problem_zh.empty());
    d.tab.http_status = 200;
    d.tab.wait(60'000);
    CHECK(d.all().problem_zh.empty());
    CHECK(d.all().hits.front().text.starts_with("你好"));
}

TEST_CASE("the backend's own words about a wrong query are shown") {
    SearchingDesk d;
    d.tab.act(MessageSearchOpened{"退款"});
    d.tab.act(SearchFailed{SearchWhere::Desk, d.all().number, 400,
                           R"({"error":{"code":"bad_query","zh":"太长了。","en":"Too long."}})"});
    CHECK(d.all().problem_zh == "太长了。");
    CHECK(d.all().problem_en == "Too long.");
}

TEST_CASE("a session that has ended ends the search too") {
    SearchingDesk d;
    d.tab.http_status = 401;
    d.tab.act(MessageSearchOpened{"退款"});
    d.tab.settle();
    CHECK(d.tab.state.connection.link == Link::SignedOut);
}

TEST_CASE("find shows the newest hit, then the older ones, and begins anew behind the oldest") {
    SearchingDesk d;
    d.tab.open(d.a);
    d.tab.act(FindOpened{});
    d.tab.act(FindTyped{"退款"});
    d.pause();
    REQUIRE(d.find().answered);
    CHECK(d.find().hits.size() == 30);
    CHECK(d.find().current == 0);
    CHECK(d.tab.state.jump.message == d.find().hits[0].id);
    d.tab.act(FindStepped{1});
    CHECK(d.tab.state.jump.message == d.find().hits[1].id);
    for (int i = 0; i < 28; ++i) d.tab.act(FindStepped{1});
    CHECK(d.find().current == 29);
    d.tab.act(FindStepped{1});  // the next page
    d.tab.settle();
    CHECK(d.find().hits.size() == 50);
    CHECK(d.find().current == 30);
    CHECK(d.tab.state.jump.message == d.find().hits[30].id);
    for (int i = 0; i < 19; ++i) d.tab.act(FindStepped{1});
    d.tab.act(FindStepped{1});
    CHECK(d.find().current == 0);
    d.tab.act(FindStepped{-1});
    CHECK(d.find().current == 49);
    d.tab.settle();
    for (const Message& hit : d.find().hits) CHECK(hit.conversation == d.a);
}

TEST_CASE("Enter right after typing does not wait for the pause") {
    SearchingDesk d;
    d.tab.open(d.a);
    d.tab.act(FindOpened{});
    d.tab.act(FindTyped{"退款"});
    d.tab.act(FindStepped{1});
    CHECK(d.tab.count<FetchSearch>() == 1);
    d.tab.settle();
    CHECK(d.find().current == 0);
    CHECK(d.tab.state.jump.message == d.find().hits[0].id);
}

TEST_CASE("a message that comes while somebody searches is counted, and the shown hit stays") {
    SearchingDesk d;
    d.tab.open(d.a);
    d.tab.act(FindOpened{});
    d.tab.act(FindTyped{"退款"});
    d.pause();
    d.tab.act(FindStepped{1});
    const MessageId shown = d.find().hits[1].id;
    const MessageId fresh = d.desk.customer_writes(d.a, "退款到了吗");
    d.desk.customer_writes(d.a, "别的");
    d.desk.customer_writes(d.b, "退款");
    d.tab.settle();
    CHECK(d.find().hits.front().id == fresh);
    CHECK(d.find().hits[d.find().current].id == shown);
}

TEST_CASE("find belongs to its conversation and ends with it") {
    SearchingDesk d;
    d.tab.act(FindOpened{});
    CHECK_FALSE(d.find().open);
    d.tab.open(d.a);
    d.tab.act(FindOpened{});
    d.tab.act(FindTyped{"退款"});
    d.tab.clock += 300;
    d.tab.act(ClockTicked{});  // asked, not answered
    d.tab.act(ConversationOpened{d.b});
    CHECK_FALSE(d.find().open);
    d.tab.settle();
    CHECK(d.find().hits.empty());
    d.tab.act(FindOpened{});
    d.pause();
    CHECK(d.find().text == "退款");  // the words of the last time
    CHECK(d.find().answered);
}
