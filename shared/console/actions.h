// Everything that can happen to the console: from the wire, from the page, from the agent. Times arrive in
// the action.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "shared/console/state.h"
#include "shared/protocol/protocol.h"

namespace kf {

// ---- from the page and the wire
struct PageStarted {
    Settings settings;
    std::string client_prefix;        // 8–16 random [0-9a-z]
    int utc_offset_minutes = 8 * 60;  // of the browser's time zone
    std::string unsent{};             // what KeepUnsent left in this tab
};
struct SnapshotArrived {
    std::string body;  // JSON of Snapshot
};
struct SnapshotFailed {
    int http_status = 0;  // 0 = no answer; 401 = signed out
};
struct SocketOpened {};
struct SocketText {
    std::string text;
};
struct SocketClosed {
    int close_code = 0;
};
// Why a socket closed before it opened, asked over HTTP: 200 = nothing that the backend knows of; 0 = no
// answer; else the refusal with its sentences.
struct SocketChecked {
    int http_status = 0;
    std::string body;
};
struct HistoryArrived {
    ConversationId conversation;
    std::string body;          // JSON of HistoryPage
    std::uint64_t number = 0;  // of the question; 0 = not known
};
struct HistoryFailed {
    ConversationId conversation;
    int http_status = 0;
    std::uint64_t number = 0;
};
struct DetailsArrived {
    ConversationId conversation;
    std::string body;
};
struct DetailsFailed {
    ConversationId conversation;
    int http_status = 0;
};
struct ConversationArrived {
    ConversationId conversation;
    std::uint64_t number = 0;
    std::string body;  // JSON of ConversationPage
};
struct ConversationFailed {
    ConversationId conversation;
    std::uint64_t number = 0;
    int http_status = 0;
};
struct EndedArrived {
    std::uint64_t number = 0;
    std::string body;  // JSON of ConversationPage
};
struct EndedFailed {
    std::uint64_t number = 0;
    int http_status = 0;
    std::string body;  // {"error":{"code","zh","en"}}, or anything
};
struct SearchArrived {
    SearchWhere where = SearchWhere::Desk;
    std::uint64_t number = 0;
    std::string body;  // JSON of SearchPage
};
struct SearchFailed {
    SearchWhere where = SearchWhere::Desk;
    std::uint64_t number = 0;
    int http_status = 0;
    std::string body;  // {"error":{"code","zh","en"}}, or anything
};
struct ClockTicked {};  // about once a second while something counts down, else when `wake_at()` says
struct PageVisibilityChanged {
    bool visible = true;
};
struct NetworkChanged {
    bool online = true;
};
struct SoundBlocked {
    bool blocked = false;
};

// ---- intents of the agent
struct TabChosen {
    Tab tab = Tab::Mine;
};
struct SearchTyped {
    std::string text;
};
// ---- past conversations (ended_steps.cpp)
struct EndedFiltered {
    EndedFilter filter;
};
struct MoreEndedWanted {};
struct EndedRetried {};
struct CustomersWanted {  // past ones with this in their names; they are held then
    std::string text;
};
struct ConversationOpened {
    ConversationId conversation;
};
struct ConversationClosed {};  // narrow layout: back to the list
struct OlderWanted {
    ConversationId conversation;
};
struct NewerWanted {
    ConversationId conversation;
};
struct NewestWanted {  // back to the end, from wherever a found message was opened
    ConversationId conversation;
};
// ---- search over all messages (search_steps.cpp)
struct MessageSearchOpened {
    std::string text{};  // empty: what was typed last
};
struct MessageSearchClosed {};
struct MessageSearchTyped {
    std::string text;
};
struct MessageSearchFiltered {
    SearchFilters filters;
};
struct MoreHitsWanted {};
struct MessageSearchRetried {};
struct HitOpened {
    ConversationId conversation;
    MessageId message;
};
// ---- search in the open conversation
struct FindOpened {};
struct FindClosed {};
struct FindTyped {
    std::string text;
};
struct FindStepped {
    int steps = 1;  // 1 = the next older hit, −1 = the next newer one
};
struct ScrolledToNewest {
    bool at_newest = true;
};
struct DraftTyped {
    ConversationId conversation;
    std::string text;
};
// Two windows have each written a draft: which one stays.
struct DraftChosen {
    ConversationId conversation;
    bool mine = true;
};
struct SendPressed {
    ConversationId conversation;
    std::string text;
};
// Anything but text: a file, a card, a menu. `media` shows it until the stream brings the message.
struct ContentSendPressed {
    ConversationId conversation;
    Content content;
    std::vector<Media> media;
};
struct PrivateNotePressed {
    ConversationId conversation;
    std::string text;
    std::vector<AgentId> mentions;
};
struct MediaRetryPressed {
    MessageId message;
};
// Where a form waits for the answer it says with which SaveTicket; 0: nobody waits, a refusal is a toast.
struct QuickReplySaved {  // empty id: a new one
    QuickReply quick_reply;
    SaveTicket ticket = 0;
};
struct QuickReplyDeleted {
    QuickReplyId id;
    SaveTicket ticket = 0;
};
struct QuickReplyUsed {
    QuickReplyId id;
};
struct GreetingSaved {
    Greeting greeting;
    SaveTicket ticket = 0;
};
struct GreetingDeleted {
    AccountId account;
    std::string scene;
    GreetingKind kind = GreetingKind::Welcome;
    SaveTicket ticket = 0;
};
struct DeskSettingsSaved {
    DeskSettings settings;
    SaveTicket ticket = 0;
};
struct CancelPressed {
    MessageId message;
    ConversationId conversation;
};
struct DiscardPressed {  // of one that failed: it leaves the stream, for everybody
    MessageId message;
    ConversationId conversation;
};
struct RetryPressed {
    MessageId message;
    ConversationId conversation;
};
struct PendingRetryPressed {
    ConversationId conversation;
    ClientId client_id;
};
// What was not sent goes back into the message field, to be written otherwise: a message that failed, or one
// that was refused and then leaves the stream.
struct EditPressed {
    ConversationId conversation;
    MessageId message;
    ClientId client_id{};  // of the refused one
};
struct PendingDropped {
    ConversationId conversation;
    ClientId client_id;
};
struct MarkPressed {
    ConversationId conversation;
    Mark mark = Mark::Pinned;
    bool on = true;
};
// From the list: what waits in the agent's own conversation is read without opening it; so is the mark.
struct ReadPressed {
    ConversationId conversation;
};
struct ClaimPressed {
    ConversationId conversation;
};
struct TransferPressed {
    ConversationId conversation;
    AgentId agent;  // empty = back to the queue
};
struct EndPressed {
    ConversationId conversation;
};
struct NoteSaved {
    CustomerId customer;
    std::string text;
};
struct PresenceChosen {
    Presence presence = Presence::Online;
};
struct SettingsChanged {
    Settings settings;
};
struct NotificationClicked {
    ConversationId conversation;
};
struct NextUrgentWanted {};  // one key opens the conversation that needs an answer most
struct ToastClosed {
    std::int64_t id = 0;
};
struct ReloadNoticeClosed {};
struct ReconnectPressed {};
struct SignOutPressed {
    bool discard = false;  // what was not sent as well: nothing of it stays in the tab
};

using ActionBody = std::variant<
    PageStarted, SnapshotArrived, SnapshotFailed, SocketOpened, SocketText, SocketClosed, SocketChecked,
    HistoryArrived, HistoryFailed, DetailsArrived, DetailsFailed, SearchArrived, SearchFailed, ClockTicked,
    PageVisibilityChanged, NetworkChanged, SoundBlocked, TabChosen, SearchTyped, ConversationOpened,
    ConversationClosed, OlderWanted, NewerWanted, NewestWanted, MessageSearchOpened, MessageSearchClosed,
    MessageSearchTyped, MessageSearchFiltered, MoreHitsWanted, MessageSearchRetried, HitOpened, FindOpened,
    FindClosed, FindTyped, FindStepped, ScrolledToNewest, DraftTyped, DraftChosen, SendPressed, CancelPressed,
    DiscardPressed, RetryPressed, PendingRetryPressed, EditPressed, PendingDropped, ClaimPressed,
    TransferPressed, EndPressed, NoteSaved, PresenceChosen, SettingsChanged, NotificationClicked,
    NextUrgentWanted, ToastClosed, ReloadNoticeClosed, ReconnectPressed, SignOutPressed, ContentSendPressed,
    PrivateNotePressed, MediaRetryPressed, QuickReplySaved, QuickReplyDeleted, QuickReplyUsed, GreetingSaved,
    GreetingDeleted, DeskSettingsSaved, MarkPressed, ReadPressed, ConversationArrived, ConversationFailed,
    EndedArrived, EndedFailed, EndedFiltered, MoreEndedWanted, EndedRetried, CustomersWanted>;

struct Action {
    UnixMs at = 0;  // the console's own clock
    ActionBody body;
};

}  // namespace kf
