// One agent with two windows: what is typed in either is kept or offered, whatever happens to their lines.
#include <doctest/doctest.h>

#include <string>

#include "shared/protocol/protocol_codec.h"
#include "tests/shared/console/browser_tab.h"

using namespace kf;

namespace {

struct TwoWindows {
    FakeDesk desk;
    ConversationId c = desk.add_conversation("陈小满", DeskState::Assigned, "lin");
    BrowserTab one{desk, "aaaaaaaa"};
    BrowserTab two{desk, "bbbbbbbb"};

    TwoWindows() {
        desk.customer_writes(c, "在吗");
        for (BrowserTab* tab : {&one, &two}) {
            tab->start();
            tab->open(c);
            tab->filled.clear();
        }
    }
    void write(BrowserTab& tab, const std::string& text) {
        tab.act(DraftTyped{c, text});
        tab.wait(1000);
    }
    void settle() {
        for (int i = 0; i < 3; ++i) {
            one.settle();
            two.settle();
        }
    }
    const ConversationEntry& in(const BrowserTab& tab) const { return tab.state.conversations.at(c); }
    // What a window shows of another one's words.
    std::string offered(const BrowserTab& tab) const {
        return in(tab).draft_disputed ? in(tab).remote_draft : std::string();
    }
    static std::string kept(const BrowserTab& tab) {
        std::string text;
        for (const Effect& effect : tab.effects)
            if (const auto* keep = std::get_if<KeepUnsent>(&effect)) text = keep->text;
        return text;
    }
};

}  // namespace

TEST_CASE("words typed in two windows at once are both there: one's own in the field, the other's offered") {
    TwoWindows w;
    w.two.act(DraftTyped{w.c, "第二个窗口写的"});
    w.write(w.one, "第一个窗口写的");
    w.two.settle();  // the first one's words come before the second one's are saved
    w.two.wait(1000);
    w.settle();
    CHECK(w.desk.draft(w.c) == "第一个窗口写的");
    CHECK(w.in(w.one).draft == "第一个窗口写的");
    CHECK(w.offered(w.one).empty());
    CHECK(w.in(w.two).draft == "第二个窗口写的");
    CHECK(w.offered(w.two) == "第一个窗口写的");
    CHECK(w.two.filled.empty());

    SUBCASE("taken, the other's words stand in the field and nothing is left to choose") {
        w.two.act(DraftChosen{w.c, false});
        w.settle();
        REQUIRE(w.two.filled.size() == 1);
        CHECK(w.two.filled[0].text == "第一个窗口写的");
        CHECK(w.in(w.two).draft == "第一个窗口写的");
        CHECK(w.offered(w.two).empty());
        CHECK(w.desk.draft(w.c) == "第一个窗口写的");
    }
    SUBCASE("dropped, one's own are saved and the other window follows") {
        w.two.act(DraftChosen{w.c, true});
        w.settle();
        CHECK(w.offered(w.two).empty());
        CHECK(w.desk.draft(w.c) == "第二个窗口写的");
        CHECK(w.in(w.one).draft == "第二个窗口写的");
    }
    SUBCASE("sent, one's own are gone and the other's still offered and kept at the desk") {
        w.two.act(SendPressed{w.c, "第二个窗口写的"});
        w.settle();
        CHECK(w.in(w.two).draft.empty());
        CHECK(w.offered(w.two) == "第一个窗口写的");
        CHECK(w.desk.draft(w.c) == "第一个窗口写的");
        CHECK(w.in(w.one).draft == "第一个窗口写的");
    }
    SUBCASE("typed on, both stay, also beyond the page") {
        w.write(w.two, "第二个窗口写的，还没写完");
        w.settle();
        CHECK(w.offered(w.two) == "第一个窗口写的");
        const std::string left = TwoWindows::kept(w.two);
        REQUIRE_FALSE(left.empty());
        BrowserTab again{w.desk, "cccccccc"};
        again.clock = w.two.clock;
        again.act(PageStarted{.settings = {}, .client_prefix = "cccccccc", .unsent = left});
        again.settle();
        CHECK(w.in(again).draft == "第二个窗口写的，还没写完");
        CHECK(w.offered(again) == "第一个窗口写的");
        CHECK(w.desk.draft(w.c) == "第一个窗口写的");
    }
}

TEST_CASE("a window whose line was dead does not undo what was written in the other one meanwhile") {
    TwoWindows w;
    w.one.cut();  // half-open: it notices nothing yet
    w.one.act(DraftTyped{w.c, "断线时写的"});
    w.write(w.two, "在线时写的");
    CHECK(w.desk.draft(w.c) == "在线时写的");
    w.one.wait(60'000);
    w.settle();
    REQUIRE(w.one.state.connection.link == Link::Live);
    CHECK(w.in(w.two).draft == "在线时写的");
    CHECK(w.two.filled.empty());
    CHECK(w.desk.draft(w.c) == "在线时写的");
    CHECK(w.in(w.one).draft == "断线时写的");
    CHECK(w.offered(w.one) == "在线时写的");
}

TEST_CASE("the same where the events between are not told any more and a snapshot comes") {
    TwoWindows w;
    w.one.cut();
    w.one.act(DraftTyped{w.c, "断线时写的"});
    w.write(w.two, "在线时写的");
    w.desk.forget_events();
    w.one.wait(60'000);
    w.settle();
    REQUIRE(w.one.state.connection.link == Link::Live);
    CHECK(w.desk.draft(w.c) == "在线时写的");
    CHECK(w.in(w.one).draft == "断线时写的");
    CHECK(w.offered(w.one) == "在线时写的");
}

TEST_CASE("who changes windows and writes on is followed, not asked") {
    TwoWindows w;
    w.write(w.one, "您好，我查一下");
    w.settle();
    w.write(w.two, "您好");  // taken back half of it
    w.settle();
    w.write(w.one, "您好，请稍等");
    w.settle();
    CHECK(w.in(w.one).draft == "您好，请稍等");
    CHECK(w.in(w.two).draft == "您好，请稍等");
    w.two.act(SendPressed{w.c, "您好，请稍等"});
    w.settle();
    for (const BrowserTab* tab : {&w.one, &w.two}) {
        CHECK(w.in(*tab).draft.empty());
        CHECK(w.offered(*tab).empty());
    }
    CHECK(w.desk.draft(w.c).empty());
}

TEST_CASE("what the other window sent or cleared is no loss: one's own words are saved over it") {
    TwoWindows w;
    w.write(w.one, "原来的");
    w.settle();
    w.two.act(DraftTyped{w.c, "原来的，接着写"});
    w.one.act(SendPressed{w.c, "原来的"});
    w.settle();
    w.two.wait(1500);
    w.settle();
    CHECK(w.offered(w.two).empty());
    CHECK(w.in(w.two).draft == "原来的，接着写");
    CHECK(w.desk.draft(w.c) == "原来的，接着写");
    CHECK(w.in(w.one).draft == "原来的，接着写");
}

TEST_CASE("a draft that was saved just before the line broke is no other window's") {
    TwoWindows w;
    w.one.act(DraftTyped{w.c, "写到一半"});
    w.one.act(PageVisibilityChanged{false});  // saves it
    w.one.act(PageVisibilityChanged{true});
    REQUIRE(w.desk.draft(w.c) == "写到一半");
    w.one.cut();  // neither echo nor answer arrive
    w.one.act(DraftTyped{w.c, "写完"});
    w.one.wait(60'000);
    w.settle();
    REQUIRE(w.one.state.connection.link == Link::Live);
    CHECK(w.offered(w.one).empty());
    CHECK(w.in(w.one).draft == "写完");
    CHECK(w.desk.draft(w.c) == "写完");
    CHECK(w.in(w.two).draft == "写完");
}

TEST_CASE("an older console, which says nothing of what it replaces, is still taken") {
    TwoWindows w;
    w.write(w.one, "新的");
    CommandFrame old{ClientId{"old-1"}, SaveDraft{w.c, "旧版写的"}};
    CHECK(w.desk.answer(old) == write_server_frame(CommandDone{ClientId{"old-1"}, {}}));
    CHECK(w.desk.draft(w.c) == "旧版写的");
}
