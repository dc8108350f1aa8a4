#include <doctest/doctest.h>

#include <initializer_list>
#include <set>
#include <string>

#include "shared/console/reduce_step.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/shared/console/browser_tab.h"

using namespace kf;

namespace {

// A tab that is live, with one conversation of the agent.
struct Live {
    FakeDesk desk;
    BrowserTab tab{desk};
    ConversationId conversation;

    Live() {
        conversation = desk.add_conversation("陈小满", DeskState::Assigned, "lin");
        tab.start();
    }
    [[nodiscard]] Link link() const { return tab.state.connection.link; }
    [[nodiscard]] EventSeq seq() const { return tab.state.connection.seq; }
};

}  // namespace

TEST_CASE("a page takes a snapshot, opens a socket, says what it holds and is live when that is complete") {
    FakeDesk desk;
    const ConversationId c = desk.add_conversation("陈小满", DeskState::Assigned, "lin");
    BrowserTab tab{desk};
    CHECK(tab.state.connection.link == Link::Starting);
    tab.act(PageStarted{Settings{}, "tab0", 480});
    CHECK(tab.state.connection.link == Link::Loading);
    CHECK(tab.deliver_http());
    CHECK(tab.state.connection.link == Link::Connecting);
    desk.customer_writes(c, "你好");  // between snapshot and socket
    CHECK(tab.deliver_frame());       // opened
    CHECK(tab.sent == std::vector<std::string>{write_client_frame(Hello{1, "epoch-1", 2})});
    CHECK(tab.deliver_frame());  // Welcome
    CHECK(tab.state.connection.link == Link::Connecting);
    CHECK(tab.deliver_frame());  // the missing event
    CHECK(tab.state.connection.link == Link::Live);
    CHECK(tab.state.connection.seq == 3);
    CHECK(tab.head(c).unread == 1);
    CHECK_FALSE(tab.state.connection.reloaded);
    CHECK(tab.state.client_prefix == "tab0");
}

TEST_CASE("what a console may not see only advances its number, without a reason to draw") {
    Live live;
    const auto revision = live.tab.state.revision;
    live.desk.skip();
    live.tab.settle();
    CHECK(live.seq() == live.desk.head());
    CHECK(live.tab.state.revision == revision);
}

TEST_CASE("an event that is contained already changes nothing") {
    Live live;
    live.desk.customer_writes(live.conversation, "一");
    live.tab.settle();
    const auto revision = live.tab.state.revision;
    const EventSeq seq = live.seq();
    for (EventSeq old = 1; old <= seq; ++old) live.tab.act(SocketText{live.desk.frame(old)});
    CHECK(live.tab.state.revision == revision);
    CHECK(live.seq() == seq);
    CHECK(live.tab.head(live.conversation).unread == 1);
    CHECK(live.link() == Link::Live);
}

TEST_CASE("a hole in the numbers is never papered over: the console reloads and says so") {
    Live live;
    live.desk.customer_writes(live.conversation, "一");
    live.desk.customer_writes(live.conversation, "二");
    live.tab.act(SocketText{live.desk.frame(live.desk.head())});
    CHECK(live.link() == Link::Offline);
    CHECK(live.tab.state.connection.problem == LinkProblem::Gap);
    CHECK(live.tab.count<CloseSocket>() == 1);
    CHECK(live.tab.head(live.conversation).unread == 0);
    live.tab.wait(2000);
    CHECK(live.link() == Link::Live);
    CHECK(live.tab.count<FetchSnapshot>() == 2);
    CHECK(live.tab.state.connection.reloaded);
    CHECK(live.tab.head(live.conversation).unread == 2);
    live.tab.act(ReloadNoticeClosed{});
    CHECK_FALSE(live.tab.state.connection.reloaded);
}

TEST_CASE("after a short absence the console resumes where it was, without a snapshot") {
    Live live;
    live.tab.cut();
    CHECK(live.link() == Link::Offline);
    live.desk.customer_writes(live.conversation, "一");
    live.desk.skip();
    live.desk.customer_writes(live.conversation, "二");
    live.tab.wait(2000);
    CHECK(live.link() == Link::Live);
    CHECK(live.tab.count<FetchSnapshot>() == 1);
    CHECK(live.tab.head(live.conversation).unread == 2);
    CHECK_FALSE(live.tab.state.connection.reloaded);
}

TEST_CASE("when the backend has forgotten the way, the console reloads on the same socket") {
    Live live;
    live.tab.cut();
    live.desk.customer_writes(live.conversation, "一");
    live.desk.forget_events();
    live.tab.wait(2000);
    CHECK(live.link() == Link::Live);
    CHECK(live.tab.count<FetchSnapshot>() == 2);
    CHECK(live.tab.count<OpenSocket>() == 2);
    CHECK(live.tab.state.connection.reloaded);
    CHECK(live.tab.head(live.conversation).unread == 1);
}

TEST_CASE("another epoch means another stream, whatever its numbers are") {
    Live live;
    live.tab.cut();
    live.desk.replace_store();
    live.desk.customer_writes(live.conversation, "新");
    live.tab.wait(2000);
    CHECK(live.link() == Link::Live);
    CHECK(live.tab.state.connection.epoch == live.desk.epoch());
    CHECK(live.seq() == live.desk.head());
    CHECK(live.tab.head(live.conversation).unread == 1);

    // A Welcome that does not fit what the console said.
    live.tab.cut();
    live.tab.clock += 60'000;
    live.tab.act(ClockTicked{});
    live.tab.deliver_frame();
    live.tab.act(SocketText{write_server_frame(Welcome{live.desk.epoch(), 0, 0})});
    CHECK(live.link() == Link::Offline);
    CHECK(live.tab.state.connection.snapshot_wanted);
    live.tab.wait(60'000);
    CHECK(live.link() == Link::Live);
}

TEST_CASE("a backend that was started anew says its new epoch in Welcome, and hears it in the next Hello") {
    Live live;
    const auto held = live.seq();
    live.tab.cut();
    live.tab.clock += 60'000;
    live.tab.act(ClockTicked{});
    live.tab.deliver_frame();
    live.tab.act(SocketText{write_server_frame(Welcome{"epoch-1.next", held, 0})});
    CHECK(live.link() == Link::Live);
    CHECK_FALSE(live.tab.state.connection.snapshot_wanted);
    live.tab.cut();
    live.tab.sent.clear();
    live.tab.clock += 60'000;
    live.tab.act(ClockTicked{});
    live.tab.deliver_frame();
    CHECK(live.tab.state.connection.epoch == "epoch-1.next");
    CHECK(live.tab.sent == std::vector<std::string>{write_client_frame(Hello{1, "epoch-1.next", held})});
}

TEST_CASE("a backend that only ever says Reload is asked with growing pauses, not in a loop") {
    Live live;
    int fetched = 0;
    for (int i = 0; i < 20 && live.link() != Link::Offline; ++i) {
        live.tab.act(SocketText{write_server_frame(Reload{"rights_changed"})});
        live.tab.deliver_http();
        ++fetched;
    }
    CHECK(live.link() == Link::Offline);
    CHECK(fetched < 6);
}

TEST_CASE("a frame that cannot be understood leads to a reload, an unnumbered novelty does not") {
    Live live;
    live.tab.act(SocketText{R"({"type":"weather","sun":true})"});
    CHECK(live.link() == Link::Live);
    live.tab.act(SocketText{R"({"type":"event","seq":3,"event":{"kind":"teleported"}})"});
    CHECK(live.link() == Link::Offline);
    CHECK(live.tab.state.connection.problem == LinkProblem::BadFrame);
    live.tab.wait(2000);
    CHECK(live.link() == Link::Live);
    live.tab.act(SocketText{"{\"type\":"});
    CHECK(live.link() == Link::Offline);
}

TEST_CASE(
    "the pause before the next try doubles from half a second to half a minute, each console at its own "
    "pace") {
    std::int64_t before = 0;
    for (int attempts = 1; attempts <= 100; ++attempts) {
        const std::int64_t ms = back_off_ms("abcdefgh", attempts);
        CHECK(ms >= 500);
        CHECK(ms <= 30'000);
        CHECK(ms == back_off_ms("abcdefgh", attempts));
        if (attempts <= 5) CHECK(ms >= before / 2);
        if (attempts > 6) CHECK(ms >= 15'000);
        before = ms;
    }
    CHECK(back_off_ms("a", 1) <= 1000);
    std::set<std::int64_t> different;
    for (int console = 0; console < 200; ++console) {
        different.insert(back_off_ms("console" + std::to_string(console), 8));
    }
    CHECK(different.size() > 100);
    for (const int odd : {-5, 0, 2'000'000'000}) CHECK(back_off_ms("", odd) >= 500);
}

TEST_CASE("failed tries count up, and a link that held for a while counts as a new beginning") {
    Live live;
    live.tab.refuse_sockets = true;
    live.tab.cut();
    CHECK(live.tab.state.connection.attempts == 1);
    live.tab.wait(10'000);
    const int attempts = live.tab.state.connection.attempts;
    CHECK(attempts >= 3);
    CHECK(attempts <= 6);
    live.tab.refuse_sockets = false;
    live.tab.wait(60'000);
    CHECK(live.link() == Link::Live);
    live.tab.wait(kSteadyMs);
    live.tab.cut();
    CHECK(live.tab.state.connection.attempts == 1);
}

TEST_CASE("a session that ended while offline is found out, though a refused socket does not say why") {
    Live live;
    live.tab.refuse_sockets = true;
    live.tab.http_status = 401;
    live.tab.cut();
    live.tab.wait(120'000);
    CHECK(live.link() == Link::SignedOut);
    CHECK(live.tab.count<GoToSignIn>() == 1);
    live.tab.wait(120'000);
    live.tab.act(ReconnectPressed{});
    live.tab.act(NetworkChanged{true});
    CHECK(live.link() == Link::SignedOut);
    CHECK(live.tab.count<GoToSignIn>() == 1);
}

TEST_CASE("a check of the session that succeeds resumes; it does not reload") {
    Live live;
    live.tab.refuse_sockets = true;
    live.tab.cut();
    live.tab.wait(40'000);
    CHECK(live.tab.count<FetchSnapshot>() >= 2);
    live.tab.refuse_sockets = false;
    live.tab.wait(40'000);
    CHECK(live.link() == Link::Live);
    CHECK_FALSE(live.tab.state.connection.reloaded);
}

TEST_CASE("being signed out by the backend closes the socket and leads to the sign-in page") {
    Live live;
    live.tab.act(SocketText{write_server_frame(SignedOut{SignOutReason::Disabled})});
    CHECK(live.link() == Link::SignedOut);
    CHECK(live.tab.state.connection.problem == LinkProblem::Disabled);
    CHECK(live.tab.count<CloseSocket>() == 1);
    CHECK(live.tab.count<GoToSignIn>() == 1);
    live.tab.act(SocketClosed{4001});
    CHECK(live.link() == Link::SignedOut);
    CHECK(live.tab.count<GoToSignIn>() == 1);

    Live without_words;
    without_words.tab.act(SocketClosed{4001});
    CHECK(without_words.link() == Link::SignedOut);
}

TEST_CASE("pushed out by newer consoles of the same user it waits until somebody asks, and then connects") {
    Live live;
    live.tab.cut();
    live.tab.settle();
    live.tab.wait(3000);
    REQUIRE(live.link() == Link::Live);
    const int sockets = live.tab.count<OpenSocket>();
    live.tab.act(SocketClosed{4009});
    CHECK(live.link() == Link::Offline);
    CHECK(live.tab.state.connection.set_aside);
    live.tab.wait(10 * 60'000);
    live.tab.act(NetworkChanged{true});
    CHECK(live.tab.count<OpenSocket>() == sockets);
    live.tab.act(ReconnectPressed{});
    live.tab.settle();
    CHECK(live.link() == Link::Live);
    CHECK_FALSE(live.tab.state.connection.set_aside);
}

TEST_CASE("signing out saves what was typed first") {
    Live live;
    live.tab.open(live.conversation);
    live.tab.act(DraftTyped{live.conversation, "还没写完"});
    live.tab.act(SignOutPressed{});
    CHECK(live.desk.draft(live.conversation) == "还没写完");
    CHECK(std::holds_alternative<SignOut>(live.tab.effects[live.tab.effects.size() - 1]) +
              std::holds_alternative<SignOut>(live.tab.effects[live.tab.effects.size() - 2]) ==
          1);
    CHECK(live.link() == Link::SignedOut);  // so that nothing of the desk is drawn any more
    CHECK(live.tab.count<GoToSignIn>() == 0);
}

TEST_CASE("a silent line is asked after 20 seconds and given up after 45") {
    Live live;
    const auto pings = [&] {
        int n = 0;
        for (const std::string& text : live.tab.sent) n += text == write_client_frame(Ping{}) ? 1 : 0;
        return n;
    };
    live.tab.wait(19'000);
    CHECK(pings() == 0);
    live.tab.wait(2'000);
    CHECK(pings() == 1);
    live.tab.wait(120'000);  // answered each time
    CHECK(live.link() == Link::Live);
    CHECK(pings() >= 5);

    // Nothing comes back any more.
    const UnixMs heard = live.tab.state.connection.last_heard_at;
    for (int second = 0; second < 44; ++second) {
        live.tab.clock = heard + second * 1000;
        live.tab.act(ClockTicked{});
    }
    CHECK(live.link() == Link::Live);
    live.tab.clock = heard + 45'000;
    live.tab.act(ClockTicked{});
    CHECK(live.link() == Link::Offline);
    CHECK(live.tab.state.connection.problem == LinkProblem::Silent);
}

TEST_CASE(
    "an answer to a command that is ten seconds late is a doubt, and after twenty the line is given up") {
    Live live;
    live.desk.customer_writes(live.conversation, "在吗");
    live.tab.settle();
    live.tab.act(SendPressed{live.conversation, "您好"});  // and nothing comes back any more
    const UnixMs sent_at = live.tab.clock;
    const auto pass = [&](std::int64_t ms) {
        live.tab.clock = sent_at + ms;
        live.tab.act(ClockTicked{});
    };
    pass(9'999);
    CHECK_FALSE(live.tab.state.connection.in_doubt);
    const auto revision = live.tab.state.revision;
    pass(10'000);
    CHECK(live.tab.state.connection.in_doubt);
    CHECK(live.tab.state.revision > revision);
    CHECK(live.tab.sent.back() == write_client_frame(Ping{}));
    CHECK(live.link() == Link::Live);
    SUBCASE("whatever is heard ends the doubt") {
        live.tab.settle();
        CHECK_FALSE(live.tab.state.connection.in_doubt);
        pass(60'000);
        CHECK_FALSE(live.tab.state.connection.in_doubt);
    }
    SUBCASE("nothing is heard") {
        pass(20'000);
        CHECK(live.link() == Link::Offline);
        CHECK(live.tab.state.connection.problem == LinkProblem::Silent);
        CHECK_FALSE(live.tab.state.connection.in_doubt);
    }
}

TEST_CASE("a line that is only silent is doubted ten seconds after it was asked") {
    Live live;
    const UnixMs heard = live.tab.state.connection.last_heard_at;
    for (int second = 0; second < 30; ++second) {
        live.tab.clock = heard + second * 1000;
        live.tab.act(ClockTicked{});
        CHECK_FALSE(live.tab.state.connection.in_doubt);
    }
    live.tab.clock = heard + 30'000;
    live.tab.act(ClockTicked{});
    CHECK(live.tab.state.connection.in_doubt);
}

TEST_CASE(
    "a socket that closes before it opens is asked about over HTTP, and the reason is kept until one opens") {
    Live live;
    live.tab.refuse_sockets = true;
    live.tab.cut();
    CHECK(live.tab.count<CheckSocket>() == 0);  // it had been open
    live.tab.wait(3'000);
    REQUIRE(live.tab.count<CheckSocket>() > 0);
    live.tab.act(SocketChecked{0, ""});  // the backend is away: no news
    live.tab.act(SocketChecked{502, "<html>"});
    CHECK(live.tab.state.connection.refused_zh.empty());
    live.tab.act(SocketChecked{403, R"({"error":{"code":"origin_refused","zh":"不接受","en":"Refused"}})"});
    CHECK(live.tab.state.connection.refused_zh == "不接受");
    CHECK(live.tab.state.connection.refused_en == "Refused");
    live.tab.refuse_sockets = false;
    live.tab.wait(40'000);
    CHECK(live.link() == Link::Live);
    CHECK(live.tab.state.connection.refused_zh.empty());
    live.tab.act(SocketChecked{403, R"({"error":{"code":"origin_refused","zh":"晚了","en":"Late"}})"});
    CHECK(live.tab.state.connection.refused_zh.empty());
}

TEST_CASE(
    "sockets that do not open although the backend sees no reason blame the proxy, not at the first time") {
    Live live;
    live.tab.refuse_sockets = true;
    live.tab.cut();
    live.tab.wait(1'000);
    live.tab.act(SocketChecked{200, "{}"});
    CHECK(live.tab.state.connection.refused_zh.empty());
    live.tab.wait(20'000);
    live.tab.act(SocketChecked{200, "{}"});
    CHECK(live.tab.state.connection.refused_zh.find("反向代理") != std::string::npos);
    live.tab.act(SocketChecked{401, ""});
    CHECK(live.link() == Link::SignedOut);
}

TEST_CASE("a hidden tab whose timers run once a minute does not lose a working line") {
    Live live;
    for (int minute = 0; minute < 10; ++minute) {
        live.tab.clock += 60'000;
        live.tab.act(ClockTicked{});
        live.tab.settle();
    }
    CHECK(live.link() == Link::Live);
    CHECK(live.tab.count<OpenSocket>() == 1);
}

TEST_CASE("when the tab comes back or the network changes, a dead line is found within ten seconds") {
    for (const bool network : {false, true}) {
        Live live;
        live.tab.act(PageVisibilityChanged{false});
        live.tab.clock += 3'600'000;  // the lid was closed
        if (network) {
            live.tab.act(NetworkChanged{false});
        } else {
            live.tab.act(PageVisibilityChanged{true});
        }
        CHECK(live.link() == Link::Live);
        live.tab.clock += 10'000;
        live.tab.act(ClockTicked{});
        CHECK(live.link() == Link::Offline);
    }
}

TEST_CASE("the next try comes at once when the network is back, the tab is looked at, or the agent asks") {
    for (const int way : {0, 1, 2}) {
        Live live;
        if (way == 1) live.tab.act(PageVisibilityChanged{false});
        live.tab.cut();
        live.tab.settle();
        CHECK(live.link() == Link::Offline);
        if (way == 0) live.tab.act(NetworkChanged{true});
        if (way == 1) live.tab.act(PageVisibilityChanged{true});
        if (way == 2) live.tab.act(ReconnectPressed{});
        live.tab.settle();
        CHECK(live.link() == Link::Live);
    }
}

TEST_CASE("a snapshot or socket that never answers is given up") {
    FakeDesk desk;
    BrowserTab tab{desk};
    tab.act(PageStarted{Settings{}, "tab0", 480});
    tab.clock += kSnapshotTimeoutMs;
    tab.act(ClockTicked{});
    CHECK(tab.state.connection.link == Link::Offline);
    CHECK(tab.state.connection.problem == LinkProblem::SnapshotFailed);
    tab.clock += kMaxBackOffMs;
    tab.act(ClockTicked{});
    tab.deliver_http(1);
    CHECK(tab.state.connection.link == Link::Connecting);
    tab.clock += kConnectTimeoutMs;
    tab.act(ClockTicked{});
    CHECK(tab.state.connection.link == Link::Offline);
    CHECK(tab.state.connection.problem == LinkProblem::NoAnswer);
    tab.wait(60'000);
    CHECK(tab.state.connection.link == Link::Live);
}

TEST_CASE("a snapshot that cannot be read or is of another version is a failure that is tried again") {
    for (const char* body : {"", "{}", "<html>", R"({"version":2,"epoch":"e","self":{"id":"lin"}})"}) {
        FakeDesk desk;
        BrowserTab tab{desk};
        tab.act(PageStarted{Settings{}, "tab0", 480});
        tab.act(SnapshotArrived{body});
        CHECK(tab.state.connection.link == Link::Offline);
        CHECK(tab.state.connection.problem != LinkProblem::None);
        tab.wait(3000);
        CHECK(tab.state.connection.link == Link::Live);
    }
}

TEST_CASE(
    "a backend that was replaced by a newer one is recognised, also when only sockets fail, and until it is "
    "back") {
    Live live;
    live.tab.refuse_sockets = true;
    live.tab.http_status = 200;
    live.tab.cut();
    bool told = false;
    for (int i = 0; i < 200 && !told; ++i) {
        live.tab.clock += 1000;
        live.tab.act(ClockTicked{});
        while (live.tab.deliver_frame()) {
        }
        if (live.tab.http_under_way() > 0)
            live.tab.act(SnapshotArrived{R"({"version":2,"epoch":"e2","more":[]})"});
        told = live.tab.state.connection.problem == LinkProblem::OtherVersion;
    }
    REQUIRE(told);
    CHECK(live.tab.state.connection.snapshot_wanted);
    live.tab.refuse_sockets = false;
    live.tab.wait(60'000);
    CHECK(live.tab.state.connection.link == Link::Live);
    CHECK(live.tab.state.connection.problem == LinkProblem::None);
}

TEST_CASE("the backend's notice about WeCom is kept until it says that all is well") {
    Live live;
    live.tab.act(SocketText{
        write_server_frame(BackendNotice{NoticeCode::WecomUnreachable, "连不上企业微信", "unreachable"})});
    CHECK(live.tab.state.connection.notice.code == NoticeCode::WecomUnreachable);
    live.tab.act(SocketText{write_server_frame(BackendNotice{NoticeCode::Ok, "", ""})});
    CHECK(live.tab.state.connection.notice.code == NoticeCode::Ok);
}

TEST_CASE("the time shown is the server's, and small steps back are not shown") {
    FakeDesk desk;
    desk.now = kStart + 7'200'000;  // the agent's computer is two hours behind
    BrowserTab tab{desk};
    tab.start();
    CHECK(tab.state.now == desk.now);
    tab.clock += 5000;
    tab.act(ClockTicked{});
    CHECK(tab.state.now == desk.now + 5000);
    tab.clock -= 1500;
    tab.act(ClockTicked{});
    CHECK(tab.state.now == desk.now + 5000);
    tab.clock -= 60'000;
    tab.act(ClockTicked{});
    CHECK(tab.state.now < desk.now + 5000);
}

TEST_CASE("a clock that is set back a year breaks neither the reconnect nor the pings") {
    Live live;
    live.tab.cut();
    live.tab.clock -= 365LL * 86'400'000;
    live.tab.act(ClockTicked{});
    live.tab.wait(31'000);
    CHECK(live.link() == Link::Live);
    live.tab.clock -= 365LL * 86'400'000;
    live.tab.act(ClockTicked{});
    live.tab.wait(60'000);
    CHECK(live.link() == Link::Live);
}

TEST_CASE("an idle console wakes for its pings and for the minute, and asks for no drawing in between") {
    Live live;
    live.tab.wait(61'000);
    const auto revision = live.tab.state.revision;
    const auto minute = live.tab.state.now / 60'000;
    int wakes = 0;
    while (live.tab.state.now / 60'000 == minute) {
        const std::size_t before = live.tab.effects.size();
        live.tab.wait(1000);
        wakes += live.tab.effects.size() != before ? 1 : 0;
        if (live.tab.state.now / 60'000 == minute) CHECK(live.tab.state.revision == revision);
    }
    CHECK(wakes <= 8);
}
