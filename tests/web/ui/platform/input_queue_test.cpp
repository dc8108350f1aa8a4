#include "web/ui/platform/input_queue.h"

#include <doctest/doctest.h>

#include <string>

#include "web/ui/platform/headless.h"

using namespace kf::web;

namespace {

constexpr Point kHere{10, 10}, kThere{200, 10};

void press(InputQueue& queue, Point at, int clicks = 1) {
    queue.pointer({.kind = PointerKind::Down, .at = at, .clicks = clicks});
    queue.pointer({.kind = PointerKind::Up, .at = at});
}

// What a frame is told, in a word or two; "-" is a frame that only shows.
std::string next(InputQueue& queue) {
    FrameInput input;
    queue.take(input);
    std::string out;
    const auto add = [&](std::string_view word) { out += (out.empty() ? "" : " ") + std::string(word); };
    if (input.pointer.pressed) add("press" + std::to_string(input.pointer.clicks));
    if (input.pointer.released) add("release");
    if (input.pointer.cancelled) add("cancel");
    if (input.pointer.secondary) add("menu");
    for (const KeyEvent& key : input.keys) add(key.key == Key::Escape ? "escape" : "key");
    for ([[maybe_unused]] const WidgetId id : input.activated) add("activate");
    return out.empty() ? "-" : out;
}

std::vector<std::string> all(InputQueue& queue) {
    std::vector<std::string> out;
    while (queue.unsettled()) out.push_back(next(queue));
    return out;
}

using Frames = std::vector<std::string>;

}  // namespace

TEST_CASE(
    "a press is taken with its release, and the keys behind it one by one, each with a frame that shows it") {
    InputQueue queue;
    press(queue, kHere);
    queue.key({.key = Key::Escape});
    queue.activate({7}, false);
    CHECK(all(queue) == Frames{"press1 release", "-", "escape", "-", "activate", "-"});
    CHECK(queue.empty());
}

TEST_CASE("a key that a field dealt with itself is an act: a frame hears of it, the next one shows it") {
    InputQueue queue;
    queue.field_acted();
    CHECK(queue.unsettled());
    CHECK(all(queue) == Frames{"-", "-"});
    queue.field_acted();
    CHECK(next(queue) == "-");
    queue.key({.key = Key::Escape});
    CHECK(all(queue) == Frames{"-", "escape", "-"});
}

TEST_CASE("a key before a press is taken before it") {
    InputQueue queue;
    queue.key({.key = Key::Escape});
    press(queue, kHere);
    CHECK(all(queue) == Frames{"escape", "-", "press1 release", "-"});
}

TEST_CASE("a focus that moved by itself is unsettled until one frame has known it") {
    InputQueue queue;
    CHECK_FALSE(queue.unsettled());
    queue.focus_moved();
    CHECK(all(queue) == Frames{"-"});
    // A key that follows it is taken after that.
    queue.focus_moved();
    queue.key({.key = Key::Escape});
    CHECK(all(queue) == Frames{"escape", "-"});
}

TEST_CASE("three clicks stay three") {
    InputQueue queue;
    for (int i = 1; i <= 3; ++i) press(queue, kHere, i);
    CHECK(all(queue) == Frames{"press1 release", "-", "press2 release", "-", "press3 release", "-"});
}

TEST_CASE("a press that is let go elsewhere is a drag: the press is seen where it was") {
    InputQueue queue;
    queue.pointer({.kind = PointerKind::Down, .at = kHere, .clicks = 1});
    queue.pointer({.kind = PointerKind::Move, .at = kThere});
    queue.pointer({.kind = PointerKind::Up, .at = kThere});
    FrameInput input;
    queue.take(input);
    CHECK(input.pointer.pressed);
    CHECK(input.pointer.down);
    CHECK(input.pointer.at == kHere);
    queue.take(input);
    CHECK(input.pointer.released);
    CHECK(input.pointer.at == kThere);
}

TEST_CASE("moves melt into the last one, but not past a press") {
    InputQueue queue;
    for (const float x : {1.f, 2.f, 10.f}) queue.pointer({.kind = PointerKind::Move, .at = {x, 10}});
    press(queue, kHere);
    queue.pointer({.kind = PointerKind::Move, .at = kThere});
    FrameInput input;
    queue.take(input);
    CHECK(input.pointer.released);
    CHECK(input.pointer.at == kHere);
    CHECK_FALSE(queue.empty());
    queue.take(input);
    CHECK(input.pointer.at == kThere);
    CHECK(queue.empty());
}

TEST_CASE("a key that is held down does not pile up") {
    InputQueue queue;
    queue.key({.key = Key::Down});
    for (int i = 0; i < 30; ++i) queue.key({.key = Key::Down, .repeat = true});
    CHECK(all(queue) == Frames{"key", "-"});
    queue.key({.key = Key::Down, .repeat = true});
    CHECK(all(queue) == Frames{"key", "-"});
}

TEST_CASE("without frames the queue is bounded") {
    InputQueue queue;
    for (int i = 0; i < 10'000; ++i) queue.key({.key = Key::Escape});
    CHECK(all(queue).size() == 512);  // 256 keys, and a frame behind each
}

TEST_CASE("on a busy machine a switch counts before the Escape behind it closes what it stands in") {
    HeadlessPlatform platform;
    bool on = false, below = false;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (ui.button(ui.id("open"), {10, 10, 80, 32}, {.label = "设置"}))
            ui.open_popup(ui.id("popup"), {10, 10, 80, 32});
        if (const auto rect = ui.begin_popup(ui.id("popup"), {200, 60}, Role::Dialog, "设置项")) {
            if (ui.toggle(ui.id("sound"), rect->inset(10), "声音", on)) on = !on;
            ui.end_popup();
        }
        if (ui.key(Key::Escape)) below = true;
    });
    runner.settle();
    runner.press(Role::Button, "设置");
    REQUIRE(platform.mirror_.find(Role::Switch, "声音") != nullptr);
    runner.while_busy([&] {
        runner.press(Role::Switch, "声音");
        runner.key(Key::Escape);
    });
    CHECK(on);
    CHECK(platform.mirror_.find(Role::Switch, "声音") == nullptr);
    // And an Escape behind the press that opens something is for what it opened.
    runner.while_busy([&] {
        runner.press(Role::Button, "设置");
        runner.key(Key::Escape);
    });
    CHECK(platform.mirror_.find(Role::Switch, "声音") == nullptr);
    CHECK_FALSE(below);
}

TEST_CASE("on a busy machine Enter chooses what the arrow before it went to") {
    HeadlessPlatform platform;
    std::optional<int> chosen;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (ui.button(ui.id("more"), {10, 10, 80, 32}, {.label = "更多"}))
            ui.open_popup(ui.id("menu"), {10, 10, 80, 32});
        const MenuItem items[] = {{.label = "一"}, {.label = "二"}, {.label = "三"}};
        if (const auto index = ui.menu(ui.id("menu"), "更多", items)) chosen = index;
    });
    runner.settle();
    runner.while_busy([&] {
        runner.press(Role::Button, "更多");
        runner.key(Key::Down);
        runner.key(Key::Down);
        runner.key(Key::Enter);
    });
    CHECK(chosen == 2);
}

TEST_CASE("on a busy machine a key behind a press goes to what the press opened") {
    HeadlessPlatform platform;
    bool dialog = false;
    int sent = 0;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (ui.button(ui.id("open"), {10, 10, 80, 32}, {.label = "转接"})) dialog = true;
        if (ui.shortcut('s', true)) ++sent;
        if (!dialog) return;
        const DialogResult result = ui.begin_dialog(ui.id("d"), {400, 300}, "转接会话", "关闭");
        ui.end_dialog();
        if (result.dismissed) dialog = false;
    });
    runner.settle();
    runner.while_busy([&] {
        runner.press(Role::Button, "转接");
        runner.character('s', true);
    });
    CHECK(dialog);
    CHECK(sent == 0);
    runner.while_busy([&] {
        runner.key(Key::Escape);
        runner.character('s', true);
    });
    CHECK_FALSE(dialog);
    CHECK(sent == 1);
}
