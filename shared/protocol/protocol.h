// The protocol between console and backend, version 1.
//
//   GET /api/snapshot: Snapshot of what is open and what ended lately, true at its `seq`
//   GET /api/conversations/<id>: ConversationPage of this one, whenever it ended
//   GET /api/ended_conversations?text=&corp=&account=&agent=&from=&to=&before=<last_at>.<id>&limit=:
//       ConversationPage of the others, newest first; at most 200
//   GET /api/conversations/<id>/messages?before=|after=|around=<message id>&limit=: HistoryPage; at most 200
//   GET /api/search?q=&conversation=&corp=&account=&agent=&customer=&type=&from=&to=&before=&limit=
//   GET /api/conversations/<id>/details: ConversationDetails, customer and past sessions
//   POST /api/socket_check: 200, or why a socket from this page would be refused
//   /api/uploads…, /api/media…, /api/avatars…, chats.*: headers of backend/media, backend/chat_export
//   GET /api/quick_replies.csv, POST /api/quick_replies/import: quick_reply_routes.h
//   WS /ws, sub-protocol "kfdesk.v1": texts of JSON, one object each; a client sends ≤ 64 KB
//   Each of them also below "/d/<desk>", where several desks are at one address.
//
// The console opens the socket, sends Hello with the epoch and the last number it holds, and gets either
// Welcome followed by every event after that number without a gap, or Reload: then it takes a snapshot and
// says Hello again on the same socket. Numbers are contiguous for every console: what it may not see arrives
// as Skip with the number. A command carries an id made by the console; once done, the same id again is
// answered the same and not done a second time (7 days).
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/agents/agent.h"
#include "shared/base/error_code.h"
#include "shared/base/ids.h"
#include "shared/base/time.h"
#include "shared/conversations/conversation.h"
#include "shared/conversations/ended_list.h"
#include "shared/customers/customer.h"
#include "shared/desk/desk_settings.h"
#include "shared/greetings/greeting.h"
#include "shared/kf/content.h"
#include "shared/messages/message.h"
#include "shared/protocol/frame_words.h"
#include "shared/quick_replies/quick_reply.h"

namespace kf {

constexpr int kProtocolVersion = 1;
constexpr std::string_view kSubProtocol = "kfdesk.v1";
constexpr std::size_t kMaxClientFrameBytes = 64 * 1024;

// ---- events: something changed; each replaces what the console holds under the same id
// -----------------------------

// A new message, with the head as it is after it.
struct MessageAdded {
    Message message;
    Conversation conversation;
};
// Delivery, recall or a mark changed.
struct MessageChanged {
    Message message;
};
struct ConversationChanged {
    Conversation conversation;
};
struct CustomerChanged {
    Customer customer;
};
struct AccountChanged {
    Account account;
};
// Also a new one, a disabled one, a changed presence.
struct AgentChanged {
    Agent agent;
};
// Only to the consoles of the agent whose draft it is.
struct DraftChanged {
    AgentId agent;
    ConversationId conversation;
    std::string text;  // empty = none
};
// Only to the consoles of the agent whose marks these are.
struct MarksChanged {
    AgentId agent;
    ConversationId conversation;
    bool pinned = false;
    bool unread = false;
};

// Shared ones reach everybody, personal ones only their owner; so does the removal.
struct QuickReplyChanged {
    QuickReply quick_reply;
};
struct QuickReplyRemoved {
    QuickReplyId id;
    AgentId owner;
};
struct GreetingChanged {
    Greeting greeting;
};
struct GreetingRemoved {
    AccountId account;
    std::string scene;
    GreetingKind kind = GreetingKind::Welcome;
    CorpId corp{};  // of the account; empty in events of before it was said
};
struct DeskSettingsChanged {
    DeskSettings settings;
};

using Event = std::variant<MessageAdded, MessageChanged, ConversationChanged, CustomerChanged, AccountChanged,
                           AgentChanged, DraftChanged, QuickReplyChanged, QuickReplyRemoved, GreetingChanged,
                           GreetingRemoved, DeskSettingsChanged, MarksChanged>;

// ---- commands: what an agent wants
// ---------------------------------------------------------------------------------

// Puts a message into the outbox: one of the five. hold_secs 0–10: undo-send delay, during which
// CancelMessage takes it back. A text has 1–2048 B; files are own_media_id() of an upload of this agent, of a
// quick reply, or of a message that the agent may see. Older consoles send texts as "send_text", which is
// read as this.
struct SendContent {
    ConversationId conversation;
    Content content;
    int hold_secs = 0;
};
// Of the agent's own: while Held, or Queued and never handed to WeCom, or when may_be_discarded().
struct CancelMessage {
    MessageId message;
};
// Only when Failed: sends a new copy, the old one stays in the stream as failed. Once, whoever presses it,
// until the copy has failed as well ("already_retried").
struct RetryMessage {
    MessageId message;
};
struct ClaimConversation {  // 接入
    ConversationId conversation;
};
struct TransferConversation {  // 转接
    ConversationId conversation;
    AgentId agent;  // empty = back to the queue
};
// 结束会话. Refused ("customer_wrote_since") when another session runs by now, or the customer has written
// after `seen`: it may be carried out long after it was asked for. Both empty (consoles before they were
// told): not checked.
struct EndSession {
    ConversationId conversation;
    SessionId session{};
    MessageId seen{};  // the newest message that the console knew
};
// What is unread, failed or passed on counts only when the assigned agent reads; calls when who is called
// does.
struct MarkRead {
    ConversationId conversation;
    MessageId up_to;
};
// Refused ("draft_changed") when the draft is not what the window knew: another window of the agent has
// written meanwhile, and neither text may undo the other unseen.
struct SaveDraft {
    ConversationId conversation;
    std::string text;      // ≤ 8 KB, empty = none
    std::string before{};  // draft_mark() of what it replaces; empty (older consoles): not checked
};
// Tells drafts apart without carrying them: 16 hex digits, also for the empty one.
[[nodiscard]] std::string draft_mark(std::string_view draft);
// What an agent keeps of a conversation for themselves; moves nothing for anybody else.
enum class Mark { Pinned, Unread };
struct MarkConversation {
    ConversationId conversation;
    Mark mark = Mark::Pinned;
    bool on = true;
};
struct SaveNote {
    CorpId corp;
    CustomerId customer;
    std::string text;  // ≤ 2000 characters
};
struct SetPresence {
    Presence presence = Presence::Online;
};

// Words between colleagues in the stream of a conversation; those mentioned are called.
struct AddPrivateNote {
    ConversationId conversation;
    std::string text;  // 1–8192 B
    std::vector<AgentId> mentions;
};
struct RetryMedia {  // fetches what failed of this message again
    MessageId message;
};
struct SaveQuickReply {  // empty id: a new one
    QuickReply quick_reply;
};
struct DeleteQuickReply {
    QuickReplyId id;
};
struct UseQuickReply {  // counts the use: most used come first
    QuickReplyId id;
};
struct SaveGreeting {  // supervisors and administrators; replaces the one of account, scene and kind
    Greeting greeting;
};
struct DeleteGreeting {
    AccountId account;
    std::string scene;
    GreetingKind kind = GreetingKind::Welcome;
    CorpId corp{};  // of the account; empty (older consoles): of whichever corp has it
};
struct SaveDeskSettings {  // administrators
    DeskSettings settings;
};

using Command = std::variant<SendContent, CancelMessage, RetryMessage, ClaimConversation,
                             TransferConversation, EndSession, MarkRead, SaveDraft, SaveNote, SetPresence,
                             AddPrivateNote, RetryMedia, SaveQuickReply, DeleteQuickReply, UseQuickReply,
                             SaveGreeting, DeleteGreeting, SaveDeskSettings, MarkConversation>;

// ---- frames
// --------------------------------------------------------------------------------------------------------

struct Hello {
    int version = kProtocolVersion;
    std::string epoch;  // of the last Welcome or snapshot; empty = none
    EventSeq seq = 0;   // last event it holds
};
struct CommandFrame {
    ClientId id;
    Command command;
};
struct Ping {};  // the backend answers Pong; a browser cannot send WebSocket pings
using ClientFrame = std::variant<Hello, CommandFrame, Ping>;

struct Welcome {
    std::string epoch;  // how the backend calls the stream from now on: said in the next Hello
    EventSeq seq = 0;   // head of the stream now; events up to it follow
    UnixMs server_time = 0;
};
// Nothing between the console's number and now can be proven complete any more.
struct Reload {
    std::string reason;  // "no_snapshot", "history_gone", "other_epoch", "other_version", "rights_changed"
};
struct EventFrame {
    EventSeq seq = 0;
    UnixMs server_time = 0;
    Event event;
};
struct Skip {
    EventSeq seq = 0;
};
struct CommandDone {
    ClientId id;
    MessageId message;  // SendContent, RetryMessage: the new message
};
struct CommandFailed {
    ClientId id;
    ErrorCode code = ErrorCode::None;
    std::string zh;  // what went wrong and what to do, for people
    std::string en;
    std::string unknown_word = {};  // the code as it came where it is Unknown: a newer backend's
};
struct SignedOut {
    SignOutReason reason = SignOutReason::SignedOut;
};
// State of the backend towards WeCom, shown in the connection banner; not numbered.
struct BackendNotice {
    NoticeCode code = NoticeCode::None;
    std::string zh;
    std::string en;
};
struct Pong {
    UnixMs server_time = 0;
};
// The code's word, also of one that is unknown here.
[[nodiscard]] inline std::string_view code_word(const CommandFailed& failed) {
    return failed.unknown_word.empty() ? to_word(failed.code) : std::string_view{failed.unknown_word};
}
using ServerFrame = std::variant<Welcome, Reload, EventFrame, Skip, CommandDone, CommandFailed, SignedOut,
                                 BackendNotice, Pong>;

// ---- over HTTP
// -----------------------------------------------------------------------------------------------------

struct Draft {
    ConversationId conversation;
    std::string text;
};

struct Marks {
    ConversationId conversation;
    bool pinned = false;
    bool unread = false;
};

struct Snapshot {
    int version = kProtocolVersion;
    std::string epoch;
    EventSeq seq = 0;  // everything below is true at this number
    UnixMs server_time = 0;
    Agent self;
    std::vector<Account> accounts;
    std::vector<Agent> agents;
    // All that are open; of those that are over the newest kEndedInSnapshot, and in which `self` has a draft,
    // a mark or something to notice, the newest kOwnInSnapshot of each.
    std::vector<Conversation> conversations;
    std::int64_t ended = 0;   // how many are over that `self` may see, here or not
    bool more_ended = false;  // there are such below `ended_to`
    EndedPlace ended_to;      // down to here `conversations` lacks none of them
    ConversationId newest;  // the greatest number of any conversation: what has a greater one has just begun
    std::vector<Customer> customers;        // one per conversation's customer, at most once each
    std::vector<Draft> drafts;              // of `self`
    std::vector<Marks> marks;               // of `self`; only where something is marked
    std::vector<QuickReply> quick_replies;  // shared, and of `self`
    std::vector<Greeting> greetings;        // of the accounts that `self` may see
    DeskSettings desk_settings;
    std::vector<ServicerId>
        servicers;  // wrote in the WeCom client, in accounts that `self` may see; each once
};

constexpr int kEndedInSnapshot = 200;
constexpr int kOwnInSnapshot = 200;

// Conversations that a snapshot does not hold, with all that a console needs to show them.
struct ConversationPage {
    EventSeq seq = 0;  // true at this number, or later
    std::vector<Conversation> conversations;
    std::vector<Customer> customers;
    std::vector<Draft> drafts;  // of who asked
    std::vector<Marks> marks;
    // Of the list of those that are over: there are older ones, which are asked for with `next`.
    bool has_more = false;
    EndedPlace next;
};
constexpr int kMaxEndedPage = 200;

struct HistoryPage {
    EventSeq seq = 0;               // true at this number; later events may already be known to the console
    std::vector<Message> messages;  // oldest first
    bool has_older = false;
    bool has_newer = false;  // only with `after` or `around`: the page does not reach the newest
};

// Answer of the search, newest first.
struct SearchPage {
    std::vector<Message> hits;
    bool has_more = false;
    // Where they stand, each once: a console need not hold it.
    std::vector<Conversation> conversations;
    std::vector<Customer> customers;
};

struct ConversationDetails {
    EventSeq seq = 0;
    Customer customer;
    std::vector<SessionSummary> sessions;  // newest first, ≤ 50
};

}  // namespace kf
