#include "web/console/app/console_app.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/web/console/app/desk.h"
#include "web/program/settings_text.h"

namespace kf::web {
namespace {

Desk& with_two(Desk& desk) {
    Conversation& first = desk.add("陈小满", DeskState::Assigned);
    first.waiting_since = kDeskNow - 60'000;
    desk.add("赵先生", DeskState::Assigned, "好的", kDeskNow - 120'000);
    desk.start();
    return desk;
}

TEST_CASE("the page asks for the snapshot, opens the socket and says that it is connected") {
    Desk desk;
    with_two(desk);
    CHECK(desk.platform.http_.requests.front().path == "/api/snapshot");
    CHECK(desk.platform.sockets_.connections.front()->path == "/ws");
    const auto* status = desk.find(Role::Status, "连接状态");
    REQUIRE(status != nullptr);
    CHECK(desk.platform.mirror_.children_of(*status).front()->name == "已连接");
}

TEST_CASE("a lost connection is said, counts down, and comes back by itself with nothing typed lost") {
    Desk desk;
    with_two(desk);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    desk.type("消息", "写到一半");
    desk.lose_connection();
    CHECK(desk.says("连接断开"));
    CHECK(desk.find(Role::Button, "立即重连") != nullptr);
    CHECK(desk.field("消息").value == "写到一半");
    const std::size_t before = desk.platform.sockets_.connections.size();
    desk.platform.page_.advance(5'000);
    desk.settle();
    REQUIRE(desk.platform.sockets_.connections.size() > before);
    desk.platform.sockets_.accept(before);
    desk.platform.sockets_.say(before,
                               write_server_frame(Welcome{"e1", 100, desk.platform.page_.now_unix_ms}));
    desk.settle();
    CHECK_FALSE(desk.says("连接断开"));
    CHECK(desk.field("消息").value == "写到一半");
}

TEST_CASE("what is sent while offline waits and says so") {
    Desk desk;
    with_two(desk);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    desk.lose_connection();
    desk.type("消息", "断网时发出");
    CHECK(desk.find_prefix(Role::Alert, "连接断开，发送后会排队") != nullptr);
    desk.submit("消息");
    CHECK(desk.says("连接恢复后发送"));
    CHECK(desk.platform.page_.warns_before_close);
}

TEST_CASE("an error that happens again is shown again") {
    Desk desk;
    with_two(desk);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    const auto fail = [&] {
        desk.app().dispatch(EndPressed{ConversationId(1)});
        desk.refuse(desk.commands().back(), ErrorCode::StoreReadOnly, "服务器的存储是只读的。");
    };
    const auto shown = [&](double ms) {
        desk.platform.page_.advance(ms);
        desk.platform.page_.request_frame();
        desk.settle();
        return desk.find_prefix(Role::Alert, "服务器的存储是只读的。") != nullptr;
    };
    fail();
    CHECK(shown(5000));
    fail();
    CHECK(shown(4000));  // the first would have gone by now
    CHECK_FALSE(shown(4000));
}

TEST_CASE("a backend of another version is said, with a button that loads the page anew and loses nothing") {
    Desk desk;
    with_two(desk);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    desk.lose_connection();
    desk.type("消息", "写到一半");
    // Sockets are refused without a reason; after some tries the snapshot tells.
    for (int i = 0; i < 20 && !desk.says("客服台已更新"); ++i) {
        desk.platform.page_.advance(31'000);
        desk.settle();
        desk.platform.sockets_.drop(desk.platform.sockets_.connections.size() - 1, 1006);
        desk.platform.http_.answer("/api/snapshot", 200, R"({"version":2,"epoch":"e2"})");
        desk.settle();
    }
    CHECK(desk.says("客服台已更新，请刷新页面。写下的内容都会保留。"));
    CHECK(desk.find(Role::Button, "立即重连") == nullptr);
    desk.press(Role::Button, "刷新页面");
    CHECK(desk.platform.page_.navigated_to == "./");
    CHECK_FALSE(desk.platform.page_.warns_before_close);
    CHECK(desk.platform.page_.tab["unsent"].find("写到一半") != std::string::npos);
}

TEST_CASE("what stands in the fields is kept when the page goes, also what no frame has seen") {
    Desk desk;
    with_two(desk);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    desk.lose_connection();
    desk.platform.fields_.type("消息", "没画出来的");
    desk.platform.page_.is_visible = false;
    desk.platform.page_.changed();
    CHECK(desk.platform.page_.tab["unsent"].find("没画出来的") != std::string::npos);
}

TEST_CASE("the page asks before it closes over words that the backend has not confirmed, whatever the link") {
    Desk desk;
    with_two(desk);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    desk.type("消息", "在的");
    CHECK_FALSE(desk.platform.page_.warns_before_close);
    desk.submit("消息");
    CHECK(desk.platform.page_.warns_before_close);
    for (const CommandFrame& command : desk.commands()) desk.done(command, MessageId(2));
    CHECK_FALSE(desk.platform.page_.warns_before_close);
    // Longer than the backend keeps.
    desk.type("消息", std::string(9000, 'x'));
    desk.platform.page_.advance(3000);
    desk.settle();
    CHECK(desk.platform.page_.warns_before_close);
    CHECK(desk.platform.page_.tab["unsent"].size() > 9000);
}

TEST_CASE("a new message rings, shows a badge, and notifies when the page is hidden") {
    Desk desk;
    desk.platform.page_.settings["settings"] = "sound=on;desktop=on";
    with_two(desk);
    desk.platform.page_.is_visible = false;
    desk.platform.page_.changed();
    desk.arrive(text_message(2, 1, SenderKind::Customer, "还在吗", kDeskNow));
    CHECK(desk.platform.notifications_.played.size() == 1);
    CHECK(desk.platform.notifications_.badge == 1);
    REQUIRE(desk.platform.notifications_.shown.size() == 1);
    CHECK(desk.platform.notifications_.closed_tags.empty());
    desk.platform.notifications_.shown[0].clicked();
    desk.settle();
    CHECK(desk.state().selected == ConversationId(1));
    CHECK(desk.platform.notifications_.closed_tags ==
          std::vector<std::string>{desk.platform.notifications_.shown[0].tag});
}

TEST_CASE(
    "what others write is said politely in one place: elsewhere briefly, in the open conversation in full") {
    Desk desk;
    with_two(desk);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    const auto said = [&] { return desk.find_prefix(Role::Status, "陈小满：") != nullptr; };
    CHECK_FALSE(said());  // what stands there already is not read out
    desk.arrive(text_message(2, 1, SenderKind::Customer, "杯子碎了", kDeskNow));
    CHECK(desk.find_prefix(Role::Status, "陈小满：杯子碎了") != nullptr);
    std::string longer = "很";
    for (int i = 0; i < 100; ++i) longer += "长";
    desk.arrive(text_message(3, 2, SenderKind::Customer, longer, kDeskNow));
    const auto* elsewhere = desk.find_prefix(Role::Status, "赵先生：很长");
    REQUIRE(elsewhere != nullptr);
    CHECK(elsewhere->name.size() < 200);
    const std::string first = elsewhere->name;
    desk.arrive(text_message(4, 2, SenderKind::Customer, longer, kDeskNow));
    const auto* again = desk.find_prefix(Role::Status, "赵先生：很长");
    REQUIRE(again != nullptr);
    CHECK(again->name != first);  // else nobody would hear it
    desk.type("消息", "马上换");
    desk.submit("消息");
    desk.arrive(agent_message(5, 1, "马上换", Delivery::Accepted, kDeskNow));
    CHECK(desk.find_prefix(Role::Status, "林晓") == nullptr);  // nobody hears themselves
}

TEST_CASE("notes that mention me have a number and a list, and one of it leads to its place") {
    Desk desk;
    Conversation& theirs = desk.add("赵先生", DeskState::Assigned, "好的");
    theirs.agent = AgentId{"mei"};
    theirs.calls = {{AgentId{"lin"}, MessageId{7}, AgentId{"mei"}, kDeskNow, "@林晓 请看"},
                    {AgentId{"wang"}, MessageId{8}, AgentId{"mei"}, kDeskNow, "不关我的事"}};
    desk.start();
    CHECK(desk.platform.notifications_.badge == 1);
    const auto* row = desk.find_prefix(Role::ListItem, "赵先生");
    REQUIRE(row != nullptr);
    CHECK(row->name.find("提到您") != std::string::npos);
    REQUIRE(desk.find(Role::Button, "提到我，1 条未读") != nullptr);
    desk.press(Role::Button, "提到我，1 条未读");
    CHECK_FALSE(desk.says("不关我的事"));
    desk.press(Role::MenuItem, "赵先生 · 梅姐：@林晓 请看");
    CHECK(desk.state().selected == ConversationId(1));
    CHECK(desk.state().jump.message == MessageId{7});
    REQUIRE(desk.sent<MarkRead>().size() == 1);
    CHECK(desk.sent<MarkRead>()[0].up_to == MessageId{7});
    Conversation seen = desk.conversation(1);
    seen.calls.erase(seen.calls.begin());
    desk.event(ConversationChanged{seen});
    CHECK(desk.find(Role::Button, "提到我") != nullptr);
    CHECK(desk.platform.notifications_.badge == 0);
}

TEST_CASE(
    "an answer to a command that is late is a doubt after ten seconds, and gone when something is heard") {
    Desk desk;
    with_two(desk);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    desk.type("消息", "您好");
    desk.submit("消息");
    desk.platform.page_.advance(9'000);
    desk.settle();
    CHECK_FALSE(desk.says("没有回应"));
    desk.platform.page_.advance(2'000);
    desk.settle();
    CHECK(desk.says("服务器没有回应"));
    CHECK(desk.find(Role::Button, "立即重连") != nullptr);
    desk.done(desk.commands().back());
    CHECK_FALSE(desk.says("没有回应"));
}

TEST_CASE("why the backend refuses the socket is said at once, in its own words") {
    Desk desk;
    with_two(desk);
    desk.lose_connection();
    const std::size_t before = desk.platform.sockets_.connections.size();
    desk.platform.page_.advance(5'000);
    desk.settle();
    REQUIRE(desk.platform.sockets_.connections.size() > before);
    desk.lose_connection();  // before it opened
    REQUIRE(desk.platform.http_.answer(
        "/api/socket_check", 403,
        R"({"error":{"code":"origin_refused","zh":"服务器不接受来自 https://desk:8443 的连接。","en":"No."}})"));
    desk.settle();
    CHECK(desk.says("服务器不接受来自 https://desk:8443 的连接。"));
}

TEST_CASE("when the browser blocks sound, a bar says so and turns it on") {
    Desk desk;
    with_two(desk);
    desk.platform.notifications_.sound_blocked = true;
    desk.arrive(text_message(2, 1, SenderKind::Customer, "还在吗", kDeskNow));
    CHECK(desk.says("浏览器挡住了提示音"));
    desk.platform.notifications_.sound_blocked = false;
    desk.press(Role::Button, "打开提示音");
    CHECK_FALSE(desk.says("浏览器挡住了提示音"));
}

TEST_CASE("desktop notifications are asked for once, politely, after something rang") {
    Desk desk;
    desk.platform.notifications_.state = Permission::Ask;
    with_two(desk);
    CHECK_FALSE(desk.says("桌面通知"));
    desk.arrive(text_message(2, 1, SenderKind::Customer, "在吗", kDeskNow));
    CHECK(desk.says("新消息来时弹出桌面通知"));
    desk.press(Role::Button, "不用了");
    CHECK_FALSE(desk.says("新消息来时弹出桌面通知"));
    desk.arrive(text_message(3, 1, SenderKind::Customer, "在吗", kDeskNow));
    CHECK_FALSE(desk.says("新消息来时弹出桌面通知"));
    CHECK(desk.platform.notifications_.state == Permission::Ask);
}

TEST_CASE("agreeing asks the browser and keeps the wish") {
    Desk desk;
    desk.platform.notifications_.state = Permission::Ask;
    with_two(desk);
    desk.arrive(text_message(2, 1, SenderKind::Customer, "在吗", kDeskNow));
    desk.press(Role::Button, "好的");
    CHECK(desk.platform.notifications_.state == Permission::Granted);
    CHECK(desk.state().settings.desktop_notifications);
    CHECK(desk.platform.page_.settings["settings"].find("desktop=on") != std::string::npos);
}

TEST_CASE("settings change the look and the language at once and stay") {
    Desk desk;
    with_two(desk);
    desk.press(Role::Button, "设置");
    REQUIRE(desk.find(Role::Dialog, "设置") != nullptr);
    desk.press(Role::Radio, "深色");
    CHECK(desk.runner().ui().theme().dark);
    desk.press(Role::Radio, "English");
    CHECK(desk.find(Role::Dialog, "Settings") != nullptr);
    CHECK(desk.find(Role::List, "Conversations") != nullptr);
    CHECK(desk.platform.page_.language_tag == "en");
    CHECK(desk.platform.page_.settings["settings"].find("language=en;theme=dark") == 0);
}

TEST_CASE("the title is of the language that is shown, whatever the number beside it") {
    Desk desk;
    desk.platform.page_.settings["settings"] = "language=en";
    with_two(desk);
    CHECK(desk.platform.notifications_.title == "Agent desk");
    desk.press(Role::Button, "Settings");
    desk.press(Role::Radio, "中文");
    CHECK(desk.platform.notifications_.title == "客服台");
    CHECK(desk.platform.notifications_.badge == 0);
}

TEST_CASE("keys take, transfer and end the open conversation, also while writing, and say why they do not") {
    Desk desk;
    desk.add("陈小满", DeskState::Queued);
    desk.start();
    desk.open("陈小满");
    desk.runner().key(Key::F8);
    CHECK(desk.says("还在排队，没有人接待"));
    CHECK(desk.find(Role::Dialog, "把 陈小满 转给谁？") == nullptr);
    desk.runner().key(Key::F4);
    REQUIRE(desk.sent<ClaimConversation>().size() == 1);
    Conversation taken = desk.conversation(1);
    taken.desk_state = DeskState::Assigned;
    taken.agent = AgentId("lin");
    desk.event(ConversationChanged{taken});
    desk.done(desk.commands().back());
    desk.field("消息").field->focus();
    desk.settle();
    desk.runner().key(Key::F8);
    CHECK(desk.find(Role::Dialog, "把 陈小满 转给谁？") != nullptr);
    desk.runner().key(Key::Escape);
    desk.runner().key(Key::F9);
    CHECK(desk.sent<EndSession>().empty());  // it asks first
    CHECK(desk.find(Role::Dialog, "结束与 陈小满 的会话？") != nullptr);
}

TEST_CASE("the rail counts mine in red and says how many wait, and leads to them") {
    Desk desk;
    desk.add("陈小满", DeskState::Assigned).unread = 3;
    desk.add("赵先生", DeskState::Queued).unread = 7;
    desk.add("李想", DeskState::Queued).unread = 1;
    desk.start();
    CHECK(desk.platform.notifications_.badge == 3);
    CHECK(desk.find(Role::Button, "会话，3 条未读") != nullptr);
    desk.press(Role::Button, "排队，2 位客户");
    CHECK(desk.state().tab == Tab::Queued);
    desk.press(Role::Button, "会话，3 条未读");
    CHECK(desk.state().tab == Tab::Mine);
}

TEST_CASE("without a choice the console speaks Chinese, and English where the browser does") {
    const auto language_in = [](std::string_view browser, std::string_view stored) {
        Desk desk;
        desk.platform.page_.language_tag = browser;
        desk.platform.page_.settings.clear();
        if (!stored.empty()) desk.platform.page_.settings["settings"] = stored;
        desk.add("陈小满", DeskState::Assigned);
        desk.start();
        return desk.state().settings.language;
    };
    CHECK(language_in("zh-TW", "") == Language::Chinese);
    CHECK(language_in("fr", "") == Language::Chinese);
    CHECK(language_in("en-GB", "") == Language::English);
    CHECK(language_in("en-GB", "language=zh") == Language::Chinese);
}

TEST_CASE("a frame that only keeps the connection alive draws nothing") {
    Desk desk;
    with_two(desk);
    desk.platform.page_.frame_requested = false;
    desk.platform.sockets_.say(0, write_server_frame(Pong{desk.platform.page_.now_unix_ms}));
    CHECK_FALSE(desk.platform.page_.frame_requested);
}

TEST_CASE("the self-test rings and says what should have been heard") {
    Desk desk;
    with_two(desk);
    desk.press(Role::Button, "设置");
    desk.press(Role::Button, "试一下提示");
    CHECK(desk.platform.notifications_.played == std::vector<Sound>{Sound::SelfTest});
    CHECK(desk.says("已播放提示音"));
}

TEST_CASE("keys: search, next urgent, neighbours, shortcuts, and Escape step by step") {
    Desk desk;
    with_two(desk);
    desk.runner().character('k', true, true);
    CHECK(desk.field("搜索客户、消息").field->focused());
    desk.runner().key(Key::F2);
    CHECK(desk.state().selected == ConversationId(1));
    desk.answer_history({text_message(1, 1, SenderKind::Customer, "在吗")});
    CHECK(desk.field("消息").field->focused());
    desk.field("消息").field->blur();
    desk.platform.fields_.blur(desk.field("消息").field->id());
    desk.runner().character('?');
    CHECK(desk.find(Role::Dialog, "快捷键") != nullptr);
    desk.runner().key(Key::Escape);
    CHECK(desk.find(Role::Dialog, "快捷键") == nullptr);
    CHECK(desk.state().selected == ConversationId(1));
    // Beside the list the chat stays, however often Escape is pressed; on a narrow window it leads back.
    desk.runner().key(Key::Escape);
    CHECK(desk.state().selected == ConversationId(1));
    desk.platform.page_.viewport_size = {400, 700};
    desk.settle();
    desk.runner().key(Key::Escape);
    CHECK(desk.state().selected.empty());
}

TEST_CASE("after looking something up in the conversation the caret is back in the message field") {
    Desk desk;
    with_two(desk);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    desk.type("消息", "写到一半");
    desk.runner().character('f', true);
    CHECK(desk.field("在此会话中查找").field->focused());
    desk.platform.fields_.event("在此会话中查找", {.kind = FieldEvent::Kind::Escape, .file_names = {}});
    desk.settle();
    CHECK_FALSE(desk.state().find.open);
    CHECK(desk.field("消息").field->focused());
    CHECK(desk.field("消息").value == "写到一半");
}

TEST_CASE("presence is chosen at one's own avatar, and signing out goes to the sign-in page") {
    Desk desk;
    with_two(desk);
    desk.press(Role::Button, "林晓，在线：状态与退出");
    desk.press(Role::MenuItemRadio, "离开");
    REQUIRE(desk.sent<SetPresence>().size() == 1);
    CHECK(desk.sent<SetPresence>()[0].presence == Presence::Away);
    desk.press(Role::Button, "林晓，在线：状态与退出");
    desk.press(Role::MenuItem, "退出登录");
    // Nothing of the desk is shown while the backend is told.
    desk.runner().settle(50);
    CHECK(desk.find_prefix(Role::ListItem, "陈小满") == nullptr);
    CHECK(desk.says("您已退出登录"));
    CHECK(desk.find(Role::Button, "重新登录") == nullptr);
    REQUIRE(desk.platform.http_.answer("/logout", 204, ""));
    CHECK(desk.platform.page_.navigated_to == "/login");
}

TEST_CASE("one's own sessions and password are a press away in the settings, in a tab of their own") {
    Desk desk;
    with_two(desk);
    desk.press(Role::Button, "设置");
    desk.press(Role::Button, "账号与登录");
    CHECK(desk.platform.page_.opened_links == std::vector<std::string>{"account.html"});
    desk.runner().key(Key::Escape);
    desk.press(Role::Button, "林晓，在线：状态与退出");
    desk.press(Role::MenuItem, "账号与登录");
    CHECK(desk.platform.page_.opened_links.size() == 2);
}

TEST_CASE("signing out without a network is not called done: the sign-in page finishes it") {
    Desk desk;
    with_two(desk);
    desk.press(Role::Button, "林晓，在线：状态与退出");
    desk.press(Role::MenuItem, "退出登录");
    REQUIRE(desk.platform.http_.fail("/logout", HttpError::Network));
    CHECK(desk.platform.page_.navigated_to == "/login#unfinished");
}

TEST_CASE("a session that ended elsewhere shows nothing more and leads to the sign-in page") {
    Desk desk;
    with_two(desk);
    desk.platform.sockets_.say(0, write_server_frame(SignedOut{SignOutReason::SignedOut}));
    desk.runner().settle(50);
    CHECK(desk.find_prefix(Role::ListItem, "陈小满") == nullptr);
    CHECK((desk.platform.page_.navigated_to == "/login" || desk.says("您已退出登录")));
}

TEST_CASE("a narrow page shows one column at a time, with a way back") {
    Desk desk;
    desk.platform.page_.viewport_size = {420, 860};
    with_two(desk);
    CHECK(desk.find(Role::Log, "消息记录") == nullptr);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    CHECK(desk.find(Role::List, "会话") == nullptr);
    REQUIRE(desk.find(Role::Log, "消息记录") != nullptr);
    desk.press(Role::Button, "查看客户资料");
    CHECK(desk.find(Role::Complementary, "客户资料") != nullptr);
    desk.press(Role::Button, "收起客户资料");
    CHECK(desk.find(Role::Complementary, "客户资料") == nullptr);
    desk.press(Role::Button, "返回会话列表");
    CHECK(desk.find(Role::List, "会话") != nullptr);
}

TEST_CASE("nothing reaches beyond the window at any size") {
    for (const Size size : {Size{1440, 900}, Size{1280, 720}, Size{1000, 700}, Size{800, 600}, Size{420, 860},
                            Size{360, 640}}) {
        CAPTURE(size.w);
        Desk desk;
        desk.platform.page_.viewport_size = size;
        with_two(desk);
        desk.open("陈小满", {text_message(1, 1, SenderKind::Customer,
                                          "一句足够长的话，长到在窄的页面里需要换行才能放得下。")});
        for (const auto& [id, element] : desk.platform.mirror_.elements) {
            const auto this_element = element.name;
            CAPTURE(this_element);
            CHECK(element.rect.x >= -1);
            CHECK(element.rect.right() <= size.w + 1);
        }
    }
}

TEST_CASE("with nothing going on, no frame is wanted") {
    Desk desk;
    with_two(desk);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    desk.answer_details({});
    desk.settle();
    CHECK_FALSE(desk.runner().wants_frame());
    CHECK(desk.runner().redraw_after_ms() < 0);
}

TEST_CASE("an unchanged frame changes nothing in the document") {
    Desk desk;
    with_two(desk);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    const std::uint64_t calls = desk.platform.mirror_.calls;
    desk.runner().frame();
    desk.runner().frame();
    CHECK(desk.platform.mirror_.calls == calls);
}

TEST_CASE("a snapshot that does not come says so and is asked for again") {
    Desk desk;
    ConsoleApp app(desk.platform);
    HeadlessRunner runner(desk.platform, [&](Ui& ui) { app.draw(ui); });
    REQUIRE(desk.platform.http_.fail("/api/snapshot", HttpError::Network));
    runner.settle();
    CHECK(desk.platform.mirror_.outline().find("会话没有加载成功") != std::string::npos);
    // The list does not claim to be empty.
    CHECK(desk.platform.mirror_.outline().find("没有分给您的会话") == std::string::npos);
    const auto buttons = desk.platform.mirror_.all(Role::Button);
    CHECK(std::count_if(buttons.begin(), buttons.end(),
                        [](const auto* button) { return button->name == "立即重连"; }) == 2);
    desk.platform.page_.advance(40'000);
    CHECK(desk.platform.http_.requests.size() >= 2);
}

TEST_CASE("settings survive as text, and damaged text keeps the defaults") {
    Settings settings;
    settings.language = Language::English;
    settings.theme = ThemeChoice::Dark;
    settings.send_key = SendKey::CtrlEnter;
    settings.undo_secs = 5;
    settings.sound = false;
    settings.desktop_notifications = true;
    CHECK(settings_to_text(settings_from_text(settings_to_text(settings))) == settings_to_text(settings));
    for (const std::string_view text :
         {"", ";;;", "undo=99", "theme", "language=xx;sound", "=;=", "undo=-3;x=y"})
        CHECK(settings_to_text(settings_from_text(text)) == settings_to_text(Settings{}));
}

}  // namespace
}  // namespace kf::web
