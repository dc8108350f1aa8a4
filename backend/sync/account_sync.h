// Pulls one kf account page by page and keeps what must survive between pulls: cursor, callback token, what
// is noted durably (reference 6.3). Does not schedule itself.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "backend/runtime/liveness.h"
#include "backend/storage/store.h"
#include "backend/sync/corp_sync.h"
#include "backend/wecom/wecom_api.h"
#include "shared/base/ids.h"

namespace kf {

// What is to happen after one page.
struct PullStep {
    enum class Next {
        Finished,  // nothing more to fetch
        Again,     // at once, when it is this account's turn
        Later,     // after `delay`
        Limited,   // pulls without a callback token are over their limit
        Stopped,   // this account cannot be synced any more: `errcode`
    };
    Next next = Next::Finished;
    std::chrono::milliseconds delay{0};
    int errcode = 0;
    bool failed = false;             // Later because something went wrong
    bool cut_off = false;            // … with the connection: it will end for all accounts together
    std::optional<PageSaved> saved;  // when a page reached the store
};

class AccountSync {
  public:
    struct Seams {
        Store& store;
        WecomApi& api;
        WecomHealth& health;
        Clock clock;
        Jitter jitter;
        SyncOptions options;
    };

    AccountSync(Seams seams, AccountCursor cursor);

    // A callback: durable when this returns without an error.
    [[nodiscard]] Result<void> note_news(std::string_view token);

    // Asks for one page and stores it. One at a time; `done` runs on the loop thread.
    void pull(std::function<void(PullStep)> done);

    [[nodiscard]] bool has_fresh_token() const;
    [[nodiscard]] const AccountId& account() const { return cursor_.account; }

    // WeCom says that the token lives for 10 minutes; ours is given up a little earlier.
    static constexpr UnixMs kTokenLifeMs = 9 * kSecsPerMinute * 1000;

  private:
    void begin_run(UnixMs now);
    [[nodiscard]] PullStep page_came(SyncPage page);
    [[nodiscard]] PullStep refused(const Error& error, const SyncQuery& query);
    [[nodiscard]] PullStep too_large(const Error& error, bool oversized);
    [[nodiscard]] PullStep run_finished();
    [[nodiscard]] PullStep start_over(const Error& error);
    [[nodiscard]] PullStep store_failed(const Error& error, std::string_view attempted);
    [[nodiscard]] PullStep back_off();

    Seams seams_;
    AccountCursor cursor_;
    UnixMs noted_at_ = 0;     // when `cursor_.news` was written
    UnixMs finished_at_ = 0;  // when `cursor_.pulled_at` was written
    bool in_run_ = false;
    bool late_ = false;            // this run finds messages late
    bool replaying_ = false;       // the cursor was lost and the replay is not finished
    bool news_in_flight_ = false;  // a callback came after the page that is under way was asked for
    UnixMs started_over_at_ = 0;
    int failures_ = 0;
    int limit_ = 1;                // messages asked for; less while pages are larger than an answer may be
    bool oversized_ = false;       // the next page is asked for as SyncQuery::oversized
    bool cursor_missing_ = false;  // messages came without a cursor to go on from; said once
    int idle_pages_ = 0;           // in a row, with has_more but nothing new and the same cursor
    int empty_pages_ = 0;          // in a row, with has_more but without messages
    Liveness alive_;
};

}  // namespace kf
