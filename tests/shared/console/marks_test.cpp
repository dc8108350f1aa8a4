#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "shared/console/inbox_view.h"
#include "tests/shared/console/open_chat.h"

using namespace kf;

namespace {

struct Marking : OpenChat {
    InboxView view;

    std::vector<std::string> names() {
        std::vector<std::string> out;
        for (const InboxRow& row : inbox_view(tab.state, view).rows) out.push_back(row.name);
        return out;
    }
    void mark(ConversationId id, Mark mark, bool on = true) {
        tab.act(MarkPressed{id, mark, on});
        tab.settle();
    }
    const ConversationEntry& entry(ConversationId id) const { return tab.state.conversations.at(id); }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a pinned conversation stands at the top, also after the page was loaded anew") {
    Marking m;
    CHECK(m.names() == Names{"陈小满", "赵先生"});
    m.mark(m.other, Mark::Pinned);
    CHECK(m.names() == Names{"赵先生", "陈小满"});
    BrowserTab reloaded{m.desk, "tab1"};
    reloaded.start();
    InboxView fresh;
    CHECK(inbox_view(reloaded.state, fresh).rows.front().name == "赵先生");
    CHECK(fresh.rows.front().pinned);
    // It decides the list alone: whoever waits longest is still the most urgent one.
    CHECK(more_urgent(m.tab.state, m.tab.head(m.c), m.tab.head(m.other)));
    m.mark(m.other, Mark::Pinned, false);
    CHECK(m.names() == Names{"陈小满", "赵先生"});
}

TEST_CASE("what is marked as unread counts one in the badge, and opening it takes the mark away") {
    Marking m;
    m.tab.open(m.other);
    m.tab.settle();
    REQUIRE(m.tab.state.unread_to_answer == 0);
    m.mark(m.c, Mark::Unread);
    CHECK(m.entry(m.c).marked_unread);
    CHECK(m.tab.state.unread_to_answer == 1);
    CHECK(m.tab.badges.back() == 1);
    m.tab.open(m.c);
    m.tab.settle();
    CHECK_FALSE(m.entry(m.c).marked_unread);
    CHECK(m.tab.state.unread_to_answer == 0);
    // While it is open it can be marked for later, and stays so until it is opened again.
    m.mark(m.c, Mark::Unread);
    m.tab.wait(3000);
    CHECK(m.entry(m.c).marked_unread);
    m.tab.open(m.other);
    m.tab.settle();
    CHECK(m.entry(m.c).marked_unread);
}

TEST_CASE("reading from the list tells the backend what was read, for one's own only") {
    Marking m;
    REQUIRE(m.tab.head(m.other).unread == 1);
    m.mark(m.other, Mark::Unread);
    m.tab.act(ReadPressed{m.other});
    m.tab.settle();
    CHECK(m.tab.head(m.other).unread == 0);
    CHECK_FALSE(m.entry(m.other).marked_unread);
    CHECK(m.tab.commands_sent("mark_read") == 1);
    m.desk.assign(m.other, "mei");
    m.desk.customer_writes(m.other, "还在吗");
    m.tab.settle();
    m.tab.act(ReadPressed{m.other});
    CHECK(m.tab.commands_sent("mark_read") == 1);
}

TEST_CASE("marks that wait for the connection: the last word about each counts") {
    Marking m;
    m.tab.cut();
    m.tab.act(MarkPressed{m.c, Mark::Pinned, true});
    m.tab.act(MarkPressed{m.c, Mark::Unread, true});
    m.tab.act(MarkPressed{m.c, Mark::Pinned, false});
    m.tab.act(MarkPressed{m.other, Mark::Pinned, true});
    m.tab.wait(5000);
    m.tab.settle();
    CHECK_FALSE(m.entry(m.c).pinned);
    CHECK(m.entry(m.c).marked_unread);
    CHECK(m.entry(m.other).pinned);
    CHECK(m.tab.commands_sent("mark_conversation") == 3);
}
