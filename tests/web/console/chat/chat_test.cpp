#include "web/console/chat/chat.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "shared/messages/desk_event.h"
#include "tests/web/console/app/desk.h"

namespace kf::web {
namespace {

struct OpenDesk : Desk {
    explicit OpenDesk(std::vector<Message> history, DeskState desk_state = DeskState::Assigned,
                      bool has_older = false) {
        add("陈小满", desk_state);
        start();
        open("陈小满", std::move(history), has_older);
    }
    const HeadlessMirror::Element* article(std::string_view text) const {
        for (const auto* element : platform.mirror_.all(Role::Article))
            if (element->name.find(text) != std::string::npos) return element;
        return nullptr;
    }
    // Where a text stands on screen.
    Rect text_at(std::string_view text) const {
        for (const auto* element : platform.mirror_.all(Role::Text))
            if (element->name == text) return element->rect;
        return {};
    }
};

TEST_CASE("the log has one entry per message, with sender, text, time and state") {
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "你好，保温杯有问题"),
                   agent_message(2, 1, "我马上为您处理", Delivery::Accepted)});
    const auto* log = desk.find(Role::Log, "消息记录");
    REQUIRE(log != nullptr);
    CHECK(desk.platform.mirror_.all(Role::Article).size() == 2);
    CHECK(desk.article("你好")->name == "陈小满，你好，保温杯有问题，04:26");
    CHECK(desk.article("马上")->name.find("林晓，我马上为您处理，04:26 · 已接受") == 0);
    // Inside the entry the text stands alone, for find-in-page.
    CHECK(!desk.text_at("你好，保温杯有问题").empty());
}

TEST_CASE("times are shown in the person's own time zone") {
    Desk desk;
    desk.platform.page_.offset_minutes = -300;
    desk.add("陈小满", DeskState::Assigned);
    desk.start();
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "早")});
    CHECK(desk.says("15:26"));
}

TEST_CASE("our own stand at the right, the customer's at the left, nobody's in the middle") {
    Message event = text_message(3, 1, SenderKind::System, "");
    event.msgtype = "event";
    event.raw =
        R"({"msgid":"e1","send_time":1,"origin":4,"msgtype":"event","event":{"event_type":"enter_session",)"
        R"("open_kfid":"wk1","external_userid":"wm1","scene":"web01","scene_param":""}})";
    OpenDesk desk({event, text_message(4, 1, SenderKind::Customer, "左边的话"),
                   agent_message(5, 1, "右边的话", Delivery::Accepted)});
    const Rect log = desk.find(Role::Log, "消息记录")->rect;
    CHECK(desk.article("左边的话")->rect.right() < log.center().x);
    CHECK(desk.article("右边的话")->rect.x > log.center().x);
    const auto* line = desk.article("客户通过「web01」进入");
    REQUIRE(line != nullptr);
    CHECK(line->rect.center().x == doctest::Approx(log.center().x).epsilon(0.01));
}

TEST_CASE("a bubble is never wider than 72 % of the stream, and long texts are broken, not cut") {
    std::string text;
    for (int i = 0; i < 300; ++i) text += "很长";
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, text)});
    const auto* article = desk.article("很长很长");
    const Rect log = desk.find(Role::Log, "消息记录")->rect;
    CHECK(article->rect.w <= log.w * 0.72f);
    CHECK(article->rect.h > 21 * 10);
}

TEST_CASE("what cannot be shown yet stands as a named card") {
    Message picture = text_message(1, 1, SenderKind::Customer, "");
    picture.msgtype = "image";
    picture.raw = R"({"msgtype":"image","image":{"media_id":"x"}})";
    OpenDesk desk({picture});
    CHECK(desk.article("[图片]") != nullptr);
}

TEST_CASE("a message that failed says why and can be sent again") {
    Message failed = agent_message(7, 1, "您好", Delivery::Failed);
    failed.fail_code = kFailTypeBase + 6;
    failed.fail_zh = "超过 5 条，客户再写后可重试。";
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "在吗"), failed});
    CHECK(desk.article("您好")->name.find("客户没有收到") != std::string::npos);
    CHECK(!desk.text_at("超过 5 条，客户再写后可重试。").empty());
    desk.press(Role::Button, "重试");
    REQUIRE(desk.sent<RetryMessage>().size() == 1);
    CHECK(desk.sent<RetryMessage>()[0].message == MessageId(7));
}

TEST_CASE("an own message that never reached WeCom can be discarded, another's or a reported one cannot") {
    Message refused = agent_message(7, 1, "您好", Delivery::Failed);
    refused.fail_code = 40201;
    {
        OpenDesk desk({text_message(1, 1, SenderKind::Customer, "在吗"), refused});
        desk.press(Role::Button, "放弃");
        REQUIRE(desk.sent<CancelMessage>().size() == 1);
        CHECK(desk.sent<CancelMessage>()[0].message == MessageId(7));
    }
    Message reported = refused, another = refused;
    reported.fail_code = kFailTypeBase + 4;
    another.sender.id = "mei";
    for (const Message& message : {reported, another}) {
        OpenDesk desk({text_message(1, 1, SenderKind::Customer, "在吗"), message});
        REQUIRE(desk.article("您好") != nullptr);
        CHECK(desk.find(Role::Button, "放弃") == nullptr);
    }
}

TEST_CASE("a held message counts down and can be taken back") {
    Message held = agent_message(7, 1, "等一下", Delivery::Held);
    held.held_until = kDeskNow + 5'000;
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "在吗"), held});
    CHECK(desk.says("5 秒后发送"));
    CHECK(desk.runner().redraw_after_ms() > 0);
    desk.platform.page_.advance(2'000);
    desk.settle();
    CHECK(desk.says("3 秒后发送"));
    desk.press(Role::Button, "撤回");
    REQUIRE(desk.sent<CancelMessage>().size() == 1);
    CHECK(desk.sent<CancelMessage>()[0].message == MessageId(7));
}

TEST_CASE("a held message whose time is over while the connection is lost asks for no more frames") {
    Message held = agent_message(7, 1, "等一下", Delivery::Held);
    held.held_until = kDeskNow + 2'000;
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "在吗"), held});
    desk.answer_details({});
    desk.lose_connection();
    for (int i = 0; i < 4; ++i) {
        desk.platform.page_.advance(1'000);
        desk.settle();
    }
    CHECK_FALSE(desk.runner().wants_frame());
    const double next = desk.runner().redraw_after_ms();
    CHECK((next < 0 || next > 100));  // seconds to the next try may be on screen
}

TEST_CASE("what is selected over several messages is offered for copying as it was selected last") {
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "第一句"),
                   text_message(2, 1, SenderKind::Customer, "第二句"),
                   text_message(3, 1, SenderKind::Customer, "第三句")});
    const Rect first = desk.text_at("第一句"), second = desk.text_at("第二句"),
               third = desk.text_at("第三句");
    const auto select = [&](Rect from, Rect to) {
        desk.runner().drag({from.x + 1, from.center().y}, {to.right() - 1, to.center().y});
    };
    select(first, second);
    CHECK(desk.runner().ui().selected_text() == "第一句\n第二句");
    select(second, third);
    CHECK(desk.runner().ui().selected_text() == "第二句\n第三句");
    desk.arrive(text_message(4, 1, SenderKind::Customer, "第四句"));
    CHECK(desk.runner().ui().selected_text() == "第二句\n第三句");
    desk.runner().character('c', true);
    CHECK(desk.platform.clipboard_.text == "第二句\n第三句");
}

TEST_CASE("the assistant and a colleague in the WeCom client stand at the right, each by its name") {
    Message bot = text_message(2, 1, SenderKind::Bot, "机器人的话");
    Message servicer = text_message(3, 1, SenderKind::Servicer, "客户端的话");
    servicer.sender.id = "zhangsan";
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "在吗"), bot, servicer});
    const Rect log = desk.find(Role::Log, "消息记录")->rect;
    for (const std::string_view said : {"机器人的话", "客户端的话"}) {
        CAPTURE(said);
        REQUIRE(desk.article(said) != nullptr);
        CHECK(desk.article(said)->rect.x > log.center().x);
    }
    CHECK(desk.article("机器人的话")->name.starts_with("智能助手，机器人的话，"));
    CHECK(desk.article("客户端的话")->name.starts_with("zhangsan（企业微信客户端），客户端的话，"));
}

TEST_CASE("a recalled message leaves only a line that says so") {
    // The backend leaves its words out for whoever may not read them any more.
    Message gone = text_message(2, 1, SenderKind::Customer, "");
    gone.recalled = true;
    OpenDesk desk({gone});
    CHECK_FALSE(desk.says("撤回的内容"));
    CHECK(desk.says("陈小满 撤回了一条消息"));

    Message servicer = text_message(2, 1, SenderKind::Servicer, "");
    servicer.sender.id = "lisi";
    servicer.recalled = true;
    OpenDesk other({servicer});
    CHECK(other.says("lisi（企业微信客户端） 撤回了一条消息"));
}

TEST_CASE("late messages and menu clicks carry their mark") {
    Message late = text_message(1, 1, SenderKind::Customer, "断线时的话");
    late.late = true;
    Message click = text_message(2, 1, SenderKind::Customer, "转人工", kDeskNow);
    click.menu_id = "human";
    OpenDesk desk({late, click});
    CHECK(desk.article("断线时的话")->name.find("中断后补收") != std::string::npos);
    CHECK(desk.article("转人工")->name.find("点了菜单项") != std::string::npos);
}

TEST_CASE("links are found, pressed and opened beside the console") {
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "看这里 https://example.com/item/42。")});
    const auto* link = desk.find(Role::Link, "https://example.com/item/42");
    REQUIRE(link != nullptr);
    desk.press(Role::Link, "https://example.com/item/42");
    CHECK(desk.platform.page_.opened_links == std::vector<std::string>{"https://example.com/item/42"});
}

TEST_CASE("a drag selects text over several messages, and Ctrl+C copies it") {
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "第一句话"),
                   text_message(2, 1, SenderKind::Customer, "第二句话", kDeskNow - 29'000)});
    const Rect first = desk.text_at("第一句话"), second = desk.text_at("第二句话");
    // From the third character of the first to the second character of the second: one em each, 13 px inside.
    desk.runner().drag({first.x + 13 + 29, first.y + 20}, {second.x + 13 + 27, second.y + 20});
    desk.runner().character('c', true);
    CHECK(desk.platform.clipboard_.text == "句话\n第二");
}

TEST_CASE("a double click selects a word, a triple click the message") {
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "order number 12345 please")});
    const Rect text = desk.text_at("order number 12345 please");
    desk.runner().click({text.x + 13 + 8 * 7, text.y + 20}, 2);
    desk.runner().character('c', true);
    CHECK(desk.platform.clipboard_.text == "number");
    desk.runner().click({text.x + 13 + 8 * 7, text.y + 20}, 3);
    desk.runner().character('c', true);
    CHECK(desk.platform.clipboard_.text == "order number 12345 please");
}

TEST_CASE("the right button opens a menu that copies; the menu key does the same") {
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "复制我")});
    desk.runner().right_click(desk.article("复制我")->rect.center());
    desk.press(Role::MenuItem, "复制");
    CHECK(desk.platform.clipboard_.text == "复制我");
    desk.platform.clipboard_.text.clear();
    desk.runner().focus(Role::Article, desk.article("复制我")->name);
    desk.runner().key(Key::ContextMenu);
    REQUIRE(desk.find(Role::MenuItem, "复制") != nullptr);
    desk.runner().key(Key::Enter);
    CHECK(desk.platform.clipboard_.text == "复制我");
}

std::vector<Message> many_messages(std::int64_t from, std::int64_t to) {
    std::vector<Message> out;
    for (std::int64_t i = from; i < to; ++i) {
        std::string text = "消息 " + std::to_string(i);
        for (std::int64_t k = 0; k < i % 7; ++k)
            text += " 这一句比估计的要长一些，会占用好几行，所以高度与估计不同。";
        out.push_back(text_message(i, 1, i % 3 ? SenderKind::Customer : SenderKind::Agent, text,
                                   kDeskNow - 10'000'000 + i * 1000));
    }
    return out;
}

TEST_CASE("opening shows the newest message; what is far above is not drawn") {
    OpenDesk desk(many_messages(1000, 1050), DeskState::Assigned, true);
    CHECK(desk.article("消息 1049") != nullptr);
    CHECK(desk.article("消息 1000") == nullptr);
    CHECK(desk.find(Role::Button, "回到最新消息") == nullptr);
}

TEST_CASE("older messages come in above without moving what is being read") {
    OpenDesk desk(many_messages(1000, 1050), DeskState::Assigned, true);
    const Rect log = desk.find(Role::Log, "消息记录")->rect;
    // Up until older ones are asked for.
    for (int i = 0; i < 80 && !desk.state().threads.at(ConversationId(1)).loading; ++i)
        desk.runner().wheel(log.center(), -300);
    REQUIRE(desk.state().threads.at(ConversationId(1)).loading);
    REQUIRE(!desk.platform.http_.requests.empty());
    CHECK(desk.platform.http_.requests.back().path.find("before=1000") != std::string::npos);
    const std::vector<const HeadlessMirror::Element*> shown = desk.platform.mirror_.all(Role::Article);
    REQUIRE(shown.size() > 2);
    const std::string name = shown[1]->name;
    const float before = shown[1]->rect.y;
    desk.answer_history(many_messages(950, 1000), true);
    const auto* after = desk.find(Role::Article, name);
    REQUIRE(after != nullptr);
    CHECK(after->rect.y == doctest::Approx(before).epsilon(0.002));
    CHECK(desk.state().threads.at(ConversationId(1)).messages.size() == 100);
}

TEST_CASE("scrolling up through messages of unknown height never jumps") {
    OpenDesk desk(many_messages(1000, 1190));
    const Rect log = desk.find(Role::Log, "消息记录")->rect;
    for (int i = 0; i < 40; ++i) {
        std::vector<std::pair<std::string, float>> before;
        for (const auto* element : desk.platform.mirror_.all(Role::Article))
            before.emplace_back(element->name, element->rect.y);
        desk.runner().wheel(log.center(), -90);
        for (const auto& [name, y] : before) {
            const auto* now = desk.find(Role::Article, name);
            // What reaches beyond the edge is mirrored only as far as it is seen.
            if (now == nullptr || now->rect.y <= log.y || y <= log.y) continue;
            const float moved = now->rect.y - y;
            CHECK(moved <= 91);
            CHECK(moved >= 0);
        }
    }
}

TEST_CASE("while older messages are read, new ones are counted, and one press goes to them") {
    OpenDesk desk(many_messages(1000, 1050));
    const Rect log = desk.find(Role::Log, "消息记录")->rect;
    for (int i = 0; i < 6; ++i) desk.runner().wheel(log.center(), -300);
    CHECK_FALSE(desk.state().at_newest);
    const std::string first = desk.platform.mirror_.all(Role::Article)[1]->name;
    const float y = desk.platform.mirror_.all(Role::Article)[1]->rect.y;
    desk.arrive(text_message(2000, 1, SenderKind::Customer, "刚刚来的", kDeskNow));
    CHECK(desk.find(Role::Article, first)->rect.y == y);
    CHECK(desk.article("刚刚来的") == nullptr);
    desk.press(Role::Button, "1 条新消息");
    CHECK(desk.article("刚刚来的") != nullptr);
    CHECK(desk.state().at_newest);
}

TEST_CASE("what is sent while scrolled up is seen at the end") {
    OpenDesk desk(many_messages(1000, 1050));
    const Rect log = desk.find(Role::Log, "消息记录")->rect;
    for (int i = 0; i < 6; ++i) desk.runner().wheel(log.center(), -300);
    CHECK_FALSE(desk.state().at_newest);
    desk.type("消息", "写在最后的话");
    desk.submit("消息");
    CHECK(desk.state().at_newest);
    REQUIRE(desk.article("写在最后的话") != nullptr);
    CHECK(desk.article("写在最后的话")->rect.bottom() <= log.bottom());
    desk.refuse(desk.commands().back(), ErrorCode::WindowUsedUp, "客户还没有再写。");
    CHECK(desk.says("客户还没有再写。"));
}

TEST_CASE("what colleagues did is a line with their names, in the language that is shown") {
    const auto line = [](std::int64_t id, const DeskEvent& event) {
        Message m = text_message(id, 1, SenderKind::System, "旧控制台看到的话");
        m.sender.id = event.by.value;
        m.msgtype = "event";
        m.raw = desk_event_raw(event);
        return m;
    };
    using What = DeskEvent::What;
    const AgentId lin{"lin"}, mei{"mei"};
    OpenDesk desk({line(1, {What::Taken, lin, {}, {}}), line(2, {What::Taken, lin, mei, {}}),
                   line(3, {What::Transferred, lin, lin, mei}), line(4, {What::Transferred, lin, lin, {}}),
                   line(5, {What::Ended, lin, {}, {}})});
    for (const char* words : {"林晓 接入了会话", "林晓 从 梅姐 接手了会话", "林晓 把会话转给了 梅姐",
                              "林晓 把会话放回了排队", "林晓 结束了会话"}) {
        CAPTURE(words);
        CHECK(desk.article(words) != nullptr);
    }
    CHECK_FALSE(desk.says("旧控制台看到的话"));
    Settings english = desk.state().settings;
    english.language = Language::English;
    desk.app().dispatch(SettingsChanged{english});
    desk.settle();
    CHECK(desk.article("林晓 passed the conversation on to 梅姐") != nullptr);
}

TEST_CASE("a long text shows twelve lines until it is unfolded, and says and copies all of it") {
    std::string text;
    for (int i = 1; i <= 17; ++i) text += "第 " + std::to_string(i) + " 行\n";
    text += "最后一行";
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, text),
                   text_message(2, 1, SenderKind::Customer, "短的", kDeskNow)});
    const auto height = [&] { return desk.article("第 1 行")->rect.h; };
    const float folded = height();
    CHECK(folded < 14 * 22);
    CHECK(desk.article("最后一行") != nullptr);  // whole for screen readers …
    CHECK(!desk.text_at(text).empty());          // … and for find-in-page
    const Rect at = desk.text_at(text);
    desk.runner().click({at.x + 20, at.y + 20}, 3);
    desk.runner().character('c', true);
    CHECK(desk.platform.clipboard_.text == text);
    const float top = desk.article("第 1 行")->rect.y;
    desk.press(Role::Button, "展开");
    CHECK(height() > folded + 100);
    CHECK(desk.article("第 1 行")->rect.y == doctest::Approx(top).epsilon(0.01));
    CHECK(desk.find(Role::Button, "展开") == nullptr);
    desk.press(Role::Button, "收起");
    CHECK(height() == folded);
    CHECK(desk.find(Role::Button, "展开") != nullptr);
}

TEST_CASE("a text of twelve lines has nothing to unfold") {
    std::string text = "1";
    for (int i = 2; i <= 12; ++i) text += "\n" + std::to_string(i);
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, text)});
    CHECK(desk.find(Role::Button, "展开") == nullptr);
    CHECK(desk.find(Role::Button, "收起") == nullptr);
}

TEST_CASE("a long text in which a search has found something is shown whole") {
    std::string text;
    for (int i = 1; i <= 17; ++i) text += "第 " + std::to_string(i) + " 行\n";
    const Message found = text_message(1, 1, SenderKind::Customer, text + "退款单号");
    OpenDesk desk({found, text_message(2, 1, SenderKind::Customer, "短的", kDeskNow)});
    REQUIRE(desk.find(Role::Button, "展开") != nullptr);
    desk.app().dispatch(FindOpened{});
    desk.app().dispatch(FindTyped{"退款单号"});
    desk.platform.page_.advance(1'000);
    desk.settle();
    REQUIRE(desk.platform.http_.answer("/api/search", 200,
                                       write_search_page({.hits = {found}, .has_more = false})));
    desk.settle();
    CHECK(desk.find(Role::Button, "展开") == nullptr);
    CHECK(desk.find(Role::Button, "收起") != nullptr);
}

TEST_CASE("at the end of the stream a new message is shown at once") {
    OpenDesk desk(many_messages(1000, 1050));
    desk.arrive(text_message(2000, 1, SenderKind::Customer, "最新的一句", kDeskNow));
    const auto* article = desk.article("最新的一句");
    REQUIRE(article != nullptr);
    CHECK(article->rect.bottom() <= desk.find(Role::Log, "消息记录")->rect.bottom());
    CHECK(desk.state().at_newest);
}

TEST_CASE("a frame of a conversation with a hundred thousand messages draws what one with a thousand draws") {
    const auto vertices = [](std::int64_t count) {
        Desk desk;
        desk.add("陈小满", DeskState::Assigned);
        desk.start();
        std::vector<Message> all;
        for (std::int64_t i = 1; i <= count; ++i)
            all.push_back(text_message(i, 1, SenderKind::Customer, "一样长的消息", kDeskNow - 60'000));
        desk.open("陈小满", std::move(all));
        CHECK(desk.platform.mirror_.all(Role::Article).size() < 40);
        return desk.runner().vertices();
    };
    CHECK(vertices(5'000) <= vertices(1'000) * 1.05);
}

TEST_CASE("history that could not be loaded says so and offers another try") {
    Desk desk;
    desk.add("陈小满", DeskState::Assigned);
    desk.start();
    desk.press(Role::ListItem, desk.names(Role::ListItem).front());
    REQUIRE(desk.platform.http_.fail("/api/conversations/1/messages", HttpError::Network));
    desk.settle();
    CHECK(desk.says("消息没有加载成功"));
    desk.press(Role::Button, "再试一次");
    desk.answer_history({text_message(1, 1, SenderKind::Customer, "回来了")});
    CHECK(desk.says("回来了"));
}

TEST_CASE("older messages come above the first one that is seen, page by page and only when asked for") {
    const auto page = [](std::int64_t from) {
        std::vector<Message> out;
        for (std::int64_t i = from; i < from + 50; ++i)
            out.push_back(text_message(i, 1, SenderKind::Customer, "第" + std::to_string(i) + "句",
                                       kDeskNow - 3'600'000 + i * 1000));
        return out;
    };
    OpenDesk desk(page(200), DeskState::Assigned, true);
    const Point middle = desk.find(Role::Log, "消息记录")->rect.center();
    for (const std::int64_t first : {200, 150}) {
        CAPTURE(first);
        desk.runner().wheel(middle, -99'999);
        desk.settle();
        const std::string words = "第" + std::to_string(first) + "句";
        REQUIRE(!desk.text_at(words).empty());
        const float y = desk.text_at(words).y;
        desk.answer_history(page(first - 50), true);
        CHECK(desk.text_at(words).y == doctest::Approx(y).epsilon(0.01));
        const auto& waiting = desk.platform.http_.waiting;
        CHECK(std::none_of(waiting.begin(), waiting.end(), [](const auto& call) {
            return call.request.path.find("/messages") != std::string::npos;
        }));
    }
}

TEST_CASE("the head offers what is possible and says why the rest is not") {
    OpenDesk queued({text_message(1, 1, SenderKind::Customer, "在吗")}, DeskState::Queued);
    CHECK(queued.find(Role::Button, "接入") != nullptr);
    CHECK(queued.find(Role::Button, "转接")->state.disabled);
    CHECK(!queued.find(Role::Button, "转接")->description.empty());
    queued.press(Role::Button, "接入");
    CHECK(queued.sent<ClaimConversation>().size() == 1);

    OpenDesk mine({text_message(1, 1, SenderKind::Customer, "在吗")});
    CHECK(mine.find(Role::Button, "接入") == nullptr);
    CHECK_FALSE(mine.find(Role::Button, "转接")->state.disabled);
}

TEST_CASE("a transfer goes to the colleague who is chosen, those online first") {
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "在吗")});
    desk.press(Role::Button, "转接");
    const auto options = desk.names(Role::Option);
    REQUIRE(options.size() == 3);
    CHECK(options[0].starts_with("王磊，在线"));
    CHECK(options[1].starts_with("梅姐，离开"));
    CHECK(options[2].starts_with("放回排队"));
    desk.press(Role::Option, options[1]);
    REQUIRE(desk.sent<TransferConversation>().size() == 1);
    CHECK(desk.sent<TransferConversation>()[0].agent == AgentId("mei"));
    CHECK(desk.find_prefix(Role::Dialog, "把") == nullptr);
}

TEST_CASE("ending asks first, and Escape changes nothing") {
    OpenDesk desk({text_message(1, 1, SenderKind::Customer, "好的谢谢")});
    desk.press(Role::Button, "结束会话");
    REQUIRE(desk.find_prefix(Role::Dialog, "结束与 陈小满 的会话") != nullptr);
    desk.runner().key(Key::Escape);
    CHECK(desk.find_prefix(Role::Dialog, "结束与") == nullptr);
    CHECK(desk.sent<EndSession>().empty());
    desk.press(Role::Button, "结束会话");
    // The one in the dialog is declared last.
    const auto buttons = desk.platform.mirror_.all(Role::Button);
    desk.runner().click(buttons.back()->rect.center());
    desk.settle();
    CHECK(desk.sent<EndSession>().size() == 1);
}

TEST_CASE("with nothing open the chat says what to do") {
    Desk desk;
    Conversation& c = desk.add("陈小满", DeskState::Queued);
    c.waiting_since = kDeskNow - 60'000;
    desk.start();
    CHECK(desk.says("选择一个会话开始接待"));
    desk.press(Role::Button, "打开最紧急的会话");
    CHECK(desk.state().selected == ConversationId(1));
}

}  // namespace
}  // namespace kf::web
