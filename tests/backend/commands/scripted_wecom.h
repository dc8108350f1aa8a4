// A kf API whose answers the test writes. Every call is noted; answers come on the loop, one turn later, or
// when the test says so.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "backend/runtime/loop.h"
#include "backend/wecom/wecom_api.h"

namespace kf::test {

inline const Error kAnswerLost{ErrorCode::AnswerLost, "no answer"};
inline const Error kFine{};  // no error: the scripted call succeeds

class ScriptedWecom final : public WecomApi {
  public:
    explicit ScriptedWecom(Loop& loop) : loop_(loop) {}

    struct Sent {
        CustomerId to;
        KfMessageId msgid;
        std::string text;
        Content content;
        std::string code;      // of send_on_event
        UnixMs not_after = 0;  // of send_on_event
    };
    std::vector<Sent> sent;          // every call of send_content
    std::vector<Sent> greeted;       // every call of send_on_event
    std::vector<std::string> calls;  // "send 您好", "send image", "greet", "trans 1", "get", in order
    std::string msg_code;            // what trans yields

    // Answers of send_content and send_on_event, used up one per call; then `ok`.
    std::deque<Error> send_errors;
    std::deque<Error> event_errors;
    std::deque<Error> trans_errors;
    std::deque<Error> get_errors;
    SessionState state;  // what get yields
    // Answers wait until answer_all().
    bool holding = false;

    void answer_all() {
        auto ready = std::exchange(waiting_, {});
        for (auto& answer : ready) answer();
    }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

    void send_content(const CustomerId& to, const AccountId&, const KfMessageId& msgid,
                      const Content& content, Done<KfMessageId> done) override {
        const auto* text = std::get_if<TextBody>(&content);
        const std::string shown = text == nullptr ? std::string(msgtype_of(content)) : text->content;
        sent.push_back({to, msgid, shown, content, {}, 0});
        calls.push_back("send " + shown);
        reply<KfMessageId>(send_errors, msgid, std::move(done));
    }
    void send_on_event(const std::string& code, const KfMessageId& msgid, const Content& content,
                       UnixMs not_after, Done<KfMessageId> done) override {
        greeted.push_back({{}, msgid, {}, content, code, not_after});
        calls.emplace_back("greet");
        reply<KfMessageId>(event_errors, msgid, std::move(done));
    }
    void trans_service_state(const AccountId&, const CustomerId&, ServiceState target, const ServicerId&,
                             Done<std::string> done) override {
        calls.push_back("trans " + std::to_string(static_cast<int>(target)));
        reply<std::string>(trans_errors, msg_code, std::move(done));
    }
    void get_service_state(const AccountId&, const CustomerId&, Done<SessionState> done) override {
        calls.emplace_back("get");
        reply<SessionState>(get_errors, state, std::move(done));
    }
    void sync_msg(const SyncQuery&, Done<SyncPage> done) override { unexpected<SyncPage>("sync", done); }
    void list_accounts(Done<AccountList> done) override { unexpected<AccountList>("list", done); }
    void get_customers(const std::vector<CustomerId>&, Done<std::vector<CustomerProfile>> done) override {
        unexpected<std::vector<CustomerProfile>>("customers", done);
    }

  private:
    template <class Value>
    void reply(std::deque<Error>& errors, Value value, Done<Value> done) {
        Result<Value> answer = std::move(value);
        if (!errors.empty()) {
            if (errors.front().code != ErrorCode::None) answer = errors.front();
            errors.pop_front();
        }
        auto deliver = [answer = std::move(answer), done = std::move(done)] { done(answer); };
        if (holding) {
            waiting_.push_back(std::move(deliver));
        } else {
            loop_.post(std::move(deliver));
        }
    }
    template <class Value>
    void unexpected(const char* call, Done<Value>& done) {
        calls.emplace_back(call);
        done(Error{ErrorCode::Unreachable, "the outbox does not call this"});
    }

    Loop& loop_;
    std::vector<std::function<void()>> waiting_;
};

[[nodiscard]] inline Error wecom_error(int number) {
    return {ErrorCode::Wecom, "refused", number};
}

}  // namespace kf::test
