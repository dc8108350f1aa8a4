#include "web/console/quick_replies/quick_list.h"

#include "tests/web/console/composer/writing_desk.h"

namespace kf::web {
namespace {

struct QuickDesk : AnswerDesk {
    explicit QuickDesk(kf::Role role = kf::Role::Agent) : AnswerDesk(role) {
        add_reply(1, "发货时间", "{{customer.name}}您好，{{account.name}}48 小时内发货。", "fhsj", 3);
        add_reply(2, "退款", "退款单 {{order}} 三天到账。", "tk", 9);
        add_reply(3, "问候", "我是{{agent.name}}", "wh", 0).owner = AgentId("lin");
    }
    QuickReply& add_reply(std::int64_t id, std::string title, std::string text, std::string initials,
                          int uses) {
        QuickReply reply;
        reply.id = QuickReplyId(id);
        reply.title = std::move(title);
        reply.text = std::move(text);
        reply.initials = std::move(initials);
        reply.uses = uses;
        snapshot.quick_replies.push_back(std::move(reply));
        return snapshot.quick_replies.back();
    }
};

using Names = std::vector<std::string>;

TEST_CASE("a slash at the start opens the list, searches it, and Enter inserts the filled text") {
    QuickDesk desk;
    desk.begin();
    desk.type("消息", "/");
    CHECK(desk.names(Role::Option) == Names{"退款", "发货时间", "问候"});
    desk.type("消息", "fh");
    CHECK(desk.names(Role::Option) == Names{"发货时间"});
    CHECK(desk.says("陈小满您好，售后客服48 小时内发货。"));
    desk.field_event(FieldEvent::Kind::Accept);
    CHECK(desk.text() == "陈小满您好，售后客服48 小时内发货。");
    CHECK(desk.names(Role::Option).empty());
    REQUIRE(desk.sent<UseQuickReply>().size() == 1);
    CHECK(desk.sent<UseQuickReply>()[0].id == QuickReplyId(1));
    CHECK(desk.sent_texts().empty());
}

TEST_CASE("arrows walk the list while the caret stays in the field") {
    QuickDesk desk;
    desk.begin();
    desk.type("消息", "/");
    desk.field_event(FieldEvent::Kind::Down);
    desk.field_event(FieldEvent::Kind::Down);
    desk.field_event(FieldEvent::Kind::Accept);
    CHECK(desk.text() == "我是林晓");
}

TEST_CASE("Escape closes the list and leaves the slash; it does not come back by itself") {
    QuickDesk desk;
    desk.begin();
    desk.type("消息", "/f");
    CHECK(!desk.names(Role::Option).empty());
    desk.field_event(FieldEvent::Kind::Escape);
    CHECK(desk.names(Role::Option).empty());
    CHECK(desk.text() == "/f");
    desk.type("消息", "h");
    CHECK(desk.names(Role::Option).empty());
    desk.write("消息", "");
    desk.type("消息", "/t");
    CHECK(desk.names(Role::Option) == Names{"退款"});
}

TEST_CASE("what nobody knows stays in the text, marked, and is warned of before sending") {
    QuickDesk desk;
    desk.begin();
    desk.type("消息", "/tk");
    CHECK(desk.says("标黄的变量现在没有值"));
    desk.field_event(FieldEvent::Kind::Accept);
    CHECK(desk.text() == "退款单 {{order}} 三天到账。");
    CHECK(desk.find(Role::Alert, "还有没填的变量 {{order}}") != nullptr);
}

TEST_CASE(
    "a slash word that finds nothing is not sent by the first Enter; it says so, and the second one sends") {
    QuickDesk desk;
    desk.begin();
    desk.type("消息", "/没有这条");
    desk.submit("消息");
    CHECK(desk.sent_texts().empty());
    CHECK(desk.text() == "/没有这条");
    CHECK(desk.find_prefix(Role::Alert, "没有匹配“/没有这条”的快捷回复") != nullptr);
    SUBCASE("the second Enter sends it") {
        desk.submit("消息");
        REQUIRE(desk.sent_texts().size() == 1);
        CHECK(desk.sent_texts()[0].text == "/没有这条");
    }
    SUBCASE("another word is another question") {
        desk.type("消息", "啊");
        CHECK(desk.find_prefix(Role::Alert, "没有匹配") == nullptr);
        desk.submit("消息");
        CHECK(desk.sent_texts().empty());
    }
    SUBCASE("and so is the same word in another conversation") {
        desk.field_event(FieldEvent::Kind::Escape);  // the list; a press beside it would only close it
        desk.go_to("赵先生");
        desk.answer_history({});
        desk.type("消息", "/没有这条");
        desk.submit("消息");
        CHECK(desk.sent_texts().empty());
    }
}

TEST_CASE("a slash word is not sent either when its list was closed, or by the button") {
    QuickDesk desk;
    desk.begin();
    desk.type("消息", "/fh");
    desk.field_event(FieldEvent::Kind::Escape);
    desk.submit("消息");
    CHECK(desk.sent_texts().empty());
    desk.press(Role::Button, "发送");  // said, so this is the second time
    CHECK(desk.sent_texts().size() == 1);
    desk.type("消息", "/xx");
    desk.field_event(FieldEvent::Kind::Escape);
    desk.press(Role::Button, "发送");
    CHECK(desk.sent_texts().size() == 1);
}

TEST_CASE("Enter that comes before the list was ever drawn takes its first reply") {
    QuickDesk desk;
    desk.begin();
    desk.runner().while_busy([&] {
        desk.platform.fields_.type("消息", "/fhsj");
        desk.platform.fields_.event("消息",
                                    {.kind = FieldEvent::Kind::Submit, .file_names = {}, .files = {}});
    });
    CHECK(desk.sent_texts().empty());
    CHECK(desk.text() == "陈小满您好，售后客服48 小时内发货。");
    CHECK(desk.names(Role::Option).empty());
}

TEST_CASE("a path and a text of several lines are no search and are sent") {
    QuickDesk desk;
    desk.begin();
    desk.type("消息", "// 注释");
    desk.submit("消息");
    desk.type("消息", "/退款\n是指整单");
    desk.submit("消息");
    CHECK(desk.sent_texts().size() == 2);
}

TEST_CASE("a variable that is not filled in holds the text back once and is selected") {
    QuickDesk desk;
    desk.begin();
    desk.type("消息", "/tk");
    desk.field_event(FieldEvent::Kind::Accept);
    REQUIRE(desk.text() == "退款单 {{order}} 三天到账。");
    desk.submit("消息");
    CHECK(desk.sent_texts().empty());
    CHECK(desk.find_prefix(Role::Alert, "{{order}} 还没有填") != nullptr);
    CHECK(desk.field("消息").field->selection() == FieldSelection{10, 19});
    SUBCASE("filled in, it goes") {
        desk.type("消息", "20260601");  // over what is selected
        desk.submit("消息");
        REQUIRE(desk.sent_texts().size() == 1);
    }
    SUBCASE("asked for again, it goes as it is") {
        desk.submit("消息");
        REQUIRE(desk.sent_texts().size() == 1);
        CHECK(desk.sent_texts()[0].text == "退款单 {{order}} 三天到账。");
    }
}

TEST_CASE("a first quick reply can be made with the mouse where there is none yet") {
    AnswerDesk desk;
    desk.begin();
    desk.press(Role::Button, "快捷回复");
    desk.press(Role::Button, "新建快捷回复");
    REQUIRE(desk.find(Role::Dialog, "新建快捷回复") != nullptr);
    CHECK(desk.find(Role::Button, "保存")->state.disabled);
    desk.type("回复标题", "发货");
    desk.type("回复内容", "明天发货");
    desk.press(Role::Button, "保存");
    REQUIRE(desk.sent<SaveQuickReply>().size() == 1);
    CHECK(desk.sent<SaveQuickReply>()[0].quick_reply.title == "发货");
}

TEST_CASE("a customer whose name cannot be seen is not greeted by it") {
    QuickDesk desk;
    desk.begin();
    Customer unseen = desk.snapshot.customers[0];
    unseen.name = "ㅤ";
    desk.event(CustomerChanged{unseen});
    desk.type("消息", "/fhsj");
    desk.field_event(FieldEvent::Kind::Accept);
    CHECK(desk.text() == "{{customer.name}}您好，售后客服48 小时内发货。");
}

TEST_CASE("the button's list searches by itself and stacks texts at the caret") {
    QuickDesk desk;
    desk.begin();
    desk.type("消息", "先说：");
    desk.press(Role::Button, "快捷回复");
    desk.type("搜索标题、内容或拼音首字母", "问候");
    CHECK(desk.names(Role::Option) == Names{"问候"});
    desk.press(Role::Option, "问候");
    desk.press(Role::Button, "快捷回复");
    desk.press(Role::Option, "问候");
    CHECK(desk.text() == "先说：我是林晓我是林晓");
}

TEST_CASE("shelves narrow the list") {
    QuickDesk desk;
    desk.begin();
    desk.press(Role::Button, "快捷回复");
    desk.press(Role::Tab, "个人");
    CHECK(desk.names(Role::Option) == Names{"问候"});
    desk.press(Role::Tab, "共享");
    CHECK(desk.names(Role::Option) == Names{"退款", "发货时间"});
}

TEST_CASE("attachments of a quick reply go onto the tray and out with the text") {
    QuickDesk desk;
    QuickReply& reply = desk.add_reply(4, "官网", "请看官网", "gw", 0);
    LinkBody link;
    link.title = "官网";
    link.url = "https://example.com";
    link.thumb_media_id = "kfdesk:8";
    reply.attachments = {link};
    Media media;
    media.id = MediaId(8);
    media.role = "attachment.0";
    media.state = MediaState::Ready;
    reply.media = {media};
    desk.begin();
    desk.type("消息", "/gw");
    desk.field_event(FieldEvent::Kind::Accept);
    CHECK(desk.text() == "请看官网");
    CHECK(desk.says("[链接] 官网"));
    desk.submit("消息");
    CHECK(desk.sent_texts().size() == 1);
    REQUIRE(desk.sent_besides_texts().size() == 1);
    CHECK(desk.sent_besides_texts()[0].content == Content{link});
}

TEST_CASE("a path or a slash inside a text opens nothing") {
    CHECK(slash_search("/fh") == "fh");
    CHECK_FALSE(slash_search("//").has_value());
    CHECK_FALSE(slash_search("/ 价格").has_value());
    CHECK_FALSE(slash_search("a/b").has_value());
    CHECK_FALSE(slash_search("/a\nb").has_value());
    CHECK_FALSE(slash_search("").has_value());
}

}  // namespace
}  // namespace kf::web
