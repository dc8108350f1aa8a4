// A desk for one agent's consoles in memory: the truth with its numbered events, snapshots and pages, and the
// commands done once each. What a console must agree with.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "shared/console/effects.h"
#include "shared/protocol/protocol.h"

namespace kf {

constexpr UnixMs kStart = 1'795'132'800'000;  // of every test's clock

class FakeDesk {
  public:
    FakeDesk();

    static constexpr std::size_t kAll = static_cast<std::size_t>(-1);

    UnixMs now = kStart;
    Agent self;
    // Who the customer is comes before events of a conversation that was over. (As the backend does it; for
    // tests with snapshots that lack some.)
    bool introduces = false;

    // Each publishes what the backend would publish.
    ConversationId add_conversation(const char* customer_name, DeskState state, const char* agent = "");
    MessageId customer_writes(ConversationId conversation, const std::string& text);
    MessageId agent_sends(ConversationId conversation, const char* agent, const std::string& text,
                          const ClientId& client_id = {}, Delivery delivery = Delivery::Queued);
    void set_delivery(MessageId message, Delivery delivery);
    void set_fail_code(MessageId message, int code);
    void recall(MessageId message);
    void assign(ConversationId conversation, const char* agent);
    // As a colleague does it, with its line in the stream.
    MessageId pass_on(ConversationId conversation, const char* by, const char* to);
    // An agent's message comes back, and nobody has seen it.
    void fail(MessageId message);
    // A private note of `by` that calls `self`.
    MessageId call_me(ConversationId conversation, const char* by, const std::string& text);
    void end(ConversationId conversation);
    void set_unread(ConversationId conversation, int unread);
    void rename(ConversationId conversation, const char* customer_name);
    void set_draft(ConversationId conversation, const std::string& text);
    void skip();  // something this agent may not see
    // The store was replaced: another epoch, numbers start again.
    void replace_store();
    // Consoles that hold less than this number cannot resume.
    void forget_events() { oldest_ = head() + 1; }

    [[nodiscard]] EventSeq head() const { return static_cast<EventSeq>(frames_.size()); }
    [[nodiscard]] const std::string& epoch() const { return epoch_; }
    // With at most so many of the conversations that are over, the newest.
    [[nodiscard]] std::string snapshot(std::size_t ended = kAll) const;
    // Pages of conversations; "" for one that is not there.
    [[nodiscard]] std::string conversation(ConversationId id) const;
    [[nodiscard]] std::string ended(const FetchEnded& wanted) const;
    [[nodiscard]] std::string history(const FetchHistory& wanted) const;
    [[nodiscard]] std::string search(const FetchSearch& wanted) const;
    [[nodiscard]] std::string details(ConversationId conversation) const;
    [[nodiscard]] std::string welcome_or_reload(const Hello& hello) const;
    [[nodiscard]] const std::string& frame(EventSeq seq) const {
        return frames_[static_cast<std::size_t>(seq - 1)];
    }
    // Carries the command out, once per id, and answers it.
    [[nodiscard]] std::string answer(const CommandFrame& command);
    // Refuses the next commands with this code; empty = none.
    ErrorCode refuse_with = ErrorCode::None;

    [[nodiscard]] const std::vector<Message>& messages(ConversationId conversation) const {
        return messages_.at(conversation);
    }
    [[nodiscard]] const std::map<ConversationId, Conversation>& conversations() const {
        return conversations_;
    }
    [[nodiscard]] const Customer& customer(const CustomerId& id) const { return customers_.at(id); }
    [[nodiscard]] std::string draft(ConversationId conversation) const;
    [[nodiscard]] int executed(const ClientId& id) const;

  private:
    void publish(const Event& event);
    void introduce(const Conversation& head);
    [[nodiscard]] std::vector<const Conversation*> past() const;
    void add_to(ConversationPage& page, const Conversation& head) const;
    Message* find(MessageId id);
    [[nodiscard]] const Message* find(MessageId id) const;
    MessageId add(Message message);
    ServerFrame carry_out(const CommandFrame& command);

    std::string epoch_ = "epoch-1";
    EventSeq oldest_ = 1;
    std::vector<std::string> frames_;
    std::map<ConversationId, Conversation> conversations_;
    std::map<CustomerId, Customer> customers_;
    std::map<ConversationId, std::vector<Message>> messages_;
    std::vector<MessageId> all_messages_;
    std::map<ConversationId, std::string> drafts_;
    std::map<ConversationId, DeskState> told_;  // as the last event said
    std::map<ConversationId, Marks> marks_;
    std::map<ClientId, std::string> answers_;
    std::map<ClientId, int> executed_;
    std::int64_t next_message_ = 1;
};

}  // namespace kf
