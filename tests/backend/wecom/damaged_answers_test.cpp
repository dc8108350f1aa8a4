// Answers of WeCom's that are not quite JSON, call by call.
#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "backend/wecom/http_wecom_api.h"
#include "shared/kf/wecom_answer.h"
#include "tests/backend/wecom/api_fixture.h"
#include "tests/backend/wecom/wecom_answers.h"

using namespace kf;
using namespace kf::testing;
using namespace std::string_literals;

namespace {

constexpr const char* kList = "/cgi-bin/kf/account/list";
constexpr const char* kCustomers = "/cgi-bin/kf/customer/batchget";
constexpr const char* kTrans = "/cgi-bin/kf/service_state/trans";

// Bytes as they are found inside of a text: raw control characters, no UTF-8, half a pair, NUL in three
// disguises.
const std::string kOdd = "\x01\n\t\x7F\xFF\xC0\x80\xED\xA0\xBD\\ud83d\\u0000"s + "\0"s;

Result<std::vector<CustomerProfile>> customers(ApiFixture& f) {
    return f.wait<std::vector<CustomerProfile>>([&](Done<std::vector<CustomerProfile>> done) {
        f.api->get_customers({CustomerId{"wm1"}, CustomerId{"wm2"}, CustomerId{"wm3"}}, std::move(done));
    });
}

}  // namespace

TEST_CASE("odd bytes in a nickname hide nobody's name") {
    ApiFixture f;
    f.wecom.answer(kCustomers, R"({"errcode":0,"customer_list":[{"external_userid":"wm1","nickname":"小王"},)"
                               R"({"external_userid":"wm2","nickname":"A)" +
                                   kOdd + R"("},{"external_userid":"wm3","nickname":"老"李}]})");
    const auto found = customers(f);
    REQUIRE(found.ok());
    REQUIRE(found->size() == 2);  // the third one's record has no end
    CHECK(found->at(0).name == "小王");
    CHECK(found->at(1).name.starts_with("A\x01\n\t"));
    CHECK(f.health.records_repaired() == 1);
    CHECK(f.health.records_set_apart() == 1);
    CHECK(f.log.text().find("wecom.records_damaged") != std::string::npos);
    CHECK(f.log.text().find("小王") == std::string::npos);
    // The same once more is no news.
    REQUIRE(customers(f).ok());
    CHECK(f.health.records_repaired() == 1);
    CHECK(f.health.records_set_apart() == 1);
    CHECK(f.health.notice().code == NoticeCode::Ok);
}

TEST_CASE("a page of messages with one that cannot be read arrives without it, and says so") {
    ApiFixture f;
    f.wecom.answer(
        kSync,
        R"({"errcode":0,"errmsg":"ok","next_cursor":"C2","msg_list":[)"
        R"({"msgid":"m1","external_userid":"wm1","origin":3,"msgtype":"text","text":{"content":")" +
            kOdd +
            R"("}},{"msgid":"m2","external_userid":"wm2","origin":3,"msgtype":"text","text":{"content":"x},)"
            R"({"msgid":"m3","external_userid":"wm3","origin":3,"msgtype":"note"}],"has_more":0})");
    const auto page = f.sync();
    REQUIRE(page.ok());
    CHECK(page->next_cursor == "C2");
    REQUIRE(page->messages.size() == 3);
    CHECK(page->messages[0].msgtype == "text");
    CHECK(page->messages[0].raw.find("kfdesk_received_bytes") != std::string::npos);
    CHECK(page->messages[1].msgtype == kUnreadable);
    CHECK(page->messages[1].customer == CustomerId{"wm2"});
    CHECK(page->messages[2].msgid == KfMessageId{"m3"});
    CHECK(f.wecom.count(kSync) == 1);
    CHECK(f.health.notice().code == NoticeCode::Ok);
}

TEST_CASE("an account whose entry cannot be read makes the list incomplete, not shorter") {
    ApiFixture f;
    f.wecom.answer(kList, R"({"errcode":0,"account_list":[{"open_kfid":"wk1","name":"a)" + kOdd +
                              R"(","manage_privilege":true},{"open_kfid":"wk2,"name":"b"},)"
                              R"({"open_kfid":"wk3","name":"c","manage_privilege":true}]})");
    const auto list = f.account_list();
    REQUIRE(list.ok());
    CHECK_FALSE(list->complete);
    REQUIRE(list->accounts.size() == 2);
    CHECK(list->accounts[1].id == AccountId{"wk3"});
    f.wecom.answer(kList, R"({"errcode":0,"account_list":[{"open_kfid":"wk1","manage_privilege":true}]})");
    CHECK(f.account_list()->complete);
}

TEST_CASE("odd bytes in the small answers and in errmsg change nothing about what they say") {
    ApiFixture f;
    f.wecom.answer(kToken, R"({"errcode":0,"errmsg":"ok)" + kOdd +
                               R"(","access_token":"TOKEN-NUMBER-1","expires_in":7200})");
    f.wecom.answer(kSend, R"({"errcode":0,"errmsg":"ok)" + kOdd + R"(","msgid":"out_1"})");
    CHECK(f.send().value() == KfMessageId{"out_1"});
    f.wecom.answer(kState, R"({"errcode":0,"errmsg":"say "ok" now)" + kOdd +
                               R"(","service_state":3,"servicer_userid":"lisi"})");
    CHECK(f.state()->servicer == ServicerId{"lisi"});
    f.wecom.answer(kSend, R"({"errcode":95002,"errmsg":"over)" + kOdd + R"("})");
    CHECK(f.send().error().number == 95002);
    f.wecom.answer(kTrans, R"({"errcode":0,"errmsg":")" + kOdd + R"(","msg_code":"CODE"})");
    CHECK(f.wait<std::string>([&](Done<std::string> done) {
               f.api->trans_service_state(AccountId{"wk1"}, CustomerId{"wm1"}, ServiceState::Ended,
                                          ServicerId{}, std::move(done));
           }).value() == "CODE");
}

TEST_CASE("an answer to a send that is damaged beyond its texts is not taken for a success") {
    ApiFixture f;
    for (const char* body :
         {R"({"errcode":0,"errmsg":"ok","msgid":"out_1)", R"({"errcode":0 "msgid":"out_1"})",
          R"({"errcode":0,"errmsg":"ok","msg_list":[)"}) {
        f.wecom.answer(kSend, body);
        CHECK(f.send().error().code == ErrorCode::BadAnswer);
    }
}

TEST_CASE("answers that come and cannot be read are said to be that, until one can be read") {
    ApiFixture f;
    f.wecom.answer(kSync, R"({"errcode":0,"next_cursor" "C2"})");
    CHECK_FALSE(f.sync().ok());
    CHECK(f.health.notice().code == NoticeCode::WecomNotUnderstood);
    CHECK(f.health.notice().zh.find("sync_msg") != std::string::npos);
    // Another call that works says nothing about this one.
    f.wecom.answer(kState, kOkState);
    CHECK(f.state().ok());
    CHECK(f.health.notice().code == NoticeCode::WecomNotUnderstood);
    f.wecom.answer(kSync, R"({"errcode":0,"next_cursor":"C2"})");
    CHECK(f.sync().ok());
    CHECK(f.health.notice().code == NoticeCode::Ok);
    // A page of somebody on the way is no answer of WeCom's.
    f.wecom.answer(kSync, "<html>sign in to this network</html>");
    CHECK_FALSE(f.sync().ok());
    CHECK(f.health.notice().code == NoticeCode::WecomUnreachable);
}

TEST_CASE("a page that is too large comes back at once, so that less can be asked for") {
    ApiFixture f;
    auto options = ApiFixture::options_for(f.wecom.base());
    options.max_body_bytes = 1000;
    f.connect(options);
    f.wecom.answer(kSync, R"({"errcode":0,"next_cursor":"C2","x":")" + std::string(2000, 'x') + "\"}");
    CHECK(f.sync().error().code == ErrorCode::AnswerTooLarge);
    CHECK(f.wecom.count(kSync) == 1);
    CHECK(f.health.notice().code == NoticeCode::Ok);
}

namespace {

// A page whose only message is a text of so many bytes.
std::string page_of(std::size_t bytes) {
    return R"({"errcode":0,"errmsg":"ok","next_cursor":"C2","has_more":1,"msg_list":[{"msgid":"m1",)"
           R"("open_kfid":"wk1","external_userid":"wm1","send_time":1795132800,"origin":3,"msgtype":"text",)"
           R"("text":{"content":")" +
           std::string(bytes, 'x') + R"("}}]})";
}

Result<SyncPage> oversized_sync(ApiFixture& f) {
    return f.wait<SyncPage>([&](Done<SyncPage> done) {
        f.api->sync_msg({AccountId{"wk1"}, "C1", "", 1, true}, std::move(done));
    });
}

}  // namespace

TEST_CASE("of an oversized page the cursor is read, and its message as an unreadable one of the customer") {
    ApiFixture f;
    auto options = ApiFixture::options_for(f.wecom.base());
    options.max_body_bytes = 100'000;
    f.connect(options);
    f.wecom.answer(kSync, page_of(400'000));
    CHECK(f.sync().error().code == ErrorCode::AnswerTooLarge);
    const auto page = oversized_sync(f);
    REQUIRE(page.ok());
    CHECK(page->next_cursor == "C2");
    CHECK(page->has_more);
    CHECK(page->oversized_bytes > 400'000);
    REQUIRE(page->messages.size() == 1);
    CHECK(page->messages[0].msgid == KfMessageId{"m1"});
    CHECK(page->messages[0].customer == CustomerId{"wm1"});
    CHECK(page->messages[0].msgtype == kUnreadable);
    CHECK(page->messages[0].raw.size() < 2 * kMaxReceivedBytes);
    CHECK(f.health.notice().code == NoticeCode::Ok);
}

TEST_CASE("an oversized page that turns out to be small is read as any other") {
    ApiFixture f;
    f.wecom.answer(kSync, page_of(10));
    const auto page = oversized_sync(f);
    REQUIRE(page.ok());
    CHECK(page->oversized_bytes == 0);
    REQUIRE(page->messages.size() == 1);
    CHECK(page->messages[0].msgtype == "text");
}

TEST_CASE("a page beyond even the bound of oversized ones is given up, without a try more") {
    ApiFixture f;
    auto options = ApiFixture::options_for(f.wecom.base());
    options.max_body_bytes = 100'000;
    f.connect(options);
    f.wecom.answer(kSync, page_of(900'000));
    CHECK(oversized_sync(f).error().code == ErrorCode::AnswerTooLarge);
    CHECK(f.wecom.count(kSync) == 1);
}
