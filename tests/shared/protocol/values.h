// Values of the protocol with every member set, for round trips and as seeds of mutations.
#pragma once

#include <vector>

#include "shared/protocol/protocol.h"

namespace kf::values {

[[nodiscard]] Media media();
[[nodiscard]] Message message();
[[nodiscard]] QuickReply quick_reply();
[[nodiscard]] Greeting greeting();
[[nodiscard]] Conversation conversation();
[[nodiscard]] Customer customer();
[[nodiscard]] Account account();
[[nodiscard]] Agent agent();
[[nodiscard]] SessionSummary session();
[[nodiscard]] std::vector<Event> events();               // one of each kind
[[nodiscard]] std::vector<ClientFrame> client_frames();  // one of each type and command
[[nodiscard]] std::vector<ServerFrame> server_frames();  // one of each type and event
[[nodiscard]] Snapshot snapshot();
[[nodiscard]] ConversationPage conversation_page();
[[nodiscard]] SearchPage search_page();
[[nodiscard]] HistoryPage history_page();
[[nodiscard]] ConversationDetails details();

}  // namespace kf::values
