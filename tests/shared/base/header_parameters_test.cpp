#include "shared/base/header_parameters.h"

#include <doctest/doctest.h>

#include <vector>

using namespace kf;

TEST_CASE("a header's parameters are read however they are written") {
    struct Case {
        std::string header, name, value;
    };
    const std::vector<Case> cases{
        {"multipart/form-data; boundary=b", "boundary", "b"},
        {"multipart/form-data; boundary=\"b\"", "boundary", "b"},
        {"multipart/form-data;boundary=b ; charset=utf-8", "boundary", "b"},
        {"form-data; name=\"media\"; filename=\"a;b.txt\"; filelength=6", "filename", "a;b.txt"},
        {"form-data; name=\"media\"; filename=\"a\"; filelength=6", "filelength", "6"},
        {"form-data; name=\"media\"; filename=\"a\"; filelength=6", "name", "media"},
        {"attachment; FileName = \"x\"", "filename", "x"},
        {"attachment; filename=\"a\\\"b\\\\.txt\"", "filename", "a\"b\\.txt"},
        {"attachment; filename=\"C:\\new.txt\"", "filename", "C:\\new.txt"},
        {"attachment; filename=\"订单.csv\"", "filename", "订单.csv"},
        {"attachment; filename*=UTF-8''%E6%8A%A5", "filename*", "UTF-8''%E6%8A%A5"},
        {"attachment; filename=first; filename=second", "filename", "first"},
        {"attachment; hidden; filename=x", "filename", "x"},
        {"attachment; filename=\"not closed", "filename", "not closed"},
        {"attachment; filename=", "filename", ""},
        {"attachment; other=x", "filename", ""},
        {"attachment", "filename", ""},
        {"filename=x", "filename", ""},
        {"", "filename", ""},
    };
    for (const auto& [header, name, value] : cases) {
        const auto& this_header = header;
        CAPTURE(this_header);
        CHECK(header_parameter(header, name) == value);
    }
}

TEST_CASE("a header of many parameters costs no more than its first 32") {
    std::string header = "attachment";
    for (int i = 0; i < 1000; ++i) header += "; p" + std::to_string(i) + "=" + std::to_string(i);
    const auto parameters = header_parameters(header);
    CHECK(parameters.size() == 32);
    CHECK(parameters.at("p31") == "31");
}

TEST_CASE("a header that was cut off anywhere yields what was there") {
    const std::string whole = "form-data; name=\"media\"; filename=\"a\\\"b.txt\"; filelength=6";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        const auto parameters = header_parameters(std::string_view{whole}.substr(0, size));
        CHECK(parameters.size() <= 3);
        if (size >= 22) CHECK(parameters.at("name") == "media");
    }
}
