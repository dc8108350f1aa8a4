// Texts over 2048 bytes, quotes, private notes.
#include "shared/messages/quote.h"
#include "tests/web/console/composer/writing_desk.h"
#include "web/console/composer/composer.h"
#include "web/console/composer/private_note.h"
#include "web/text/words.h"

namespace kf::web {
namespace {

std::string sentences(int count) {
    std::string out;
    for (int i = 0; i < count; ++i) out += "这是第" + std::to_string(i) + "句话，说得很清楚也很完整。";
    return out;
}

// As the message's menu does.
void quote_first(AnswerDesk& desk) {
    const auto* bubble = desk.find_prefix(Role::Article, "陈小满");
    REQUIRE_MESSAGE(bubble != nullptr, desk.outline());
    desk.runner().right_click(bubble->rect.center());
    desk.settle();
    desk.press(Role::MenuItem, words(Language::Chinese).message_quote);
}

TEST_CASE("a long text is offered as several messages, agreed to, and goes out in order") {
    AnswerDesk desk;
    desk.begin();
    const std::string text = sentences(100);
    REQUIRE(text.size() > 2 * 2048);
    desk.type("消息", text);
    CHECK(desk.says("将分成 3 条发送，用掉 3 / 5 条"));
    desk.submit("消息");
    CHECK(desk.sent_texts().empty());
    REQUIRE(desk.find(Role::Dialog, "发送前预览") != nullptr);
    desk.press(Role::Button, "发送 3 条");
    const auto sent = desk.sent_texts();
    REQUIRE(sent.size() == 3);
    std::string joined;
    for (const SentText& one : sent) {
        CHECK(one.text.size() <= 2048);
        CHECK(one.text.ends_with("。"));
        joined += one.text;
    }
    CHECK(joined == text);
    CHECK(desk.text().empty());
}

TEST_CASE("a long text that would take more than what is left is refused and stays") {
    AnswerDesk desk(kf::Role::Agent, 3);
    desk.begin();
    desk.type("消息", sentences(100));
    CHECK(desk.find_prefix(Role::Alert, "要用 3 条，只剩 2 条") != nullptr);
    desk.submit("消息");
    CHECK(desk.find(Role::Dialog, "发送前预览") == nullptr);
    CHECK(desk.sent_texts().empty());
    CHECK(desk.text() == sentences(100));
}

TEST_CASE("a quote stands in front of the text, once, and is not sent without words") {
    AnswerDesk desk;
    desk.begin();
    quote_first(desk);
    CHECK(desk.find(Role::Note, "引用 陈小满：在吗") != nullptr);
    desk.submit("消息");
    CHECK(desk.sent_texts().empty());
    desk.type("消息", "在的");
    desk.submit("消息");
    REQUIRE(desk.sent_texts().size() == 1);
    CHECK(desk.sent_texts()[0].text == with_quote({"陈小满", "在吗"}, "在的"));
    desk.type("消息", "还有吗");
    desk.submit("消息");
    CHECK(desk.sent_texts()[1].text == "还有吗");
}

TEST_CASE("a quote stays with its conversation and can be taken away") {
    AnswerDesk desk;
    desk.begin();
    quote_first(desk);
    desk.open("赵先生", {text_message(1, 2, SenderKind::Customer, "你好")});
    CHECK_FALSE(desk.says("引用 陈小满"));
    desk.go_to("陈小满");
    desk.press(Role::Button, "取消引用");
    CHECK_FALSE(desk.says("引用 陈小满"));
}

TEST_CASE("a private note is written in its own field, added by Enter, and never sent") {
    AnswerDesk desk;
    desk.begin();
    desk.type("消息", "给客户的");
    desk.press(Role::Button, "内部备注");
    CHECK(desk.says("不会发给客户"));
    CHECK(desk.find(Role::Button, "发送") == nullptr);
    desk.type("内部备注", "这位客户很急 @梅姐 请跟进");
    desk.submit("内部备注");
    REQUIRE(desk.sent<AddPrivateNote>().size() == 1);
    CHECK(desk.sent<AddPrivateNote>()[0].text == "这位客户很急 @梅姐 请跟进");
    CHECK(desk.sent<AddPrivateNote>()[0].mentions == std::vector<AgentId>{AgentId("mei")});
    CHECK(desk.sent_texts().empty());
    CHECK(desk.field("内部备注").value.empty());
    desk.press(Role::Button, "内部备注");
    CHECK(desk.text() == "给客户的");
}

TEST_CASE(
    "a private note that is refused is back where notes are written, never in the field to the customer") {
    AnswerDesk desk;
    desk.begin();
    desk.type("消息", "给客户的");
    desk.press(Role::Button, "内部备注");
    desk.type("内部备注", "欠款客户");
    desk.submit("内部备注");
    desk.type("内部备注", "另一条");
    desk.refuse(desk.commands().back(), ErrorCode::StoreReadOnly, "服务器的存储是只读的。");
    CHECK(desk.field("内部备注").value == "欠款客户\n另一条");
    CHECK(desk.says("服务器的存储是只读的。"));
    CHECK(desk.state().conversations.at(ConversationId(1)).draft == "给客户的");
    desk.press(Role::Button, "内部备注");
    CHECK(desk.text() == "给客户的");
    // In another conversation it waits behind its own switch, and outlives the page.
    desk.press(Role::Button, "内部备注");
    desk.write("内部备注", "第二条");
    desk.submit("内部备注");
    const CommandFrame note = desk.commands().back();
    desk.open("赵先生", {text_message(1, 2, SenderKind::Customer, "你好")});
    desk.refuse(note, ErrorCode::StoreReadOnly, "服务器的存储是只读的。");
    CHECK(desk.text().empty());
    CHECK(desk.platform.page_.tab["writing.lin"].find("第二条") != std::string::npos);
    desk.go_to("陈小满");
    CHECK(desk.field("内部备注").value == "第二条");
}

TEST_CASE("whoever is answering the customer when a note is refused goes on answering") {
    AnswerDesk desk;
    desk.begin();
    desk.press(Role::Button, "内部备注");
    desk.type("内部备注", "欠款客户");
    desk.submit("内部备注");
    const CommandFrame note = desk.commands().back();
    desk.press(Role::Button, "内部备注");
    desk.type("消息", "您好");
    desk.refuse(note, ErrorCode::StoreReadOnly, "服务器的存储是只读的。");
    CHECK(desk.text() == "您好");
    CHECK(desk.find(Role::TextField, "消息") != nullptr);
    desk.press(Role::Button, "内部备注");
    CHECK(desk.field("内部备注").value == "欠款客户");
}

TEST_CASE(
    "a private note may be written when nothing may be sent, and its draft stays with the conversation") {
    AnswerDesk desk(kf::Role::Agent, 5);
    desk.begin();
    desk.press(Role::Button, "内部备注");
    desk.type("内部备注", "写到一半");
    desk.open("赵先生", {text_message(1, 2, SenderKind::Customer, "你好")});
    CHECK_FALSE(desk.says("不会发给客户"));
    desk.go_to("陈小满");
    CHECK(desk.field("内部备注").value == "写到一半");
}

TEST_CASE("@ offers colleagues who may see the conversation, and the keyboard takes one") {
    AnswerDesk desk;
    desk.snapshot.agents.push_back(
        {AgentId("far"), "外人", kf::Role::Agent, Presence::Online, false, {AccountId("wk9")}});
    desk.begin();
    desk.press(Role::Button, "内部备注");
    desk.type("内部备注", "请 @");
    CHECK(desk.names(Role::Option) == std::vector<std::string>{"梅姐", "王磊"});
    desk.platform.fields_.event("内部备注", {.kind = FieldEvent::Kind::Down, .file_names = {}, .files = {}});
    desk.settle();
    desk.platform.fields_.event("内部备注",
                                {.kind = FieldEvent::Kind::Accept, .file_names = {}, .files = {}});
    desk.settle();
    CHECK(desk.field("内部备注").value == "请 @王磊 ");
    CHECK(desk.names(Role::Option).empty());
}

TEST_CASE("an @ inside an address asks for nobody") {
    CHECK_FALSE(mention_at_caret("name@sh", 7).has_value());
    CHECK(mention_at_caret("您好@梅", 10)->search == "梅");
    CHECK_FALSE(mention_at_caret("@梅姐 请", 11).has_value());
    CHECK_FALSE(mention_at_caret("没有", 6).has_value());
}

}  // namespace
}  // namespace kf::web
