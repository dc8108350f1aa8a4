#include "backend/sync/corp_sync.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "backend/runtime/liveness.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/sync/account_sync.h"
#include "backend/sync/profile_fetcher.h"
#include "backend/sync/pull_schedule.h"
#include "backend/wecom/wecom_api.h"
#include "backend/wecom/wecom_health.h"

namespace kf {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kTick{5'000};
// A callback for an account that is not followed asks for the list, but not more often than this.
constexpr milliseconds kListAtMostEvery{30'000};
constexpr milliseconds kWakeAtMostEvery{2'000};

milliseconds spread(milliseconds around, const Jitter& jitter) {
    return milliseconds(
        static_cast<std::int64_t>(static_cast<double>(around.count()) * (0.8 + 0.4 * jitter())));
}

}  // namespace

struct CorpSync::Impl {
    struct Followed {
        std::shared_ptr<AccountSync> sync;
        Timer timer;           // next poll, or end of a back-off
        bool cut_off = false;  // the timer is a back-off because WeCom was not reached
        bool stopped = false;  // by an errcode; until the account list says otherwise
    };

    Impl(Loop& l, Store& s, WecomApi& a, WecomHealth& h, Clock c, Jitter j, CorpId id, SyncOptions o)
        : loop(l),
          store(s),
          api(a),
          health(h),
          clock(std::move(c)),
          jitter(std::move(j)),
          corp(std::move(id)),
          options(o),
          schedule(std::max<std::size_t>(1, o.parallel_pulls)),
          profiles(l, s, a, clock, jitter, corp, o.profile_delay) {}

    // ---- accounts

    void start() {
        std::map<AccountId, AccountCursor> cursors;
        for (auto& cursor : store.cursors()) {
            if (cursor.corp == corp) cursors.emplace(cursor.account, std::move(cursor));
        }
        for (const auto& account : store.accounts(corp)) {
            if (!account.managed) continue;
            const auto found = cursors.find(account.id);
            const auto cursor = found == cursors.end() ? AccountCursor{} : found->second;
            follow(account, cursor);
            if (cursor.news) schedule.want(account.id, PullReason::News);
        }
        health.account_list_awaited(clock());
        tick();
        refresh_accounts();
        dispatch();
    }

    Followed& follow(const Account& account, AccountCursor cursor) {
        const auto [at, is_new] = accounts.try_emplace(account.id);
        health.account_followed(account.id, account.name, clock());
        if (is_new) {
            cursor.corp = corp;
            cursor.account = account.id;
            at->second.sync = std::make_shared<AccountSync>(
                AccountSync::Seams{store, api, health, clock, jitter, options}, std::move(cursor));
        } else if (!at->second.stopped) {
            return at->second;
        }
        at->second.stopped = false;
        schedule.want(account.id, PullReason::Poll);
        return at->second;
    }

    void unfollow(const AccountId& account, std::string_view why) {
        log_warn("sync.account_left", {{"corp", corp}, {"account", account}, {"why", why}});
        accounts.erase(account);
        schedule.forget(account);
        health.account_dropped(account);
    }

    void refresh_accounts() {
        if (stopping) return;
        if (listing) {
            list_again = true;
            return;
        }
        listing = true;
        list_again = false;
        listed_at = steady_clock::now();
        list_timer.cancel();
        api.list_accounts(alive.bound([this](const Result<AccountList>& list) { accounts_came(list); }));
    }

    void accounts_came(const Result<AccountList>& list) {
        listing = false;
        auto done = list.ok() ? save_accounts(list.value()) : Result<void>(list.error());
        if (list.ok() && !done.ok()) health.store_failed(done.error().code, clock());
        if (!done.ok()) {
            if (list_failures == 0) log_warn_of("sync.account_list_failed", done.error(), {{"corp", corp}});
            arm_list(options.failed.delay(++list_failures, jitter));
            settle();
            return;
        }
        list_failures = 0;
        std::map<AccountId, const Account*> listed;
        for (const auto& account : list->accounts) listed.emplace(account.id, &account);
        std::vector<std::pair<AccountId, std::string_view>> gone;
        for (const auto& [id, followed] : accounts) {
            const auto found = listed.find(id);
            if (found == listed.end()) {
                // It may be the one whose entry could not be read.
                if (list->complete) gone.emplace_back(id, "not listed any more");
            } else if (!found->second->managed) {
                gone.emplace_back(id, "not managed by this app any more");
            }
        }
        for (const auto& [id, why] : gone) unfollow(id, why);
        for (const auto& [id, account] : listed) {
            if (account->managed) follow(*account, {});
        }
        health.account_list_came();
        arm_list(spread(accounts.empty() ? options.list_while_empty : options.account_list, jitter));
        wake_cut_off();
        if (list_again) refresh_accounts();
        dispatch();
        settle();
    }

    // What is not listed any more is kept, as not managed: its conversations stay readable.
    Result<void> save_accounts(const AccountList& list) {
        std::vector<Account> listed = list.accounts;
        std::set<AccountId> still;
        for (const auto& account : listed) still.insert(account.id);
        for (auto& known : store.accounts(corp)) {
            if (!list.complete || !known.managed || still.contains(known.id)) continue;
            known.managed = false;
            listed.push_back(std::move(known));
        }
        return store.save_accounts(corp, listed, clock());
    }

    void arm_list(milliseconds delay) {
        if (stopping) return;
        list_timer = loop.after(delay, [this] { refresh_accounts(); });
    }

    // ---- news

    Result<void> note_news(const AccountId& account, std::string_view token) {
        if (account.empty()) {
            // Callbacks did not name the account before 2022-12: whichever has news.
            for (auto& [id, followed] : accounts) TRY(note_one(id, followed, token));
        } else {
            const auto found = accounts.find(account);
            const bool known = found != accounts.end();
            if (!known || found->second.stopped) {
                if (steady_clock::now() - listed_at >= kListAtMostEvery) refresh_accounts();
            }
            // The list may be older than the account: the callback is signed, so it is believed.
            auto& followed =
                known ? found->second : follow(Account{.corp = corp, .id = account, .name = ""}, {});
            const auto noted = note_one(account, followed, token);
            dispatch();
            return noted;
        }
        dispatch();
        return {};
    }

    Result<void> note_one(const AccountId& account, Followed& followed, std::string_view token) {
        // Also when it cannot be noted: the pull itself may work a moment later.
        auto noted = followed.sync->note_news(token);
        if (!followed.stopped && !stopping) schedule.want(account, PullReason::News);
        return noted;
    }

    // ---- pulling

    void dispatch() {
        if (stopping) return;
        while (const auto account = schedule.next()) {
            const auto found = accounts.find(*account);
            if (found == accounts.end() || found->second.stopped) {
                schedule.finished(*account);
                continue;
            }
            auto& followed = found->second;
            const auto now = steady_clock::now();
            if (!followed.sync->has_fresh_token() && now < polls_from) {
                schedule.finished(*account);
                arm(*account, followed, spread(std::chrono::ceil<milliseconds>(polls_from - now), jitter),
                    PullReason::Poll);
                continue;
            }
            followed.timer.cancel();
            followed.cut_off = false;
            // Held by the call, so that an account that leaves the list still gets its page stored.
            const auto sync = followed.sync;
            sync->pull(
                alive.bound([this, sync](PullStep step) { stepped(sync->account(), std::move(step)); }));
        }
    }

    void arm(const AccountId& account, Followed& followed, milliseconds delay, PullReason reason) {
        if (stopping) return;
        followed.timer = loop.after(delay, [this, account, reason] {
            schedule.want(account, reason);
            dispatch();
        });
    }

    void stepped(const AccountId& account, PullStep step) {
        schedule.finished(account);
        const auto found = accounts.find(account);
        if (found != accounts.end()) {
            auto& followed = found->second;
            switch (step.next) {
                case PullStep::Next::Finished:
                    limits = 0;
                    arm(account, followed, spread(options.poll, jitter), PullReason::Poll);
                    break;
                case PullStep::Next::Again:
                    if (!stopping) schedule.want(account, PullReason::News);
                    break;
                case PullStep::Next::Later:
                    followed.cut_off = step.cut_off;
                    arm(account, followed, step.delay, PullReason::News);
                    break;
                case PullStep::Next::Limited: {
                    const auto pause = options.limited.delay(++limits, jitter);
                    log_warn(
                        "sync.polls_limited",
                        {{"corp", corp}, {"errcode", step.errcode}, {"pause_secs", pause.count() / 1000}});
                    polls_from = std::max(polls_from, steady_clock::now() + pause);
                    arm(account, followed, spread(pause, jitter), PullReason::Poll);
                    break;
                }
                case PullStep::Next::Stopped:
                    followed.stopped = true;
                    schedule.forget(account);
                    health.account_stopped(account, step.errcode);
                    break;
            }
        }
        if (step.saved) {
            wake_cut_off();
            profiles.want(step.saved->new_customers);
            if (saved) saved(account, *step.saved);
        }
        dispatch();
        settle();
    }

    // The way is free again: those who still sit out their back-off need not wait for its end.
    void wake_cut_off() {
        const auto now = steady_clock::now();
        if (now - woken_at < kWakeAtMostEvery) return;
        for (auto& [id, followed] : accounts) {
            if (!followed.cut_off || stopping) continue;
            woken_at = now;
            followed.cut_off = false;
            followed.timer.cancel();
            schedule.want(id, PullReason::News);
        }
    }

    void tick() {
        health.tick(clock());
        if (stopping) return;
        // While nothing is reached, one account knocks regularly, so that the recovery is noticed soon
        // without everybody knocking.
        if (health.unreachable_since() && schedule.running() == 0) {
            const auto first = std::find_if(accounts.begin(), accounts.end(),
                                            [](const auto& entry) { return !entry.second.stopped; });
            if (first != accounts.end()) schedule.want(first->first, PullReason::Poll);
            dispatch();
        }
        tick_timer = loop.after(kTick, [this] { tick(); });
    }

    // ---- stopping

    void stop(std::function<void()> when_drained) {
        stopping = true;
        drained = std::move(when_drained);
        tick_timer.cancel();
        list_timer.cancel();
        profiles.stop();
        for (auto& [id, followed] : accounts) followed.timer.cancel();
        settle();
    }

    void settle() {
        if (!stopping || !drained || schedule.running() > 0 || listing) return;
        loop.post(std::exchange(drained, {}));
    }

    Loop& loop;
    Store& store;
    WecomApi& api;
    WecomHealth& health;
    Clock clock;
    Jitter jitter;
    CorpId corp;
    SyncOptions options;
    PullSchedule schedule;
    ProfileFetcher profiles;
    std::map<AccountId, Followed> accounts;
    Saved saved;
    Timer list_timer, tick_timer;
    steady_clock::time_point listed_at{}, woken_at{};
    steady_clock::time_point polls_from{};  // pulls without a token are over their limit until then
    int limits = 0;
    int list_failures = 0;
    bool listing = false;
    bool list_again = false;
    bool stopping = false;
    std::function<void()> drained;
    Liveness alive;
};

CorpSync::CorpSync(Loop& loop, Store& store, WecomApi& api, WecomHealth& health, Clock clock, Jitter jitter,
                   CorpId corp, SyncOptions options)
    : impl_(std::make_unique<Impl>(loop, store, api, health, std::move(clock), std::move(jitter),
                                   std::move(corp), options)) {}
CorpSync::~CorpSync() = default;

void CorpSync::start() {
    impl_->start();
}
void CorpSync::stop(std::function<void()> drained) {
    impl_->stop(std::move(drained));
}
Result<void> CorpSync::note_news(const AccountId& account, std::string_view token) {
    return impl_->note_news(account, token);
}
void CorpSync::accounts_changed() {
    impl_->refresh_accounts();
}
void CorpSync::on_saved(Saved listener) {
    impl_->saved = std::move(listener);
}
const CorpId& CorpSync::corp() const {
    return impl_->corp;
}

}  // namespace kf
