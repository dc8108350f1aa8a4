// Settings of this browser: look, language, sending, alerts.
#pragma once

#include <optional>

#include "web/program/place.h"
#include "web/screen/screen.h"

namespace kf::web {

struct SettingsPress {
    bool test_alert = false;
    bool ask_desktop = false;  // the agent wants desktop notifications and the browser must be asked
    bool shortcuts = false;
    bool account = false;  // own sessions and password
    std::optional<AdminPage> admin;
};

SettingsPress draw_settings_popup(const Screen& screen, WidgetId popup, Intents& out);

}  // namespace kf::web
