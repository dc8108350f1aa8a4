#include "web/admin/desk_settings/desk_settings_page.h"

#include "tests/web/admin/app/admin_desk.h"

namespace kf::web {
namespace {

struct SettingsDesk : AdminDesk {
    SettingsDesk() : AdminDesk(kf::Role::Admin, "desk_settings") {}
};

TEST_CASE("an administrator decides about recalled messages and the map, with an example") {
    SettingsDesk desk;
    desk.start();
    desk.press(Role::Switch, "主管可以看到撤回的消息");
    desk.write("地图地址模板", "http://map.example.com/{latitude}");
    CHECK(desk.find(Role::Button, "保存")->state.disabled);
    desk.write("地图地址模板", "https://map.example.com/?q={latitude},{longitude}");
    CHECK(desk.says("示例：https://map.example.com/?q=31.2304,121.4737"));
    desk.press(Role::Button, "保存");
    REQUIRE(desk.sent<SaveDeskSettings>().size() == 1);
    CHECK(desk.sent<SaveDeskSettings>()[0].settings.supervisors_see_recalled);
    CHECK_FALSE(desk.says("设置已保存。"));
    desk.refuse(desk.commands().back(), ErrorCode::NotAllowed, "没有权限。");
    CHECK(desk.find(Role::Alert, "没有权限。") != nullptr);
    CHECK(desk.field("地图地址模板").value == "https://map.example.com/?q={latitude},{longitude}");
    desk.press(Role::Button, "保存");
    desk.done(desk.commands().back());
    CHECK(desk.says("设置已保存。"));
    CHECK_FALSE(desk.platform.page_.warns_before_close);
}

TEST_CASE("what another administrator saves is shown, unless something is being changed here") {
    SettingsDesk desk;
    desk.start();
    DeskSettings other{true, ""};
    desk.event(DeskSettingsChanged{other});
    CHECK(desk.field("地图地址模板").value.empty());
    desk.write("地图地址模板", "https://a/{latitude}{longitude}");
    other.map_address = "https://b/{latitude}{longitude}";
    desk.event(DeskSettingsChanged{other});
    CHECK(desk.field("地图地址模板").value == "https://a/{latitude}{longitude}");
}

TEST_CASE("an administrator takes out the chats of an account and a time") {
    SettingsDesk desk;
    desk.start();
    desk.press(Role::Button, "导出聊天记录");
    desk.press(Role::MenuItem, "完整数据（JSON Lines）");
    REQUIRE(desk.platform.downloads_.saved.size() == 1);
    CHECK(desk.platform.downloads_.saved[0].url == "/api/chats.jsonl?account=");
}

TEST_CASE("on a narrow window the button of the export is as wide as its words") {
    SettingsDesk desk;
    desk.start();
    const Rect wide = desk.find(Role::Button, "导出聊天记录")->rect;
    desk.platform.page_.viewport_size = {420, 860};
    desk.platform.page_.request_frame();
    desk.settle();
    const Rect narrow = desk.find(Role::Button, "导出聊天记录")->rect;
    CHECK(narrow.w == wide.w);
}

TEST_CASE("map addresses are https and say where the place goes; none is allowed") {
    CHECK(map_address_fits(""));
    CHECK(map_address_fits("https://a/{latitude}/{longitude}"));
    CHECK_FALSE(map_address_fits("https://a/{latitude}"));
    CHECK_FALSE(map_address_fits("javascript:{latitude}{longitude}"));
    CHECK(map_example("").empty());
}

}  // namespace
}  // namespace kf::web
