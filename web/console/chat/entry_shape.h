// One entry of the stream measured: where its parts stand and what they say. Measuring and painting use the
// same shape, so that they cannot disagree.
#pragma once

#include <string>
#include <vector>

#include "web/console/chat/bodies/body.h"
#include "web/console/chat/message_content.h"
#include "web/screen/screen.h"

namespace kf::web {

// What the stream is a stream of; the same for all entries of a frame.
struct StreamSource {
    const Conversation& conversation;
    const Thread& thread;
    const ChatView& view;
    float width = 0;  // of the area, CSS px
    // entry_name() of the long texts that are shown whole; null: none is folded.
    const std::vector<std::uint64_t>* unfolded = nullptr;
};

enum class EntryAction { Undo, Retry, Drop, Edit };

struct EntryShape {
    enum class Kind { Day, NewLine, System, Bubble };
    Kind kind = Kind::Bubble;
    bool right = false;  // ours
    bool with_avatar = false;
    SenderKind sender = SenderKind::System;
    std::string sender_id;  // for the avatar's colour
    std::string sender_name;
    std::string avatar_words;          // whose first character stands in the avatar
    const Message* message = nullptr;  // one of the two for bubbles
    const PendingMessage* pending = nullptr;
    const MessageContent* content = nullptr;  // of bubbles; until the frame ends
    BodyShape body;
    Folding folding = Folding::Whole;
    std::vector<std::string_view> clicked;  // items of this menu that the customer clicked
    std::string text;                       // of a line, or what a bubble says in one phrase
    std::string meta;                       // quiet words below
    std::string reason;                     // why it failed and what to do
    Icon state_icon = Icon::None;
    Tone tone = Tone::Neutral;  // of meta and its icon
    std::vector<EntryAction> actions;

    // Relative to the entry's top left corner.
    Rect avatar, bubble, meta_at, reason_at, actions_at;
    Point text_at;
    const TextLayout* layout = nullptr;       // of what can be selected; until the frame ends
    const TextLayout* kept_layout = nullptr;  // what was recalled, for those who may still read it
    const TextLayout* reason_layout = nullptr;
    float height = 0;
};

EntryShape shape_entry(const Screen& screen, const StreamSource& source, std::size_t index,
                       MessageContents& contents, const VoicePlayer& voices);

// What the body of a bubble is drawn from.
BodyScene body_scene(const Screen& screen, const StreamSource& source, const EntryShape& shape,
                     const VoicePlayer& voices);

// A guess of the height without laying out any text: O(1).
float estimate_height(const StreamSource& source, std::size_t index);

std::string_view action_words(EntryAction action, const Words& w);

}  // namespace kf::web
