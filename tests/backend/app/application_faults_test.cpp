// The running server while its disk is full, and the check that WeCom makes of the callback's address.
#include <nlohmann/json.hpp>

#include "backend/sandbox/callback_envelope.h"
#include "backend/sandbox/world.h"
#include "tests/backend/app/backend_fixture.h"
#include "tests/backend/storage/failing_disk.h"

using namespace kf;
using namespace kf::test;

TEST_CASE("WeCom's check of the callback address is answered by the running server") {
    BackendFixture desk;
    const auto verify = [&] {
        return nlohmann::json::parse(post(static_cast<std::uint16_t>(desk.sim.port()),
                                          "/control/callbacks/verify", "{}",
                                          {{"Content-Type", "application/json"}})
                                         .body);
    };
    const auto right = verify();
    CHECK(right.at("status") == 200);
    CHECK(right.at("body_matches") == true);
    CHECK(right.at("verified") == true);
    CHECK(desk.log.text().find("callback.url_checked") != std::string::npos);
    // Another corp's address does not pass for ours.
    desk.sim.set_callback_url(desk.base() + "/callback/wwOther");
    CHECK(verify().at("verified") == false);
}

TEST_CASE("while the disk is full callbacks, sign-ins and readiness are refused and said; then all goes on") {
    FailingDisk disk;
    BackendFixture desk({}, [&](ApplicationOptions& options) { options.database.vfs = disk.vfs(); });
    REQUIRE(eventually([&] { return get(desk.port, "/readyz").status == 200; }));
    const auto cookie = desk.sign_in("lin");
    const auto held = desk.snapshot(cookie);
    WsClient console(desk.port);
    REQUIRE(console.open("/ws", desk.socket_headers(cookie)).status == 101);
    console.send_text(write_client_frame(Hello{kProtocolVersion, held.epoch, held.seq}));
    const auto next_notice = [&]() -> NoticeCode {
        while (const auto text = console.read_text(10'000)) {
            const auto frame = read_server_frame(*text);
            if (!frame.ok()) continue;
            if (const auto* notice = std::get_if<BackendNotice>(&*frame)) return notice->code;
        }
        return NoticeCode::None;
    };
    CHECK(next_notice() == NoticeCode::Ok);

    desk.loop.on_loop([&] { disk.fail_after(0, DiskFault::Full); });
    sim::CallbackJob job;
    desk.sim.with([&](sim::Simulator& simulator) {
        auto& world = simulator.world();
        job.open_kfid = world.account_order.at(0);
        sim::seal_callback(world, job);
    });
    const auto path = job.url.substr(job.url.find("/callback/"));
    CHECK_MESSAGE(post(desk.port, path, job.body).status == 500, "WeCom is to deliver it again");
    CHECK(next_notice() == NoticeCode::StoreFailed);
    std::this_thread::sleep_for(std::chrono::milliseconds(2100));  // the check is made every two seconds only
    const auto ready = get(desk.port, "/readyz");
    CHECK(ready.status == 503);
    CHECK(ready.body.find("disk_full") != std::string::npos);
    const auto refused = post(desk.port, "/login", R"({"username":"mei","password":"correct horse"})",
                              {{"Content-Type", "application/json"}});
    CHECK(refused.status == 503);
    CHECK(refused.body.find("store_failed") != std::string::npos);
    CHECK(refused.header("set-cookie").empty());
    desk.write("磁盘满的时候写的");

    desk.loop.on_loop([&] { disk.heal(); });
    CHECK(next_notice() == NoticeCode::Ok);
    CHECK(eventually([&] { return desk.snapshot(cookie).conversations.size() == 1; }, 10'000));
    CHECK(eventually([&] { return get(desk.port, "/readyz").status == 200; }));
    CHECK(post(desk.port, "/login", R"({"username":"mei","password":"correct horse"})",
               {{"Content-Type", "application/json"}})
              .status == 200);
}
