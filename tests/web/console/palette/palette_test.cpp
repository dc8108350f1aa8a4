#include "web/console/palette/palette.h"

#include <doctest/doctest.h>

#include "tests/web/console/app/desk.h"

namespace kf::web {

namespace {

const std::string kHint = "找会话、客户、操作或设置";

struct PaletteDesk : Desk {
    PaletteDesk() {
        add("张三", DeskState::Assigned);
        add("李雷", DeskState::Assigned);
        start();
    }
    void ask(std::string_view typed) {
        runner().character('k', true);
        type(kHint, typed);
    }
    void accept() {
        field(kHint).field->on_event({.kind = FieldEvent::Kind::Accept});
        settle();
    }
    bool offers(std::string_view option) { return find_prefix(Role::Option, option) != nullptr; }
    bool is_open() { return find(Role::Dialog, "快速查找") != nullptr; }
};

}  // namespace

TEST_CASE("Ctrl+K and pinyin initials open a conversation") {
    PaletteDesk desk;
    desk.ask("zs");
    CHECK(desk.offers("张三"));
    CHECK_FALSE(desk.offers("李雷"));
    desk.accept();
    CHECK(desk.state().selected == ConversationId(1));
    CHECK_FALSE(desk.is_open());
}

TEST_CASE("where the browser knows no pinyin the palette finds what is written") {
    PaletteDesk desk;
    desk.platform.page_.pinyin.clear();
    desk.ask("zs");
    CHECK_FALSE(desk.offers("张三"));
    desk.field(kHint).field->set_value("");
    desk.type(kHint, "张");
    CHECK(desk.offers("张三"));
}

TEST_CASE("a setting and an action are done by name, when the palette is away") {
    PaletteDesk desk;
    desk.ask("深色");
    desk.accept();
    CHECK(desk.state().settings.theme == ThemeChoice::Dark);
    desk.ask("显示快捷键");
    desk.accept();
    CHECK_FALSE(desk.is_open());
    CHECK(desk.find(Role::Dialog, "快捷键") != nullptr);
}

TEST_CASE("Escape closes the palette and changes nothing") {
    PaletteDesk desk;
    desk.ask("zs");
    desk.field(kHint).field->on_event({.kind = FieldEvent::Kind::Escape});
    desk.settle();
    CHECK_FALSE(desk.is_open());
    CHECK(desk.state().selected.empty());
}

TEST_CASE("arrows pass over the headings of groups") {
    PaletteDesk desk;
    desk.ask("");
    desk.field(kHint).field->on_event({.kind = FieldEvent::Kind::Up});
    desk.settle();
    desk.accept();
    CHECK_FALSE(desk.state().selected.empty());
}

TEST_CASE("thousands of conversations are named over some frames and all found") {
    Desk desk;
    for (int i = 0; i < 2000; ++i) desk.add("客户" + std::to_string(i), DeskState::Queued);
    desk.start();
    desk.runner().character('k', true);
    desk.type(kHint, "客户1999");
    CHECK(desk.find_prefix(Role::Option, "客户1999") != nullptr);
}

}  // namespace kf::web
