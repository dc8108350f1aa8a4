#include "shared/kf/oversized_answer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "shared/kf/message_codec.h"

using namespace kf;

namespace {

constexpr std::size_t kHuge = 300'000;

// Arrives in pieces of `piece` bytes.
OversizedAnswer arriving(const std::string& bytes, std::size_t piece) {
    OversizedAnswer answer;
    for (std::size_t at = 0; at < bytes.size(); at += piece) answer.take(bytes.substr(at, piece));
    return answer;
}

std::string record_with(const std::string& content) {
    return R"({"msgid":"m1","open_kfid":"wk1","external_userid":"wm1","origin":3,"text":{"content":")" +
           content + R"("}})";
}

Result<SyncPage> page_in(const std::string& bytes) {
    const auto kept = arriving(bytes, 5000).shortened();
    if (!kept.ok()) return kept.error();
    const auto answer = read_wecom_answer(*kept);
    if (!answer.ok()) return answer.error();
    return sync_page_from_wecom(answer->json);
}

}  // namespace

TEST_CASE("an answer that is small after all is given as it came, in whatever pieces") {
    const std::string bytes = R"({"errcode":0,"next_cursor":"C2","msg_list":[)" + record_with("hello") + "]}";
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, bytes.size()})
        CHECK(arriving(bytes, piece).shortened().value() == bytes);
}

TEST_CASE("of an answer that is too large the cursor is found before its list or behind it") {
    const std::string list = R"("msg_list":[)" + record_with(std::string(kHuge, 'x')) + "]";
    const std::string around = R"("errcode":0,"next_cursor":"C2","has_more":1)";
    for (const std::string& bytes : {"{" + around + "," + list + "}", "{" + list + " , " + around + " }\n",
                                     R"({"errcode":0,)" + list + R"(,"has_more":1,"next_cursor":"C2"})"}) {
        const auto page = page_in(bytes);
        REQUIRE(page.ok());
        CHECK(page->next_cursor == "C2");
        CHECK(page->has_more);
        REQUIRE(page->messages.size() == 1);
        CHECK(page->messages[0].msgtype == kUnreadable);
        CHECK(page->messages[0].customer == CustomerId{"wm1"});
    }
}

TEST_CASE("what a customer writes is never taken for the end of an oversized answer") {
    const std::string forged = R"(]}],\"next_cursor\":\"EVIL\",\"has_more\":0})";
    const auto page = page_in(R"({"msg_list":[)" + record_with(std::string(kHuge, 'x') + forged) +
                              R"(],"next_cursor":"C2","has_more":1})");
    REQUIRE(page.ok());
    CHECK(page->next_cursor == "C2");
    CHECK(page->has_more);
}

TEST_CASE("bytes that are no JSON within an oversized message keep nothing away") {
    const auto page =
        page_in(R"({"next_cursor":"C2","has_more":0,"msg_list":[)" +
                record_with("\x01 \xFF \" , }" + std::string(kHuge, '\xED') + "\" ]\x02") + "]}");
    REQUIRE(page.ok());
    CHECK(page->next_cursor == "C2");
    CHECK(page->messages.size() + page->unreadable.size() == 1);
}

TEST_CASE("an oversized answer that breaks off, or has no list, leads nowhere") {
    const std::string begin = R"({"next_cursor":"C2","has_more":1,"msg_list":[)";
    CHECK_FALSE(page_in(begin + record_with(std::string(kHuge, 'x'))).ok());
    CHECK_FALSE(page_in(begin + record_with(std::string(kHuge, 'x')).substr(0, kHuge)).ok());
    CHECK_FALSE(page_in(R"({"errmsg":")" + std::string(kHuge, 'x') + R"(","msg_list":[]})").ok());
    CHECK_FALSE(page_in(std::string(kHuge, 'x')).ok());
}

TEST_CASE("what is kept of an endless answer does not grow with it") {
    OversizedAnswer answer;
    answer.take(R"({"next_cursor":"C2","msg_list":[")");
    const std::string piece(100'000, 'x');
    for (int i = 0; i < 200; ++i) answer.take(piece);
    answer.take(R"("]})");
    CHECK(answer.bytes() > 20'000'000);
    const auto kept = answer.shortened();
    REQUIRE(kept.ok());
    CHECK(kept->size() < 2 * OversizedAnswer::kBeginning);
}
