// What an answer of send_msg means for the message (reference 7.1, 15). Pure: no clock, store or network.
#pragma once

#include <optional>

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
    // With TryAgain: WeCom was there and did not say what it thinks of this message. A few of them in a row,
    // and it is given up (given_up()): one message must not hold back those behind it for ever.
    enum class Trouble { None, Busy, Unclear } trouble = Trouble::None;
};

// `row` as it was before this try: whether an earlier one is open decides what a refusal means.
[[nodiscard]] SendVerdict judge_answer(const Result<KfMessageId>& answer, const OutboxRow& row);

// The tries of a message that ended in trouble, in this process.
struct Troubles {
    int busy = 0;     // -1
    int unclear = 0;  // answer lost, or none that can be read
};
// Counts the trouble; what becomes of the message when it was one too many: failed, its fate not known.
[[nodiscard]] std::optional<SendOutcome> given_up(Troubles& troubles, SendVerdict::Trouble trouble);
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
