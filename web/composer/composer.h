// Where an answer is written: a real text field, emoji, how much may still be sent, and why not when nothing
// may.
#pragma once

#include <unordered_map>

#include "shared/console/chat_view.h"
#include "web/app/screen.h"
#include "web/composer/emoji_picker.h"
#include "web/composer/writing.h"

namespace kf::web {

struct ComposerMemory {
    explicit ComposerMemory(FieldPort& fields);

    DomField field;  // one for all conversations; the application fills in the draft of the one that opens
    EmojiMemory emoji;
    ConversationId conversation;  // whose text is in the field
    bool sent_nothing = false;    // Enter on an empty field: said until something is typed
    bool focus_wanted = false;    // the caret goes into the field as soon as it may be written in
    std::unordered_map<ConversationId, Writing> writing;
};

// The answer that is being written quotes this: shown above the field, sent in front of the text. Replaces an
// earlier quote; the caret goes into the field. For the message menu of the chat.
void quote_message(ComposerMemory& memory, ConversationId conversation, Quote quote);

// How high it wants to be: it grows with the text.
float composer_height(const ComposerMemory& memory);
// `view` belongs to the open conversation.
void draw_composer(const Screen& screen, Rect area, const Conversation& conversation,
                   const ComposerView& view, ComposerMemory& memory, Intents& out);

// Why the text cannot be sent now, in words; empty when it can.
std::string send_obstacle(const Screen& screen, const ComposerView& view, std::string_view text);

}  // namespace kf::web
