#include "shared/protocol/frame_words.h"

#include <array>

#include "shared/base/words.h"

namespace kf {
namespace {

constexpr auto kNoticeCodes = std::to_array<std::string_view>(
    {"", "ok", "no_accounts", "sync_stalled", "record_too_large", "account_stopped", "list_missing",
     "wecom_not_understood", "calls_refused", "wecom_unreachable", "token_refused", "store_failed",
     "store_read_only", "unknown"});
static_assert(kNoticeCodes.size() == static_cast<std::size_t>(NoticeCode::Unknown) + 1);

constexpr std::array<std::string_view, 3> kSignOutReasons{"signed_out", "disabled", "expired"};

}  // namespace

std::string_view to_word(NoticeCode code) {
    return word_of(kNoticeCodes, code);
}
std::string_view to_word(SignOutReason reason) {
    return word_of(kSignOutReasons, reason);
}
std::optional<NoticeCode> notice_code_from_word(std::string_view word) {
    return value_of<NoticeCode>(kNoticeCodes, word);
}
std::optional<SignOutReason> sign_out_reason_from_word(std::string_view word) {
    return value_of<SignOutReason>(kSignOutReasons, word);
}

}  // namespace kf
