#include "web/chat/message_menu.h"

#include <algorithm>

namespace kf::web {

void add_entry_action(EntryAction action, const EntryShape& shape, ConversationId conversation,
                      Intents& out) {
    if (shape.message) {
        if (action == EntryAction::Undo) out.emplace_back(CancelPressed{shape.message->id, conversation});
        if (action == EntryAction::Retry) out.emplace_back(RetryPressed{shape.message->id, conversation});
    }
    if (shape.pending) {
        if (action == EntryAction::Retry)
            out.emplace_back(PendingRetryPressed{conversation, shape.pending->client_id});
        if (action == EntryAction::Drop)
            out.emplace_back(PendingDropped{conversation, shape.pending->client_id});
    }
}

void open_message_menu(const Screen& screen, const EntryShape& shape, std::uint64_t entry, Rect anchor,
                       StreamMemory& memory) {
    memory.menu_on = entry;
    memory.menu_link.clear();
    if (shape.kind == EntryShape::Kind::Bubble) {
        // By keyboard the first address counts, as no pointer says which.
        const std::vector<TextLink> links = find_links(shape.text);
        if (!links.empty())
            memory.menu_link = shape.text.substr(links[0].begin, links[0].end - links[0].begin);
    }
    screen.ui.open_popup(screen.ui.id("message-menu"), anchor);
}

void draw_message_menu(const Screen& screen, const StreamSource& source, StreamMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const WidgetId popup = ui.id("message-menu");
    if (!ui.popup_open(popup)) return;
    const std::optional<std::size_t> index = memory.heights.find(memory.menu_on);
    if (!index || *index >= source.view.entries.size()) {
        ui.close_popup();
        return;
    }
    const Words& w = screen.w;
    const EntryShape shape = shape_entry(screen, source, *index, memory.words);
    enum class What { Copy, CopyAll, CopyLink, OpenLink, Undo, Retry, Drop };
    std::vector<MenuItem> items;
    std::vector<What> meanings;
    const auto add = [&](What what, MenuItem item) {
        items.push_back(item);
        meanings.push_back(what);
    };
    const std::string selected = selected_words(screen, source, memory);
    if (!selected.empty()) add(What::Copy, {.label = w.message_copy, .icon = Icon::Copy, .hint = "Ctrl+C"});
    add(What::CopyAll, {.label = selected.empty() ? w.message_copy : w.message_copy_all, .icon = Icon::Copy});
    if (!memory.menu_link.empty()) {
        add(What::OpenLink, {.label = w.message_open_link, .icon = Icon::External, .separator_before = true});
        add(What::CopyLink, {.label = w.message_copy_link, .icon = Icon::Link});
    }
    for (const EntryAction action : shape.actions) {
        const bool drop = action == EntryAction::Drop;
        const What what = drop ? What::Drop : action == EntryAction::Undo ? What::Undo : What::Retry;
        add(what, {.label = action_words(action, w),
                   .icon = action == EntryAction::Retry ? Icon::Retry : Icon::Close,
                   .danger = drop,
                   .separator_before = action == shape.actions.front()});
    }
    const std::optional<int> chosen = ui.menu(popup, w.message_menu, items);
    if (!chosen) return;
    switch (meanings[static_cast<std::size_t>(*chosen)]) {
        case What::Copy:
            ui.copy(selected);
            break;
        case What::CopyAll:
            ui.copy(shape.text);
            break;
        case What::CopyLink:
            ui.copy(memory.menu_link);
            break;
        case What::OpenLink:
            ui.page().open_link(link_target(memory.menu_link));
            break;
        case What::Undo:
            add_entry_action(EntryAction::Undo, shape, source.conversation.id, out);
            break;
        case What::Retry:
            add_entry_action(EntryAction::Retry, shape, source.conversation.id, out);
            break;
        case What::Drop:
            add_entry_action(EntryAction::Drop, shape, source.conversation.id, out);
            break;
    }
}

}  // namespace kf::web
