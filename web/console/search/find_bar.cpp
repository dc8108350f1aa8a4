#include "web/console/search/find_bar.h"

#include <algorithm>

#include "shared/search/search_terms.h"

namespace kf::web {

namespace {

// "3/12", "3/30+" while there are more than were asked for yet.
std::string count_words(const Screen& screen, const MessageSearch& find) {
    if (find.text.empty()) return {};
    if (!find.problem_zh.empty()) return std::string{screen.w.find_failed};
    if (find.loading && !find.answered) return "…";
    if (!find.answered) return {};
    if (find.hits.empty()) return std::string{screen.w.find_nothing};
    return std::to_string(find.current + 1) + "/" + std::to_string(find.hits.size()) +
           (find.has_more ? "+" : "");
}

bool shift_held(const FrameInput& input) {
    return std::any_of(input.keys.begin(), input.keys.end(),
                       [](const KeyEvent& key) { return key.key == Key::Enter && key.shift; });
}

}  // namespace

FindBarMemory::FindBarMemory(FieldPort& fields) : field(fields, {.kind = FieldKind::Search}) {}

bool draw_find_bar(const Screen& screen, Rect area, FindBarMemory& memory, Intents& out) {
    const MessageSearch& find = screen.state.find;
    if (!find.open) {
        memory.shown = false;
        return false;
    }
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const Theme& theme = screen.theme();
    const IdScope scope(ui, std::string_view("find"));
    ui.fill(area, theme.surface);
    ui.separator({area.x, area.bottom() - 1, area.w, 1});
    ui.mirror().begin({.id = ui.id("bar"), .role = Role::Search, .name = w.find_label, .rect = area});
    Rect row = area.inset(12, 8);
    const Rect close_at = row.cut_right(36);
    const Rect newer_at = row.cut_right(36);
    const Rect older_at = row.cut_right(36);
    row.cut_right(8);
    const std::string count = count_words(screen, find);
    const Rect count_at = row.cut_right(std::min(120.f, row.w * 0.35f));
    row.cut_right(8);

    memory.field.set_spec({.kind = FieldKind::Search,
                           .label = std::string(w.find_label),
                           .placeholder = std::string(w.find_label),
                           .max_length = 200});
    if (!memory.shown || memory.focus_wanted) {
        if (!memory.shown) memory.field.set_value(find.text);
        memory.field.focus();
        memory.field.select({0, static_cast<std::uint32_t>(memory.field.value().size())});
        memory.shown = true;
        memory.focus_wanted = false;
    }
    bool close = false;
    for (const FieldEvent& event : ui.field(memory.field, row, {.icon = Icon::Search})) {
        if (event.kind == FieldEvent::Kind::Input && !event.composing) {
            out.emplace_back(FindTyped{memory.field.value()});
        }
        if (event.kind == FieldEvent::Kind::Submit) {
            out.emplace_back(FindStepped{shift_held(ui.input()) ? -1 : 1});
        }
        if (event.kind == FieldEvent::Kind::Escape) close = true;
    }
    ui.label(count, count_at,
             {.size = type::kSmall,
              .color = find.answered && find.hits.empty() ? theme.danger_text : theme.text2,
              .align = Align::Right},
             Role::Status);
    const std::string_view none =
        find.answered && !find.hits.empty() ? std::string_view{} : std::string_view{w.find_no_hits};
    if (ui.icon_button(ui.id("older"), older_at, Icon::ChevronUp, w.find_older, none)) {
        out.emplace_back(FindStepped{1});
    }
    if (ui.icon_button(ui.id("newer"), newer_at, Icon::ChevronDown, w.find_newer, none)) {
        out.emplace_back(FindStepped{-1});
    }
    if (ui.icon_button(ui.id("close"), close_at, Icon::Close, w.find_close)) close = true;
    ui.mirror().end();
    if (close) out.emplace_back(FindClosed{});
    return close;
}

void follow_search(const ConsoleState& state, FindBarMemory& memory, StreamMemory& stream) {
    const JumpTarget& jump = state.jump;
    if (jump.number != memory.jumped && jump.conversation == state.selected) {
        memory.jumped = jump.number;
        stream.reveal = jump.message;
        stream.at_end = false;
        memory.end_wanted = jump.message.empty();
    }
    // Once the window reaches the newest message, the stream stays at it by itself.
    const auto thread = state.threads.find(state.selected);
    if (memory.end_wanted && thread != state.threads.end() && thread->second.loaded &&
        !thread->second.has_newer) {
        memory.end_wanted = false;
        stream.at_end = true;
    }
    const MessageSearch& find = state.find;
    if (!find.open || find.text.empty()) {
        stream.find = {};
        memory.marked.clear();
        return;
    }
    if (memory.marked != find.text) {
        memory.marked = find.text;
        memory.terms = search_terms(find.text);
    }
    stream.find.terms = memory.terms;
    stream.find.now = {};
    if (find.current < find.hits.size()) {
        stream.find.now = find.hits[find.current].id;
    }
}

}  // namespace kf::web
