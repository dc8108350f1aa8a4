#include <doctest/doctest.h>

#include "tests/web/console/app/desk.h"
#include "web/console/chat/chat.h"

namespace kf::web {
namespace {

struct BodiesDesk : Desk {
    explicit BodiesDesk(std::vector<Message> history, kf::Role role = kf::Role::Agent) {
        snapshot.self.role = role;
        add("陈小满", DeskState::Assigned);
        start();
        open("陈小满", std::move(history));
    }
    const HeadlessMirror::Element* article(std::string_view text) const {
        for (const auto* element : platform.mirror_.all(Role::Article))
            if (element->name.find(text) != std::string::npos) return element;
        return nullptr;
    }
    void menu_of(std::string_view text) {
        runner().right_click(article(text)->rect.center());
        settle();
    }
};

Message received(std::int64_t id, std::string_view msgtype, std::string_view body,
                 std::vector<Media> media = {}) {
    Message m = text_message(id, 1, SenderKind::Customer, "", kDeskNow - 60'000 + id * 1000);
    m.msgtype = msgtype;
    m.raw = R"({"msgid":"m","msgtype":")" + std::string(msgtype) + R"(",")" + std::string(msgtype) +
            "\":" + std::string(body) + "}";
    m.media = std::move(media);
    return m;
}

Media media_of(std::int64_t id, std::string_view mime, MediaState state = MediaState::Ready) {
    Media m;
    m.id = MediaId(id);
    m.state = state;
    m.mime = mime;
    m.bytes = 3'500'000;
    return m;
}

Media picture(std::int64_t id, int width, int height) {
    Media m = media_of(id, "image/jpeg");
    m.width = width;
    m.height = height;
    m.thumbnail = true;
    return m;
}

constexpr std::string_view kMedia = R"({"media_id":"x"})";

TEST_CASE("a picture takes the same room before and after it is loaded") {
    BodiesDesk desk({received(1, "image", kMedia, {picture(5, 800, 600)})});
    const Rect before = desk.article("[图片]")->rect;
    CHECK(before.w == doctest::Approx(240));
    CHECK(before.h == doctest::Approx(180));
    REQUIRE(desk.platform.picture_port_.answer("/api/media/5/thumbnail", 480, 360));
    desk.settle();
    CHECK(desk.article("[图片]")->rect == before);
}

TEST_CASE("very long pictures are bounded, tiny ones can still be pressed") {
    BodiesDesk desk({received(1, "image", kMedia, {picture(5, 300, 30'000)}),
                     text_message(2, 1, SenderKind::Customer, "中间"),
                     received(3, "image", kMedia, {picture(6, 4, 4)})});
    std::vector<Rect> boxes;
    for (const auto* element : desk.platform.mirror_.all(Role::Article))
        if (element->name.find("[图片]") != std::string::npos) boxes.push_back(element->rect);
    REQUIRE(boxes.size() == 2);
    CHECK(boxes[0].h <= 280);
    CHECK(boxes[0].w >= 56);
    CHECK(boxes[1].w >= 56);
}

TEST_CASE("pictures outside of the screen are not asked for") {
    std::vector<Message> many;
    for (int i = 1; i <= 200; ++i) many.push_back(received(i, "image", kMedia, {picture(i, 800, 600)}));
    BodiesDesk desk(std::move(many));
    desk.platform.picture_port_.answers_all = Size{480, 360};
    desk.settle();
    CHECK(desk.platform.picture_port_.loads.size() < 12);
}

TEST_CASE("media that are not there say why, and what failed can be fetched again") {
    Media failed = media_of(5, "", MediaState::Failed);
    Media expired = failed;
    expired.problem = ErrorCode::Expired;
    Media refused = media_of(6, "", MediaState::Refused);
    refused.problem = ErrorCode::WrongType;
    Media vast = media_of(8, "image/png", MediaState::Refused);
    vast.problem = ErrorCode::TooLargePicture;
    Media unknown = media_of(9, "audio/silk", MediaState::Refused);
    unknown.problem = ErrorCode::NoPreview;
    BodiesDesk desk({received(1, "image", kMedia, {media_of(4, "", MediaState::Waiting)}),
                     received(2, "voice", kMedia, {failed}), received(3, "image", kMedia, {refused}),
                     received(4, "file", kMedia, {media_of(7, "", MediaState::Dropped)}),
                     received(5, "image", kMedia, {vast}), received(6, "voice", kMedia, {unknown})});
    // The original is kept, so it can be saved.
    CHECK(desk.says("像素太多，这里显示不了，可以保存后查看"));
    CHECK(desk.says("正在从微信获取"));
    CHECK(desk.says("没有取到"));
    CHECK(desk.says("内容与类型不符"));
    CHECK(desk.says("这种格式这里显示不了，可以保存后打开"));
    CHECK(desk.says("为腾出空间已清理"));
    desk.press(Role::Button, "重新获取");
    REQUIRE(desk.sent<RetryMedia>().size() == 1);
    CHECK(desk.sent<RetryMedia>()[0].message == MessageId(2));
}

TEST_CASE("a picture opens over the console, arrows lead through those of the conversation, Escape closes") {
    BodiesDesk desk({received(1, "image", kMedia, {picture(5, 800, 600)}),
                     text_message(2, 1, SenderKind::Customer, "还有一张"),
                     received(3, "image", kMedia, {picture(6, 600, 800)})});
    desk.runner().click(desk.article("[图片]")->rect.center());
    desk.settle();
    REQUIRE(desk.find(Role::Dialog, "查看图片和视频") != nullptr);
    CHECK(desk.says("1 / 2"));
    desk.runner().key(Key::Right);
    desk.settle();
    CHECK(desk.says("2 / 2"));
    desk.press(Role::Button, "保存到电脑");
    REQUIRE(desk.platform.downloads_.saved.size() == 1);
    CHECK(desk.platform.downloads_.saved[0].url == "/api/media/6?download=1");
    desk.runner().key(Key::Escape);
    desk.settle();
    CHECK(desk.find(Role::Dialog, "查看图片和视频") == nullptr);
    CHECK(desk.state().selected == ConversationId(1));
}

TEST_CASE("a video shows its first frame and its length, in the shape that it has") {
    Media clip = media_of(9, "video/mp4");
    clip.width = 272;
    clip.height = 480;
    clip.duration_ms = 64'000;
    BodiesDesk desk({received(1, "video", kMedia, {clip})});
    CHECK(desk.find(Role::Button, "播放视频 1:04") != nullptr);
    const Rect before = desk.article("[视频]")->rect;
    CHECK(before.h > before.w);
    const int dark = desk.runner().vertices();
    REQUIRE(desk.platform.picture_port_.answer("/api/media/9#poster", 272, 480));
    desk.settle();
    CHECK(desk.runner().vertices() > dark);
    CHECK(desk.article("[视频]")->rect == before);
    // Where the browser cannot, everything else is as before.
    BodiesDesk other({received(1, "video", kMedia, {media_of(9, "video/mp4")})});
    REQUIRE(other.platform.picture_port_.fail("/api/media/9#poster", PictureError::NotShown));
    other.settle();
    CHECK(other.find(Role::Button, "播放视频 3.3 MB") != nullptr);
}

TEST_CASE("a video plays in a real element over the console") {
    Media clip = media_of(9, "video/mp4");
    BodiesDesk desk({received(1, "video", kMedia, {clip})});
    CHECK(desk.platform.overlays_.shown.empty());
    desk.runner().click(desk.article("[视频]")->rect.center());
    desk.settle();
    REQUIRE(desk.platform.overlays_.shown.size() == 1);
    const OverlaySpec& spec = desk.platform.overlays_.shown.begin()->second;
    CHECK(spec.kind == OverlayKind::Video);
    CHECK(spec.url == "/api/media/9");
    desk.runner().key(Key::Escape);
    desk.settle();
    CHECK(desk.platform.overlays_.shown.empty());
}

TEST_CASE("a customer's voices carry a dot until they are heard, and play on") {
    Media first = media_of(5, "audio/wav"), second = media_of(6, "audio/wav");
    first.duration_ms = 3'000;
    second.duration_ms = 50'000;
    BodiesDesk desk({received(1, "voice", kMedia, {first}), received(2, "voice", kMedia, {second})});
    CHECK(desk.says("未听"));
    const auto articles = desk.platform.mirror_.all(Role::Article);
    CHECK(articles[0]->rect.w + 60 < articles[1]->rect.w);
    desk.press(Role::Button, "播放语音 3″");
    CHECK(desk.platform.audio_.played == std::vector<std::string>{"/api/media/5"});
    desk.platform.audio_.finish();
    desk.settle();
    CHECK(desk.platform.audio_.played.size() == 2);
    CHECK_FALSE(desk.says("未听"));
    desk.press(Role::Button, "语速 1×");
    CHECK(desk.platform.audio_.now().rate == 1.5f);
}

TEST_CASE("a press on the bars goes to that place, of the voice that plays only") {
    Media first = media_of(5, "audio/wav"), second = media_of(6, "audio/wav");
    first.duration_ms = 40'000;
    second.duration_ms = 7'000;
    BodiesDesk desk({received(1, "voice", kMedia, {first}), received(2, "voice", kMedia, {second})});
    desk.platform.audio_.durations["/api/media/5"] = 40;
    CHECK(desk.find(Role::ProgressBar, "播放位置") == nullptr);
    desk.press(Role::Button, "播放语音 40″");
    desk.platform.audio_.move_to(4);
    desk.settle();
    REQUIRE(desk.find(Role::ProgressBar, "播放位置") != nullptr);
    const auto bar = *desk.find(Role::ProgressBar, "播放位置");
    CHECK(bar.state.value == doctest::Approx(0.1));
    desk.runner().click({bar.rect.x + bar.rect.w * 0.75f, bar.rect.center().y});
    desk.settle();
    CHECK(desk.platform.audio_.now().position_secs == doctest::Approx(30).epsilon(0.01));
    CHECK(desk.platform.audio_.now().phase == AudioPhase::Playing);
    // While it is paused as well.
    desk.press(Role::Button, "暂停语音 40″");
    desk.runner().click({bar.rect.x + bar.rect.w * 0.25f, bar.rect.center().y});
    desk.settle();
    CHECK(desk.platform.audio_.now().position_secs == doctest::Approx(10).epsilon(0.01));
    CHECK(desk.platform.audio_.played.size() == 1);
}

TEST_CASE("a file shows name and size, and a press saves it") {
    Media file = media_of(5, "application/pdf");
    file.name = "报价单.pdf";
    BodiesDesk desk({received(1, "file", kMedia, {file})});
    desk.press(Role::Button, "保存文件 报价单.pdf，3.3 MB");
    REQUIRE(desk.platform.downloads_.saved.size() == 1);
    CHECK(desk.platform.downloads_.saved[0].url == "/api/media/5?download=1");
}

TEST_CASE("a place is copied as coordinates and opens in the desk's map only when pressed") {
    const std::string_view body =
        R"({"latitude":23.106021,"longitude":113.320023,"name":"广州塔","address":"阅江西路"})";
    BodiesDesk desk({received(1, "location", body)});
    CHECK(desk.platform.page_.opened_links.empty());
    desk.press(Role::Button, "复制坐标");
    CHECK(desk.platform.clipboard_.text == "23.106021,113.320023");
    desk.press(Role::Button, "在地图中打开");
    REQUIRE(desk.platform.page_.opened_links.size() == 1);
    CHECK(desk.platform.page_.opened_links[0].find("position=113.320023,23.106021") != std::string::npos);
    CHECK(desk.platform.page_.opened_links[0].find("%E5%B9%BF") != std::string::npos);
}

TEST_CASE("cards say what WeChat shows: links, mini programs, goods in yuan, orders, people") {
    BodiesDesk desk(
        {received(1, "link", R"({"title":"退换货说明","desc":"七天无理由","url":"https://example.com/a"})"),
         received(2, "miniprogram", R"({"title":"我的订单","appid":"wx1","pagepath":"p"})"),
         received(3, "channels_shop_product", R"({"product_id":"7","title":"保温杯","sales_price":"5990"})"),
         received(
             4, "channels_shop_order",
             R"({"order_id":"O-9","product_titles":"保温杯等 2 件","price_wording":"¥59.90","state":"已付款"})"),
         received(5, "business_card", R"({"userid":"zhangsan"})")});
    CHECK(desk.says("保温杯，¥59.90"));
    CHECK(desk.says("保温杯等 2 件"));
    CHECK(desk.says("订单号 O-9"));
    CHECK(desk.says("zhangsan"));
    CHECK(desk.says("我的订单，小程序"));
    const Rect log = desk.find(Role::Log, "消息记录")->rect;
    for (int i = 0; i < 10; ++i) desk.runner().wheel(log.center(), -300);
    desk.settle();
    desk.press(Role::Link, "退换货说明，七天无理由，链接 · example.com");
    CHECK(desk.platform.page_.opened_links == std::vector<std::string>{"https://example.com/a"});
}

TEST_CASE("a card whose picture failed says so, and its menu fetches it again") {
    Media thumb = media_of(5, "", MediaState::Failed);
    thumb.role = "thumb";
    thumb.problem = ErrorCode::Unreachable;
    BodiesDesk desk(
        {received(1, "link",
                  R"({"title":"退换货说明","url":"https://example.com/a","pic_url":"https://e/x"})", {thumb}),
         received(2, "link", R"({"title":"没有图片","url":"https://example.com/b"})")});
    REQUIRE(desk.find(Role::Note, "没有取到，可以重试。") != nullptr);
    desk.menu_of("没有图片");
    CHECK(desk.find(Role::MenuItem, "重新获取") == nullptr);
    desk.runner().key(Key::Escape);
    desk.settle();
    desk.menu_of("退换货说明");
    desk.press(Role::MenuItem, "重新获取");
    REQUIRE(desk.sent<RetryMedia>().size() == 1);
    CHECK(desk.sent<RetryMedia>()[0].message == MessageId(1));
}

TEST_CASE("the picture of a shop stands beside its name") {
    Media thumb = picture(5, 200, 200), shop = picture(6, 60, 60);
    thumb.role = "thumb";
    shop.role = "shop";
    BodiesDesk desk(
        {received(1, "channels_shop_product", R"({"product_id":"7","title":"保温杯","shop_nickname":"小店"})",
                  {thumb, shop})});
    CHECK(desk.platform.picture_port_.answer("/api/media/5/thumbnail", 200, 200));
    CHECK(desk.platform.picture_port_.answer("/api/media/6/thumbnail", 60, 60));
}

TEST_CASE("an address that is no web address opens nothing") {
    BodiesDesk desk({received(1, "link", R"json({"title":"点我","url":"javascript:alert(1)"})json")});
    CHECK(desk.find_prefix(Role::Link, "点我") == nullptr);
    CHECK(desk.says("点我"));
}

constexpr std::string_view kMenu =
    R"({"head_content":"请选择","list":[{"type":"click","click":{"id":"101","content":"外观损坏"}},)"
    R"({"type":"click","click":{"id":"102","content":"保温不好"}},)"
    R"({"type":"view","view":{"url":"https://example.com/h","content":"帮助页"}}],"tail_content":"谢谢"})";

TEST_CASE("a menu marks what the customer clicked, and the answer names the item") {
    Message menu = received(1, "msgmenu", kMenu);
    menu.sender = {SenderKind::Servicer, "zhangsan", ""};
    Message click = text_message(2, 1, SenderKind::Customer, "保温不好", kDeskNow);
    click.menu_id = "102";
    BodiesDesk desk({menu, click});
    CHECK(desk.says("保温不好（客户点击了）"));
    CHECK_FALSE(desk.says("外观损坏（客户点击了）"));
    CHECK(desk.says("点击了菜单：保温不好"));
    desk.press(Role::Link, "帮助页");
    CHECK(desk.platform.page_.opened_links == std::vector<std::string>{"https://example.com/h"});
}

TEST_CASE("a merged record opens as a whole, records inside of it with a way back") {
    const std::string_view body =
        R"({"title":"群聊的聊天记录","item":[)"
        R"({"send_time":1700000000,"msgtype":"text","sender_name":"小王","msg_content":"{\"msgtype\":\"text\",\"text\":{\"content\":\"杯盖裂了\"}}"},)"
        R"({"send_time":1700000060,"msgtype":"image","sender_name":"小李","msg_content":"{\"msgtype\":\"image\",\"image\":{\"media_id\":\"x\"}}"},)"
        R"({"send_time":1700000090,"msgtype":"merged_msg","sender_name":"小赵","msg_content":"{\"msgtype\":\"merged_msg\",\"merged_msg\":{\"title\":\"里面的记录\",\"item\":[{\"send_time\":1,\"msgtype\":\"text\",\"sender_name\":\"甲\",\"msg_content\":\"{\\\"msgtype\\\":\\\"text\\\",\\\"text\\\":{\\\"content\\\":\\\"最里面\\\"}}\"}]}}"}]})";
    Media inner = picture(8, 400, 300);
    inner.role = "item.1";
    BodiesDesk desk({received(1, "merged_msg", body, {inner})});
    CHECK_FALSE(desk.says("最里面"));
    desk.press(Role::Button, "聊天记录 群聊的聊天记录，3 条消息，打开");
    REQUIRE(desk.find(Role::Dialog, "群聊的聊天记录") != nullptr);
    CHECK(desk.says("杯盖裂了"));
    CHECK(std::find(desk.platform.picture_port_.loads.begin(), desk.platform.picture_port_.loads.end(),
                    "/api/media/8/thumbnail") != desk.platform.picture_port_.loads.end());
    desk.press(Role::Button, "聊天记录 里面的记录，1 条消息，打开");
    REQUIRE(desk.find(Role::Dialog, "里面的记录") != nullptr);
    CHECK(desk.says("最里面"));
    desk.press(Role::Button, "返回上一层");
    CHECK(desk.find(Role::Dialog, "群聊的聊天记录") != nullptr);
    desk.runner().key(Key::Escape);
    desk.settle();
    CHECK(desk.find(Role::Dialog, "群聊的聊天记录") == nullptr);
}

TEST_CASE("what WeChat gives no details of says so; the raw data are for administrators") {
    BodiesDesk agent({received(1, "meeting", "{}"), received(2, "something_new", R"({"a":1})")});
    CHECK(agent.says("[会议]"));
    CHECK(agent.says("微信没有提供这类消息的内容"));
    CHECK(agent.find(Role::Button, "查看原始数据") == nullptr);
    BodiesDesk admin({received(2, "something_new", R"({"a":1})")}, kf::Role::Admin);
    admin.press(Role::Button, "查看原始数据");
    REQUIRE(admin.find(Role::Dialog, "原始数据") != nullptr);
    CHECK(admin.says("\"msgtype\": \"something_new\""));
    admin.press(Role::Button, "复制全部");
    CHECK(admin.platform.clipboard_.text.find("\"a\": 1") != std::string::npos);
}

TEST_CASE("a private note looks and reads as one, called colleagues stand out") {
    Message note = agent_message(1, 1, "@王磊 麻烦看下仓库", Delivery::None);
    note.msgtype = kPrivateNote;
    note.mentions = {AgentId("wang")};
    BodiesDesk desk({note});
    REQUIRE(desk.article("@王磊 麻烦看下仓库") != nullptr);
    CHECK(desk.article("@王磊")->name.find("内部备注 · 仅同事可见") != std::string::npos);
    desk.menu_of("@王磊");
    CHECK(desk.find(Role::MenuItem, "引用") == nullptr);
}

TEST_CASE("emoticon codes are emoji in bubbles, copies and the list") {
    BodiesDesk desk({text_message(1, 1, SenderKind::Customer, "谢谢[强]")});
    desk.menu_of("谢谢👍");
    desk.press(Role::MenuItem, "复制");
    CHECK(desk.platform.clipboard_.text == "谢谢👍");
    desk.arrive(text_message(2, 1, SenderKind::Customer, "再见[微笑]", kDeskNow));
    CHECK(desk.find_prefix(Role::ListItem, "陈小满")->name.find("再见🙂") != std::string::npos);
}

TEST_CASE("a quote stands apart from the answer") {
    BodiesDesk desk(
        {agent_message(1, 1, "「陈小满：杯盖裂了」\n- - - - - - - - - -\n马上给您换", Delivery::Accepted)});
    REQUIRE(desk.find(Role::Note, "陈小满：杯盖裂了") != nullptr);
    CHECK(desk.article("马上给您换")->name.find("- - -") == std::string::npos);
}

TEST_CASE("numbers in a text can be copied or looked for") {
    BodiesDesk desk({text_message(1, 1, SenderKind::Customer, "订单 20261120-3391 电话 13800138000")});
    desk.press(Role::Button, "13800138000");
    desk.press(Role::MenuItem, "复制 13800138000");
    CHECK(desk.platform.clipboard_.text == "13800138000");
    desk.press(Role::Button, "20261120-3391");
    desk.press(Role::MenuItem, "搜索 20261120-3391");
    CHECK(desk.state().search == "20261120-3391");
}

TEST_CASE("an attachment that was too large is shown as WeChat's hint") {
    BodiesDesk desk({text_message(1, 1, SenderKind::Customer, "[客户发送的image文件过大，请在微信中查看]")});
    CHECK(desk.says("微信只给出这句提示"));
}

TEST_CASE("what was recalled is read below the line by those to whom the backend still sends it") {
    Message gone = text_message(1, 1, SenderKind::Customer, "说错的价格");
    gone.recalled = true;
    BodiesDesk desk({gone});
    CHECK(desk.says("陈小满 撤回了一条消息"));
    CHECK(desk.says("撤回的内容：说错的价格"));
    gone.text.clear();
    BodiesDesk blank({gone});
    CHECK_FALSE(blank.says("撤回的内容"));
}

TEST_CASE("an answer is added to the quick replies from its menu, in a dialog of its own") {
    BodiesDesk desk({text_message(1, 1, SenderKind::Customer, "几点发货"),
                     agent_message(2, 1, "今天下午四点前付款的当天发货", Delivery::Accepted)});
    desk.menu_of("几点发货");
    CHECK(desk.find(Role::MenuItem, "加入快捷回复…") == nullptr);
    desk.runner().key(Key::Escape);
    desk.settle();
    desk.menu_of("今天下午");
    desk.press(Role::MenuItem, "加入快捷回复…");
    CHECK(desk.sent<SaveQuickReply>().empty());
    REQUIRE(desk.find(Role::Dialog, "加入快捷回复") != nullptr);
    CHECK(desk.field("回复内容").value == "今天下午四点前付款的当天发货");
    desk.press(Role::Button, "保存");
    REQUIRE(desk.sent<SaveQuickReply>().size() == 1);
    CHECK(desk.sent<SaveQuickReply>()[0].quick_reply.text == "今天下午四点前付款的当天发货");
    CHECK(desk.sent<SaveQuickReply>()[0].quick_reply.owner == AgentId("lin"));
}

TEST_CASE("what a search looks for is marked in cards, names of files and places, and records") {
    struct Row {
        const char* msgtype;
        const char* body;
        const char* words;  // that it shows
        std::vector<Media> media;
    };
    Media file = media_of(7, "application/pdf");
    file.name = "退款说明.pdf";
    Media lost = file;
    lost.state = MediaState::Failed;
    const Row rows[] = {
        {"link",
         R"({"title":"退款说明","desc":"三天到账","url":"https://a.example/x","pic_url":""})",
         "退款",
         {}},
        {"link",
         R"({"title":"说明","desc":"退款三天到账","url":"https://a.example/x","pic_url":""})",
         "退款",
         {}},
        {"miniprogram",
         R"({"title":"退款进度","appid":"wx1","pagepath":"p","thumb_media_id":"t"})",
         "退款",
         {}},
        {"location", R"({"name":"退款服务点","address":"西湖边","latitude":30,"longitude":120})", "退款", {}},
        {"location", R"({"name":"门店","address":"退款路 1 号","latitude":30,"longitude":120})", "退款", {}},
        {"file", R"({"media_id":"x"})", "退款", {file}},
        {"file", R"({"media_id":"x"})", "退款", {lost}},
        {"merged_msg", R"({"title":"退款的聊天记录","item":[]})", "退款", {}},
        {"msgmenu", R"({"head_content":"退款怎么办","list":[],"tail_content":""})", "退款", {}},
    };
    for (const Row& row : rows) {
        BodiesDesk desk({received(1, row.msgtype, row.body, row.media)});
        const auto drawn = [&](const char* term) {
            desk.app().dispatch(FindOpened{});
            desk.app().dispatch(FindTyped{term});
            desk.settle();
            desk.platform.page_.advance(2000);
            desk.settle();
            return desk.runner().vertices();
        };
        const int without = drawn("没有");  // as long as the other
        CHECK_MESSAGE(drawn(row.words) > without, row.msgtype, " ", row.body);
    }
}

TEST_CASE("every documented type is drawn without its JSON, and broken bodies harm nothing") {
    const std::string_view types[] = {"image",
                                      "voice",
                                      "video",
                                      "file",
                                      "location",
                                      "link",
                                      "miniprogram",
                                      "business_card",
                                      "msgmenu",
                                      "channels",
                                      "channels_shop_product",
                                      "channels_shop_order",
                                      "merged_msg",
                                      "meeting",
                                      "calendar",
                                      "schedule",
                                      "note",
                                      "ca_link"};
    for (const std::string_view body : {"{}", "7", "null", R"([{"a":1}])"}) {
        std::vector<Message> all;
        for (std::size_t i = 0; i < std::size(types); ++i)
            all.push_back(received(static_cast<std::int64_t>(i) + 1, types[i], body));
        BodiesDesk desk(std::move(all));
        const Rect log = desk.find(Role::Log, "消息记录")->rect;
        for (int i = 0; i < 12; ++i) desk.runner().wheel(log.center(), -400);
        desk.settle();
        CHECK(desk.platform.mirror_.all(Role::Article).size() > 2);
        CHECK_FALSE(desk.says("msgtype"));
    }
}

TEST_CASE("of two menus that number their items alike, the answer belongs to the one that has its words") {
    const auto menu_of = [](std::int64_t id, std::string_view words) {
        Message menu = received(
            id, "msgmenu",
            R"({"list":[{"type":"click","click":{"id":"1","content":")" + std::string(words) + R"("}}]})");
        menu.sender = {SenderKind::Servicer, "zhangsan", ""};
        return menu;
    };
    const auto click = [](std::int64_t id, std::string_view words) {
        Message message = text_message(id, 1, SenderKind::Customer, words, kDeskNow - 50'000 + id * 1000);
        message.menu_id = "1";
        return message;
    };
    BodiesDesk later({menu_of(1, "查物流"), menu_of(2, "要发票"), click(3, "要发票")});
    CHECK(later.says("要发票（客户点击了）"));
    CHECK_FALSE(later.says("查物流（客户点击了）"));
    BodiesDesk earlier({menu_of(1, "查物流"), menu_of(2, "要发票"), click(3, "查物流")});
    CHECK(earlier.says("查物流（客户点击了）"));
    CHECK_FALSE(earlier.says("要发票（客户点击了）"));
    CHECK(earlier.says("点击了菜单：查物流"));
}

TEST_CASE("words of a menu without a line break stand beside what follows them, as the customer sees it") {
    const auto rects = [](int no_newline) {
        BodiesDesk desk(
            {received(1, "msgmenu",
                      R"({"list":[{"type":"text","text":{"content":"更多请看","no_newline":)" +
                          std::to_string(no_newline) +
                          R"(}},{"type":"view","view":{"url":"https://a.example/","content":"官网"}}]})")});
        const auto* words = desk.find(Role::Text, "更多请看");
        const auto* link = desk.find(Role::Link, "官网");
        REQUIRE(words != nullptr);
        REQUIRE(link != nullptr);
        return std::pair{words->rect, link->rect};
    };
    const auto [words, link] = rects(1);
    CHECK(words.y == doctest::Approx(link.y));
    CHECK(link.x > words.x + 20);
    const auto [above, below] = rects(0);
    CHECK(below.y >= above.bottom());
    CHECK(below.x == doctest::Approx(above.x));
}

TEST_CASE("ordinary words in brackets are no hint at an attachment, and ours never are") {
    for (const char* words :
         {"【价格超出预算】", "[等了太久，超过三天了]", "[图片]", "[图片][文件过大]", "文件过大"}) {
        CAPTURE(words);
        CHECK_FALSE(BodiesDesk({text_message(1, 1, SenderKind::Customer, words)}).says("微信只给出这句提示"));
    }
    BodiesDesk ours({agent_message(1, 1, "[文件过大，请发邮件]", Delivery::Accepted)});
    CHECK_FALSE(ours.says("微信只给出这句提示"));
    CHECK(BodiesDesk({text_message(1, 1, SenderKind::Customer, "【视频超过10MB，无法接收】")})
              .says("微信只给出这句提示"));
}

TEST_CASE(
    "a text whose words cannot be read is a card that says so, and one with unknown members is a text") {
    Message odd = received(1, "text", R"({"content":["x"]})");
    Message more = received(2, "text", R"({"content":"正文","unknown":1})");
    more.text = "正文";
    BodiesDesk desk({odd, more});
    CHECK(desk.says(words(Language::Chinese).no_details));
    CHECK(desk.article("正文") != nullptr);
}

}  // namespace
}  // namespace kf::web
