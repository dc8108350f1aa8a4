// What is being written besides drafts is kept in the browser tab, per agent
// (web/console/composer/kept_writing.h says what). A program without a composer adds to it what comes back
// meanwhile.
#pragma once

#include <string>
#include <string_view>

#include "shared/console/effects.h"
#include "web/ui/platform/page.h"

namespace kf::web {

// Items of the kept text (shared/console/unsent_text.h) that are private notes have this in the place of a
// frame; an open one stood in its field.
constexpr std::string_view kKeptNote = "note", kKeptOpenNote = "open note";

// Under the agent's name: who signs in after them neither sees nor loses it.
[[nodiscard]] std::string kept_writing_key(const AgentId& agent);
// A private note that was not taken: in front of what is written there.
void keep_given_back(Page& page, const AgentId& agent, const GiveBackNote& note);

}  // namespace kf::web
