// The list of prepared answers over the message field: opened by "/" at its start or by a button, searched
// while typing, previewed with variables filled in.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/quick_replies/search.h"
#include "shared/quick_replies/variables.h"
#include "web/screen/screen.h"

namespace kf::web {

struct QuickListMemory {
    explicit QuickListMemory(FieldPort& fields);

    DomField search;        // when the button opened it
    bool by_slash = false;  // what follows the "/" in the message field is searched
    std::string dismissed;  // the field's text whose list was closed with Escape
    QuickReplyShelf shelf = QuickReplyShelf::All;
    std::optional<std::string> category;
    std::size_t chosen = 0;
    ScrollState scroll;
    bool manage = false;  // out: the agent wants to manage them
    bool add = false;     // out: the agent wants to write the first one

    // What was found for `key`; for the list itself.
    std::string key;
    std::vector<QuickReply> found;
    std::vector<std::string> categories;
};

// What fills the variables of a conversation.
std::vector<Variable> quick_reply_variables(const Screen& screen, const Conversation& conversation);

// The text after a "/" at the start of the message, when it may be a search; nothing otherwise.
std::optional<std::string_view> slash_search(std::string_view message);

void open_quick_list(const Screen& screen, WidgetId popup, Rect anchor, bool by_slash,
                     QuickListMemory& memory);
// Keys that the message field got while the list is open by "/": −1 up, +1 down.
void step_quick_list(QuickListMemory& memory, int by);
std::optional<QuickReply> chosen_quick_reply(const QuickListMemory& memory);

// The one that was chosen in this frame; the list closes then. `slash` is the search while `by_slash`.
std::optional<QuickReply> draw_quick_list(const Screen& screen, WidgetId popup,
                                          const Conversation& conversation, std::string_view slash,
                                          QuickListMemory& memory);

}  // namespace kf::web
