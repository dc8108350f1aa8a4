#include "shared/kf/wecom_answer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <random>
#include <string>
#include <vector>

#include "shared/base/json_reader.h"
#include "shared/base/utf8.h"
#include "shared/kf/message_codec.h"

using namespace kf;
using namespace std::string_literals;

namespace {

using Json = nlohmann::json;

// The content of the text in a record that holds these bytes between its quotation marks.
std::string content_of(const std::string& bytes) {
    const auto answer = read_wecom_answer(
        R"({"errcode":0,"next_cursor":"C","msg_list":[{"msgid":"m","content":")" + bytes + R"("}]})");
    REQUIRE(answer.ok());
    REQUIRE(answer->set_apart.empty());
    return answer->json["msg_list"][0]["content"].get<std::string>();
}

// An answer whose list has these records, in the order of the API's own example.
std::string answer_with(const std::string& list, const std::vector<std::string>& records) {
    std::string text = R"({"errcode":0,"errmsg":"ok","next_cursor":"C11",")" + list + "\":[";
    for (const auto& record : records) text.append(&record == &records.front() ? "" : ",").append(record);
    return text + R"(],"has_more":0})";
}

// Ids of which one damaged byte does not make another.
std::string id_of(std::size_t number) {
    return "id-" + std::string(4, static_cast<char>('a' + number));
}

struct Sample {
    std::string list;
    std::string id_member;
    std::function<std::string(std::size_t)> record;
};

std::vector<Sample> samples_of_lists() {
    const auto head = [](std::size_t i) {
        return R"("open_kfid":"wk1","external_userid":"wm)" + id_of(i) +
               R"(","send_time":1795132810,"origin":3,)";
    };
    return {
        {"msg_list", "msgid",
         [head](std::size_t i) {
             return R"({"msgid":")" + id_of(i) + "\"," + head(i) +
                    R"("msgtype":"text","text":{"content":"说\"好\"\\ 吗 {[\ud83d\ude00]}, ok"}})";
         }},
        {"msg_list", "msgid",
         [head](std::size_t i) {
             return "{" + head(i) + R"("msgtype":"msgmenu","msgmenu":{"head_content":"hi","list":[)" +
                    R"({"type":"click","click":{"id":"1","content":"a"}},{"type":"text"}],"tail_content":"x"},)" +
                    R"("msgid":")" + id_of(i) + "\"}";
         }},
        {"msg_list", "msgid",
         [](std::size_t i) {
             return R"({"msgid":")" + id_of(i) +
                    R"(","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":"enter_session",)" +
                    R"("open_kfid":"wk1","external_userid":"wm1","scene":"","welcome_code":"W"}})";
         }},
        {"msg_list", "msgid",
         [](std::size_t i) {
             return "{\n  \"msgid\" : \"" + id_of(i) + "\",\n  \"list\" : [ [ ], { } ]\n}";
         }},
        {"customer_list", "external_userid",
         [](std::size_t i) {
             return R"({"external_userid":")" + id_of(i) +
                    R"(","nickname":"小\"王\" \u738b","avatar":"http:\/\/x\/0","gender":1,"unionid":"o"})";
         }},
        {"account_list", "open_kfid",
         [](std::size_t i) {
             return R"({"open_kfid":")" + id_of(i) +
                    R"(","name":"售前","avatar":"https://x","manage_privilege":true})";
         }},
        {"servicer_list", "userid",
         [](std::size_t i) { return R"({"userid":")" + id_of(i) + R"(","status":0,"stop_type":1})"; }},
    };
}

void for_each_damage(const std::string& record, const std::function<void(const std::string&)>& check) {
    const std::string odd = "\"\\{}[],:x\n"s + "\0\x1F\x80\xED\xFF"s;
    for (std::size_t at = 0; at < record.size(); ++at) {
        for (const char c : odd) {
            std::string damaged = record;
            damaged[at] = c;
            check(damaged);
            damaged = record;
            damaged.insert(at, 1, c);
            check(damaged);
        }
        std::string damaged = record;
        damaged.erase(at, 1);
        check(damaged);
    }
    std::mt19937 random(7);
    const auto below = [&random](std::size_t bound) { return random() % bound; };
    for (int times = 0; times < 300; ++times) {
        std::string damaged = record;
        const auto at = below(damaged.size());
        const auto bytes = 1 + below(8);
        for (std::size_t i = at; i < std::min(damaged.size(), at + bytes); ++i)
            damaged[i] = static_cast<char>(below(256));
        check(damaged);
        damaged = record;
        damaged.erase(at, bytes);
        check(damaged);
    }
}

bool has(const Json& list, const std::string& member, const std::string& id) {
    return std::any_of(list.begin(), list.end(), [&](const Json& record) {
        return record.is_object() && record.contains(member) && record[member] == id;
    });
}

}  // namespace

TEST_CASE("an answer that is JSON is read as it is") {
    const auto answer =
        read_wecom_answer(R"({"errcode":0,"msg_list":[{"msgid":"m","text":{"content":"\u4f60"}}]})");
    REQUIRE(answer.ok());
    CHECK_FALSE(answer->damaged());
    CHECK(answer->json["msg_list"][0]["text"]["content"] == "你");
}

TEST_CASE(
    "bytes inside of a text that are no JSON are repaired, and what they mean is kept where they mean "
    "something") {
    struct Row {
        std::string bytes, content;
    };
    const Row rows[] = {
        {"a\nb\tc\x01", "a\nb\tc\x01"},                    // raw control characters
        {"a\0b"s, "a\xEF\xBF\xBD"s + "b"},                 // NUL
        {"a\\u0000b", "a\xEF\xBF\xBD"s + "b"},             // … in disguise
        {"a\xC0\x80z", "a\xEF\xBF\xBD\xEF\xBF\xBDz"},      // … in another
        {"\xE6\x82z", "\xEF\xBF\xBD\xEF\xBF\xBDz"},        // cut UTF-8
        {"\xFFz", "\xEF\xBF\xBDz"},                        // no UTF-8 at all
        {"\\ud83dz", "\xEF\xBF\xBDz"},                     // half a pair
        {"\\ude00\\ud83d", "\xEF\xBF\xBD\xEF\xBF\xBD"},    // both halves, the wrong way round
        {"\xED\xA0\xBDz", "\xEF\xBF\xBDz"},                // half a pair as three bytes
        {"\xED\xA0\xBD\xED\xB8\x80", "\xF0\x9F\x98\x80"},  // a pair, each half as three bytes
        {"\\ud83d\\ude00\x02", "\xF0\x9F\x98\x80\x02"},    // a good pair beside something else
        {"a\\qb\\u12g", "a\\qb\\u12g"},                    // escapes that do not exist
        {"he said \"hi\" to me", "he said \"hi\" to me"},  // quotation marks that nobody escaped
        {"\xF4\x90\x80\x80z", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz"},  // beyond Unicode
    };
    for (const Row& row : rows) {
        CAPTURE(row.bytes);
        CHECK(content_of(row.bytes) == row.content);
    }
}

TEST_CASE("a repaired record brings the bytes that came along, readable and without loss") {
    const auto answer = read_wecom_answer(
        "{\"msg_list\":[{\"msgid\":\"m\",\"content\":\"a\xFF\x01\\x你\"},{\"msgid\":\"n\"}]}");
    REQUIRE(answer.ok());
    REQUIRE(answer->repaired.size() == 1);
    CHECK(answer->repaired[0] == R"({"msgid":"m","content":"a\xFF\x01\x5Cx你"})");
    CHECK(answer->json["msg_list"][0][kReceivedBytes] == answer->repaired[0]);
    CHECK_FALSE(answer->json["msg_list"][1].contains(kReceivedBytes));
    CHECK(readable_bytes(std::string(kMaxReceivedBytes + 10, 'x')).size() == kMaxReceivedBytes + 3);
}

TEST_CASE("whatever byte of one record of eleven is damaged, the ten others arrive and the cursor moves") {
    for (const Sample& sample : samples_of_lists()) {
        CAPTURE(sample.list);
        std::vector<std::string> whole;
        for (std::size_t i = 0; i < 11; ++i) whole.push_back(sample.record(i));
        // The first, the one in the midst and the last take turns with the damages, of which each byte has
        // 27: all of them in all three places would take minutes.
        for (const std::size_t which : {std::size_t{0}, std::size_t{5}, std::size_t{10}}) {
            std::size_t turn = which;
            for_each_damage(whole[which], [&](const std::string& damaged) {
                if (turn++ % 15 != 0) return;
                std::vector<std::string> records = whole;
                records[which] = damaged;
                const auto answer = read_wecom_answer(answer_with(sample.list, records));
                CAPTURE(damaged);
                REQUIRE(answer.ok());
                REQUIRE(answer->json.value("errcode", -1) == 0);
                REQUIRE(answer->json.value("next_cursor", "") == "C11");
                REQUIRE(answer->json.value("has_more", -1) == 0);
                REQUIRE(answer->json.contains(sample.list));
                for (std::size_t i = 0; i < 11; ++i) {
                    if (i != which && !has(answer->json[sample.list], sample.id_member, id_of(i)))
                        FAIL("record ", i, " is missing");
                }
                for (const auto& bytes : answer->set_apart) REQUIRE(is_valid_utf8(bytes));
                if (sample.list != "msg_list") return;
                const auto page = sync_page_from_wecom(answer->json);
                REQUIRE(page.ok());
                REQUIRE(page->next_cursor == "C11");
                REQUIRE(page->messages.size() + page->unreadable.size() >= 11);
            });
        }
    }
}

TEST_CASE(
    "damaged bytes around the records keep none of them away, and move no cursor beyond what was read") {
    std::vector<std::string> records;
    const Sample sample = samples_of_lists()[0];
    for (std::size_t i = 0; i < 3; ++i) records.push_back(sample.record(i));
    const std::string whole = answer_with("msg_list", records);
    const auto begin = whole.find('[') + 1;
    const auto end = whole.rfind(']');
    for (std::size_t at = 0; at < whole.size(); ++at) {
        if (at >= begin && at < end) continue;
        for (const char c : "\"\\{}[],:x\x01\xFF"s) {
            std::string damaged = whole;
            damaged[at] = c;
            CAPTURE(damaged);
            const auto answer = read_wecom_answer(damaged);
            if (!answer.ok()) continue;  // the list's own name or bracket is gone
            const auto page = sync_page_from_wecom(answer->json);
            if (!page.ok()) continue;
            const bool all = page->messages.size() == 3;
            REQUIRE((all || page->next_cursor.empty()));
            if (at > end || at + 15 < begin) REQUIRE(all);
        }
    }
}

TEST_CASE("an answer that was cut hands out what is whole in it and no cursor") {
    std::vector<std::string> records;
    const Sample sample = samples_of_lists()[0];
    for (std::size_t i = 0; i < 3; ++i) records.push_back(sample.record(i));
    const std::string whole = answer_with("msg_list", records);
    for (std::size_t length = 0; length < whole.size(); ++length) {
        CAPTURE(length);
        const auto cut = whole.substr(0, length);
        // A customer's own words may look like the end.
        if (cut.ends_with("]}")) continue;
        const auto answer = read_wecom_answer(cut);
        if (!answer.ok()) continue;
        REQUIRE(answer->envelope_damaged);
        if (length <= whole.rfind(']')) REQUIRE_FALSE(answer->json.contains("next_cursor"));
        // Half a message would stand in the place of the whole one that comes next time.
        REQUIRE(answer->set_apart.empty());
    }
}

TEST_CASE("a record that is nested too deeply is set apart alone") {
    const std::string deep =
        R"({"msgid":"deep","note":)" + std::string(100'000, '[') + std::string(100'000, ']') + "}";
    const auto answer =
        read_wecom_answer(answer_with("msg_list", {R"({"msgid":"a"})", deep, R"({"msgid":"b"})"}));
    REQUIRE(answer.ok());
    CHECK(has(answer->json["msg_list"], "msgid", "a"));
    CHECK(has(answer->json["msg_list"], "msgid", "b"));
    CHECK(answer->set_apart.size() == 1);
}

TEST_CASE("what is no answer stays none: an errcode of 0 in the midst of garbage says nothing") {
    for (const std::string& text :
         {""s, "<html>502</html>"s, "[1]"s, "7"s, "{\"a\":1}}"s, R"({"errcode":0,"errmsg":"ok)"s,
          R"({"errcode":0,"errmsg":"ok","msg_li)"s + "\xB1\x02", R"({"errcode":0,"msgid":"out_1)"s}) {
        CAPTURE(text);
        const auto answer = read_wecom_answer(text);
        REQUIRE_FALSE(answer.ok());
        CHECK(answer.error().code == ErrorCode::NotJson);
    }
}

TEST_CASE("a hundred thousand levels of nesting are refused without using the stack or much time") {
    for (const char* bracket : {"[", "{\"a\":", "{\"msg_list\":[", "[{\"a\":", ",{\"a\":["}) {
        std::string deep = R"({"msg_list":[)";
        for (int i = 0; i < 100'000; ++i) deep.append(bracket);
        const auto answer = read_wecom_answer(deep);
        CHECK((!answer.ok() || answer->set_apart.empty()));
        const auto rest = read_wecom_answer(deep.substr(13));
        CHECK((!rest.ok() || rest->envelope_damaged));
    }
}

TEST_CASE("a damaged message that names its customer is filed for them, with the bytes that came") {
    const std::string damaged =
        R"({"msgid":"m1","open_kfid":"wk1","external_userid":"wm1","send_time":1795132810,"origin":3,"msgtype":"text","text":{"content":"oh", no"}})";
    const auto answer = read_wecom_answer(answer_with(
        "msg_list",
        {R"({"msgid":"m0","external_userid":"wm0","send_time":1795132800,"origin":3,"msgtype":"note"})",
         damaged, R"({"open_kfid":"wk1","external_userid":"wm2","send_time":17951"32900,"msgtype":"text")",
         R"({"msgid":"m3","event":{"event_type":"enter_session","external_userid":"wm1",x}})",
         "no record at all"}));
    REQUIRE(answer.ok());
    const auto page = sync_page_from_wecom(answer->json);
    REQUIRE(page.ok());
    REQUIRE(page->messages.size() == 3);
    const KfMessage& first = page->messages[1];
    CHECK(first.msgid == KfMessageId{"m1"});
    CHECK(first.account == AccountId{"wk1"});
    CHECK(first.customer == CustomerId{"wm1"});
    CHECK(first.send_time == 1795132810);
    CHECK(first.origin == origin::kCustomer);
    CHECK(first.msgtype == kUnreadable);
    CHECK(Json::parse(first.raw)["unreadable"]["bytes"] == damaged);
    CHECK(message_preview(first.msgtype, first.raw, false) == "[收到一条无法读取的消息]");
    // Without an id or a time of its own: the store gives an id, the neighbour a time.
    CHECK(page->messages[2].msgid.empty());
    CHECK(page->messages[2].customer == CustomerId{"wm2"});
    CHECK(page->messages[2].send_time == 1795132810);
    // An event is nothing a customer said, and what names nobody is for the operator.
    REQUIRE(page->unreadable.size() == 1);
    CHECK(page->unreadable[0].find("enter_session") != std::string::npos);
    CHECK(page->unreadable[0].ends_with("no record at all"));
}
