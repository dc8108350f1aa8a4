// Spends the codes that live for seconds: the welcome_code of an entry on the account's welcome, the msg_code
// of an end on its closing words (reference 7.3). Each code once, never one that is too old, and before
// everything else that waits.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "backend/greetings/clock_skew.h"
#include "backend/runtime/clock.h"
#include "backend/runtime/liveness.h"
#include "backend/runtime/loop.h"
#include "backend/storage/store.h"
#include "backend/wecom/wecom_api.h"

namespace kf {

// For /metrics.
struct GreetingCounters {
    std::uint64_t sent = 0;     // accepted by WeCom
    std::uint64_t failed = 0;   // refused, or their fate was never known
    std::uint64_t too_old = 0;  // codes that came too late to be spent
};

class GreetingSender {
  public:
    using ApiOfCorp = std::function<WecomApi*(const CorpId&)>;
    // References outlive this object; answers that come later are dropped.
    GreetingSender(Loop& loop, Store& store, ApiOfCorp api, Clock clock);
    ~GreetingSender();
    GreetingSender(const GreetingSender&) = delete;

    // What was under way when the last process ended: tried once more with the same msgid where its code
    // still lives, else its fate is written down as not known.
    void start();
    // Takes up no further code.
    void stop() { stopped_ = true; }

    // A page of sync_msg has been stored; its codes are in the events that were not there before.
    void page_saved(const CorpId& corp, const AccountId& account, const PageSaved& page);
    // Our own trans → 4, answered at `answered_at`, has yielded a code.
    void session_ended(const Conversation& ended, const std::string& msg_code, UnixMs answered_at);

    [[nodiscard]] const GreetingCounters& counters() const { return counters_; }
    [[nodiscard]] std::size_t under_way() const { return under_way_; }

  private:
    void greet(const CorpId& corp, const AccountId& account, const CustomerId& customer, GreetingKind kind,
               std::string_view scene, const std::string& code, UnixMs born);  // `born` by WeCom's clock
    void hand_over(const EventCodeRow& row, int tries);
    void answered(const EventCodeRow& row, int tries, const Result<KfMessageId>& answer);
    void settle(const EventCodeRow& row, const EventCodeOutcome& outcome);

    Loop& loop_;
    Store& store_;
    ApiOfCorp api_;
    Clock clock_;
    ClockSkew skew_;
    GreetingCounters counters_;
    std::map<MessageId, Timer> again_;  // those that wait for another try
    std::size_t under_way_ = 0;
    bool stopped_ = false;
    Liveness alive_;
};

}  // namespace kf
