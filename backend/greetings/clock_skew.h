// How far our clock is behind WeCom's, as far as arriving messages prove it.
#pragma once

#include "shared/base/time.h"

namespace kf {

// A message cannot arrive before it was sent: when it does by our clock, our clock is behind by at least that
// much, and what we take for young is older. The other way round nothing is proven (a late message looks the
// same as a clock that is ahead), so a clock that is ahead only makes codes look older than they are.
class ClockSkew {
  public:
    // A message with WeCom's time `sent_at` is here at `now`.
    void note(UnixMs now, UnixSecs sent_at);
    // ms to add to an age by our clock; ≥ 0. Proof older than 10 to 20 minutes is forgotten, as clocks are
    // set right.
    [[nodiscard]] UnixMs behind(UnixMs now) const;

  private:
    UnixMs begun_ = 0;  // of the present period
    UnixMs present_ = 0, former_ = 0;
};

}  // namespace kf
