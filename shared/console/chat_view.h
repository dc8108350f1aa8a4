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
    bool writable = false;  // a draft may be written: now, or for when the customer has written again
    Refusal refusal = Refusal::None;  // why not, in words by refusal_words()
    bool draft_disputed = false;      // another window of the agent has written a draft as well
    bool offers_claim = false;        // next legal step: 接入
    WindowLeft left;
    Tone tone = Tone::Neutral;
};

// What a ChatView was made from, but for the texts: when it is the same, so is the view.
struct ChatSource {
    ConversationId conversation;
    std::uint64_t thread = 0;  // revisions; 0 = there is none
    std::uint64_t layout = 0;
    std::uint64_t entry = 0;
    std::uint64_t rights = 0;
    UnixMs minute = 0;
    int utc_offset_minutes = 0;

    bool operator==(const ChatSource&) const = default;
};

struct ChatView {
    std::uint64_t key = 0;  // changes when anything below changed; 0 = it was never made
    ConversationId conversation;
    std::vector<ChatEntry> entries;
    ComposerView composer;
    int new_below = 0;  // messages that arrived while the chat shows older ones

    // For chat_view() itself.
    ChatSource source;
    std::uint64_t built_layout = 0;
    std::size_t built_messages = 0;
    std::size_t message_entries = 0;  // entries before the pending ones
    int built_offset = 0;
    bool built = false;
};

// What may be sent into the conversation now; messages that wait for an answer count as sent.
[[nodiscard]] ComposerView composer_view(const ConsoleState& state, ConversationId conversation);

// The open conversation. Appending a message costs one entry; the whole is built again only when older
// messages come in front, the "new messages" line moves, or another conversation is open.
const ChatView& chat_view(const ConsoleState& state, ChatView& cache);

}  // namespace kf
