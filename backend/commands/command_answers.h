// Answers to commands, with the sentences for what the commands themselves refuse.
#pragma once

#include <string_view>

#include "backend/commands/command_handler.h"
#include "shared/base/result.h"
#include "shared/kf/content_limits.h"

namespace kf {

[[nodiscard]] CommandAnswer done(const ClientId& id, MessageId message = {});
[[nodiscard]] CommandAnswer refused(const ClientId& id, Refusal refusal);
[[nodiscard]] CommandAnswer refused(const ClientId& id, const ContentProblem& problem);
// For Error::code of the store and for the codes of the commands; unknown ones get a general sentence.
[[nodiscard]] CommandAnswer failed(const ClientId& id, std::string_view code);
// Failed, or done.
[[nodiscard]] CommandAnswer answer_to(const ClientId& id, const Result<void>& result);

}  // namespace kf
