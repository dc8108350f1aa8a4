// What the stream of events says about messages that were recalled: a second text without their words, for
// the consoles of those who may not read them (shared/desk/recalled.h).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "backend/storage/statements.h"
#include "shared/protocol/protocol.h"

namespace kf {

// The event's JSON without the words of the recalled message that it is about; empty for every other event.
[[nodiscard]] std::string blanked_event(const Event& event);

// The conversation whose line or head the event tells; empty for every other event.
[[nodiscard]] ConversationId told_of(const Event& event);

// Earlier events hold the words as well, and a console that resumes is told them again. `message` has just
// been recalled: the events of its conversation since it was stored are looked through (WeChat allows a
// recall for two minutes). Yields those that got another text, with it.
std::vector<std::pair<EventSeq, std::string>> blank_events_of(Statements& db, const Message& message);

}  // namespace kf
