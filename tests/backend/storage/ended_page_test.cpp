#include "backend/storage/ended_page.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "backend/storage/conversation_loader.h"
#include "shared/search/customer_text.h"
#include "shared/search/search_terms.h"
#include "tests/backend/storage/past_conversations.h"

using namespace kf;
using namespace kf::test;

namespace {

using Ids = std::vector<ConversationId>;

struct PastDesk {
    StoreFixture store;
    PastConversations past{store};
    Statements db{store.file->sqlite()};
    Agent lin = agent_named("lin");

    PastDesk() {
        store.page({customer_text("m1", kDay, "买")}, kDay);
        store.page({customer_text("m2", kDay, "修", kBo, kService)}, kDay, false, kService);
    }
    ConversationPage page(const EndedQuery& query, const Agent& who) { return store->ended_page(query, who); }
    Ids ids(const EndedQuery& query, const Agent& who) {
        Ids found;
        for (const Conversation& head : page(query, who).conversations) found.push_back(head.id);
        return found;
    }
    Ids all(EndedQuery query, const Agent& who) {
        Ids found;
        for (bool more = true; more;) {
            const ConversationPage next = page(query, who);
            for (const Conversation& head : next.conversations) found.push_back(head.id);
            CHECK(next.customers.size() == next.conversations.size());
            query.before = next.next;
            more = next.has_more;
        }
        return found;
    }
    Ids named(const std::string& text) { return all({.filter = {}, .text = text, .before = {}}, lin); }
};

}  // namespace

TEST_CASE("past conversations come newest first, page by page, each once, and open ones never") {
    PastDesk desk;
    Ids expected;
    for (int i = 0; i < 25; ++i) {
        // Three of each moment.
        expected.push_back(desk.past.add({.customer = "wm" + std::to_string(i),
                                          .name = "客",
                                          .note = {},
                                          .agent = "lin",
                                          .last_at = to_ms(kDay) - i / 3 * 1000}));
    }
    CHECK(desk.ids({.filter = {}, .text = {}, .before = {}, .limit = 100}, desk.lin) == expected);
    for (const int limit : {1, 2, 3, 7, 24, 25, 26}) {
        CAPTURE(limit);
        CHECK(desk.all({.filter = {}, .text = {}, .before = {}, .limit = limit}, desk.lin) == expected);
    }
    const ConversationPage last = desk.page({.filter = {}, .text = {}, .before = {}, .limit = 25}, desk.lin);
    CHECK_FALSE(last.has_more);
    CHECK(last.next.empty());
    CHECK(last.seq == desk.store->head());
}

TEST_CASE("a page brings the customers, and drafts and marks of whoever asks") {
    PastDesk desk;
    const ConversationId id = desk.past.add(
        {.customer = "wmOld", .name = "陈小满", .note = "老客户", .agent = "mei", .last_at = 5000});
    REQUIRE(desk.store->save_draft(AgentId{"lin"}, id, "写到一半", to_ms(kDay)).ok());
    REQUIRE(desk.store->mark_conversation(AgentId{"lin"}, id, Mark::Pinned, true, to_ms(kDay)).ok());
    const auto page = desk.page({.filter = {}, .text = {}, .before = {}}, desk.lin);
    REQUIRE(page.customers.size() == 1);
    CHECK(page.customers[0].name == "陈小满");
    CHECK(page.customers[0].note == "老客户");
    REQUIRE(page.drafts.size() == 1);
    CHECK(page.drafts[0].text == "写到一半");
    REQUIRE(page.marks.size() == 1);
    CHECK(page.marks[0].pinned);
    const auto of_mei = desk.page({.filter = {}, .text = {}, .before = {}}, agent_named("mei"));
    CHECK(of_mei.conversations.size() == 1);
    CHECK(of_mei.drafts.empty());
    CHECK(of_mei.marks.empty());
}

TEST_CASE("nobody gets past conversations of accounts that they do not serve") {
    PastDesk desk;
    const auto sales =
        desk.past.add({.customer = "wmS", .name = "甲", .note = {}, .agent = "lin", .last_at = 1000});
    const auto service = desk.past.add(
        {.customer = "wmR", .name = "甲", .note = {}, .agent = "lin", .last_at = 2000, .account = kService});
    Agent mei = agent_named("mei");
    mei.accounts = {kService};
    CHECK(desk.all({.filter = {}, .text = {}, .before = {}}, desk.lin) == Ids{service, sales});
    CHECK(desk.all({.filter = {}, .text = {}, .before = {}}, mei) == Ids{service});
    CHECK(desk.all({.filter = {}, .text = "甲", .before = {}}, mei) == Ids{service});
    CHECK(desk.all({.filter = {.account = kSales, .agent = {}}, .text = {}, .before = {}}, mei).empty());
    CHECK(desk.all({.filter = {.account = {}, .agent = AgentId{"lin"}}, .text = {}, .before = {}}, mei) ==
          Ids{service});
    mei.disabled = true;
    CHECK(desk.all({.filter = {}, .text = {}, .before = {}}, mei).empty());
    CHECK_FALSE(load_conversation_page(desk.db, mei, service).has_value());
    mei.disabled = false;
    CHECK(load_conversation_page(desk.db, mei, service)->conversations.at(0).id == service);
    CHECK_FALSE(load_conversation_page(desk.db, mei, sales).has_value());
    CHECK_FALSE(load_conversation_page(desk.db, desk.lin, ConversationId{999}).has_value());
}

TEST_CASE("a past conversation is found by the customer's name, note and id, as they are now") {
    PastDesk desk;
    const auto id =
        desk.past.add({.customer = "wmQx3K8f2c", .name = {}, .note = {}, .agent = "lin", .last_at = 1000});
    desk.past.add({.customer = "wmQx3K0000", .name = {}, .note = {}, .agent = "lin", .last_at = 900});
    CHECK(desk.named("8f2c") == Ids{id});
    CHECK(desk.named(" wmQx3K8f2c ") == Ids{id});
    CHECK(desk.named("小满").empty());
    CustomerProfile profile;
    profile.id = CustomerId{"wmQx3K8f2c"};
    profile.name = "陈小满";
    REQUIRE(desk.store->save_customers(kCorp, {profile}, to_ms(kDay)).ok());
    CHECK(desk.named("小满") == Ids{id});
    profile.name = "陈大满";
    REQUIRE(desk.store->save_customers(kCorp, {profile}, to_ms(kDay)).ok());
    CHECK(desk.named("小满").empty());
    CHECK(desk.named("大满") == Ids{id});
    REQUIRE(desk.store->save_note(kCorp, profile.id, "偏好顺丰", to_ms(kDay)).ok());
    CHECK(desk.named("大满 顺丰") == Ids{id});
    CHECK(desk.named("\" OR \"").empty());
    CHECK(desk.named("??").empty());
    CHECK(desk.named("§").empty());
}

TEST_CASE("of many customers with the same word the newest come first as well, however many there are") {
    // The last are too many to be told from others by their keys.
    for (const int count : {60, 300, 4200}) {
        PastDesk desk;
        desk.past.add_many(0, count, to_ms(kDay) - 10'000'000, "王");
        const Ids expected = desk.all({.filter = {}, .text = {}, .before = {}, .limit = 200}, desk.lin);
        // A small page is full soon in the order of the list; for a large one few customers are looked up.
        for (const int limit : {count / 10, 200}) {
            CAPTURE(count);
            CAPTURE(limit);
            CHECK(desk.all({.filter = {}, .text = "王", .before = {}, .limit = limit}, desk.lin) == expected);
        }
    }
}

TEST_CASE("customers with the same word are found as well where all of them stand below all others") {
    PastDesk desk;
    desk.past.add_many(0, 100, to_ms(kDay) - 10'000'000, "王");
    desk.past.add_many(100, 300, to_ms(kDay) - 9'000'000, "李");
    // So many that they would be met soon, were they spread evenly.
    const Ids all = desk.all({.filter = {}, .text = {}, .before = {}, .limit = 200}, desk.lin);
    REQUIRE(all.size() == 400);
    for (const int limit : {7, 20, 25}) {
        CAPTURE(limit);
        const EndedQuery query{.filter = {}, .text = "王", .before = {}, .limit = limit};
        CHECK(desk.ids(query, desk.lin) == Ids(all.begin() + 300, all.begin() + 300 + limit));
        CHECK(desk.all(query, desk.lin) == Ids(all.begin() + 300, all.end()));
    }
}

TEST_CASE("pages hold what a look at every conversation finds, whatever is asked for") {
    PastDesk desk;
    std::mt19937 random{42};
    const auto pick = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
    const char* const names[] = {"陈小满", "陈先生", "Anna Li", "王", "", "VIP2 王"};
    const char* const agents[] = {"lin", "mei", ""};
    struct Known {
        Conversation head;
        Customer customer;
    };
    std::vector<Known> all;
    for (int i = 0; i < 160; ++i) {
        PastConversation past{.customer = "wm" + std::to_string(1000 + i),
                              .name = names[pick(6)],
                              .note = pick(5) == 0 ? "退款 顺丰" : "",
                              .agent = agents[pick(3)],
                              .last_at = to_ms(kDay) + pick(60) * 1000,
                              .account = pick(3) == 0 ? kService : kSales};
        Known known;
        known.head.id = desk.past.add(past);
        known.head.account = past.account;
        known.head.agent = AgentId{past.agent};
        known.head.last.at = past.last_at;
        known.customer.id = CustomerId{past.customer};
        known.customer.name = past.name;
        known.customer.note = past.note;
        all.push_back(std::move(known));
    }
    Agent mei = agent_named("mei");
    mei.accounts = {kService};
    const char* const texts[] = {"", "", "陈", "小满", "anna", "王 顺丰", "1042", "wm1042", "nobody"};
    for (int round = 0; round < 300; ++round) {
        EndedQuery query;
        query.text = texts[pick(9)];
        if (pick(3) == 0) query.filter.account = pick(2) == 0 ? kService : kSales;
        if (pick(3) == 0) query.filter.agent = AgentId{agents[pick(2)]};
        if (pick(3) == 0) query.filter.from = to_ms(kDay) + pick(60) * 1000;
        if (pick(3) == 0) query.filter.to = to_ms(kDay) + pick(60) * 1000;
        query.limit = 1 + pick(20);
        const Agent& who = pick(2) == 0 ? mei : desk.lin;
        std::vector<EndedPlace> expected;
        for (const Known& known : all) {
            if (!is_listed(query.filter, known.head) || !may_see(who, known.head)) continue;
            if (!query.text.empty() && !is_meant(known.customer, search_terms(query.text), query.text))
                continue;
            expected.push_back(ended_place(known.head));
        }
        std::sort(expected.begin(), expected.end(), is_above);
        Ids ids;
        for (const EndedPlace& place : expected) ids.push_back(place.id);
        CAPTURE(round);
        REQUIRE(desk.all(query, who) == ids);
    }
}

TEST_CASE("a read that takes too long yields what it has found and goes on from there") {
    PastDesk desk;
    desk.past.add_many(0, 200, to_ms(kDay), "王");
    const auto over = std::chrono::steady_clock::now() - std::chrono::seconds(1);
    EndedQuery query{.filter = {.account = {}, .agent = AgentId{"mei"}, .from = 1}, .text = {}, .before = {}};
    query.limit = 200;
    Ids found;
    int pages = 0;
    for (bool more = true; more; ++pages) {
        const EndedIds part = find_ended(desk.db, query, desk.lin, over);
        found.insert(found.end(), part.ids.begin(), part.ids.end());
        more = part.has_more;
        query.before = part.next;
        REQUIRE(pages < 20);
    }
    CHECK(pages > 1);
    CHECK(found.size() == 100);
}
