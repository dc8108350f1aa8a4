// Store, outbox, closer and commands together, with a scripted WeCom and a clock that the test turns.
#pragma once

#include <cstdint>
#include <memory>

#include "backend/commands/desk_command_handler.h"
#include "backend/commands/session_closer.h"
#include "backend/greetings/greeting_sender.h"
#include "backend/storage/due_kinds.h"
#include "tests/backend/commands/fake_media.h"
#include "tests/backend/commands/scripted_wecom.h"
#include "tests/backend/storage/store_fixture.h"

namespace kf::test {

inline Command text_command(ConversationId conversation, std::string text, int hold_secs = 0) {
    return SendContent{conversation, TextBody{std::move(text), {}}, hold_secs};
}

struct DeskFixture {
    explicit DeskFixture(const DatabaseOptions& options = {}) : store(options) { start(); }
    ~DeskFixture() { stop(); }

    void start() {
        outbox = std::make_unique<OutboxSender>(
            loop, *store.store, [this](const CorpId& corp) { return corp == kCorp ? &wecom : nullptr; },
            media, [this] { return now; }, OutboxOptions{.parallel = parallel, .random = [] { return 0.5; }});
        due = std::make_unique<DueWork>(
            loop, due_store(*store.store), [this] { return now; }, [] { return 0.5; });
        closer = std::make_unique<SessionCloser>(
            *due, *store.store, [this](const CorpId& corp) { return corp == kCorp ? &wecom : nullptr; },
            [this] { return now; });
        greetings = std::make_unique<GreetingSender>(
            loop, *store.store, [this](const CorpId& corp) { return corp == kCorp ? &wecom : nullptr; },
            [this] { return now; });
        closer->on_ended([this](const Conversation& ended, const std::string& code, UnixMs answered_at) {
            greetings->session_ended(ended, code, answered_at);
        });
        commands = std::make_unique<DeskCommandHandler>(
            *store.store, *outbox,
            DeskUsers{.find = [this](const AgentId& id) -> std::optional<Agent> {
                          for (const Agent& agent : store.agents) {
                              if (agent.id == id) return agent;
                          }
                          return std::nullopt;
                      },
                      .set_presence = [this](const AgentId& id, Presence presence) -> Result<void> {
                          presences.emplace_back(id, presence);
                          return {};
                      }},
            [this] { return now; });
        greetings->start();
        due->start();
        outbox->wake();
    }
    void stop() {
        commands.reset();
        greetings.reset();
        closer.reset();
        due.reset();
        outbox.reset();
    }
    // What kill -9 and a new start do.
    void restart() {
        stop();
        store.reopen();
        start();
        pump();
    }
    // Runs what is posted, and what that posts, to the end; tasks run in the order of posting, so the time it
    // takes does not matter. Timers are not waited for.
    void pump() {
        for (int turn = 0; turn < 40; ++turn) {
            bool reached = false;
            loop.post([&reached] { reached = true; });
            while (!reached) loop.run_for(std::chrono::milliseconds(1));
        }
    }
    // Turns the clock and lets the outbox and due work look.
    void turn_clock(UnixMs ms) {
        now += ms;
        outbox->wake();
        due->wake();
        pump();
    }

    CommandAnswer ask(const std::string& agent, Command command, const std::string& id = "") {
        const ClientId client{id.empty() ? "c" + std::to_string(++next_id) : id};
        std::optional<CommandAnswer> answer;
        commands->handle(agent_of(agent), CommandFrame{client, std::move(command)},
                         [&](CommandAnswer given) { answer = std::move(given); });
        return *answer;
    }
    // The word of a refusal, or "done".
    std::string outcome(const std::string& agent, Command command, const std::string& id = "") {
        const CommandAnswer answer = ask(agent, std::move(command), id);
        const auto* failed = std::get_if<CommandFailed>(&answer);
        return failed == nullptr ? "done" : std::string(code_word(*failed));
    }
    MessageId say(ConversationId conversation, const std::string& text, const std::string& agent = "lin",
                  int hold_secs = 0) {
        const CommandAnswer answer = ask(agent, text_command(conversation, text, hold_secs));
        if (const auto* failed = std::get_if<CommandFailed>(&answer))
            throw std::runtime_error(std::string(code_word(*failed)));
        return std::get<CommandDone>(answer).message;
    }
    Agent agent_of(const std::string& login) {
        for (const Agent& agent : store.agents) {
            if (agent.id.value == login) return agent;
        }
        throw std::runtime_error("no agent " + login);
    }
    ConversationId customer_writes(const std::string& text = "在吗", const CustomerId& customer = kAnna) {
        store.page({customer_text("in" + std::to_string(++next_id), to_secs(now), text, customer)},
                   to_secs(now));
        return store.conversation(customer).id;
    }
    // A file that `agent` has uploaded, ready to be sent.
    Media upload(const std::string& mime = "image/png", MediaKind kind = MediaKind::Image,
                 std::int64_t bytes = 1000, const std::string& agent = "lin", int duration_ms = 0) {
        const std::string id = "upload" + std::to_string(++next_id);
        const NewUpload begun{id, AgentId{agent}, "文件.bin", "file", bytes};
        MediaOutcome outcome;
        outcome.mime = mime;
        outcome.name = "文件.bin";
        outcome.bytes = bytes;
        outcome.duration_ms = duration_ms;
        outcome.file = StoredFile{std::string(56, 'a') + std::to_string(10'000'000 + next_id), bytes};
        if (!store->begin_upload(begun, now).ok()) throw std::runtime_error("no upload");
        auto finished = store->finish_upload(id, kind, outcome, now);
        if (!finished.ok()) throw std::runtime_error(finished.error().message);
        return *finished;
    }
    MessageId send(ConversationId conversation, const Content& content, const std::string& agent = "lin") {
        const CommandAnswer answer = ask(agent, SendContent{conversation, content, 0});
        if (const auto* failed = std::get_if<CommandFailed>(&answer))
            throw std::runtime_error(std::string(code_word(*failed)));
        return std::get<CommandDone>(answer).message;
    }
    Delivery delivery(MessageId id) { return store->find_message(id)->delivery; }
    // Ends of sessions of which WeCom has not been told.
    std::size_t untold_ends() {
        return due_store(*store).due_items(kTellEnd, INT64_MAX, DueOrder::OldestFirst, 100).size();
    }

    Loop loop;
    StoreFixture store;
    ScriptedWecom wecom{loop};
    FakeMedia media{loop};
    UnixMs now = to_ms(kDay);
    std::size_t parallel = 4;
    std::vector<std::pair<AgentId, Presence>> presences;
    std::unique_ptr<OutboxSender> outbox;
    std::unique_ptr<DueWork> due;
    std::unique_ptr<SessionCloser> closer;
    std::unique_ptr<GreetingSender> greetings;
    std::unique_ptr<DeskCommandHandler> commands;
    int next_id = 0;
};

// Opens Anna's conversation in state 1, so that only the sends are seen.
inline ConversationId in_state_one(DeskFixture& desk, const CustomerId& customer = kAnna) {
    const ConversationId id = desk.customer_writes("在吗", customer);
    REQUIRE(desk.store->set_service_state(id, ServiceState::Assistant, {}, desk.now).ok());
    return id;
}

}  // namespace kf::test
