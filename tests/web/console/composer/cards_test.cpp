// Link, mini program, menu, location, acquisition link, business card.
#include "tests/web/console/composer/writing_desk.h"
#include "web/contents/card_editor.h"

namespace kf::web {
namespace {

struct CardDesk : AnswerDesk {
    void open_editor(std::string_view item) {
        press(Role::Button, "更多");
        press(Role::MenuItem, item);
    }
    // Of the dialog: there is one of the composer as well.
    const HeadlessMirror::Element* send() {
        const HeadlessMirror::Element* last = nullptr;
        for (const auto* button : platform.mirror_.all(Role::Button))
            if (button->name == "发送") last = button;
        REQUIRE(last != nullptr);
        return last;
    }
    void press_send() {
        runner().click(send()->rect.center());
        settle();
    }
};

TEST_CASE("a link card needs title, address and picture, and is sent with them") {
    CardDesk desk;
    desk.begin();
    desk.open_editor("链接卡片");
    CHECK(desk.send()->description == "请填写标题。");
    desk.type("标题", "春季新品");
    desk.type("网址", "example.com");
    CHECK(desk.find(Role::Alert, "网址要以 http:// 或 https:// 开头。") != nullptr);
    desk.write("网址", "https://example.com/spring");
    CHECK(desk.send()->description == "请填写卡片的图片。");
    desk.press(Role::Button, "选择图片");
    REQUIRE(desk.files().choose({desk.files().make_large("cover.png", 3000, AnswerDesk::png())}));
    desk.look();
    CHECK(desk.platform.http_.requests.back().body.find("\"thumb\"") != std::string::npos);
    desk.take_upload(12, "image/png", 3000);
    CHECK(desk.find_prefix(Role::Region, "客户看到的样子：[链接] 春季新品") != nullptr);
    CHECK(desk.says("将用掉 1 / 5 条"));
    desk.press_send();
    REQUIRE(desk.sent_besides_texts().size() == 1);
    const auto sent = desk.sent_besides_texts()[0].content;
    const auto* link = std::get_if<LinkBody>(&sent);
    REQUIRE(link != nullptr);
    CHECK(link->title == "春季新品");
    CHECK(link->url == "https://example.com/spring");
    CHECK(link->thumb_media_id == "kfdesk:12");
    CHECK(desk.find(Role::Dialog, "链接卡片") == nullptr);
}

TEST_CASE("a press beside the card's form keeps it, with what was typed") {
    CardDesk desk;
    desk.begin();
    desk.open_editor("链接卡片");
    desk.type("标题", "春季新品");
    desk.runner().click({4, 4});
    desk.settle();
    CHECK(desk.field("标题").value == "春季新品");
    desk.press(Role::Button, "关闭");
    CHECK(desk.find(Role::Dialog, "链接卡片") == nullptr);
}

TEST_CASE("a menu is edited item by item: added, moved, removed, limits shown") {
    CardDesk desk;
    desk.begin();
    desk.open_editor("菜单消息");
    desk.type("开头文字", "请问要咨询什么？");
    desk.type("第 1 项文字", "售前");
    desk.press(Role::Button, "添加一项");
    desk.type("第 2 项文字", "售后");
    CHECK(desk.says("2 / 50 项，可点击的 2 / 10"));
    desk.press(Role::Button, "上移第 2 项");
    CHECK(desk.field("第 1 项文字").value == "售后");
    desk.press(Role::Button, "删除第 2 项");
    CHECK(desk.says("1 / 50 项"));
    desk.press_send();
    REQUIRE(desk.sent_besides_texts().size() == 1);
    const auto sent = desk.sent_besides_texts()[0].content;
    const auto* menu = std::get_if<MenuBody>(&sent);
    REQUIRE(menu != nullptr);
    REQUIRE(menu->list.size() == 1);
    CHECK(menu->list[0].content == "售后");
    CHECK(!menu->list[0].id.empty());
}

TEST_CASE("items without a number of their own get one that no other has, also beside a typed one") {
    CardDesk desk;
    desk.begin();
    desk.open_editor("菜单消息");
    desk.type("第 1 项文字", "售前");
    desk.type("第 1 项编号", "2");
    desk.press(Role::Button, "添加一项");
    desk.type("第 2 项文字", "售后");
    desk.press_send();
    REQUIRE(desk.sent_besides_texts().size() == 1);
    const auto menu = std::get<MenuBody>(desk.sent_besides_texts()[0].content);
    REQUIRE(menu.list.size() == 2);
    CHECK(menu.list[0].id == "2");
    CHECK(menu.list[1].id != "2");
    CHECK(!menu.list[1].id.empty());
}

TEST_CASE("a location is written as maps hand it out") {
    CardDesk desk;
    desk.begin();
    desk.open_editor("发送位置");
    CHECK(desk.find_prefix(Role::Alert, "") == nullptr);  // nothing is typed, nothing is wrong
    CHECK(desk.send()->state.disabled);
    desk.type("纬度, 经度", "上海");
    CHECK(desk.find_prefix(Role::Alert, "请写成") != nullptr);
    desk.write("纬度, 经度", "91, 121.4737");
    CHECK(desk.send()->state.disabled);
    desk.write("纬度, 经度", "31.2304，121.4737");
    desk.type("地点名称", "人民广场");
    desk.press_send();
    REQUIRE(desk.sent_besides_texts().size() == 1);
    CHECK(desk.sent_besides_texts()[0].content == Content{LocationBody{31.2304, 121.4737, "人民广场", ""}});
}

TEST_CASE("a place that was sent lately is found by words and chosen") {
    CardDesk desk;
    desk.begin();
    desk.open_editor("发送位置");
    SearchPage page;
    for (const LocationBody& place :
         {LocationBody{31, 121, "南京路门店", "南京路 1 号"}, LocationBody{30, 120, "仓库", "西湖区"}}) {
        Message message =
            text_message(static_cast<std::int64_t>(page.hits.size()) + 1, 1, SenderKind::Agent, "");
        message.msgtype = "location";
        message.raw = content_to_text(place);
        page.hits.push_back(std::move(message));
    }
    REQUIRE(desk.platform.http_.answer("/api/search?type=location", 200, write_search_page(page)));
    desk.settle();
    CHECK(desk.find(Role::Option, "仓库, 西湖区") != nullptr);
    desk.type("查找地点", "南京");
    CHECK(desk.find(Role::Option, "仓库, 西湖区") == nullptr);
    desk.press(Role::Option, "南京路门店, 南京路 1 号");
    CHECK(desk.field("纬度, 经度").value == "31.000000, 121.000000");
    desk.press_send();
    REQUIRE(desk.sent_besides_texts().size() == 1);
    CHECK(desk.sent_besides_texts()[0].content ==
          Content{LocationBody{31, 121, "南京路门店", "南京路 1 号"}});
}

TEST_CASE("a map's link fills the place in; an address that nothing is known of can go as text") {
    CardDesk desk;
    desk.begin();
    desk.open_editor("发送位置");
    REQUIRE(desk.platform.http_.answer("/api/search?type=location", 200, write_search_page({})));
    desk.settle();
    CHECK(desk.says("还没有发过地点"));
    desk.type("查找地点", "https://uri.amap.com/marker?position=121.4737,31.2304&name=%E5%B9%BF%E5%9C%BA");
    CHECK(desk.field("地点名称").value == "广场");
    CHECK(desk.field("纬度, 经度").value == "31.230400, 121.473700");
    desk.write("查找地点", "解放路 8 号");
    desk.press(Role::Button, "作为文字发送");
    REQUIRE(desk.sent_texts().size() == 1);
    CHECK(desk.sent_texts()[0].text == "解放路 8 号");
    CHECK(desk.find(Role::Dialog, "发送位置") == nullptr);
}

TEST_CASE("acquisition links and business cards are checked and sent") {
    CardDesk desk;
    desk.begin();
    desk.open_editor("发送获客链接");
    desk.type("获客链接", "https://example.com");
    CHECK(desk.send()->state.disabled);
    desk.write("获客链接", "https://work.weixin.qq.com/ca/abc");
    desk.press_send();
    desk.open_editor("发送个人名片");
    CHECK(desk.says("被拒绝时会说明原因"));
    desk.type("成员账号（userid）", "zhangsan");
    desk.press_send();
    REQUIRE(desk.sent_besides_texts().size() == 2);
    CHECK(desk.sent_besides_texts()[0].content ==
          Content{CustomerLinkBody{"https://work.weixin.qq.com/ca/abc"}});
    CHECK(desk.sent_besides_texts()[1].content == Content{BusinessCardBody{"zhangsan"}});
}

TEST_CASE("a card is kept as a template and filled in from it") {
    CardDesk desk;
    QuickReply kept;
    kept.id = QuickReplyId(5);
    kept.title = "门店";
    kept.category = kCardCategory;
    kept.attachments = {LocationBody{30, 120, "门店", "西湖边"}};
    desk.snapshot.quick_replies = {kept};
    desk.begin();
    desk.open_editor("发送位置");
    desk.press(Role::Button, "模板 从模板填写…");
    desk.press(Role::MenuItemRadio, "门店");
    CHECK(desk.field("地点名称").value == "门店");
    CHECK(desk.field("纬度, 经度").value == "30.000000, 120.000000");
    desk.write("地点名称", "新门店");
    desk.press(Role::Button, "保存为模板");
    REQUIRE(desk.sent<SaveQuickReply>().size() == 1);
    const QuickReply saved = desk.sent<SaveQuickReply>()[0].quick_reply;
    CHECK(saved.category == kCardCategory);
    CHECK(saved.title == "新门店");
    REQUIRE(saved.attachments.size() == 1);
    CHECK(saved.text.empty());
    CHECK_FALSE(desk.says("已保存为模板，在快捷回复的「卡片」分类里。"));
    desk.press(Role::Button, "关闭");
    desk.done(desk.commands().back());
    CHECK(desk.says("已保存为模板，在快捷回复的「卡片」分类里。"));
}

TEST_CASE("with nothing left a card cannot be sent") {
    CardDesk desk;
    desk.begin();
    desk.open_editor("发送获客链接");
    desk.type("获客链接", "https://work.weixin.qq.com/ca/abc");
    Conversation head = desk.conversation(1);
    head.window.used = 5;
    desk.event(ConversationChanged{head});
    CHECK(desk.send()->state.disabled);
}

}  // namespace
}  // namespace kf::web
