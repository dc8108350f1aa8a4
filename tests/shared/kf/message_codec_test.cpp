#include "shared/kf/message_codec.h"

#include "shared/kf/content.h"

#include <doctest/doctest.h>

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/shared/kf/samples.h"

using namespace kf;
using Json = nlohmann::json;

namespace {

const AccountId kAsked{"wkAsked"};

Json json_of(std::string_view text) {
    return Json::parse(text, nullptr, false);
}

KfMessage read(const Json& json) {
    auto message = message_from_wecom(json, kAsked);
    REQUIRE(message.ok());
    return std::move(message).value();
}

KfMessage event(const char* msgid) {
    for (const Json& json : json_of(samples::kEvents)) {
        if (json["msgid"] == msgid) return read(json);
    }
    FAIL("no such sample");
    return {};
}

template <class Body>
Body event_of(const char* msgid) {
    const KfMessage m = event(msgid);
    const auto* kf_event = std::get_if<KfEvent>(&m.body);
    REQUIRE(kf_event != nullptr);
    const auto* body = std::get_if<Body>(kf_event);
    REQUIRE(body != nullptr);
    return *body;
}

}  // namespace

TEST_CASE("a page of sync_msg yields its messages, the next cursor and whether there is more") {
    const auto page = sync_page_from_wecom(json_of(samples::kSyncPage));
    REQUIRE(page.ok());
    CHECK(page->next_cursor == "CUR_0008");
    CHECK_FALSE(page->has_more);
    REQUIRE(page->messages.size() == 1);
    const KfMessage& m = page->messages[0];
    CHECK(m.msgid == KfMessageId{"m-0001"});
    CHECK(m.account == AccountId{"wkDemoAAAA0001"});
    CHECK(m.customer == CustomerId{"wmDemoCust0001"});
    CHECK(m.send_time == 1795132801);
    CHECK(m.origin == origin::kCustomer);
    CHECK(m.servicer.empty());
    REQUIRE(std::holds_alternative<TextBody>(m.body));
    CHECK(std::get<TextBody>(m.body).content == "请问几点发货？");
    CHECK(std::get<TextBody>(m.body).menu_id.empty());
}

TEST_CASE("an empty page may have more, and it says from where") {
    const auto page = sync_page_from_wecom(json_of(samples::kSyncEmptyPage));
    REQUIRE(page.ok());
    CHECK(page->has_more);
    CHECK(page->next_cursor == "CUR_0009");
    CHECK(page->messages.empty());
}

TEST_CASE("every documented msgtype is kept whole, text is typed, and a menu click names its item") {
    const Json all = json_of(samples::kReceived);
    REQUIRE(all.size() == 18);
    for (const Json& json : all) {
        const KfMessage m = read(json);
        CAPTURE(m.msgid.value);
        CHECK(json_of(m.raw) == json);
        CHECK(m.msgtype == json["msgtype"].get<std::string>());
        CHECK(std::holds_alternative<TextBody>(m.body) == (m.msgtype == "text"));
        CHECK(m.customer == CustomerId{"wmDemoCust0001"});
        // What the store keeps reads back as the same message.
        const auto again = message_from_wecom_text(m.raw, AccountId{"other"});
        REQUIRE(again.ok());
        CHECK(again->raw == m.raw);
        CHECK(again->account == m.account);
        CHECK(again->send_time == m.send_time);
    }
    CHECK(std::get<TextBody>(read(all[0]).body).menu_id == "rate_5");
    CHECK(read(all[9]).servicer == ServicerId{"zhangsan"});
    CHECK(read(all[17]).origin == origin::kServicer);
}

TEST_CASE("every event type is typed, with account and customer taken from inside the event") {
    const auto entered = event_of<EnterSession>("e-0001");
    CHECK(entered.scene == "web01");
    CHECK(entered.scene_param == "sku=88&ch=h5");
    CHECK(entered.welcome_code == "WELCOME_CODE_1");
    CHECK(entered.channels.scene == 0);
    const auto from_shop = event_of<EnterSession>("e-0002");
    CHECK(from_shop.welcome_code.empty());
    CHECK(from_shop.channels.shop_nickname == "示例小店");
    CHECK(from_shop.channels.scene == 4);
    const auto failed = event_of<MessageSendFailed>("e-0003");
    CHECK(failed.message == KfMessageId{"out_0001"});
    CHECK(failed.fail_type == 6);
    const auto status = event_of<ServicerStatusChanged>("e-0004");
    CHECK(status.servicer == ServicerId{"zhangsan"});
    CHECK(status.status == 2);
    CHECK(status.stop_type == 1);
    const auto taken = event_of<SessionStatusChanged>("e-0005");
    CHECK(taken.change == SessionChange::TakenFromPool);
    CHECK(taken.new_servicer == ServicerId{"zhangsan"});
    CHECK(taken.message_code == "MSG_CODE_TAKEN");
    const auto moved = event_of<SessionStatusChanged>("e-0006");
    CHECK(moved.change == SessionChange::Transferred);
    CHECK(moved.old_servicer == ServicerId{"zhangsan"});
    CHECK(moved.new_servicer == ServicerId{"lisi"});
    CHECK(event_of<SessionStatusChanged>("e-0007").change == SessionChange::Ended);
    CHECK(event_of<SessionStatusChanged>("e-0008").change == SessionChange::Reentered);
    const auto by_customer = event_of<MessageRecalled>("e-0009");
    CHECK(by_customer.message == KfMessageId{"m-0101"});
    CHECK(by_customer.servicer.empty());
    CHECK(event_of<MessageRecalled>("e-0010").servicer == ServicerId{"zhangsan"});
    CHECK(event_of<RejectSwitchChanged>("e-0011").rejecting);

    const KfMessage m = event("e-0001");
    CHECK(m.account == AccountId{"wkDemoAAAA0001"});
    CHECK(m.customer == CustomerId{"wmDemoCust0001"});
    CHECK(m.origin == origin::kSystem);
    CHECK(event("e-0004").customer.empty());
    for (const Json& json : json_of(samples::kEvents)) CHECK(json_of(read(json).raw) == json);
}

TEST_CASE("types and members that nobody has documented survive in the raw message") {
    const Json json = json_of(
        R"({"msgid":"x","msgtype":"sticker","sticker":{"a":[1,2.5,null,true]},"origin":9,"send_time":1,"new":{"b":"c"}})");
    const KfMessage m = read(json);
    CHECK(std::holds_alternative<RawBody>(m.body));
    CHECK(m.origin == 9);
    CHECK(m.account == kAsked);
    CHECK(json_of(m.raw) == json);

    const KfMessage unknown =
        read(json_of(R"({"msgid":"y","msgtype":"event","event":{"event_type":"moon","open_kfid":"wk9"}})"));
    REQUIRE(std::holds_alternative<KfEvent>(unknown.body));
    CHECK(std::get<UnknownEvent>(std::get<KfEvent>(unknown.body)).event_type == "moon");
    CHECK(unknown.account == AccountId{"wk9"});
}

TEST_CASE("numbers are read as numbers, as text and as floats, and nonsense becomes nothing") {
    const struct {
        const char* send_time;
        UnixSecs expected;
    } cases[] = {
        {"1795132801", 1795132801},
        {"\"1795132801\"", 1795132801},
        {"1795132801.0", 1795132801},
        {"-1", 0},
        {"\"-1\"", 0},
        {"1795132801.5", 0},
        {"1e300", 0},
        {"18446744073709551615", 0},
        {"9223372036854775807", 0},
        {"-9223372036854775808", 0},
        {"253402300799", 253402300799},
        {"253402300800", 0},
        {"99999999999999999999999999", 0},
        {"\"99999999999999999999999999\"", 0},
        {"\"soon\"", 0},
        {"\"\"", 0},
        {"null", 0},
        {"[]", 0},
        {"{}", 0},
    };
    for (const auto& c : cases) {
        CAPTURE(c.send_time);
        const auto m = message_from_wecom_text(
            std::string{R"({"msgid":"x","msgtype":"image","send_time":)"} + c.send_time + "}", kAsked);
        REQUIRE(m.ok());
        CHECK(m->send_time == c.expected);
    }
    CHECK(read(json_of(R"({"msgid":"x","msgtype":"a","origin":"3"})")).origin == 3);
    CHECK(read(json_of(R"({"msgid":"x","msgtype":"a","origin":4294967299})")).origin == 0);
    const auto failed = message_from_wecom_text(
        R"({"msgid":"x","msgtype":"event","event":{"event_type":"msg_send_fail","fail_msgid":"o","fail_type":"4"}})",
        kAsked);
    REQUIRE(failed.ok());
    CHECK(std::get<MessageSendFailed>(std::get<KfEvent>(failed->body)).fail_type == 4);
    CHECK(sync_page_from_wecom(json_of(R"({"next_cursor":"c","has_more":"1"})"))->has_more);
    CHECK(sync_page_from_wecom(json_of(R"({"next_cursor":"c","has_more":true})"))->has_more);
}

TEST_CASE("a change of session that is not documented is kept as unknown") {
    for (const char* change : {"0", "5", "-1", "\"x\"", "2147483648"}) {
        const auto m = message_from_wecom_text(
            std::string{
                R"({"msgid":"x","msgtype":"event","event":{"event_type":"session_status_change","change_type":)"} +
                change + "}}",
            kAsked);
        REQUIRE(m.ok());
        CHECK(std::get<SessionStatusChanged>(std::get<KfEvent>(m->body)).change == SessionChange::Unknown);
    }
}

TEST_CASE("bodies of a wrong type leave a raw message, not a crash and not an empty text") {
    for (const char* body : {R"("text":7)", R"("text":null)", R"("text":[])", R"("text":{})",
                             R"("text":{"content":5})", R"("image":{})"}) {
        const auto m =
            message_from_wecom_text(std::string{R"({"msgid":"x","msgtype":"text",)"} + body + "}", kAsked);
        REQUIRE(m.ok());
        CHECK(std::holds_alternative<RawBody>(m->body));
    }
    for (const char* body :
         {R"("event":7)", R"("event":null)", R"("other":{})", R"("event":{"event_type":3})"}) {
        const auto m =
            message_from_wecom_text(std::string{R"({"msgid":"x","msgtype":"event",)"} + body + "}", kAsked);
        REQUIRE(m.ok());
        REQUIRE(std::holds_alternative<KfEvent>(m->body));
        CHECK(std::holds_alternative<UnknownEvent>(std::get<KfEvent>(m->body)));
    }
}

TEST_CASE("elements that cannot be filed are set aside as text and the rest of the page is read") {
    const auto page = sync_page_from_wecom(json_of(
        R"({"next_cursor":"c","has_more":0,"msg_list":[7,null,"x",[],{},{"msgid":5},{"msgid":""},
            {"msgid":"good","msgtype":"text","text":{"content":"hi"}}]})"));
    REQUIRE(page.ok());
    REQUIRE(page->messages.size() == 1);
    CHECK(page->messages[0].msgid == KfMessageId{"good"});
    CHECK(page->unreadable.size() == 7);
    CHECK(page->unreadable[5].find("{\"msgid\":5}") != std::string::npos);
}

TEST_CASE("ids longer than any real one are refused, so that nothing downstream has to cut them") {
    const std::string id(257, 'a');
    for (const char* name : {"msgid", "open_kfid", "external_userid"}) {
        Json json = json_of(R"({"msgid":"x","msgtype":"text","text":{"content":"hi"}})");
        json[name] = id;
        CHECK_FALSE(message_from_wecom(json, kAsked).ok());
    }
    Json fine = json_of(R"({"msgid":"x","msgtype":"text"})");
    fine["external_userid"] = std::string(256, 'a');
    CHECK(message_from_wecom(fine, kAsked).ok());
}

TEST_CASE("answers that are no page are errors") {
    for (const char* text :
         {"7", "[]", "null", R"({"next_cursor":5})", R"({"next_cursor":"c","msg_list":{}})",
          R"({"next_cursor":"c","msg_list":"x"})", R"({"has_more":1,"msg_list":[]})",
          R"({"next_cursor":"c","mxg_list":[{"msgid":"x","msgtype":"note"}]})"}) {
        CAPTURE(text);
        const auto page = sync_page_from_wecom(json_of(text));
        REQUIRE_FALSE(page.ok());
        CHECK(page.error().code == ErrorCode::BadAnswer);
    }
    CHECK(sync_page_from_wecom(json_of(R"({"errcode":0})")).ok());
}

TEST_CASE("messages without a usable cursor arrive all the same, and the old cursor stays") {
    for (const Json& cursor : {Json(nullptr), Json(""), Json(7), Json(std::string(2000, 'c'))}) {
        Json answer = json_of(R"({"has_more":1,"msg_list":[{"msgid":"x","msgtype":"note"}]})");
        answer["next_cursor"] = cursor;
        const auto page = sync_page_from_wecom(answer);
        REQUIRE(page.ok());
        CHECK(page->messages.size() == 1);
        CHECK(page->next_cursor.empty());
    }
}

TEST_CASE("an event without a msgid, and a customer's words without one, are read") {
    const auto event = message_from_wecom_text(
        R"({"msgtype":"event","event":{"event_type":"msg_send_fail","fail_msgid":"out_1","fail_type":6}})",
        kAsked);
    REQUIRE(event.ok());
    CHECK(event->msgid.empty());
    const auto words = message_from_wecom_text(
        R"({"msgtype":"text","external_userid":"wm1","origin":3,"text":{"content":"hi"}})", kAsked);
    REQUIRE(words.ok());
    CHECK(words->msgid.empty());
    CHECK_FALSE(message_from_wecom_text(R"({"msgtype":"text","text":{"content":"hi"}})", kAsked).ok());
}

TEST_CASE("a hundred thousand levels of nesting are refused without using the stack") {
    for (const char* bracket : {"[", "{\"a\":"}) {
        std::string deep;
        for (int i = 0; i < 100'000; ++i) deep.append(bracket);
        CHECK_FALSE(message_from_wecom_text(deep, kAsked).ok());
        CHECK_FALSE(message_preview("image", deep, false).empty());
    }
    // The same as a value that somebody else has parsed.
    Json nested = Json::array();
    for (int i = 0; i < 100'000; ++i) {
        Json outer = Json::array();
        outer.push_back(std::move(nested));
        nested = std::move(outer);
    }
    Json message = json_of(R"({"msgid":"x","msgtype":"note"})");
    message["note"] = std::move(nested);
    CHECK(message_from_wecom(message, kAsked).error().code == ErrorCode::TooDeep);
    Json page = json_of(R"({"next_cursor":"c","has_more":0,"msg_list":[]})");
    page["msg_list"].push_back(std::move(message));
    const auto read_page = sync_page_from_wecom(page);
    REQUIRE(read_page.ok());
    CHECK(read_page->messages.empty());
    CHECK(read_page->unreadable.size() == 1);
}

TEST_CASE("brackets inside of texts are no depth") {
    const std::string many(1000, '[');
    const auto fine = message_from_wecom_text(
        R"({"msgid":"x","msgtype":"text","text":{"content":"\")" + many + R"("}})", kAsked);
    REQUIRE(fine.ok());
    CHECK(std::get<TextBody>(fine->body).content == "\"" + many);
}

TEST_CASE("the bodies of send_msg and send_msg_on_event are as in the reference's samples") {
    const Json sends = json_of(samples::kSends);
    CHECK(send_text_to_wecom(CustomerId{"wmDemoCust0001"}, AccountId{"wkDemoAAAA0001"},
                             KfMessageId{"out_0001"}, "您好，已为您催单。") == sends[0]);
    CHECK(send_text_on_event_to_wecom("WELCOME_CODE_1", KfMessageId{"wel_0001"},
                                      "欢迎光临，请问有什么可以帮您？") == json_of(samples::kEventAnswer));
}

TEST_CASE("a text that holds no more than its members is written again as it came; any other is not") {
    const Json plain = json_of(samples::kReceived)[0];
    const Json of_servicer = json_of(samples::kReceived)[17];
    for (const Json& sample : {plain, of_servicer}) {
        const auto read = message_from_wecom(sample, kAsked);
        REQUIRE(read.ok());
        CHECK(text_as_received(*read) == read->raw);
        CHECK(json_of(text_as_received(*read)) == sample);
    }
    Json more = plain;
    more["text"]["unknown"] = 1;
    Json as_text = plain;
    as_text["send_time"] = "1795132810";
    Json unreadable = plain;
    unreadable["text"]["content"] = 7;
    for (const Json& sample : {more, as_text, unreadable}) {
        const auto read = message_from_wecom(sample, kAsked);
        REQUIRE(read.ok());
        CHECK(text_as_received(*read) != read->raw);
        CHECK(json_of(read->raw) == sample);
    }
    CHECK(content_from_raw("text", unreadable.dump()) == Content{NoDetails{"text"}});
}
