// What the console knows. Changed only by reduce(); views and view models read it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

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
    int undo_secs = 0;  // 0, 3 or 5
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

struct Connection {
    Link link = Link::Starting;
    std::string epoch;
    EventSeq seq = 0;
    int attempts = 0;  // failed tries in a row; decides the back-off
    UnixMs next_try_at = 0;
    UnixMs last_heard_at = 0;  // any frame; silence means a half-open socket
    UnixMs ping_sent_at = 0;
    std::int64_t clock_offset_ms = 0;  // server time − console time
    std::string problem;               // code of the last failure: "socket_closed", "snapshot_failed", …
    BackendNotice notice;              // backend ↔ WeCom
    bool reloaded = false;             // the last reconnect could not resume: said on screen until dismissed
};

// A message the agent has sent and the backend has not confirmed yet.
struct PendingMessage {
    ClientId client_id;
    std::string text;
    UnixMs created_at = 0;
    int hold_secs = 0;
    bool sent = false;     // the command left on the present socket
    std::string error_zh;  // refused by the backend; can be sent again or dropped
    std::string error_en;
};

// The messages of one conversation that the console holds: a window that ends at the newest, or none.
struct Thread {
    std::vector<Message> messages;  // by MessageId, oldest first
    std::vector<PendingMessage> pending;
    bool loaded = false;
    bool loading = false;
    bool has_older = false;
    bool failed = false;         // last load failed; the view offers another try
    std::uint64_t revision = 0;  // grows with every change; views key their caches on it
    std::optional<ConversationDetails> details;
    bool details_loading = false;
    MessageId first_unread;  // where the "new messages" line stands; empty = none
};

struct ConversationEntry {
    Conversation head;
    std::string draft;  // as the backend and the other tabs know it
    std::uint64_t revision = 0;
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
    std::unordered_map<ConversationId, ConversationEntry> conversations;
    std::unordered_map<ConversationId, Thread> threads;  // bounded: least recently opened go first
    std::vector<ConversationId> recently_opened;         // newest first

    Tab tab = Tab::Mine;
    std::string search;
    ConversationId selected;
    bool page_visible = true;    // tab in front and window focused
    bool at_newest = true;       // the chat shows its end
    bool sound_blocked = false;  // the browser refuses sound until the page is clicked

    UnixMs now = 0;  // console clock + offset = server time; set by every action that carries a time
    std::vector<Toast> toasts;
    std::int64_t next_toast = 1;
    std::int64_t next_client_number = 1;
    std::string client_prefix;  // random, per page load: makes ClientIds unique

    std::uint64_t revision = 0;       // grows with every change of anything
    std::uint64_t list_revision = 0;  // grows when the inbox may look different
};

// The bounds of what a console keeps.
constexpr std::size_t kMaxThreads = 20;
constexpr std::size_t kMaxMessagesPerThread = 5000;

}  // namespace kf
