#include "web/console/inbox/inbox_row.h"

#include <algorithm>

#include "web/console/customer/customer_avatar.h"
#include "web/text/wechat_emoticons.h"

namespace kf::web {

namespace {

// A window is worth showing only when little of it is left: what every row says is read by nobody.
bool shows_window(const InboxRow& row) {
    return row.window_tone == kf::Tone::Soon || row.window_tone == kf::Tone::Bad;
}

// From here on somebody waits long enough to be seen from afar.
constexpr UnixMs kLongWaitMs = 2 * 60'000;

// Behind the name, in lists that hold more than one's own and more than one account.
std::string belonging(const Screen& screen, const InboxRow& row) {
    std::string out;
    if (screen.state.accounts.size() > 1) out = account_name(screen.state, row.account);
    if (row.desk_state == DeskState::Assigned && row.agent != screen.state.self.id) {
        if (!out.empty()) out += " · ";
        out += agent_name(screen.state, row.agent);
    }
    return out;
}

// What whoever answers has to notice first, in a chip of its own; empty: nothing.
std::string notice_words(const Screen& screen, const InboxRow& row) {
    if (row.undelivered) return std::string(screen.w.row_undelivered);
    if (row.called) return std::string(screen.w.row_called);
    return row.handed_by.empty() ? std::string()
                                 : fill(screen.w.row_handed, {agent_name(screen.state, row.handed_by)});
}

}  // namespace

std::string row_name(const Screen& screen, const InboxRow& row) {
    const Words& w = screen.w;
    std::string name = row.name;
    const auto add = [&](std::string_view part) {
        if (!part.empty()) name.append(w.comma).append(part);
    };
    if (row.unread > 0) add(fill_count(w.row_unread_one, w.row_unread_many, row.unread));
    add(notice_words(screen, row));
    add(with_emoji(row.last));
    add(list_time(row.last_at, screen.clock, w));
    if (shows_window(row)) add(window_chip(row.window, w));
    if (row.waits) add(waiting_words(row.waiting_since, screen.state.now, w));
    if (row.pinned) add(w.row_pinned);
    if (row.marked_unread) add(w.row_mark_unread);
    if (row.missed) add(w.row_missed);
    if (row.desk_state == DeskState::Assigned && row.agent != screen.state.self.id)
        add(fill(w.row_with_agent, {agent_name(screen.state, row.agent)}));
    else
        add(state_words(row.desk_state, w));
    if (screen.state.accounts.size() > 1) add(account_name(screen.state, row.account));
    return name;
}

void paint_row(const Screen& screen, Rect rect, const InboxRow& row, bool selected, const Press& press) {
    Ui& ui = screen.ui;
    const Theme& theme = ui.theme();
    const Rect plate{rect.x + 6, rect.y, rect.w - 12, rect.h};
    if (selected || row.pinned) ui.fill(plate, selected ? theme.sel : theme.surface2, radius::kCard);
    if (press.held) {
        ui.fill(plate, theme.pressed, radius::kCard);
    } else if (press.hovered && !selected) {
        ui.fill(plate, theme.hover, radius::kCard);
    }

    Rect inside = plate.inset(12, 0);
    const Rect avatar = inside.cut_left(44).centered({44, 44});
    draw_customer_avatar(screen, avatar, row.customer, row.initials, radius::kCard);
    const Color plane = selected ? theme.sel : row.pinned ? theme.surface2 : theme.surface;
    const Point corner{avatar.right() - 3, avatar.y + 3};
    ui.badge(corner, row.unread, plane);
    // Read is not answered: who waits has a mark of their own.
    if (row.unread == 0 && (row.waits || row.marked_unread)) {
        ui.circle(corner, 7, plane);
        ui.circle(corner, 5, row.marked_unread ? theme.danger_fill : theme.warn);
    }
    inside.cut_left(12);

    const float middle = rect.y + rect.h / 2;
    Rect upper{inside.x, middle - 23, inside.w, 22};
    Rect lower{inside.x, middle + 1, inside.w, 20};

    const std::string time = list_time(row.last_at, screen.clock, screen.w);
    const float time_width = ui.text_width(time, {type::kSmall, Weight::Regular});
    ui.text(time, upper.cut_right(time_width),
            {.size = type::kSmall, .color = theme.text3, .align = Align::Right});
    if (row.missed) ui.icon(Icon::Alert, upper.cut_right(20), theme.warn_text, 14);
    upper.cut_right(8);
    const float name_width = ui.text(row.name, upper, {.color = theme.text, .weight = Weight::Semibold});
    if (const std::string words = belonging(screen, row); !words.empty()) {
        Rect rest = upper;
        rest.cut_left(name_width + 8);
        if (rest.w > 36) ui.text(words, rest, {.size = type::kSmall, .color = theme.text3});
    }

    if (const std::string notice = notice_words(screen, row); !notice.empty()) {
        const float width = std::min(ui.chip_width(notice), lower.w);
        ui.chip({lower.right() - width, lower.y + lower.h / 2}, notice,
                row.undelivered ? Tone::Danger : Tone::Info);
        lower.cut_right(width + 8);
    } else if (shows_window(row)) {
        const std::string chip = window_chip(row.window, screen.w);
        const float width = ui.chip_width(chip);
        ui.chip({lower.right() - width, lower.y + lower.h / 2}, chip, widget_tone(row.window_tone));
        lower.cut_right(width + 8);
    } else if (row.waits || row.elsewhere) {
        const bool long_wait = row.waits && screen.state.now - row.waiting_since >= kLongWaitMs;
        const std::string words = row.waits ? waiting_words(row.waiting_since, screen.state.now, screen.w)
                                            : std::string(state_words(row.desk_state, screen.w));
        const float width = ui.text_width(words, {type::kSmall, Weight::Regular});
        ui.text(words, lower.cut_right(width),
                {.size = type::kSmall, .color = long_wait ? theme.warn_text : theme.text3});
        lower.cut_right(8);
    }
    ui.text(with_emoji(row.last), lower, {.size = type::kNote, .color = theme.text2});
}

}  // namespace kf::web
