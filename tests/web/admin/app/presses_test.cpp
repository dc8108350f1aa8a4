// What is declared to be pressed can be pressed, in every state of the administration.
#include <functional>

#include "tests/web/admin/app/admin_desk.h"
#include "tests/web/console/app/unreachable.h"

namespace kf::web {
namespace {

struct State {
    const char* name;
    const char* page;
    std::function<void(AdminDesk&)> reach;
};

const State kStates[] = {
    {"quick replies", "quick_replies", [](AdminDesk&) {}},
    {"many quick replies", "quick_replies",
     [](AdminDesk& desk) {
         for (int i = 10; i < 130; ++i) {
             QuickReply reply;
             reply.id = QuickReplyId(i);
             reply.title = "回复" + std::to_string(i);
             reply.text = "内容";
             desk.event(QuickReplyChanged{reply});
         }
     }},
    {"a new quick reply", "quick_replies", [](AdminDesk& desk) { desk.press(Role::Button, "新建快捷回复"); }},
    {"greetings", "greetings", [](AdminDesk&) {}},
    {"a welcome text", "greetings", [](AdminDesk& desk) { desk.press(Role::Option, "欢迎语"); }},
    {"desk settings", "desk_settings", [](AdminDesk&) {}},
    {"the settings", "quick_replies", [](AdminDesk& desk) { desk.press(Role::Button, "设置"); }},
    {"a lost connection", "greetings", [](AdminDesk& desk) { desk.lose_connection(); }},
};

TEST_CASE(
    "everything of the administration that is declared to be pressed is reached by a press in its middle") {
    for (const Size size : {Size{1440, 900}, Size{1280, 720}, Size{420, 860}}) {
        for (const State& state : kStates) {
            CAPTURE(size.w);
            CAPTURE(state.name);
            AdminDesk desk(kf::Role::Admin, state.page);
            desk.platform.page_.viewport_size = size;
            desk.start();
            state.reach(desk);
            desk.settle();
            int pressed = 0;
            CHECK(unreachable(desk, pressed) == "");
            CHECK(pressed > 0);
        }
    }
}

}  // namespace
}  // namespace kf::web
