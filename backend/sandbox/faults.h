// The fault panel: what goes wrong on purpose, where, how often and with which chance.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/time.h"

namespace kf::sim {

enum class FaultKind {
    Latency,       // the answer comes `ms` later
    Busy,          // errcode −1, not carried out
    Errcode,       // any errcode, not carried out
    RateLimited,   // 45009, not carried out
    TokenInvalid,  // the token in use becomes invalid (40014)
    LostAnswer,    // carried out, then the connection breaks
    ServerError,   // an HTTP status ≥ 500 with an HTML page
    Garbage,       // 200 with bytes that are no JSON
    EmptyPage,     // sync_msg: no messages, has_more = 1
    RepeatedPage,  // sync_msg: the page comes, the cursor stays where it was
    SendFail,      // send_msg is accepted; msg_send_fail follows after `ms`
    CallbackDropped,
    CallbackDoubled,
    CallbackDelayed,    // by `ms`
    CallbackReordered,  // held back until another one has gone out, or `ms`
};

struct Fault {
    std::int64_t id = 0;
    FaultKind kind = FaultKind::Busy;
    std::string endpoint;      // last part of the path ("send_msg", "account/list"), "" = every endpoint
    int count = -1;            // how many times more; −1 = until removed
    double probability = 1.0;  // chance at each occasion
    UnixMs ms = 0;
    int errcode = 0;
    int status = 502;
    int fail_type = 0;
    bool carried_out = false;  // ServerError, Garbage: the request takes effect before the answer is spoilt
};

[[nodiscard]] std::string_view fault_name(FaultKind kind);
[[nodiscard]] std::optional<FaultKind> fault_kind(std::string_view name);
[[nodiscard]] const std::vector<FaultKind>& all_fault_kinds();

constexpr std::string_view kCallbackPath = "callback";  // stands for an endpoint where callbacks are meant
// Whether the fault's endpoint means this path: all of it, its last parts, or any when it is empty.
[[nodiscard]] bool fault_applies_to(const Fault& fault, std::string_view path);

// Faults are asked in the order in which they were added; one that strikes uses up one of its count.
class Faults {
  public:
    // Returns the id under which it can be removed.
    std::int64_t add(Fault fault);
    bool remove(std::int64_t id);
    void clear();

    // The first fault of this kind that strikes here now.
    std::optional<Fault> strike(FaultKind kind, std::string_view path, std::mt19937_64& random);
    [[nodiscard]] const std::vector<Fault>& list() const { return faults_; }

  private:
    std::vector<Fault> faults_;
    std::int64_t next_id_ = 1;
};

}  // namespace kf::sim
