// Rows of avatars, for the calls of the store that learn addresses of pictures.
#pragma once

#include <cstdint>
#include <string>

#include "backend/storage/store_transaction.h"

namespace kf {

// WeCom has named this address. A new one waits for the fetcher; one that was given up a day ago is tried
// anew. An empty one changes nothing: third-party apps are not told pictures.
void want_avatar(StoreTransaction& transaction, std::int64_t customer_key, const std::string& url);

}  // namespace kf
