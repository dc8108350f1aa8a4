// What is being written into one conversation besides the text of the answer, which is its draft: what is
// quoted, files and cards on the tray, a private note, and what waits for its uploads. Lasts as long as the
// page.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "shared/console/chat_view.h"
#include "shared/messages/quote.h"
#include "web/contents/tray.h"
#include "web/screen/screen.h"

namespace kf::web {

struct Writing {
    std::optional<Quote> quote;
    Tray tray;
    std::string note;        // private, not sent
    bool note_mode = false;  // the note is being written, not the answer
    // Send was pressed while files were being uploaded: the texts that go with them, in order. The field is
    // locked meanwhile.
    std::optional<std::vector<std::string>> waiting;
};
using Writings = std::map<ConversationId, Writing>;

// What pressing Send would do now.
struct SendPlan {
    std::vector<std::string> texts;  // with the quote; more than one: the text is too long for one message
    std::size_t attachments = 0;
    std::size_t cost() const { return texts.size() + attachments; }  // messages out of the reply window
    bool nothing() const { return cost() == 0; }
    bool simple() const { return texts.size() == 1 && attachments == 0; }
};

// `parts` are those of the text with its quote, see split_text().
SendPlan plan_sending(std::span<const std::string> parts, const Tray& tray);
// Why the plan cannot be carried out, in words; empty when it can. Uploads under way are no obstacle.
std::string plan_obstacle(const Screen& screen, const ComposerView& view, const SendPlan& plan,
                          const Writing& writing, bool has_text);

// Sends texts, then what is on the tray, in order; the tray and the quote are empty afterwards. Only where
// plan_obstacle() has nothing to say: then reduce() takes all of it.
void send_now(Platform& platform, ConversationId conversation, Writing& writing,
              const std::vector<std::string>& texts, Intents& out);
// Conversations that wait for uploads and can go now, or cannot any more (then they stop waiting, and say why
// with a toast when `ui` is there). Also called outside of frames, for hidden tabs. True: something changed.
bool follow_uploads(Platform& platform, const ConsoleState& state, Writings& writings, Intents& out,
                    std::vector<ConversationId>* stopped);

}  // namespace kf::web
