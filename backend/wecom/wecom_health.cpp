#include "backend/wecom/wecom_health.h"

#include <algorithm>

#include "backend/runtime/log.h"
#include "shared/kf/error_codes.h"

namespace kf {

void WecomHealth::token_valid() {
    if (token_ == TokenState::Refused) log_info("wecom.token_accepted_again", {{"corp", corp_}});
    token_ = TokenState::Valid;
    token_errcode_ = 0;
    token_refused_since_ = 0;
    tell();
}

void WecomHealth::token_refused(int errcode, UnixMs now) {
    if (token_ != TokenState::Refused) token_refused_since_ = now;
    token_ = TokenState::Refused;
    token_errcode_ = errcode;
    tell();
}

void WecomHealth::reached() {
    if (!unreachable_since_) return;
    unreachable_since_.reset();
    log_info("wecom.reachable_again", {{"corp", corp_}});
    tell();
}

void WecomHealth::unreachable(UnixMs now) {
    if (unreachable_since_) return;
    unreachable_since_ = now;
    log_warn("wecom.unreachable", {{"corp", corp_}});
    tell();
}

void WecomHealth::account_followed(const AccountId& account, const std::string& name, UnixMs now) {
    auto& entry = accounts_[account];
    entry.name = name;
    entry.stopped_by = 0;
    if (entry.since == 0) entry.since = now;
}

void WecomHealth::account_dropped(const AccountId& account) {
    accounts_.erase(account);
}

void WecomHealth::account_stopped(const AccountId& account, int errcode) {
    auto& entry = accounts_[account];
    entry.stopped_by = errcode;
    entry.behind_since = 0;
}

void WecomHealth::callback_came(const AccountId& account, UnixMs now) {
    const auto found = accounts_.find(account);
    if (found == accounts_.end() || found->second.stopped_by != 0) return;
    if (found->second.behind_since == 0) found->second.behind_since = now;
}

void WecomHealth::pull_finished(const AccountId& account, UnixMs now) {
    const auto found = accounts_.find(account);
    if (found == accounts_.end()) return;
    found->second.pulled_at = now;
    found->second.behind_since = 0;
}

void WecomHealth::store_works() {
    if (!store_failing_since_) return;
    store_failing_since_.reset();
    store_code_.clear();
    log_info("store.works_again", {{"corp", corp_}});
    tell();
}

void WecomHealth::store_failed(const std::string& code, UnixMs now) {
    if (!store_failing_since_) store_failing_since_ = now;
    store_code_ = code;
    tell();
}

void WecomHealth::tick(UnixMs now) {
    const bool stalled = std::any_of(accounts_.begin(), accounts_.end(), [now](const auto& entry) {
        return entry.second.behind_since != 0 && now - entry.second.behind_since >= kStalledMs;
    });
    if (stalled && !stalled_) {
        // Ingest is alive, the store is not moving: the failure that nobody notices without being told.
        for (const auto& [account, state] : accounts_) {
            if (state.behind_since == 0 || now - state.behind_since < kStalledMs) continue;
            log_error(
                "sync.stalled",
                {{"corp", corp_}, {"account", account}, {"behind_secs", (now - state.behind_since) / 1000}});
        }
    }
    stalled_ = stalled;
    tell();
}

std::optional<UnixMs> WecomHealth::oldest_pull_age(UnixMs now) const {
    std::optional<UnixMs> oldest;
    for (const auto& [account, state] : accounts_) {
        if (state.stopped_by != 0) continue;
        const UnixMs age = std::max<UnixMs>(0, now - std::max(state.pulled_at, state.since));
        oldest = std::max(oldest.value_or(0), age);
    }
    return oldest;
}

Alarm WecomHealth::alarm() const {
    if (store_failing_since_) return Alarm::StoreFailing;
    if (token_ == TokenState::Refused) return Alarm::TokenRefused;
    if (unreachable_since_) return Alarm::Unreachable;
    if (stalled_) return Alarm::SyncStalled;
    return Alarm::None;
}

BackendNotice WecomHealth::notice() const {
    switch (alarm()) {
        case Alarm::StoreFailing:
            if (store_code_ == "store_read_only") {
                return {"store_read_only", "服务器的数据目录不可写，新消息暂时无法保存。请联系管理员。",
                        "The server cannot write its data folder, so new messages are not saved. Please tell "
                        "your administrator."};
            }
            if (store_code_ == "disk_full") {
                return {"store_failed", "服务器磁盘已满，新消息暂时无法保存。请联系管理员。",
                        "The server's disk is full, so new messages are not saved. Please tell your "
                        "administrator."};
            }
            return {"store_failed", "服务器暂时无法保存新消息，正在重试。请联系管理员。",
                    "The server cannot save new messages at the moment and keeps trying. Please tell your "
                    "administrator."};
        case Alarm::TokenRefused: {
            const auto& rule = error_rule(token_errcode_);
            const auto number = std::to_string(token_errcode_);
            return {"token_refused",
                    "企业微信拒绝了本系统的凭证，收发消息已停止（" + number + "）。" + std::string(rule.zh),
                    "WeCom refuses this system's credentials; nothing can be sent or received (" + number +
                        "). " + std::string(rule.en)};
        }
        case Alarm::Unreachable:
            return {"wecom_unreachable", "暂时连不上企业微信，正在重试。已写的消息会在恢复后发出。",
                    "WeCom cannot be reached at the moment; trying again. Messages that wait will go out "
                    "afterwards."};
        case Alarm::SyncStalled:
            return {"sync_stalled", "有新消息的通知，但消息超过一分钟没有取回。请联系管理员。",
                    "There are new messages, but they have not been fetched for over a minute. Please tell "
                    "your administrator."};
        case Alarm::None:
            break;
    }
    return {"ok", "", ""};
}

void WecomHealth::tell() {
    if (alarm() == told_) return;
    told_ = alarm();
    if (listener_) listener_();
}

}  // namespace kf
