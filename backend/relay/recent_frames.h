// The frames of the newest events, made when the first console needs them and shared by all that do.
#pragma once

#include <array>
#include <deque>

#include "backend/http/http_message.h"
#include "backend/storage/store.h"
#include "shared/base/time.h"

namespace kf {

// As whom a frame is for may read it: all of it, without the words of what was recalled, its number only.
enum class FrameForm { Whole, Blanked, Skipped };

class RecentFrames {
  public:
    // The event has just happened: its frames are worth keeping.
    void add(EventSeq seq, UnixMs now);
    // `now` in milliseconds stands in the frame; one that is shared is no older than kFreshMs, as consoles
    // set their clock by it.
    [[nodiscard]] SharedText frame(const StoredEvent& event, FrameForm form, UnixMs now);

    static constexpr UnixMs kFreshMs = 1'000;
    // A page of WeCom's with all that follows from it; what is older is made anew for who asks.
    static constexpr std::size_t kMaxEvents = 4'096;
    static constexpr std::size_t kMaxBytes = std::size_t{8} * 1024 * 1024;

  private:
    struct Kept {
        EventSeq seq = 0;
        UnixMs at = 0;
        std::array<SharedText, 3> forms;
    };
    [[nodiscard]] Kept* find(EventSeq seq);
    void forget_first();

    std::deque<Kept> kept_;  // contiguous numbers
    std::size_t bytes_ = 0;
};

}  // namespace kf
