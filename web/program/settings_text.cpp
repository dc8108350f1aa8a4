#include "web/program/settings_text.h"

#include <algorithm>

namespace kf::web {

std::string settings_to_text(const Settings& settings) {
    std::string out = "language=";
    out += settings.language == Language::English ? "en" : "zh";
    out += ";theme=";
    out += settings.theme == ThemeChoice::Light  ? "light"
           : settings.theme == ThemeChoice::Dark ? "dark"
                                                 : "system";
    out += ";send=";
    out += settings.send_key == SendKey::CtrlEnter ? "ctrl_enter" : "enter";
    out += ";undo=" + std::to_string(settings.undo_secs);
    out += settings.sound ? ";sound=on" : ";sound=off";
    out += settings.desktop_notifications ? ";desktop=on" : ";desktop=off";
    return out;
}

Settings settings_from_text(std::string_view text) {
    Settings settings;
    while (!text.empty()) {
        const std::string_view part = text.substr(0, text.find(';'));
        text.remove_prefix(std::min(text.size(), part.size() + 1));
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos) continue;
        const std::string_view name = part.substr(0, equals), value = part.substr(equals + 1);
        if (name == "language" && value == "en") settings.language = Language::English;
        if (name == "theme" && value == "light") settings.theme = ThemeChoice::Light;
        if (name == "theme" && value == "dark") settings.theme = ThemeChoice::Dark;
        if (name == "send" && value == "ctrl_enter") settings.send_key = SendKey::CtrlEnter;
        if (name == "undo" && (value == "0" || value == "3" || value == "5"))
            settings.undo_secs = value.front() - '0';
        if (name == "sound") settings.sound = value != "off";
        if (name == "desktop") settings.desktop_notifications = value == "on";
    }
    return settings;
}

}  // namespace kf::web
