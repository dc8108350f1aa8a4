// Reads what WeCom posts to /callback/<corp_id> (reference 5): a pure decision per request, no I/O. The HTTP
// route calls CallbackEntrance (backend/sync), which adds the durable note and the answer.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "backend/callback/callback_crypto.h"
#include "backend/runtime/clock.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"

namespace kf {

enum class CallbackKind {
    UrlChecked,       // GET, answer `body`
    News,             // kf_msg_or_event: `account` has news, sync it with `token`
    AccountsChanged,  // kf_account_auth_change: ask for the account list again
    Ignored,          // a proper callback that is not for us; 200, or WeCom would repeat it
    Repeated,         // the same envelope again: its work is noted already; 200
    Refused,          // 4xx; `fault` says why, for the log only
};

struct CallbackDecision {
    CallbackKind kind = CallbackKind::Refused;
    int status = 403;
    std::string body;
    AccountId account;                          // News
    std::string token;                          // News; valid 10 min; may be empty
    std::vector<AccountId> granted, withdrawn;  // AccountsChanged
    std::string event;                          // of the callback, for the log
    std::string fault;                          // Refused
    std::string envelope;                       // identity for remember()
};

struct CallbackSettings {
    CorpId corp;
    std::string token;
    std::string encoding_aes_key;
};

class CallbackHandler {
  public:
    // Error: the EncodingAESKey or the token is not usable.
    [[nodiscard]] static Result<CallbackHandler> create(const CallbackSettings& settings, Clock clock);

    // `query` is the raw query string behind '?', not decoded.
    [[nodiscard]] CallbackDecision get(std::string_view query) const;
    // What a POST lacks that shows in its query: parameters, or a time near ours. Its signature covers the
    // body.
    [[nodiscard]] std::optional<std::string> fault_of_query(std::string_view query) const;
    [[nodiscard]] CallbackDecision post(std::string_view query, std::string_view body) const;

    // To be called once the work of `decision` is durable: the same envelope is Repeated from then on.
    // Without it WeCom's next try is processed again.
    void remember(const CallbackDecision& decision);

    [[nodiscard]] const CorpId& corp() const { return corp_; }

    static constexpr std::size_t kMaxBodyBytes = std::size_t{64} * 1024;
    static constexpr std::int64_t kMaxAgeSecs = 10 * kSecsPerMinute;  // older or newer is refused
    // Envelopes remembered; beyond it the oldest are forgotten, which at worst wakes a sync once more.
    static constexpr std::size_t kRemembered = 20'000;

  private:
    CallbackHandler(CorpId corp, CallbackSecrets secrets, Clock clock);

    CorpId corp_;
    CallbackSecrets secrets_;
    Clock clock_;
    std::unordered_set<std::string> seen_;
    std::deque<std::string> order_;
};

}  // namespace kf
