// What work costs in steps of SQLite's virtual machine, which do not depend on the machine that runs the
// test.
#pragma once

#include <SQLiteCpp/Database.h>
#include <sqlite3.h>

#include <cstdint>
#include <functional>

#include "tests/backend/storage/store_fixture.h"

namespace kf::test {

inline std::int64_t steps_of(StoreFixture& store, const std::function<void()>& work) {
    std::int64_t steps = 0;
    sqlite3* const handle = store.file->sqlite().getHandle();
    const auto count = [](void* counted) {
        *static_cast<std::int64_t*>(counted) += 1;
        return 0;
    };
    sqlite3_progress_handler(handle, 1, count, &steps);
    work();
    sqlite3_progress_handler(handle, 0, nullptr, nullptr);
    return steps;
}

}  // namespace kf::test
