#include "backend/storage/known_device_store.h"

#include <doctest/doctest.h>

#include <utility>

#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

struct DeviceRows {
    TempFolder folder;
    std::unique_ptr<DatabaseFile> file = DatabaseFile::open(folder.path()).value();
    KnownDeviceStore devices{*file};
    const AgentId lin{"lin"}, mei{"mei"};

    [[nodiscard]] KnownPlace place(const AgentId& login, const std::string& hash, const std::string& network,
                                   UnixMs used_after = 0) const {
        return *devices.place_of(login, hash, network, used_after);
    }
};

}  // namespace

TEST_CASE("a place is known by its device before its network, and by its own user only") {
    DeviceRows rows;
    REQUIRE(rows.devices.keep({rows.lin, "laptop", "10.0.0.1", 100}, 20).ok());
    CHECK(rows.place(rows.lin, "laptop", "10.0.0.1") == KnownPlace::Device);
    CHECK(rows.place(rows.lin, "laptop", "10.0.0.9") == KnownPlace::Device);
    CHECK(rows.place(rows.lin, "phone", "10.0.0.1") == KnownPlace::Network);
    CHECK(rows.place(rows.lin, "", "10.0.0.1") == KnownPlace::Network);
    CHECK(rows.place(rows.lin, "phone", "10.0.0.9") == KnownPlace::Unknown);
    CHECK(rows.place(rows.mei, "laptop", "10.0.0.1") == KnownPlace::Unknown);
    CHECK(*rows.devices.is_known("laptop"));
    CHECK_FALSE(*rows.devices.is_known("phone"));
}

TEST_CASE("what was used too long ago is not known, and is removed") {
    DeviceRows rows;
    REQUIRE(rows.devices.keep({rows.lin, "old", "10.0.0.1", 100}, 20).ok());
    REQUIRE(rows.devices.keep({rows.lin, "new", "10.0.0.2", 101}, 20).ok());
    CHECK(rows.place(rows.lin, "old", "", 99) == KnownPlace::Device);
    CHECK(rows.place(rows.lin, "old", "", 100) == KnownPlace::Unknown);
    REQUIRE(rows.devices.remove_unused(100).ok());
    CHECK_FALSE(*rows.devices.is_known("old"));
    CHECK(*rows.devices.is_known("new"));
}

TEST_CASE("a device that is used again has one row, and the most used lately stay") {
    DeviceRows rows;
    for (const auto& [hash, used_at] : {std::pair{"a", 1}, std::pair{"b", 2}, std::pair{"c", 3}})
        REQUIRE(rows.devices.keep({rows.lin, hash, "net", used_at}, 3).ok());
    REQUIRE(rows.devices.keep({rows.mei, "b", "net", 1}, 3).ok());
    REQUIRE(rows.devices.keep({rows.lin, "a", "net", 4}, 3).ok());
    REQUIRE(rows.devices.keep({rows.lin, "d", "net", 5}, 3).ok());
    CHECK(rows.place(rows.lin, "a", "") == KnownPlace::Device);
    CHECK(rows.place(rows.lin, "b", "") == KnownPlace::Unknown);
    CHECK(rows.place(rows.lin, "c", "") == KnownPlace::Device);
    CHECK(rows.place(rows.lin, "d", "") == KnownPlace::Device);
    CHECK(rows.place(rows.mei, "b", "") == KnownPlace::Device);
}
