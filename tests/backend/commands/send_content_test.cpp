#include <doctest/doctest.h>

#include "tests/backend/commands/desk_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

MenuBody refund_menu() {
    MenuBody body;
    body.head_content = "请选择";
    MenuItem item;
    item.id = "1";
    item.content = "退款";
    body.list.push_back(item);
    return body;
}

}  // namespace

TEST_CASE("every type that the API lets us send leaves as it was written, each as one of the five") {
    struct Row {
        const char* msgtype;
        std::function<Content(DeskFixture&)> make;
    };
    const auto file = [](DeskFixture& desk, const char* mime, MediaKind kind) {
        return own_media_id(desk.upload(mime, kind).id);
    };
    const Row rows[] = {
        {"text",
         [](DeskFixture&) {
             return Content{TextBody{"您好", {}}};
         }},
        {"image",
         [&](DeskFixture& d) { return Content{ImageBody{file(d, "image/jpeg", MediaKind::Image)}}; }},
        {"voice", [&](DeskFixture& d) { return Content{VoiceBody{file(d, "audio/amr", MediaKind::Voice)}}; }},
        {"video", [&](DeskFixture& d) { return Content{VideoBody{file(d, "video/mp4", MediaKind::Video)}}; }},
        {"file",
         [&](DeskFixture& d) { return Content{FileBody{file(d, "application/pdf", MediaKind::File)}}; }},
        {"location",
         [](DeskFixture&) {
             return Content{LocationBody{39.9, 116.4, "天安门", "北京"}};
         }},
        {"link",
         [&](DeskFixture& d) {
             return Content{
                 LinkBody{"标题", "描述", "https://a.example/", {}, file(d, "image/png", MediaKind::Image)}};
         }},
        {"miniprogram",
         [&](DeskFixture& d) {
             return Content{
                 MiniprogramBody{"我的订单", "wx1", "p/i.html", file(d, "image/png", MediaKind::Image)}};
         }},
        {"msgmenu", [](DeskFixture&) { return Content{refund_menu()}; }},
        {"ca_link",
         [](DeskFixture&) { return Content{CustomerLinkBody{"https://work.weixin.qq.com/ca/x1"}}; }},
        {"business_card", [](DeskFixture&) { return Content{BusinessCardBody{"zhangsan"}}; }},
    };
    for (const Row& row : rows) {
        CAPTURE(row.msgtype);
        DeskFixture desk;
        const ConversationId id = desk.customer_writes();
        const Content content = row.make(desk);
        const MessageId message = desk.send(id, content);
        CHECK(desk.store.conversation().window.used == 1);
        desk.pump();
        CHECK(desk.delivery(message) == Delivery::Accepted);
        REQUIRE(desk.wecom.sent.size() == 1);
        const Message stored = *desk.store->find_message(message);
        CHECK(stored.msgtype == row.msgtype);
        // What left is what was written, but for the file's id, which is WeCom's.
        Content left = desk.wecom.sent[0].content;
        Content wanted = content;
        if (std::string* field = media_field(left)) {
            REQUIRE(stored.media.size() == 1);
            const MediaId own = stored.media[0].id;
            CHECK(*field == "wx" + std::to_string(own.value) + ".1");
            CHECK(own_media_id(own) != *media_field(content));  // the message has a media of its own
            *field = *media_field(wanted);
            CHECK(desk.store->find_media(own)->message == message);
        }
        CHECK(left == wanted);
        CHECK_FALSE(desk.store.conversation().last.text_zh.empty());
    }
}

TEST_CASE("the file that an agent sends must be theirs to use, ready, of the right kind and size") {
    DeskFixture desk;
    desk.store.agents[1].accounts = {kService};  // mei sees nothing of the sales account
    const ConversationId id = desk.customer_writes();
    const auto try_image = [&](const std::string& media_id, const char* agent = "lin") {
        return desk.outcome(agent, SendContent{id, ImageBody{media_id}, 0});
    };
    CHECK(try_image("kfdesk:999") == "unknown_media");
    CHECK(try_image("3a8asd892asd8asd") == "unknown_media");  // an id of WeCom's own
    CHECK(try_image("") == "media_missing");
    CHECK(try_image(own_media_id(desk.upload("image/png", MediaKind::Image, 1000, "mei").id)) ==
          "unknown_media");
    CHECK(try_image(own_media_id(desk.upload("application/zip", MediaKind::File).id)) == "media_wrong_type");
    CHECK(try_image(own_media_id(desk.upload("image/gif").id)) == "media_wrong_type");
    CHECK(try_image(own_media_id(desk.upload("image/png", MediaKind::Image, 11 * 1024 * 1024).id)) ==
          "media_too_large");
    CHECK(desk.outcome("lin",
                       SendContent{id,
                                   VoiceBody{own_media_id(
                                       desk.upload("audio/amr", MediaKind::Voice, 9000, "lin", 61'000).id)},
                                   0}) == "voice_too_long");
    CHECK(desk.outcome("lin", SendContent{id, NoDetails{"meeting"}, 0}) == "type_not_sendable");
    CHECK(desk.outcome("lin", SendContent{id, TextBody{"", {}}, 0}) == "text_empty");
    CHECK(desk.store.conversation().window.used == 0);
    const std::string good = own_media_id(desk.upload().id);
    CHECK(try_image(good) == "done");
    // What stands in a message that the agent may see can be sent on, by wang as well.
    const std::string sent = own_media_id(desk.store.messages(id).back().media[0].id);
    desk.outcome("wang", ClaimConversation{id});
    CHECK(try_image(sent, "wang") == "done");
    CHECK(try_image(sent, "mei") == "unknown_conversation");
    const ConversationId other = [&] {
        desk.store.page({customer_text("x1", to_secs(desk.now), "在", kAnna, kService)}, to_secs(desk.now),
                        false, kService);
        return desk.store.conversation(kAnna, kService).id;
    }();
    CHECK(desk.outcome("mei", SendContent{other, ImageBody{sent}, 0}) == "unknown_media");
}

TEST_CASE("a tray that still names a file which is gone sends nothing, least of all another customer's") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    const std::string gone = own_media_id(desk.upload().id);
    REQUIRE(desk.store->drop_upload("upload" + std::to_string(desk.next_id), desk.now).ok());
    // The next file is of a message that lin may see, so its id would do.
    REQUIRE(desk.outcome("lin", SendContent{id, ImageBody{own_media_id(desk.upload().id)}, 0}) == "done");
    CHECK(desk.outcome("lin", SendContent{id, ImageBody{gone}, 0}) == "unknown_media");
    CHECK(desk.store.conversation().window.used == 1);
}

TEST_CASE("the same command twice is one message, and five of any type use the window up") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    const Content image = ImageBody{own_media_id(desk.upload().id)};
    const auto first = desk.ask("lin", SendContent{id, image, 0}, "same");
    const auto again = desk.ask("lin", SendContent{id, image, 0}, "same");
    CHECK(std::get<CommandDone>(first).message == std::get<CommandDone>(again).message);
    desk.send(id, LocationBody{1, 2, "", ""});
    desk.send(id, refund_menu());
    desk.say(id, "好");
    desk.send(id, FileBody{own_media_id(desk.upload("application/pdf", MediaKind::File).id)});
    CHECK(desk.store.conversation().window.used == 5);
    CHECK(desk.outcome("lin", SendContent{id, image, 0}) == "window_used_up");
}

TEST_CASE("what is behind a file waits until it is uploaded and sent") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.media.holding = true;
    desk.send(id, ImageBody{own_media_id(desk.upload().id)});
    desk.say(id, "看图");
    desk.pump();
    CHECK(desk.wecom.sent.empty());
    desk.media.holding = false;
    desk.media.answer_all();
    desk.pump();
    REQUIRE(desk.wecom.sent.size() == 2);
    CHECK(desk.wecom.sent[0].text == "image");
    CHECK(desk.wecom.sent[1].text == "看图");
}

TEST_CASE("a media id that WeCom has dropped is uploaded again, once, under a msgid of its own") {
    for (const int errcode : {40007, 40145}) {
        DeskFixture desk;
        const ConversationId id = desk.customer_writes();
        desk.wecom.send_errors = {wecom_error(errcode)};
        const MessageId message = desk.send(id, ImageBody{own_media_id(desk.upload().id)});
        desk.pump();
        desk.turn_clock(5000);
        REQUIRE(desk.wecom.sent.size() == 2);
        CHECK(desk.wecom.sent[0].msgid != desk.wecom.sent[1].msgid);
        CHECK(desk.store->find_message(message)->msgid == desk.wecom.sent[1].msgid);
        CHECK(media_field(desk.wecom.sent[0].content)->ends_with(".1"));
        CHECK(media_field(desk.wecom.sent[1].content)->ends_with(".2"));
        CHECK(desk.media.forgotten.size() == 1);
        CHECK(desk.delivery(message) == Delivery::Accepted);

        desk.wecom.send_errors = {wecom_error(errcode), wecom_error(errcode)};
        const MessageId hopeless = desk.send(id, ImageBody{own_media_id(desk.upload().id)});
        desk.pump();
        desk.turn_clock(5000);
        CHECK(desk.delivery(hopeless) == Delivery::Failed);
        CHECK(desk.store->find_message(hopeless)->fail_code == errcode);
        CHECK(desk.store.conversation().window.used == 1);
    }
}

TEST_CASE("an upload that fails is said in words; one that may pass is tried again, in order") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.media.errors = {wecom_error(45001)};
    const MessageId large = desk.send(id, ImageBody{own_media_id(desk.upload().id)});
    desk.pump();
    CHECK(desk.delivery(large) == Delivery::Failed);
    CHECK_FALSE(desk.store->find_message(large)->fail_zh.empty());
    CHECK(desk.store.conversation().window.used == 0);

    desk.media.errors = {Error{ErrorCode::MediaGone, "dropped"}};
    const MessageId gone = desk.send(id, ImageBody{own_media_id(desk.upload().id)});
    desk.pump();
    CHECK(desk.delivery(gone) == Delivery::Failed);

    desk.media.errors = {Error{ErrorCode::Unreachable, "no network"},
                         Error{ErrorCode::Unreachable, "no network"}};
    const MessageId later = desk.send(id, ImageBody{own_media_id(desk.upload().id)});
    desk.say(id, "然后");
    desk.pump();
    CHECK(desk.wecom.sent.empty());
    desk.turn_clock(2000);
    desk.turn_clock(2000);
    desk.turn_clock(2000);
    CHECK(desk.delivery(later) == Delivery::Accepted);
    REQUIRE(desk.wecom.sent.size() == 2);
    CHECK(desk.wecom.sent[1].text == "然后");
}

TEST_CASE("after a crash between upload and answer the same msgid goes again") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.wecom.holding = true;
    const MessageId message = desk.send(id, ImageBody{own_media_id(desk.upload().id)});
    desk.pump();  // trans waits
    desk.wecom.answer_all();
    desk.pump();
    REQUIRE(desk.wecom.sent.size() == 1);
    desk.wecom.holding = false;
    desk.restart();
    REQUIRE(desk.wecom.sent.size() == 2);
    CHECK(desk.wecom.sent[0].msgid == desk.wecom.sent[1].msgid);
    CHECK(desk.delivery(message) == Delivery::Accepted);
}

TEST_CASE("a failed picture can be sent again, and a held one taken back") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.wecom.send_errors = {wecom_error(40201)};
    const MessageId failed = desk.send(id, ImageBody{own_media_id(desk.upload().id)});
    desk.pump();
    REQUIRE(desk.delivery(failed) == Delivery::Failed);
    const auto again = desk.ask("lin", RetryMessage{failed});
    REQUIRE(std::holds_alternative<CommandDone>(again));
    desk.pump();
    CHECK(desk.delivery(std::get<CommandDone>(again).message) == Delivery::Accepted);
    CHECK(desk.delivery(failed) == Delivery::Failed);

    const auto held = desk.ask("lin", SendContent{id, ImageBody{own_media_id(desk.upload().id)}, 5});
    const MessageId message = std::get<CommandDone>(held).message;
    CHECK(desk.outcome("lin", CancelMessage{message}) == "done");
    CHECK(desk.store.conversation().window.used == 1);
    desk.turn_clock(6000);
    CHECK(desk.delivery(message) == Delivery::Cancelled);
}

TEST_CASE("a business card that the platform refuses is explained") {
    DeskFixture desk;
    const ConversationId id = desk.customer_writes();
    desk.wecom.send_errors = {wecom_error(40008)};
    const MessageId card = desk.send(id, BusinessCardBody{"zhangsan"});
    desk.pump();
    CHECK(desk.delivery(card) == Delivery::Failed);
    CHECK(desk.store->find_message(card)->fail_code == 40008);
    CHECK(desk.store->find_message(card)->fail_zh.find("名片") != std::string::npos);
    CHECK(desk.store.conversation().window.used == 0);
}
