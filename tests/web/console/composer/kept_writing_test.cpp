// What is being written besides drafts outlives the page.
#include "web/console/composer/kept_writing.h"

#include "tests/web/console/composer/writing_desk.h"

namespace kf::web {
namespace {

// The page is loaded again in the same tab.
struct Reloaded : AnswerDesk {
    using Tab = decltype(HeadlessPage::tab);
    explicit Reloaded(const Tab& tab) { platform.page_.tab = tab; }
};

TEST_CASE("a private note that was not added is there again after a reload") {
    AnswerDesk desk;
    desk.begin();
    desk.press(Role::Button, "内部备注");
    desk.type("内部备注", "等仓库回电话");
    Reloaded again(desk.platform.page_.tab);
    again.begin();
    CHECK(again.field("内部备注").value == "等仓库回电话");
    CHECK(again.sent<AddPrivateNote>().empty());
    again.press(Role::Button, "添加备注");
    REQUIRE(again.sent<AddPrivateNote>().size() == 1);
    Reloaded clean(again.platform.page_.tab);
    clean.begin();
    CHECK(clean.find(Role::TextField, "内部备注") == nullptr);
}

TEST_CASE(
    "files that have arrived and the quote are on the tray again; the page is left without a question") {
    AnswerDesk desk;
    desk.begin();
    desk.paste({desk.files().make_large("截图.png", 5000, AnswerDesk::png())});
    CHECK(desk.platform.page_.warns_before_close);
    desk.take_upload(31, "image/png", 5000);
    CHECK_FALSE(desk.platform.page_.warns_before_close);
    Reloaded again(desk.platform.page_.tab);
    again.begin();
    again.press(Role::Button, "发送");
    REQUIRE(again.sent_besides_texts().size() == 1);
    CHECK(again.sent_besides_texts()[0].content == Content{ImageBody{own_media_id(MediaId(31))}});
}

TEST_CASE(
    "the page asks before it is left with a file that only it has, and not for one that can never be sent") {
    AnswerDesk desk;
    desk.begin();
    desk.paste({desk.files().make("空.txt", "x", {})});  // five bytes are too few for WeChat
    REQUIRE(desk.tray().find("空.txt") != std::string::npos);
    CHECK_FALSE(desk.platform.page_.warns_before_close);
}

TEST_CASE("another agent in the same tab sees nothing of it, and its writer finds it there afterwards") {
    AnswerDesk desk;
    desk.begin();
    desk.press(Role::Button, "内部备注");
    desk.type("内部备注", "等仓库回电话");
    Reloaded other(desk.platform.page_.tab);
    other.snapshot.self.id = AgentId("wang");
    other.begin();
    CHECK(other.find(Role::TextField, "内部备注") == nullptr);
    Reloaded again(other.platform.page_.tab);
    again.begin();
    CHECK(again.find(Role::TextField, "内部备注") != nullptr);
}

TEST_CASE("whoever signs out chooses whether the tab keeps what was not sent") {
    for (const bool keep : {true, false}) {
        CAPTURE(keep);
        AnswerDesk desk;
        desk.begin();
        desk.press(Role::Button, "林晓，在线：状态与退出");
        CHECK(desk.find(Role::MenuItem, "退出登录") != nullptr);  // nothing is unsent: nothing to choose
        desk.runner().key(Key::Escape);
        desk.press(Role::Button, "内部备注");
        desk.type("内部备注", "等仓库回电话");
        desk.press(Role::Button, "林晓，在线：状态与退出");
        desk.press(Role::MenuItem, keep ? "退出登录，未发出的留给我下次" : "退出登录，丢弃未发出的内容");
        desk.runner().settle(50);
        bool found = false;
        for (const auto& [key, value] : desk.platform.page_.tab)
            found = found || value.find("等仓库回电话") != std::string::npos;
        CHECK(found == keep);
    }
}

TEST_CASE("a text in the tab that makes no sense is not taken back") {
    Writings writings;
    for (const char* text : {"", "{", "[]", R"({"agent":"lin","items":[{"conversation":1,"frame":"{"}]})"})
        take_back_kept(text, AgentId("lin"), writings);
    for (const auto& [id, writing] : writings) CHECK(writing.tray.empty());
}

TEST_CASE("cards and quotes come back as they were") {
    Writings writings;
    Writing& writing = writings[ConversationId(4)];
    Media thumb;
    thumb.id = MediaId(9);
    thumb.role = "thumb";
    writing.tray.add_content(LinkBody{"标题", "描述", "https://a.example", "", ""}, {thumb});
    writing.tray.add_content(LocationBody{30, 120, "门店", "西湖边"}, {});
    writing.quote = Quote{"陈小满", "在吗"};
    const std::string kept = write_kept(AgentId("lin"), writings);
    Writings again;
    take_back_kept(kept, AgentId("lin"), again);
    const Writing& back = again.at(ConversationId(4));
    REQUIRE(back.tray.size() == 2);
    CHECK(back.tray.items()[0].content == writing.tray.items()[0].content);
    REQUIRE(back.tray.items()[0].media.size() == 1);
    CHECK(back.tray.items()[0].media[0].id == MediaId(9));
    CHECK(back.tray.items()[1].content == writing.tray.items()[1].content);
    CHECK(back.tray.items()[1].media.empty());
    REQUIRE(back.quote);
    CHECK(back.quote->name == "陈小满");
    CHECK(back.quote->text == "在吗");
    CHECK(write_kept(AgentId("lin"), again) == kept);
}

}  // namespace
}  // namespace kf::web
