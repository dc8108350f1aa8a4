// Why something that a person wants to do with a conversation is not possible. The sentences are in
// shared/protocol/refusals.h.
#pragma once

#include "shared/base/error_code.h"

namespace kf {

enum class Refusal {
    None,                // it is possible
    NotVisible,          // the account is not the agent's
    OtherAgent,          // a colleague answers, and the agent may not take over
    InClient,            // answered in the WeCom client
    SessionEnded,        // wait for the customer to write
    WindowNotOpened,     // the customer has not written yet
    WindowExpired,       // 48 h over
    WindowUsedUp,        // 5 messages used
    NotAllowed,          // the role does not allow it
    NotManaged,          // the kf account is not managed by this app
    ClaimFirst,          // a colleague answers; a supervisor may take over, and then answer
    TakeFirst,           // nobody answers yet: whoever takes it may hand it on or end it
    CustomerWroteSince,  // whoever ends the session has not seen the customer's newest message
};

// The code of the same name, with which the refusal travels on.
[[nodiscard]] ErrorCode error_code_of(Refusal refusal);

}  // namespace kf
