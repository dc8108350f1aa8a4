#include "backend/media/file_name.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "shared/base/utf8.h"

using namespace kf;

TEST_CASE("a file's name is read from Content-Disposition in every encoding that senders choose") {
    struct Case {
        std::string header, name;
    };
    const std::vector<Case> cases{
        {"attachment; filename=\"report.pdf\"", "report.pdf"},
        {"attachment; filename=report.pdf", "report.pdf"},
        {"attachment;filename=\"报价单 2026.xlsx\"", "报价单 2026.xlsx"},
        {"attachment; filename=\"a\\\"b.txt\"", "a\"b.txt"},
        {"attachment; filename=\"a;b.txt\"; size=3", "a;b.txt"},
        {"attachment; filename=\"fallback.txt\"; filename*=UTF-8''%E6%8A%A5%E4%BB%B7.txt", "报价.txt"},
        {"attachment; FileName*=utf-8'zh-CN'%e6%8a%a5.txt", "报.txt"},
        {"attachment; filename*=GBK''%B1%A8%BC%DB.txt", "报价.txt"},
        {"attachment; filename*0*=UTF-8''%E6%8A%A5; filename*1*=%E4%BB%B7; filename*2=.txt", "报价.txt"},
        {"attachment; filename=\"%E6%8A%A5%E4%BB%B7.txt\"", "报价.txt"},
        {"attachment; filename=\"100%.txt\"", "100%.txt"},
        {"attachment; filename=\"\xb1\xa8\xbc\xdb.txt\"", "报价.txt"},
        {"attachment; filename=\"=?UTF-8?B?5oql5Lu3LnR4dA==?=\"", "报价.txt"},
        {"attachment; filename=\"=?UTF-8?Q?=E6=8A=A5=E4=BB=B7.txt?=\"", "报价.txt"},
        {"attachment; filename=\"not closed.txt", "not closed.txt"},
        {"attachment", ""},
        {"", ""},
        {"attachment; filename=", ""},
    };
    for (const auto& [header, name] : cases) {
        const auto& this_header = header;
        CAPTURE(this_header);
        CHECK(name_from_disposition(header) == name);
    }
}

TEST_CASE("bytes that are no text in any charset still yield valid UTF-8") {
    for (const std::string header :
         {"attachment; filename=\"\xff\xfe\x80.txt\"", "attachment; filename*=UTF-8''%FF%FE",
          "attachment; filename*=UTF-8''%", "attachment; filename=\"=?x?B?\xff"}) {
        CHECK(is_valid_utf8(name_from_disposition(header)));
        CHECK(is_valid_utf8(safe_file_name(name_from_disposition(header))));
    }
}

TEST_CASE("a stranger's file name is safe to show and to save under") {
    struct Case {
        std::string given, safe;
    };
    const std::vector<Case> cases{
        {"report.pdf", "report.pdf"},
        {"../../etc/passwd", "passwd"},
        {"C:\\Windows\\system32\\evil.dll", "evil.dll"},
        {"folder/", "folder"},
        {"..", "file"},
        {"", "file"},
        {".bashrc", "bashrc"},
        {"invoice\u202Efdp.exe", "invoicefdp.exe"},
        {"a\u2066b\u200Bc\uFEFFd.txt", "abcd.txt"},
        {"line\r\nbreak\x01.txt", "linebreak.txt"},
        {"what?<is>|\"this\":*.txt", "what__is___this___.txt"},
        {"CON", "_CON"},
        {"nul.txt", "_nul.txt"},
        {"com1.log", "_com1.log"},
        {"console.log", "console.log"},
        {"name. . .", "name"},
        {"报价单.xlsx", "报价单.xlsx"},
    };
    for (const auto& [given, safe] : cases) {
        const auto& this_given = given;
        CAPTURE(this_given);
        CHECK(safe_file_name(given) == safe);
    }
}

TEST_CASE("a long name is cut in the middle and keeps its ending") {
    std::string name;
    for (int i = 0; i < 200; ++i) name += "长";
    const auto safe = safe_file_name(name + ".docx");
    CHECK(safe.size() <= kMaxFileNameBytes);
    CHECK(safe.ends_with(".docx"));
    CHECK(is_valid_utf8(safe));
}

TEST_CASE("our own Content-Disposition is ASCII and carries the whole name") {
    CHECK(content_disposition("attachment", "报价 1.txt") ==
          "attachment; filename=\"___1.txt\"; filename*=UTF-8''%E6%8A%A5%E4%BB%B7%201.txt");
    CHECK(name_from_disposition(content_disposition("inline", "报价 1.txt")) == "报价 1.txt");
}
