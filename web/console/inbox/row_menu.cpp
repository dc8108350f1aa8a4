#include "web/console/inbox/row_menu.h"

#include "web/console/chat/chat_header.h"

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
    const ConversationEntry& entry = found->second;
    const Conversation& head = entry.head;
    const Agent& self = screen.state.self;
    const bool mine = head.desk_state == DeskState::Assigned && head.agent == self.id;
    const bool open = head.id == screen.state.selected;  // the keys are about that one
    const bool unread = entry.marked_unread || (mine && head.unread > 0);
    const std::string name = customer_name(screen.state, head.customer);
    const MenuItem items[] = {
        {.label = unread ? w.row_mark_read : w.row_mark_unread, .icon = Icon::Inbox},
        {.label = entry.pinned ? w.row_unpin : w.row_pin, .icon = Icon::Pin},
        {.label = mine ? w.claim : claim_words(screen, head),
         .icon = Icon::UserPlus,
         .hint = open ? "F4" : "",
         .disabled_reason = mine ? w.row_already_mine : refusal_sentence(screen, may_claim(self, head)),
         .separator_before = true},
        {.label = w.row_transfer,
         .icon = Icon::Transfer,
         .hint = open ? "F8" : "",
         .disabled_reason = refusal_sentence(screen, may_transfer(self, head))},
        {.label = w.row_copy_name, .icon = Icon::Copy, .separator_before = true}};
    const std::optional<int> chosen = ui.menu(popup, fill(w.row_menu, {name}), items);
    if (!chosen) return;
    switch (*chosen) {
        case 0:
            if (unread)
                out.emplace_back(ReadPressed{head.id});
            else
                out.emplace_back(MarkPressed{head.id, Mark::Unread, true});
            break;
        case 1:
            out.emplace_back(MarkPressed{head.id, Mark::Pinned, !entry.pinned});
            break;
        case 2:
            out.emplace_back(ClaimPressed{head.id});
            out.emplace_back(ConversationOpened{head.id});
            break;
        case 3:
            memory.transfer = head.id;
            out.emplace_back(ConversationOpened{head.id});
            ui.keep_drawing();  // it may be open already
            break;
        default:
            ui.copy(name);
    }
}

}  // namespace kf::web
