// The line in the stream for each kind of event that WeCom reports, and the name of what the console cannot
// show yet.
#pragma once

#include <string>

#include "shared/console/state.h"
#include "shared/kf/message.h"
#include "shared/messages/message.h"
#include "web/text/words.h"

namespace kf::web {

std::string event_words(const KfEvent& event, Language language);

// The same for a stored message with msgtype "event", also for what colleagues did, by the names they have
// now; one that cannot be read gets a sentence that says so.
std::string system_line(const Message& message, const ConsoleState& state);

}  // namespace kf::web
