// What is declared to be pressed can be pressed, in every state of the console.
#include <functional>

#include "tests/web/console/app/unreachable.h"
#include "tests/web/console/composer/writing_desk.h"

namespace kf::web {
namespace {

struct State {
    const char* name;
    std::function<void(AnswerDesk&)> reach;
};

void press(AnswerDesk& desk, std::string_view name) {
    desk.press(Role::Button, name);
}

void open_tool(AnswerDesk& desk, std::string_view item) {
    press(desk, "更多");
    desk.press(Role::MenuItem, item);
}

QuickReply reply() {
    QuickReply made;
    made.id = QuickReplyId(1);
    made.title = "发货时间";
    made.category = "售后";
    made.text = "48 小时内发货。";
    made.initials = "fhsj";
    return made;
}

const State kStates[] = {
    {"an open chat", [](AnswerDesk&) {}},
    {"quick replies, none yet", [](AnswerDesk& desk) { press(desk, "快捷回复"); }},
    {"a new quick reply",
     [](AnswerDesk& desk) {
         press(desk, "快捷回复");
         press(desk, "新建快捷回复");
     }},
    {"quick replies",
     [](AnswerDesk& desk) {
         desk.event(QuickReplyChanged{reply()});
         press(desk, "快捷回复");
     }},
    {"quick replies, none found",
     [](AnswerDesk& desk) {
         desk.event(QuickReplyChanged{reply()});
         desk.type("消息", "/没有");
     }},
    {"emoji", [](AnswerDesk& desk) { press(desk, "表情"); }},
    {"the menu of tools", [](AnswerDesk& desk) { press(desk, "更多"); }},
    {"a link card", [](AnswerDesk& desk) { open_tool(desk, "链接卡片"); }},
    {"a mini program card", [](AnswerDesk& desk) { open_tool(desk, "小程序卡片"); }},
    {"a menu message", [](AnswerDesk& desk) { open_tool(desk, "菜单消息"); }},
    {"a location", [](AnswerDesk& desk) { open_tool(desk, "发送位置"); }},
    {"an acquisition link", [](AnswerDesk& desk) { open_tool(desk, "发送获客链接"); }},
    {"a business card", [](AnswerDesk& desk) { open_tool(desk, "发送个人名片"); }},
    {"a private note", [](AnswerDesk& desk) { press(desk, "内部备注"); }},
    {"mentioning",
     [](AnswerDesk& desk) {
         press(desk, "内部备注");
         desk.type("内部备注", "@");
     }},
    {"two drafts",
     [](AnswerDesk& desk) {
         desk.type("消息", "这里写的");
         desk.event(DraftChanged{AgentId("lin"), ConversationId(1), "那里写的"});
     }},
    {"a preview of parts",
     [](AnswerDesk& desk) {
         desk.type("消息", std::string(3000, 'x'));
         press(desk, "预览");
     }},
    {"a refused message",
     [](AnswerDesk& desk) {
         desk.type("消息", "第六条");
         desk.submit("消息");
         desk.refuse(desk.commands().back(), ErrorCode::WindowUsedUp, "本轮 5 条消息已用完。");
     }},
    {"settings", [](AnswerDesk& desk) { press(desk, "设置"); }},
    {"shortcuts", [](AnswerDesk& desk) { desk.runner().character('?'); }},
    {"transferring", [](AnswerDesk& desk) { press(desk, "转接"); }},
    {"ending", [](AnswerDesk& desk) { press(desk, "结束会话"); }},
    {"finding in the conversation", [](AnswerDesk& desk) { desk.runner().character('f', true); }},
    {"searching everything", [](AnswerDesk& desk) { desk.runner().character('f', true, true); }},
    {"a lost connection", [](AnswerDesk& desk) { desk.lose_connection(); }},
    {"an empty list of found chats", [](AnswerDesk& desk) { desk.type("搜索客户、消息", "没有这个人"); }},
    {"the menu of a message",
     [](AnswerDesk& desk) {
         const auto* bubble = desk.find_prefix(Role::Article, "陈小满");
         REQUIRE(bubble != nullptr);
         desk.runner().right_click(bubble->rect.center());
         desk.settle();
     }},
};

TEST_CASE("everything that is declared to be pressed is reached by a press in its middle, in every state") {
    for (const bool supervisor : {false, true}) {
        for (const Size size : {Size{1440, 900}, Size{1280, 720}}) {
            for (const State& state : kStates) {
                CAPTURE(supervisor);
                CAPTURE(size.w);
                CAPTURE(state.name);
                AnswerDesk desk(supervisor ? kf::Role::Admin : kf::Role::Agent);
                desk.platform.page_.viewport_size = size;
                desk.begin();
                state.reach(desk);
                desk.settle();
                int pressed = 0;
                CHECK(unreachable(desk, pressed) == "");
                CHECK(pressed > 0);
            }
        }
    }
}

}  // namespace
}  // namespace kf::web
