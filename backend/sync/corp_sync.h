// Brings the messages of all kf accounts of one corp into the store: woken by callbacks and by a slow poll,
// one pull at a time per account, fair among accounts (reference 6.3). Lives on the loop thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"
#include "backend/storage/store.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"

namespace kf {

class Loop;
class WecomApi;
class WecomHealth;

struct SyncOptions {
    // Callbacks get lost, so every account is pulled at least this often. Without a callback token sync_msg
    // is strictly limited: keep it slow.
    std::chrono::milliseconds poll{60'000};
    std::chrono::milliseconds account_list{10 * 60'000};
    // With no account there is no pull, and mostly no callback: only the list tells when that changes.
    std::chrono::milliseconds list_while_empty{45'000};
    // A pull whose predecessor finished longer ago than this brings messages that were found late.
    std::chrono::milliseconds outage{5 * 60'000};
    std::size_t parallel_pulls = 3;
    int page_limit = 1000;  // messages asked for in one call, ≤ 1000
    Backoff failed{std::chrono::milliseconds{1'000}, std::chrono::milliseconds{60'000}};
    // After 45009 on a pull without token no account is polled for this long; pulls with a token go on.
    Backoff limited{std::chrono::milliseconds{60'000}, std::chrono::milliseconds{10 * 60'000}};
    std::chrono::milliseconds profile_delay{200};  // new customers are collected this long for one batchget
};

class CorpSync {
  public:
    // All references outlive this object.
    CorpSync(Loop& loop, Store& store, WecomApi& api, WecomHealth& health, Clock clock, Jitter jitter,
             CorpId corp, SyncOptions options = {});
    ~CorpSync();
    CorpSync(const CorpSync&) = delete;
    CorpSync& operator=(const CorpSync&) = delete;

    // Follows the accounts that the store knows, pulls each once, and asks for the account list.
    void start();
    // No new pulls; what is under way still reaches the store. `drained` runs when nothing is under way.
    void stop(std::function<void()> drained = {});

    // A callback for `account`: durable when this returns without an error.
    [[nodiscard]] Result<void> note_news(const AccountId& account, std::string_view token);
    // The app's accounts changed: asks for the list at once.
    void accounts_changed();

    // Called after each page was stored, with what was new in it.
    using Saved = std::function<void(const AccountId&, const PageSaved&)>;
    void on_saved(Saved listener);

    [[nodiscard]] const CorpId& corp() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace kf
