// Files from the clipboard, the drop zone and the dialog: what they become, how they wait, how they go out.
#include "shared/console/reduce_step.h"
#include "tests/web/console/composer/writing_desk.h"
#include "web/contents/attachment.h"

namespace kf::web {
namespace {

constexpr std::uint64_t kMb = 1 << 20;

TEST_CASE("what a file is sent as is decided by its content and size") {
    struct Row {
        FileFacts facts;
        const char* claimed;
        std::uint64_t bytes;
        std::optional<AttachmentKind> kind;
        AttachmentNote note;
    };
    const auto picture = [](const char* mime, bool animated = false) {
        return FileFacts{.mime = mime, .width = 10, .height = 10, .animated = animated, .duration_ms = 0};
    };
    const auto large = [](const char* mime, int width, int height) {
        return FileFacts{.mime = mime, .width = width, .height = height, .animated = false, .duration_ms = 0};
    };
    const auto plain = [](const char* mime, int ms = 0) {
        return FileFacts{.mime = mime, .width = 0, .height = 0, .animated = false, .duration_ms = ms};
    };
    using enum AttachmentKind;
    using enum AttachmentNote;
    const Row rows[] = {
        {picture("image/png"), "", kMb, Image, AttachmentNote::None},
        {picture("image/jpeg"), "", 10 * kMb, Image, AttachmentNote::None},
        {picture("image/jpeg"), "", 10 * kMb + 1, std::nullopt, PictureTooLarge},
        {large("image/png", 1'000, 40'000), "", kMb, Image, AttachmentNote::None},
        {large("image/png", 1'000, 50'001), "", kMb, std::nullopt, TooManyPixels},
        {large("image/jpeg", 8'000, 7'000), "", 9 * kMb, std::nullopt, TooManyPixels},
        {large("image/png", 65'536, 2), "", kMb, std::nullopt, TooManyPixels},
        {picture("image/webp"), "", kMb, std::nullopt, OtherPicture},
        {picture("image/gif", true), "", kMb, std::nullopt, Moving},
        {plain("image/png"), "", kMb, File, AttachmentNote::None},  // cannot be decoded
        {plain("video/mp4"), "", 10 * kMb, Video, AttachmentNote::None},
        {plain("video/mp4"), "", 10 * kMb + 1, File, VideoAsFile},
        {plain("video/3gpp"), "", kMb, File, VideoAsFile},
        {plain(""), "video/quicktime", kMb, File, VideoAsFile},
        {plain("audio/amr", 60'000), "", 2 * kMb, Voice, AttachmentNote::None},
        {plain("audio/amr", 60'001), "", kMb, File, VoiceTooLong},
        {plain("audio/amr", 1'000), "", 2 * kMb + 1, File, VoiceTooLong},
        {plain("audio/amr-wb", 1'000), "", kMb, File, AudioAsFile},
        {plain("audio/wav"), "", kMb, File, AudioAsFile},  // a recording that was made elsewhere
        {plain(""), "audio/mpeg", kMb, File, AudioAsFile},
        {plain("application/pdf"), "", 20 * kMb, File, AttachmentNote::None},
        {plain("application/pdf"), "", 20 * kMb + 1, std::nullopt, TooLarge},
        {plain(""), "", 5, std::nullopt, TooSmall},
        {plain(""), "", 6, File, AttachmentNote::None},
    };
    for (const Row& row : rows) {
        CAPTURE(row.facts.mime);
        CAPTURE(row.claimed);
        CAPTURE(row.bytes);
        const AttachmentPlan plan = plan_attachment(row.facts, row.claimed, row.bytes);
        CHECK(plan.kind == row.kind);
        CHECK(plan.note == row.note);
        CHECK(plan.refused() == (row.note == TooLarge || row.note == TooSmall));
        CHECK(plan.offers.smaller == (row.note == PictureTooLarge || row.note == TooManyPixels));
    }
    CHECK_FALSE(plan_attachment({.mime = "image/png", .width = 9, .height = 9}, "", 21 * kMb).offers.as_file);
}

TEST_CASE("a pasted screenshot is uploaded at once and goes out after the text, each once") {
    AnswerDesk desk;
    desk.begin();
    desk.paste({desk.files().make_large("image.png", 2000, AnswerDesk::png())});
    CHECK(desk.platform.http_.requests.back().path == "/api/uploads");
    CHECK(desk.platform.http_.requests.back().body.find("\"image\"") != std::string::npos);
    desk.take_upload(41, "image/png", 2000);
    CHECK(desk.tray().find("image.png，图片 · 2 KB") != std::string::npos);
    CHECK(desk.says("将用掉 1 / 5 条"));
    desk.type("消息", "请看截图");
    CHECK(desk.says("将用掉 2 / 5 条"));
    desk.submit("消息");
    REQUIRE(desk.sent_texts().size() == 1);
    REQUIRE(desk.sent_besides_texts().size() == 1);
    CHECK(desk.sent_besides_texts()[0].content == Content{ImageBody{"kfdesk:41"}});
    CHECK(sent_text(desk.commands()[desk.commands().size() - 2].command) != nullptr);
    CHECK(desk.tray().find("image.png") == std::string::npos);
    CHECK(desk.text().empty());
}

TEST_CASE("sending waits for uploads, with the field locked, and goes out in a hidden tab") {
    AnswerDesk desk;
    desk.begin();
    desk.paste({desk.files().make_large("a.pdf", 9000, {.mime = "application/pdf"})});
    REQUIRE(desk.platform.http_.answer("/api/uploads", 201, R"({"upload":"u","offset":0,"chunk":33554432})"));
    desk.settle();
    desk.type("消息", "文件在这里");
    desk.submit("消息");
    CHECK(desk.sent_texts().empty());
    CHECK(desk.field("消息").style.disabled);
    CHECK(desk.says("上传完成后自动发送"));
    CHECK(desk.platform.page_.warns_before_close);
    // No frame is drawn from here on.
    Media media;
    media.id = MediaId(7);
    media.state = MediaState::Ready;
    REQUIRE(desk.platform.upload_port_.answer(200, R"({"offset":9000,"media":)" + write_media(media) + "}"));
    REQUIRE(desk.sent_texts().size() == 1);
    CHECK(desk.sent_texts()[0].text == "文件在这里");
    REQUIRE(desk.sent_besides_texts().size() == 1);
    CHECK(desk.sent_besides_texts()[0].content == Content{FileBody{"kfdesk:7"}});
    desk.settle();
    CHECK_FALSE(desk.field("消息").style.disabled);
    CHECK(desk.text().empty());
}

TEST_CASE("what cannot be taken stays: the tray, the quote and the text") {
    AnswerDesk desk;
    desk.begin();
    desk.paste({desk.files().make_large("image.png", 2000, AnswerDesk::png())});
    desk.take_upload(41, "image/png", 2000);
    desk.type("消息", "请看截图");
    desk.lose_connection();
    for (std::size_t i = 0; desk.state().outstanding.size() + 1 < kMaxOutstanding; ++i)
        desk.app().dispatch(NoteSaved{CustomerId("wm1"), std::to_string(i)});
    desk.submit("消息");
    CHECK(desk.find(Role::Button, "发送")->description == "等待发送的消息太多，请等连接恢复后再发送。");
    CHECK(desk.tray().find("image.png") != std::string::npos);
    CHECK(desk.text() == "请看截图");
    CHECK(desk.state().threads.at(ConversationId(1)).pending.empty());
}

TEST_CASE("waiting can be given up: the text is still there") {
    AnswerDesk desk;
    desk.begin();
    desk.paste({desk.files().make_large("a.pdf", 9000, {.mime = "application/pdf"})});
    desk.type("消息", "还没想好");
    desk.submit("消息");
    desk.press(Role::Button, "先不发送");
    CHECK(desk.text() == "还没想好");
    CHECK_FALSE(desk.field("消息").style.disabled);
    desk.take_upload(7, "application/pdf", 9000);
    CHECK(desk.sent_texts().empty());
    CHECK(desk.sent_besides_texts().empty());
}

TEST_CASE("what waits in one conversation goes out while another is open") {
    AnswerDesk desk;
    desk.begin();
    desk.paste({desk.files().make_large("a.pdf", 9000, {.mime = "application/pdf"})});
    desk.submit("消息");
    desk.open("赵先生", {text_message(1, 2, SenderKind::Customer, "你好")});
    CHECK(desk.tray().find("a.pdf") == std::string::npos);
    desk.take_upload(7, "application/pdf", 9000);
    REQUIRE(desk.sent_besides_texts().size() == 1);
    CHECK(desk.sent_besides_texts()[0].conversation == ConversationId(1));
}

TEST_CASE("a picture over the limit is offered smaller, with both sizes, and only goes after a yes") {
    AnswerDesk desk;
    desk.begin();
    desk.files().reencoded_bytes = 2 * kMb;
    desk.paste({desk.files().make_large("photo.jpg", 14 * kMb,
                                        {.mime = "image/jpeg", .width = 8000, .height = 6000})});
    CHECK(desk.platform.http_.requests.back().path != "/api/uploads");
    CHECK(desk.says("图片有 14 MB，微信最多收 10 MB"));
    CHECK(desk.find(Role::Button, "发送")->state.disabled);
    desk.press(Role::Button, "缩小图片");
    desk.look();
    CHECK(desk.says("14 MB → 2 MB"));
    CHECK(desk.platform.http_.requests.back().path != "/api/uploads");
    desk.press(Role::Button, "用这张");
    desk.take_upload(9, "image/jpeg", 2 * static_cast<std::int64_t>(kMb));
    desk.press(Role::Button, "发送");
    CHECK(desk.sent_besides_texts().size() == 1);
}

TEST_CASE("a picture of too many pixels is never uploaded as one; smaller, or as a file, it goes") {
    AnswerDesk desk;
    desk.begin();
    desk.paste({desk.files().make_large("plan.png", 3 * kMb,
                                        {.mime = "image/png", .width = 20'000, .height = 4'000})});
    CHECK(desk.platform.http_.requests.back().path != "/api/uploads");
    CHECK(desk.says("图片的像素太多，缩小后才能作为图片发送"));
    REQUIRE(desk.find(Role::Button, "缩小图片") != nullptr);
    desk.press(Role::Button, "作为文件发送");
    CHECK(desk.platform.http_.requests.back().body.find("\"file\"") != std::string::npos);
}

TEST_CASE("other formats of pictures are offered as picture or as file") {
    AnswerDesk desk;
    desk.begin();
    desk.paste({desk.files().make_large("cat.gif", 3000,
                                        {.mime = "image/gif", .width = 90, .height = 90, .animated = true})});
    CHECK(desk.says("动画会静止"));
    desk.press(Role::Button, "作为文件发送");
    CHECK(desk.platform.http_.requests.back().body.find("\"file\"") != std::string::npos);
}

TEST_CASE("too large a file is refused in words before anything is uploaded") {
    AnswerDesk desk;
    desk.begin();
    const std::size_t before = desk.platform.http_.requests.size();
    desk.paste({desk.files().make_large("disk.iso", 21 * kMb, {})});
    CHECK(desk.says("文件有 21 MB，最大 20 MB，不能发送"));
    CHECK(desk.platform.http_.requests.size() == before);
    desk.type("消息", "看文件");
    CHECK(desk.find(Role::Button, "发送")->description.find("disk.iso") != std::string::npos);
    desk.press(Role::Button, "移除 disk.iso");
    CHECK_FALSE(desk.find(Role::Button, "发送")->state.disabled);
}

TEST_CASE("more than the window has left is refused with both numbers") {
    AnswerDesk desk(kf::Role::Agent, 4);
    desk.begin();
    desk.paste({desk.files().make_large("1.png", 900, AnswerDesk::png()),
                desk.files().make_large("2.png", 900, AnswerDesk::png())});
    desk.take_upload(1, "image/png", 900);
    desk.take_upload(2, "image/png", 900);
    CHECK(desk.says("要用 2 条，只剩 1 条"));
    CHECK(desk.find(Role::Button, "发送")->state.disabled);
    desk.submit("消息");
    CHECK(desk.sent_besides_texts().empty());
}

TEST_CASE("files fall on the whole chat, and nowhere while nothing may be sent") {
    AnswerDesk desk;
    desk.begin();
    desk.files().drag_over({700, 300}, 1);
    desk.settle();
    CHECK(desk.find(Role::Status, "松开即可添加") != nullptr);
    desk.files().drop({700, 300}, {desk.files().make_large("a.txt", 100, {})});
    desk.settle();
    desk.look();
    CHECK(desk.tray().find("a.txt") != std::string::npos);

    AnswerDesk closed(kf::Role::Agent, 5);
    closed.begin();
    CHECK_FALSE(closed.files().accepting);
}

TEST_CASE("buttons open the dialog of the browser for what they are called after") {
    AnswerDesk desk;
    desk.begin();
    desk.press(Role::Button, "图片");
    REQUIRE(desk.files().picks.size() == 1);
    CHECK(desk.files().picks[0].accept.find(".png") != std::string::npos);
    REQUIRE(desk.files().choose({desk.files().make_large("b.png", 700, AnswerDesk::png())}));
    desk.look();
    CHECK(desk.tray().find("b.png") != std::string::npos);
    desk.press(Role::Button, "文件");
    CHECK(desk.files().picks[1].accept.empty());
    desk.press(Role::Button, "更多");
    desk.press(Role::MenuItem, "语音文件");
    CHECK(desk.files().picks[2].accept.find("amr") != std::string::npos);
}

TEST_CASE("a failed upload says why and can be tried again") {
    AnswerDesk desk;
    desk.begin();
    desk.paste({desk.files().make_large("a.png", 700, AnswerDesk::png())});
    REQUIRE(desk.platform.http_.answer("/api/uploads", 400,
                                       R"({"error":"wrong_type","zh":"不是图片。","en":"No picture."})"));
    desk.settle();
    CHECK(desk.says("不是图片。"));
    CHECK(desk.find(Role::Button, "发送")->state.disabled);
    desk.press(Role::Button, "重新上传 a.png");
    desk.take_upload(5, "image/png", 700);
    CHECK_FALSE(desk.find(Role::Button, "发送")->state.disabled);
}

TEST_CASE("what the backend refuses as a picture goes as a file, what it refuses as a file does not") {
    AnswerDesk desk;
    desk.begin();
    const std::string refusal = R"({"error":{"code":"broken_picture","zh":"文件已损坏。","en":"Damaged."}})";
    desk.paste({desk.files().make_large("a.png", 700, AnswerDesk::png())});
    REQUIRE(desk.platform.http_.answer("/api/uploads", 415, refusal));
    desk.settle();
    CHECK(desk.says("文件已损坏。"));
    desk.press(Role::Button, "作为文件发送");
    CHECK(desk.platform.http_.requests.back().body.find("\"file\"") != std::string::npos);
    REQUIRE(desk.platform.http_.answer("/api/uploads", 415, refusal));
    desk.settle();
    CHECK(desk.find(Role::Button, "作为文件发送") == nullptr);
    CHECK(desk.find(Role::Button, "重新上传 a.png") != nullptr);
}

TEST_CASE("the preview shows every message in order, with bytes and cost, and sends") {
    AnswerDesk desk;
    desk.begin();
    desk.paste({desk.files().make_large("a.png", 700, AnswerDesk::png())});
    desk.take_upload(5, "image/png", 700);
    desk.type("消息", "看图");
    desk.press(Role::Button, "预览");
    CHECK(desk.find(Role::Dialog, "发送前预览") != nullptr);
    CHECK(desk.find(Role::ListItem, "1 · 文字 · 6 字节：[文字] 看图") != nullptr);
    CHECK(desk.find_prefix(Role::ListItem, "2 · 图片 · 700 B") != nullptr);
    desk.press(Role::Button, "发送 2 条");
    CHECK(desk.sent_texts().size() == 1);
    CHECK(desk.sent_besides_texts().size() == 1);
    CHECK(desk.find(Role::Dialog, "发送前预览") == nullptr);
}

}  // namespace
}  // namespace kf::web
