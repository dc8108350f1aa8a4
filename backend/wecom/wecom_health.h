// How kfdesk stands towards WeCom, for one corp: token, connection, age of the last pull of each account.
// Read by /readyz, /metrics and the consoles' connection banner. Lives on the loop thread.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

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
    UnixMs since = 0;         // sync of this account began
    UnixMs pulled_at = 0;     // last pull that finished; 0 = none since `since`
    int stopped_by = 0;       // errcode that ended the sync (48007, 95004); 0 = it goes on
    UnixMs behind_since = 0;  // oldest callback that no finished pull has answered; 0 = nothing waits
};

// A finding that an operator should see; the worst one is the notice.
enum class Alarm { None, StoreFailing, TokenRefused, Unreachable, SyncStalled };

class WecomHealth {
  public:
    explicit WecomHealth(CorpId corp) : corp_(std::move(corp)) {}

    // ---- written by the kf client and the sync
    void token_valid();
    void token_refused(int errcode, UnixMs now);
    void reached();                // WeCom answered something sensible
    void unreachable(UnixMs now);  // no connection, no answer, or garbage
    void account_followed(const AccountId& account, const std::string& name, UnixMs now);
    void account_dropped(const AccountId& account);
    void account_stopped(const AccountId& account, int errcode);
    void callback_came(const AccountId& account, UnixMs now);
    void pull_finished(const AccountId& account, UnixMs now);
    void store_works();
    void store_failed(const std::string& code, UnixMs now);
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
    // Milliseconds since the last finished pull of the account that is worst off, counted from the start of
    // its sync when there was none; nothing when no account is followed.
    [[nodiscard]] std::optional<UnixMs> oldest_pull_age(UnixMs now) const;
    [[nodiscard]] Alarm alarm() const;
    // code: "ok", "store_read_only", "store_failed", "token_refused", "wecom_unreachable", "sync_stalled".
    [[nodiscard]] BackendNotice notice() const;

    // Called when alarm() has changed.
    void on_changed(std::function<void()> listener) { listener_ = std::move(listener); }

    static constexpr UnixMs kStalledMs = 60'000;

  private:
    void tell();

    CorpId corp_;
    TokenState token_ = TokenState::Unknown;
    int token_errcode_ = 0;
    UnixMs token_refused_since_ = 0;
    std::optional<UnixMs> unreachable_since_;
    std::optional<UnixMs> store_failing_since_;
    std::string store_code_;
    bool stalled_ = false;
    std::map<AccountId, AccountHealth> accounts_;
    std::function<void()> listener_;
    Alarm told_ = Alarm::None;
};

}  // namespace kf
