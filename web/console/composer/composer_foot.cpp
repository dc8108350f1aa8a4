#include "web/console/composer/composer_foot.h"

#include <algorithm>

#include "shared/kf/message_codec.h"
#include "web/console/chat/chat_header.h"
#include "web/console/composer/field_words.h"

namespace kf::web {

namespace {

struct Foot {
    std::string words;
    Color color;
    bool alert = false;
};

// What the foot says: what is wrong, what sending costs, or which key sends.
Foot foot_words(const Screen& screen, const ComposerView& view, const SendPlan& plan, const Writing& writing,
                const ComposerMemory& memory, std::string_view obstacle) {
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const std::string& text = memory.field.value();
    if (writing.waiting) return {std::string(w.tray_waiting), theme.info_text, true};
    if (!plan.nothing() && view.enabled && !obstacle.empty())
        return {std::string(obstacle), theme.danger_text, true};
    if (memory.sent_nothing && plan.nothing()) return {std::string(w.send_empty), theme.warn_text, true};
    if (std::string held = held_back_words(screen, memory); !held.empty() && view.enabled)
        return {std::move(held), theme.warn_text, true};
    const auto left = static_cast<std::size_t>(std::max(0, view.left.messages));
    const auto unknown = find_variables(text);
    if (!unknown.empty()) {
        const auto [begin, end] = unknown.front();
        return {fill(w.variable_left, {text.substr(begin, end - begin)}), theme.warn_text, true};
    }
    if (view.enabled && screen.state.connection.link != Link::Live)
        return {std::string(w.offline_send), theme.warn_text, true};
    if (plan.texts.size() > 1)
        return {fill(w.split_hint,
                     {std::to_string(plan.texts.size()), std::to_string(plan.cost()), std::to_string(left)}),
                theme.warn_text, true};
    if (plan.attachments > 0)
        return {fill(w.cost_hint, {std::to_string(plan.cost()), std::to_string(left)}), theme.text2};
    const bool enter = screen.state.settings.send_key == SendKey::Enter;
    return {std::string(enter ? w.composer_hint_enter : w.composer_hint_ctrl), theme.text3};
}

}  // namespace

void draw_composer_foot(const Screen& screen, Rect row, const ComposerView& view, const SendPlan& plan,
                        const Writing& writing, const ComposerMemory& memory, std::string_view obstacle) {
    const Foot foot = foot_words(screen, view, plan, writing, memory, obstacle);
    const std::size_t bytes_now = memory.field.value().size();
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const std::string meter = window_meter(view.left, screen.w);
    const float wanted = ui.text_width(foot.words, {type::kSmall, Weight::Regular});
    const float chip = meter.empty() ? 0 : ui.chip_width(meter);
    // What went wrong comes before how much is left.
    if (!meter.empty() && (!foot.alert || chip + 24 + wanted < row.w)) {
        const Rect place = row.cut_left(chip);
        ui.chip({place.x, place.center().y}, meter, widget_tone(view.tone));
        ui.mirror().leaf({.id = ui.id("meter"), .role = Role::Text, .name = meter, .rect = place});
        row.cut_left(12);
    }
    const bool close = bytes_now * 10 > kMaxTextBytes * 8;
    const std::string bytes =
        plan.texts.size() > 1
            ? fill(screen.w.bytes_count, {std::to_string(bytes_now)})
            : fill(screen.w.bytes_used, {std::to_string(bytes_now), std::to_string(kMaxTextBytes)});
    const float width = ui.text_width(bytes, {type::kSmall, Weight::Regular});
    if (width < row.w && (close || row.w > 220) && (!foot.alert || width + 24 + wanted < row.w)) {
        ui.label(bytes, row.cut_left(width + 1),
                 {.size = type::kSmall, .color = close ? theme.warn_text : theme.text3});
        row.cut_left(12);
    }
    if (!foot.alert && wanted > row.w) return;
    if (foot.alert)
        ui.mirror().leaf({.id = ui.id("obstacle"), .role = Role::Alert, .name = foot.words, .rect = row});
    else if (plan.attachments > 0)
        ui.mirror().leaf({.id = ui.id("cost"), .role = Role::Text, .name = foot.words, .rect = row});
    if (wanted <= row.w) {
        ui.text(foot.words, row, {.size = type::kSmall, .color = foot.color, .align = Align::Right});
        return;
    }
    // What went wrong is read to its end, on a narrow window too.
    const TextLayout& lines =
        ui.layout(foot.words, {.font = {.size = type::kSmall}, .width = row.w, .max_lines = 2});
    ui.text(lines, {row.x, row.center().y - lines.size().h / 2}, foot.color);
}

}  // namespace kf::web
