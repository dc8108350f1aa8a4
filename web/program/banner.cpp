#include "web/program/banner.h"

#include <algorithm>

#include "shared/protocol/protocol_codec.h"

namespace kf::web {

namespace {

constexpr float kBar = 40;
constexpr std::size_t kMostBars = 2;

UnixMs retry_in_secs(const Screen& screen) {
    const Connection& connection = screen.state.connection;
    // next_try_at is on the console's own clock; what is shown is on the server's.
    const UnixMs console_now = screen.clock.now - connection.clock_offset_ms;
    return std::max<UnixMs>(0, (connection.next_try_at - console_now + 999) / 1000);
}

bool nothing_loaded(const ConsoleState& state) {
    return state.connection.epoch.empty();
}

// The backend has been replaced by one that speaks to newer consoles; trying goes on, for it may come back.
bool is_outdated(const ConsoleState& state) {
    const Connection& connection = state.connection;
    return connection.link != Link::SignedOut && connection.problem == LinkProblem::OtherVersion;
}

struct BarColors {
    Color plane, words;
};
BarColors bar_colors(const Theme& theme, Tone tone) {
    switch (tone) {
        case Tone::Danger:
            return {theme.danger_soft, theme.danger_text};
        case Tone::Warn:
            return {theme.warn_soft, theme.warn_text};
        case Tone::Brand:
            return {theme.brand_soft, theme.brand_text};
        case Tone::Info:
            return {theme.info_soft, theme.info_text};
        case Tone::Neutral:
            return {theme.surface2, theme.text2};
    }
    return {theme.surface2, theme.text2};
}

}  // namespace

std::string connection_words(const Screen& screen) {
    const Words& w = screen.w;
    if (is_outdated(screen.state)) return std::string(w.link_other_version);
    switch (screen.state.connection.link) {
        case Link::Live:
            return std::string(screen.state.connection.in_doubt ? w.link_doubt : w.link_live);
        case Link::Starting:
        case Link::Loading:
            return std::string(w.link_loading);
        case Link::Connecting:
            return std::string(w.link_connecting);
        case Link::SignedOut:
            return std::string(w.link_signed_out);
        case Link::Offline:
            break;
    }
    if (!screen.ui.page().online()) return std::string(w.link_no_network);
    if (screen.state.connection.set_aside) return std::string(w.link_set_aside);
    const Connection& connection = screen.state.connection;
    if (!connection.refused_zh.empty())
        return screen.english() ? connection.refused_en : connection.refused_zh;
    if (nothing_loaded(screen.state)) return std::string(w.load_failed);
    const UnixMs secs = retry_in_secs(screen);
    return secs > 0 ? fill(w.link_retry_in, {std::to_string(secs)}) : std::string(w.link_retry_now);
}

std::vector<Banner> banners(const Screen& screen, bool ask_desktop) {
    const Words& w = screen.w;
    const Connection& connection = screen.state.connection;
    std::vector<Banner> out;
    // The first connection of a page is no news; one that is lost is.
    if (is_outdated(screen.state))
        out.push_back({connection_words(screen), Tone::Danger, Icon::Info, std::string(w.reload_page),
                       BannerAction::ReloadPage});
    else if (connection.link == Link::Offline || connection.in_doubt ||
             (connection.link == Link::Connecting && connection.attempts > 0))
        out.push_back(
            {connection_words(screen),
             nothing_loaded(screen.state) || !connection.refused_zh.empty() ? Tone::Danger : Tone::Warn,
             Icon::WifiOff, std::string(w.reconnect_now), BannerAction::Reconnect});
    if (connection.notice.code != NoticeCode::None && connection.notice.code != NoticeCode::Ok)
        out.push_back({screen.english() ? connection.notice.en : connection.notice.zh,
                       Tone::Danger,
                       Icon::Alert,
                       {},
                       BannerAction::None});
    if (connection.reloaded)
        out.push_back({std::string(w.reloaded_notice), Tone::Info, Icon::Info, std::string(w.close),
                       BannerAction::CloseReload});
    if (screen.state.sound_blocked && screen.state.settings.sound)
        out.push_back({std::string(w.sound_blocked), Tone::Info, Icon::VolumeOff,
                       std::string(w.sound_unblock), BannerAction::UnblockSound});
    if (ask_desktop)
        out.push_back({std::string(w.desktop_ask), Tone::Info, Icon::Bell, std::string(w.desktop_ask_yes),
                       BannerAction::AskDesktop, true});
    if (out.size() > kMostBars) out.resize(kMostBars);
    return out;
}

BannerPress draw_banners(const Screen& screen, Rect& area, bool ask_desktop) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("banner"));
    BannerPress press;
    const std::string status = connection_words(screen);
    ui.mirror().begin({.id = ui.id("status"),
                       .role = Role::Status,
                       .name = w.connection_label,
                       .rect = {area.x, area.y, area.w, 1}});
    ui.mirror().leaf(
        {.id = ui.id("words"), .role = Role::Text, .name = status, .rect = {area.x, area.y, area.w, 1}});
    ui.mirror().end();
    if (screen.state.connection.link == Link::Offline) ui.redraw_after(1000);

    std::uint64_t number = 0;
    for (const Banner& banner : banners(screen, ask_desktop)) {
        const IdScope bar_scope(ui, number++);
        const BarColors colors = bar_colors(screen.theme(), banner.tone);
        const bool narrow = area.w < 560;
        Rect bar = area.cut_top(narrow ? 56 : kBar);
        ui.fill(bar, colors.plane);
        ui.separator({bar.x, bar.bottom() - 1, bar.w, 1});
        Rect inside = bar.inset(narrow ? 12 : 20, 0);
        ui.icon(banner.icon, inside.cut_left(26).moved(-4, 0), colors.words, 18);
        const auto button = [&](std::string_view label, ButtonKind kind, std::string_view id) {
            const ButtonSpec spec{.label = label, .kind = kind, .text_size = type::kNote};
            const float width = ui.button_width(spec);
            const bool hit =
                ui.button(ui.id(id), inside.cut_right(width).centered({width, size::kControl}), spec).pressed;
            inside.cut_right(8);
            return hit;
        };
        if (banner.closable && button(w.desktop_ask_no, ButtonKind::Quiet, "no"))
            press.refused = banner.meaning;
        if (!banner.action.empty() && button(banner.action, ButtonKind::Plain, "yes"))
            press.pressed = banner.meaning;
        const TextLayout& words = ui.layout(banner.words, {.font = {type::kNote, Weight::Regular},
                                                           .width = inside.w,
                                                           .line_height = 1.35f,
                                                           .max_lines = narrow ? 3 : 2});
        ui.text(words, {inside.x, inside.center().y - words.size().h / 2}, colors.words);
        // The connection's words are the status' already.
        if (banner.words != status)
            ui.mirror().leaf({.id = ui.id("bar"), .role = Role::Note, .name = banner.words, .rect = inside});
    }
    return press;
}

}  // namespace kf::web
