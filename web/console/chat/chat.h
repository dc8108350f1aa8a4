// The open conversation: head, stream, and the dialogs that belong to it. The composer below is its own
// panel.
#pragma once

#include "web/console/chat/end_dialog.h"
#include "web/console/chat/stream.h"
#include "web/console/chat/transfer_dialog.h"

namespace kf::web {

struct ChatMemory {
    explicit ChatMemory(Platform& platform) : stream(platform) {}

    StreamMemory stream;
    TransferMemory transfer;
    EndMemory end;
};

struct ChatLook {
    bool back = false;         // one column
    std::optional<bool> side;  // the customer panel folds: whether it is open now
    bool has_draft = false;
    float below_header = 0;  // room that somebody else draws in: a find bar
};

struct ChatPress {
    Rect below_header;                       // where that room is
    bool side = false;                       // the button of the customer panel
    bool urgent = false;                     // the empty chat's action: the most urgent conversation
    std::optional<Quote> quote;              // the answer quotes this message
    std::optional<std::string> quick_reply;  // a new quick reply is made of these words
    std::optional<std::string> search;       // a number to be looked for in the list
};

// `area` is without the composer. `view` belongs to the open conversation, or there is none (`state.selected`
// empty).
ChatPress draw_chat(const Screen& screen, Rect area, const ChatView& view, const ChatLook& look,
                    ChatMemory& memory, Intents& out);

}  // namespace kf::web
