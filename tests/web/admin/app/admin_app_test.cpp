#include "tests/web/admin/app/admin_desk.h"
#include "web/program/place.h"

namespace kf::web {
namespace {

TEST_CASE("the address says which page is shown, and follows the page") {
    AdminDesk desk(kf::Role::Admin, "greetings");
    desk.start();
    CHECK(desk.find(Role::Heading, "欢迎语与结束语") != nullptr);
    desk.press(Role::Button, "管理快捷回复");
    CHECK(desk.find(Role::Heading, "快捷回复") != nullptr);
    CHECK(desk.platform.page_.address_fragment == "quick_replies");
    desk.press(Role::Button, "设置");
    desk.press(Role::Button, "客服台设置");
    CHECK(desk.find(Role::Heading, "客服台设置") != nullptr);
    CHECK(desk.platform.page_.address_fragment == "desk_settings");
}

TEST_CASE("who may not open a page finds no way to it and is not shown it") {
    AdminDesk agent(kf::Role::Agent, "desk_settings");
    agent.start();
    CHECK(agent.find(Role::Heading, "快捷回复") != nullptr);
    CHECK(agent.find(Role::Button, "欢迎语与结束语") == nullptr);
    agent.press(Role::Button, "设置");
    CHECK(agent.find(Role::Button, "欢迎语与结束语") == nullptr);
    CHECK(agent.find(Role::Button, "客服台设置") == nullptr);
    AdminDesk supervisor(kf::Role::Supervisor, "greetings");
    supervisor.start();
    CHECK(supervisor.find(Role::Heading, "欢迎语与结束语") != nullptr);
    supervisor.press(Role::Button, "设置");
    CHECK(supervisor.find(Role::Button, "客服台设置") == nullptr);
}

TEST_CASE("messages of one's own are heard and counted, and a notification leads to the console") {
    AdminDesk desk(kf::Role::Agent);
    desk.platform.page_.settings["settings"] = "undo=0;desktop=on";
    desk.add("陈小满", DeskState::Assigned);
    desk.start();
    desk.platform.page_.is_focused = false;
    desk.platform.page_.changed();
    desk.arrive(text_message(7, 1, SenderKind::Customer, "在吗"));
    CHECK_FALSE(desk.platform.notifications_.played.empty());
    CHECK(desk.find_prefix(Role::Button, "会话，1") != nullptr);
    REQUIRE_FALSE(desk.platform.notifications_.shown.empty());
    desk.platform.notifications_.shown.back().clicked();
    CHECK(desk.platform.page_.navigated_to == "./");
    const auto place = place_from_text(desk.platform.page_.kept_in_tab(kPlaceKey).value_or(""));
    REQUIRE(place);
    CHECK(place->conversation == ConversationId(1));
}

TEST_CASE("what is typed and not saved keeps the page from closing without a question") {
    AdminDesk desk(kf::Role::Agent);
    desk.start();
    desk.press(Role::Button, "新建快捷回复");
    CHECK_FALSE(desk.platform.page_.warns_before_close);
    desk.type("回复标题", "发货");
    CHECK(desk.platform.page_.warns_before_close);
}

TEST_CASE("the rail leads back to the console, which was kept where it was") {
    AdminDesk desk(kf::Role::Agent);
    desk.platform.page_.keep_in_tab(kPlaceKey, place_to_text({Tab::All, ConversationId(3), {}}));
    desk.start();
    desk.press(Role::Button, "会话");
    CHECK(desk.platform.page_.navigated_to == "./");
    CHECK(desk.platform.page_.kept_in_tab(kPlaceKey) == place_to_text({Tab::All, ConversationId(3), {}}));
}

}  // namespace
}  // namespace kf::web
