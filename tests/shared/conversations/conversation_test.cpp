// What the list of conversations shows of the newest line.
#include "shared/conversations/conversation.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/shared/conversations/session_heads.h"

using namespace kf;
using namespace kf::test;

namespace {

Message message_of(std::string msgtype, std::string text, std::string raw) {
    Message message;
    message.id = MessageId{9};
    message.sender.kind = SenderKind::Servicer;
    message.sent_at = to_ms(kNoon);
    message.msgtype = std::move(msgtype);
    message.text = std::move(text);
    message.raw = std::move(raw);
    return message;
}

}  // namespace

TEST_CASE("a text is shown in one line as it was written, cut at eighty characters") {
    const LastMessage line = last_line(message_of("text", "在吗？\n 急", ""));
    CHECK(line.id == MessageId{9});
    CHECK(line.sender == SenderKind::Servicer);
    CHECK(line.msgtype == "text");
    CHECK(line.at == to_ms(kNoon));
    CHECK(!line.recalled);
    CHECK(line.text_zh == "在吗？ 急");
    CHECK(line.text_en == line.text_zh);
    CHECK(last_line(message_of("text", std::string(200, 'a'), "")).text_en == std::string(79, 'a') + "…");
}

TEST_CASE("what is no plain text is named by its kind in both languages") {
    const LastMessage picture = last_line(message_of("image", "", R"({"msgtype":"image"})"));
    CHECK(picture.text_zh == "[图片]");
    CHECK(picture.text_en == "[Image]");
    const LastMessage unknown = last_line(message_of("hologram", "", R"({"msgtype":"hologram"})"));
    CHECK_FALSE(unknown.text_zh.empty());
    CHECK_FALSE(unknown.text_en.empty());
    CHECK(unknown.text_zh != unknown.text_en);
    // Words beside the whole message, as a menu's are: the message says what it is.
    CHECK(last_line(message_of("image", "图", R"({"msgtype":"image"})")).text_zh == "[图片]");
    // A text with a menu is kept whole, its words too: the words are shown.
    CHECK(last_line(message_of("text", "选一", R"({"msgtype":"text","text":{"content":"别"}})")).text_zh ==
          "选一");
    // A text of which only the whole message is kept.
    CHECK(last_line(message_of("text", "", R"({"msgid":"m1","msgtype":"text","text":{"content":"原文"}})"))
              .text_zh == "原文");
}

TEST_CASE("of what was recalled the list says so and nothing else") {
    Message message = message_of("text", "密码是 1234", "");
    message.recalled = true;
    const LastMessage line = last_line(message);
    CHECK(line.recalled);
    CHECK(line.text_zh == "[消息已撤回]");
    CHECK(line.text_en == "[Message recalled]");
}

TEST_CASE("a line of a minute before the shown one is late but shown, an older one is not") {
    LastMessage last = line_at(1, SenderKind::Customer, to_ms(kNoon));
    show_as_last(last, line_at(2, SenderKind::Customer, to_ms(kNoon) - 60'000));
    CHECK(last.id == MessageId{2});
    last = line_at(1, SenderKind::Customer, to_ms(kNoon));
    show_as_last(last, line_at(2, SenderKind::Customer, to_ms(kNoon) - 60'001));
    CHECK(last.id == MessageId{1});
    show_as_last(last, line_at(3, SenderKind::System, to_ms(kNoon) + 5));
    CHECK(last.id == MessageId{1});
    LastMessage event = line_at(1, SenderKind::System, to_ms(kNoon));
    show_as_last(event, line_at(2, SenderKind::Customer, to_ms(kNoon) - 90'000));
    CHECK(event.id == MessageId{2});
}
