// Carries out what was pressed inside of a message: viewer, player, dialogs, downloads, the clipboard.
#pragma once

#include "web/console/chat/bodies/body.h"
#include "web/console/chat/picture_viewer.h"
#include "web/console/chat/raw_dialog.h"
#include "web/console/chat/record_dialog.h"

namespace kf::web {

struct BodyMemory {
    ViewerMemory viewer;
    RecordMemory record;
    RawMemory raw;
    std::string spot;  // the number whose menu is open
};

// Where it was pressed.
struct BodyPlace {
    const Conversation& conversation;
    const Thread& thread;
    const Message* message = nullptr;         // nullptr: one that is on its way
    const MessageContent* content = nullptr;  // of the message, or of the item of a record
    std::span<const Media> media = {};        // of the message
    const RecordLevel* record = nullptr;      // pressed inside of this record …
    std::string_view item = {};               // … in the item with this role
};

void act(const Screen& screen, const BodyPress& press, const BodyPlace& place, BodyMemory& memory,
         VoicePlayer& voices, Intents& out);

// The dialogs that acts opened, and what is pressed inside of them. Returns a number to search for, else
// nothing.
std::optional<std::string> draw_body_dialogs(const Screen& screen, const Conversation& conversation,
                                             const Thread* thread, BodyMemory& memory, VoicePlayer& voices,
                                             Intents& out);

}  // namespace kf::web
