#include "shared/protocol/frame_words.h"

#include <doctest/doctest.h>

#include <set>

using namespace kf;

TEST_CASE("every notice has a word of its own and reads back from it") {
    std::set<std::string_view> words;
    const int last = static_cast<int>(NoticeCode::Unknown);
    for (int i = 0; i <= last; ++i) {
        const auto code = static_cast<NoticeCode>(i);
        const std::string_view word = to_word(code);
        CHECK(word.empty() == (code == NoticeCode::None));
        CHECK(words.insert(word).second);
        CHECK(notice_code_from_word(word) == code);
    }
    CHECK(to_word(static_cast<NoticeCode>(last + 1)).empty());
    CHECK_FALSE(notice_code_from_word("moon_in_the_way").has_value());
}

TEST_CASE("the words of notices are those that consoles and monitoring know") {
    CHECK(to_word(NoticeCode::Ok) == "ok");
    CHECK(to_word(NoticeCode::NoAccounts) == "no_accounts");
    CHECK(to_word(NoticeCode::SyncStalled) == "sync_stalled");
    CHECK(to_word(NoticeCode::RecordTooLarge) == "record_too_large");
    CHECK(to_word(NoticeCode::AccountStopped) == "account_stopped");
    CHECK(to_word(NoticeCode::ListMissing) == "list_missing");
    CHECK(to_word(NoticeCode::WecomNotUnderstood) == "wecom_not_understood");
    CHECK(to_word(NoticeCode::CallsRefused) == "calls_refused");
    CHECK(to_word(NoticeCode::WecomUnreachable) == "wecom_unreachable");
    CHECK(to_word(NoticeCode::TokenRefused) == "token_refused");
    CHECK(to_word(NoticeCode::StoreFailed) == "store_failed");
    CHECK(to_word(NoticeCode::StoreReadOnly) == "store_read_only");
}

TEST_CASE("reasons for being signed out read back from their words") {
    for (const auto reason : {SignOutReason::SignedOut, SignOutReason::Disabled, SignOutReason::Expired}) {
        CHECK(sign_out_reason_from_word(to_word(reason)) == reason);
    }
    CHECK(to_word(SignOutReason::SignedOut) == "signed_out");
    CHECK(to_word(SignOutReason::Disabled) == "disabled");
    CHECK(to_word(SignOutReason::Expired) == "expired");
    CHECK_FALSE(sign_out_reason_from_word("retired").has_value());
    CHECK_FALSE(sign_out_reason_from_word("").has_value());
}
