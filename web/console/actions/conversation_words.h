// How what can be done with a conversation is called, and why it cannot be done now.
#pragma once

#include "web/screen/screen.h"

namespace kf::web {

// The word for taking the conversation: 接入, or 接管 when a colleague answers.
std::string_view claim_words(const Screen& screen, const Conversation& conversation);

// The sentence why something is refused; empty when it is allowed.
std::string_view refusal_sentence(const Screen& screen, Refusal refusal);

}  // namespace kf::web
