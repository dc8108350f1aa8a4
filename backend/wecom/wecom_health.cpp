#include "backend/wecom/wecom_health.h"

#include <algorithm>
#include <utility>

#include "backend/runtime/log.h"
#include "shared/kf/error_codes.h"

namespace kf {

namespace {

constexpr std::size_t kDamageSeen = 1024;  // then it begins anew, and the same may be counted once more
constexpr std::string_view kSyncPath = "/cgi-bin/kf/sync_msg";

// These refuse the app as a whole, so that any call that goes through says that they are over.
bool refuses_whole_app(int errcode) {
    switch (errcode) {
        case 40001:
        case 48004:
        case 48010:
        case 50003:
        case 60020:
        case 60031:
        case 95011:
        case 95012:
        case 301007:
            return true;
        default:
            return false;
    }
}

// These are about one account, whose sync stops: account_stopped() tells of them.
bool is_about_account(int errcode) {
    return errcode == 48007 || errcode == 95004;
}

BackendNotice with_rule(NoticeCode code, int errcode, const std::string& zh, const std::string& en) {
    const auto& rule = error_rule(errcode);
    const auto number = std::to_string(errcode);
    return {code, zh + "（" + number + "）。" + std::string(rule.zh),
            en + " (" + number + "). " + std::string(rule.en)};
}

}  // namespace

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

void WecomHealth::not_understood(std::string_view path, UnixMs now) {
    const auto [entry, begins] = not_understood_.try_emplace(std::string{path}, now);
    entry->second = now;
    if (begins) log_error("wecom.not_understood", {{"corp", corp_}, {"path", path}});
    tell();
}

void WecomHealth::understood(std::string_view path) {
    const auto found = not_understood_.find(path);
    if (found == not_understood_.end()) return;
    not_understood_.erase(found);
    log_info("wecom.understood_again", {{"corp", corp_}, {"path", path}});
    tell();
}

std::size_t WecomHealth::unseen(const std::vector<std::string>& damaged) {
    std::size_t count = 0;
    for (const auto& bytes : damaged) {
        if (damage_seen_.size() >= kDamageSeen) damage_seen_.clear();
        if (damage_seen_.insert(std::hash<std::string>{}(bytes)).second) ++count;
    }
    return count;
}

void WecomHealth::records_damaged(std::string_view path, const std::vector<std::string>& repaired,
                                  const std::vector<std::string>& set_apart) {
    if (repaired.empty() && set_apart.empty()) return;
    const auto more_repaired = unseen(repaired);
    const auto more_set_apart = path == kSyncPath ? 0 : unseen(set_apart);
    if (more_repaired + more_set_apart == 0) return;
    records_repaired_ += more_repaired;
    records_set_apart_ += more_set_apart;
    // Never the bytes themselves: they are a customer's words.
    log_warn("wecom.records_damaged",
             {{"corp", corp_}, {"path", path}, {"repaired", more_repaired}, {"set_apart", more_set_apart}});
}

void WecomHealth::messages_set_apart(const AccountId& account, std::size_t count) {
    records_set_apart_ += count;
    log_warn("sync.unreadable_messages", {{"corp", corp_}, {"account", account}, {"count", count}});
}

void WecomHealth::call_accepted(std::string_view path) {
    if (refusals_.empty()) return;
    std::erase_if(refusals_, [path](const auto& entry) {
        return entry.first == path || refuses_whole_app(entry.second.errcode);
    });
    if (refusals_.empty()) log_info("wecom.calls_accepted_again", {{"corp", corp_}});
    tell();
}

void WecomHealth::call_refused(std::string_view path, int errcode, UnixMs now) {
    if (error_rule(errcode).reaction != Reaction::TellAdmin || is_about_account(errcode)) return;
    auto& refusal = refusals_[std::string{path}];
    // One line when it begins; the caller's own line says more.
    if (refusal.errcode != errcode)
        log_error("wecom.call_refused", {{"corp", corp_}, {"path", path}, {"errcode", errcode}});
    refusal = {errcode, now};
    tell();
}

void WecomHealth::account_list_awaited(UnixMs now) {
    if (list_awaited_since_ == 0) list_awaited_since_ = now;
}

void WecomHealth::account_list_came() {
    listed_ = true;
    list_missing_ = false;
    tell();
}

void WecomHealth::account_followed(const AccountId& account, const std::string& name, UnixMs now) {
    auto& entry = accounts_[account];
    entry.name = name;
    if (entry.since == 0) entry.since = now;
    tell();
}

void WecomHealth::account_dropped(const AccountId& account) {
    accounts_.erase(account);
}

void WecomHealth::account_stopped(const AccountId& account, int errcode) {
    auto& entry = accounts_[account];
    entry.stopped_by = errcode;
    entry.behind_since = 0;
    tell();
}

void WecomHealth::record_too_large(const AccountId& account) {
    auto& entry = accounts_[account];
    if (std::exchange(entry.too_large, true)) return;
    log_error("sync.record_too_large", {{"corp", corp_}, {"account", account}});
    tell();
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
    const bool was_too_large = std::exchange(found->second.too_large, false);
    if (std::exchange(found->second.stopped_by, 0) != 0 || was_too_large) tell();
}

void WecomHealth::store_works() {
    if (!store_failing_since_) return;
    store_failing_since_.reset();
    store_code_ = ErrorCode::None;
    log_info("store.works_again", {{"corp", corp_}});
    tell();
}

void WecomHealth::store_failed(ErrorCode code, UnixMs now) {
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
    if (!listed_ && !list_missing_ && list_awaited_since_ != 0 && now - list_awaited_since_ >= kStalledMs) {
        list_missing_ = true;
        log_error("sync.account_list_missing", {{"corp", corp_}});
    }
    std::erase_if(not_understood_,
                  [now](const auto& entry) { return now - entry.second >= kRefusedShownMs; });
    std::erase_if(refusals_, [now](const auto& entry) { return now - entry.second.at >= kRefusedShownMs; });
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

std::string_view WecomHealth::not_ready(UnixMs now) const {
    if (token_ != TokenState::Valid) return "token";
    if (!listed_) return "account_list";
    if (accounts_.empty()) return "";
    const auto age = oldest_pull_age(now);
    if (!age) return "accounts_stopped";
    if (std::any_of(accounts_.begin(), accounts_.end(), [](const auto& entry) {
            return entry.second.stopped_by == 0 && entry.second.pulled_at == 0;
        })) {
        return "first_pull";
    }
    return *age >= kPullTooOldMs ? "pull_too_old" : "";
}

Alarm WecomHealth::alarm() const {
    if (store_failing_since_) return Alarm::StoreFailing;
    if (token_ == TokenState::Refused) return Alarm::TokenRefused;
    if (unreachable_since_) return Alarm::Unreachable;
    if (!refusals_.empty()) return Alarm::CallsRefused;
    if (!not_understood_.empty()) return Alarm::NotUnderstood;
    if (list_missing_) return Alarm::ListMissing;
    if (std::any_of(accounts_.begin(), accounts_.end(),
                    [](const auto& entry) { return entry.second.stopped_by != 0; })) {
        return Alarm::AccountStopped;
    }
    if (std::any_of(accounts_.begin(), accounts_.end(),
                    [](const auto& entry) { return entry.second.too_large; }))
        return Alarm::RecordTooLarge;
    if (stalled_) return Alarm::SyncStalled;
    if (listed_ && accounts_.empty()) return Alarm::NoAccounts;
    return Alarm::None;
}

BackendNotice WecomHealth::store_notice() const {
    if (store_code_ == ErrorCode::StoreReadOnly) {
        return {NoticeCode::StoreReadOnly, "服务器的数据目录不可写，新消息暂时无法保存。请联系管理员。",
                "The server cannot write its data folder, so new messages are not saved. Please tell "
                "your administrator."};
    }
    if (store_code_ == ErrorCode::DiskFull) {
        return {NoticeCode::StoreFailed, "服务器磁盘已满，新消息暂时无法保存。请联系管理员。",
                "The server's disk is full, so new messages are not saved. Please tell your "
                "administrator."};
    }
    return {NoticeCode::StoreFailed, "服务器暂时无法保存新消息，正在重试。请联系管理员。",
            "The server cannot save new messages at the moment and keeps trying. Please tell your "
            "administrator."};
}

BackendNotice WecomHealth::refusal_notice() const {
    // What stops everything is named before what stops one call.
    const auto worst = std::find_if(refusals_.begin(), refusals_.end(), [](const auto& entry) {
        return refuses_whole_app(entry.second.errcode);
    });
    const int errcode = (worst == refusals_.end() ? refusals_.begin() : worst)->second.errcode;
    return with_rule(NoticeCode::CallsRefused, errcode, "企业微信拒绝了本系统的请求",
                     "WeCom refuses calls of this system");
}

BackendNotice WecomHealth::stopped_notice() const {
    const auto found = std::find_if(accounts_.begin(), accounts_.end(),
                                    [](const auto& entry) { return entry.second.stopped_by != 0; });
    const auto& name = found->second.name.empty() ? found->first.value : found->second.name;
    return with_rule(NoticeCode::AccountStopped, found->second.stopped_by,
                     "客服账号“" + name + "”的消息已停止接收",
                     "No messages are received for the account \"" + name + "\"");
}

BackendNotice WecomHealth::too_large_notice() const {
    const auto found = std::find_if(accounts_.begin(), accounts_.end(),
                                    [](const auto& entry) { return entry.second.too_large; });
    const auto& name = found->second.name.empty() ? found->first.value : found->second.name;
    return {NoticeCode::RecordTooLarge,
            "客服账号“" + name + "”有一条消息大得无法读取，它后面的消息都收不到。请联系管理员。",
            "The account \"" + name +
                "\" has a message that is too large to be read; nothing behind it arrives. Please tell your "
                "administrator."};
}

BackendNotice WecomHealth::notice() const {
    switch (alarm()) {
        case Alarm::StoreFailing:
            return store_notice();
        case Alarm::TokenRefused:
            return with_rule(NoticeCode::TokenRefused, token_errcode_,
                             "企业微信拒绝了本系统的凭证，收发消息已停止",
                             "WeCom refuses this system's credentials; nothing can be sent or received");
        case Alarm::Unreachable:
            return {NoticeCode::WecomUnreachable, "暂时连不上企业微信，正在重试。已写的消息会在恢复后发出。",
                    "WeCom cannot be reached at the moment; trying again. Messages that wait will go out "
                    "afterwards."};
        case Alarm::CallsRefused:
            return refusal_notice();
        case Alarm::NotUnderstood:
            return {
                NoticeCode::WecomNotUnderstood,
                "企业微信的回答读不出来（" + not_understood_.begin()->first +
                    "），新消息可能收不到，正在重试。请联系管理员查看日志。",
                "Answers of WeCom cannot be read (" + not_understood_.begin()->first +
                    "), so new messages may be missing; trying again. Please ask your administrator to look "
                    "into the log."};
        case Alarm::RecordTooLarge:
            return too_large_notice();
        case Alarm::ListMissing:
            return {NoticeCode::ListMissing,
                    "还没有取到客服账号列表，新消息可能收不到，正在重试。请联系管理员查看日志。",
                    "The list of kf accounts has not come yet, so new messages may be missing; trying again. "
                    "Please ask your administrator to look into the log."};
        case Alarm::AccountStopped:
            return stopped_notice();
        case Alarm::SyncStalled:
            return {NoticeCode::SyncStalled, "有新消息的通知，但消息超过一分钟没有取回。请联系管理员。",
                    "There are new messages, but they have not been fetched for over a minute. Please tell "
                    "your administrator."};
        case Alarm::NoAccounts:
            return {
                NoticeCode::NoAccounts,
                "企业微信没有把任何客服账号交给本应用，所以收不到消息。请管理员在“通过 API 管理微信客服账号”"
                "中把账号分配给本应用，约一分钟后生效。",
                "WeCom has assigned no kf account to this app, so nothing can arrive. An administrator must "
                "assign accounts to the app in WeCom; it takes about a minute."};
        case Alarm::None:
            break;
    }
    return {NoticeCode::Ok, "", ""};
}

void WecomHealth::tell() {
    auto now_said = notice();
    // Its words too: another errcode asks for another cure.
    if (now_said.code == told_.code && now_said.zh == told_.zh) return;
    told_ = std::move(now_said);
    changed_.tell();
}

}  // namespace kf
