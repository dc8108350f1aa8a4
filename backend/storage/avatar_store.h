// What the store knows about pictures of customers: where each comes from, whether it is here
// yet, and which one is shown. The picture that is shown stays until the next one is here.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/storage/media_store.h"
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
    int tries = 0;
    std::string sha256;               // of the small picture; empty while there is none
    std::vector<AccountId> accounts;  // whose agents may see it (find_avatar only)
};

class AvatarStore {
  public:
    virtual ~AvatarStore() = default;

    [[nodiscard]] virtual std::optional<AvatarRow> find_avatar(AvatarId id) const = 0;
    // Called on the loop thread after a commit that brought one to fetch; it only notes that. Set once.
    virtual void on_avatar_waiting(std::function<void()> listener) = 0;
    // Those whose time has come, the newest first, without `except` (those under way).
    [[nodiscard]] virtual std::vector<AvatarRow> due_avatars(UnixMs now, const std::vector<AvatarId>& except,
                                                             std::size_t limit) const = 0;
    [[nodiscard]] virtual std::optional<UnixMs> next_avatar_time() const = 0;
    // It is here: shown from now on in place of the one before; the consoles hear of it. Where the address
    // has changed meanwhile nothing is shown, and the file goes again.
    virtual Result<void> avatar_fetched(AvatarId id, const StoredFile& file, UnixMs now) = 0;
    // Tried again at `next_try_at`; 0 = not before WeCom names the address again, a day later.
    virtual Result<void> avatar_failed(AvatarId id, std::string_view problem, UnixMs next_try_at,
                                       UnixMs now) = 0;
};

// That of a store that open_sqlite_store() made.
[[nodiscard]] AvatarStore& avatar_store(Store& store);

}  // namespace kf
