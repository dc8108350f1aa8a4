// The JSON of the protocol (protocol.h), both ways. Reading meets hostile input and yields an Error, never a
// crash; unknown members are ignored, so that an older console survives a newer backend and the reverse.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/protocol/protocol.h"

namespace kf {

[[nodiscard]] std::string write_client_frame(const ClientFrame& frame);
[[nodiscard]] Result<ClientFrame> read_client_frame(std::string_view text);

[[nodiscard]] std::string write_server_frame(const ServerFrame& frame);
[[nodiscard]] Result<ServerFrame> read_server_frame(std::string_view text);

// The event alone, as the store keeps it; and a frame made of such stored text without decoding it again.
[[nodiscard]] std::string write_event(const Event& event);
[[nodiscard]] Result<Event> read_event(std::string_view text);
[[nodiscard]] std::string event_frame_from_stored(EventSeq seq, UnixMs server_time,
                                                  std::string_view stored_event);

[[nodiscard]] std::string write_snapshot(const Snapshot& snapshot);
// ErrorCode::OtherVersion where the backend speaks another protocol, whatever else is in it.
[[nodiscard]] Result<Snapshot> read_snapshot(std::string_view text);

[[nodiscard]] std::string write_conversation_page(const ConversationPage& page);
[[nodiscard]] Result<ConversationPage> read_conversation_page(std::string_view text);

[[nodiscard]] std::string write_history_page(const HistoryPage& page);
[[nodiscard]] Result<HistoryPage> read_history_page(std::string_view text);

[[nodiscard]] std::string write_search_page(const SearchPage& page);
[[nodiscard]] Result<SearchPage> read_search_page(std::string_view text);

// One media as an upload's last answer carries it.
[[nodiscard]] std::string write_media(const Media& media);
[[nodiscard]] Result<Media> read_media(std::string_view text);

[[nodiscard]] std::string write_details(const ConversationDetails& details);
[[nodiscard]] Result<ConversationDetails> read_details(std::string_view text);

}  // namespace kf
