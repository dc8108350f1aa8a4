// Where an answer is written: a real text field, files, cards, quick replies, emoji, private notes; how much
// may still be sent, and why not when nothing may.
#pragma once

#include <string>
#include <vector>

#include "shared/console/chat_view.h"
#include "shared/console/effects.h"
#include "web/console/composer/emoji_picker.h"
#include "web/console/composer/private_note.h"
#include "web/console/composer/send_preview.h"
#include "web/console/composer/writing.h"
#include "web/console/quick_replies/quick_list.h"
#include "web/contents/card_editor.h"
#include "web/screen/screen.h"

namespace kf::web {

struct ComposerMemory {
    explicit ComposerMemory(FieldPort& fields);

    DomField field;  // one for all conversations; the application fills in the draft of the one that opens
    EmojiMemory emoji;
    ConversationId conversation;  // whose text is in the field
    bool sent_nothing = false;    // Enter on an empty field: said until something is typed
    std::string held_back;        // the text whose sending was held back once, see field_words.h
    // The caret is to go into the field: now, or within a moment when the conversation that was opened or
    // claimed may be written into. Whatever the agent turns to meanwhile keeps the keyboard: no word that is
    // meant for elsewhere may end before a customer.
    bool focus_wanted = false;
    int focus_frames = 0;  // of the wish that is followed; 0 = none
    double focus_until_ms = 0;
    bool note_switch_wanted = false;  // in this frame, if there is a switch: by its key or from the palette
    Writings writing;
    ScrollState tray_scroll;
    PrivateNoteMemory note;
    PreviewMemory preview;
    CardEditorMemory card;
    ConversationId recording;  // whose voice is being recorded; empty: none
    ConversationId card_for;   // into which conversation the card goes
    QuickListMemory quick;

    // The field's text with its quote, cut into messages; cut again only when it changes.
    std::string parts_of;
    std::vector<std::string> parts;
};

// The answer that is being written quotes this: shown above the field, sent in front of the text. Replaces an
// earlier quote; the caret goes into the field. For the message menu of the chat.
void quote_message(ComposerMemory& memory, ConversationId conversation, Quote quote);
// A private note that was not taken is written on in its own field, which opens.
void give_back_note(ComposerMemory& memory, const GiveBackNote& note);
// What stands in the field of private notes, also when no frame has seen it yet.
void take_typed_note(ComposerMemory& memory);
// Files that were picked, pasted or dropped: onto the tray of the conversation.
void attach_files(const Screen& screen, ConversationId conversation, std::vector<FileRef> files,
                  ComposerMemory& memory);
// Bytes or answers that would be lost if the page closed now.
bool something_waits(const ComposerMemory& memory);

// How high it wants to be: it grows with the text and what is on the tray.
float composer_height(const ComposerMemory& memory, ConversationId conversation, const ComposerView& view,
                      float width);
// `view` belongs to the open conversation.
void draw_composer(const Screen& screen, Rect area, const Conversation& conversation,
                   const ComposerView& view, ComposerMemory& memory, Intents& out);

}  // namespace kf::web
