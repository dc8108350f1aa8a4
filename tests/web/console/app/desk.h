// A console with a desk behind it: snapshot, histories and events are made here, spoken over the headless
// socket and HTTP, and drawn for real.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/protocol/protocol.h"
#include "shared/protocol/protocol_codec.h"
#include "web/console/app/console_app.h"
#include "web/ui/platform/headless.h"

namespace kf::web {

constexpr UnixMs kDeskNow = 1'780'000'000'000;  // 2026-05-29 04:26:40 in China

struct SentText {
    ConversationId conversation;
    std::string text;
    int hold_secs = 0;
};

class Desk {
  public:
    Desk();
    virtual ~Desk() = default;

    // What the snapshot will hold; change it before start().
    Snapshot snapshot;
    HeadlessPlatform platform;

    // A conversation of account "wk1" with a customer of that name; its id is its place, from 1.
    Conversation& add(std::string_view customer, DeskState state, std::string_view last = "你好",
                      UnixMs at = kDeskNow - 60'000);
    Conversation& conversation(std::int64_t id) {
        return snapshot.conversations[static_cast<std::size_t>(id - 1)];
    }

    // Opens the page and answers until it is live.
    void start();
    // Presses the row and answers its history.
    void open(std::string_view customer, std::vector<Message> history = {}, bool has_older = false);
    void answer_history(std::vector<Message> messages, bool has_older = false);
    void answer_details(ConversationDetails details);

    // As the backend would: an event with the next number; the answer to the newest command.
    void event(Event event);
    void arrive(Message message);
    void done(const CommandFrame& command, MessageId message = {});
    void refuse(const CommandFrame& command, ErrorCode code, std::string_view zh);
    void lose_connection() {
        platform.sockets_.drop(platform.sockets_.connections.size() - 1, 1006);
        settle();
    }

    // Commands the console has sent on the present socket, in order.
    std::vector<CommandFrame> commands() const;
    template <class T>
    std::vector<T> sent() const {
        std::vector<T> out;
        for (const CommandFrame& frame : commands())
            if (const T* command = std::get_if<T>(&frame.command)) out.push_back(*command);
        return out;
    }

    std::vector<SentText> sent_texts() const;
    std::vector<SendContent> sent_besides_texts() const;

    const HeadlessMirror::Element* find(Role role, std::string_view name) const;
    const HeadlessMirror::Element* find_prefix(Role role, std::string_view prefix) const;
    std::vector<std::string> names(Role role) const;
    // Whether any text on screen holds these words.
    bool says(std::string_view words) const;
    std::string outline() const { return platform.mirror_.outline(); }
    HeadlessFields::Entry& field(std::string_view label);
    void type(std::string_view label, std::string_view text);
    void submit(std::string_view label, bool composing = false);
    void press(Role role, std::string_view name);
    void settle();
    const ConsoleState& state() const { return state_of_page(); }
    ConsoleApp& app() const { return *app_; }
    HeadlessRunner& runner() const { return *runner_; }

  protected:
    // The page that is looked at: the console, unless a test has another.
    virtual void open_page() { app_ = std::make_unique<ConsoleApp>(platform); }
    virtual void draw_page(Ui& ui) { app_->draw(ui); }
    virtual const ConsoleState& state_of_page() const { return app_->state(); }

  private:
    std::unique_ptr<ConsoleApp> app_;
    std::unique_ptr<HeadlessRunner> runner_;
    EventSeq seq_ = 0;
};

// A text of the customer (or of `kind`), with an id and a time.
Message text_message(std::int64_t id, std::int64_t conversation, SenderKind kind, std::string_view text,
                     UnixMs at = kDeskNow - 30'000);
Message agent_message(std::int64_t id, std::int64_t conversation, std::string_view text, Delivery delivery,
                      UnixMs at = kDeskNow - 20'000);

}  // namespace kf::web
