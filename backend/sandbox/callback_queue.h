// Which callbacks are due, and when: coalescing, the panel's callback faults, and three tries. No sockets, no
// clock.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "backend/sandbox/faults.h"
#include "shared/base/time.h"

namespace kf::sim {

// One POST to make now. The body is sealed by the simulator when it is handed out.
struct CallbackJob {
    std::int64_t number = 0;
    std::string open_kfid;  // "" for an event that brings its own XML
    std::string inner_xml;  // decrypted message; empty = kf_msg_or_event of open_kfid
    int attempt = 1;
    std::string url;  // with signature, timestamp, nonce
    std::string body;
};

enum class CallbackFate { Delivered, Retried, GivenUp, Dropped };

struct CallbackRecord {
    UnixMs time = 0;
    std::int64_t number = 0;
    std::string open_kfid;
    int attempt = 1;
    CallbackFate fate = CallbackFate::Delivered;
    std::string note;  // "200", "timeout", "refused", …
    UnixMs took_ms = 0;
};
[[nodiscard]] std::string_view callback_fate_name(CallbackFate fate);

class CallbackQueue {
  public:
    // The account has news. Within `coalesce_ms` of the first news, one callback stands for all.
    void note(const std::string& open_kfid, UnixMs now, UnixMs coalesce_ms);
    // An event with its own XML, at once.
    void note_event(std::string inner_xml, UnixMs now);
    // What the account had to tell is not told any more: it was withdrawn from the app.
    void forget_news(const std::string& open_kfid);
    // Takes what is due; each goes through the faults once, on its first attempt.
    std::vector<CallbackJob> take_due(UnixMs now, Faults& faults, std::mt19937_64& random);
    // Jobs that nobody will carry: there is no address.
    void discard(const std::vector<CallbackJob>& jobs);
    // What became of a job: a failed one is due again after `retry_ms`, until `tries` are used up.
    void report(const CallbackJob& job, bool delivered, const std::string& note, UnixMs took_ms, UnixMs now,
                UnixMs retry_ms, int tries);

    [[nodiscard]] const std::deque<CallbackRecord>& records() const { return records_; }
    [[nodiscard]] std::int64_t delivered() const { return delivered_; }
    [[nodiscard]] std::int64_t failed() const { return failed_; }
    [[nodiscard]] std::int64_t dropped() const { return dropped_; }
    // Nothing waits, and of everything handed out it is known what became of it.
    [[nodiscard]] bool idle() const {
        return news_.empty() && events_.empty() && waiting_.empty() && held_.empty() && in_flight_.empty();
    }
    // Empty, but with numbers of its own: reports on jobs of `other` find nothing.
    void begin_anew_after(const CallbackQueue& other);

  private:
    struct Waiting {
        UnixMs due = 0;
        CallbackJob job;
    };
    void enter(CallbackJob job, UnixMs now, Faults& faults, std::mt19937_64& random);
    void remember(CallbackRecord record);

    std::map<std::string, UnixMs> news_;  // account → due
    std::vector<Waiting> events_;         // have not met the faults yet
    std::vector<Waiting> waiting_;        // delayed and repeated jobs
    std::set<std::int64_t> in_flight_;    // numbers of jobs handed out and not reported yet
    std::vector<Waiting> held_;           // reordered: go out behind the next one, at the latest when due
    std::deque<CallbackRecord> records_;  // the last 200
    std::int64_t next_number_ = 1;
    std::int64_t delivered_ = 0;
    std::int64_t failed_ = 0;
    std::int64_t dropped_ = 0;
};

}  // namespace kf::sim
