// Past conversations that a console does not hold: the list, single ones that are opened, and those that move
// again.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "shared/console/inbox_view.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/shared/console/browser_tab.h"

using namespace kf;

namespace {

// One open conversation, and some that were over before; a snapshot holds three of them.
struct OldDesk {
    FakeDesk desk;
    BrowserTab tab{desk};
    ConversationId open;
    std::vector<ConversationId> past;  // the newest first
    std::vector<MessageId> words;      // the message of each

    explicit OldDesk(int count = 120) {
        desk.introduces = true;
        for (int i = 0; i < count; ++i) {
            desk.now += 60'000;
            const std::string name = "客" + std::to_string(i);
            past.insert(past.begin(), desk.add_conversation(name.c_str(), DeskState::Ended));
            words.insert(words.begin(), desk.customer_writes(past.front(), "话 " + std::to_string(i)));
            desk.assign(past.front(), i % 2 == 0 ? "lin" : "mei");
            desk.end(past.front());
        }
        open = desk.add_conversation("陈小满", DeskState::Assigned, "lin");
        tab.ended_held = 3;
        tab.clock = desk.now;
        tab.start();
    }
    [[nodiscard]] bool holds(ConversationId id) const { return tab.state.conversations.count(id) > 0; }
    std::vector<ConversationId> rows() {
        InboxView view;
        std::vector<ConversationId> ids;
        for (const InboxRow& row : inbox_view(tab.state, view).rows) ids.push_back(row.conversation);
        return ids;
    }
    void more() {
        tab.act(MoreEndedWanted{});
        tab.settle();
    }
    std::vector<ConversationId> first(std::size_t count) const {
        return {past.begin(), past.begin() + static_cast<std::ptrdiff_t>(count)};
    }
};

}  // namespace

TEST_CASE("the list of past conversations grows page by page, without a hole, down to the oldest") {
    OldDesk d;
    d.tab.act(TabChosen{Tab::Ended});
    CHECK(d.rows() == d.first(3));
    CHECK(d.tab.state.ended.list.has_more);
    d.tab.act(MoreEndedWanted{});
    CHECK(d.tab.state.ended.list.loading);
    d.tab.act(MoreEndedWanted{});  // asked once
    CHECK(d.tab.count<FetchEnded>() == 1);
    d.tab.settle();
    CHECK_FALSE(d.tab.state.ended.list.loading);
    CHECK(d.rows() == d.first(53));
    d.more();
    CHECK(d.rows() == d.first(103));
    d.more();
    CHECK(d.rows() == d.first(120));
    CHECK_FALSE(d.tab.state.ended.list.has_more);
    d.more();
    CHECK(d.tab.count<FetchEnded>() == 3);
    InboxView view;
    CHECK(inbox_view(d.tab.state, view).ended == 120);
    CHECK(view.rows.back().name == "客0");
}

TEST_CASE("what is opened from a search is loaded, and shown at its message") {
    OldDesk d;
    const ConversationId old = d.past.back();
    d.tab.act(MessageSearchOpened{"话"});
    d.tab.settle();
    const MessageSearch& search = d.tab.state.search_all;
    REQUIRE_FALSE(search.hits.empty());
    // A row of the results names its customer also where the console does not hold the conversation.
    REQUIRE(search.conversations.count(search.hits.back().conversation) == 1);
    d.tab.act(HitOpened{old, d.words.back()});
    CHECK(d.tab.state.loads.opening == old);
    CHECK(d.tab.state.selected.empty());
    d.tab.settle();
    CHECK(d.tab.state.selected == old);
    CHECK(d.tab.state.loads.opening.empty());
    CHECK(d.tab.state.jump.message == d.words.back());
    CHECK(d.tab.texts(old) == std::vector<std::string>{"话 0"});
    CHECK(customer_name(d.tab.state, d.tab.head(old).customer) == "客0");
    // It is kept in the list while it is open, and makes no hole there.
    d.tab.act(TabChosen{Tab::Ended});
    CHECK(d.rows() == d.first(3));
}

TEST_CASE("a click on a notification opens a conversation that is not held; the last wish counts") {
    OldDesk d;
    d.tab.act(NotificationClicked{d.past[50]});
    d.tab.act(NotificationClicked{d.past[51]});
    d.tab.settle();
    CHECK(d.tab.state.selected == d.past[51]);
    d.tab.act(NotificationClicked{d.past[60]});
    d.tab.act(ConversationOpened{d.open});
    d.tab.settle();
    CHECK(d.tab.state.selected == d.open);
    CHECK(d.holds(d.past[60]));
    d.tab.act(NotificationClicked{d.past[61]});
    d.tab.act(ConversationClosed{});
    d.tab.settle();
    CHECK(d.tab.state.selected.empty());
}

TEST_CASE("a conversation that cannot be loaded is said so, and one that is not there as well") {
    OldDesk d;
    d.tab.http_status = 503;
    d.tab.act(ConversationOpened{d.past[50]});
    d.tab.settle();
    CHECK(d.tab.state.selected.empty());
    CHECK(d.tab.state.loads.opening.empty());
    REQUIRE(d.tab.state.toasts.size() == 1);
    CHECK(d.tab.state.toasts[0].zh.find("没能打开") != std::string::npos);
    d.tab.http_status = 200;
    d.tab.open(d.past[50]);
    CHECK(d.tab.state.selected == d.past[50]);
    d.tab.act(ConversationOpened{ConversationId{9999}});
    d.tab.settle();
    CHECK(d.tab.state.selected == d.past[50]);
    CHECK(d.tab.state.toasts.back().zh.find("已不在") != std::string::npos);
    d.tab.http_status = 401;
    d.tab.act(ConversationOpened{d.past[70]});
    d.tab.settle();
    CHECK(d.tab.state.connection.link == Link::SignedOut);
}

TEST_CASE("an old customer who writes again is shown and announced by name, and the counts follow") {
    OldDesk d;
    const ConversationId old = d.past[80];
    CHECK(d.tab.state.ended.count == 120);
    d.desk.customer_writes(old, "又来了");
    d.tab.settle();
    REQUIRE(d.holds(old));
    const std::string name = d.desk.customer(d.tab.head(old).customer).name;
    CHECK(customer_name(d.tab.state, d.tab.head(old).customer) == name);
    REQUIRE_FALSE(d.tab.announced.empty());
    CHECK(d.tab.announced.back().title == name);
    CHECK(d.tab.state.ended.count == 119);
    d.tab.act(TabChosen{Tab::Queued});
    CHECK(d.rows() == std::vector{old});
    d.desk.end(old);
    d.tab.settle();
    CHECK(d.tab.state.ended.count == 120);
    const ConversationId fresh = d.desk.add_conversation("新来的", DeskState::Queued);
    d.tab.settle();
    CHECK(d.tab.state.ended.count == 120);
    d.desk.end(fresh);
    d.tab.settle();
    CHECK(d.tab.state.ended.count == 121);
}

TEST_CASE(
    "a search by name finds past conversations that are not held, after a pause, with the rest by pages") {
    OldDesk d;
    d.tab.act(SearchTyped{"客1"});
    CHECK(d.tab.count<FetchEnded>() == 0);
    d.tab.act(SearchTyped{"客17"});
    d.tab.wait(300);
    CHECK(d.tab.count<FetchEnded>() == 1);
    CHECK(d.rows() == std::vector{d.past[120 - 1 - 17]});
    d.tab.act(SearchTyped{"客"});
    d.tab.wait(300);
    CHECK(d.rows().size() == 3 + 50 + 1);  // held, a page, and the one that was found before
    d.more();
    d.more();
    CHECK(d.rows().size() == 120);
    CHECK_FALSE(d.tab.state.ended.list.has_more);
    d.tab.act(SearchTyped{""});
    d.tab.act(TabChosen{Tab::Ended});
    // Not all down to there were loaded, as far as the list knows.
    CHECK(d.rows() == d.first(3));
}

TEST_CASE("a filter of the list asks for what passes it, and what is held is shown at once") {
    OldDesk d;
    d.tab.act(TabChosen{Tab::Ended});
    d.tab.act(EndedFiltered{{.account = {}, .agent = AgentId{"mei"}}});
    for (const ConversationId id : d.rows()) CHECK(d.tab.head(id).agent == AgentId{"mei"});
    CHECK(d.tab.state.ended.list.loading);
    d.tab.settle();
    d.more();
    CHECK(d.rows().size() == 60);
    CHECK_FALSE(d.tab.state.ended.list.has_more);
    const UnixMs from = d.desk.conversations().at(d.past[9]).last.at;
    d.tab.act(EndedFiltered{{.account = {}, .agent = {}, .from = from}});
    d.tab.settle();
    CHECK(d.rows() == d.first(10));
    // Other tabs know nothing of it.
    d.tab.act(TabChosen{Tab::Mine});
    CHECK(d.rows() == std::vector{d.open});
    d.tab.act(TabChosen{Tab::Ended});
    d.tab.settle();
    CHECK(d.rows() == d.first(10));
    d.tab.act(EndedFiltered{});
    CHECK(d.rows() == d.first(3));
}

TEST_CASE("a page that does not come is said so, asked for again by hand and with the connection") {
    OldDesk d;
    d.tab.act(TabChosen{Tab::Ended});
    d.tab.http_status = 503;
    d.more();
    CHECK_FALSE(d.tab.state.ended.list.problem_zh.empty());
    CHECK_FALSE(d.tab.state.ended.list.loading);
    d.more();  // not by itself
    CHECK(d.tab.count<FetchEnded>() == 1);
    d.tab.http_status = 200;
    d.tab.act(EndedRetried{});
    d.tab.settle();
    CHECK(d.tab.state.ended.list.problem_zh.empty());
    CHECK(d.rows() == d.first(53));
    d.tab.cut();
    d.tab.http_status = 0;
    d.tab.refuse_sockets = true;
    d.more();
    CHECK(d.tab.state.ended.list.problem_zh.find("中断") != std::string::npos);
    d.tab.http_status = 200;
    d.tab.refuse_sockets = false;
    d.tab.wait(60'000);
    CHECK(d.rows() == d.first(103));
}

TEST_CASE("a page that is newer than what the stream has told waits for it") {
    OldDesk d;
    d.tab.act(TabChosen{Tab::Ended});
    d.tab.act(MoreEndedWanted{});
    // While the question is under way the second page's first customer comes back.
    const ConversationId moved = d.past[3];
    d.desk.customer_writes(moved, "又来了");
    d.tab.act(EndedFiltered{{.account = AccountId{"wk1"}, .agent = {}}});
    while (d.tab.deliver_http()) {
    }
    CHECK(d.tab.state.ended.list.loading);
    CHECK(d.rows() == d.first(3));
    d.tab.settle();
    CHECK_FALSE(d.tab.state.ended.list.loading);
    const auto rows = d.rows();
    CHECK(std::find(rows.begin(), rows.end(), moved) == rows.end());
    CHECK(rows.size() == 53);
    CHECK(d.tab.head(moved).desk_state == DeskState::Queued);
}

TEST_CASE("an old conversation that is open stays open over a reload, and is true again") {
    OldDesk d;
    const ConversationId old = d.past[70];
    d.tab.open(old);
    d.tab.act(DraftTyped{old, "写到一半"});
    d.tab.cut();
    d.desk.rename(old, "改名了");
    d.desk.forget_events();
    d.tab.wait(60'000);
    CHECK(d.tab.state.connection.link == Link::Live);
    CHECK(d.tab.state.selected == old);
    CHECK_FALSE(d.tab.state.conversations.at(old).outdated);
    CHECK(customer_name(d.tab.state, d.tab.head(old).customer) == "改名了");
    CHECK(d.desk.draft(old) == "写到一半");
    CHECK(d.tab.texts(old).size() == 1);
    // One that was looked at before is not kept.
    d.tab.open(d.past[71]);
    d.tab.open(d.open);
    d.tab.cut();
    d.desk.skip();
    d.desk.forget_events();
    d.tab.wait(60'000);
    CHECK_FALSE(d.holds(d.past[71]));
    CHECK(d.tab.state.ended.count == 120);
}

TEST_CASE("words in an old conversation that the backend does not have outlive a reload of the stream") {
    OldDesk d;
    const ConversationId old = d.past[70];
    d.tab.open(old);
    d.tab.cut();
    d.tab.act(DraftTyped{old, "没存上"});
    d.tab.act(ConversationOpened{d.open});
    d.desk.forget_events();
    d.tab.wait(60'000);
    CHECK(d.desk.draft(old) == "没存上");
    CHECK(d.tab.state.conversations.at(old).draft == "没存上");
}

TEST_CASE("what another window of the agent does in an old conversation brings it") {
    OldDesk d;
    d.desk.set_draft(d.past[60], "另一个窗口");
    d.tab.settle();
    REQUIRE(d.holds(d.past[60]));
    CHECK(d.tab.state.conversations.at(d.past[60]).draft == "另一个窗口");
    BrowserTab other{d.desk, "other"};
    other.ended_held = 3;
    other.clock = d.tab.clock;
    other.start();
    other.open(d.past[61]);
    other.act(MarkPressed{d.past[61], Mark::Pinned, true});
    other.settle();
    d.tab.settle();
    REQUIRE(d.holds(d.past[61]));
    CHECK(d.tab.state.conversations.at(d.past[61]).pinned);
    // Pinned ones stand above the list, wherever their time would put them.
    d.tab.act(TabChosen{Tab::Ended});
    CHECK(d.rows().front() == d.past[61]);
    CHECK(d.rows().size() == 4);
    BrowserTab third{d.desk, "third"};
    third.ended_held = 3;
    third.clock = d.tab.clock;
    third.start();
    CHECK(third.state.conversations.count(d.past[60]) == 1);
    CHECK(third.state.conversations.count(d.past[61]) == 1);
}

TEST_CASE("an old conversation that came by an event has the agent's draft once it is opened") {
    OldDesk d;
    const ConversationId old = d.past[60];
    d.desk.customer_writes(old, "又来了");
    d.tab.settle();
    CHECK(d.tab.count<FetchConversation>() == 0);
    d.tab.open(old);
    CHECK(d.tab.count<FetchConversation>() == 1);
    d.tab.open(d.open);
    d.tab.open(old);
    CHECK(d.tab.count<FetchConversation>() == 1);  // known by now
}

TEST_CASE("what the page before had not sent goes back into an old conversation when it has come") {
    OldDesk d;
    const ConversationId old = d.past[60];
    d.tab.open(old);
    d.tab.cut();
    d.tab.refuse_sockets = true;
    d.tab.act(DraftTyped{old, "机密"});
    d.tab.act(ConversationClosed{});
    std::string kept;
    for (const Effect& effect : d.tab.effects)
        if (const auto* keep = std::get_if<KeepUnsent>(&effect)) kept = keep->text;
    REQUIRE(kept.find("机密") != std::string::npos);
    BrowserTab again{d.desk, "again"};
    again.ended_held = 3;
    again.clock = d.tab.clock;
    again.act(PageStarted{Settings{.undo_secs = 0}, "again", 480, kept});
    again.deliver_http();  // the snapshot
    // Until it has come it is kept in the tab on.
    std::string still;
    for (const Effect& effect : again.effects)
        if (const auto* keep = std::get_if<KeepUnsent>(&effect)) still = keep->text;
    CHECK(still.find("机密") != std::string::npos);
    again.settle();
    REQUIRE(again.state.conversations.count(old) == 1);
    CHECK(again.state.conversations.at(old).draft == "机密");
    CHECK(again.state.loads.unsent.empty());
}

TEST_CASE("customers who are chosen from are found by name among those that are not held") {
    OldDesk d;
    d.tab.act(CustomersWanted{"客77"});
    d.tab.wait(300);
    CHECK(d.holds(d.past[120 - 1 - 77]));
    CHECK(d.tab.count<FetchEnded>() == 1);
    d.tab.act(CustomersWanted{""});
    d.tab.wait(300);
    CHECK(d.tab.count<FetchEnded>() == 1);
}

TEST_CASE(
    "a page that is open for weeks keeps a bounded number of past conversations, and loses nothing of use") {
    OldDesk d(1);
    const ConversationId drafted = d.past[0];
    d.tab.open(drafted);
    d.tab.act(DraftTyped{drafted, "留着"});
    d.tab.open(d.open);
    std::vector<ConversationId> later;
    for (std::size_t i = 0; i < kMaxEndedHeld + 10; ++i) {
        d.desk.now += 1000;
        later.push_back(d.desk.add_conversation("客", DeskState::Ended));
        d.desk.customer_writes(later.back(), "x");
        d.desk.end(later.back());
    }
    d.tab.settle();
    CHECK(d.tab.state.ended.held <= kMaxEndedHeld + 1);
    CHECK(d.holds(drafted));
    CHECK(d.holds(d.open));
    CHECK(d.holds(later.back()));
    CHECK_FALSE(d.holds(later.front()));
    CHECK(d.tab.state.ended.count == static_cast<std::int64_t>(kMaxEndedHeld) + 11);
    // The list goes on where it was cut.
    d.tab.act(TabChosen{Tab::Ended});
    const std::size_t shown = d.rows().size();
    d.more();
    const auto rows = d.rows();
    CHECK(rows.size() == shown + 50);
    CHECK(std::is_sorted(rows.begin(), rows.end(), [](ConversationId a, ConversationId b) { return b < a; }));
}
