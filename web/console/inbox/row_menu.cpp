#include "web/console/inbox/row_menu.h"

#include "web/console/actions/console_actions.h"

namespace kf::web {

void open_row_menu(const Screen& screen, Rect row, ConversationId conversation, InboxMemory& memory) {
    Ui& ui = screen.ui;
    const PointerState& pointer = ui.input().pointer;
    memory.menu_on = conversation;
    const Rect at = pointer.secondary ? Rect{pointer.at.x, pointer.at.y, 1, 1} : row.inset(24, 8);
    ui.open_popup(ui.id("row-menu"), at);
}

void draw_row_menu(const Screen& screen, InboxMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const WidgetId popup = ui.id("row-menu");
    const auto found = screen.state.conversations.find(memory.menu_on);
    if (!ui.popup_open(popup) || found == screen.state.conversations.end()) return;
    const std::string name = customer_name(screen.state, found->second.head.customer);
    ActionWishes wishes;
    const ActionContext context{screen, out, wishes, memory.menu_on, true};
    const bool open = memory.menu_on == screen.state.selected;  // the keys are about that one
    const ActionMenu<ConsoleAction> menu =
        action_menu(console_actions(), kInRowMenu, context, w, asks_more(screen), keyboard_of(ui), open);
    const std::optional<int> chosen = ui.menu(popup, fill(w.row_menu, {name}), menu.items());
    if (!chosen) return;
    run_action(*menu.entries[static_cast<std::size_t>(*chosen)].action, context);
    if (wishes.transfer.empty()) return;
    memory.transfer = wishes.transfer;
    ui.keep_drawing();  // it may be open already
}

}  // namespace kf::web
