#include "shared/console/chat_view.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <set>
#include <string>

#include "tests/shared/console/browser_tab.h"

using namespace kf;

namespace {

// "D" day line, "N" new-message line, "S" system line, "P" pending, "m" message, "+" message of the same
// sender.
std::string shape(const ChatView& view) {
    std::string out;
    for (const ChatEntry& e : view.entries) {
        switch (e.kind) {
            case EntryKind::DayLine:
                out += "D";
                break;
            case EntryKind::NewLine:
                out += "N";
                break;
            case EntryKind::SystemLine:
                out += "S";
                break;
            case EntryKind::Pending:
                out += "P";
                break;
            case EntryKind::Message:
                out += e.same_sender_as_above ? "+" : "m";
                break;
        }
    }
    return out;
}

struct Chat {
    FakeDesk desk;
    BrowserTab tab{desk};
    ConversationId c;
    ChatView view;

    Chat() {
        c = desk.add_conversation("陈小满", DeskState::Assigned, "lin");
        tab.start();
    }
    const ChatView& now() { return chat_view(tab.state, view); }
    void say(const char* who, std::int64_t after_ms = 1000) {
        desk.now += after_ms;
        tab.clock += after_ms;
        if (std::string{who} == "customer") {
            desk.customer_writes(c, "x");
        } else {
            desk.agent_sends(c, who, "y");
        }
    }
};

}  // namespace

TEST_CASE("messages of one sender close together form a group") {
    Chat chat;
    chat.say("customer");
    chat.say("customer");
    chat.say("lin");
    chat.say("lin");
    chat.say("mei");
    chat.say("customer");
    chat.say("customer", 6 * 60'000);
    chat.desk.set_unread(chat.c, 0);
    chat.tab.settle();
    chat.tab.open(chat.c);
    CHECK(shape(chat.now()) == "Dm+m+mmm");
}

TEST_CASE("a day begins at midnight of the agent's time zone") {
    Chat chat;  // kStart is 2026-11-20, 00:00 UTC: 08:00 in Beijing
    chat.say("customer");
    chat.say("customer", 15 * 3'600'000);    // 23:00
    chat.say("customer", 3'600'000 - 2000);  // 23:59:59
    chat.say("customer", 1000);              // 00:00:00
    chat.desk.set_unread(chat.c, 0);
    chat.tab.settle();
    chat.tab.open(chat.c);
    CHECK(shape(chat.now()) == "DmmmDm");
    chat.tab.state.utc_offset_minutes = 0;
    CHECK(shape(chat.now()) == "Dmmm+");
    chat.tab.state.utc_offset_minutes = -600;  // 14:00 of the day before: midnight passes twice
    CHECK(shape(chat.now()) == "DmDmm+");
}

TEST_CASE("the line of new messages and pending messages have their places and keys of their own") {
    Chat chat;
    chat.say("customer");
    chat.say("lin");
    chat.say("customer");
    chat.say("customer");
    chat.tab.settle();
    chat.tab.open(chat.c);
    CHECK(shape(chat.now()) == "DmmNm+");
    chat.tab.cut();
    chat.tab.act(SendPressed{chat.c, "一"});
    chat.tab.act(SendPressed{chat.c, "二"});
    CHECK(shape(chat.now()) == "Dmmm+PP");
    std::set<std::int64_t> keys;
    for (const ChatEntry& e : chat.now().entries) keys.insert(e.key);
    CHECK(keys.size() == chat.now().entries.size());
    const std::int64_t second = chat.now().entries.back().key;
    chat.tab.act(PendingDropped{chat.c, chat.tab.thread(chat.c).pending[0].client_id});
    CHECK(chat.now().entries.back().key == second);
    CHECK(shape(chat.now()) == "Dmmm+P");
}

TEST_CASE("appending keeps the entries before; older messages in front build them anew") {
    Chat chat;
    for (int i = 0; i < 120; ++i) chat.say(i % 2 == 0 ? "customer" : "lin");
    chat.tab.settle();
    chat.tab.open(chat.c);
    chat.now();
    const std::size_t before = chat.view.entries.size();
    chat.view.entries[3].at = 12345;  // a mark that a rebuild would wipe away
    chat.say("customer");
    chat.tab.settle();
    chat.now();
    CHECK(chat.view.entries.size() == before + 1);
    CHECK(chat.view.entries[3].at == 12345);
    CHECK(chat.view.entries.back().index == chat.tab.thread(chat.c).messages.size() - 1);
    chat.tab.act(OlderWanted{chat.c});
    chat.tab.settle();
    chat.now();
    CHECK(chat.view.entries.size() == before + 1 + 50);
    CHECK(chat.view.entries[3].at != 12345);

    // Whatever happened, it is as if built from nothing.
    ChatView fresh;
    chat_view(chat.tab.state, fresh);
    REQUIRE(fresh.entries.size() == chat.view.entries.size());
    for (std::size_t i = 0; i < fresh.entries.size(); ++i) {
        CHECK(fresh.entries[i].key == chat.view.entries[i].key);
        CHECK(fresh.entries[i].index == chat.view.entries[i].index);
        CHECK(fresh.entries[i].same_sender_as_above == chat.view.entries[i].same_sender_as_above);
    }
}

TEST_CASE("the same object is returned while nothing changed") {
    Chat chat;
    chat.say("customer");
    chat.tab.settle();
    chat.tab.open(chat.c);
    const auto key = chat.now().key;
    chat.view.entries.clear();
    CHECK(chat.now().entries.empty());
    CHECK(chat.now().key == key);
    chat.tab.act(DraftTyped{chat.c, "x"});
    chat.desk.skip();
    chat.tab.settle();
    CHECK(chat.now().key == key);
}

TEST_CASE("without an open conversation there is nothing to draw") {
    Chat chat;
    CHECK(chat.now().entries.empty());
    CHECK_FALSE(chat.now().composer.enabled);
    chat.say("customer");
    chat.tab.settle();
    chat.tab.open(chat.c);
    CHECK_FALSE(chat.now().entries.empty());
    chat.tab.act(ConversationClosed{});
    CHECK(chat.now().entries.empty());
}

TEST_CASE("the composer counts what waits to be sent, and says why it is closed and what opens it") {
    Chat chat;
    chat.tab.open(chat.c);
    CHECK(chat.now().composer.refusal == Refusal::WindowNotOpened);
    chat.say("customer");
    chat.tab.settle();
    CHECK(chat.now().composer.enabled);
    CHECK(chat.now().composer.left.messages == 5);
    CHECK_FALSE(chat.now().composer.offers_claim);
    chat.tab.act(SendPressed{chat.c, "一"});
    CHECK(chat.now().composer.left.messages == 4);
    chat.tab.settle();
    CHECK(chat.now().composer.left.messages == 4);
    CHECK(chat.now().composer.tone == Tone::Fine);

    chat.desk.assign(chat.c, "mei");
    chat.tab.settle();
    CHECK(chat.now().composer.refusal == Refusal::OtherAgent);
    CHECK_FALSE(chat.now().composer.offers_claim);
    chat.desk.self.role = Role::Supervisor;
    chat.tab.act(PresenceChosen{Presence::Away});  // brings the new role along
    chat.tab.settle();
    CHECK(chat.now().composer.refusal == Refusal::ClaimFirst);
    CHECK(chat.now().composer.offers_claim);
    chat.desk.assign(chat.c, "");
    chat.tab.settle();
    CHECK(chat.now().composer.enabled);
    CHECK(chat.now().composer.offers_claim);
    chat.desk.end(chat.c);
    chat.tab.settle();
    CHECK(chat.now().composer.refusal == Refusal::SessionEnded);
    CHECK(chat.now().composer.tone == Tone::Neutral);
}

TEST_CASE("time alone closes the composer") {
    Chat chat;
    chat.say("customer");
    chat.tab.settle();
    chat.tab.open(chat.c);
    CHECK(chat.now().composer.enabled);
    chat.tab.clock += 48 * 3'600'000;
    chat.tab.act(ClockTicked{});
    CHECK(chat.now().composer.refusal == Refusal::WindowExpired);
}

TEST_CASE("an account that this app does not manage cannot be answered from") {
    Chat chat;
    chat.say("customer");
    chat.tab.settle();
    chat.tab.open(chat.c);
    chat.tab.state.accounts.at(AccountId{"wk1"}).managed = false;
    CHECK(composer_view(chat.tab.state, chat.c).refusal == Refusal::NotManaged);
    CHECK(composer_view(chat.tab.state, ConversationId{99}).refusal == Refusal::NotVisible);
}

TEST_CASE("a hundred thousand messages: one more costs one entry") {
    ConsoleState state;
    state.selected = ConversationId{1};
    state.conversations[state.selected].head.id = state.selected;
    Thread& thread = state.threads[state.selected];
    thread.loaded = true;
    for (std::int64_t i = 1; i <= 100'000; ++i) {
        Message m;
        m.id = MessageId{i};
        m.conversation = state.selected;
        m.msgtype = "text";
        m.sent_at = kStart + i * 1000;
        thread.messages.push_back(m);
    }
    ChatView view;
    chat_view(state, view);
    Message m = thread.messages.back();
    m.id = MessageId{100'001};
    thread.messages.push_back(m);
    ++thread.revision;
    view.entries[500].at = 7;  // a mark that a rebuild would wipe away
    chat_view(state, view);
    CHECK(view.built_messages == 100'001);
    CHECK(view.entries.back().key == 100'001);
    CHECK(view.entries[500].at == 7);
}
