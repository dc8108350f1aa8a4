// Answers to commands, with the sentences for what the commands themselves refuse.
#pragma once

#include "backend/commands/command_handler.h"
#include "shared/base/result.h"
#include "shared/kf/content_limits.h"

namespace kf {

[[nodiscard]] CommandAnswer done(const ClientId& id, MessageId message = {});
[[nodiscard]] CommandAnswer refused(const ClientId& id, Refusal refusal);
[[nodiscard]] CommandAnswer refused(const ClientId& id, const ContentProblem& problem);
// For what the store and the commands refuse; whatever else happens to the store gets a general sentence.
[[nodiscard]] CommandAnswer failed(const ClientId& id, ErrorCode code);
// Failed, or done.
[[nodiscard]] CommandAnswer answer_to(const ClientId& id, const Result<void>& result);

}  // namespace kf
