// Carries what waits in the outbox to WeCom: in order within a conversation, several conversations at once,
// each message with its own msgid until its fate is known (what is refused and tried again gets another), its
// file uploaded before it (reference 7.1, 9.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "backend/commands/send_verdict.h"
#include "backend/media/outgoing_media.h"
#include "backend/runtime/clock.h"
#include "backend/runtime/liveness.h"
#include "backend/runtime/loop.h"
#include "backend/storage/store.h"
#include "backend/wecom/wecom_api.h"

namespace kf {

// The API of a corp; nullptr where the corp is not configured any more.
using ApiOfCorp = std::function<WecomApi*(const CorpId&)>;

struct OutboxOptions {
    // Conversations of a corp that are being sent to at the same time: one whose WeCom hangs takes no place
    // from another.
    std::size_t parallel = 8;
    std::function<double()> random;  // [0, 1), spreads the tries; empty = no spread
};

// For /metrics.
struct OutboxCounters {
    std::uint64_t accepted = 0;
    std::uint64_t failed = 0;
    std::uint64_t tried_again = 0;     // sends and uploads
    std::uint64_t uploaded_again = 0;  // WeCom did not take a media id any more
};

class OutboxSender {
  public:
    OutboxSender(Loop& loop, Store& store, ApiOfCorp api, MediaKeeper& media, Clock clock,
                 OutboxOptions options);
    ~OutboxSender();  // answers that come later are dropped; the rows go out again at the next start
    OutboxSender(const OutboxSender&) = delete;

    // Something may be due: after queue_message, at start, when the corp's token works again. Cheap.
    void wake();
    // Takes up no further row; what is under way goes on.
    void stop();
    [[nodiscard]] std::size_t under_way() const { return busy_.size(); }
    [[nodiscard]] const OutboxCounters& counters() const { return counters_; }

  private:
    void pump();
    void schedule();
    void begin(const OutboxRow& row);
    [[nodiscard]] bool crowded(const CorpId& corp) const;
    [[nodiscard]] std::vector<CorpId> crowded_corps() const;
    // The corp may leave while an answer is awaited, so nothing keeps its API: each step asks for it again.
    void corp_is_gone(const OutboxRow& row);
    void move_to_assistant(const OutboxRow& row, WecomApi& api);
    void learn_state(const OutboxRow& row, std::function<void()> then);
    void note_state(ConversationId conversation, ServiceState state, const ServicerId& servicer);
    void prepare(const OutboxRow& row);
    void hand_over(const OutboxRow& row, const Content& content);
    void no_media(const OutboxRow& row, const Error& error);
    void answered(const OutboxRow& row, const Result<KfMessageId>& answer);
    void finish(const OutboxRow& row, const SendOutcome& outcome);
    void try_again(const OutboxRow& row, UnixMs least_delay_ms, NextMsgid msgid = NextMsgid::Same);
    void release(const OutboxRow& row);
    void leave(const OutboxRow& row);
    void forget(MessageId message);
    [[nodiscard]] UnixMs back_off(int tries, UnixMs least) const;
    bool stored(const Result<void>& result, const char* what);

    Loop& loop_;
    Store& store_;
    ApiOfCorp api_;
    MediaKeeper& media_;
    Clock clock_;
    OutboxOptions options_;
    OutboxCounters counters_;
    std::unordered_set<ConversationId> busy_;
    std::unordered_map<CorpId, std::size_t> busy_of_corp_;
    // What the store could not take (disk full): written before anything else is sent. At most one per busy
    // conversation; lost with the process, and then the same msgid goes out again.
    std::vector<std::function<void()>> unwritten_;
    std::unordered_set<MessageId> uploaded_again_;      // WeCom did not take the media id once already
    std::unordered_map<MessageId, Troubles> troubles_;  // of messages that wait for another try
    std::unordered_set<MessageId> last_try_;  // handed over, window closed since: one more try is under way
    Timer timer_;
    bool pump_posted_ = false;
    bool stopped_ = false;
    bool store_failing_ = false;
    Liveness alive_;
};

}  // namespace kf
