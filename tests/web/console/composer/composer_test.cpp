#include "web/console/composer/composer.h"

#include <doctest/doctest.h>

#include <set>

#include "shared/base/utf8.h"
#include "tests/web/console/app/desk.h"
#include "web/ui/platform/graphemes.h"

namespace kf::web {
namespace {

struct WritingDesk : Desk {
    explicit WritingDesk(DeskState desk_state = DeskState::Assigned, Settings settings = {.undo_secs = 0}) {
        if (settings.send_key == SendKey::CtrlEnter)
            platform.page_.settings["settings"] = "send=ctrl_enter";
        else if (settings.undo_secs == 5)
            platform.page_.settings["settings"] = "undo=5";
        else if (settings.undo_secs == 3)
            platform.page_.settings.erase("settings");  // as on a first day
        add("陈小满", desk_state);
        add("赵先生", DeskState::Assigned);
        start();
        if (desk_state != DeskState::Assigned) press(Role::Tab, names(Role::Tab)[2]);
        open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    }
    std::string text() { return field("消息").value; }
};

TEST_CASE("Enter sends what was written, once, and the field is empty again") {
    WritingDesk desk;
    desk.type("消息", "您好，请讲");
    desk.submit("消息");
    REQUIRE(desk.sent_texts().size() == 1);
    CHECK(desk.sent_texts()[0].text == "您好，请讲");
    CHECK(desk.text().empty());
    CHECK(desk.says("发送中"));
    desk.submit("消息");
    CHECK(desk.sent_texts().size() == 1);
}

TEST_CASE("Enter during composition sends nothing") {
    WritingDesk desk;
    desk.type("消息", "women");
    desk.platform.fields_.set_composing("消息", true);
    desk.submit("消息", true);
    CHECK(desk.sent_texts().empty());
    CHECK(desk.text() == "women");
}

TEST_CASE("the button during composition sends nothing: raw pinyin is no answer") {
    WritingDesk desk;
    desk.type("消息", "women");
    desk.platform.fields_.set_composing("消息", true);
    desk.press(Role::Button, "发送");
    CHECK(desk.sent_texts().empty());
    CHECK(desk.text() == "women");
    desk.platform.fields_.set_composing("消息", false);
    desk.press(Role::Button, "发送");
    CHECK(desk.sent_texts().size() == 1);
}

TEST_CASE("the button sends too, through the pointer and through the mirror") {
    WritingDesk desk;
    desk.type("消息", "一");
    desk.press(Role::Button, "发送");
    desk.type("消息", "二");
    desk.runner().activate(Role::Button, "发送");
    REQUIRE(desk.sent_texts().size() == 2);
    CHECK(desk.sent_texts()[1].text == "二");
}

TEST_CASE("nothing but spaces is not sent, and the field says why") {
    WritingDesk desk;
    CHECK(desk.find(Role::Button, "发送")->state.disabled);
    CHECK(desk.find(Role::Button, "发送")->description == "先写点内容再发送。");
    desk.type("消息", "  \n ");
    desk.submit("消息");
    CHECK(desk.sent_texts().empty());
    CHECK(desk.find(Role::Alert, "先写点内容再发送。") != nullptr);
    desk.type("消息", "好");
    CHECK(desk.find(Role::Alert, "先写点内容再发送。") == nullptr);
}

TEST_CASE("a text of which nothing can be seen is as good as empty") {
    for (const char* unseen : {"　　", "\u200B\u2060", "ㅤ", "\u202E"}) {
        CAPTURE(unseen);
        WritingDesk desk;
        desk.type("消息", unseen);
        desk.submit("消息");
        CHECK(desk.sent_texts().empty());
        CHECK(desk.find(Role::Alert, "先写点内容再发送。") != nullptr);
    }
}

TEST_CASE("a pasted megabyte is kept, said to be too long, and there again after a reload") {
    const std::string text(1'000'000, 'x');
    WritingDesk desk;
    desk.type("消息", text);
    CHECK(desk.find_prefix(Role::Alert, "要用 489 条，只剩 5 条") != nullptr);
    desk.submit("消息");
    CHECK(desk.sent_texts().empty());
    CHECK(desk.text() == text);
    desk.platform.page_.advance(6'000);
    desk.settle();
    const std::string kept = desk.platform.page_.tab["unsent"];
    REQUIRE(kept.size() > text.size());
    Desk again;
    again.platform.page_.tab["unsent"] = kept;
    again.add("陈小满", DeskState::Assigned);
    again.start();
    again.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    CHECK(again.field("消息").value == text);
}

TEST_CASE("what another window wrote is offered over the field, to be used or discarded") {
    for (const bool use : {true, false}) {
        CAPTURE(use);
        WritingDesk desk;
        desk.type("消息", "这里写的");
        desk.event(DraftChanged{AgentId("lin"), ConversationId(1), "那里写的"});
        CHECK(desk.text() == "这里写的");
        CHECK(desk.find(Role::Note, "另一个窗口里写的：那里写的") != nullptr);
        desk.press(Role::Button, use ? "采用" : "放弃");
        CHECK(desk.text() == (use ? "那里写的" : "这里写的"));
        CHECK(desk.find_prefix(Role::Note, "另一个窗口里写的") == nullptr);
        CHECK(desk.sent<SaveDraft>().size() == (use ? 0 : 1));
    }
}

TEST_CASE("a message that would fail again in the same words is offered for editing, not for another try") {
    WritingDesk desk;
    Message failed = agent_message(2, 1, "被拦下的话", Delivery::Failed);
    failed.sender.id = "lin";
    failed.fail_code = 40201;
    failed.fail_zh = "内容被安全策略拦截。";
    desk.arrive(failed);
    CHECK(desk.find(Role::Button, "重试") == nullptr);
    desk.press(Role::Button, "编辑");
    CHECK(desk.text() == "被拦下的话");
    failed.id = MessageId(3);
    failed.fail_code = 45009;
    desk.arrive(failed);
    CHECK(desk.find(Role::Button, "重试") != nullptr);
}

TEST_CASE("a refused text is taken back into the field to be written otherwise") {
    WritingDesk desk;
    desk.type("消息", "第六条");
    desk.submit("消息");
    desk.refuse(desk.commands().back(), ErrorCode::WindowUsedUp, "本轮 5 条消息已用完。");
    desk.type("消息", "后来写的");
    desk.press(Role::Button, "编辑");
    CHECK(desk.text() == "第六条\n后来写的");
    CHECK(desk.state().threads.at(ConversationId(1)).pending.empty());
    CHECK(desk.sent_texts().size() == 1);
}

TEST_CASE("the preference decides which key sends") {
    WritingDesk enter;
    CHECK(enter.field("消息").spec.submit == SubmitKey::Enter);
    CHECK(enter.runner().ui().platform().page().setting("settings").value_or("").find("ctrl") ==
          std::string::npos);
    WritingDesk ctrl(DeskState::Assigned, {.send_key = SendKey::CtrlEnter});
    CHECK(ctrl.field("消息").spec.submit == SubmitKey::CtrlEnter);
}

TEST_CASE("bytes are counted as WeChat counts them") {
    WritingDesk desk;
    desk.type("消息", "你好a");
    CHECK(desk.says("7 / 2048 字节"));
    std::string text;  // with the 7 above: as many as one message may have
    for (int i = 0; i < 680; ++i) text += "长";
    desk.type("消息", text + "b");
    CHECK(desk.says("2048 / 2048 字节"));
    desk.submit("消息");
    CHECK(desk.sent_texts().size() == 1);
}

TEST_CASE("the meter counts messages and time, also those that wait for an answer") {
    WritingDesk desk;
    CHECK(desk.says("还可发 5 条 · 47 小时 59 分"));
    desk.type("消息", "一");
    desk.submit("消息");
    CHECK(desk.says("还可发 4 条"));
}

TEST_CASE("drafts stay with their conversations") {
    WritingDesk desk;
    desk.type("消息", "写到一半");
    desk.open("赵先生", {text_message(1, 2, SenderKind::Customer, "你好")});
    CHECK(desk.text().empty());
    desk.type("消息", "另一句");
    desk.press(
        Role::ListItem, *[&] {
            static std::string name;
            for (const std::string& n : desk.names(Role::ListItem))
                if (n.starts_with("陈小满")) name = n;
            return &name;
        }());
    CHECK(desk.text() == "写到一半");
    // And they reach the backend when the typing pauses.
    desk.platform.page_.advance(3'000);
    desk.settle();
    CHECK(!desk.sent<SaveDraft>().empty());
}

TEST_CASE("a refused text stays in the stream with the reason, and can be sent again or dropped") {
    WritingDesk desk;
    desk.type("消息", "第六条");
    desk.submit("消息");
    desk.refuse(desk.commands().back(), ErrorCode::WindowUsedUp, "本轮 5 条消息已用完。");
    CHECK(desk.says("本轮 5 条消息已用完。"));
    CHECK(desk.says("第六条"));
    desk.press(Role::Button, "重试");
    CHECK(desk.sent_texts().size() == 2);
}

TEST_CASE("without the right to send the field is disabled, says why, and offers the next legal step") {
    Desk desk;
    Conversation& c = desk.add("陈小满", DeskState::Assigned);
    c.agent = AgentId("mei");
    desk.snapshot.self.role = kf::Role::Supervisor;
    desk.snapshot.agents[0].role = kf::Role::Supervisor;
    desk.start();
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    CHECK(desk.field("消息").style.disabled);
    CHECK(desk.find(Role::Button, "发送")->state.disabled);
    CHECK(desk.find_prefix(Role::Note, "同事正在接待") != nullptr);
    int offers = 0;
    for (const std::string& name : desk.names(Role::Button)) offers += name == "接管" ? 1 : 0;
    CHECK(offers == 1);
    desk.press(Role::Button, "接管");
    CHECK(desk.sent<ClaimConversation>().size() == 1);
}

TEST_CASE(
    "with the window used up a draft may still be written; it is sent when the customer has written again") {
    Desk desk;
    Conversation& c = desk.add("陈小满", DeskState::Assigned);
    c.window.used = 5;
    desk.snapshot.drafts = {{ConversationId(1), "还想说的话"}};
    desk.start();
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    CHECK_FALSE(desk.field("消息").style.disabled);
    CHECK(desk.field("消息").value == "还想说的话");
    CHECK(desk.find_prefix(Role::Note, "本轮 5 条消息已用完") != nullptr);
    desk.type("消息", "，先写好");
    desk.submit("消息");
    CHECK(desk.sent_texts().empty());
    CHECK(desk.find(Role::Button, "发送")->state.disabled);
    desk.platform.page_.advance(3'000);
    desk.settle();
    REQUIRE_FALSE(desk.sent<SaveDraft>().empty());
    CHECK(desk.sent<SaveDraft>().back().text == "还想说的话，先写好");
    desk.arrive(text_message(2, 1, SenderKind::Customer, "再问一个", kDeskNow));
    CHECK(desk.says("还可发 5 条"));
    desk.submit("消息");
    REQUIRE(desk.sent_texts().size() == 1);
    CHECK(desk.sent_texts()[0].text == "还想说的话，先写好");
}

TEST_CASE("a note that is being written keeps the caret when the field opens") {
    Desk desk;
    desk.add("陈小满", DeskState::Assigned).agent = AgentId("mei");
    desk.start();
    desk.press(Role::Tab, desk.names(Role::Tab)[2]);
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    CHECK(desk.field("消息").style.disabled);
    desk.type("客户备注", "欠款，别");
    Conversation mine = desk.conversation(1);
    mine.agent = AgentId("lin");
    desk.event(ConversationChanged{mine});
    CHECK_FALSE(desk.field("消息").style.disabled);
    CHECK(desk.field("客户备注").field->focused());
    CHECK_FALSE(desk.field("消息").field->focused());
}

TEST_CASE("a wish for the caret that came to nothing is forgotten, whatever asked for it") {
    for (const int way : {0, 1, 2}) {
        CAPTURE(way);
        Desk desk;
        desk.add("陈小满", DeskState::Assigned).agent = AgentId("mei");
        desk.start();
        desk.press(Role::Tab, desk.names(Role::Tab)[2]);
        desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
        if (way == 0) desk.runner().character('/');
        if (way == 1) desk.runner().key(Key::F2);
        // Long after it, or with a press somewhere else in between.
        if (way == 2) desk.press(Role::Button, "内部备注"), desk.press(Role::Button, "内部备注");
        desk.platform.page_.advance(10'000);
        Conversation mine = desk.conversation(1);
        mine.agent = AgentId("lin");
        desk.event(ConversationChanged{mine});
        CHECK_FALSE(desk.field("消息").field->focused());
    }
}

TEST_CASE(
    "the caret goes into the field of a conversation that was taken, unless the agent turned elsewhere") {
    for (const bool turned : {false, true}) {
        CAPTURE(turned);
        WritingDesk desk(DeskState::Queued);
        desk.press(Role::Button, "接入");
        REQUIRE(desk.sent<ClaimConversation>().size() == 1);
        if (turned) desk.type("搜索客户、消息", "赵");
        Conversation taken = desk.conversation(1);
        taken.desk_state = DeskState::Assigned;
        taken.agent = AgentId("lin");
        desk.event(ConversationChanged{taken});
        CHECK(desk.field("消息").field->focused() == !turned);
    }
}

TEST_CASE("an undo time holds the message back: three seconds where nobody has chosen one") {
    for (const int secs : {3, 5, 0}) {
        CAPTURE(secs);
        WritingDesk desk(DeskState::Assigned, {.undo_secs = secs});
        desk.type("消息", "等等");
        desk.submit("消息");
        REQUIRE(desk.sent_texts().size() == 1);
        CHECK(desk.sent_texts()[0].hold_secs == secs);
    }
}

TEST_CASE("an emoji that is pressed lands at the caret, and is offered first the next time") {
    WritingDesk desk;
    desk.type("消息", "好的");
    desk.press(Role::Button, "表情");
    REQUIRE(desk.find(Role::Dialog, "表情") != nullptr);
    desk.press(Role::Option, "😄 大笑");
    CHECK(desk.text() == "好的😄");
    CHECK(desk.find(Role::Dialog, "表情") == nullptr);
    CHECK(desk.platform.page_.settings["recent_emoji"] == "😄");
    CHECK(desk.field("消息").field->focused());
}

TEST_CASE("emoji are found by Chinese and English words, and the keyboard takes the first") {
    WritingDesk desk;
    desk.press(Role::Button, "表情");
    desk.type("搜索表情", "物流");
    CHECK(desk.names(Role::Option) == std::vector<std::string>{"🚚 货车"});
    desk.platform.fields_.event("搜索表情", {.kind = FieldEvent::Kind::Accept, .file_names = {}});
    desk.settle();
    CHECK(desk.text() == "🚚");
    desk.press(Role::Button, "表情");
    desk.type("搜索表情", "THANKS");
    CHECK(desk.names(Role::Option) == std::vector<std::string>{"🙏 谢谢"});
    desk.type("搜索表情", "没有");
    CHECK(desk.says("没有这样的表情"));
}

TEST_CASE("arrows walk the grid of emoji and Enter takes one") {
    WritingDesk desk;
    desk.press(Role::Button, "表情");
    desk.platform.fields_.event("搜索表情", {.kind = FieldEvent::Kind::Down, .file_names = {}});
    desk.settle();
    desk.runner().key(Key::Right);
    desk.runner().key(Key::Down);
    desk.runner().key(Key::Enter);
    CHECK(desk.text() == all_emoji()[10].text);
}

TEST_CASE("every emoji of the table is one valid cluster, once, with words in both languages") {
    std::set<std::string_view> seen;
    for (const Emoji& emoji : all_emoji()) {
        CAPTURE(emoji.text);
        CHECK(is_valid_utf8(emoji.text));
        CHECK(seen.insert(emoji.text).second);
        CHECK(!emoji_name(emoji, false).empty());
        CHECK(!emoji_name(emoji, true).empty());
        for (const char c : emoji.en) CHECK_FALSE((c >= 'A' && c <= 'Z'));
    }
    CHECK(seen.size() > 300);
}

}  // namespace
}  // namespace kf::web
