#include "web/admin/head/page_head.h"
#include "web/admin/words/admin_words.h"

#include <algorithm>
#include <utility>

namespace kf::web {

namespace {

constexpr float kNarrow = 640;

}  // namespace

PageHead::PageHead(const Screen& screen, Rect head, std::string_view name)
    : ui_(screen.ui), narrow_(head.w < kNarrow) {
    ui_.separator({head.x, head.bottom() - 1, head.w, 1});
    rest_ = head.inset(16, 0);
    const TextStyle style{.size = type::kTitle, .color = screen.theme().text, .weight = Weight::Semibold};
    const float width = ui_.text_width(name, {style.size, style.weight}) + 16;
    ui_.label(name, rest_.cut_left(std::min(width, rest_.w / 2)), style, Role::Heading);
}

bool PageHead::button(ButtonSpec spec) {
    spec.icon_only = narrow_ && !std::exchange(first_, false);
    const float width = spec.icon_only ? 34 : ui_.button_width(spec);
    const Rect place = rest_.cut_right(width).centered({width, 34});
    rest_.cut_right(8);
    return ui_.button(ui_.id(spec.label), place, spec).pressed;
}

TableWords table_words(const Screen& screen) {
    const AdminWords& w = admin_words(screen);
    return {.range = w.table_range,
            .previous = w.table_previous,
            .next = w.table_next,
            .ascending = w.table_ascending,
            .descending = w.table_descending};
}

void ask_to_leave(const Screen& screen, std::function<void()> leave) {
    screen.ui.toast({.text = std::string(admin_words(screen).unsaved_kept),
                     .tone = Tone::Warn,
                     .action = std::string(admin_words(screen).unsaved_leave),
                     .on_action = std::move(leave),
                     .duration_ms = 8000});
}

}  // namespace kf::web
