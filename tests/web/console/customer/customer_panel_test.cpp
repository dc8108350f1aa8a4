#include "web/console/customer/customer_panel.h"

#include <doctest/doctest.h>

#include "tests/web/console/app/desk.h"

namespace kf::web {
namespace {

struct PanelDesk : Desk {
    PanelDesk() {
        Conversation& c = add("陈小满", DeskState::Assigned);
        c.scene = "video01";
        c.scene_param = "sku=88";
        c.window.used = 3;
        snapshot.customers[0].gender = Gender::Female;
        snapshot.customers[0].unionid = "oX3kFullId";
        snapshot.customers[0].note = "偏好顺丰";
        add("赵先生", DeskState::Assigned);
        start();
        open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    }
};

TEST_CASE("the panel says who it is, how they came and what is left") {
    PanelDesk desk;
    REQUIRE(desk.find(Role::Complementary, "客户资料") != nullptr);
    CHECK(desk.says("女 · 首次咨询 2026-05-29"));
    CHECK(desk.says("客服账号 售后客服"));
    CHECK(desk.says("场景 video01 · sku=88"));
    CHECK(desk.says("已发 3 / 5 · 截止 05-31 04:25"));
    CHECK(desk.find(Role::ProgressBar, "回复窗口")->state.value == doctest::Approx(0.4));
}

TEST_CASE("list, chat and panel show the customer's picture from one address, in the two sizes they need") {
    Desk desk;
    desk.add("陈小满", DeskState::Assigned);
    desk.snapshot.customers[0].avatar_url = "/api/avatars/7";
    desk.platform.picture_port_.answers_all = Size{96, 96};
    desk.start();
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗"),
                         agent_message(2, 1, "在的", Delivery::Accepted)});
    CHECK(desk.platform.picture_port_.loads == std::vector<std::string>(2, "/api/avatars/7"));
    CHECK(desk.platform.pictures_.stats().textures == 2);
}

TEST_CASE("who has no picture, one that cannot be shown, or one that lies elsewhere has an initial") {
    const auto vertices_with = [](const std::string& address, const auto& answer) {
        Desk desk;
        desk.add("陈小满", DeskState::Queued);
        desk.snapshot.customers[0].avatar_url = address;
        desk.start();
        answer(desk.platform.picture_port_);
        desk.settle();
        return desk.runner().vertices();
    };
    const int initial = vertices_with("", [](HeadlessPictures&) {});
    const std::string ours = "/api/avatars/7";
    CHECK(vertices_with(ours, [](HeadlessPictures&) {}) == initial);
    CHECK(vertices_with(ours, [&](HeadlessPictures& port) {
              REQUIRE(port.fail(ours, PictureError::Refused));
          }) == initial);
    CHECK(vertices_with(ours, [&](HeadlessPictures& port) {
              REQUIRE(port.fail(ours, PictureError::NotShown));
          }) == initial);
    CHECK(vertices_with("https://pictures.example/7",
                        [](HeadlessPictures& port) { CHECK(port.loads.empty()); }) == initial);
    // The rounded square alone, without the four corners of a character.
    CHECK(vertices_with(ours, [&](HeadlessPictures& port) { REQUIRE(port.answer(ours, 96, 96)); }) ==
          initial - 4);
}

TEST_CASE("the unionid is copied by its button") {
    PanelDesk desk;
    desk.press(Role::Button, "复制 unionid");
    CHECK(desk.platform.clipboard_.text == "oX3kFullId");
}

TEST_CASE("the note saves by itself when the typing pauses, and says so") {
    PanelDesk desk;
    CHECK(desk.field("客户备注").value == "偏好顺丰");
    desk.type("客户备注", "，不吃辣");
    CHECK(desk.says("停止输入后自动保存"));
    CHECK(desk.sent<SaveNote>().empty());
    desk.platform.page_.advance(1'100);
    desk.settle();
    REQUIRE(desk.sent<SaveNote>().size() == 1);
    CHECK(desk.sent<SaveNote>()[0].text == "偏好顺丰，不吃辣");
    CHECK(desk.says("正在保存"));
    Customer saved = desk.state().customers.at(CustomerId("wm1"));
    saved.note = "偏好顺丰，不吃辣";
    desk.event(CustomerChanged{saved});
    desk.done(desk.commands().back());
    CHECK(desk.says("已保存"));
}

TEST_CASE("a note that is being typed is saved before another customer is shown") {
    PanelDesk desk;
    desk.type("客户备注", "！");
    desk.open("赵先生", {text_message(1, 2, SenderKind::Customer, "你好")});
    REQUIRE(desk.sent<SaveNote>().size() == 1);
    CHECK(desk.sent<SaveNote>()[0].customer == CustomerId("wm1"));
    CHECK(desk.sent<SaveNote>()[0].text == "偏好顺丰！");
    CHECK(desk.field("客户备注").value.empty());
}

TEST_CASE("a colleague's note appears, but never over what is being typed") {
    PanelDesk desk;
    Customer other = desk.state().customers.at(CustomerId("wm1"));
    other.note = "同事写的";
    desk.event(CustomerChanged{other});
    CHECK(desk.field("客户备注").value == "同事写的");
    desk.type("客户备注", "，我接着写");
    other.note = "同事又改了";
    desk.event(CustomerChanged{other});
    CHECK(desk.field("客户备注").value == "同事写的，我接着写");
}

TEST_CASE("a note typed back to what it was is not saved, and a colleague's then shows") {
    PanelDesk desk;
    desk.type("客户备注", "x");
    desk.field("客户备注").field->on_input("偏好顺丰", false);
    desk.platform.page_.advance(1'100);
    desk.settle();
    CHECK(desk.sent<SaveNote>().empty());
    CHECK_FALSE(desk.says("正在保存"));
    Customer other = desk.state().customers.at(CustomerId("wm1"));
    other.note = "同事写的";
    desk.event(CustomerChanged{other});
    CHECK(desk.field("客户备注").value == "同事写的");
}

TEST_CASE("a note changed back while it is being saved ends as it stands in the field") {
    PanelDesk desk;
    for (const char* text : {"偏好顺丰，急", "偏好顺丰"}) {
        desk.field("客户备注").field->on_input(text, false);
        desk.settle();
        desk.platform.page_.advance(1'100);
        desk.settle();
    }
    REQUIRE(desk.sent<SaveNote>().size() == 2);
    CHECK(desk.sent<SaveNote>()[1].text == "偏好顺丰");
}

TEST_CASE("a refused note is said, stays with its customer, and is saved after all when it is edited") {
    PanelDesk desk;
    desk.type("客户备注", "，不吃辣");
    desk.platform.page_.advance(1'100);
    desk.settle();
    desk.refuse(desk.commands().back(), ErrorCode::StoreReadOnly, "服务器的存储是只读的。");
    CHECK_FALSE(desk.says("正在保存"));
    CHECK(desk.says("没有保存"));
    CHECK(desk.says("服务器的存储是只读的。"));
    desk.open("赵先生", {text_message(1, 2, SenderKind::Customer, "你好")});
    CHECK(desk.field("客户备注").value.empty());
    CHECK_FALSE(desk.says("没有保存"));
    desk.runner().click(desk.find_prefix(Role::ListItem, "陈小满")->rect.center());
    desk.settle();
    CHECK(desk.field("客户备注").value == "偏好顺丰，不吃辣");
    CHECK(desk.says("没有保存"));
    desk.type("客户备注", "！");
    desk.platform.page_.advance(1'100);
    desk.settle();
    REQUIRE(desk.sent<SaveNote>().size() == 2);
    CHECK(desk.sent<SaveNote>()[1].text == "偏好顺丰，不吃辣！");
    Customer saved = desk.state().customers.at(CustomerId("wm1"));
    saved.note = "偏好顺丰，不吃辣！";
    desk.event(CustomerChanged{saved});
    desk.done(desk.commands().back());
    CHECK(desk.says("已保存"));
}

TEST_CASE("closing the folded panel at once saves the note all the same") {
    PanelDesk desk;
    desk.platform.page_.viewport_size = {420, 800};
    desk.settle();
    desk.platform.page_.request_frame();
    desk.settle();
    desk.press(Role::Button, "查看客户资料");
    desk.type("客户备注", "！");
    desk.press(Role::Button, "收起客户资料");
    REQUIRE(desk.sent<SaveNote>().size() == 1);
    CHECK(desk.sent<SaveNote>()[0].text == "偏好顺丰！");
}

TEST_CASE("past sessions are listed with what they were about") {
    PanelDesk desk;
    CHECK(desk.find(Role::Status, "正在加载客户资料") != nullptr);
    ConversationDetails details;
    details.customer = desk.state().customers.at(CustomerId("wm1"));
    SessionSummary session;
    session.id = SessionId(9);
    session.conversation = ConversationId(1);
    session.started_at = kDeskNow - 30 * kSecsPerDay * 1000;
    session.ended_at = session.started_at + 1000;
    session.agent = AgentId("mei");
    session.first_text = "咨询发货时间";
    session.messages = 8;
    details.sessions = {session};
    desk.answer_details(details);
    CHECK(desk.says("历史会话 1"));
    CHECK(desk.find(Role::ListItem, "咨询发货时间，04-29，梅姐 · 8 条") != nullptr);
}

TEST_CASE("a closed window is said in words") {
    Desk desk;
    Conversation& c = desk.add("陈小满", DeskState::Assigned);
    c.window.opened_at = to_secs(kDeskNow) - 49 * 3600;
    desk.start();
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    CHECK(desk.says("48 小时已过"));
}

TEST_CASE("a session that began with a picture is known by it, in the language of the console") {
    PanelDesk desk;
    ConversationDetails details;
    details.customer = desk.state().customers.at(CustomerId("wm1"));
    SessionSummary session;
    session.id = SessionId(9);
    session.conversation = ConversationId(1);
    session.started_at = kDeskNow - 30 * kSecsPerDay * 1000;
    session.ended_at = session.started_at + 1000;
    session.first_text = "[图片]";
    session.first_text_en = "[Image]";
    details.sessions = {session};
    desk.answer_details(details);
    CHECK(desk.find_prefix(Role::ListItem, "[图片]，") != nullptr);
}

TEST_CASE(
    "supervisors take a conversation's chats out as a table or as everything; agents have no such button") {
    PanelDesk agent;
    CHECK(agent.find(Role::Button, "导出聊天记录") == nullptr);
    Desk desk;
    desk.snapshot.self.role = kf::Role::Supervisor;
    desk.add("陈小满", DeskState::Assigned);
    desk.start();
    desk.open("陈小满", {text_message(1, 1, SenderKind::Customer, "在吗")});
    desk.press(Role::Button, "导出聊天记录");
    desk.press(Role::MenuItem, "表格（CSV，便于阅读）");
    REQUIRE(desk.platform.downloads_.saved.size() == 1);
    CHECK(desk.platform.downloads_.saved[0].url == "/api/chats.csv?conversation=1&utc_offset=480");
    desk.press(Role::Button, "导出聊天记录");
    desk.press(Role::MenuItem, "完整数据（JSON Lines）");
    CHECK(desk.platform.downloads_.saved[1].url == "/api/chats.jsonl?conversation=1");
}

}  // namespace
}  // namespace kf::web
