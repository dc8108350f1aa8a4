#include "web/ui/platform/pictures.h"

#include <doctest/doctest.h>

#include "web/ui/platform/headless.h"

using namespace kf::web;

namespace {

// Frames without a screen: what is used in each.
struct Desk {
    HeadlessPage page;
    HeadlessPictures port;
    Pictures pictures{port, page};

    Pictures::Found frame(std::initializer_list<std::string_view> urls, PictureBox box = {256, 256, false}) {
        page.frame_requested = false;
        Pictures::Found last;
        pictures.begin_frame();
        for (const std::string_view url : urls) last = pictures.use(url, box);
        pictures.end_frame();
        return last;
    }
};

}  // namespace

TEST_CASE("a picture is loaded when it is drawn, and drawn when it is there") {
    Desk desk;
    CHECK(desk.frame({"/api/media/1"}).state == PictureState::Loading);
    CHECK(desk.port.loads.size() == 1);
    desk.frame({"/api/media/1"});
    CHECK(desk.port.loads.size() == 1);  // once
    CHECK_FALSE(desk.page.frame_requested);
    REQUIRE(desk.port.answer("/api/media/1", 1000, 500));
    CHECK(desk.page.frame_requested);
    const auto found = desk.frame({"/api/media/1"});
    CHECK(found.state == PictureState::Ready);
    CHECK(found.natural == Size{1000, 500});
    CHECK(desk.port.textures.at(found.texture) == Size{256, 128});
    CHECK(desk.pictures.stats().bytes == 256 * 128 * 4);
}

TEST_CASE("addresses of other sites are never asked for") {
    Desk desk;
    desk.page.backend_base = "https://desk.example";
    for (const char* url :
         {"https://evil.example/a.png", "//evil.example/a.png", "/\\evil.example", "data:image/png,x", ""})
        CHECK(desk.frame({url}).error == PictureError::Refused);
    CHECK(desk.port.loads.empty());
    desk.frame({"/api/media/1", "blob:https://desk.example/7"});
    CHECK(desk.port.loads ==
          std::vector<std::string>{"https://desk.example/api/media/1", "blob:https://desk.example/7"});
}

TEST_CASE("six are loaded at once, and what was scrolled past meanwhile is not loaded at all") {
    Desk desk;
    desk.frame({"/1", "/2", "/3", "/4", "/5", "/6", "/7", "/8"});
    CHECK(desk.port.loads.size() == 6);
    desk.frame({"/20", "/21"});  // the others are out of sight
    desk.port.answer("/1", 10, 10);
    desk.frame({"/20", "/21"});
    REQUIRE(desk.port.loads.size() == 7);
    CHECK(desk.port.loads.back() == "/20");
}

TEST_CASE("a few megabytes become textures in one frame, the rest in the next") {
    Desk desk;
    const PictureBox large{1024, 1024, false};
    desk.frame({"/1", "/2", "/3"}, large);
    for (const char* url : {"/1", "/2", "/3"}) desk.port.answer(url, 1000, 1000);
    desk.frame({"/1", "/2", "/3"}, large);
    CHECK(desk.port.textures.size() == 1);
    CHECK(desk.page.frame_requested);
    desk.frame({"/1", "/2", "/3"}, large);
    desk.frame({"/1", "/2", "/3"}, large);
    CHECK(desk.port.textures.size() == 3);
    CHECK_FALSE(desk.page.frame_requested);
}

TEST_CASE("above the budget the least recently drawn go, never what is on screen") {
    Desk desk;
    desk.port.answers_all = Size{256, 256};  // 256 KB each
    desk.pictures.set_budget(600'000);       // room for two
    for (const char* url : {"/1", "/2", "/3"}) {
        desk.frame({url});
        desk.frame({url});
    }
    desk.frame({"/3"});
    CHECK(desk.pictures.stats().evictions == 1);
    CHECK(desk.pictures.peek("/1").state == PictureState::Loading);
    CHECK(desk.pictures.peek("/2").state == PictureState::Ready);
    CHECK(desk.port.textures.size() == 2);
    CHECK(desk.pictures.stats().bytes <= 600'000);
    // All of a full screen stays, although it is more.
    for (int i = 0; i < 6; ++i) desk.frame({"/3", "/4", "/5", "/6"});
    CHECK(desk.port.textures.size() == 4);
    for (const char* url : {"/3", "/4", "/5", "/6"})
        CHECK(desk.pictures.peek(url).state == PictureState::Ready);
    desk.frame({});
    desk.frame({});
    CHECK(desk.pictures.stats().bytes <= 600'000);
}

TEST_CASE("a broken network is tried again by itself while the picture is drawn, a refusal only when asked") {
    Desk desk;
    desk.frame({"/1"});
    desk.port.fail("/1", PictureError::Network);
    CHECK(desk.frame({"/1"}).error == PictureError::Network);
    CHECK(desk.port.loads.size() == 1);
    desk.page.frame_requested = false;
    desk.page.advance(2'100);
    CHECK(desk.page.frame_requested);
    desk.frame({"/1"});
    CHECK(desk.port.loads.size() == 2);
    desk.port.fail("/1", PictureError::Refused);
    desk.frame({"/1"});
    desk.page.advance(600'000);
    desk.frame({"/1"});
    CHECK(desk.port.loads.size() == 2);
    desk.pictures.retry("/1");
    desk.frame({"/1"});
    CHECK(desk.port.loads.size() == 3);
    desk.port.answer("/1", 5, 5);
    CHECK(desk.frame({"/1"}).state == PictureState::Ready);
}

TEST_CASE("when the network comes back, what failed is tried again at once") {
    Desk desk;
    desk.frame({"/1"});
    desk.page.is_online = false;
    desk.page.changed();
    desk.port.fail("/1", PictureError::Network);
    desk.frame({"/1"});
    desk.page.is_online = true;
    desk.page.changed();
    desk.frame({"/1"});
    CHECK(desk.port.loads.size() == 2);
}

TEST_CASE("after a lost graphics context everything that is drawn is loaded again") {
    Desk desk;
    desk.port.answers_all = Size{100, 100};
    desk.frame({"/1"});
    CHECK(desk.frame({"/1"}).state == PictureState::Ready);
    desk.port.textures.clear();
    desk.pictures.context_restored();
    CHECK(desk.pictures.stats().bytes == 0);
    CHECK(desk.frame({"/1"}).state == PictureState::Loading);
    CHECK(desk.frame({"/1"}).state == PictureState::Ready);
    CHECK(desk.port.loads.size() == 2);
    // Lost between decoding and the frame: once more.
    desk.port.context_lost = true;
    desk.frame({"/2"});
    CHECK(desk.frame({"/2"}).state == PictureState::Loading);
    CHECK(desk.port.loads.size() == 4);
    CHECK(desk.port.undelivered == 1);
}

TEST_CASE(
    "another size is drawn while the wanted one is on its way, and a complete one is never asked for "
    "larger") {
    Desk desk;
    desk.frame({"/1"}, {128, 128, false});
    desk.port.answer("/1", 1000, 1000);
    desk.frame({"/1"}, {128, 128, false});
    const auto small = desk.frame({"/1"}, {2048, 2048, false});
    CHECK(small.state == PictureState::Ready);
    CHECK(desk.port.textures.at(small.texture) == Size{128, 128});
    CHECK(desk.port.loads.size() == 2);
    desk.port.answer("/1", 1000, 1000);
    const auto full = desk.frame({"/1"}, {2048, 2048, false});
    CHECK(desk.port.textures.at(full.texture) == Size{1000, 1000});
    desk.frame({"/1"}, {4096, 4096, false});
    CHECK(desk.port.loads.size() == 2);
}

TEST_CASE("a forgotten picture leaves nothing behind") {
    Desk desk;
    desk.frame({"blob:1"});
    desk.port.answer("blob:1", 10, 10);
    desk.pictures.forget("blob:1");
    CHECK(desk.port.undelivered == 0);
    desk.frame({"blob:1"});
    desk.port.answer("blob:1", 10, 10);
    desk.frame({"blob:1"});
    desk.pictures.forget("blob:1");
    CHECK(desk.port.textures.empty());
    CHECK(desk.pictures.stats().bytes == 0);
}

TEST_CASE("sizes come in few steps, up to what every graphics card has") {
    CHECK(picture_step(1) == 32);
    CHECK(picture_step(96) == 96);
    CHECK(picture_step(97) == 128);
    CHECK(picture_step(1e9f) == kMaxPictureSide);
}

TEST_CASE("a picture is placed by fit, turn, zoom and pan") {
    const Rect box{100, 100, 200, 200};
    const Size wide{400, 200};
    const PicturePlace fitted = place_picture(box, wide, {});
    CHECK(fitted.whole == Rect{100, 150, 200, 100});
    CHECK(fitted.shown == fitted.whole);
    const PicturePlace filled = place_picture(box, wide, {.fit = Fit::Cover});
    CHECK(filled.whole == Rect{0, 100, 400, 200});
    CHECK(filled.shown == box);
    CHECK(filled.uv[0] == Point{0.25f, 0});
    CHECK(filled.uv[2] == Point{0.75f, 1});
    CHECK(place_picture(box, {50, 20}, {.fit = Fit::ScaleDown}).whole == Rect{175, 190, 50, 20});
    const PicturePlace turned = place_picture(box, wide, {.turns = 1});
    CHECK(turned.whole == Rect{150, 100, 100, 200});
    CHECK(turned.uv[0] == Point{0, 1});  // what was bottom left is top left
    CHECK(turned.uv[1] == Point{0, 0});
    CHECK(place_picture(box, wide, {.turns = -3}).uv[0] == turned.uv[0]);
    CHECK(place_picture(box, wide, {.turns = 2}).uv[0] == Point{1, 1});
    const PicturePlace near = place_picture(box, wide, {.zoom = 2, .pan = {100, 0}});
    CHECK(near.whole == Rect{100, 100, 400, 200});
    CHECK(near.uv[0] == Point{0, 0});
    CHECK(near.uv[1] == Point{0.5f, 0});
    CHECK(place_picture(box, {}, {}).shown.empty());
}

TEST_CASE("Ui::picture asks for the pixels of the screen and paints when they are there") {
    HeadlessPlatform platform;
    platform.page_.ratio = 2;
    PictureShown shown;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        ui.fill({0, 0, 400, 400}, ui.theme().surface);
        shown = ui.picture({10, 10, 100, 50}, "/api/media/1", {.radii = 8});
        ui.picture({10, -500, 100, 50}, "/api/media/2");  // not on screen
    });
    REQUIRE(runner.settle());
    const int before = runner.vertices();
    REQUIRE(platform.picture_port_.waiting.size() == 1);
    CHECK(platform.picture_port_.waiting[0].box == PictureBox{256, 128, false});
    platform.picture_port_.answer("/api/media/1", 800, 400);
    REQUIRE(runner.settle());
    CHECK(shown.state == PictureState::Ready);
    CHECK(shown.place.shown == Rect{10, 10, 100, 50});
    CHECK(runner.vertices() > before + 8);  // with round corners
    CHECK_FALSE(runner.wants_frame());
}
