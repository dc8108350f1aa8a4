#include "backend/commands/send_verdict.h"

#include "shared/kf/error_codes.h"
#include "shared/protocol/refusals.h"

namespace kf {
namespace {

constexpr UnixMs kMinuteMs = 60'000;
constexpr int kMostUnclearTries = 12;  // with the back-off, six minutes at least

SendOutcome failed(int code, std::string_view zh, std::string_view en) {
    SendOutcome outcome;
    outcome.delivery = Delivery::Failed;
    outcome.fail_code = code;
    outcome.fail_zh = zh;
    outcome.fail_en = en;
    return outcome;
}

// A try may have been carried out, so the reserved reply is not given back.
SendOutcome never_confirmed() {
    return failed(
        kFailNotConfirmed,
        "企业微信没有确认是否收到这条消息，已停止重试。重发可能让客户收到两次，请先等客户回复核对。",
        "WeCom has not confirmed whether it took this message; it is not tried any more. Sent again, it "
        "may arrive twice: check when the customer writes.");
}

}  // namespace

std::optional<SendOutcome> given_up(Troubles& troubles, SendVerdict::Trouble trouble) {
    const bool too_many =
        (trouble == SendVerdict::Trouble::Busy && ++troubles.busy > kMaxBusyRetries) ||
        (trouble == SendVerdict::Trouble::Unclear && ++troubles.unclear > kMostUnclearTries);
    if (!too_many) return std::nullopt;
    return never_confirmed();
}

bool tells_state(int errcode) {
    return errcode == kSessionEnded || errcode == kTransitionRefused || errcode == kStateForbids;
}

UnixMs delay_after(const Error& error) {
    // 45009 blocks for the window that was exceeded, at least a minute (reference 1.4). A refused token stays
    // refused until somebody changes the configuration.
    const bool long_wait = error.number == kTooManyCalls || error.code == ErrorCode::TokenRefused;
    return long_wait ? kMinuteMs : 0;
}

SendVerdict judge_answer(const Result<KfMessageId>& answer, const OutboxRow& row) {
    SendVerdict verdict;
    if (answer.ok()) return verdict;  // accepted
    const Error& error = answer.error();
    if (error.code != ErrorCode::Wecom) {
        // unreachable, token_refused: surely not carried out. answer_lost, bad_answer: nobody knows, and the
        // same msgid makes a repeat harmless.
        verdict.next = SendVerdict::Next::TryAgain;
        verdict.least_delay_ms = delay_after(error);
        if (error.code == ErrorCode::AnswerLost || error.code == ErrorCode::BadAnswer) {
            verdict.trouble = SendVerdict::Trouble::Unclear;
        } else if (!row.handed_over) {
            verdict.msgid = NextMsgid::Fresh;  // it did not leave: it is as if it had not been tried
        }
        return verdict;
    }
    if (error.number == kRepeatedMsgid) {
        // Our msgids are never given twice, so a repeated one is this very message: the try whose answer was
        // lost was carried out. Without such a try only a refused one can have used the id up.
        if (row.handed_over) return verdict;
        verdict.next = SendVerdict::Next::TryAgain;
        verdict.msgid = NextMsgid::Fresh;
        return verdict;
    }
    // -1 ("busy") says nothing about how far WeCom had come. And what an answer that was lost did stays open,
    // whatever the later tries are told.
    const bool surely_refused = error.number != kBusy && !row.handed_over;
    verdict.msgid = surely_refused ? NextMsgid::Fresh : NextMsgid::Same;

    const ErrorRule& rule = error_rule(error.number);
    if (rule.reaction == Reaction::Retry || rule.reaction == Reaction::RefreshToken) {
        verdict.next = SendVerdict::Next::TryAgain;
        verdict.least_delay_ms = delay_after(error);
        if (error.number == kBusy) verdict.trouble = SendVerdict::Trouble::Busy;
        return verdict;
    }
    const ErrorSentences words = error_sentences(error.number);
    verdict.outcome = failed(error.number, words.zh, words.en);
    // Only SDKs know this type, the API's own page does not (reference 7.2): a request that WeCom finds wrong
    // is its way of saying so.
    if (std::holds_alternative<BusinessCardBody>(row.content) && rule.reaction == Reaction::Bug) {
        verdict.outcome = failed(
            error.number,
            "企业微信没有接受这张名片：接口文档里没有这种消息。请改发获客链接，或把联系方式写成文字。",
            "WeCom did not take this business card; its API does not document the type. Send a customer "
            "acquisition link instead, or write the contact as text.");
    }
    verdict.outcome.give_back = true;  // refused, so WeCom has not counted it
    // This try was refused; one before it, whose answer never came, may have been carried out, and may be
    // what the refusal is about (the fifth message, the end of the session).
    if (row.handed_over) verdict.outcome = never_confirmed();
    if (rule.reaction == Reaction::ReuploadMedia) verdict.next = SendVerdict::Next::UploadAgain;
    verdict.outcome.window_used_up = error.number == kUsedUp;
    verdict.outcome.window_over = error.number == kWindowOver;
    if (tells_state(error.number)) verdict.next = SendVerdict::Next::SettleAndAsk;
    return verdict;
}

SendVerdict judge_upload(const Error& error) {
    SendVerdict verdict;
    if (error.code == ErrorCode::UnknownMedia || error.code == ErrorCode::MediaGone) {
        verdict.outcome = failed(0, "文件已被清理，没有发出。请重新选择文件再发送。",
                                 "The file was removed from the server and was not sent. Choose it again.");
    } else if (error.code == ErrorCode::Wecom) {
        const ErrorRule& rule = error_rule(error.number);
        if (rule.reaction == Reaction::Retry || rule.reaction == Reaction::RefreshToken) {
            verdict.next = SendVerdict::Next::TryAgain;
        }
        const ErrorSentences words = error_sentences(error.number);
        verdict.outcome = failed(error.number, words.zh, words.en);
    } else {
        verdict.next = SendVerdict::Next::TryAgain;  // an upload may be repeated at will
    }
    verdict.outcome.give_back = true;  // nothing was sent
    verdict.least_delay_ms = delay_after(error);
    return verdict;
}

WaitingVerdict judge_waiting(const OutboxRow& row, const Conversation& head, UnixSecs now) {
    Refusal reason = Refusal::None;
    const SendBlock block = window_left(head.window, now).block;
    if (head.desk_state == DeskState::InClient) {
        reason = Refusal::InClient;
    } else if (block == SendBlock::Expired) {
        reason = Refusal::WindowExpired;
    } else if (block == SendBlock::NotOpened) {
        reason = Refusal::WindowNotOpened;
    }
    WaitingVerdict verdict;
    if (reason == Refusal::None) return verdict;
    verdict.hopeless = true;
    if (row.handed_over) {
        verdict.outcome = failed(
            kFailNotConfirmed, "企业微信一直没有确认是否收到这条消息，现在已不能再发送。请等客户回复后核对。",
            "WeCom never confirmed whether it took this message, and it cannot be sent any "
            "more. Check when the customer writes again.");
    } else {
        const RefusalWords words = refusal_words(reason);
        verdict.outcome = failed(0, words.zh, words.en);
        verdict.outcome.give_back = true;
    }
    return verdict;
}

}  // namespace kf
