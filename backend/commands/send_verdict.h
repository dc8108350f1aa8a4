// What an answer of send_msg means for the message (reference 7.1, 15). Pure: no clock, store or network.
#pragma once

#include "backend/storage/store.h"

namespace kf {

struct SendVerdict {
    enum class Next {
        Settle,        // `outcome` is final
        SettleAndAsk,  // final, and the conversation's service state is to be asked for
        TryAgain,      // under `msgid`, not before `least_delay_ms`
        UploadAgain,   // the media id does not live any more: a new one, under `msgid`; `outcome` if that was
                       // done
    };
    Next next = Next::Settle;
    SendOutcome outcome;
    UnixMs least_delay_ms = 0;
    NextMsgid msgid = NextMsgid::Same;
};

// `row` as it was before this try: whether an earlier one is open decides what 95033 means.
[[nodiscard]] SendVerdict judge_answer(const Result<KfMessageId>& answer, const OutboxRow& row);
// What it means that the message's file could not be handed to WeCom: Settle or TryAgain.
[[nodiscard]] SendVerdict judge_upload(const Error& error);

// Whether a row that has not been answered may still go out.
struct WaitingVerdict {
    bool hopeless = false;
    SendOutcome outcome;  // when hopeless
};
[[nodiscard]] WaitingVerdict judge_waiting(const OutboxRow& row, const Conversation& head, UnixSecs now);

// Codes that say that we are wrong about the service state.
[[nodiscard]] bool tells_state(int errcode);
// How long to wait at least after an answer that is worth another try.
[[nodiscard]] UnixMs delay_after(const Error& error);

}  // namespace kf
