// Due work, for calls of the store that put or hasten it together with what else they change.
#pragma once

#include <string_view>

#include "backend/runtime/due_store.h"
#include "backend/storage/store_transaction.h"

namespace kf {

// As the calls of DueStore, within the transaction.
void put_due(StoreTransaction& transaction, const DueItem& item);
// What is there for this kind and subject is due at `at` at the latest.
void hasten_due(StoreTransaction& transaction, std::string_view kind, std::string_view subject, UnixMs at);
[[nodiscard]] bool has_due(Statements& db, std::string_view kind, std::string_view subject);

}  // namespace kf
