// The agents' program: the inbox, the open conversation, the composer, the customer.
#pragma once

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

    // As of Program (web/program/program.h).
    void draw(Ui& ui);
    void dispatch(ActionBody action);
    const ConsoleState& state() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace kf::web
