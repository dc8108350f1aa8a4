// The administration: what is decided for the desk, a page each.
#pragma once

#include <memory>

#include "shared/console/actions.h"
#include "shared/console/state.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

class Ui;

// One per page. `platform` outlives it. Construction starts it; the address says which page
// (/admin#greetings).
class AdminApp {
  public:
    explicit AdminApp(Platform& platform);
    ~AdminApp();
    AdminApp(const AdminApp&) = delete;
    AdminApp& operator=(const AdminApp&) = delete;

    // As of Program (web/program/program.h).
    void draw(Ui& ui);
    void dispatch(ActionBody action);
    const ConsoleState& state() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace kf::web
