// The console: owns the state, gives actions to reduce(), carries out its effects, and draws the whole page.
#pragma once

#include <deque>
#include <memory>

#include "shared/console/actions.h"
#include "shared/console/state.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

class Ui;

// One per page. `platform` outlives it. Construction starts it: settings are read, the snapshot is asked for.
class ConsoleApp {
  public:
    explicit ConsoleApp(Platform& platform);
    ~ConsoleApp();
    ConsoleApp(const ConsoleApp&) = delete;
    ConsoleApp& operator=(const ConsoleApp&) = delete;

    // Draws a frame and takes in what the person did. Called by the frame loop.
    void draw(Ui& ui);
    // Something happened: reduces it and carries out the effects. Also outside of frames, also in a hidden
    // tab.
    void dispatch(ActionBody action);
    const ConsoleState& state() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace kf::web
