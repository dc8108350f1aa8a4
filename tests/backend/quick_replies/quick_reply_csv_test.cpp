#include <doctest/doctest.h>

#include <random>

#include "backend/quick_replies/csv.h"
#include "backend/quick_replies/quick_reply_csv.h"
#include "backend/quick_replies/quick_reply_rules.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

const Agent kBoss = agent_named("wang", Role::Supervisor);

std::vector<std::string> titles(const ReadRows& read) {
    std::vector<std::string> found;
    for (const QuickReply& row : read.rows) found.push_back(row.title);
    return found;
}

std::string code_of(const std::string& text, const Agent& by = kBoss) {
    const auto read = quick_replies_from_csv(text, by);
    return read.ok() ? "" : std::string(to_word(read.error().code));
}

}  // namespace

TEST_CASE("whatever stands in quick replies comes back from the file as it was") {
    std::mt19937 random(7);
    const std::vector<std::string> pieces{
        "退款", "a",   "\"", ",",  ";",  "\t",   "\n",     "'",     "=",
        "+",    "-",   "@",  " ",  "，", "🙂", "\"\"",   "''",    "{{customer.name}}",
        "\n\n", "x=1", "＝", "＋", "－", "＠",   "\u3000", "\u00A0"};
    const auto some = [&](std::size_t most, bool one_line) {
        std::string text;
        for (std::size_t i = random() % (most + 1); i > 0; --i) {
            const std::string& piece = pieces[random() % pieces.size()];
            if (one_line && (piece.find('\n') != std::string::npos || piece == "\t")) continue;
            text += piece;
        }
        return text;
    };
    for (int round = 0; round < 300; ++round) {
        std::vector<QuickReply> replies;
        for (int i = 0; i < 8; ++i) {
            QuickReply reply;
            reply.owner = random() % 2 == 0 ? AgentId{} : AgentId{"wang"};
            reply.category = some(1, true);
            reply.title = some(3, true) + "#" + std::to_string(i);
            reply.text = some(10, false) + "。";
            tidy(reply);
            replies.push_back(reply);
        }
        const std::string csv = quick_replies_to_csv(replies);
        const auto read = quick_replies_from_csv(csv, kBoss);
        REQUIRE(read.ok());
        CAPTURE(csv);
        CHECK(read->refused_count == 0);
        REQUIRE(read->rows.size() == replies.size());
        for (std::size_t i = 0; i < replies.size(); ++i) {
            CHECK(read->rows[i].owner == replies[i].owner);
            CHECK(read->rows[i].category == replies[i].category);
            CHECK(read->rows[i].title == replies[i].title);
            CHECK(read->rows[i].text == replies[i].text);
        }
        // No cell is a formula for a spreadsheet.
        for (const CsvRow& row : read_csv(std::string_view{csv}.substr(3), ',', 10'000)) {
            for (const std::string& cell : row.cells) {
                CHECK((cell.empty() ||
                       std::string_view{"=+-@\t\r"}.find(cell.front()) == std::string_view::npos));
            }
        }
    }
}

TEST_CASE("a formula is guarded in either width and behind blanks, and comes back as it was") {
    for (const std::string text : {"=1", "+1", "-1", "@a", "＝1", "＋1", "－1", "＠a", " =1", "\n=1",
                                   "\r\n＋1", "\u3000\u00A0@a", "\tx", "\nx", "\uFEFF=1", "'x", "''=1"}) {
        CAPTURE(text);
        CHECK(looks_like_formula(text));
        std::string cell;
        append_guarded_csv_cell(cell, text);
        CHECK(read_csv(cell, ',', 1).at(0).cells.at(0) == "'" + text);
    }
    for (const std::string text : {"", " ", "1=1", "客服", " x", "a\n=1", "\u3000好"}) {
        CAPTURE(text);
        CHECK_FALSE(looks_like_formula(text));
    }
}

TEST_CASE("files as Excel, WPS and people write them are read") {
    const char* const files[] = {
        "scope,category,title,text\nshared,物流,发货,今天发\n",
        "\xEF\xBB\xBFscope,category,title,text\r\nshared,物流,发货,今天发\r\n",
        "scope;category;title;text\r\nshared;物流;发货;今天发",
        "scope\tcategory\ttitle\ttext\rshared\t物流\t发货\t今天发\r",
        "范围,分类,标题,内容\n共享,物流,发货,今天发\n\n\n",
        "标题,内容,范围,分类,备注\n 发货 ,今天发,Shared,物流,x\n",
        "\"scope\",\"category\",\"title\",\"text\"\n\"shared\",\"物流\",\"发货\",\"今天发\"\n",
    };
    for (const char* file : files) {
        CAPTURE(file);
        const auto read = quick_replies_from_csv(file, kBoss);
        REQUIRE(read.ok());
        REQUIRE(read->rows.size() == 1);
        CHECK(read->rows[0].owner.empty());
        CHECK(read->rows[0].category == "物流");
        CHECK(read->rows[0].title == "发货");
        CHECK(read->rows[0].text == "今天发");
        CHECK(read->rows[0].initials == "fh");
    }
}

TEST_CASE("a file that is none is refused with what to do") {
    CHECK(code_of("") == "csv_empty");
    CHECK(code_of("scope,category,title,text\n") == "csv_empty");
    CHECK(code_of("发货,今天发\n") == "csv_header_wrong");
    CHECK(code_of("title,text\n\xB7\xA2\xBB\xF5,\xBD\xF1\xCC\xEC\n") == "csv_not_utf8");  // GBK
    CHECK(code_of(std::string("t\0i\0t\0", 6)) == "csv_not_utf8");
    std::string many = "title,text\n";
    for (int i = 0; i < 4001; ++i) many += "t" + std::to_string(i) + ",x\n";
    CHECK(code_of(many) == "csv_too_many_rows");
    CHECK(csv_error_words(ErrorCode::CsvNotUtf8).zh.find("UTF-8") != std::string_view::npos);
    for (const ErrorCode code :
         {ErrorCode::CsvNotUtf8, ErrorCode::CsvEmpty, ErrorCode::CsvHeaderWrong, ErrorCode::CsvTooManyRows}) {
        CAPTURE(to_word(code));
        CHECK(csv_error_words(code).zh != csv_error_words(ErrorCode::Unknown).zh);
        CHECK(csv_error_words(code).en != csv_error_words(ErrorCode::Unknown).en);
    }
}

TEST_CASE("rows that cannot be taken are named by their line, the others are taken") {
    const std::string file =
        "scope,category,title,text\n"
        "personal,,一,\"两行\n文字\"\n"
        "shared,,二,x\n"
        "everybody,,三,x\n"
        "personal,,,x\n"
        "personal,,五,\n"
        "personal,,一,后来的\n"
        "personal,,\"七,x\n";
    const auto read = quick_replies_from_csv(file, agent_named("lin"));
    REQUIRE(read.ok());
    CHECK(titles(*read) == std::vector<std::string>{"一"});
    CHECK(read->rows[0].text == "后来的");
    REQUIRE(read->refused_count == 5);
    const int lines[] = {4, 5, 6, 7, 9};
    const ErrorCode codes[] = {ErrorCode::QuickReplyNotYours, ErrorCode::CsvScopeWrong,
                               ErrorCode::QuickReplyTitleMissing, ErrorCode::QuickReplyEmpty,
                               ErrorCode::CsvQuoteOpen};
    for (std::size_t i = 0; i < 5; ++i) {
        CHECK(read->refused[i].line == lines[i]);
        CHECK(read->refused[i].code == codes[i]);
        CHECK_FALSE(read->refused[i].zh.empty());
    }
}
