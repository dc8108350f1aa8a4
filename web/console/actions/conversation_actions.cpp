// What can be done with a conversation: of the list's menu, of the head of the chat, by keys.
#include "web/console/actions/console_actions.h"

namespace kf::web {

namespace {

constexpr std::uint8_t kMarks = 0, kHands = 1, kCopies = 2;  // sections of the menu

bool is_mine(const ActionContext& context, const Conversation& head) {
    return head.desk_state == DeskState::Assigned && head.agent == context.screen.state.self.id;
}

bool is_unread(const ActionContext& context, const ConversationEntry& entry) {
    return entry.marked_unread || (is_mine(context, entry.head) && entry.head.unread > 0);
}

Offer needs_conversation(const ActionContext& context) {
    return {.shown = context.entry() != nullptr};
}

Offer unread_offer(const ActionContext& context) {
    const ConversationEntry* entry = context.entry();
    return {.shown = entry != nullptr && is_unread(context, *entry)};
}

Offer read_offer(const ActionContext& context) {
    const ConversationEntry* entry = context.entry();
    return {.shown = entry != nullptr && !is_unread(context, *entry)};
}

Offer pinned_offer(const ActionContext& context) {
    const ConversationEntry* entry = context.entry();
    return {.shown = entry != nullptr && entry->pinned};
}

Offer unpinned_offer(const ActionContext& context) {
    const ConversationEntry* entry = context.entry();
    return {.shown = entry != nullptr && !entry->pinned};
}

Offer take_offer(const ActionContext& context) {
    const ConversationEntry* entry = context.entry();
    if (entry == nullptr) return {.shown = false};
    const Screen& screen = context.screen;
    if (is_mine(context, entry->head)) return {.refused = std::string(screen.w.row_already_mine)};
    return {.refused = std::string(refusal_sentence(screen, may_claim(screen.state.self, entry->head)))};
}

Offer transfer_offer(const ActionContext& context) {
    const ConversationEntry* entry = context.entry();
    if (entry == nullptr) return {.shown = false};
    const Screen& screen = context.screen;
    return {.refused = std::string(refusal_sentence(screen, may_transfer(screen.state.self, entry->head)))};
}

Offer end_offer(const ActionContext& context) {
    const ConversationEntry* entry = context.entry();
    if (entry == nullptr) return {.shown = false};
    const Screen& screen = context.screen;
    return {.refused = std::string(refusal_sentence(screen, may_end(screen.state.self, entry->head)))};
}

ConsoleAction::Sentence take_label(const ActionContext& context) {
    const ConversationEntry* entry = context.entry();
    const bool over =
        entry != nullptr && entry->head.desk_state == DeskState::Assigned && !is_mine(context, entry->head);
    return over ? &Words::claim_over : &Words::claim;
}

void open_it(const ActionContext& context) {
    if (context.from_list) context.out.emplace_back(ConversationOpened{context.conversation});
}

const ConsoleAction kConversationActions[] = {
    {.id = "conversation.mark_read",
     .label = &Words::row_mark_read,
     .icon = Icon::Inbox,
     .places = kInRowMenu | kInPalette,
     .section = kMarks,
     .offer = unread_offer,
     .run = [](const ActionContext& c) { c.out.emplace_back(ReadPressed{c.conversation}); }},
    {.id = "conversation.mark_unread",
     .label = &Words::row_mark_unread,
     .icon = Icon::Inbox,
     .places = kInRowMenu | kInPalette,
     .section = kMarks,
     .offer = read_offer,
     .run =
         [](const ActionContext& c) {
             c.out.emplace_back(MarkPressed{c.conversation, Mark::Unread, true});
         }},
    {.id = "conversation.pin",
     .label = &Words::row_pin,
     .icon = Icon::Pin,
     .places = kInRowMenu | kInPalette,
     .section = kMarks,
     .offer = unpinned_offer,
     .run =
         [](const ActionContext& c) {
             c.out.emplace_back(MarkPressed{c.conversation, Mark::Pinned, true});
         }},
    {.id = "conversation.unpin",
     .label = &Words::row_unpin,
     .icon = Icon::Pin,
     .places = kInRowMenu | kInPalette,
     .section = kMarks,
     .offer = pinned_offer,
     .run =
         [](const ActionContext& c) {
             c.out.emplace_back(MarkPressed{c.conversation, Mark::Pinned, false});
         }},
    // Function keys that neither browsers nor IMEs want, also while typing.
    {.id = "conversation.take",
     .label = &Words::claim,
     .icon = Icon::UserPlus,
     .keys = {{{.key = Key::F4}}},
     .places = kInRowMenu | kInSheet | kInPalette,
     .section = kHands,
     .offer = take_offer,
     .run =
         [](const ActionContext& c) {
             c.out.emplace_back(ClaimPressed{c.conversation});
             open_it(c);
         },
     .label_now = take_label},
    {.id = "conversation.transfer",
     .label = &Words::transfer,
     .icon = Icon::Transfer,
     .keys = {{{.key = Key::F8}}},
     .places = kInRowMenu | kInSheet | kInPalette,
     .section = kHands,
     .asks_more = true,
     .offer = transfer_offer,
     .run =
         [](const ActionContext& c) {
             c.wishes.transfer = c.conversation;
             open_it(c);
         }},
    // It asks once more.
    {.id = "conversation.end",
     .label = &Words::end_session,
     .icon = Icon::Stop,
     .keys = {{{.key = Key::F9}}},
     .places = kInSheet | kInPalette,
     .section = kHands,
     .asks_more = true,
     .offer = end_offer,
     .run = [](const ActionContext& c) { c.wishes.end = c.conversation; }},
    {.id = "conversation.copy_name",
     .label = &Words::row_copy_name,
     .icon = Icon::Copy,
     .places = kInRowMenu | kInPalette,
     .section = kCopies,
     .offer = needs_conversation,
     .run =
         [](const ActionContext& c) {
             c.screen.ui.copy(customer_name(c.screen.state, c.entry()->head.customer));
         }},
};

}  // namespace

std::span<const ConsoleAction> conversation_actions() {
    return kConversationActions;
}

}  // namespace kf::web
