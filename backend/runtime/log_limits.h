// How many lines the log takes of one cause, from one address and from all: a stranger who makes a mistake
// ten thousand times a second must fill neither the disk nor the reader's screen. What is left out is
// counted.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "shared/base/time.h"

namespace kf {

class LogLimits {
  public:
    static constexpr int kBurst = 100, kPerSec = 5;               // of one cause and one address
    static constexpr int kBurstOfCause = 500, kCausePerSec = 25;  // of one cause, all addresses together
    // More addresses than this (of all causes) share what their cause has.
    static constexpr std::size_t kMaxKnown = 2048;
    static constexpr std::size_t kMostTold = 20;
    // So long after the last line that was left out its count is told, if no later line has told it.
    static constexpr UnixMs kToldAfterMs = 10'000;

    struct Verdict {
        bool write = true;
        std::int64_t left_out = 0;  // of the same cause and address, since the last line that was written
    };
    // `now` never goes back. `address` may be empty.
    [[nodiscard]] Verdict admit(std::string_view event, std::string_view address, UnixMs now);

    struct LeftOut {
        std::string event, address;
        std::int64_t count = 0;
    };
    // What nobody was told yet; each once. More than kMostTold are told by cause alone.
    [[nodiscard]] std::vector<LeftOut> untold(UnixMs now, UnixMs quiet_for = kToldAfterMs);

  private:
    struct Kept {
        std::string event, address;
        double tokens = 0;
        UnixMs filled_at = 0, left_out_at = 0;
        std::int64_t left_out = 0;
    };
    Kept& kept(std::string_view event, std::string_view address, int burst, UnixMs now);
    static bool take(Kept& kept, int burst, int per_sec, UnixMs now);
    void forget_quiet_ones(UnixMs now);

    std::unordered_map<std::string, Kept> kept_;  // by event, a line end, address
};

// ---- of the log itself (log.h)

// Writes how many lines were left out since the last one that was written (log.left_out); before the end.
void log_what_was_left_out();
// Where lines go; 2 until somebody says otherwise.
void set_log_descriptor(int descriptor);
// For tests, which see every line while they capture the log: begins anew with full limits.
void apply_log_limits();

}  // namespace kf
