// How kfdesk stands towards WeCom, for one corp: token, connection, age of the last pull of each account.
// Read by /readyz, /metrics and the consoles' connection banner. Lives on the loop thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "backend/runtime/listeners.h"
#include "shared/base/ids.h"
#include "shared/base/time.h"
#include "shared/protocol/protocol.h"

namespace kf {

enum class TokenState {
    Unknown,  // not asked yet
    Valid,
    Refused,  // wrong secret, disabled app …: an alarm; asked again only slowly
};

struct AccountHealth {
    std::string name;
    UnixMs since = 0;        // sync of this account began
    UnixMs pulled_at = 0;    // last pull that finished; 0 = none since `since`
    bool too_large = false;  // its next message is larger than anything that is read: nothing behind it comes
    int stopped_by = 0;      // errcode that ended the sync (48007, 95004) until a pull finishes; 0 = none
    UnixMs behind_since = 0;  // oldest callback that no finished pull has answered; 0 = nothing waits
};

// A finding that an operator should see, from harmless to worst; the worst one is the notice.
enum class Alarm {
    None,
    NoAccounts,      // WeCom lists no account that this app manages: nothing can arrive
    SyncStalled,     // callbacks come, but no pull finishes
    RecordTooLarge,  // an account's next message is too large to be read
    AccountStopped,  // an account cannot be synced any more
    ListMissing,     // the account list has not come since the start
    NotUnderstood,   // answers of WeCom's come and cannot be read
    CallsRefused,    // calls are refused for a reason that only an administrator can remove
    Unreachable,
    TokenRefused,
    StoreFailing,
};

class WecomHealth {
  public:
    explicit WecomHealth(CorpId corp) : corp_(std::move(corp)) {}

    // ---- written by the kf client and the sync
    void token_valid();
    void token_refused(int errcode, UnixMs now);
    void reached();                // WeCom answered something sensible
    void unreachable(UnixMs now);  // no connection, no answer, or one of somebody else
    // An answer to this call came from WeCom and could not be read, again and again; until one can.
    void not_understood(std::string_view path, UnixMs now);
    void understood(std::string_view path);
    // Records of an answer that were repaired or set apart, in readable_bytes(). The same again (a list that
    // is asked for every ten minutes) neither counts nor is logged again. What the sync files is counted by
    // messages_set_apart() alone, once it is on the disk.
    void records_damaged(std::string_view path, const std::vector<std::string>& repaired,
                         const std::vector<std::string>& set_apart);
    void messages_set_apart(const AccountId& account, std::size_t count);
    // A call went through, or was refused by `errcode`. Only what an administrator has to mend (reference 15,
    // reaction A) is kept: until the same call goes through, or any call when the refusal is of the whole
    // app. A refusal that is not repeated for kRefusedShownMs is forgotten.
    void call_accepted(std::string_view path);
    void call_refused(std::string_view path, int errcode, UnixMs now);
    void account_list_awaited(UnixMs now);  // asked for the first time
    void account_list_came();               // and the accounts in it are followed
    void account_followed(const AccountId& account, const std::string& name, UnixMs now);
    void account_dropped(const AccountId& account);  // the list that follows it is told of
    void account_stopped(const AccountId& account, int errcode);
    void record_too_large(const AccountId& account);  // until a pull finishes
    void callback_came(const AccountId& account, UnixMs now);
    void pull_finished(const AccountId& account, UnixMs now);
    void store_works();
    void store_failed(ErrorCode code, UnixMs now);
    // The time in the head of an answer, and ours when it came.
    void heard_time(UnixSecs theirs, UnixMs now) { clock_ahead_secs_ = to_secs(now) - theirs; }
    // Looks at the ages; called every few seconds. Raises SyncStalled when callbacks come in but an account
    // has not finished a pull for kStalledMs since.
    void tick(UnixMs now);

    // ---- read by others
    [[nodiscard]] const CorpId& corp() const { return corp_; }
    [[nodiscard]] TokenState token() const { return token_; }
    [[nodiscard]] int token_errcode() const { return token_errcode_; }  // when refused
    [[nodiscard]] UnixMs token_refused_since() const { return token_refused_since_; }
    [[nodiscard]] std::optional<UnixMs> unreachable_since() const { return unreachable_since_; }
    [[nodiscard]] std::optional<UnixMs> store_failing_since() const { return store_failing_since_; }
    [[nodiscard]] const std::map<AccountId, AccountHealth>& accounts() const { return accounts_; }
    // By how much our clock is ahead of WeCom's; negative: behind. Nothing before an answer with a time came.
    [[nodiscard]] std::optional<std::int64_t> clock_ahead_secs() const { return clock_ahead_secs_; }
    // Since the start.
    [[nodiscard]] std::uint64_t records_repaired() const { return records_repaired_; }
    [[nodiscard]] std::uint64_t records_set_apart() const { return records_set_apart_; }
    // Milliseconds since the last finished pull of the account that is worst off, counted from the start of
    // its sync when there was none; nothing when no account is followed.
    [[nodiscard]] std::optional<UnixMs> oldest_pull_age(UnixMs now) const;
    // Why messages may be missing: "token", "account_list" (never came), "accounts_stopped" (all of them),
    // "first_pull" (an account has not been pulled since the start), "pull_too_old"; empty when none of it
    // holds. A corp whose list names no account is ready: its administrator can work, and the notice says
    // what lacks.
    [[nodiscard]] std::string_view not_ready(UnixMs now) const;
    [[nodiscard]] Alarm alarm() const;
    [[nodiscard]] BackendNotice notice() const;

    // Called when notice() has changed.
    void on_changed(std::function<void()> listener) { changed_.add(std::move(listener)); }

    static constexpr UnixMs kStalledMs = 60'000;
    // What is tried regularly (list, pulls) is refused again well within it.
    static constexpr UnixMs kRefusedShownMs = 15 * 60'000;
    // A pull must have finished within this, or the desk is not ready: its messages may be behind.
    static constexpr UnixMs kPullTooOldMs = 5 * 60'000;

  private:
    struct Refusal {
        int errcode = 0;
        UnixMs at = 0;
    };
    void tell();
    [[nodiscard]] std::size_t unseen(const std::vector<std::string>& damaged);
    [[nodiscard]] BackendNotice store_notice() const;
    [[nodiscard]] BackendNotice refusal_notice() const;
    [[nodiscard]] BackendNotice stopped_notice() const;
    [[nodiscard]] BackendNotice too_large_notice() const;

    CorpId corp_;
    TokenState token_ = TokenState::Unknown;
    int token_errcode_ = 0;
    UnixMs token_refused_since_ = 0;
    std::optional<UnixMs> unreachable_since_;
    std::optional<std::int64_t> clock_ahead_secs_;
    std::optional<UnixMs> store_failing_since_;
    ErrorCode store_code_ = ErrorCode::None;
    bool stalled_ = false;
    std::map<AccountId, AccountHealth> accounts_;
    Listeners<> changed_;
    BackendNotice told_{NoticeCode::Ok, {}, {}};
    std::map<std::string, Refusal, std::less<>> refusals_;       // by the path of the call
    std::map<std::string, UnixMs, std::less<>> not_understood_;  // by the path, when it was last so
    std::set<std::size_t> damage_seen_;                          // hashes; see kDamageSeen
    std::uint64_t records_repaired_ = 0;
    std::uint64_t records_set_apart_ = 0;
    UnixMs list_awaited_since_ = 0;
    bool listed_ = false;
    bool list_missing_ = false;
};

}  // namespace kf
