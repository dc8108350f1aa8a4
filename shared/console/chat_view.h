// The open conversation as it is drawn: entries of the stream, and what the composer may do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/agents/agent.h"
#include "shared/console/inbox_view.h"
#include "shared/console/state.h"

namespace kf {

enum class EntryKind { DayLine, NewLine, Message, Pending, SystemLine };

// One entry of the stream. Refers to the state by index, so that building costs O(changes), not O(history):
// the entries of messages [0, n) are kept while only the end changes.
struct ChatEntry {
    EntryKind kind = EntryKind::Message;
    std::size_t index = 0;  // into Thread::messages or Thread::pending
    std::int64_t key = 0;   // stable: message id, −n for pending, day number for lines
    UnixMs at = 0;
    bool same_sender_as_above = false;  // drawn closer together, without avatar
};

struct ComposerView {
    bool enabled = false;
    Refusal refusal = Refusal::None;  // why not, in words by refusal_words()
    bool offers_claim = false;        // next legal step: 接入
    WindowLeft left;
    Tone tone = Tone::Neutral;
};

struct ChatView {
    std::uint64_t key = 0;
    ConversationId conversation;
    std::vector<ChatEntry> entries;
    ComposerView composer;
    int new_below = 0;  // messages that arrived while the chat shows older ones
};

const ChatView& chat_view(const ConsoleState& state, ChatView& cache);

}  // namespace kf
