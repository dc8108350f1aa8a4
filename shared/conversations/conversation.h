// The head of a conversation: everything a list row and the chat's header need, kept current by the backend.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/time.h"
#include "shared/conversations/reply_window.h"
#include "shared/conversations/service_state.h"
#include "shared/messages/message.h"

namespace kf {

// Where a session stands for the desk. Sessions answered in the console stay in service state 0/1; queue and
// assignment are ours (reference 4.5).
enum class DeskState {
    Queued,    // waits for an agent
    Assigned,  // `agent` answers
    InClient,  // a servicer answers in the WeCom client, or it waits in WeCom's pool: read-only here
    Ended,     // the last session is over, or none has begun
};

// A colleague who was called in a private note and has not seen it yet.
struct Call {
    AgentId agent;      // who is called
    MessageId message;  // the note
    AgentId by;
    UnixMs at = 0;
    std::string text;  // of the note, one line, ≤ 80 characters
    bool operator==(const Call&) const = default;
};

struct LastMessage {
    MessageId id;
    SenderKind sender = SenderKind::Customer;
    std::string msgtype;
    std::string text_zh;  // one line, ≤ 80 characters
    std::string text_en;
    UnixMs at = 0;
    bool recalled = false;
    bool operator==(const LastMessage&) const = default;
};

struct Conversation {
    ConversationId id;
    CorpId corp;
    AccountId account;
    CustomerId customer;
    DeskState desk_state = DeskState::Ended;
    ServiceState service_state = ServiceState::New;
    AgentId agent;        // Assigned: who answers; Ended: who answered last; else empty
    ServicerId servicer;  // InClient
    ReplyWindow window;
    int unread = 0;            // customer messages that the desk has not opened or answered
    UnixMs waiting_since = 0;  // first customer message that nobody answered; 0 = nobody waits
    LastMessage last;
    SessionId session;  // current or last session
    UnixMs session_started_at = 0;
    UnixMs session_ended_at = 0;
    std::string scene;  // of the last entry
    std::string scene_param;
    std::string channels_name;  // 视频号 or shop by which the customer came in; or empty
    bool missed = false;        // has messages found after an outage that nobody has answered

    // What `agent` has to notice, until they read the conversation to its end.
    MessageId undelivered;    // the newest message of an agent that failed since; empty = none
    AgentId handed_by;        // Assigned: the colleague who passed it on; empty = none
    std::vector<Call> calls;  // of everybody, oldest first, ≤ kMaxCalls: then the oldest go
    bool operator==(const Conversation&) const = default;
};

constexpr std::size_t kMaxCalls = 20;

[[nodiscard]] LastMessage last_line(const Message& message);
// Keeps the present one when `line` is an event, or a straggler that is more than a minute older (clocks of
// WeCom and of this machine differ by seconds).
void show_as_last(LastMessage& last, const LastMessage& line);

[[nodiscard]] std::string_view to_word(DeskState state);
[[nodiscard]] std::optional<DeskState> desk_state_from_word(std::string_view word);

}  // namespace kf
