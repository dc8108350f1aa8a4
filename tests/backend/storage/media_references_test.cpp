#include "backend/storage/media_references.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

using namespace kf;

namespace {

std::set<std::string> roles_of(const std::string& msgtype, const std::string& body) {
    std::set<std::string> roles;
    for (const auto& part : media_references(content_from_raw(msgtype, "{\"" + msgtype + "\":" + body + "}")))
        roles.insert(part.role + "=" + part.reference);
    return roles;
}

}  // namespace

TEST_CASE("every file and picture of a message is known by the part it plays") {
    using Roles = std::set<std::string>;
    CHECK(roles_of("voice", R"({"media_id":"V"})") == Roles{"main=V"});
    CHECK(roles_of("miniprogram", R"({"title":"t","thumb_media_id":"T"})") == Roles{"thumb=T"});
    CHECK(roles_of("link", R"({"pic_url":"https://a/b.png"})") == Roles{"thumb=https://a/b.png"});
    CHECK(
        roles_of("channels_shop_product", R"({"head_image":"https://a/1","shop_head_image":"http://a/2"})") ==
        Roles{"thumb=https://a/1", "shop=http://a/2"});
    CHECK(roles_of("channels_shop_order", R"({"image_url":"https://a/1"})") == Roles{"thumb=https://a/1"});
    CHECK(roles_of("location", R"({"latitude":1,"longitude":2})").empty());
    const std::string record = R"({"title":"r","item":[
        {"send_time":1,"msgtype":"text","sender_name":"a","msg_content":"{\"msgtype\":\"text\",\"text\":{\"content\":\"x\"}}"},
        {"send_time":1,"msgtype":"image","sender_name":"a","msg_content":"{\"msgtype\":\"image\",\"image\":{\"media_id\":\"I\"}}"}]})";
    CHECK(roles_of("merged_msg", record) == Roles{"item.1=I"});
}

TEST_CASE("nothing that comes from outside names our own files, other schemes or endless ids") {
    CHECK(roles_of("image", R"({"media_id":"kfdesk:1"})").empty());
    CHECK(roles_of("link", R"({"pic_url":"file:///etc/passwd"})").empty());
    CHECK(roles_of("link", "{\"pic_url\":\"javascript:x\"}").empty());
    CHECK(roles_of("image", "{\"media_id\":\"" + std::string(2000, 'x') + "\"}").empty());
    CHECK(roles_of("image", R"({"media_id":7})").empty());
}
