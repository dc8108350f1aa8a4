// What is being written besides drafts, as text that the browser tab keeps beyond the page: private notes,
// quotes, cards and files that have arrived at the backend. Files that have not are gone with the page, which
// asks first.
#pragma once

#include <string>
#include <string_view>

#include "web/console/composer/writing.h"

namespace kf::web {

constexpr std::string_view kKeptWritingKey = "writing";

// Empty: there is nothing to keep.
std::string write_kept(const AgentId& agent, const Writings& writings);
// Puts back what this agent was writing; what another one left in the tab is not looked at.
void take_back_kept(std::string_view text, const AgentId& agent, Writings& writings);

}  // namespace kf::web
