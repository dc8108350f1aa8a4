#include "tests/web/admin/app/admin_desk.h"

namespace kf::web {
namespace {

struct GreetingsDesk : AdminDesk {
    GreetingsDesk() : AdminDesk(kf::Role::Supervisor, "greetings") {}
};

TEST_CASE("a welcome text is written, previewed and saved for its account") {
    GreetingsDesk desk;
    desk.start();
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

TEST_CASE("who turns to something else is told first that a greeting is unsaved") {
    GreetingsDesk desk;
    desk.start();
    desk.press(Role::Option, "欢迎语");
    desk.type("要说的话", "欢迎光临");
    desk.press(Role::Option, "结束语");
    CHECK(desk.says("还有未保存的修改。"));
    CHECK(desk.field("要说的话").value == "欢迎光临");
    desk.press(Role::Button, "不保存");
    CHECK(desk.field("要说的话").value.empty());
}

TEST_CASE("a scene has a welcome of its own, as a menu within the limits of the code") {
    GreetingsDesk desk;
    desk.start();
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
    GreetingsDesk desk;
    Greeting closing;
    closing.corp = CorpId("ww1");
    closing.account = AccountId("wk1");
    closing.kind = GreetingKind::Closing;
    closing.content = TextBody{"再见", ""};
    desk.snapshot.greetings = {closing};
    desk.start();
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

}  // namespace
}  // namespace kf::web
