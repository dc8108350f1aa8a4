// Player, overlays and files, as views meet them.
#include <doctest/doctest.h>

#include "web/ui/platform/headless.h"

using namespace kf::web;

TEST_CASE("an overlay lives while it is drawn, keeps its element while it moves, and is cut by its area") {
    HeadlessPlatform platform;
    bool shown = true;
    float y = 150;
    OverlayState state = OverlayState::Loading;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (!shown) return;
        ui.push_clip({0, 0, 400, 200});
        state = ui.overlay(ui.id("video"), {20, y, 100, 80},
                           {.url = "/api/media/3", .poster = "/api/media/3/thumbnail", .label = "视频"});
        ui.pop_clip();
    });
    runner.settle();
    REQUIRE(platform.overlays_.shown.size() == 1);
    const auto* element = platform.mirror_.find(Role::Media, "视频");
    REQUIRE(element != nullptr);
    CHECK(element->rect == Rect{20, 150, 100, 80});
    CHECK(element->holes == std::vector<Rect>{{0, 50, 100, 30}});
    CHECK(platform.overlays_.tell("/api/media/3", OverlayState::Playing));
    REQUIRE(runner.settle());
    CHECK(state == OverlayState::Playing);
    y = 20;
    runner.frame();
    CHECK(state == OverlayState::Playing);
    CHECK(platform.mirror_.find(Role::Media, "视频")->holes.empty());
    shown = false;
    runner.frame();
    CHECK(platform.overlays_.shown.empty());
    CHECK(platform.mirror_.find(Role::Media, "视频") == nullptr);
}

TEST_CASE("what is drawn above a real element is cut out of it once, also where two things overlap") {
    HeadlessMirror port;
    Mirror mirror(port);
    mirror.begin_frame();
    mirror.leaf({.id = {7},
                 .role = Role::Media,
                 .name = "视频",
                 .rect = {100, 100, 100, 100},
                 .clip = Rect{0, 0, 180, 400}});
    mirror.set_layer(2);
    mirror.cover({90, 90, 60, 60});
    mirror.cover({120, 120, 100, 20});
    mirror.end_frame();
    const auto* element = port.find(Role::Media, "视频");
    REQUIRE(element != nullptr);
    float area = 0;
    for (std::size_t i = 0; i < element->holes.size(); ++i) {
        area += element->holes[i].w * element->holes[i].h;
        for (std::size_t j = i + 1; j < element->holes.size(); ++j)
            CHECK_FALSE(element->holes[i].intersects(element->holes[j]));
    }
    // 20 x 100 outside, 50 x 50 covered, and 30 x 20 of the second cover that neither has.
    CHECK(area == doctest::Approx(2000 + 2500 + 600));
}

TEST_CASE("voices: one at a time, on from where it was paused, and the end is told") {
    HeadlessPlatform platform;
    HeadlessAudio& audio = platform.audio_;
    audio.durations["/api/media/1"] = 12;
    std::vector<std::string> ended;
    audio.on_end([&](const AudioNow& now) {
        ended.push_back(now.url);
        if (now.url == "/api/media/1") audio.play("/api/media/2");
    });
    audio.set_rate(1.5f);
    audio.play("/api/media/1");
    CHECK(audio.now().duration_secs == 12);
    audio.move_to(4);
    audio.pause();
    CHECK(audio.now().phase == AudioPhase::Paused);
    audio.play("/api/media/1");
    CHECK(audio.now().position_secs == 4);
    audio.finish();
    CHECK(audio.now().url == "/api/media/2");
    CHECK(audio.now().rate == 1.5f);
    audio.fail(AudioError::Network);
    CHECK(ended == std::vector<std::string>{"/api/media/1", "/api/media/2"});
    audio.stop();
    CHECK(audio.now().phase == AudioPhase::Idle);
}

TEST_CASE("a file is the browser's for as long as somebody holds it") {
    HeadlessPlatform platform;
    HeadlessFiles& files = platform.files_;
    FileRef picked;
    files.pick({.accept = "image/*"}, [&](std::vector<FileRef> chosen) { picked = chosen.at(0); });
    CHECK(files.picks.at(0).accept == "image/*");
    REQUIRE(
        files.choose({files.make("a.png", "bytes", {.mime = "image/png", .width = 4000, .height = 3000})}));
    CHECK(files.alive.size() == 1);
    FileFacts facts;
    FileRef smaller;
    files.inspect(picked, [&](const FileFacts& told) { facts = told; });
    files.reencode(picked, {.max_side = 1000}, [&](FileRef made) { smaller = std::move(made); });
    CHECK(facts.width == 0);
    files.work();
    CHECK(facts.width == 4000);
    REQUIRE(smaller != nullptr);
    CHECK(smaller->name == "a.jpg");
    CHECK(files.alive.at(smaller->id).facts.height == 750);
    int answers = 0;
    files.inspect(picked, [&](const FileFacts&) { ++answers; });
    picked.reset();
    files.work();
    CHECK(answers == 0);
    smaller.reset();
    CHECK(files.alive.empty());
}

TEST_CASE("a drop arrives once, and not at all where nothing is accepted") {
    HeadlessPlatform platform;
    HeadlessFiles& files = platform.files_;
    files.drag_over({5, 6}, 2);
    CHECK(files.drag().over);
    files.drop({5, 6}, {files.make("a", "x"), files.make("b", "y")}, 1);
    CHECK_FALSE(files.drag().over);
    const auto drop = files.take_drop();
    REQUIRE(drop.has_value());
    CHECK(drop->files.size() == 2);
    CHECK(drop->folders == 1);
    CHECK_FALSE(files.take_drop().has_value());
    files.accept_drops(false);
    files.drop({5, 6}, {files.make("a", "x")});
    CHECK_FALSE(files.take_drop().has_value());
}

TEST_CASE("the address of the backend stands before its paths only") {
    HeadlessPage page;
    CHECK(backend_url(page, "/api/media/1") == "/api/media/1");
    page.backend_base = "https://desk.example:8443";
    CHECK(backend_url(page, "/api/media/1") == "https://desk.example:8443/api/media/1");
    CHECK(backend_url(page, "blob:x") == "blob:x");
    for (const char* other : {"", "api", "//host/a", "/\\host/a", "javascript:1", "https://host/"})
        CHECK(backend_url(page, other).empty());
}
