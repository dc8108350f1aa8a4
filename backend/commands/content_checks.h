// What is wrong with a content that an agent wants to send or keep: its words, and the file that it names.
#pragma once

#include <optional>
#include <string_view>

#include "shared/agents/agent.h"
#include "shared/kf/content_limits.h"

namespace kf {

class MediaStore;

// content_problem(), and texts that cannot be sent at all (no UTF-8, NUL).
[[nodiscard]] std::optional<ContentProblem> written_wrong(const Content& content, Occasion occasion);

// The code of what is wrong with the content's file, as command_answers.h knows it; nothing when it has none,
// or a good one: own_media_id() of an upload of the agent, of what the desk keeps, or of a message that the
// agent may see; there, of the right kind, and not beyond WeCom's limits (reference 9.1).
[[nodiscard]] std::optional<ErrorCode> file_wrong(const MediaStore& store, const Agent& agent,
                                                  const Content& content);

}  // namespace kf
