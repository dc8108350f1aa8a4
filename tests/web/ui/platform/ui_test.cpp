#include "web/ui/platform/ui.h"

#include <doctest/doctest.h>

#include "web/ui/platform/headless.h"

using namespace kf::web;

TEST_CASE("a button is pressed by the pointer, by the keyboard and by a screen reader") {
    HeadlessPlatform platform;
    int presses = 0;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (ui.button(ui.id("send"), {100, 100, 80, 32}, {.label = "发送", .kind = ButtonKind::Primary}))
            ++presses;
    });
    REQUIRE(runner.settle());
    REQUIRE(runner.press(Role::Button, "发送"));
    CHECK(presses == 1);
    runner.focus(Role::Button, "发送");
    runner.key(Key::Enter);
    CHECK(presses == 2);
    CHECK(runner.activate(Role::Button, "发送"));
    CHECK(presses == 3);
    runner.drag({110, 110}, {400, 400});  // let go elsewhere
    CHECK(presses == 3);
}

TEST_CASE("a disabled button is not pressed and says why") {
    HeadlessPlatform platform;
    int presses = 0;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (ui.button(ui.id("send"), {100, 100, 80, 32},
                      {.label = "发送", .disabled_reason = "回复窗口已用完"}))
            ++presses;
    });
    runner.settle();
    runner.press(Role::Button, "发送");
    runner.activate(Role::Button, "发送");
    CHECK(presses == 0);
    const auto* button = platform.mirror_.find(Role::Button, "发送");
    REQUIRE(button != nullptr);
    CHECK(button->state.disabled);
    CHECK(button->description == "回复窗口已用完");
}

TEST_CASE("nothing is drawn again while nothing changes, and the mirror is left alone") {
    HeadlessPlatform platform;
    platform.page_.reduced_motion = false;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        ui.fill({0, 0, 500, 500}, ui.theme().surface);
        ui.label("你好 👩‍💻", {0, 0, 200, 30}, {.color = ui.theme().text});
        ui.button(ui.id("a"), {10, 50, 80, 32}, {.label = "转接"});
    });
    REQUIRE(runner.settle());
    CHECK_FALSE(runner.wants_frame());
    const std::uint64_t calls = platform.mirror_.calls;
    runner.frame();
    CHECK(platform.mirror_.calls == calls);
    CHECK(runner.vertices() > 20);
    runner.move_to({20, 60});  // hover fades in, then rests
    CHECK(runner.wants_frame());
    CHECK(runner.settle());
}

TEST_CASE("what lies on top is pressed, and a press beside a menu only closes it") {
    HeadlessPlatform platform;
    int row = 0, inner = 0;
    std::optional<int> chosen;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (ui.interact({.id = ui.id("row"), .role = Role::Button, .name = "row", .rect = {0, 0, 400, 60}}))
            ++row;
        const Press more = ui.button(ui.id("more"), {350, 14, 32, 32},
                                     {.label = "更多", .icon = Icon::More, .icon_only = true});
        if (more) ++inner, ui.open_popup(ui.id("menu"), {350, 14, 32, 32});
        const MenuItem items[] = {{.label = "复制"},
                                  {.label = "结束会话", .danger = true},
                                  {.label = "转接", .disabled_reason = "没有权限"}};
        if (const auto index = ui.menu(ui.id("menu"), "更多", items)) chosen = index;
    });
    runner.settle();
    runner.click({366, 30});
    CHECK(inner == 1);
    CHECK(row == 0);
    REQUIRE(platform.mirror_.find(Role::Menu, "更多") != nullptr);
    runner.click({20, 30});
    CHECK(row == 0);
    CHECK(platform.mirror_.find(Role::Menu, "更多") == nullptr);
    runner.click({20, 30});
    CHECK(row == 1);

    runner.click({366, 30});
    CHECK(runner.press(Role::MenuItem, "转接"));
    CHECK_FALSE(chosen.has_value());
    CHECK(runner.press(Role::MenuItem, "结束会话"));
    CHECK(chosen == 1);
    CHECK(platform.mirror_.find(Role::Menu, "更多") == nullptr);
}

TEST_CASE("a menu is worked by keys alone and the focus comes back") {
    HeadlessPlatform platform;
    std::optional<int> chosen;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (ui.button(ui.id("more"), {10, 10, 80, 32}, {.label = "更多"}))
            ui.open_popup(ui.id("menu"), {10, 10, 80, 32});
        const MenuItem items[] = {{.label = "一"}, {.label = "二"}, {.label = "三"}};
        if (const auto index = ui.menu(ui.id("menu"), "更多", items)) chosen = index;
    });
    runner.settle();
    runner.focus(Role::Button, "更多");
    const WidgetId button = platform.mirror_.focused;
    runner.key(Key::Enter);
    const auto* first = platform.mirror_.find(Role::MenuItem, "一");
    REQUIRE(first != nullptr);
    CHECK(platform.mirror_.focused == first->id);
    runner.key(Key::Down);
    runner.key(Key::Enter);
    CHECK(chosen == 1);
    CHECK(platform.mirror_.focused == button);
    runner.key(Key::Enter);
    runner.key(Key::Escape);
    CHECK(platform.mirror_.find(Role::Menu, "更多") == nullptr);
    CHECK(platform.mirror_.focused == button);
}

TEST_CASE("a menu that is higher than the window scrolls, and keys reach its last entry") {
    HeadlessPlatform platform;
    std::optional<int> chosen;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (ui.button(ui.id("more"), {10, 10, 80, 32}, {.label = "更多"}))
            ui.open_popup(ui.id("menu"), {10, 10, 80, 32});
        std::vector<std::string> names;
        for (int i = 0; i < 60; ++i) names.push_back("第 " + std::to_string(i));
        std::vector<MenuItem> items;
        for (const std::string& name : names) items.push_back({.label = name});
        if (const auto index = ui.menu(ui.id("menu"), "更多", items)) chosen = index;
    });
    REQUIRE(runner.settle());
    const float height = 900;
    REQUIRE(runner.press(Role::Button, "更多"));
    REQUIRE(runner.settle());
    const auto* menu = platform.mirror_.find(Role::Menu, "更多");
    REQUIRE(menu != nullptr);
    CHECK(menu->rect.bottom() <= height);
    CHECK(platform.mirror_.find(Role::MenuItem, "第 59")->rect.y > height);
    runner.key(Key::End);
    REQUIRE(runner.settle());
    const auto* last = platform.mirror_.find(Role::MenuItem, "第 59");
    CHECK(last->rect.bottom() <= height);
    CHECK(platform.mirror_.focused == last->id);
    runner.key(Key::Home);
    REQUIRE(runner.settle());
    CHECK(platform.mirror_.focused == platform.mirror_.find(Role::MenuItem, "第 0")->id);
    runner.key(Key::End);
    REQUIRE(runner.settle());
    runner.key(Key::Enter);
    CHECK(chosen == 59);
}

TEST_CASE("a choice opens at what is chosen, however far down it stands") {
    HeadlessPlatform platform;
    int chosen = 50;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        std::vector<std::string> names;
        for (int i = 0; i < 60; ++i) names.push_back("第 " + std::to_string(i));
        const std::vector<std::string_view> options(names.begin(), names.end());
        if (const auto index = ui.select(ui.id("type"), {10, 10, 120, 32}, "类型", options, chosen))
            chosen = *index;
    });
    REQUIRE(runner.settle());
    REQUIRE(runner.press(Role::Button, "类型 第 50"));
    REQUIRE(runner.settle());
    const Rect menu = platform.mirror_.find(Role::Menu, "类型")->rect;
    const auto* here = platform.mirror_.find(Role::MenuItemRadio, "第 50");
    CHECK(platform.mirror_.focused == here->id);
    CHECK(here->rect.y >= menu.y);
    CHECK(here->rect.bottom() <= menu.bottom());
    runner.key(Key::Down);
    runner.key(Key::Enter);
    CHECK(chosen == 51);
}

TEST_CASE("a dialog keeps keys and presses from what is below and closes on Escape") {
    HeadlessPlatform platform;
    bool open = true;
    int below = 0, escapes = 0;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (ui.button(ui.id("below"), {10, 10, 80, 32}, {.label = "下面"})) ++below;
        if (ui.key(Key::Escape)) ++escapes;
        if (!open) return;
        const DialogResult dialog = ui.begin_dialog(ui.id("d"), {400, 300}, "转接会话", "关闭");
        ui.label("选择客服", dialog.body, {.color = ui.theme().text});
        ui.end_dialog();
        if (dialog.dismissed) open = false;
    });
    runner.settle();
    CHECK(platform.mirror_.inert_below == 1);
    runner.key(Key::Escape);
    CHECK_FALSE(open);
    CHECK(escapes == 0);
    runner.settle();
    CHECK(platform.mirror_.inert_below == 0);
    runner.key(Key::Escape);
    CHECK(escapes == 1);
    open = true;
    runner.settle();
    runner.click({20, 20});
    CHECK(below == 0);
    CHECK_FALSE(open);
}

TEST_CASE("a press beside a form does not end it, Escape and its button do") {
    HeadlessPlatform platform;
    bool open = true;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (!open) return;
        const DialogResult dialog =
            ui.begin_dialog(ui.id("d"), {400, 300}, "发送链接", "关闭", DialogKind::Form);
        ui.label("标题", dialog.body, {.color = ui.theme().text});
        ui.end_dialog();
        if (dialog.dismissed) open = false;
    });
    runner.settle();
    runner.click({20, 20});
    CHECK(open);
    runner.key(Key::Escape);
    CHECK_FALSE(open);
    open = true;
    runner.settle();
    runner.press(Role::Button, "关闭");
    CHECK_FALSE(open);
}

TEST_CASE("what a press changes is on screen without another event") {
    HeadlessPlatform platform;
    bool open = true;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (!open) return;
        if (ui.button(ui.id("close"), {10, 10, 80, 32}, {.label = "关闭"})) open = false;
    });
    runner.settle();
    const auto* button = platform.mirror_.find(Role::Button, "关闭");
    REQUIRE(button != nullptr);
    runner.activate(Role::Button, "关闭");
    CHECK(platform.mirror_.find(Role::Button, "关闭") == nullptr);
}

TEST_CASE("a dialog opened from a menu gives the focus back to what opened the menu") {
    HeadlessPlatform platform;
    bool open = false;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (ui.button(ui.id("more"), {10, 10, 80, 32}, {.label = "更多"}))
            ui.open_popup(ui.id("menu"), {10, 10, 80, 32});
        const MenuItem items[] = {{.label = "转接"}};
        if (ui.menu(ui.id("menu"), "更多", items)) open = true;
        if (!open) return;
        const DialogResult dialog = ui.begin_dialog(ui.id("d"), {400, 300}, "转接会话", "关闭");
        ui.end_dialog();
        if (dialog.dismissed) open = false;
    });
    runner.settle();
    runner.focus(Role::Button, "更多");
    const WidgetId opener = platform.mirror_.focused;
    runner.key(Key::Enter);
    runner.key(Key::Enter);
    REQUIRE(open);
    const auto* close = platform.mirror_.find(Role::Button, "关闭");
    REQUIRE(close != nullptr);
    CHECK(platform.mirror_.focused == close->id);
    runner.key(Key::Escape);
    CHECK_FALSE(open);
    CHECK(platform.mirror_.focused == opener);
}

TEST_CASE("a scroll area moves by wheel and by its bar, and keeps its place when older content comes") {
    HeadlessPlatform platform;
    ScrollState scroll;
    float content = 2000;
    int rows = 0;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        const Rect inside = ui.begin_scroll(ui.id("log"), {0, 0, 300, 500}, scroll, content);
        // NOLINTNEXTLINE(bugprone-swapped-arguments): height of a row, number of rows
        const RowRange range = visible_rows(scroll, 50, static_cast<int>(content / 50));
        rows = range.last - range.first;
        for (int i = range.first; i < range.last; ++i)
            ui.label("row " + std::to_string(i),
                     {inside.x, inside.y + static_cast<float>(i) * 50, inside.w, 50},
                     {.color = ui.theme().text});
        ui.end_scroll();
    });
    runner.settle();
    CHECK(rows == 10);
    runner.wheel({100, 100}, 120);
    CHECK(scroll.offset == doctest::Approx(120));
    CHECK(platform.mirror_.find(Role::Text, "row 0") == nullptr);
    CHECK(platform.mirror_.find(Role::Text, "row 3") != nullptr);
    runner.wheel({100, 100}, -9999);
    CHECK(scroll.offset == 0);
    runner.wheel({400, 100}, 120);  // beside it
    CHECK(scroll.offset == 0);
    runner.drag({294, 20}, {294, 520});
    CHECK(scroll.offset == doctest::Approx(1500));
    CHECK(scroll.at_end());
    scroll.grow_above(500);
    content += 500;
    runner.settle();
    CHECK(scroll.offset == doctest::Approx(2000));
    content = 100;
    runner.settle();
    CHECK(scroll.offset == 0);
}

TEST_CASE(
    "a tooltip is for what was pointed at, not for what a closed dialog uncovers under a resting pointer") {
    HeadlessPlatform platform;
    bool open = false;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        const Rect rect{10, 10, 60, 40};
        if (ui.icon_button(ui.id("find"), rect, Icon::Search, "搜索")) open = true;
        if (open) {
            const DialogResult dialog = ui.begin_dialog(ui.id("dialog"), {300, 200}, "结果", "关闭");
            if (dialog.dismissed) open = false;
            ui.end_dialog();
        }
    });
    const auto drawn = [&] {
        for (int i = 0; i < 40; ++i) {
            platform.page_.advance(50);
            runner.settle();
        }
        return runner.vertices();
    };
    runner.settle();
    runner.move_to({400, 300});
    const int plain = drawn();
    runner.move_to({40, 30});
    CHECK(drawn() > plain + 20);  // pointed at: with its tooltip
    runner.click({40, 30});
    REQUIRE(open);
    drawn();
    runner.key(Key::Escape);
    REQUIRE_FALSE(open);
    const int uncovered = drawn();
    runner.move_to({41, 30});
    CHECK(drawn() > uncovered + 20);
}

TEST_CASE("a bar that is held at the top stays with what is shown when older content comes above it") {
    HeadlessPlatform platform;
    ScrollState scroll;
    float content = 2000;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        ui.begin_scroll(ui.id("log"), {0, 0, 300, 500}, scroll, content);
        ui.end_scroll();
    });
    scroll.jump(300);
    runner.settle();
    runner.drag({294, 90}, {294, 2}, [&] {
        CHECK(scroll.offset == 0);
        scroll.grow_above(500);
        content += 500;
        runner.settle();
        CHECK(scroll.offset == doctest::Approx(500));
    });
    CHECK(scroll.offset == doctest::Approx(500));
}

TEST_CASE("message text is selected by dragging and by clicks, and a link in it opens") {
    HeadlessPlatform platform;
    const std::string words = "订单 O2026 见 https://a.cn/x 谢谢";
    HeadlessRunner runner(platform, [&](Ui& ui) {
        const TextLayout& layout = ui.layout(words, {.font = {.size = 10}});
        const auto links = find_links(words);
        ui.selectable_text(ui.id("m"), {100, 100}, layout, ui.theme().text, links);
    });
    runner.settle();
    runner.drag({101, 107}, {119, 107});
    CHECK(runner.ui().selected_text() == "订单");
    runner.click({130, 107}, 2);
    CHECK(runner.ui().selected_text() == "O2026");
    runner.click({130, 107}, 3);
    CHECK(runner.ui().selected_text() == words);
    CHECK(platform.page_.opened_links.empty());
    const float link_x = 100 + 20 + 5 + 25 + 5 + 10 + 5 + 20;
    runner.click({link_x, 107});
    CHECK(platform.page_.opened_links == std::vector<std::string>{"https://a.cn/x"});
    runner.click({600, 600});
    CHECK(runner.ui().selected_text().empty());
}

TEST_CASE("a view's own selection is copied while it is offered") {
    HeadlessPlatform platform;
    bool selected = true;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (selected) ui.offer_copy("第一条\n第二条");
    });
    runner.settle();
    CHECK(runner.ui().selected_text() == "第一条\n第二条");
    selected = false;
    runner.settle();
    CHECK(runner.ui().selected_text().empty());
}

TEST_CASE("a field stands in the mirror at its place and reports what was typed") {
    HeadlessPlatform platform;
    DomField field(platform.fields_, {.kind = FieldKind::Area, .label = "消息", .placeholder = "输入消息"});
    std::vector<FieldEvent> events;
    bool shown = true;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        if (!shown) return;
        for (FieldEvent& event : ui.field(field, {10, 10, 300, 80})) events.push_back(std::move(event));
    });
    runner.settle();
    const auto* element = platform.mirror_.find(Role::TextField, "消息");
    REQUIRE(element != nullptr);
    CHECK(element->rect.w > 250);
    platform.fields_.type("消息", "你好");
    runner.settle();
    CHECK(field.value() == "你好");
    CHECK(field.focused());
    REQUIRE(events.size() == 2);
    CHECK(events[0].kind == FieldEvent::Kind::Focus);
    CHECK(events[1].kind == FieldEvent::Kind::Input);
    field.insert_at_caret("😀");
    CHECK(field.value() == "你好😀");
    shown = false;
    runner.settle();
    CHECK(platform.mirror_.find(Role::TextField, "消息") == nullptr);
    CHECK(field.value() == "你好😀");
}

TEST_CASE("shortcuts are known to the page, and keys in a field stay there unless asked for") {
    HeadlessPlatform platform;
    DomField field(platform.fields_, {.label = "搜索"});
    int palette = 0, down = 0;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        ui.field(field, {10, 10, 300, 34});
        if (ui.shortcut('k', true)) ++palette;
        if (ui.key(Key::Down)) ++down;
    });
    runner.settle();
    CHECK(runner.ui().wants_key({.key = Key::Character, .character = 'k', .ctrl = true, .in_field = true}));
    CHECK_FALSE(runner.ui().wants_key({.key = Key::Character, .character = 't', .ctrl = true}));
    CHECK_FALSE(runner.ui().wants_key({.key = Key::Down, .in_field = true}));
    field.focus();
    runner.character('k', true);
    runner.key(Key::Down);
    CHECK(palette == 1);
    CHECK(down == 0);
    field.blur();
    runner.key(Key::Down);
    CHECK(down == 1);
}

TEST_CASE("a toast says its words, offers its action and goes") {
    HeadlessPlatform platform;
    int undone = 0;
    HeadlessRunner runner(platform, [&](Ui&) {});
    runner.settle();
    runner.ui().toast({.text = "已复制", .tone = Tone::Brand, .duration_ms = 2000});
    runner.ui().toast({.text = "会话已结束", .action = "撤销", .on_action = [&] { ++undone; }});
    runner.settle();
    CHECK(platform.mirror_.find(Role::Status, "已复制") != nullptr);
    CHECK(runner.redraw_after_ms() > 0);
    platform.page_.advance(2100);
    runner.settle();
    CHECK(platform.mirror_.find(Role::Status, "已复制") == nullptr);
    CHECK(runner.press(Role::Button, "撤销"));
    CHECK(undone == 1);
    CHECK(platform.mirror_.find(Role::Status, "会话已结束") == nullptr);
}

TEST_CASE("an atlas that is full is emptied, and what is on screen is drawn again") {
    HeadlessPlatform platform;
    int first = 0, count = 400;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        std::string words;
        for (int i = 0; i < count; ++i) {
            const int c = 0x4E00 + first + i;  // three bytes each
            words += {static_cast<char>(0xE0 | (c >> 12)), static_cast<char>(0x80 | ((c >> 6) & 63)),
                      static_cast<char>(0x80 | (c & 63))};
        }
        // 200 px high: about 260 of them fill 2048 x 4096.
        ui.text(ui.layout(words, {.font = {.size = 200}}), {0, 0}, ui.theme().text);
    });
    runner.frame();
    const int full = runner.vertices();
    CHECK(full < 400 * 4);
    // The next customers' text needs other characters: they are there after the old ones were dropped.
    first = 1000;
    count = 100;
    for (int i = 0; i < 70; ++i) runner.frame();
    CHECK(runner.vertices() == 100 * 4);
    CHECK(platform.glyphs_.drawn < 400 + 100 * 3);
}

TEST_CASE("copying says whether it worked") {
    HeadlessPlatform platform;
    HeadlessRunner runner(platform, [&](Ui&) {});
    runner.settle();
    runner.ui().set_copy_words("已复制", "浏览器不允许复制");
    runner.ui().copy("O-2026-1119");
    runner.settle();
    CHECK(platform.clipboard_.text == "O-2026-1119");
    CHECK(platform.mirror_.find(Role::Status, "已复制") != nullptr);
    platform.clipboard_.refuses = true;
    runner.ui().copy("x");
    runner.settle();
    CHECK(platform.mirror_.find(Role::Alert, "浏览器不允许复制") != nullptr);
}

TEST_CASE("the focus ring is for the keyboard only and a focused row is scrolled into view") {
    HeadlessPlatform platform;
    ScrollState scroll;
    HeadlessRunner runner(platform, [&](Ui& ui) {
        const Rect inside = ui.begin_scroll(ui.id("list"), {0, 0, 300, 200}, scroll, 1000);
        for (int i = 0; i < 20; ++i) {
            const Rect row{inside.x, inside.y + static_cast<float>(i) * 50, 300, 50};
            ui.interact({.id = ui.id(static_cast<std::uint64_t>(i)),
                         .role = Role::ListItem,
                         .name = "row " + std::to_string(i),
                         .rect = row,
                         .state = {.focusable = true}});
        }
        ui.end_scroll();
    });
    runner.settle();
    runner.focus(Role::ListItem, "row 10");
    CHECK(scroll.offset > 300);
    const auto* row = platform.mirror_.find(Role::ListItem, "row 10");
    CHECK(row->rect.bottom() <= 200);
}
