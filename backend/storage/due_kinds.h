// The kinds of due work (runtime/due_work.h) that the store itself puts, and where they are kept.
#pragma once

#include <string_view>

#include "backend/runtime/due_store.h"

namespace kf {

class Store;

// WeCom is to be told that the desk has ended a session. Subject: the conversation; payload: the session.
// Waits for the conversation's outbox to run dry: the last row that leaves it makes this due.
constexpr std::string_view kTellEnd = "tell_end";
// A picture of a customer is to be fetched. Subject: the AvatarId; payload: none.
constexpr std::string_view kFetchAvatar = "fetch_avatar";

// That of a store that open_sqlite_store() made.
[[nodiscard]] DueStore& due_store(Store& store);

}  // namespace kf
