// Words in the message field that are not yet what the customer is to read: a slash word that looks for a
// quick reply, a variable that nobody filled in.
#pragma once

#include <optional>

#include "web/console/composer/composer.h"

namespace kf::web {

// The quick reply takes the place of the slash word, or goes in at the caret; its files and cards go onto the
// tray.
void insert_quick_reply(const Screen& screen, const Conversation& conversation, const QuickReply& reply,
                        Writing& writing, ComposerMemory& memory, Intents& out);
// "/" at the start opens the list of quick replies; what follows it is searched there.
void follow_slash(const Screen& screen, Rect anchor, bool writable, ComposerMemory& memory);
// The quick reply that Enter takes because the list shows it: also where Enter came so fast that no frame had
// shown the list before.
std::optional<QuickReply> reply_for_enter(Ui& ui, WidgetId popup, const ComposerMemory& memory);

// Sending was asked for. True: the text is held back this once, because it is probably not meant for the
// customer as it stands, and draw_composer_foot() says so; a variable that is not filled in is selected.
// Asked for again with the same text, it is sent.
bool held_back_once(ComposerMemory& memory);
// What to say about it; empty while nothing is held back.
std::string held_back_words(const Screen& screen, const ComposerMemory& memory);

}  // namespace kf::web
