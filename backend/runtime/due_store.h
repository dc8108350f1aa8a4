// Where work that is due at some time is kept, so that it outlives the process. Implemented by
// backend/storage; carried out by due_work.h. Loop thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf {

// `kind` is a word of the program and says who carries it out, `subject` says on what: an id. There is one
// piece of work for each kind and subject. `payload` is what its handler needs besides.
struct DueItem {
    std::int64_t id = 0;  // another one with each put, never used again
    std::string kind;
    std::string subject;
    UnixMs at = 0;  // not before
    int tries = 0;  // that have failed
    std::string payload;
};

enum class DueOrder {
    OldestFirst,
    NewestFirst,  // what became due last; see DueRules
};

// What is kept of one kind.
struct DueCount {
    std::string kind;
    std::size_t kept = 0;
    std::size_t due = 0;   // its time has come
    std::size_t late = 0;  // its time came before the moment that was asked about
};

// Changing calls are one transaction each; they fail with the codes of store_error.h and then leave
// everything as it was. What belongs to another change is put within its transaction
// (backend/storage/due_rows.h).
class DueStore {
  public:
    virtual ~DueStore() = default;

    // Called on the loop thread after a commit that put or hastened something; it only notes that.
    virtual void on_due(std::function<void()> listener) = 0;

    // Takes the place of what is there for this kind and subject: new time and payload, no tries. When that
    // is under way, the new one is done after it. `id` and `tries` of `item` do not matter.
    virtual Result<void> put_due(const DueItem& item) = 0;
    // What is there for this kind and subject is not to be done any more. Fine when there is nothing.
    virtual Result<void> drop_due(std::string_view kind, std::string_view subject) = 0;

    // Of one kind, those whose time has come.
    [[nodiscard]] virtual std::vector<DueItem> due_items(std::string_view kind, UnixMs now, DueOrder order,
                                                         std::size_t limit) const = 0;
    // The earliest time of this kind after `after`.
    [[nodiscard]] virtual std::optional<UnixMs> next_due_time(std::string_view kind, UnixMs after) const = 0;
    [[nodiscard]] virtual std::vector<DueCount> count_due(UnixMs now, UnixMs late_before) const = 0;

    // It is done, or given up. Nothing happens when another one was put in its place.
    virtual Result<void> due_done(std::int64_t id) = 0;
    // It is done again at `at`. Nothing happens when another one was put in its place.
    virtual Result<void> due_again(std::int64_t id, UnixMs at, int tries) = 0;
    // Of this kind nothing lies later than `at` any more. True when something did.
    virtual Result<bool> hasten_due(std::string_view kind, UnixMs at) = 0;
};

}  // namespace kf
