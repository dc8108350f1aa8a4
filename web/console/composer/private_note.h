// Writing a private note 内部备注: for colleagues only, never sent. Has a field of its own, so that nothing
// meant for colleagues stands where Enter sends to the customer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "web/console/composer/emoji_picker.h"
#include "web/console/composer/writing.h"

namespace kf::web {

struct PrivateNoteMemory {
    explicit PrivateNoteMemory(FieldPort& fields);

    DomField field;
    ConversationId conversation;     // whose note is in the field
    std::size_t chosen = 0;          // row of the list of colleagues
    std::uint32_t dismissed_at = 0;  // the @ whose list was closed with Escape, as byte offset + 1
    bool focus_wanted = false;
};

// Colleagues who may see the conversation, for @: everybody of the account but oneself, by name.
std::vector<const Agent*> mentionable(const ConsoleState& state, const Conversation& conversation,
                                      std::string_view search);
// Who of them is named in a text: "@name" as the list puts it in.
std::vector<AgentId> mentions_in(const ConsoleState& state, const Conversation& conversation,
                                 std::string_view text);
// The word after an @ that ends at the caret: its place (of the @) and what was typed of it.
struct MentionTyped {
    std::uint32_t at = 0;
    std::string_view search;
};
std::optional<MentionTyped> mention_at_caret(std::string_view text, std::uint32_t caret);

// The field and its foot.
void draw_private_note(const Screen& screen, Rect area, const Conversation& conversation, Writing& writing,
                       PrivateNoteMemory& memory, Intents& out);

}  // namespace kf::web
