// What frames of the backend say in one word: how it stands towards WeCom, and why somebody is signed out.
#pragma once

#include <optional>
#include <string_view>

namespace kf {

// The state of the backend towards WeCom, or the worst that is wrong with it (backend/wecom/wecom_health.h).
enum class NoticeCode {
    None,  // nothing has been heard yet
    Ok,
    NoAccounts,
    SyncStalled,
    RecordTooLarge,
    AccountStopped,
    ListMissing,
    WecomNotUnderstood,
    CallsRefused,
    WecomUnreachable,
    TokenRefused,
    StoreFailed,
    StoreReadOnly,
    Unknown,  // a newer backend's: something is wrong, and its sentences say what
};

enum class SignOutReason { SignedOut, Disabled, Expired };

// Empty for NoticeCode::None.
[[nodiscard]] std::string_view to_word(NoticeCode code);
[[nodiscard]] std::string_view to_word(SignOutReason reason);
// Nothing for words that this program does not know.
[[nodiscard]] std::optional<NoticeCode> notice_code_from_word(std::string_view word);
[[nodiscard]] std::optional<SignOutReason> sign_out_reason_from_word(std::string_view word);

}  // namespace kf
