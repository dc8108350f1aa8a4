#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include "shared/protocol/protocol_codec.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

TEST_CASE("events are numbered without a gap, also over restarts, and told after the commit") {
    StoreFixture store;
    CHECK(store->head() == 0);
    CHECK(store->oldest() == 1);
    store.page({customer_text("m1", kDay, "一"), customer_text("m2", kDay, "二", kBo)}, kDay + 1);
    const std::string epoch = store->epoch();
    CHECK(epoch.size() == 16);
    const EventSeq first = store->head();
    REQUIRE(first >= 4);
    REQUIRE(store.published.size() == static_cast<std::size_t>(first));
    for (std::size_t i = 0; i < store.published.size(); ++i) {
        CHECK(store.published[i].seq == static_cast<EventSeq>(i) + 1);
    }
    store.reopen();
    CHECK(store->epoch() == epoch);
    CHECK(store->head() == first);
    store.page({customer_text("m3", kDay + 2, "三")}, kDay + 3);
    REQUIRE_FALSE(store.published.empty());
    CHECK(store.published[0].seq == first + 1);
    const auto all = store->events_after(0, 1000);
    REQUIRE(all.size() == static_cast<std::size_t>(store->head()));
    CHECK(all.back().json == store.published.back().json);
    CHECK(store->events_after(first, 1).size() == 1);
    CHECK(store->events_after(first, 1)[0].seq == first + 1);
    CHECK(store->events_after(store->head(), 10).empty());
}

TEST_CASE("a backup that is put back does not pass for the store that went on after it was made") {
    StoreFixture store;
    const auto file = std::filesystem::path(store.folder.path()) / "kfdesk.db";
    const auto backup = std::filesystem::path(store.folder.path()) / "backup.db";
    store.page({customer_text("m1", kDay, "一")}, kDay + 1);
    const auto first_run = store->run();
    const EventSeq kept = store->head();
    store.close();
    std::filesystem::copy_file(file, backup);
    const FactLog facts_of_backup = store.facts;
    store.reopen();
    const auto lost_run = store->run();
    CHECK(lost_run != first_run);
    CHECK_MESSAGE(store->went_through(first_run, kept), "a restart alone lets consoles go on");
    store.page({customer_text("m2", kDay + 2, "二")}, kDay + 3);
    const EventSeq lost = store->head();
    CHECK(store->went_through(lost_run, lost));
    CHECK_FALSE(store->went_through(first_run, lost));
    store.close();
    std::filesystem::copy_file(backup, file, std::filesystem::copy_options::overwrite_existing);
    store.facts = facts_of_backup;
    store.reopen();
    for (const char* id : {"m3", "m4", "m5"}) store.page({customer_text(id, kDay + 4, "另")}, kDay + 5);
    REQUIRE(store->head() > lost);
    CHECK_FALSE_MESSAGE(store->went_through(lost_run, lost), "the number is there again, with other content");
    CHECK_FALSE(store->went_through(lost_run, kept));
    CHECK(store->went_through(first_run, kept));
    CHECK(store->went_through(store->run(), store->head()));
    CHECK_FALSE(store->went_through(store->run(), store->head() + 1));
    CHECK_FALSE(store->went_through("", 0));
}

TEST_CASE("of very many starts only the newest are remembered") {
    StoreFixture store;
    const auto first = store->run();
    for (int i = 0; i < 3; ++i) store.reopen();
    CHECK(store->went_through(first, 0));
    for (int i = 0; i < 100; ++i) store.reopen();
    CHECK_FALSE(store->went_through(first, 0));
    CHECK(store->went_through(store->run(), 0));
}

TEST_CASE("a listener may ask and change the store while it is told") {
    StoreFixture store;
    int told = 0;
    store->on_published([&](const std::vector<StoredEvent>& events) {
        CHECK(store->head() == events.back().seq);
        if (++told == 1) CHECK(store->agent_changed(agent_named("mei"), to_ms(kDay)).ok());
    });
    store.page({customer_text("m1", kDay, "一")}, kDay + 1);
    CHECK(told == 2);
}

TEST_CASE("who may see an event is written on it") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "一")}, kDay + 1);
    for (const StoredEvent& event : store.published) CHECK(event.audience.account == kSales);
    store.published.clear();
    REQUIRE(store->save_draft(AgentId{"lin"}, store.conversation().id, "稿", to_ms(kDay)).ok());
    REQUIRE(store->agent_changed(agent_named("mei"), to_ms(kDay)).ok());
    REQUIRE(store->mark_conversation(AgentId{"lin"}, store.conversation().id, Mark::Pinned, true, to_ms(kDay))
                .ok());
    REQUIRE(store.published.size() == 3);
    CHECK(store.published[2].audience.agent == AgentId{"lin"});
    CHECK(store.published[0].audience.agent == AgentId{"lin"});
    CHECK(store.published[1].audience.agent.empty());
    CHECK(store.published[1].audience.account.empty());
}

TEST_CASE("a customer who talks with two accounts is told to the consoles of both") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "买")}, kDay + 1);
    store.page({customer_text("m1", kDay, "修", kAnna, kService)}, kDay + 1, false, kService);
    store.published.clear();
    REQUIRE(store->save_note(kCorp, kAnna, "老客户", to_ms(kDay)).ok());
    REQUIRE(store.published.size() == 2);
    CHECK(store.published[0].audience.account == kSales);
    CHECK(store.published[1].audience.account == kService);
    CHECK(store->save_note(kCorp, kAnna, "老客户", to_ms(kDay)).ok());
    CHECK(store.published.size() == 2);
}

TEST_CASE("what changes nothing makes no event") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "一")}, kDay + 1);
    const ConversationId id = store.conversation().id;
    REQUIRE(store->assign(id, AgentId{"lin"}, to_ms(kDay)).ok());
    REQUIRE(store->mark_read(id, AgentId{"lin"}, MessageId{99}, to_ms(kDay)).ok());
    REQUIRE(store->save_draft(AgentId{"lin"}, id, "稿", to_ms(kDay)).ok());
    REQUIRE(store->mark_conversation(AgentId{"lin"}, id, Mark::Unread, true, to_ms(kDay)).ok());
    Account account{.corp = kCorp, .id = kSales, .name = "售前", .managed = true};
    REQUIRE(store->save_accounts(kCorp, {account}, to_ms(kDay)).ok());
    const EventSeq head = store->head();
    REQUIRE(store->assign(id, AgentId{"lin"}, to_ms(kDay)).ok());
    REQUIRE(store->mark_read(id, AgentId{"lin"}, MessageId{99}, to_ms(kDay)).ok());
    REQUIRE(store->save_draft(AgentId{"lin"}, id, "稿", to_ms(kDay)).ok());
    REQUIRE(store->save_draft(AgentId{"mei"}, id, "", to_ms(kDay)).ok());
    REQUIRE(store->mark_conversation(AgentId{"lin"}, id, Mark::Unread, true, to_ms(kDay)).ok());
    REQUIRE(store->mark_conversation(AgentId{"mei"}, id, Mark::Pinned, false, to_ms(kDay)).ok());
    REQUIRE(store->save_accounts(kCorp, {account}, to_ms(kDay)).ok());
    CHECK(store->head() == head);
    CHECK(store->accounts(kCorp)[0].name == "售前");
}

TEST_CASE("a snapshot holds what its agent may see, and nothing else") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "买")}, kDay + 1);
    store.page({customer_text("m2", kDay, "修", kBo, kService)}, kDay + 1, false, kService);
    Agent mei = agent_named("mei");
    mei.accounts = {kService};
    REQUIRE(store->save_draft(AgentId{"mei"}, store.conversation(kAnna, kSales).id, "x", to_ms(kDay)).ok());
    const Snapshot seen = store->snapshot(mei, to_ms(kDay + 5));
    CHECK(seen.seq == store->head());
    CHECK(seen.epoch == store->epoch());
    CHECK(seen.server_time == to_ms(kDay + 5));
    REQUIRE(seen.conversations.size() == 1);
    CHECK(seen.conversations[0].account == kService);
    REQUIRE(seen.customers.size() == 1);
    CHECK(seen.customers[0].id == kBo);
    REQUIRE(seen.accounts.size() == 1);
    CHECK(seen.accounts[0].id == kService);
    CHECK(seen.agents.size() == 3);
    CHECK(seen.drafts.empty());
}

TEST_CASE("history comes in pages, oldest first, and says whether there is more") {
    StoreFixture store;
    std::vector<KfMessage> messages;
    for (int i = 0; i < 25; ++i)
        messages.push_back(customer_text("m" + std::to_string(i), kDay + i, std::to_string(i)));
    store.page(messages, kDay + 30);
    const ConversationId id = store.conversation().id;
    auto page = store->history({.conversation = id, .before = {}, .limit = 10});
    REQUIRE(page.messages.size() == 10);
    CHECK(page.messages.front().text == "15");
    CHECK(page.messages.back().text == "24");
    CHECK(page.has_older);
    CHECK(page.seq == store->head());
    page = store->history({.conversation = id, .before = page.messages.front().id, .limit = 10});
    CHECK(page.messages.back().text == "14");
    page = store->history({.conversation = id, .before = page.messages.front().id, .limit = 5});
    CHECK(page.messages.size() == 5);
    CHECK(page.messages.front().text == "0");
    CHECK_FALSE(page.has_older);
    CHECK(store->history({.conversation = id, .before = {}, .limit = 0}).messages.size() == 1);
    CHECK(store->history({.conversation = id, .before = {}, .limit = 100000}).messages.size() == 25);
    CHECK(store->history({.conversation = ConversationId{99}, .before = {}, .limit = 5}).messages.empty());
    CHECK(store->details(ConversationId{99}).error().code == ErrorCode::UnknownConversation);
}

TEST_CASE("history around a message and after it: no hole, no double, and both ends are told") {
    StoreFixture store;
    std::vector<KfMessage> messages;
    for (int i = 0; i < 40; ++i) {
        messages.push_back(customer_text("m" + std::to_string(i), kDay + i, std::to_string(i)));
        // Another conversation's numbers lie between.
        messages.push_back(customer_text("b" + std::to_string(i), kDay + i, "b", kBo));
    }
    store.page(messages, kDay + 50);
    const ConversationId id = store.conversation().id;
    const auto all = store.messages(id);
    REQUIRE(all.size() == 40);
    const auto at = [&](int text) { return all[static_cast<std::size_t>(text)].id; };
    const auto texts = [](const HistoryPage& page) {
        return std::pair{std::stoi(page.messages.front().text), std::stoi(page.messages.back().text)};
    };

    SUBCASE("around the middle, half of it is older") {
        const auto page = store->history({.conversation = id, .around = at(20), .limit = 10});
        REQUIRE(page.messages.size() == 10);
        CHECK(texts(page) == std::pair{16, 25});
        CHECK(page.has_older);
        CHECK(page.has_newer);
        CHECK(page.seq == store->head());
    }
    SUBCASE("around the oldest, the rest is newer") {
        const auto page = store->history({.conversation = id, .around = at(0), .limit = 10});
        REQUIRE(page.messages.size() == 10);
        CHECK(texts(page) == std::pair{0, 9});
        CHECK_FALSE(page.has_older);
        CHECK(page.has_newer);
    }
    SUBCASE("around the newest there is nothing newer") {
        const auto page = store->history({.conversation = id, .around = at(39), .limit = 10});
        CHECK(texts(page).second == 39);
        CHECK(page.has_older);
        CHECK_FALSE(page.has_newer);
    }
    SUBCASE("around, with room for everything") {
        const auto page = store->history({.conversation = id, .around = at(7), .limit = 100});
        CHECK(texts(page) == std::pair{0, 39});
        CHECK(page.messages.size() == 40);
        CHECK_FALSE(page.has_older);
        CHECK_FALSE(page.has_newer);
    }
    SUBCASE("around a message of another conversation: the place where it would stand") {
        const MessageId other = store.messages(store.conversation(kBo).id)[20].id;
        const auto page = store->history({.conversation = id, .around = other, .limit = 10});
        CHECK(page.messages.size() == 10);
        CHECK(texts(page) == std::pair{16, 25});
    }
    SUBCASE("after a message, page by page up to the newest") {
        int next = 11;
        bool more = true;
        MessageId last = at(10);
        while (more) {
            const auto page = store->history({.conversation = id, .after = last, .limit = 7});
            REQUIRE_FALSE(page.messages.empty());
            for (const Message& message : page.messages) CHECK(message.text == std::to_string(next++));
            last = page.messages.back().id;
            more = page.has_newer;
        }
        CHECK(next == 40);
    }
    SUBCASE("after the newest there is nothing") {
        const auto page = store->history({.conversation = id, .after = at(39), .limit = 7});
        CHECK(page.messages.empty());
        CHECK_FALSE(page.has_newer);
    }
    SUBCASE("from any place both ways, everything once") {
        for (int middle = 0; middle < 40; ++middle) {
            auto page = store->history({.conversation = id, .around = at(middle), .limit = 9});
            std::vector<Message> seen = page.messages;
            bool older = page.has_older;
            bool newer = page.has_newer;
            while (older) {
                page = store->history({.conversation = id, .before = seen.front().id, .limit = 4});
                seen.insert(seen.begin(), page.messages.begin(), page.messages.end());
                older = page.has_older;
            }
            while (newer) {
                page = store->history({.conversation = id, .after = seen.back().id, .limit = 4});
                seen.insert(seen.end(), page.messages.begin(), page.messages.end());
                newer = page.has_newer;
            }
            REQUIRE(seen.size() == 40);
            for (std::size_t i = 0; i < 40; ++i) CHECK(seen[i].id == all[i].id);
        }
    }
}

TEST_CASE("old events go, the numbers go on, and what is left has no gap") {
    StoreFixture store;
    for (int i = 0; i < 20; ++i) REQUIRE(store->agent_changed(agent_named("lin"), to_ms(kDay + i)).ok());
    const EventSeq head = store->head();
    store->trim_events(to_ms(kDay + 10) + kKeptEventsMs);
    CHECK(store->oldest() == 11);
    CHECK(store->head() == head);
    const auto left = store->events_after(0, 100);
    REQUIRE(left.size() == 10);
    CHECK(left.front().seq == 11);
    // Everything is old: the newest stays, because it holds the count.
    store->trim_events(to_ms(kDay + 1000) + kKeptEventsMs);
    CHECK(store->oldest() == head);
    store.reopen();
    CHECK(store->head() == head);
    REQUIRE(store->agent_changed(agent_named("lin"), to_ms(kDay + 30)).ok());
    CHECK(store->head() == head + 1);
}

TEST_CASE("a clock that jumped back makes no gap when old events go") {
    StoreFixture store;
    for (const int at : {0, 100, 5, 101})
        REQUIRE(store->agent_changed(agent_named("lin"), to_ms(kDay + at)).ok());
    store->trim_events(to_ms(kDay + 50) + kKeptEventsMs);
    CHECK(store->oldest() == 2);
    CHECK(store->events_after(0, 10).size() == 3);
}

TEST_CASE("no more events are kept than a console may resume over") {
    StoreFixture store;
    for (int i = 0; i < 5; ++i) REQUIRE(store->agent_changed(agent_named("lin"), to_ms(kDay + i)).ok());
    // As if the stream had reached its bound.
    store.file->sqlite().exec("UPDATE events SET seq = seq + " + std::to_string(kKeptEvents) +
                              " WHERE seq > 3");
    store.reopen();
    REQUIRE(store->agent_changed(agent_named("lin"), to_ms(kDay + 6)).ok());
    CHECK(store->head() == static_cast<EventSeq>(kKeptEvents) + 6);
    CHECK(store->oldest() == static_cast<EventSeq>(kKeptEvents) + 4);
}

TEST_CASE(
    "a console hears who the customer is before their first words, also when another account knew them") {
    StoreFixture store;
    store.page({customer_text("m1", kDay, "买")}, kDay + 1);
    store.published.clear();
    store.page({customer_text("m1", kDay, "修", kAnna, kService)}, kDay + 1, false, kService);
    std::vector<std::size_t> kinds;
    for (const StoredEvent& stored : store.published) {
        CHECK(stored.audience.account == kService);
        kinds.push_back(read_event(stored.json)->index());
    }
    const std::vector<std::size_t> expected{Event{AccountChanged{}}.index(), Event{CustomerChanged{}}.index(),
                                            Event{MessageAdded{}}.index()};
    CHECK(kinds == expected);
}
