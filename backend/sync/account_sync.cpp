#include "backend/sync/account_sync.h"

#include <algorithm>
#include <utility>

#include "backend/runtime/log.h"
#include "backend/wecom/wecom_health.h"
#include "shared/kf/error_codes.h"

namespace kf {
namespace {

using std::chrono::milliseconds;

// A note that says "news" already is refreshed only this often: during a burst there is one write per pull
// instead of one per callback.
constexpr UnixMs kRenoteMs = 5 * kSecsPerMinute * 1000;
// How stale the stored time of the last pull may get while nothing comes, or while news comes all the time.
// It decides after a restart what counts as an outage, so it stays well below SyncOptions::outage.
constexpr UnixMs kMarkFinishedMs = 2 * kSecsPerMinute * 1000;
// A cursor that is refused again so soon after starting over is not the cursor's fault.
constexpr UnixMs kStartOverMs = 10 * kSecsPerMinute * 1000;
constexpr int kMaxIdlePages = 3;
constexpr int kSmallerPage = 4;
constexpr int kMaxEmptyPages = 20;
constexpr milliseconds kIdleDelay{30'000};
constexpr milliseconds kEmptyDelay{1'000};

PullStep again() {
    return PullStep{.next = PullStep::Next::Again, .saved = {}};
}

}  // namespace

AccountSync::AccountSync(Seams seams, AccountCursor cursor)
    : seams_(std::move(seams)), cursor_(std::move(cursor)) {
    limit_ = seams_.options.page_limit;
    noted_at_ = cursor_.news ? cursor_.callback_at : 0;
    finished_at_ = cursor_.pulled_at;
}

bool AccountSync::has_fresh_token() const {
    const UnixMs age = seams_.clock() - cursor_.callback_at;
    return !cursor_.callback_token.empty() && age >= 0 && age < kTokenLifeMs;
}

Result<void> AccountSync::note_news(std::string_view token) {
    const UnixMs now = seams_.clock();
    const bool noted = cursor_.news && now - noted_at_ < kRenoteMs && now >= noted_at_;
    const bool first_token = cursor_.callback_token.empty() && !token.empty();
    if (!token.empty()) {
        cursor_.callback_token = token;
        cursor_.callback_at = now;
    }
    news_in_flight_ = true;
    seams_.health.callback_came(cursor_.account, now);
    if (noted && !first_token) return {};
    if (auto written = seams_.store.note_callback(cursor_.corp, cursor_.account, token, now); !written) {
        seams_.health.store_failed(written.error().code, now);
        return written.error();
    }
    seams_.health.store_works();
    cursor_.news = true;
    noted_at_ = now;
    return {};
}

void AccountSync::begin_run(UnixMs now) {
    in_run_ = true;
    const bool outage = now - cursor_.pulled_at > seams_.options.outage.count();
    // The very first pull brings up to three days: nothing of it is to be answered automatically either.
    late_ = replaying_ || outage || cursor_.pulled_at == 0;
    if (late_ && cursor_.pulled_at != 0) {
        log_info("sync.catching_up", {{"corp", cursor_.corp},
                                      {"account", cursor_.account},
                                      {"away_secs", (now - cursor_.pulled_at) / 1000},
                                      {"replay", replaying_}});
    }
}

void AccountSync::pull(std::function<void(PullStep)> done) {
    if (!in_run_) begin_run(seams_.clock());
    news_in_flight_ = false;
    const bool with_token = has_fresh_token();
    SyncQuery query{.account = cursor_.account,
                    .cursor = cursor_.cursor,
                    .token = with_token ? cursor_.callback_token : "",
                    .limit = limit_,
                    .oversized = std::exchange(oversized_, false)};
    seams_.api.sync_msg(query, alive_.bound([this, query, done = std::move(done)](Result<SyncPage> page) {
        done(page.ok() ? page_came(std::move(page).value()) : refused(page.error(), query));
    }));
}

PullStep AccountSync::page_came(SyncPage page) {
    const UnixMs now = seams_.clock();
    // An empty next_cursor would send the next pull three days back; what we hold is better.
    if (page.next_cursor.empty()) {
        if (!page.messages.empty() && !std::exchange(cursor_missing_, true))
            log_error("sync.cursor_missing", {{"corp", cursor_.corp}, {"account", cursor_.account}});
        page.next_cursor = cursor_.cursor;
    } else {
        cursor_missing_ = false;
    }
    // Most polls find nothing; thousands of quiet accounts must not write to the disk all the time.
    const bool nothing_new =
        page.messages.empty() && page.unreadable.empty() && page.next_cursor == cursor_.cursor;
    // News that came while the last page was under way may not be in it: the durable note must stay.
    const bool note_is_done = !page.has_more && cursor_.news && !news_in_flight_;
    // Messages, cursor and note are one transaction: when it fails, the same page is asked for again.
    auto saved = nothing_new
                     ? Result<PageSaved>(PageSaved{})
                     : seams_.store.save_page(cursor_.corp, cursor_.account, page, late_,
                                              note_is_done ? PullEnd::Finished : PullEnd::GoesOn, now);
    if (!saved.ok()) return store_failed(saved.error(), "save_page");
    if (!nothing_new) {
        seams_.health.store_works();
        if (note_is_done) {
            cursor_.news = false;
            finished_at_ = now;
        }
    }
    failures_ = 0;
    // Their bytes are in the store: they may be a customer's words.
    if (saved->set_apart > 0) seams_.health.messages_set_apart(cursor_.account, saved->set_apart);
    limit_ = std::min(limit_ * 2, seams_.options.page_limit);
    if (page.oversized_bytes > 0) {
        // With the cursor before it, an operator can still ask WeCom for the whole of it.
        log_error("sync.oversized_message", {{"corp", cursor_.corp},
                                             {"account", cursor_.account},
                                             {"bytes", page.oversized_bytes},
                                             {"cursor", cursor_.cursor}});
    }

    const bool moved = page.next_cursor != cursor_.cursor || !saved->added.empty();
    cursor_.cursor = page.next_cursor;
    PullStep step;
    if (page.has_more) {
        idle_pages_ = moved ? 0 : idle_pages_ + 1;
        empty_pages_ = page.messages.empty() ? empty_pages_ + 1 : 0;
        step.next = PullStep::Next::Again;
        if (idle_pages_ >= kMaxIdlePages) {
            log_warn("sync.no_progress", {{"corp", cursor_.corp}, {"account", cursor_.account}});
            step = PullStep{.next = PullStep::Next::Later, .delay = kIdleDelay, .saved = {}};
        } else if (empty_pages_ >= kMaxEmptyPages) {
            step = PullStep{.next = PullStep::Next::Later, .delay = kEmptyDelay, .saved = {}};
        }
    } else {
        idle_pages_ = empty_pages_ = 0;
        step = run_finished();
    }
    step.saved = std::move(saved).value();
    return step;
}

PullStep AccountSync::run_finished() {
    const UnixMs now = seams_.clock();
    in_run_ = replaying_ = false;
    cursor_.pulled_at = now;
    const bool more_news = news_in_flight_;
    const bool note_is_done = cursor_.news && !more_news;
    if (note_is_done || now - finished_at_ >= kMarkFinishedMs || now < finished_at_) {
        if (auto written = seams_.store.pull_finished(cursor_.corp, cursor_.account, now); !written) {
            return store_failed(written.error(), "pull_finished");
        }
        seams_.health.store_works();
        finished_at_ = now;
        cursor_.news = false;
        if (more_news) {
            const auto noted =
                seams_.store.note_callback(cursor_.corp, cursor_.account, cursor_.callback_token, now);
            if (!noted) return store_failed(noted.error(), "note_callback");
            cursor_.news = true;
            noted_at_ = now;
        }
    }
    seams_.health.pull_finished(cursor_.account, now);
    if (!more_news) return PullStep{};
    seams_.health.callback_came(cursor_.account, now);
    return again();
}

PullStep AccountSync::too_large(const Error& error, bool oversized) {
    if (limit_ > 1) {
        log_info("sync.smaller_page",
                 {{"corp", cursor_.corp}, {"account", cursor_.account}, {"was", limit_}});
        limit_ = std::max(1, limit_ / kSmallerPage);
        return again();
    }
    if (!oversized) {
        oversized_ = true;
        return again();
    }
    if (failures_ == 0) {
        log_error_of("sync.pull_failed", error, {{"corp", cursor_.corp}, {"account", cursor_.account}});
    }
    seams_.health.record_too_large(cursor_.account);
    return back_off();
}

PullStep AccountSync::refused(const Error& error, const SyncQuery& query) {
    const bool with_token = !query.token.empty();
    // What breaks off or has no cursor to go on from is no way behind the message either.
    const bool no_way =
        query.oversized && (error.code == ErrorCode::AnswerLost || error.code == ErrorCode::BadAnswer);
    if (error.code == ErrorCode::AnswerTooLarge || no_way) return too_large(error, query.oversized);
    const int errcode = error.code == ErrorCode::Wecom ? error.number : 0;
    switch (errcode) {
        case 95007:  // token expired or wrong: the pull goes on without it
            cursor_.callback_token.clear();
            if (with_token) return again();
            break;
        case 50100:
        case 40058:  // which of the two a bad cursor yields is not documented (reference 6.3)
            if (!cursor_.cursor.empty()) return start_over(error);
            break;
        case 48007:
        case 95000:
        case 95004:
            in_run_ = false;
            log_error_of("sync.account_stopped", error,
                         {{"corp", cursor_.corp}, {"account", cursor_.account}});
            return PullStep{.next = PullStep::Next::Stopped, .errcode = errcode, .saved = {}};
        default:
            break;
    }
    if (is_limit(errcode) && !with_token) {
        in_run_ = false;
        return PullStep{.next = PullStep::Next::Limited, .errcode = errcode, .saved = {}};
    }
    // One line when it begins to fail; the rest is in the metrics.
    if (failures_ == 0) {
        log_warn_of("sync.pull_failed", error, {{"corp", cursor_.corp}, {"account", cursor_.account}});
    }
    auto step = back_off();
    step.cut_off = error.code != ErrorCode::Wecom;
    return step;
}

PullStep AccountSync::start_over(const Error& error) {
    const UnixMs now = seams_.clock();
    if (started_over_at_ != 0 && now - started_over_at_ < kStartOverMs) return back_off();
    if (auto written = seams_.store.reset_cursor(cursor_.corp, cursor_.account); !written) {
        return store_failed(written.error(), "reset_cursor");
    }
    log_warn_of("sync.cursor_refused", error, {{"corp", cursor_.corp}, {"account", cursor_.account}});
    started_over_at_ = now;
    cursor_.cursor.clear();
    replaying_ = late_ = true;
    return again();
}

PullStep AccountSync::store_failed(const Error& error, std::string_view attempted) {
    if (failures_ == 0) {
        log_error_of("sync.store_failed", error,
                     {{"corp", cursor_.corp}, {"account", cursor_.account}, {"attempted", attempted}});
    }
    seams_.health.store_failed(error.code, seams_.clock());
    return back_off();
}

PullStep AccountSync::back_off() {
    in_run_ = false;  // whether it is late is decided anew when it goes on
    return PullStep{.next = PullStep::Next::Later,
                    .delay = seams_.options.failed.delay(++failures_, seams_.jitter),
                    .failed = true,
                    .saved = {}};
}

}  // namespace kf
