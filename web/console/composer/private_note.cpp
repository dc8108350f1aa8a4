#include "web/console/composer/private_note.h"

#include <algorithm>

#include "shared/base/blank.h"
#include "shared/protocol/protocol.h"
#include "shared/search/folding.h"

namespace kf::web {

namespace {

constexpr float kNoteFoot = 34, kRow = 44;
constexpr std::size_t kMostRows = 6;
constexpr std::size_t kLongestName = 60;  // bytes typed after an @ that still look for a colleague

const std::string& shown_name(const Agent& agent) {
    return agent.name.empty() ? agent.id.value : agent.name;
}

struct MentionList {
    std::vector<const Agent*> agents;
    MentionTyped typed;
};

MentionList open_list(const Screen& screen, const Conversation& conversation,
                      const PrivateNoteMemory& memory) {
    const FieldSelection selection = memory.field.selection();
    if (selection.begin != selection.end || !memory.field.focused()) return {};
    const auto typed = mention_at_caret(memory.field.value(), selection.end);
    if (!typed || memory.dismissed_at == typed->at + 1) return {};
    MentionList list{mentionable(screen.state, conversation, typed->search), *typed};
    if (list.agents.size() > kMostRows) list.agents.resize(kMostRows);
    return list;
}

void take(const Agent& agent, const MentionTyped& typed, PrivateNoteMemory& memory) {
    const FieldSelection selection = memory.field.selection();
    memory.field.select({typed.at, selection.end});
    memory.field.insert_at_caret("@" + shown_name(agent) + " ");
    memory.chosen = 0;
}

void draw_list(const Screen& screen, Rect field, const MentionList& list, PrivateNoteMemory& memory,
               WidgetId popup) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const float height = 12 + kRow * static_cast<float>(std::max<std::size_t>(1, list.agents.size()));
    if (!ui.popup_open(popup)) ui.open_popup(popup, {field.x, field.y, 10, field.h});
    const auto rect = ui.begin_popup(popup, {280, height}, Role::ListBox, screen.w.mention_list);
    if (!rect) return;
    Rect rest = rect->inset(6);
    std::optional<MentionTyped> typed = list.typed;
    if (list.agents.empty())
        ui.label(screen.w.mention_none, rest.inset(10, 0), {.size = type::kNote, .color = theme.text2});
    for (std::size_t i = 0; i < list.agents.size(); ++i) {
        const Agent& agent = *list.agents[i];
        const Rect row = rest.cut_top(kRow);
        const Press press = ui.interact({.id = ui.id(agent.id.value),
                                         .role = Role::Option,
                                         .name = shown_name(agent),
                                         .rect = row,
                                         .state = {.selected = i == memory.chosen, .tab_stop = false}},
                                        true, 6);
        if (press.hovered || i == memory.chosen) ui.fill(row, theme.hover, 6);
        Rect inside = row.inset(8, 0);
        ui.avatar(inside.cut_left(30).centered({28, 28}), shown_name(agent), agent.id.value, 14);
        inside.cut_left(10);
        ui.text(role_words(agent.role, screen.w), inside,
                {.size = type::kSmall, .color = theme.text3, .align = Align::Right});
        ui.text(shown_name(agent), inside, {.color = theme.text});
        if (press) {
            take(agent, *typed, memory);
            memory.field.focus();
            ui.keep_drawing();
        }
    }
    ui.end_popup();
}

}  // namespace

PrivateNoteMemory::PrivateNoteMemory(FieldPort& fields)
    : field(fields, {.kind = FieldKind::Area, .label = "", .placeholder = ""}) {}

std::vector<const Agent*> mentionable(const ConsoleState& state, const Conversation& conversation,
                                      std::string_view search) {
    const std::string wanted = folded_text(search);
    std::vector<const Agent*> out;
    for (const auto& [id, agent] : state.agents) {
        if (id == state.self.id || agent.disabled || !may_see(agent, conversation)) continue;
        if (folded_text(agent.name).find(wanted) == std::string::npos &&
            folded_text(id.value).find(wanted) == std::string::npos)
            continue;
        out.push_back(&agent);
    }
    std::sort(out.begin(), out.end(), [](const Agent* a, const Agent* b) {
        return shown_name(*a) != shown_name(*b) ? shown_name(*a) < shown_name(*b) : a->id < b->id;
    });
    return out;
}

std::vector<AgentId> mentions_in(const ConsoleState& state, const Conversation& conversation,
                                 std::string_view text) {
    // The longest names first: in "@林晓东 " nobody means 林晓.
    std::vector<const Agent*> agents = mentionable(state, conversation, {});
    std::sort(agents.begin(), agents.end(),
              [](const Agent* a, const Agent* b) { return shown_name(*a).size() > shown_name(*b).size(); });
    std::vector<AgentId> out;
    for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
        const std::string_view rest = text.substr(at + 1);
        const auto found = std::find_if(agents.begin(), agents.end(), [&](const Agent* agent) {
            return rest.starts_with(shown_name(*agent));
        });
        if (found == agents.end()) continue;
        if (std::find(out.begin(), out.end(), (*found)->id) == out.end()) out.push_back((*found)->id);
    }
    return out;
}

std::optional<MentionTyped> mention_at_caret(std::string_view text, std::uint32_t caret) {
    if (caret > text.size()) return std::nullopt;
    const std::string_view before = text.substr(0, caret);
    const std::size_t at = before.rfind('@');
    if (at == std::string_view::npos) return std::nullopt;
    const std::string_view search = before.substr(at + 1);
    if (search.size() > kLongestName || search.find_first_of(" \n\t") != std::string_view::npos)
        return std::nullopt;
    // An address like name@shop.com asks for nobody.
    const char left = at == 0 ? ' ' : before[at - 1];
    const bool in_word =
        (left >= 'a' && left <= 'z') || (left >= 'A' && left <= 'Z') || (left >= '0' && left <= '9');
    if (in_word) return std::nullopt;
    return MentionTyped{static_cast<std::uint32_t>(at), search};
}

void draw_private_note(const Screen& screen, Rect area, const Conversation& conversation, Writing& writing,
                       PrivateNoteMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const WidgetId popup = ui.id("mention-popup");
    if (memory.conversation != conversation.id) {
        memory.conversation = conversation.id;
        memory.field.set_value(writing.note);
        memory.dismissed_at = 0;
    }
    Rect rest = area;
    Rect foot = rest.cut_bottom(kNoteFoot);
    const MentionList list = open_list(screen, conversation, memory);
    const bool listing = !list.agents.empty();
    memory.field.set_spec(
        {.kind = FieldKind::Area,
         .label = std::string(w.private_note),
         .placeholder = std::string(w.private_note_placeholder),
         .submit = screen.state.settings.send_key == SendKey::Enter ? SubmitKey::Enter : SubmitKey::CtrlEnter,
         .spell_check = true});
    memory.field.capture_arrows(listing);
    memory.chosen = listing ? std::min(memory.chosen, list.agents.size() - 1) : 0;
    bool submitted = false;
    const std::optional<MentionTyped> typed = listing ? std::optional(list.typed) : std::nullopt;
    for (const FieldEvent& event : ui.field(memory.field, rest, {.box = false, .padding_x = 0})) {
        switch (event.kind) {
            case FieldEvent::Kind::Up:
                if (listing) memory.chosen = (memory.chosen + list.agents.size() - 1) % list.agents.size();
                break;
            case FieldEvent::Kind::Down:
                if (listing) memory.chosen = (memory.chosen + 1) % list.agents.size();
                break;
            case FieldEvent::Kind::Accept:
                if (listing && !event.composing) take(*list.agents[memory.chosen], *typed, memory);
                break;
            case FieldEvent::Kind::Submit:
                submitted = submitted || !event.composing;
                break;
            case FieldEvent::Kind::Escape:
                if (listing)
                    memory.dismissed_at = typed->at + 1;
                else
                    memory.field.blur();
                break;
            case FieldEvent::Kind::PasteFiles:
                ui.toast({.text = std::string(w.private_note_no_files),
                          .tone = Tone::Info,
                          .action = {},
                          .on_action = {}});
                break;
            default:
                break;
        }
    }
    if (memory.focus_wanted) {
        memory.field.focus();
        memory.focus_wanted = false;
    }
    if (listing)
        draw_list(screen, rest, list, memory, popup);
    else if (ui.popup_open(popup))
        ui.close_popup();

    writing.note = memory.field.value();
    const std::string text = writing.note;
    std::string obstacle;
    if (is_blank(text)) obstacle = w.private_note_empty;
    if (text.size() > kMaxPrivateNoteBytes)
        obstacle = fill(w.private_note_too_long, {std::to_string(kMaxPrivateNoteBytes)});
    const ButtonSpec add{.label = w.private_note_add, .kind = ButtonKind::Plain, .disabled_reason = obstacle};
    const float width = ui.button_width(add);
    const Rect place = foot.cut_right(width).centered({width, 34});
    foot.cut_right(12);
    const bool pressed = ui.button(ui.id("add-note"), place, add).pressed;
    ui.label(w.private_note_hint, foot, {.size = type::kSmall, .color = theme.warn_text}, Role::Note);
    if ((pressed || submitted) && obstacle.empty()) {
        out.emplace_back(
            PrivateNotePressed{conversation.id, text, mentions_in(screen.state, conversation, text)});
        writing.note.clear();
        memory.field.set_value("");
        memory.field.focus();
        ui.keep_drawing();
    }
}

}  // namespace kf::web
