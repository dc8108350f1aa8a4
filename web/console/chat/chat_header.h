// The head of the chat: who it is, by which account and way they came, and what can be done with the session.
#pragma once

#include "web/console/actions/conversation_words.h"
#include "web/screen/screen.h"

namespace kf::web {

struct ChatHeaderLook {
    bool back = false;             // one column: a button back to the list
    std::optional<bool> side;      // the customer panel folds: whether it is open now
    bool claim_elsewhere = false;  // the composer offers 接入, so the head does not
};

// What was pressed beyond intents: dialogs and panels are the chat's.
struct ChatHeaderPress {
    bool transfer = false;
    bool end = false;
    bool side = false;
};

ChatHeaderPress draw_chat_header(const Screen& screen, Rect area, const Conversation& conversation,
                                 const ChatHeaderLook& look, Intents& out);

}  // namespace kf::web
