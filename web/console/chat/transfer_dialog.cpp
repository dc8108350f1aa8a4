#include "web/console/chat/transfer_dialog.h"

#include <algorithm>

namespace kf::web {

namespace {

constexpr float kRow = 56;

int presence_order(Presence presence) {
    switch (presence) {
        case Presence::Online:
            return 0;
        case Presence::Away:
            return 1;
        case Presence::Offline:
            return 2;
    }
    return 3;
}

Color presence_color(const Theme& theme, Presence presence) {
    switch (presence) {
        case Presence::Online:
            return theme.brand;
        case Presence::Away:
            return theme.warn;
        case Presence::Offline:
            return theme.text3;
    }
    return theme.text3;
}

}  // namespace

std::vector<const Agent*> transfer_candidates(const ConsoleState& state, const Conversation& conversation) {
    std::vector<const Agent*> out;
    for (const auto& [id, agent] : state.agents) {
        if (agent.disabled || !may_see(agent, conversation)) continue;
        if (conversation.desk_state == DeskState::Assigned && id == conversation.agent) continue;
        out.push_back(&agent);
    }
    std::sort(out.begin(), out.end(), [](const Agent* a, const Agent* b) {
        const int x = presence_order(a->presence), y = presence_order(b->presence);
        if (x != y) return x < y;
        return a->name != b->name ? a->name < b->name : a->id < b->id;
    });
    return out;
}

void draw_transfer_dialog(const Screen& screen, const Conversation& conversation, TransferMemory& memory,
                          Intents& out) {
    if (memory.open.empty()) return;
    if (memory.open != conversation.id) {
        memory.open = {};
        return;
    }
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const std::vector<const Agent*> agents = transfer_candidates(screen.state, conversation);
    const bool queue = conversation.desk_state != DeskState::Queued;
    const float rows = static_cast<float>(agents.size() + (queue ? 1 : 0)) * kRow;
    const float list_height = std::clamp(rows, kRow, 320.f) + (agents.empty() ? 40.f : 0.f);
    const std::string title = fill(w.transfer_title, {customer_name(screen.state, conversation.customer)});
    const DialogResult dialog =
        ui.begin_dialog(ui.id("transfer-dialog"), {440, 76 + 32 + list_height + 20}, title, w.close);
    Rect body = dialog.body;
    ui.label(w.transfer_hint, body.cut_top(24), {.size = type::kNote, .color = theme.text2});
    body.cut_top(8);
    bool done = dialog.dismissed;
    const auto choose = [&](const AgentId& agent) {
        out.emplace_back(TransferPressed{conversation.id, agent});
        done = true;
    };
    if (agents.empty()) ui.label(w.transfer_nobody, body.cut_top(40), {.color = theme.text2});
    ui.mirror().begin({.id = ui.id("agents"), .role = Role::ListBox, .name = title, .rect = body});
    const Rect content = ui.begin_scroll(ui.id("agents-scroll"), body, memory.scroll, rows);
    Rect rest = content;
    const auto row_of = [&](WidgetId id, std::string_view name, std::string_view hint) {
        const Rect row = rest.cut_top(kRow).inset(0, 2);
        const std::string spoken = listed(w, {name, hint});
        const Press press = ui.interact(
            {.id = id, .role = Role::Option, .name = spoken, .rect = row, .state = {.focusable = true}});
        if (press.hovered || press.held)
            ui.fill(row, press.held ? theme.pressed : theme.hover, radius::kControl);
        return std::pair{press, row.inset(8, 0)};
    };
    const auto paint = [&](Rect row, std::string_view name, std::string_view hint, float left) {
        row.cut_left(left);
        const float middle = row.y + row.h / 2;
        ui.text(name, {row.x, middle - 21, row.w, 21}, {.color = theme.text, .weight = Weight::Semibold});
        ui.text(hint, {row.x, middle, row.w, 19}, {.size = type::kSmall, .color = theme.text2});
    };
    for (const Agent* agent : agents) {
        const std::string& name = agent->name.empty() ? agent->id.value : agent->name;
        std::string hint(presence_words(agent->presence, w));
        hint += " · " + std::string(role_words(agent->role, w));
        const auto [press, row] = row_of(ui.id(agent->id.value), name, hint);
        if (ui.visible(row)) {
            const Rect avatar = Rect(row).cut_left(36).centered({36, 36});
            ui.avatar(avatar, name, agent->id.value, 18);
            ui.circle({avatar.right() - 4, avatar.bottom() - 4}, 7, theme.surface);
            ui.circle({avatar.right() - 4, avatar.bottom() - 4}, 5, presence_color(theme, agent->presence));
            paint(row, name, hint, 48);
        }
        if (press) choose(agent->id);
    }
    if (queue) {
        const auto [press, row] = row_of(ui.id("queue"), w.transfer_queue, w.transfer_queue_hint);
        const Rect icon = Rect(row).cut_left(36).centered({36, 36});
        ui.fill(icon, theme.surface2, 18);
        ui.icon(Icon::Users, icon, theme.text2);
        paint(row, w.transfer_queue, w.transfer_queue_hint, 48);
        if (press) choose(AgentId{});
    }
    ui.end_scroll();
    ui.mirror().end();
    ui.end_dialog();
    if (done) {
        memory.open = {};
        ui.keep_drawing();
    }
}

}  // namespace kf::web
