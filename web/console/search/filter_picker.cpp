#include "web/console/search/filter_picker.h"

#include <algorithm>

#include "shared/console/inbox_view.h"
#include "shared/search/folding.h"

namespace kf::web {

namespace {

constexpr float kRow = 36, kWidth = 280, kPadding = 6;
constexpr int kRowsShown = 8;

bool holds(std::string_view text, const std::string& folded) {
    return folded_text(text).find(folded) != std::string::npos;
}

}  // namespace

PickerRows customer_rows(const Screen& screen, const std::string& folded) {
    const ConsoleState& state = screen.state;
    std::vector<const Conversation*> found;
    for (const auto& [id, entry] : state.conversations) {
        const CustomerId& customer = entry.head.customer;
        if (holds(customer_name(state, customer), folded) || holds(customer.value, folded)) {
            found.push_back(&entry.head);
        }
    }
    std::sort(found.begin(), found.end(), [](const Conversation* a, const Conversation* b) {
        return a->last.at != b->last.at ? a->last.at > b->last.at : a->id < b->id;
    });
    PickerRows rows;
    if (folded.empty()) rows.push_back({{}, std::string(screen.w.search_any_customer), {}});
    const auto open = state.conversations.find(state.selected);
    if (folded.empty() && open != state.conversations.end()) {
        const CustomerId& customer = open->second.head.customer;
        rows.push_back(
            {customer.value, customer_name(state, customer), std::string(screen.w.search_open_now)});
    }
    for (const Conversation* head : found) {
        if (rows.size() >= kMostPicked) break;
        const auto same = [&](const PickerRow& row) { return row.id == head->customer.value; };
        if (std::any_of(rows.begin(), rows.end(), same)) continue;
        rows.push_back({head->customer.value, customer_name(state, head->customer),
                        list_time(head->last.at, screen.clock, screen.w)});
    }
    return rows;
}

PickerRows writer_rows(const Screen& screen, const std::string& folded) {
    const ConsoleState& state = screen.state;
    PickerRows rows;
    for (const auto& [id, agent] : state.agents) rows.push_back({id.value, agent_name(state, id), {}});
    for (const ServicerId& servicer : state.servicers) {
        // Of one id the search finds what was written here and there.
        if (state.agents.count(AgentId{servicer.value}) != 0) continue;
        rows.push_back({servicer.value, servicer.value, std::string(screen.w.search_in_wecom)});
    }
    std::erase_if(rows,
                  [&](const PickerRow& row) { return !holds(row.name, folded) && !holds(row.id, folded); });
    std::sort(rows.begin(), rows.end(), [](const PickerRow& a, const PickerRow& b) {
        return a.hint != b.hint ? a.hint < b.hint : a.name != b.name ? a.name < b.name : a.id < b.id;
    });
    if (folded.empty()) rows.insert(rows.begin(), {{}, std::string(screen.w.search_anybody), {}});
    return rows;
}

std::optional<std::string> draw_filter_picker(const Screen& screen, Rect box, std::string_view name,
                                              std::string_view shown, std::string_view hint,
                                              PickerMemory& memory,
                                              PickerRows (*rows)(const Screen&, const std::string&)) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const IdScope scope(ui, name);
    const WidgetId popup = ui.choice_box(ui.id("box"), box, name, shown);
    if (!ui.popup_open(popup)) {
        memory.revision = 0;
        return std::nullopt;
    }
    const bool fresh = memory.revision == 0;
    if (fresh) {
        memory.field.take_events();  // the Escape that closed it the last time
        memory.field.set_value("");
        memory.field.focus();
        memory.field.capture_arrows(true);
    }
    const std::string& typed = memory.field.value();
    if (fresh || typed != memory.typed) {
        memory.active = 0;
        memory.scroll.jump(0);
    }
    if (fresh || typed != memory.typed || memory.revision != screen.state.revision) {
        memory.rows = rows(screen, folded_text(typed));
        memory.typed = typed;
        memory.revision = std::max<std::uint64_t>(1, screen.state.revision);
    }
    const int count = static_cast<int>(memory.rows.size());
    memory.active = std::clamp(memory.active, 0, std::max(0, count - 1));
    const float height = kRow * static_cast<float>(std::clamp(count, 1, kRowsShown));
    const auto rect = ui.begin_popup(popup, {std::max(kWidth, box.w), size::kField + height + 4 * kPadding},
                                     Role::Dialog, name);
    if (!rect) return std::nullopt;
    Rect rest = rect->inset(kPadding);
    memory.field.set_spec({.kind = FieldKind::Search,
                           .label = std::string(hint),
                           .placeholder = std::string(hint),
                           .max_length = 60});
    std::optional<std::string> chosen;
    bool close = false;
    for (const FieldEvent& event :
         ui.field(memory.field, rest.cut_top(size::kField), {.icon = Icon::Search})) {
        const bool down = event.kind == FieldEvent::Kind::Down;
        if (down || event.kind == FieldEvent::Kind::Up) {
            memory.active = std::clamp(memory.active + (down ? 1 : -1), 0, std::max(0, count - 1));
            const float top = static_cast<float>(memory.active) * kRow;
            memory.scroll.jump(std::clamp(memory.scroll.offset, top + kRow - memory.scroll.viewport, top));
        }
        if (event.kind == FieldEvent::Kind::Accept && !event.composing && count > 0) {
            chosen = memory.rows[static_cast<std::size_t>(memory.active)].id;
        }
        close = close || event.kind == FieldEvent::Kind::Escape;
    }
    rest.cut_top(2 * kPadding);
    ui.mirror().begin({.id = ui.id("list"), .role = Role::ListBox, .name = name, .rect = rest});
    if (count == 0) {
        ui.label(screen.w.search_no_name, rest.inset(10, 0), {.size = type::kNote, .color = theme.text2},
                 Role::Status);
    }
    const Rect content =
        ui.begin_scroll(ui.id("scroll"), rest, memory.scroll, static_cast<float>(count) * kRow);
    const RowRange visible = visible_rows(memory.scroll, kRow, count);
    for (int i = visible.first; i < visible.last; ++i) {
        const PickerRow& row = memory.rows[static_cast<std::size_t>(i)];
        const Rect place{content.x, content.y + static_cast<float>(i) * kRow, content.w, kRow};
        const bool active = i == memory.active;
        const Press press = ui.interact(
            {.id = ui.id(static_cast<std::uint64_t>(i)),
             .role = Role::Option,
             .name = row.hint.empty() ? row.name : row.name + "，" + row.hint,
             .rect = place,
             .state = {.selected = active, .tab_stop = false, .position = i + 1, .set_size = count}},
            true, 6);
        if (active || press.hovered) ui.fill(place, active ? theme.sel : theme.hover, 6);
        Rect inside = place.inset(10, 0);
        const float width = ui.text_width(row.hint, {type::kSmall, Weight::Regular});
        ui.text(row.hint, inside.cut_right(width),
                {.size = type::kSmall, .color = theme.text3, .align = Align::Right});
        inside.cut_right(8);
        ui.text(row.name, inside, {.color = theme.text});
        if (press) chosen = row.id;
    }
    ui.end_scroll();
    ui.mirror().end();
    ui.end_popup();
    if (chosen || close) ui.close_popup();
    return chosen;
}

}  // namespace kf::web
