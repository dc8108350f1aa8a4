// Settings of this browser and of oneself, each value an action; what opens windows about them.
#include "web/console/actions/console_actions.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

namespace {

Offer unless_so(const ActionContext& context, bool already) {
    return {.refused = already ? std::string(context.screen.w.action_already_so) : std::string{}};
}

const Settings& now(const ActionContext& context) {
    return context.screen.state.settings;
}

template <auto Member, auto Value>
Offer offer_value(const ActionContext& context) {
    return unless_so(context, now(context).*Member == Value);
}

template <auto Member, auto Value>
void set_value(const ActionContext& context) {
    Settings next = now(context);
    next.*Member = Value;
    context.out.emplace_back(SettingsChanged{next});
}

template <auto Member, auto Value>
constexpr ConsoleAction setting(std::string_view id, ConsoleAction::Sentence label, Icon icon) {
    return {.id = id,
            .label = label,
            .icon = icon,
            .places = kInSettings,
            .offer = offer_value<Member, Value>,
            .run = set_value<Member, Value>};
}

// Only the one of the two that would change something.
template <bool On>
Offer sound_offer(const ActionContext& context) {
    return {.shown = now(context).sound != On};
}

Permission permission(const ActionContext& context) {
    return context.screen.ui.platform().notifications().permission();
}

bool desktop_on(const ActionContext& context) {
    return now(context).desktop_notifications && permission(context) == Permission::Granted;
}

Offer desktop_on_offer(const ActionContext& context) {
    const Words& w = context.screen.w;
    if (desktop_on(context)) return {.shown = false};
    if (permission(context) == Permission::Denied) return {.refused = std::string(w.desktop_denied)};
    if (permission(context) == Permission::Unsupported)
        return {.refused = std::string(w.desktop_unsupported)};
    return {};
}

void turn_desktop_on(const ActionContext& context) {
    if (permission(context) == Permission::Ask)
        context.wishes.ask_desktop = true;
    else
        set_value<&Settings::desktop_notifications, true>(context);
}

template <Presence P>
Offer presence_offer(const ActionContext& context) {
    return unless_so(context, context.screen.state.self.presence == P);
}

template <Presence P>
void choose_presence(const ActionContext& context) {
    context.out.emplace_back(PresenceChosen{P});
}

const ConsoleAction kSettingsActions[] = {
    setting<&Settings::theme, ThemeChoice::System>("set.theme_system", &Words::set_theme_system, Icon::Sun),
    setting<&Settings::theme, ThemeChoice::Light>("set.theme_light", &Words::set_theme_light, Icon::Sun),
    setting<&Settings::theme, ThemeChoice::Dark>("set.theme_dark", &Words::set_theme_dark, Icon::Moon),
    setting<&Settings::language, Language::Chinese>("set.language_zh", &Words::set_language_zh, Icon::Globe),
    setting<&Settings::language, Language::English>("set.language_en", &Words::set_language_en, Icon::Globe),
    setting<&Settings::send_key, SendKey::Enter>("set.send_enter", &Words::set_send_enter, Icon::Send),
    setting<&Settings::send_key, SendKey::CtrlEnter>("set.send_ctrl_enter", &Words::set_send_ctrl_enter,
                                                     Icon::Send),
    setting<&Settings::undo_secs, 0>("set.undo_off", &Words::set_undo_off, Icon::Clock),
    setting<&Settings::undo_secs, 3>("set.undo_three", &Words::set_undo_three, Icon::Clock),
    setting<&Settings::undo_secs, 5>("set.undo_five", &Words::set_undo_five, Icon::Clock),
    {.id = "set.sound_on",
     .label = &Words::set_sound_on,
     .icon = Icon::Volume,
     .places = kInSettings,
     .offer = sound_offer<true>,
     .run = set_value<&Settings::sound, true>},
    {.id = "set.sound_off",
     .label = &Words::set_sound_off,
     .icon = Icon::VolumeOff,
     .places = kInSettings,
     .offer = sound_offer<false>,
     .run = set_value<&Settings::sound, false>},
    {.id = "set.desktop_on",
     .label = &Words::set_desktop_on,
     .icon = Icon::Bell,
     .places = kInSettings,
     .offer = desktop_on_offer,
     .run = turn_desktop_on},
    {.id = "set.desktop_off",
     .label = &Words::set_desktop_off,
     .icon = Icon::BellOff,
     .places = kInSettings,
     .offer = [](const ActionContext& c) { return Offer{.shown = desktop_on(c)}; },
     .run = set_value<&Settings::desktop_notifications, false>},
    {.id = "set.online",
     .label = &Words::set_online,
     .icon = Icon::User,
     .places = kInSettings,
     .offer = presence_offer<Presence::Online>,
     .run = choose_presence<Presence::Online>},
    {.id = "set.away",
     .label = &Words::set_away,
     .icon = Icon::Clock,
     .places = kInSettings,
     .offer = presence_offer<Presence::Away>,
     .run = choose_presence<Presence::Away>},
    {.id = "set.test_alert",
     .label = &Words::self_test,
     .icon = Icon::Bell,
     .places = kInSettings,
     .run = [](const ActionContext& c) { c.wishes.test_alert = true; }},
    {.id = "set.account",
     .label = &Words::account,
     .icon = Icon::User,
     .places = kInSettings,
     .run = [](const ActionContext& c) { c.wishes.account = true; }},
    {.id = "help.shortcuts",
     .label = &Words::shortcut_help,
     .icon = Icon::Keyboard,
     .keys = {{{.key = Key::Character, .character = U'?', .in_fields = false}}},
     .places = kInSheet | kInPalette,
     .run = [](const ActionContext& c) { c.wishes.shortcuts = true; }},
};

}  // namespace

std::span<const ConsoleAction> settings_actions() {
    return kSettingsActions;
}

}  // namespace kf::web
