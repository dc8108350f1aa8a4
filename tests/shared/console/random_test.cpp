// A console under everything that can happen, in random order: it never breaks its invariants, and in the end
// it knows what a console knows that was there all the time.
#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <string>

#include "shared/console/chat_view.h"
#include "shared/console/inbox_view.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/shared/console/browser_tab.h"

using namespace kf;

namespace {

struct Dice {
    std::mt19937 engine;
    explicit Dice(unsigned seed) : engine(seed) {}
    int below(int n) { return static_cast<int>(engine() % static_cast<unsigned>(n)); }
    bool one_in(int n) { return below(n) == 0; }
};

std::string head_text(const Conversation& c) {
    return write_event(ConversationChanged{c});
}
std::string message_text(const Message& m) {
    return write_event(MessageChanged{m});
}

void check_invariants(const ConsoleState& state, ChatView& kept_chat, InboxView& kept_inbox) {
    const Connection& c = state.connection;
    REQUIRE(c.seq >= 0);
    REQUIRE((c.link != Link::Live || (c.socket_open && c.welcomed && !c.snapshot_wanted && c.seq >= c.head)));
    REQUIRE((!c.welcomed || c.socket_open));
    REQUIRE(state.threads.size() <= kMaxThreads + 1);
    REQUIRE(state.toasts.size() <= kMaxToasts);
    REQUIRE(state.outstanding.size() <= kMaxOutstanding);
    REQUIRE((state.selected.empty() || state.conversations.count(state.selected) == 1));
    REQUIRE((state.selected.empty() || state.threads.count(state.selected) == 1));
    int unread = 0;
    for (const auto& [id, entry] : state.conversations) {
        const bool mine = entry.head.desk_state == DeskState::Assigned && entry.head.agent == state.self.id;
        if (mine) unread += std::max(entry.head.unread, entry.marked_unread ? 1 : 0);
        REQUIRE(entry.head.id == id);
    }
    REQUIRE(state.unread_to_answer == unread);
    std::size_t over = 0;
    for (const auto& [id, entry] : state.conversations) {
        over += entry.head.desk_state == DeskState::Ended ? 1u : 0u;
        // Whoever is shown is known.
        if (c.link == Link::Live) REQUIRE(state.customers.count(entry.head.customer) == 1);
    }
    REQUIRE(state.ended.held == over);
    REQUIRE(state.loads.early.size() <= state.conversations.size() + 50);
    for (const auto& [id, thread] : state.threads) {
        REQUIRE(thread.seqs.size() == thread.messages.size());
        REQUIRE(thread.messages.size() <= kMaxMessagesPerThread + 200);
        REQUIRE((!thread.loaded || !thread.outdated));
        for (std::size_t i = 0; i < thread.messages.size(); ++i) {
            REQUIRE(thread.messages[i].conversation == id);
            REQUIRE((i == 0 || thread.messages[i - 1].id < thread.messages[i].id));
        }
        for (const PendingMessage& p : thread.pending) {
            for (const Message& m : thread.messages) REQUIRE(m.client_id != p.client_id);
        }
    }
    // Views that were kept up to date are the same as views built from nothing.
    ChatView fresh_chat;
    chat_view(state, fresh_chat);
    chat_view(state, kept_chat);
    REQUIRE(fresh_chat.entries.size() == kept_chat.entries.size());
    for (std::size_t i = 0; i < fresh_chat.entries.size(); ++i) {
        REQUIRE(fresh_chat.entries[i].key == kept_chat.entries[i].key);
        REQUIRE(fresh_chat.entries[i].kind == kept_chat.entries[i].kind);
        REQUIRE(fresh_chat.entries[i].index == kept_chat.entries[i].index);
        REQUIRE(fresh_chat.entries[i].same_sender_as_above == kept_chat.entries[i].same_sender_as_above);
    }
    InboxView fresh_inbox;
    inbox_view(state, fresh_inbox);
    inbox_view(state, kept_inbox);
    REQUIRE(fresh_inbox.rows.size() == kept_inbox.rows.size());
    REQUIRE(fresh_inbox.mine == kept_inbox.mine);
    REQUIRE(fresh_inbox.queued == kept_inbox.queued);
    REQUIRE(fresh_inbox.all == kept_inbox.all);
    REQUIRE(fresh_inbox.ended == kept_inbox.ended);
    REQUIRE(fresh_inbox.unread_to_answer == kept_inbox.unread_to_answer);
    for (std::size_t i = 0; i < fresh_inbox.rows.size(); ++i) {
        REQUIRE(fresh_inbox.rows[i].conversation == kept_inbox.rows[i].conversation);
        REQUIRE(fresh_inbox.rows[i].last == kept_inbox.rows[i].last);
        REQUIRE(fresh_inbox.rows[i].name == kept_inbox.rows[i].name);
        REQUIRE(fresh_inbox.rows[i].unread == kept_inbox.rows[i].unread);
        REQUIRE(fresh_inbox.rows[i].pinned == kept_inbox.rows[i].pinned);
        REQUIRE(fresh_inbox.rows[i].marked_unread == kept_inbox.rows[i].marked_unread);
        REQUIRE(fresh_inbox.rows[i].elsewhere == kept_inbox.rows[i].elsewhere);
    }
}

// What must be the same in two consoles that have seen the same stream: heads, people, and every message that
// both hold.
void check_agreement(const FakeDesk& desk, const BrowserTab& tab) {
    const ConsoleState& state = tab.state;
    REQUIRE(state.connection.link == Link::Live);
    REQUIRE(state.connection.seq == desk.head());
    REQUIRE(state.conversations.size() == desk.conversations().size());
    for (const auto& [id, head] : desk.conversations()) {
        REQUIRE(head_text(state.conversations.at(id).head) == head_text(head));
        REQUIRE(state.customers.at(head.customer).name == desk.customer(head.customer).name);
        const auto found = state.threads.find(id);
        if (found == state.threads.end() || !found->second.loaded) continue;
        const Thread& thread = found->second;
        const auto& truth = desk.messages(id);
        // A window without holes that ends at the newest message, or says that it does not.
        REQUIRE(thread.messages.size() <= truth.size());
        std::size_t first = truth.size() - thread.messages.size();
        if (thread.has_newer) {
            while (first > 0 && thread.messages.front().id < truth[first].id) --first;
            REQUIRE(first + thread.messages.size() < truth.size());
        }
        REQUIRE((thread.has_older || first == 0));
        for (std::size_t i = 0; i < thread.messages.size(); ++i) {
            REQUIRE(message_text(thread.messages[i]) == message_text(truth[first + i]));
        }
        REQUIRE(thread.pending.empty());
        REQUIRE(thread.early.empty());
    }
}

void disturb_desk(FakeDesk& desk, Dice& dice, const std::vector<ConversationId>& all) {
    const ConversationId c = all[static_cast<std::size_t>(dice.below(static_cast<int>(all.size())))];
    const auto& messages = desk.messages(c);
    switch (dice.below(12)) {
        case 0:
        case 1:
        case 2:
            desk.customer_writes(c, "客 " + std::to_string(dice.below(1000)));
            break;
        case 3:
            desk.agent_sends(c, dice.one_in(2) ? "mei" : "bot", "答");
            break;
        case 4:
            if (!messages.empty()) {
                desk.set_delivery(messages[messages.size() / 2].id, static_cast<Delivery>(dice.below(7)));
            }
            break;
        case 5:
            if (!messages.empty()) desk.recall(messages.back().id);
            break;
        case 6:
            desk.assign(c, dice.one_in(3) ? "" : dice.one_in(2) ? "lin" : "mei");
            break;
        case 7:
            desk.end(c);
            break;
        case 8:
            desk.rename(c, dice.one_in(2) ? "甲" : "");
            break;
        case 9:
            desk.set_draft(c, dice.one_in(2) ? "" : "别处写的");
            break;
        default:
            desk.skip();
            break;
    }
}

void disturb_tab(FakeDesk& desk, BrowserTab& tab, Dice& dice, const std::vector<ConversationId>& all) {
    const ConversationId c = all[static_cast<std::size_t>(dice.below(static_cast<int>(all.size())))];
    const auto thread = tab.state.threads.find(c);
    switch (dice.below(47)) {
        case 42:
            tab.act(EndedFiltered{EndedFilter{.account = {}, .agent = AgentId{dice.one_in(2) ? "mei" : ""}}});
            break;
        case 43:
            tab.act(MoreEndedWanted{});
            break;
        case 44:
            tab.act(EndedRetried{});
            break;
        case 45:
            tab.act(CustomersWanted{dice.one_in(2) ? "客" : "甲"});
            break;
        case 46:
            tab.act(NotificationClicked{c});
            break;
        case 30:
        case 31:
        case 32: {
            const auto& messages = desk.messages(c);
            if (messages.empty()) break;
            const int any = dice.below(static_cast<int>(messages.size()));
            tab.act(HitOpened{c, messages[static_cast<std::size_t>(any)].id});
            break;
        }
        case 33:
        case 34:
            tab.act(NewerWanted{c});
            break;
        case 35:
            tab.act(NewestWanted{c});
            break;
        case 36:
            tab.act(FindOpened{});
            tab.act(FindTyped{dice.one_in(2) ? "1" : "客"});
            break;
        case 37:
            tab.act(FindStepped{dice.one_in(3) ? -1 : 1});
            break;
        case 38:
            tab.act(FindClosed{});
            break;
        case 39:
            tab.act(MessageSearchOpened{});
            tab.act(MessageSearchTyped{dice.one_in(2) ? "2" : ""});
            break;
        case 40:
            tab.act(MoreHitsWanted{});
            break;
        case 41:
            tab.act(MessageSearchClosed{});
            break;
        case 0:
        case 1:
        case 2:
            tab.act(ConversationOpened{c});
            break;
        case 3:
            tab.act(ConversationClosed{});
            break;
        case 4:
        case 5:
            tab.act(OlderWanted{c});
            break;
        case 6:
            tab.act(ScrolledToNewest{dice.one_in(2)});
            break;
        case 7:
            tab.act(DraftTyped{c, "稿 " + std::to_string(dice.below(9))});
            break;
        case 8:
        case 9:
            tab.act(SendPressed{c, "我 " + std::to_string(dice.below(1000))});
            break;
        case 10:
            tab.act(ClaimPressed{c});
            break;
        case 11:
            tab.act(TransferPressed{c, AgentId{dice.one_in(2) ? "mei" : ""}});
            break;
        case 12:
            tab.act(EndPressed{c});
            break;
        case 13:
            tab.act(PageVisibilityChanged{dice.one_in(2)});
            break;
        case 14:
            tab.cut();
            break;
        case 15:
            tab.act(NetworkChanged{dice.one_in(2)});
            break;
        case 16:
            tab.act(NextUrgentWanted{});
            break;
        case 17:
            tab.act(SearchTyped{dice.one_in(2) ? "" : "客"});
            break;
        case 18:
            tab.act(TabChosen{static_cast<Tab>(dice.below(4))});
            break;
        case 19:
            if (thread != tab.state.threads.end() && !thread->second.messages.empty()) {
                tab.act(CancelPressed{thread->second.messages.back().id, c});
                tab.act(RetryPressed{thread->second.messages.front().id, c});
            }
            break;
        case 20:
            if (thread != tab.state.threads.end() && !thread->second.pending.empty()) {
                const ClientId id = thread->second.pending.front().client_id;
                dice.one_in(2) ? tab.act(PendingRetryPressed{c, id}) : tab.act(PendingDropped{c, id});
            }
            break;
        case 21:
            tab.act(NoteSaved{CustomerId{"wm1"}, std::to_string(dice.below(5))});
            break;
        case 22:
            tab.act(PresenceChosen{dice.one_in(2) ? Presence::Online : Presence::Away});
            break;
        case 23: {
            Settings settings;
            settings.undo_secs = dice.below(2) * 3;
            settings.language = dice.one_in(2) ? Language::English : Language::Chinese;
            tab.act(SettingsChanged{settings});
            break;
        }
        case 24:
            tab.act(ReconnectPressed{});
            break;
        case 25:
            tab.clock += dice.below(40'000);
            tab.act(ClockTicked{});
            break;
        case 26:
            tab.clock -= dice.below(5'000);
            tab.act(ClockTicked{});
            break;
        case 27:
            tab.refuse_sockets = dice.one_in(4);
            break;
        case 28:
            desk.refuse_with = dice.one_in(3) ? ErrorCode::WindowUsedUp : ErrorCode::None;
            break;
        default:
            tab.http_status = dice.one_in(5) ? 503 : 200;
            break;
    }
}

// The list of past conversations, read to its end.
void read_all(BrowserTab& tab) {
    tab.act(SearchTyped{""});
    tab.act(TabChosen{Tab::Ended});
    tab.act(EndedFiltered{});
    tab.act(EndedRetried{});
    tab.settle();
    for (int i = 0; i < 50 && tab.state.ended.list.has_more; ++i) {
        tab.act(MoreEndedWanted{});
        tab.settle();
    }
    REQUIRE_FALSE(tab.state.ended.list.has_more);
}

// What two consoles show in each tab.
void check_same_lists(BrowserTab& tab, BrowserTab& other) {
    for (const Tab chosen : {Tab::Mine, Tab::Queued, Tab::All, Tab::Ended}) {
        InboxView a, b;
        for (BrowserTab* one : {&tab, &other}) {
            one->act(ConversationClosed{});
            one->act(SearchTyped{""});
            one->act(TabChosen{chosen});
            one->act(EndedFiltered{});
            one->act(SettingsChanged{});
            one->settle();
        }
        inbox_view(tab.state, a);
        inbox_view(other.state, b);
        REQUIRE(a.mine == b.mine);
        REQUIRE(a.queued == b.queued);
        REQUIRE(a.all == b.all);
        REQUIRE(a.ended == b.ended);
        REQUIRE(a.rows.size() == b.rows.size());
        for (std::size_t i = 0; i < a.rows.size(); ++i) {
            REQUIRE(a.rows[i].conversation == b.rows[i].conversation);
            REQUIRE(a.rows[i].name == b.rows[i].name);
            REQUIRE(a.rows[i].pinned == b.rows[i].pinned);
            REQUIRE(a.rows[i].unread == b.rows[i].unread);
        }
    }
}

// `ended_held`: of the conversations that are over, a snapshot has so many.
void run(unsigned seed, int steps, int conversations = 4, std::size_t ended_held = FakeDesk::kAll) {
    CAPTURE(seed);
    Dice dice{seed};
    FakeDesk desk;
    desk.introduces = ended_held != FakeDesk::kAll;
    std::vector<ConversationId> all;
    for (int i = 0; i < conversations; ++i) {
        all.push_back(desk.add_conversation("客", static_cast<DeskState>(dice.below(4)), "lin"));
        for (int m = dice.below(640 / conversations); m > 0; --m)
            desk.customer_writes(all.back(), std::to_string(m));
        if (desk.introduces && dice.one_in(2)) desk.end(all.back());
    }
    BrowserTab tab{desk, "seed" + std::to_string(seed)};
    tab.ended_held = ended_held;
    ChatView chat;
    InboxView inbox;
    tab.act(PageStarted{Settings{}, "seed" + std::to_string(seed), 480});
    for (int step = 0; step < steps; ++step) {
        switch (dice.below(8)) {
            case 0:
                disturb_tab(desk, tab, dice, all);
                break;
            case 1:
                disturb_desk(desk, dice, all);
                break;
            case 2:
                if (tab.http_under_way() > 0) {
                    const auto n = static_cast<int>(tab.http_under_way());
                    tab.deliver_http(static_cast<std::size_t>(dice.below(n)));
                }
                break;
            case 3:
                if (dice.one_in(100)) desk.forget_events();
                if (dice.one_in(300)) {
                    desk.replace_store();
                    tab.cut();  // the backend was started again
                }
                break;
            default:
                tab.deliver_frame();
                break;
        }
        if (step % 7 == 0) check_invariants(tab.state, chat, inbox);
    }
    // Calm: everything arrives, and the console is where a console is that has just been opened.
    tab.refuse_sockets = false;
    tab.http_status = 200;
    desk.refuse_with = ErrorCode::None;
    tab.settle();
    tab.wait(120'000);
    for (auto& [id, thread] : tab.state.threads) {
        while (!thread.pending.empty()) {
            const ClientId client = thread.pending.front().client_id;
            REQUIRE_FALSE(thread.pending.front().error_zh.empty());  // nothing else may be left over
            tab.act(PendingDropped{id, client});
        }
    }
    if (!tab.state.selected.empty()) tab.act(OlderWanted{tab.state.selected});
    tab.settle();
    if (ended_held != FakeDesk::kAll) read_all(tab);
    check_invariants(tab.state, chat, inbox);
    check_agreement(desk, tab);
    REQUIRE(tab.state.outstanding.empty());

    BrowserTab other{desk, "fresh" + std::to_string(seed)};
    other.clock = tab.clock;
    other.start();
    for (const ConversationId c : all) other.open(c);
    tab.settle();
    check_agreement(desk, other);
    check_agreement(desk, tab);
    for (const ConversationId c : all) {
        REQUIRE(other.state.conversations.at(c).draft == desk.draft(c));
        const ConversationEntry& entry = tab.state.conversations.at(c);
        REQUIRE(entry.remote_draft == desk.draft(c));
        // A draft whose saving the desk refused stays here.
        // Nor is one in dispute taken without being asked for.
        if (!entry.draft_unsaved && !entry.draft_disputed) REQUIRE(entry.draft == desk.draft(c));
    }
    if (ended_held != FakeDesk::kAll) check_same_lists(tab, other);
}

}  // namespace

TEST_CASE(
    "any order of events, cuts, reloads, late answers and clicks leaves a console that agrees with the "
    "desk") {
    for (unsigned seed = 1; seed <= 30; ++seed) run(seed, 600);
    run(3190, 600);  // the answer to a repeated send came when an older part of the chat was shown
}

TEST_CASE("a console that loads past conversations by pages shows the same as one that holds all") {
    for (unsigned seed = 101; seed <= 130; ++seed) run(seed, 600, 9, 2);
    run(1635, 600, 9, 2);  // two states of a chat had the same key
}

TEST_CASE("every command that a console sent was carried out at most once, whatever was lost") {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        CAPTURE(seed);
        Dice dice{seed};
        FakeDesk desk;
        const ConversationId c = desk.add_conversation("客", DeskState::Assigned, "lin");
        BrowserTab tab{desk, "once"};
        tab.start();
        tab.open(c);
        std::vector<std::string> wanted;
        for (int i = 0; i < 40; ++i) {
            desk.customer_writes(c, "继续");  // opens the window again
            for (int f = dice.below(4); f > 0; --f) tab.deliver_frame();
            const std::string text = "第 " + std::to_string(i);
            const std::size_t before = tab.thread(c).pending.size();
            tab.act(SendPressed{c, text});
            if (tab.thread(c).pending.size() > before) wanted.push_back(text);
            if (dice.one_in(3)) tab.cut();
            if (dice.one_in(3)) tab.wait(dice.below(3000));
        }
        tab.wait(120'000);
        std::vector<std::string> got;
        for (const Message& m : desk.messages(c)) {
            if (m.sender.kind == SenderKind::Agent) got.push_back(m.text);
        }
        CHECK(got == wanted);
        CHECK(tab.thread(c).pending.empty());
    }
}

TEST_CASE("ten thousand actions and frames out of nowhere do not break a console") {
    Dice dice{4711};
    FakeDesk desk;
    std::vector<ConversationId> all;
    for (int i = 0; i < 3; ++i) all.push_back(desk.add_conversation("客", DeskState::Queued));
    BrowserTab tab{desk, "chaos"};
    ChatView chat;
    InboxView inbox;
    tab.start();
    for (int i = 0; i < 10'000; ++i) {
        switch (dice.below(10)) {
            case 0:
                tab.act(SocketText{desk.frame(1 + dice.below(static_cast<int>(desk.head())))});
                break;
            case 1:
                tab.act(SocketText{write_server_frame(Welcome{desk.epoch(), dice.below(50), 0})});
                break;
            case 2:
                tab.act(SocketText{write_server_frame(Skip{1 + dice.below(60)})});
                break;
            case 3:
                tab.act(SocketClosed{1006});
                break;
            case 4:
                tab.act(SocketOpened{});
                break;
            case 5:
                tab.act(SnapshotArrived{dice.one_in(2) ? desk.snapshot() : "{"});
                break;
            case 6:
                tab.act(HistoryArrived{all[0], dice.one_in(2) ? desk.history({all[0], {}, 50}) : "[]"});
                break;
            case 7:
                tab.act(SocketText{write_server_frame(Reload{"rights_changed"})});
                break;
            case 8:
                disturb_tab(desk, tab, dice, all);
                break;
            default:
                disturb_desk(desk, dice, all);
                tab.deliver_frame();
                tab.deliver_http();
                break;
        }
        if (dice.one_in(20)) {
            tab.clock += dice.below(10'000);
            tab.act(ClockTicked{});
        }
        if (i % 50 == 0) check_invariants(tab.state, chat, inbox);
    }
    tab.refuse_sockets = false;
    tab.http_status = 200;
    tab.settle();
    tab.wait(180'000);
    CHECK(tab.state.connection.link == Link::Live);
}
