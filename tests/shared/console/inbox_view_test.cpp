#include "shared/console/inbox_view.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <initializer_list>
#include <string>

#include "tests/shared/console/browser_tab.h"

using namespace kf;

namespace {

struct Inbox {
    FakeDesk desk;
    BrowserTab tab{desk};
    InboxView view;

    std::vector<std::string> names() {
        std::vector<std::string> out;
        for (const InboxRow& row : inbox_view(tab.state, view).rows) out.push_back(row.name);
        return out;
    }
    const InboxRow& row(ConversationId id) {
        for (const InboxRow& r : inbox_view(tab.state, view).rows) {
            if (r.conversation == id) return r;
        }
        FAIL("no such row");
        return view.rows.front();
    }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("tabs count and show what belongs into them") {
    Inbox inbox;
    inbox.desk.add_conversation("我的", DeskState::Assigned, "lin");
    inbox.desk.add_conversation("她的", DeskState::Assigned, "mei");
    inbox.desk.add_conversation("排队", DeskState::Queued);
    inbox.desk.add_conversation("客户端", DeskState::InClient);
    inbox.desk.add_conversation("结束", DeskState::Ended, "lin");
    inbox.tab.start();
    const InboxView& view = inbox_view(inbox.tab.state, inbox.view);
    CHECK(view.mine == 1);
    CHECK(view.queued == 1);
    CHECK(view.all == 4);
    CHECK(view.ended == 1);
    CHECK(inbox.names() == Names{"我的"});
    inbox.tab.act(TabChosen{Tab::Queued});
    CHECK(inbox.names() == Names{"排队"});
    inbox.tab.act(TabChosen{Tab::All});
    CHECK(inbox.names().size() == 4);
    inbox.tab.act(TabChosen{Tab::Ended});
    CHECK(inbox.names() == Names{"结束"});
}

TEST_CASE("waiting customers come first by what is left of their window, the others by their last message") {
    Inbox inbox;
    const auto write = [&](const char* name, bool answered) {
        const auto c = inbox.desk.add_conversation(name, DeskState::Assigned, "lin");
        inbox.desk.customer_writes(c, "在吗");
        if (answered) inbox.desk.agent_sends(c, "lin", "答");
        inbox.desk.now += 60'000;
        return c;
    };
    const auto oldest = write("先等", false);
    write("后等", false);
    write("早答", true);
    write("晚答", true);
    inbox.tab.clock = inbox.desk.now;
    inbox.tab.start();
    CHECK(inbox.names() == Names{"先等", "后等", "晚答", "早答"});
    // Whoever cannot be answered any more is not urgent.
    inbox.tab.clock += 48 * 3'600'000 - 4 * 60'000;
    inbox.tab.act(ClockTicked{});
    CHECK(inbox.names() == Names{"后等", "晚答", "早答", "先等"});
    CHECK(inbox.row(oldest).window.block == SendBlock::Expired);
    CHECK(inbox.row(oldest).window_tone == Tone::Bad);
}

TEST_CASE("a row waits until it is answered, read or not, and no longer than an answer is possible") {
    Inbox inbox;
    const auto c = inbox.desk.add_conversation("陈小满", DeskState::Assigned, "lin");
    inbox.desk.customer_writes(c, "在吗");
    inbox.tab.start();
    CHECK(inbox.row(c).waits);
    inbox.tab.open(c);
    inbox.tab.settle();
    CHECK(inbox.row(c).unread == 0);
    CHECK(inbox.row(c).waits);
    inbox.desk.agent_sends(c, "lin", "在的");
    inbox.tab.settle();
    CHECK_FALSE(inbox.row(c).waits);
    inbox.desk.customer_writes(c, "好");
    inbox.tab.settle();
    inbox.tab.clock += 49 * 3'600'000;
    inbox.tab.act(ClockTicked{});
    CHECK_FALSE(inbox.row(c).waits);
}

TEST_CASE("what was just taken stays in the list it was taken from, until another one is opened") {
    Inbox inbox;
    const auto first = inbox.desk.add_conversation("先来的", DeskState::Queued);
    inbox.desk.customer_writes(first, "在吗");
    inbox.desk.now += 60'000;
    const auto second = inbox.desk.add_conversation("后来的", DeskState::Queued);
    inbox.desk.customer_writes(second, "在吗");
    inbox.tab.clock = inbox.desk.now;
    inbox.tab.start();
    inbox.tab.act(TabChosen{Tab::Queued});
    inbox.tab.open(first);
    inbox.tab.act(ClaimPressed{first});
    inbox.tab.settle();
    CHECK(inbox.names() == Names{"先来的", "后来的"});
    CHECK(inbox.row(first).elsewhere);
    CHECK(inbox.view.queued == 1);
    CHECK(inbox.view.mine == 1);
    inbox.tab.open(second);
    CHECK(inbox.names() == Names{"后来的"});
    // Also taken without being opened first, and what ends while it is open.
    inbox.tab.act(ClaimPressed{second});
    inbox.tab.act(TabChosen{Tab::Mine});
    inbox.tab.settle();
    inbox.tab.open(first);
    inbox.tab.act(EndPressed{first});
    inbox.tab.settle();
    CHECK(inbox.names().size() == 2);
    inbox.tab.open(second);
    CHECK(inbox.names() == Names{"后来的"});
}

TEST_CASE(
    "what a search found and was opened is in the list when the search is taken back, until a tab is "
    "chosen") {
    Inbox inbox;
    inbox.desk.add_conversation("我的", DeskState::Assigned, "lin");
    const auto other = inbox.desk.add_conversation("她的", DeskState::Assigned, "mei");
    inbox.tab.start();
    inbox.tab.act(SearchTyped{"她"});
    inbox.tab.open(other);
    inbox.tab.act(SearchTyped{});
    CHECK(inbox.names().size() == 2);
    CHECK(inbox.row(other).elsewhere);
    inbox.tab.act(TabChosen{Tab::Queued});
    CHECK(inbox.names().empty());
    inbox.tab.act(TabChosen{Tab::Mine});
    CHECK(inbox.names() == Names{"我的"});
    // Found in all messages and opened there: the same.
    inbox.tab.act(ConversationClosed{});
    inbox.tab.act(HitOpened{other, MessageId{1}});
    CHECK(inbox.names().size() == 2);
}

TEST_CASE("the order is a strict one, whatever the times are") {
    ConsoleState state;
    state.now = kStart;
    std::vector<Conversation> all;
    for (const DeskState desk : {DeskState::Queued, DeskState::Ended}) {
        for (const UnixMs waiting : {UnixMs{0}, kStart - 5, kStart}) {
            for (const UnixSecs opened : {UnixSecs{0}, to_secs(kStart) - 10, to_secs(kStart)}) {
                for (const UnixMs last : {UnixMs{0}, kStart}) {
                    Conversation c;
                    c.id = ConversationId{static_cast<std::int64_t>(all.size()) + 1};
                    c.desk_state = desk;
                    c.waiting_since = waiting;
                    c.window.opened_at = opened;
                    c.last.at = last;
                    all.push_back(c);
                }
            }
        }
    }
    for (const Conversation& a : all) {
        CHECK_FALSE(more_urgent(state, a, a));
        for (const Conversation& b : all) {
            if (a.id == b.id) continue;
            CHECK(more_urgent(state, a, b) != more_urgent(state, b, a));
            for (const Conversation& c : all) {
                if (more_urgent(state, a, b) && more_urgent(state, b, c)) REQUIRE(more_urgent(state, a, c));
            }
        }
    }
}

TEST_CASE("a row tells name, initial, last words, unread and window") {
    Inbox inbox;
    const auto c = inbox.desk.add_conversation("wendy 🌸", DeskState::Assigned, "lin");
    inbox.desk.customer_writes(c, "请问今天能发货吗");
    inbox.tab.start();
    const InboxRow& row = inbox.row(c);
    CHECK(row.name == "wendy 🌸");
    CHECK(row.initials == "W");
    CHECK(row.last == "请问今天能发货吗");
    CHECK_FALSE(row.last_is_draft);
    CHECK(row.unread == 1);
    CHECK(row.window.messages == 5);
    CHECK(row.window_tone == Tone::Fine);
    CHECK(row.waiting_since == kStart);
    CHECK(row.account == AccountId{"wk1"});
}

TEST_CASE("a nickname of which nothing can be seen is no name, and what cannot be seen gives no initial") {
    Inbox inbox;
    const auto c = inbox.desk.add_conversation("陈小满", DeskState::Assigned, "lin");
    inbox.tab.start();
    for (const char* unseen : {"ㅤ", "\u200B\u200D\u2060", "\u202E", "　", "\uFEFF ㅤ"}) {
        CAPTURE(unseen);
        inbox.desk.rename(c, unseen);
        inbox.tab.settle();
        CHECK(inbox.row(c).name == "微信用户 wm1");
        CHECK(inbox.row(c).initials == "客");
    }
    inbox.desk.rename(c, "\u200Bㅤwendy ❤️");
    inbox.tab.settle();
    CHECK(inbox.row(c).name == "wendy ❤️");
    CHECK(inbox.row(c).initials == "W");
}

TEST_CASE("a customer without a name is called by the end of their id, in the agent's language") {
    Inbox inbox;
    const auto c = inbox.desk.add_conversation("", DeskState::Assigned, "lin");
    inbox.tab.start();
    CHECK(inbox.row(c).name == "微信用户 wm1");
    CHECK(inbox.row(c).initials == "客");
    Settings settings;
    settings.language = Language::English;
    inbox.tab.act(SettingsChanged{settings});
    CHECK(inbox.row(c).name == "WeChat user wm1");
    inbox.desk.rename(c, "陈小满");
    inbox.tab.settle();
    CHECK(inbox.row(c).name == "陈小满");
    CHECK(inbox.row(c).initials == "陈");
}

TEST_CASE("a draft shows in the list while its conversation is not open") {
    Inbox inbox;
    const auto c = inbox.desk.add_conversation("甲", DeskState::Assigned, "lin");
    const auto other = inbox.desk.add_conversation("乙", DeskState::Assigned, "lin");
    inbox.desk.customer_writes(c, "在吗");
    inbox.tab.start();
    inbox.tab.open(c);
    inbox.tab.act(DraftTyped{c, "您好，\n退款"});
    CHECK(inbox.row(c).last == "在吗");
    inbox.tab.open(other);
    CHECK(inbox.row(c).last == "草稿：您好， 退款");
    CHECK(inbox.row(c).last_is_draft);
    inbox.tab.open(c);
    CHECK_FALSE(inbox.row(c).last_is_draft);
}

TEST_CASE("a recalled last message and senders who are not agents are marked") {
    ConsoleState state;
    ConversationEntry& entry = state.conversations[ConversationId{1}];
    entry.head.id = ConversationId{1};
    entry.head.desk_state = DeskState::Queued;
    entry.head.last = {.id = MessageId{1},
                       .sender = SenderKind::Bot,
                       .msgtype = "text",
                       .text_zh = "请稍候",
                       .text_en = "[x]",
                       .at = 1,
                       .recalled = false};
    state.tab = Tab::Queued;
    InboxView view;
    CHECK(inbox_view(state, view).rows[0].last == "智能助手：请稍候");
    entry.head.last.sender = SenderKind::Servicer;
    entry.revision = ++state.list_revision;
    CHECK(inbox_view(state, view).rows[0].last == "企业微信：请稍候");
    entry.head.last.recalled = true;
    entry.revision = ++state.list_revision;
    CHECK(inbox_view(state, view).rows[0].last == "[撤回了一条消息]");
}

TEST_CASE(
    "a search looks into names, last words, notes and ids, everywhere, without regard to case and width") {
    Inbox inbox;
    inbox.desk.add_conversation("Wendy", DeskState::Assigned, "lin");
    const auto ended = inbox.desk.add_conversation("赵先生", DeskState::Ended, "mei");
    const auto noted = inbox.desk.add_conversation("李想", DeskState::Queued);
    inbox.tab.start();
    inbox.tab.act(NoteSaved{inbox.tab.head(noted).customer, "偏好ＳＦ顺丰"});
    inbox.desk.customer_writes(ended, "订单 A-100 呢");
    inbox.tab.settle();
    const auto found = [&](const char* text) {
        inbox.tab.act(SearchTyped{text});
        return inbox.names();
    };
    CHECK(found("WEN") == Names{"Wendy"});
    CHECK(found("ｗｅｎ") == Names{"Wendy"});
    CHECK(found("a-100") == Names{"赵先生"});
    CHECK(found("sf顺") == Names{"李想"});
    CHECK(found("wm2") == Names{"赵先生"});
    CHECK(found("没有") == Names{});
    CHECK(inbox.view.searching);
    CHECK(found("  ") == Names{"Wendy"});
    CHECK_FALSE(inbox.view.searching);
}

TEST_CASE("the colours of a window: fine, soon and bad at their borders") {
    const auto tone = [](int messages, std::int64_t secs) {
        return window_tone({.messages = messages, .secs = secs, .block = SendBlock::None});
    };
    CHECK(tone(5, 47 * 3600) == Tone::Fine);
    CHECK(tone(3, 6 * 3600) == Tone::Fine);
    CHECK(tone(3, 6 * 3600 - 1) == Tone::Soon);
    CHECK(tone(2, 47 * 3600) == Tone::Soon);
    CHECK(tone(5, 3599) == Tone::Bad);
    CHECK(window_tone({.messages = 0, .secs = 100, .block = SendBlock::UsedUp}) == Tone::Bad);
    CHECK(window_tone({.messages = 0, .secs = 0, .block = SendBlock::Expired}) == Tone::Bad);
    CHECK(window_tone({}) == Tone::Neutral);
}

TEST_CASE("nothing is built again while nothing has changed, and the minute counts as a change") {
    Inbox inbox;
    const auto c = inbox.desk.add_conversation("甲", DeskState::Assigned, "lin");
    inbox.desk.customer_writes(c, "在吗");
    inbox.tab.start();
    const auto key = inbox_view(inbox.tab.state, inbox.view).key;
    inbox.view.rows[0].name = "untouched";
    inbox.tab.act(ClockTicked{});
    inbox.desk.skip();
    inbox.tab.settle();
    CHECK(inbox.names() == Names{"untouched"});
    CHECK(inbox.view.key == key);
    inbox.tab.clock += 60'000;
    inbox.tab.act(ClockTicked{});
    CHECK(inbox_view(inbox.tab.state, inbox.view).key != key);
    CHECK(inbox.view.rows[0].window.secs == 48 * 3600 - 60);
}

TEST_CASE("among ten thousand conversations a change moves one row, and the others are not made again") {
    FakeDesk desk;
    BrowserTab tab{desk};
    for (int i = 0; i < 3; ++i) desk.add_conversation("客", DeskState::Queued);
    tab.start();
    for (std::int64_t i = 10; i <= 10'000; ++i) {
        ConversationEntry& entry = tab.state.conversations[ConversationId{i}];
        entry.head.id = ConversationId{i};
        entry.head.desk_state = DeskState::Queued;
        entry.head.last.id = MessageId{i};
        entry.head.last.at = kStart - (i * 7919) % 100'000;
        entry.head.last.text_zh = "第 " + std::to_string(i);
        entry.head.window.opened_at = to_secs(kStart) - i;
        entry.head.waiting_since = i % 3 == 0 ? kStart - i : 0;
    }
    tab.act(TabChosen{Tab::Queued});
    InboxView view;
    REQUIRE(inbox_view(tab.state, view).rows.size() == 9994);
    CHECK(view.queued == 9994);
    for (InboxRow& row : view.rows) row.initials = "old";
    desk.customer_writes(ConversationId{2}, "新的");
    desk.customer_writes(ConversationId{2}, "更新的");
    desk.assign(ConversationId{3}, "lin");
    tab.settle();
    inbox_view(tab.state, view);
    CHECK(view.rows.size() == 9993);
    CHECK(view.queued == 9993);
    CHECK(view.mine == 1);
    CHECK(std::count_if(view.rows.begin(), view.rows.end(),
                        [](const InboxRow& row) { return row.initials != "old"; }) == 1);
    CHECK(std::is_sorted(view.rows.begin(), view.rows.end(), [&](const InboxRow& a, const InboxRow& b) {
        return more_urgent(tab.state, tab.state.conversations.at(a.conversation).head,
                           tab.state.conversations.at(b.conversation).head);
    }));
    InboxView fresh;
    inbox_view(tab.state, fresh);
    REQUIRE(fresh.rows.size() == view.rows.size());
    for (std::size_t i = 0; i < fresh.rows.size(); ++i) {
        REQUIRE(fresh.rows[i].conversation == view.rows[i].conversation);
        REQUIRE(fresh.rows[i].last == view.rows[i].last);
    }
}
