// A voice: its length is the bubble's width; plays here, one after the other.
#include <algorithm>
#include <cmath>

#include "web/console/chat/bodies/kinds.h"

#include "web/text/amounts.h"

namespace kf::web {

namespace {

using namespace body;

constexpr float kPlayer = 42, kButton = 32, kRate = 40, kDot = 14;

double secs_of(const Media& media) {
    return media.duration_ms / 1000.0;
}

// Bars of a steady shape for each voice, so that it can be told from its neighbours; they are no measurement.
float bar_height(std::int64_t voice, int i) {
    const auto mixed =
        static_cast<std::uint32_t>(voice * 2654435761u + static_cast<std::uint32_t>(i) * 40503u);
    return 5 + static_cast<float>((mixed >> 7) % 14);
}

}  // namespace

BodyShape shape_voice(const BodyScene& scene) {
    BodyShape shape;
    const Media* media = scene.media.find("main");
    if (media == nullptr || media->state != MediaState::Ready) {
        shape.plane = Plane::Card;
        shape.size = media_state_size(scene, media);
        return shape;
    }
    const auto secs = static_cast<float>(std::min(60.0, secs_of(*media)));
    shape.size = {std::min(scene.most, 150 + secs * 2.6f), kPlayer};
    return shape;
}

void paint_voice(const BodyScene& scene, Rect box, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = scene.theme();
    const Media* media = scene.media.find("main");
    if (media == nullptr || media->state != MediaState::Ready)
        return paint_media_state(scene, media, Icon::Volume, box, press);
    const VoicePlayer& voices = scene.voices;
    const AudioPhase phase = voices.phase(media->id);
    const bool playing = phase == AudioPhase::Playing || phase == AudioPhase::Loading;
    const double whole = secs_of(*media);
    const double at = voices.position_secs(media->id);
    const std::string length = std::to_string(std::max(1, static_cast<int>(std::lround(whole)))) + "″";
    const bool own_plane = scene.ours;
    const Color quiet = own_plane ? theme.mine_text2 : theme.text2;

    Rect row = box.inset(6, 0);
    const Rect button = row.cut_left(kButton).centered({kButton, kButton});
    const std::string name = fill(playing ? scene.w().voice_pause : scene.w().voice_play, {length});
    const Press toggled = part(scene, press, "voice", Role::Button, name, button);
    if (toggled.hovered) ui.fill(button, theme.hover, kButton / 2);
    if (phase == AudioPhase::Loading)
        ui.spinner(button.center(), 8, theme.brand);
    else
        ui.icon(phase == AudioPhase::Failed ? Icon::Alert
                : playing                   ? Icon::Pause
                                            : Icon::Play,
                button, phase == AudioPhase::Failed ? theme.danger_text : theme.brand_text, 20);
    if (toggled) press = {.what = BodyPress::What::Voice, .media = media->id};

    const Rect rate = row.cut_right(kRate).centered({kRate - 4, kButton});
    const std::string_view rate_words = voices.rate() == 2.f    ? std::string_view("2×")
                                        : voices.rate() == 1.5f ? std::string_view("1.5×")
                                                                : std::string_view("1×");
    const Press faster =
        part(scene, press, "rate", Role::Button, fill(scene.w().voice_rate, {rate_words}), rate);
    if (faster.hovered) ui.fill(rate, theme.hover, radius::kControl);
    ui.text(rate_words, rate, {.size = type::kSmall, .color = quiet, .align = Align::Center});
    if (faster) press = {.what = BodyPress::What::VoiceRate};

    const std::string shown = playing || phase == AudioPhase::Paused ? length_words(at) : length;
    const float words = std::max(30.f, ui.text_width(shown, {type::kNote, Weight::Regular}));
    ui.text(shown, row.cut_right(words), {.size = type::kNote, .color = theme.text, .align = Align::Right});
    row.cut_right(6);
    row.cut_left(4);

    // The bars are the position: a press on them goes there while this voice is the one that plays.
    const double share = whole > 0 ? std::clamp(at / whole, 0.0, 1.0) : 0;
    const Color color = phase == AudioPhase::Idle && !scene.ours && !voices.heard(media->id)
                            ? theme.brand
                            : quiet.faded(0.75f);
    const int bars = std::max(3, static_cast<int>(row.w / 5));
    for (int i = 0; i < bars; ++i) {
        const float h = bar_height(media->id.value, i);
        const bool past = phase != AudioPhase::Idle && i < static_cast<int>(share * bars + 0.5);
        ui.fill({row.x + static_cast<float>(i) * 5, row.center().y - h / 2, 2.5f, h},
                past ? theme.brand : color, 1.25f);
    }
    if (phase == AudioPhase::Playing || phase == AudioPhase::Paused) {
        const Press seek = ui.interact({.id = ui.id("seek"),
                                        .role = Role::ProgressBar,
                                        .name = scene.w().voice_position,
                                        .rect = row,
                                        .state = {.focusable = false, .value = static_cast<float>(share)}});
        if (seek.hovered) ui.set_cursor(Cursor::Pointer);
        press.context = press.context || seek.context;
        if (seek)
            press = {.what = BodyPress::What::VoiceSeek,
                     .media = media->id,
                     .position_secs = whole * static_cast<double>((ui.input().pointer.at.x - row.x) /
                                                                  std::max(1.f, row.w))};
    }
    if (!scene.ours && !scene.inside && !voices.heard(media->id)) {
        ui.circle({box.right() + kDot, box.center().y}, 4, theme.danger);
        ui.mirror().leaf({.id = ui.id("unheard"),
                          .role = Role::Text,
                          .name = scene.w().voice_unheard,
                          .rect = {box.right() + kDot - 4, box.center().y - 4, 8, 8}});
    }
    if (phase == AudioPhase::Failed) {
        const AudioError error = voices.error(media->id);
        const std::string_view why = error == AudioError::Blocked       ? scene.w().voice_blocked
                                     : error == AudioError::NotPlayable ? scene.w().voice_not_playable
                                                                        : scene.w().voice_network;
        ui.mirror().leaf({.id = ui.id("voice-problem"), .role = Role::Alert, .name = why, .rect = box});
        ui.tooltip(ui.id("voice"), button, why);
    }
}

}  // namespace kf::web
