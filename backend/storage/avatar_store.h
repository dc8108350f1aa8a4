// What the store knows about pictures of customers: where each comes from, whether it is here
// yet, and which one is shown. The picture that is shown stays until the next one is here. One that is to be
// fetched is due work (kFetchAvatar), put by the call that learned its address.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/storage/media_store.h"
#include "shared/agents/agent.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf {

class Store;

using AvatarId = NumberId<struct AvatarTag>;  // another picture is another id

// Where consoles find it; empty for none.
[[nodiscard]] std::string avatar_address(AvatarId id);

struct AvatarRow {
    AvatarId id;
    std::string url;
    std::string sha256;                   // of the small picture; empty while there is none
    std::vector<ServedAccount> accounts;  // whose agents may see it
};

class AvatarStore {
  public:
    virtual ~AvatarStore() = default;

    [[nodiscard]] virtual std::optional<AvatarRow> find_avatar(AvatarId id) const = 0;
    // It is here: shown from now on in place of the one before; the consoles hear of it. Where the address
    // has changed meanwhile nothing is shown, and the file goes again.
    virtual Result<void> avatar_fetched(AvatarId id, const StoredFile& file, UnixMs now) = 0;
    // Not tried again before WeCom names the address again, a day later.
    virtual Result<void> avatar_given_up(AvatarId id, ErrorCode problem, UnixMs now) = 0;
};

// That of a store that open_sqlite_store() made.
[[nodiscard]] AvatarStore& avatar_store(Store& store);

}  // namespace kf
