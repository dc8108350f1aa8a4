#include "tests/web/console/composer/writing_desk.h"
#include "web/console/greetings/desk_settings_dialog.h"

namespace kf::web {
namespace {

struct SettingsDesk : AnswerDesk {
    explicit SettingsDesk(kf::Role role) : AnswerDesk(role) {}
    void open_window(std::string_view name) {
        begin();
        press(Role::Button, "设置");
        press(Role::Button, name);
    }
};

TEST_CASE("agents find neither greetings nor desk settings; supervisors the first, administrators both") {
    SettingsDesk agent(kf::Role::Agent);
    agent.begin();
    agent.press(Role::Button, "设置");
    CHECK(agent.find(Role::Button, "欢迎语与结束语") == nullptr);
    SettingsDesk supervisor(kf::Role::Supervisor);
    supervisor.begin();
    supervisor.press(Role::Button, "设置");
    CHECK(supervisor.find(Role::Button, "欢迎语与结束语") != nullptr);
    CHECK(supervisor.find(Role::Button, "客服台设置") == nullptr);
}

TEST_CASE("a welcome text is written, previewed and saved for its account") {
    SettingsDesk desk(kf::Role::Supervisor);
    desk.open_window("欢迎语与结束语");
    desk.press(Role::Option, "欢迎语");
    CHECK(desk.find(Role::Button, "保存")->state.disabled);
    desk.type("要说的话", "欢迎光临");
    CHECK(desk.says("客户看到的样子：[文字] 欢迎光临"));
    desk.press(Role::Switch, "启用");
    desk.press(Role::Button, "保存");
    REQUIRE(desk.sent<SaveGreeting>().size() == 1);
    const Greeting saved = desk.sent<SaveGreeting>()[0].greeting;
    CHECK(saved.account == AccountId("wk1"));
    CHECK(saved.kind == GreetingKind::Welcome);
    CHECK(saved.scene.empty());
    CHECK_FALSE(saved.enabled);
    CHECK(saved.content == Content{TextBody{"欢迎光临", ""}});
    CHECK_FALSE(desk.says("已保存。"));
    desk.done(desk.commands().back());
    CHECK(desk.says("已保存。"));
    desk.press(Role::Button, "保存");
    desk.refuse(desk.commands().back(), ErrorCode::NotAllowed, "没有权限。");
    CHECK(desk.find(Role::Alert, "没有权限。") != nullptr);
    CHECK(desk.field("要说的话").value == "欢迎光临");
}

TEST_CASE("a press beside the window keeps the greeting that is being written") {
    SettingsDesk desk(kf::Role::Supervisor);
    desk.open_window("欢迎语与结束语");
    desk.press(Role::Option, "欢迎语");
    desk.type("要说的话", "欢迎光临");
    desk.runner().click({4, 4});
    desk.settle();
    CHECK(desk.field("要说的话").value == "欢迎光临");
}

TEST_CASE("a press beside the desk's settings keeps the address that is being written") {
    SettingsDesk desk(kf::Role::Admin);
    desk.open_window("客服台设置");
    desk.write("地图地址模板", "https://map.example.com/");
    desk.runner().click({4, 4});
    desk.settle();
    CHECK(desk.field("地图地址模板").value == "https://map.example.com/");
}

TEST_CASE("a scene has a welcome of its own, as a menu within the limits of the code") {
    SettingsDesk desk(kf::Role::Supervisor);
    desk.open_window("欢迎语与结束语");
    desk.press(Role::Button, "按场景设置");
    desk.press(Role::Radio, "菜单");
    desk.type("开头文字", "请选择");
    desk.type("第 1 项文字", "售后");
    CHECK(desk.find(Role::Button, "保存")->description == "请填写场景值。");
    CHECK(desk.says("1 / 10 项"));
    desk.type("场景值（scene）", "ad01");
    desk.press(Role::Button, "保存");
    REQUIRE(desk.sent<SaveGreeting>().size() == 1);
    CHECK(desk.sent<SaveGreeting>()[0].greeting.scene == "ad01");
    CHECK(std::holds_alternative<MenuBody>(desk.sent<SaveGreeting>()[0].greeting.content));
}

TEST_CASE("a closing is shown as it is and deleted after a question") {
    SettingsDesk desk(kf::Role::Supervisor);
    Greeting closing;
    closing.corp = CorpId("ww1");
    closing.account = AccountId("wk1");
    closing.kind = GreetingKind::Closing;
    closing.content = TextBody{"再见", ""};
    desk.snapshot.greetings = {closing};
    desk.open_window("欢迎语与结束语");
    desk.press(Role::Option, "结束语");
    CHECK(desk.field("要说的话").value == "再见");
    desk.press(Role::Button, "删除");
    CHECK(desk.sent<DeleteGreeting>().empty());
    desk.press(Role::Button, "删除");
    REQUIRE(desk.sent<DeleteGreeting>().size() == 1);
    CHECK(desk.sent<DeleteGreeting>()[0].kind == GreetingKind::Closing);
    CHECK_FALSE(desk.says("已删除。"));
    desk.done(desk.commands().back());
    CHECK(desk.says("已删除。"));
    CHECK(desk.find(Role::Button, "保存") == nullptr);
}

TEST_CASE("an administrator decides about recalled messages and the map, with an example") {
    SettingsDesk desk(kf::Role::Admin);
    desk.open_window("客服台设置");
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
    CHECK(desk.find(Role::Dialog, "客服台设置") == nullptr);
}

TEST_CASE("an administrator takes out the chats of an account and a time") {
    SettingsDesk desk(kf::Role::Admin);
    desk.start();  // no conversation is open, whose panel has such a button too
    desk.press(Role::Button, "设置");
    desk.press(Role::Button, "客服台设置");
    desk.press(Role::Button, "导出聊天记录");
    desk.press(Role::MenuItem, "完整数据（JSON Lines）");
    REQUIRE(desk.platform.downloads_.saved.size() == 1);
    CHECK(desk.platform.downloads_.saved[0].url == "/api/chats.jsonl?account=");
}

TEST_CASE("on a narrow window the button of the export is as wide as its words, and above the foot") {
    SettingsDesk desk(kf::Role::Admin);
    desk.start();
    desk.press(Role::Button, "设置");
    desk.press(Role::Button, "客服台设置");
    const Rect wide = desk.find(Role::Button, "导出聊天记录")->rect;
    desk.platform.page_.viewport_size = {420, 860};
    desk.platform.page_.request_frame();
    desk.settle();
    const Rect narrow = desk.find(Role::Button, "导出聊天记录")->rect;
    CHECK(narrow.w == wide.w);
    CHECK(narrow.bottom() <= desk.find(Role::Button, "保存")->rect.y);
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
