// A relay on a real store, with consoles whose network the test is.
#pragma once

#include <doctest/doctest.h>

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "backend/auth/agent_directory.h"
#include "backend/auth/password_hash.h"
#include "backend/auth/web_sessions.h"
#include "backend/commands/command_handler.h"
#include "backend/relay/relay.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "shared/protocol/protocol_codec.h"
#include "tests/backend/storage/store_fixture.h"

namespace kf::test {

// What the relay hands over waits here until the test delivers it.
struct TestPeer final : WebSocketPeer {
    void send(SharedText frame) override {
        if (closed) return;
        if (queue.size() >= kMaxQueuedFrames) return close(CloseCode::TooSlow, nullptr);
        queue.push_back(std::move(frame));
    }
    void close(CloseCode code, SharedText last) override {
        if (closed) return;
        closed = code;
        queue.clear();
        if (last) queue.push_back(std::move(last));
    }
    [[nodiscard]] bool crowded() const override { return queue.size() > kMaxQueuedFrames / 2; }

    std::deque<SharedText> queue;
    std::optional<CloseCode> closed;
};

// One console of the test: connects, says things, and keeps what it got.
struct TestConsole {
    std::shared_ptr<Console> console;
    std::shared_ptr<TestPeer> peer = std::make_shared<TestPeer>();
    std::vector<ServerFrame> frames;

    void say(const ClientFrame& frame) { console->received(write_client_frame(frame)); }
    // Delivers up to `count` frames, and tells the console when nothing waits any more.
    void deliver(std::size_t count = static_cast<std::size_t>(-1)) {
        while (count-- > 0 && !peer->queue.empty()) {
            auto frame = read_server_frame(*peer->queue.front());
            REQUIRE(frame.ok());
            frames.push_back(std::move(*frame));
            peer->queue.pop_front();
            if (peer->queue.empty() && !peer->closed) console->drained();
        }
    }
    void hang_up() {
        peer.reset();
        console->closed();
        console.reset();
    }
    template <class Frame>
    std::vector<Frame> all() const {
        std::vector<Frame> found;
        for (const auto& frame : frames)
            if (const auto* match = std::get_if<Frame>(&frame)) found.push_back(*match);
        return found;
    }
    // The numbers of events and skips, in the order in which they came.
    std::vector<EventSeq> numbers() const {
        std::vector<EventSeq> found;
        for (const auto& frame : frames) {
            if (const auto* event = std::get_if<EventFrame>(&frame)) found.push_back(event->seq);
            if (const auto* skip = std::get_if<Skip>(&frame)) found.push_back(skip->seq);
        }
        return found;
    }
};

// Keeps what was asked; answers when the test says so.
struct KeptCommands final : CommandHandler {
    struct Asked {
        Agent agent;
        CommandFrame command;
        std::function<void(CommandAnswer)> answer;
    };
    void handle(const Agent& agent, const CommandFrame& command,
                std::function<void(CommandAnswer)> answer) override {
        asked.push_back({agent, command, std::move(answer)});
    }
    std::vector<Asked> asked;
};

struct RelayFixture {
    RelayFixture() : users(*store.file), sessions(*store.file, clock()) {
        add_user("lin", Role::Agent, {});
        add_user("mei", Role::Agent, {kService});
        REQUIRE(agents.start().ok());
        relay.start();
    }
    Clock clock() {
        return [this] { return now; };
    }
    void add_user(const char* login, Role role, std::vector<AccountId> accounts) {
        User user;
        user.login = AgentId{login};
        user.name = login;
        user.role = role;
        user.password = nobodys_hash();
        user.accounts.assign(accounts.begin(), accounts.end());
        REQUIRE(users.add(user, now).ok());
    }
    std::string sign_in(const char* login) {
        return sessions.find(*sessions.begin(AgentId{login}, "test"))->id_hash;
    }
    TestConsole connect(const char* login, const std::string& session) {
        TestConsole opened;
        opened.console = relay.new_console(*agents.find(AgentId{login}), session);
        opened.console->opened(opened.peer);
        return opened;
    }
    TestConsole connect(const char* login) { return connect(login, sign_in(login)); }
    std::string epoch(const char* login) { return console_epoch(*store, *agents.find(AgentId{login})); }
    TestConsole live(const char* login) {
        auto opened = connect(login);
        opened.say(Hello{kProtocolVersion, epoch(login), store->head()});
        opened.deliver();
        REQUIRE(opened.all<Welcome>().size() == 1);
        opened.frames.clear();
        return opened;
    }
    // A customer writes to the account; several events.
    void message(const AccountId& account = kSales) {
        const auto at = kDay + ++messages;
        store.page({customer_text("m" + std::to_string(messages), at, "hello", kAnna, account)}, at, false,
                   account);
    }

    UnixMs now = to_ms(kDay);
    int messages = 0;
    LogCapture log;
    StoreFixture store;
    Loop loop;
    Users users;
    AgentDirectory agents{
        loop, users, clock(), {std::chrono::milliseconds(10), std::chrono::milliseconds(20)}};
    WebSessions sessions;
    KeptCommands commands;
    Relay relay{loop, *store, commands, agents, sessions, clock(), {std::chrono::milliseconds(10)}};
};

}  // namespace kf::test
