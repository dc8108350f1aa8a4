// Everything the simulated WeCom remembers. Plain data: what may happen to it stands in the file of each
// topic.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "backend/sandbox/callback_queue.h"
#include "backend/sandbox/faults.h"
#include "backend/sandbox/rate_limits.h"
#include "backend/sandbox/sim_config.h"
#include "shared/base/time.h"

namespace kf::sim {

using Json = nlohmann::ordered_json;

constexpr UnixSecs kReplyWindowSecs = 48 * kSecsPerHour;  // reference 7.1
constexpr int kReplyWindowMessages = 5;
constexpr UnixSecs kRetentionSecs = 3 * kSecsPerDay;  // sync_msg, media
constexpr UnixSecs kShortCodeSecs = 20;               // welcome and ending codes
constexpr UnixSecs kSyncTokenSecs = 10 * kSecsPerMinute;

enum class SessionState { New = 0, Assistant = 1, Pool = 2, Servicer = 3, Ended = 4 };

// A member of the corp.
struct Member {
    std::string userid;
    std::string name;
    std::vector<int> departments;
    bool visible = true;    // within the app's visible range, else 60030
    bool activated = true;  // has signed in to WeCom, else 95014
};

struct ServicerStatus {
    bool receiving = true;
    int stop_type = 0;  // 0 stopped, 1 suspended
};

// One entry of an account's sync_msg log; `position` never changes and is what a cursor points at.
struct LogEntry {
    std::int64_t position = 0;
    UnixSecs send_time = 0;
    std::string msgid;
    Json message;
};

struct Account {
    std::string open_kfid;
    std::string name;
    std::string avatar_media;            // names the picture in its address; "" = drawn
    std::string avatar_bytes;            // kept by the account: its media is forgotten after three days
    bool managed = true;                 // API-managed by our app, else 48007
    std::vector<std::string> servicers;  // userids in the order in which they were added
    std::vector<int> departments;
    std::map<std::string, ServicerStatus> statuses;  // only those who ever changed theirs
    std::deque<LogEntry> log;
    std::int64_t next_position = 1;
    std::unordered_set<std::string> sent_msgids;     // 95033
    std::map<std::string, std::string> scene_links;  // scene → enc_scene
};

struct EntryContext {
    std::string scene;
    std::string scene_param;
    Json channels;  // null, or wechat_channels
    UnixSecs time = 0;
};

struct Customer {
    std::string external_userid;
    std::string nickname;
    int gender = 0;
    std::string unionid;
    // "" = drawn from the id; "none"; a path of this server ("/picture/status/404"); or an address.
    std::string avatar;
    bool refuses_messages = false;  // 拒收: sends are accepted, then fail with fail_type 10
    UnixSecs last_contact = 0;      // entered or wrote, with any account; 0 = never
    bool served = false;            // counted towards an unverified corp's 100
};

enum class Side { Customer, Account, System };

// One line on the customer's phone.
struct PhoneLine {
    std::int64_t number = 0;  // contiguous from 1 within the conversation
    Side side = Side::Customer;
    std::string msgid;
    std::string msgtype;
    Json body;  // content of the member named like msgtype
    UnixMs time = 0;
    std::string by;  // "customer", "api", "event" (welcome and such), "servicer"
    std::string servicer;
    bool recalled = false;
    std::string arrived_as;  // the msgtype that the app sees, when it is another one: over-size media
};

// The permanent thread of one customer with one account, and its present session.
struct Conversation {
    std::string open_kfid;
    std::string external_userid;
    SessionState state = SessionState::Ended;
    std::string servicer;       // only in state 3
    UnixSecs last_written = 0;  // by the customer; 0 = never
    std::int64_t written = 0;   // messages of the customer, ever
    int sent_in_window = 0;     // send_msg since then
    UnixSecs last_welcomed = 0;
    std::int64_t session = 0;       // counts sessions, so that a code knows its own
    bool reply_code_given = false;  // msg_code comes with the first move into 2 or 3
    std::string last_servicer;
    std::optional<EntryContext> entry;
    std::set<std::string> rejected_by;  // servicers who refuse this customer's messages (拒收)
    std::vector<PhoneLine> lines;
    std::int64_t revision = 0;  // grows with every change a phone page would show
};

enum class CodePurpose { Welcome, Queued, Taken, Ended };

// A code for send_msg_on_event; single use.
struct EventCode {
    CodePurpose purpose = CodePurpose::Welcome;
    std::string open_kfid;
    std::string external_userid;
    std::int64_t session = 0;
    UnixSecs expires = 0;
    bool used = false;
};

struct AccessToken {
    UnixSecs expires = 0;
    bool invalidated = false;
};

struct SyncToken {
    std::string open_kfid;
    UnixSecs expires = 0;
};

// How media/get answers for one media, beyond what its type says: what a client must survive.
struct MediaBehaviour {
    std::string disposition = "utf8";  // content_disposition.h
    int errcode = 0;                   // answered instead of the bytes
    int status = 0;                    // an HTTP status as a page instead of the bytes
    int times = -1;                    // how often errcode or status strike; −1 = always
    UnixMs delay_ms = 0;
    std::int64_t bytes_per_sec = 0;  // 0 = as fast as it goes
    std::int64_t break_after = -1;   // bytes after which the connection breaks
    bool range_only = false;         // 830002 without Range
    bool encrypted = false;  // 40146 for a range whose length is no multiple of 16, unless it is the last
};

enum class MediaSource { App, Phone };

struct Media {
    std::string type;
    std::string filename;
    std::string content_type;
    std::string bytes;
    UnixSecs created = 0;
    MediaSource source = MediaSource::App;
    MediaBehaviour behaviour;
    int downloads = 0;  // answers with bytes, of any range
    RateLimits::Window fetches;
    std::size_t claimed_bytes = 0;  // the size of a file too large to be handed on; its bytes are not kept
    std::string silk;               // media_id of the same voice as SILK, once somebody asked for that
};

// A send that was accepted and will turn out to have failed.
struct PendingFailure {
    UnixMs due = 0;
    std::string open_kfid;
    std::string external_userid;
    std::string msgid;
    int fail_type = 0;
};

// A line of the panel's log of API calls. Holds no token and no text.
struct CallRecord {
    UnixMs time = 0;
    std::string method;
    std::string path;
    int errcode = 0;
    int status = 200;
    std::string fault;
};

struct World {
    SimConfig config;
    std::function<UnixMs()> clock;  // the outside clock
    UnixMs clock_offset = 0;        // moved by the control API
    std::int64_t clock_moves = 0;   // how often: pages that show the time wait for it
    std::mt19937_64 random;
    std::string run_id;  // part of every cursor: a cursor of another run is refused

    std::vector<std::string> account_order;  // as account/list hands them out
    std::unordered_map<std::string, Account> accounts;
    std::vector<std::string> customer_order;
    std::unordered_map<std::string, Customer> customers;
    std::unordered_map<std::string, Conversation> conversations;  // key: conversation_key()
    std::map<std::string, Member> members;                        // key: userid in lower case
    std::map<int, std::string> departments;

    std::map<std::string, AccessToken> access_tokens;
    std::string current_token;
    std::map<std::string, std::deque<UnixSecs>> wrong_secrets;  // by address
    std::map<std::string, UnixSecs> banned_until;
    std::map<std::string, SyncToken> sync_tokens;
    std::unordered_map<std::string, EventCode> codes;
    std::unordered_map<std::string, Media> media;
    std::vector<PendingFailure> pending_failures;

    RateLimits rates;
    Faults faults;
    CallbackQueue callbacks;
    std::deque<CallRecord> calls;  // the last 200
    std::int64_t revision = 0;     // grows with every change any page would show

    [[nodiscard]] UnixMs now_ms() const { return clock() + clock_offset; }
    [[nodiscard]] UnixSecs now() const { return to_secs(now_ms()); }
};

[[nodiscard]] std::string conversation_key(const std::string& open_kfid, const std::string& external_userid);
// `length` random letters and digits.
[[nodiscard]] std::string random_word(World& world, int length);
// Which members may serve the account: by name or through a department.
[[nodiscard]] bool is_servicer(const World& world, const Account& account, const std::string& userid);
[[nodiscard]] const Member* find_member(const World& world, const std::string& userid);
[[nodiscard]] ServicerStatus servicer_status(const Account& account, const std::string& userid);

// The conversation, made when there is none yet.
Conversation& conversation_of(World& world, const std::string& open_kfid, const std::string& external_userid);
[[nodiscard]] Conversation* find_conversation(World& world, const std::string& open_kfid,
                                              const std::string& external_userid);
// Marks that a page would look different now.
void touch(World& world, Conversation& conversation);
PhoneLine& add_phone_line(World& world, Conversation& conversation, PhoneLine line);

// A fresh world: members and departments, and with seed_demo the accounts and customers of the demo.
void seed(World& world);

}  // namespace kf::sim
