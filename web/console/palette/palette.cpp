#include "web/console/palette/palette.h"

#include <algorithm>
#include <map>

#include "shared/search/folding.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

namespace {

constexpr float kPaletteRow = 40, kPaletteHeading = 30;
constexpr std::size_t kMostFound = 20;  // of conversations, and of customers
constexpr std::size_t kMostRecent = 8;  // of conversations, while nothing is typed
// Asking the browser for pinyin takes some µs for a name: so many in a frame.
constexpr std::size_t kNamesPerFrame = 500;

struct Found {
    int fit = 0;
    const PaletteEntry* entry = nullptr;
};

// Better fits first; among equals what was opened last, then what was written in last.
bool found_before(const Found& a, const Found& b) {
    if (a.fit != b.fit) return a.fit > b.fit;
    const bool lately = a.entry->recent != 0, b_lately = b.entry->recent != 0;
    if (lately != b_lately) return lately;
    if (lately && a.entry->recent != b.entry->recent) return a.entry->recent < b.entry->recent;
    if (a.entry->at != b.entry->at) return a.entry->at > b.entry->at;
    return a.entry->id < b.entry->id;
}

void collect(const Screen& screen, PaletteMemory& memory) {
    const ConsoleState& state = screen.state;
    std::map<ConversationId, int> recent;
    for (const ConversationId id : state.recently_opened)
        recent.emplace(id, static_cast<int>(recent.size()) + 1);
    memory.entries.clear();
    memory.entries.reserve(state.conversations.size());
    for (const auto& [id, entry] : state.conversations) {
        const auto lately = recent.find(id);
        memory.entries.push_back({.id = id,
                                  .ended = entry.head.desk_state == DeskState::Ended,
                                  .at = entry.head.last.at,
                                  .recent = lately == recent.end() ? 0 : lately->second});
    }
    // Those that are found first have their names first.
    std::sort(memory.entries.begin(), memory.entries.end(), [](const PaletteEntry& a, const PaletteEntry& b) {
        return found_before({1, &a}, {1, &b});
    });
    memory.named = 0;
}

const std::string& initials_of(Ui& ui, const std::string& name, PaletteMemory& memory) {
    const auto [at, fresh] = memory.initials.try_emplace(name);
    if (fresh) at->second = folded_text(ui.page().pinyin_initials(name));
    return at->second;
}

// Whether names were added.
bool name_some(const Screen& screen, PaletteMemory& memory) {
    const std::size_t end = std::min(memory.entries.size(), memory.named + kNamesPerFrame);
    const bool some = memory.named < end;
    for (; memory.named < end; ++memory.named) {
        PaletteEntry& entry = memory.entries[memory.named];
        const auto found = screen.state.conversations.find(entry.id);
        if (found == screen.state.conversations.end()) continue;
        const CustomerId& id = found->second.head.customer;
        const std::string name = customer_name(screen.state, id);
        entry.name = {folded_text(name), initials_of(screen.ui, name, memory)};
        const auto customer = screen.state.customers.find(id);
        if (customer != screen.state.customers.end()) entry.note = folded_text(customer->second.note);
    }
    if (memory.named < memory.entries.size()) screen.ui.keep_drawing();
    return some;
}

int entry_fit(const PaletteEntry& entry, const std::string& typed) {
    // A note says something about the customer, a name is the customer.
    if (const int fit = palette_fit(entry.name, typed); fit != 0) return fit + 1;
    return entry.note.find(typed) != std::string::npos ? 1 : 0;
}

void add_conversations(std::string_view heading, bool ended, const std::string& typed,
                       PaletteMemory& memory) {
    std::vector<Found> found;
    for (std::size_t i = 0; i < memory.named; ++i) {
        const PaletteEntry& entry = memory.entries[i];
        if (entry.ended != ended) continue;
        const int fit = typed.empty() ? 1 : entry_fit(entry, typed);
        if (fit != 0) found.push_back({fit, &entry});
    }
    const std::size_t count = std::min(found.size(), typed.empty() ? kMostRecent : kMostFound);
    std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(),
                      found_before);
    if (count > 0) memory.rows.push_back({.heading = heading});
    for (std::size_t i = 0; i < count; ++i) memory.rows.push_back({.conversation = found[i].entry->id});
}

void add_actions(const Screen& screen, const ActionContext& context, std::string_view heading,
                 ActionPlace place, const std::string& typed, PaletteMemory& memory) {
    struct FoundAction {
        int fit = 0;
        bool possible = false;
        const ConsoleAction* action = nullptr;
    };
    std::vector<FoundAction> found;
    for (const ConsoleAction& action : console_actions()) {
        if (!action.stands_in(place)) continue;
        const Offer offer = action.offered(context);
        if (!offer.shown) continue;
        const std::string label(screen.w.*action.label_in(context));
        const PaletteName name{folded_text(label), initials_of(screen.ui, label, memory)};
        const int fit = typed.empty() ? 1 : palette_fit(name, typed);
        if (fit != 0) found.push_back({fit, offer.possible(), &action});
    }
    std::stable_sort(found.begin(), found.end(), [](const FoundAction& a, const FoundAction& b) {
        return a.possible != b.possible ? a.possible : a.fit > b.fit;
    });
    if (!found.empty()) memory.rows.push_back({.heading = heading});
    for (const FoundAction& one : found) memory.rows.push_back({.action = one.action});
}

void look_up_all(const Screen& screen, const ActionContext& context, PaletteMemory& memory) {
    const Words& w = screen.w;
    const std::string typed = folded_text(memory.typed);
    memory.rows.clear();
    add_conversations(w.list_name, false, typed, memory);
    if (!typed.empty()) add_conversations(w.palette_customers, true, typed, memory);
    add_actions(screen, context, w.palette_actions, kInPalette, typed, memory);
    add_actions(screen, context, w.settings, kInSettings, typed, memory);
}

bool is_choice(const PaletteRow& row) {
    return row.heading.empty();
}

// The next choice in that direction, over headings; stays where there is none.
int stepped(const PaletteMemory& memory, int by) {
    const int count = static_cast<int>(memory.rows.size());
    for (int i = memory.active + by; i >= 0 && i < count; i += by)
        if (is_choice(memory.rows[static_cast<std::size_t>(i)])) return i;
    return memory.active;
}

float row_height(const PaletteRow& row) {
    return is_choice(row) ? kPaletteRow : kPaletteHeading;
}

struct RowWords {
    std::string label, hint, refused;
    Icon icon = Icon::Chat;
};

RowWords words_of_row(const Screen& screen, const ActionContext& context, const PaletteRow& row) {
    if (row.action != nullptr) {
        std::string label(screen.w.*row.action->label_in(context));
        if (row.action->asks_more) label += asks_more(screen);
        return {label, stroke_words(row.action->keys[0], keyboard_of(screen.ui)),
                row.action->offered(context).refused, row.action->icon};
    }
    RowWords out;
    const auto found = screen.state.conversations.find(row.conversation);
    if (found == screen.state.conversations.end()) return out;
    out.label = customer_name(screen.state, found->second.head.customer);
    const auto account = screen.state.accounts.find(found->second.head.account);
    if (account != screen.state.accounts.end()) out.hint = account->second.name;
    return out;
}

}  // namespace

PaletteMemory::PaletteMemory(FieldPort& fields) : field(fields, {.kind = FieldKind::Search}) {}

void draw_palette(const Screen& screen, PaletteMemory& memory, ActionWishes& wishes, Intents& out) {
    if (!memory.open) {
        memory.shown = false;
        return;
    }
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const ActionContext context{screen, out, wishes, screen.state.selected};
    const bool fresh = !std::exchange(memory.shown, true);
    if (fresh) {
        memory.field.take_events();
        memory.field.set_value("");
        collect(screen, memory);
    }
    const bool named = name_some(screen, memory);
    const bool typed = memory.typed != memory.field.value();
    if (fresh || typed) {
        memory.active = 0;
        memory.scroll.jump(0);
    }
    memory.typed = memory.field.value();
    if (fresh || typed || named) look_up_all(screen, context, memory);
    memory.active = std::clamp(memory.active, 0, std::max(0, static_cast<int>(memory.rows.size()) - 1));
    if (!memory.rows.empty() && !is_choice(memory.rows[static_cast<std::size_t>(memory.active)]))
        memory.active = stepped(memory, 1);

    const DialogResult dialog = ui.begin_dialog(ui.id("palette"), {560, 520}, w.palette, w.close);
    const IdScope scope(ui, std::string_view("palette"));
    Rect rest = dialog.body;
    memory.field.set_spec({.kind = FieldKind::Search,
                           .label = std::string(w.palette_hint),
                           .placeholder = std::string(w.palette_hint),
                           .max_length = 60});
    memory.field.capture_arrows(true);
    if (fresh) memory.field.focus();
    bool close = dialog.dismissed;
    const PaletteRow* taken = nullptr;
    const auto top_of = [&](int row) {
        float top = 0;
        for (int i = 0; i < row; ++i) top += row_height(memory.rows[static_cast<std::size_t>(i)]);
        return top;
    };
    for (const FieldEvent& event :
         ui.field(memory.field, rest.cut_top(size::kField), {.icon = Icon::Search})) {
        const bool down = event.kind == FieldEvent::Kind::Down;
        if (down || event.kind == FieldEvent::Kind::Up) {
            memory.active = stepped(memory, down ? 1 : -1);
            const float top = top_of(memory.active);
            memory.scroll.jump(std::clamp(memory.scroll.offset, top + kPaletteRow - memory.scroll.viewport,
                                          std::max(0.f, top - kPaletteHeading)));
            ui.keep_drawing();
        }
        if (event.kind == FieldEvent::Kind::Accept && !event.composing && !memory.rows.empty())
            taken = &memory.rows[static_cast<std::size_t>(memory.active)];
        close = close || event.kind == FieldEvent::Kind::Escape;
    }
    rest.cut_top(8);
    ui.mirror().begin({.id = ui.id("list"), .role = Role::ListBox, .name = w.palette, .rect = rest});
    const int count = static_cast<int>(memory.rows.size());
    const Rect content = ui.begin_scroll(ui.id("scroll"), rest, memory.scroll, top_of(count));
    float y = content.y;
    for (int i = 0; i < count; ++i) {
        const PaletteRow& row = memory.rows[static_cast<std::size_t>(i)];
        const Rect place{content.x, y, content.w, row_height(row)};
        y += place.h;
        if (!ui.visible(place)) continue;
        if (!is_choice(row)) {
            ui.text(row.heading, place.inset(10, 0), {.size = type::kSmall, .color = theme.text3});
            continue;
        }
        const RowWords words = words_of_row(screen, context, row);
        const bool active = i == memory.active;
        const Press press = ui.interact(
            {.id = ui.id(static_cast<std::uint64_t>(i)),
             .role = Role::Option,
             .name = listed(w, {words.label, words.hint}),
             .rect = place,
             .description = words.refused,
             .state = {.disabled = !words.refused.empty(), .selected = active, .tab_stop = false}},
            true, 6);
        if (active || press.hovered) ui.fill(place, active ? theme.sel : theme.hover, 6);
        const Color color = words.refused.empty() ? theme.text : theme.text3;
        Rect inside = place.inset(10, 0);
        ui.icon(words.icon, inside.cut_left(26), theme.text2, 17);
        const float width =
            std::min(ui.text_width(words.hint, {type::kSmall, Weight::Regular}), inside.w / 2);
        ui.text(words.hint, inside.cut_right(width),
                {.size = type::kSmall, .color = theme.text3, .align = Align::Right});
        inside.cut_right(8);
        ui.text(words.label, inside, {.color = color});
        if (press) taken = &row;
    }
    ui.end_scroll();
    // Behind the scroll area, which takes every press in its place that was declared before.
    if (count == 0)
        ui.label(w.palette_nothing, rest.cut_top(kPaletteRow).inset(10, 0),
                 {.size = type::kNote, .color = theme.text2}, Role::Status);
    ui.mirror().end();
    ui.end_dialog();
    if (taken != nullptr && is_choice(*taken)) {
        close = true;
        if (taken->action != nullptr) {
            memory.chosen = taken->action;
        } else {
            out.emplace_back(ConversationOpened{taken->conversation});
            wishes.write = true;
        }
    }
    if (!close) return;
    memory.open = false;
    ui.keep_drawing();
}

}  // namespace kf::web
