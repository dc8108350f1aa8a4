#include "shared/kf/content_limits.h"

#include <doctest/doctest.h>

using namespace kf;

namespace {

std::string code(const Content& content, Occasion occasion = Occasion::InWindow) {
    const auto problem = content_problem(content, occasion);
    if (!problem) return "";
    CHECK_FALSE(problem->zh.empty());
    CHECK_FALSE(problem->en.empty());
    return std::string(to_word(problem->code));
}

MenuItem item(MenuItemKind kind, const std::string& content = "x") {
    MenuItem made;
    made.kind = kind;
    made.content = content;
    made.url = "https://a.example/";
    made.appid = "wx1";
    made.pagepath = "p.html";
    return made;
}

Content menu(std::vector<MenuItem> items) {
    MenuBody body;
    body.head_content = "h";
    body.list = std::move(items);
    return body;
}

std::string chars(std::size_t count) {
    return std::string(count, 'a');
}

}  // namespace

TEST_CASE("each limit of the reference holds to the byte") {
    struct Row {
        Content fits;
        Content too_much;
        const char* code;
    };
    const auto link = [](const std::string& url) { return LinkBody{"t", "", url, "", "M"}; };
    const std::string host = "https://a.example/";
    const Row rows[] = {
        {TextBody{chars(2048), ""}, TextBody{chars(2049), ""}, "text_too_long"},
        {TextBody{"x", ""}, TextBody{" \n\t", ""}, "text_empty"},
        {TextBody{"　x", ""}, TextBody{"　\u200Bㅤ\u202E", ""}, "text_empty"},
        {ImageBody{"M"}, ImageBody{""}, "media_missing"},
        {VoiceBody{"M"}, VoiceBody{""}, "media_missing"},
        {VideoBody{"M"}, VideoBody{""}, "media_missing"},
        {FileBody{"M"}, FileBody{""}, "media_missing"},
        {link(host + chars(2048 - host.size())), link(host + chars(2049 - host.size())), "url_too_long"},
        {link("http://a"), link("ftp://a"), "url_wrong"},
        {link("http://a"), link(""), "url_missing"},
        {link("http://a"), LinkBody{"", "", "http://a", "", "M"}, "title_missing"},
        {link("http://a"), LinkBody{"t", "", "http://a", "", ""}, "thumb_missing"},
        {LocationBody{90, 180, "", ""}, LocationBody{90.1, 0, "", ""}, "position_wrong"},
        {LocationBody{-90, -180, "", ""}, LocationBody{0, -180.1, "", ""}, "position_wrong"},
        {MiniprogramBody{"", "wx", "p.html", "M"}, MiniprogramBody{"", "wx", "p.html", ""}, "thumb_missing"},
        {MiniprogramBody{"", chars(32), "p", "M"}, MiniprogramBody{"", chars(33), "p", "M"},
         "appid_too_long"},
        {MiniprogramBody{"", "wx", chars(1024), "M"}, MiniprogramBody{"", "wx", chars(1025), "M"},
         "pagepath_too_long"},
        {CustomerLinkBody{"https://work.weixin.qq.com/ca/x"},
         CustomerLinkBody{"https://work.weixin.qq.com/kf/x"}, "ca_link_wrong"},
        {BusinessCardBody{"zhangsan"}, BusinessCardBody{""}, "userid_missing"},
        {menu(std::vector(50, item(MenuItemKind::Text))), menu(std::vector(51, item(MenuItemKind::Text))),
         "menu_too_many_items"},
        {menu(std::vector(10, item(MenuItemKind::View))), menu(std::vector(11, item(MenuItemKind::View))),
         "menu_too_many_actions"},
        {menu({item(MenuItemKind::Click, chars(128))}), menu({item(MenuItemKind::Click, chars(129))}),
         "menu_item_too_long"},
        {menu({item(MenuItemKind::View, chars(1024))}), menu({item(MenuItemKind::View, chars(1025))}),
         "menu_item_too_long"},
        {menu({item(MenuItemKind::Text, chars(256))}), menu({item(MenuItemKind::Text, chars(257))}),
         "menu_item_too_long"},
        {menu({item(MenuItemKind::Click)}), menu({item(MenuItemKind::Click, "")}), "menu_item_empty"},
        {menu({item(MenuItemKind::Click)}), menu({item(MenuItemKind::Unknown)}), "menu_item_unknown"},
        {menu({}), MenuBody{}, "menu_empty"},
    };
    for (const Row& row : rows) {
        CAPTURE(row.code);
        CHECK(code(row.fits) == "");
        CHECK(code(row.too_much) == row.code);
    }
    MenuBody long_head;
    long_head.head_content = chars(1025);
    CHECK(code(long_head) == "menu_head_too_long");
    MenuBody long_tail;
    long_tail.tail_content = chars(1025);
    CHECK(code(long_tail) == "menu_tail_too_long");
}

TEST_CASE("with a code only texts and menus of ten items can be said") {
    CHECK(code(TextBody{"欢迎", ""}, Occasion::OnEvent) == "");
    CHECK(code(menu(std::vector(10, item(MenuItemKind::Text))), Occasion::OnEvent) == "");
    CHECK(code(menu(std::vector(11, item(MenuItemKind::Text))), Occasion::OnEvent) == "menu_too_many_items");
    CHECK(code(ImageBody{"M"}, Occasion::OnEvent) == "type_not_on_event");
    CHECK(code(LinkBody{}, Occasion::OnEvent) == "type_not_on_event");
}

TEST_CASE("what the API cannot send is said before it is tried") {
    for (const Content& content :
         {Content{NoDetails{"meeting"}}, Content{MergedBody{}}, Content{ChannelsBody{}},
          Content{ShopOrderBody{}}, Content{ShopProductBody{}}}) {
        CHECK(code(content) == "type_not_sendable");
    }
}

TEST_CASE("what arrives otherwise than written is warned of") {
    CHECK(content_warnings(LinkBody{chars(128), chars(512), "http://a", "", "M"}).empty());
    const auto cut = content_warnings(LinkBody{chars(129), chars(513), "http://a", "", "M"});
    REQUIRE(cut.size() == 2);
    CHECK(cut[0].code == ErrorCode::TitleCut);
    CHECK(cut[1].code == ErrorCode::DescCut);
    CHECK(content_warnings(MiniprogramBody{chars(64), "wx", "pages/a.html?x=1", "M"}).empty());
    const auto card = content_warnings(MiniprogramBody{chars(65), "wx", "pages/a?x=.html", "M"});
    REQUIRE(card.size() == 2);
    CHECK(card[1].code == ErrorCode::PagepathNotHtml);
}

TEST_CASE("two items of a menu that a click could not tell apart are refused") {
    MenuItem first = item(MenuItemKind::Click), second = item(MenuItemKind::Click);
    first.id = "2";
    second.id = "2";
    CHECK(code(menu({first, second})) == "menu_id_twice");
    second.id = "3";
    CHECK(code(menu({first, second})) == "");
}
