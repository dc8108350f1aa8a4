#include "web/ui/widgets/table.h"

#include <algorithm>

#include "web/ui/platform/fill.h"

namespace kf::web {

namespace {

constexpr float kHead = 32, kPages = 44, kInset = 12, kBetween = 12;

std::vector<float> widths_of(std::span<const TableColumn> columns, float room) {
    std::size_t shown = columns.size();
    const auto least = [&] {
        float sum = kBetween * static_cast<float>(shown - 1);
        for (std::size_t i = 0; i < shown; ++i) sum += columns[i].least;
        return sum;
    };
    while (shown > 1 && least() > room) --shown;
    float shares = 0;
    for (std::size_t i = 0; i < shown; ++i) shares += columns[i].share;
    const float spare = std::max(0.f, room - least());
    std::vector<float> widths;
    for (std::size_t i = 0; i < shown; ++i)
        widths.push_back(columns[i].least + (shares > 0 ? spare * columns[i].share / shares : 0));
    if (shown == 1) widths[0] = room;
    return widths;
}

}  // namespace

Table::Table(Ui& ui, Rect area, const TableSpec& spec, TableMemory& memory)
    : ui_(ui), spec_(spec), widths_(widths_of(spec.columns, area.w - 2 * kInset)), scope_(ui, spec.name) {
    const int pages = std::max(1, (spec.rows + kTablePage - 1) / kTablePage);
    memory.page = std::clamp(memory.page, 0, pages - 1);
    draw_head(area.cut_top(kHead), memory);
    if (pages > 1) draw_pages(area.cut_bottom(kPages), memory);
    page_first_ = memory.page * kTablePage;
    const int on_page = std::min(kTablePage, spec.rows - page_first_);
    ui.mirror().begin({.id = ui.id("rows"), .role = Role::ListBox, .name = spec.name, .rect = area});
    content_ =
        ui.begin_scroll(ui.id("scroll"), area, memory.scroll, static_cast<float>(on_page) * spec.row_height);
    const RowRange range = visible_rows(memory.scroll, spec.row_height, on_page);
    first_ = page_first_ + range.first;
    last_ = page_first_ + range.last;
}

Table::~Table() {
    ui_.end_scroll();
    ui_.mirror().end();
}

void Table::draw_head(Rect head, TableMemory& memory) {
    const Theme& theme = ui_.theme();
    const IdScope scope(ui_, std::string_view("columns"));  // their numbers are not those of rows
    ui_.fill(head, theme.surface2);
    ui_.mirror().begin({.id = ui_.id("head"), .role = Role::Toolbar, .name = spec_.name, .rect = head});
    Rect rest = head.inset(kInset, 0);
    for (std::size_t i = 0; i < widths_.size(); ++i) {
        const TableColumn& column = spec_.columns[i];
        const Rect place = rest.cut_left(widths_[i]);
        rest.cut_left(kBetween);
        const bool sorted = memory.sorted == static_cast<int>(i);
        if (column.sorts) {
            const bool down = sorted && memory.descending;
            const Press press = ui_.interact({.id = ui_.id(static_cast<std::uint64_t>(i)),
                                              .role = Role::Button,
                                              .name = column.label,
                                              .rect = place,
                                              .description = !sorted ? std::string_view{}
                                                             : down  ? spec_.words.descending
                                                                     : spec_.words.ascending},
                                             true, 4);
            if (press.hovered) ui_.set_cursor(Cursor::Pointer);
            if (press) {
                memory.descending = sorted && !memory.descending;
                memory.sorted = static_cast<int>(i);
                memory.to_top();
                ui_.keep_drawing();
            }
        }
        const float width = ui_.text(column.label, place,
                                     {.size = type::kSmall,
                                      .color = sorted ? theme.text : theme.text3,
                                      .weight = sorted ? Weight::Semibold : Weight::Regular});
        if (sorted && width + 18 < place.w)
            ui_.icon(memory.descending ? Icon::ChevronDown : Icon::ChevronUp,
                     {place.x + width + 4, place.y, 14, place.h}, theme.text, 12);
    }
    ui_.mirror().end();
    ui_.separator({head.x, head.bottom() - 1, head.w, 1});
}

void Table::draw_pages(Rect foot, TableMemory& memory) {
    const Theme& theme = ui_.theme();
    ui_.separator({foot.x, foot.y, foot.w, 1});
    const int from = memory.page * kTablePage;
    const int to = std::min(from + kTablePage, spec_.rows);
    Rect rest = foot.inset(kInset, 0);
    const auto turn = [&](std::string_view id, Icon icon, std::string_view name, bool possible, int by) {
        const Rect place = rest.cut_right(36).centered({34, 34});
        // Where there is no page, the button says so by not answering.
        if (ui_.icon_button(ui_.id(id), place, icon, name, possible ? std::string_view{} : name) &&
            possible) {
            memory.page += by;
            memory.scroll.jump(0);
            ui_.keep_drawing();
        }
    };
    turn("next", Icon::ChevronRight, spec_.words.next, to < spec_.rows, 1);
    turn("previous", Icon::ChevronLeft, spec_.words.previous, memory.page > 0, -1);
    const std::string words =
        fill(spec_.words.range, {std::to_string(from + 1), std::to_string(to), std::to_string(spec_.rows)});
    ui_.label(words, rest, {.size = type::kSmall, .color = theme.text3}, Role::Status);
}

Press Table::row(int index, WidgetId id, std::string_view name, std::string_view description, bool selected) {
    const Theme& theme = ui_.theme();
    row_ = {content_.x, content_.y + static_cast<float>(index - page_first_) * spec_.row_height, content_.w,
            spec_.row_height};
    const Press press = ui_.interact(
        {.id = id,
         .role = Role::Option,
         .name = name,
         .rect = row_,
         .description = description,
         .state = {.selected = selected, .focusable = true, .position = index + 1, .set_size = spec_.rows}},
        true, 0);
    if (selected || press.hovered) ui_.fill(row_, selected ? theme.sel : theme.hover);
    if (selected) ui_.fill({row_.x, row_.y, 3, row_.h}, theme.brand);
    ui_.separator({row_.x, row_.bottom() - 1, row_.w, 1});
    return press;
}

Rect Table::cell(std::size_t column) const {
    if (column >= widths_.size()) return {};
    float x = row_.x + kInset;
    for (std::size_t i = 0; i < column; ++i) x += widths_[i] + kBetween;
    return {x, row_.y, widths_[column], row_.h};
}

}  // namespace kf::web
