// What the console knows. Changed only by reduce(); views and view models read it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "shared/console/ended_state.h"
#include "shared/console/search_state.h"
#include "shared/protocol/protocol.h"

namespace kf {

enum class Tab { Mine, Queued, All, Ended };
enum class Language { Chinese, English };
enum class ThemeChoice { System, Light, Dark };
enum class SendKey { Enter, CtrlEnter };

// Kept in the browser; holds no customer data.
struct Settings {
    Language language = Language::Chinese;
    ThemeChoice theme = ThemeChoice::System;
    SendKey send_key = SendKey::Enter;
    int undo_secs = 3;  // 0, 3 or 5; nobody needs to have looked for it to be saved from a slip
    bool sound = true;
    bool desktop_notifications = false;  // only after the agent agreed
};

enum class Link {
    Starting,    // nothing loaded yet
    Loading,     // snapshot under way
    Connecting,  // socket opening, or Hello sent
    Live,        // complete up to `seq`
    Offline,     // waiting for the next try
    SignedOut,
};

// Why there is no connection.
enum class LinkProblem {
    None,
    SnapshotFailed,
    SnapshotUnreadable,
    OtherVersion,  // the backend speaks another protocol
    SocketClosed,
    NoAnswer,    // to Hello
    Silent,      // nothing was heard for too long
    BadFrame,    // one that cannot be read
    OtherEpoch,  // the backend's numbers are others than it said before
    Gap,         // a number is missing
    Reloads,     // it told to reload again and again
    SignedOut,   // this and the next three: the link is SignedOut
    Disabled,    // by an administrator
    Expired,     // the session
    Leaving,     // the agent wished it: the page is about to go
};

struct Connection {
    Link link = Link::Starting;
    std::string epoch;
    EventSeq seq = 0;
    int attempts = 0;  // failed tries in a row; decides the back-off
    UnixMs next_try_at = 0;
    bool set_aside = false;  // Offline: the user has too many consoles open; this one connects when asked to
    UnixMs last_heard_at = 0;  // any frame; silence means a half-open socket
    UnixMs ping_sent_at = 0;
    std::int64_t clock_offset_ms = 0;         // server time − console time
    LinkProblem problem = LinkProblem::None;  // the last one; None while Live
    BackendNotice notice;                     // backend ↔ WeCom
    bool reloaded = false;  // the last reconnect could not resume: said on screen until dismissed

    bool socket_open = false;
    bool welcomed = false;        // Welcome came on the present socket: commands may leave
    bool snapshot_wanted = true;  // what is held cannot be continued
    EventSeq head = 0;            // of the last Welcome; Live once `seq` has reached it
    UnixMs try_started_at = 0;    // of the present snapshot or socket
    UnixMs welcomed_at = 0;       // 0 = not on this socket
    UnixMs answer_due_at = 0;     // something must be heard until then; 0 = nothing was asked
    UnixMs asked_at = 0;          // since when a ping or command waits and nothing was heard; 0 = not
    bool in_doubt = false;        // that has lasted too long: the link may be dead
    // Why sockets are refused although the backend answers over HTTP; empty = they are not, or nobody knows.
    std::string refused_zh, refused_en;
};

// A message the agent has sent and the backend has not confirmed yet.
struct PendingMessage {
    ClientId client_id;
    std::string text;
    UnixMs created_at = 0;
    int hold_secs = 0;
    bool sent = false;         // the command left on the present socket
    bool maybe_taken = false;  // it left on some socket: the backend may have it already
    bool taken = false;        // acknowledged; the stream will bring the message
    std::string error_zh;      // refused by the backend; can be sent again or dropped
    std::string error_en;
    std::optional<Content> content{};  // what is sent when it is no text
    std::vector<Media> media{};        // of `content`, to be shown meanwhile
};

// Names what a form asked to be saved, so that it finds the answer; chosen by the form, unique on the page.
using SaveTicket = std::uint64_t;

// The backend's answer to it.
struct SaveAnswer {
    SaveTicket ticket = 0;
    bool saved = false;
    std::string zh, en;  // why not
};

// A command that the backend has not answered yet. It is sent again with the same id on the next socket.
struct OutstandingCommand {
    ClientId id;
    Command command;
    bool sent = false;      // on the present socket
    bool left = false;      // on any socket
    bool repeated = false;  // on an earlier one as well
    bool answered = false;  // a saved draft whose echo may still be coming
    // CancelMessage: when it is done, the text goes back into the message field of its conversation.
    ConversationId restore_into;
    std::string restore_text;
    SaveTicket ticket = 0;  // of the form that waits for the answer
};

// A message as an event brought it while a page was under way that may know less, or nothing, of it.
struct EarlyMessage {
    EventSeq seq = 0;
    Message message;
    bool added = false;
};

// Which messages a page has.
enum class HistoryPart { Newest, Older, Newer, Around };

// The messages of one conversation that the console holds: a window without holes that ends at the newest, or
// (has_newer) somewhere before it, where a found message was opened; or none.
struct Thread {
    std::vector<Message> messages;  // by MessageId, oldest first
    std::vector<PendingMessage> pending;
    bool loaded = false;
    bool loading = false;
    bool has_older = false;
    bool has_newer = false;
    bool failed = false;         // last load (`part`) failed; the view offers another try
    std::uint64_t revision = 0;  // grows with every change; views key their caches on it
    std::optional<ConversationDetails> details;
    bool details_loading = false;
    MessageId first_unread;  // where the "new messages" line stands; empty = none
    int new_below = 0;       // came while the chat showed older ones

    // Bookkeeping of reduce(); views need none of it.
    std::uint64_t layout_revision = 0;  // grows when more than the end of `messages` changed its place
    std::vector<EventSeq> seqs;         // messages[i] is true at seqs[i]
    EventSeq base_seq = 0;              // events up to here may be missing: pages must be at least as new
    MessageId base_last;                // newest message at base_seq: the newest page reaches it
    std::map<MessageId, EarlyMessage> early;  // while loading
    bool discard_page = false;                // the page under way is of another time, or not wanted any more
    HistoryPart part = HistoryPart::Newest;   // of the page that is under way or comes next
    std::uint64_t page_number = 0;            // of the page that is under way
    MessageId jump_to;                        // what the next page is around; empty = nothing is looked for
    bool outdated = false;    // `messages` are from before a reload, shown until the page comes
    int discarded_pages = 0;  // in a row; bounds how often a page is asked for again
    int unread_at_open = 0;
    int unread_above = 0;      // of them, those of older pages than are loaded
    bool away_marked = false;  // `first_unread` is of the absence that still lasts
    MessageId read_up_to;      // MarkRead was asked for up to here
};

struct ConversationEntry {
    Conversation head;
    std::string draft;  // what is typed here, else what the backend and the other tabs know
    std::uint64_t revision = 0;
    bool draft_unsaved = false;   // typed here and not handed to SaveDraft yet
    std::string remote_draft;     // what the backend holds as far as the stream has told
    bool draft_disputed = false;  // `remote_draft` was written in another window: to be taken or dropped
    bool read_asked = false;      // since `head` came, MarkRead was asked for what it has to notice
    bool pinned = false;          // the agent's own marks, as the backend has them
    bool marked_unread = false;
    EventSeq draft_seq = 0;  // remote_draft is what the backend held at this number; 0 = not known yet
    EventSeq marks_seq = 0;
    bool outdated = false;  // kept over a snapshot that does not hold it, until it was asked for
};

// One step of list_revision that concerned one conversation, with what it counted as before.
struct ListChange {
    ConversationId conversation;
    bool was_known = true;
    DeskState was = DeskState::Ended;
    bool was_mine = false;
};

struct Toast {
    std::int64_t id = 0;
    bool error = false;
    std::string zh;
    std::string en;
    UnixMs until = 0;
};

struct ConsoleState {
    Settings settings;
    Connection connection;
    Agent self;
    std::unordered_map<AccountId, Account> accounts;
    std::unordered_map<AgentId, Agent> agents;
    std::unordered_map<CustomerId, Customer> customers;  // keyed by external_userid, unique per corp
    // All that are open; of those that are over, some (ended_state.h).
    std::unordered_map<ConversationId, ConversationEntry> conversations;
    EndedConversations ended;
    ConversationLoads loads;
    std::unordered_map<ConversationId, Thread> threads;  // bounded: least recently opened go first
    std::vector<ConversationId> recently_opened;         // newest first
    std::map<QuickReplyId, QuickReply> quick_replies;    // shared, and of `self`
    std::vector<Greeting> greetings;                     // of the accounts that `self` may see
    DeskSettings desk_settings;
    std::vector<ServicerId> servicers;     // who wrote in the WeCom client, each once
    std::uint64_t desk_revision = 0;       // grows when the three above change
    std::vector<SaveAnswer> save_answers;  // the last ones, oldest first

    // What was written about a customer and not taken, until it is saved after all.
    std::vector<SaveNote> refused_notes;

    Tab tab = Tab::Mine;
    std::string search;
    ConversationId selected;
    // Stays in the list while it is open, whatever the tab: just opened (also from a search) or taken.
    ConversationId kept;
    bool page_visible = true;  // tab in front and window focused
    bool at_newest = true;     // the chat shows its end
    MessageSearch search_all;  // over all messages
    MessageSearch find;        // in the open conversation
    JumpTarget jump;
    std::uint64_t pages_asked = 0;
    bool sound_blocked = false;  // the browser refuses sound until the page is clicked

    UnixMs clock = 0;  // the console's own clock at the last action
    UnixMs now = 0;    // console clock + offset = server time; set by every action that carries a time
    int utc_offset_minutes = 8 * 60;              // of the agent's time zone: decides where a day begins
    std::vector<OutstandingCommand> outstanding;  // in the order in which they were wanted
    // Unread messages of the conversations assigned to `self`; one for each that is marked as unread.
    int unread_to_answer = 0;
    // Besides: conversations of `self` with something undelivered or passed on, and calls in private notes.
    int to_notice = 0;
    int calls_to_me = 0;
    int badge_shown = 0;
    // What rang last, for screen readers, in the language of the settings; and how often something did.
    std::string said;
    std::uint64_t times_said = 0;
    UnixMs draft_due_at = 0;  // when the draft of the open conversation is saved; 0 = nothing to save
    UnixMs draft_unsaved_since = 0;
    UnixMs last_sound_at = 0;
    UnixMs wake_at = 0;                 // last WakeAt asked for; 0 = none
    std::uint64_t rights_revision = 0;  // grows when `self` or an account changes
    std::vector<Toast> toasts;
    std::int64_t next_toast = 1;
    std::int64_t next_client_number = 1;
    std::string client_prefix;  // random, per page load: makes ClientIds unique
    std::string unsent;         // of the page before, until the first snapshot says who is here now
    std::string unsent_others;  // of other agents who used this tab: it stays there for them
    bool unsent_kept = false;   // the tab keeps something that the backend does not have
    bool leaving = false;       // signing out

    std::uint64_t revision = 0;       // grows with every change of anything
    std::uint64_t list_revision = 0;  // grows when the inbox may look different
    // The steps of list_revision after `list_changes_from`, so that the list need not be sorted anew for
    // each. A step that concerns the whole list, or one too many, empties it.
    std::vector<ListChange> list_changes;
    std::uint64_t list_changes_from = 0;
};

// A message stands in the thread that the backend has refused.
[[nodiscard]] bool has_refused_message(const Thread& thread);
// How often private notes call this agent there.
[[nodiscard]] int calls_of(const Conversation& head, const AgentId& agent);
// Words of the agent would be lost with the tab: the backend has not got them, or has not said so.
[[nodiscard]] bool has_unsent(const ConsoleState& state);
// What is being saved as the note about a customer; null: nothing is.
[[nodiscard]] const std::string* saving_note(const ConsoleState& state, const CustomerId& customer);
// What was not taken as the note about a customer; null: nothing.
[[nodiscard]] const std::string* refused_note(const ConsoleState& state, const CustomerId& customer);
// The note as it was written here last: refused, else being saved, else what everybody knows.
[[nodiscard]] std::string shown_note(const ConsoleState& state, const CustomerId& customer);

// The bounds of what a console keeps.
constexpr std::size_t kMaxThreads = 20;
constexpr std::size_t kMaxMessagesPerThread = 5000;
// While somebody reads older messages a thread may grow to this; then older ones are not loaded any more.
constexpr std::size_t kMaxMessagesWhileReading = 50'000;
// Commands that wait for an answer; further ones are refused with a sentence.
constexpr std::size_t kMaxOutstanding = 200;
constexpr std::size_t kMaxToasts = 5;
constexpr std::size_t kMaxSaveAnswers = 16;
constexpr std::size_t kMaxListChanges = 500;

}  // namespace kf
