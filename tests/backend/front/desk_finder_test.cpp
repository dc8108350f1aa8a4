#include "backend/front/desk_finder.h"

#include <doctest/doctest.h>

using namespace kf;

namespace {

using How = AddressedDesk::How;

std::vector<DeskConfig> two() {
    DeskConfig jia{"jia", "甲", "", {"jia.example.com"}, {}};
    jia.corps.push_back({"", CorpId{"ww1"}, "", "", "", ""});
    DeskConfig yi{"yi", "乙", "", {}, {}};
    yi.corps.push_back({"", CorpId{"ww2"}, "", "", "", ""});
    return {jia, yi};
}

}  // namespace

TEST_CASE("where no desk is declared everything is the only one's, also what looks like a prefix") {
    const std::vector<DeskConfig> only{DeskConfig{}};
    for (const char* path : {"/", "/api/session", "/d/jia/", "/callback/ww1"}) {
        const auto found = find_desk(only, "anything", path);
        CHECK(found.how == How::Named);
        CHECK(found.base.empty());
    }
}

TEST_CASE("the address names the desk by path, by host, or by the corp of a callback") {
    const auto desks = two();
    const struct {
        const char* host;
        const char* path;
        How how;
        std::size_t desk;
        const char* base;
    } cases[] = {
        {"", "/d/yi/api/session", How::Named, 1, "/d/yi"},
        {"", "/d/yi/", How::Named, 1, "/d/yi"},
        {"", "/d/yi", How::NoSlash, 1, "/d/yi"},
        {"", "/d/", How::Nobodys, 0, ""},
        {"", "/d/YI/", How::Nobodys, 0, ""},
        {"", "/d/../jia/", How::Nobodys, 0, ""},
        {"jia.example.com", "/api/session", How::Named, 0, ""},
        {"JIA.example.com:8443", "/", How::Named, 0, ""},
        {"jia.example.com", "/d/jia/", How::Named, 0, "/d/jia"},
        {"jia.example.com", "/d/yi/", How::Nobodys, 0, ""},
        {"x.jia.example.com", "/", How::Anybodys, 0, ""},
        {"", "/api/session", How::Anybodys, 0, ""},
        {"jia.example.com", "/callback/ww2", How::Named, 1, ""},
        {"", "/callback/ww1/", How::Named, 0, ""},
        {"", "/callback/ww3", How::Anybodys, 0, ""},
        {"", "/d/yi/callback/ww1", How::Named, 1, "/d/yi"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.host);
        CAPTURE(each.path);
        const auto found = find_desk(desks, each.host, each.path);
        CHECK(found.how == each.how);
        CHECK(found.base == each.base);
        if (each.how == How::Named) CHECK(found.desk == each.desk);
    }
}

TEST_CASE("the only declared desk takes what names no other") {
    auto desks = two();
    desks.pop_back();
    CHECK(find_desk(desks, "10.0.0.1", "/").how == How::Named);
    CHECK(find_desk(desks, "10.0.0.1", "/d/yi/").how == How::Nobodys);
}
