#include "shared/quick_replies/search.h"

#include <doctest/doctest.h>

namespace kf {
namespace {

struct Shelf {
    std::map<QuickReplyId, QuickReply> all;

    QuickReply& add(std::int64_t id, std::string title, std::string text, std::string initials = {}) {
        QuickReply reply;
        reply.id = QuickReplyId(id);
        reply.title = std::move(title);
        reply.text = std::move(text);
        reply.initials = std::move(initials);
        return all[reply.id] = reply;
    }
    std::vector<std::int64_t> found(QuickReplyQuery query) const {
        std::vector<std::int64_t> ids;
        for (const QuickReply* reply : find_quick_replies(all, query)) ids.push_back(reply->id.value);
        return ids;
    }
};

using Ids = std::vector<std::int64_t>;

TEST_CASE("a quick reply found by its title comes before one found by initials, and that before its text") {
    Shelf shelf;
    shelf.add(1, "退款", "请说订单号", "tk").uses = 1;
    shelf.add(2, "tk 说明", "…", "tksm");
    shelf.add(3, "其他", "关于 TK 的事", "qt").uses = 500;
    CHECK(shelf.found({.text = "tk"}) == Ids{2, 1, 3});
}

TEST_CASE("what begins with the word comes before what holds it") {
    Shelf shelf;
    shelf.add(1, "查询发货", "", "cxfh").uses = 99;
    shelf.add(2, "发货时间", "", "fhsj");
    CHECK(shelf.found({.text = "发货"}) == Ids{2, 1});
    CHECK(shelf.found({.text = "fh"}) == Ids{2, 1});
}

TEST_CASE(
    "whoever types a whole title, or all of its initials, gets that one first, however seldom it is used") {
    Shelf shelf;
    shelf.add(1, "发货时间说明", "", "fhsjsm").uses = 99;
    shelf.add(2, "发货时间", "", "fhsj");
    shelf.add(3, "节日发货时间", "", "jrfhsj").uses = 500;
    shelf.add(4, "表 fhsj 填写", "", "bfhsjtx").uses = 50;
    CHECK(shelf.found({.text = "fhsj"}) == Ids{2, 4, 1, 3});
    CHECK(shelf.found({.text = "发货时间"}) == Ids{2, 1, 3});
}

TEST_CASE("of equally good quick replies the most used comes first, then the newest") {
    Shelf shelf;
    shelf.add(1, "发货 A", "").uses = 2;
    shelf.add(2, "发货 B", "").uses = 7;
    shelf.add(3, "发货 C", "").changed_at = 5;
    shelf.add(4, "发货 D", "").changed_at = 9;
    CHECK(shelf.found({.text = "发货"}) == Ids{2, 1, 4, 3});
    CHECK(shelf.found({}) == Ids{2, 1, 4, 3});
}

TEST_CASE("every word must be found, whatever the case and width") {
    Shelf shelf;
    shelf.add(1, "Refund 退款", "三天内到账");
    shelf.add(2, "退款", "五天");
    CHECK(shelf.found({.text = "ＲＥＦＵＮＤ 三天"}) == Ids{1});
    CHECK(shelf.found({.text = "退款 六天"}).empty());
    CHECK(shelf.found({.text = "  "}).size() == 2);
}

TEST_CASE("the names of variables are no words of a quick reply") {
    Shelf shelf;
    shelf.add(1, "问候", "{{customer.name}}您好");
    CHECK(shelf.found({.text = "customer"}).empty());
    CHECK(shelf.found({.text = "您好"}) == Ids{1});
}

TEST_CASE("shelves and categories narrow the list") {
    Shelf shelf;
    shelf.add(1, "共享", "").category = "售后";
    QuickReply& own = shelf.add(2, "自己", "");
    own.owner = AgentId("lin");
    own.category = "问候";
    CHECK(shelf.found({.shelf = QuickReplyShelf::Personal}) == Ids{2});
    CHECK(shelf.found({.shelf = QuickReplyShelf::Shared}) == Ids{1});
    CHECK(shelf.found({.category = "售后"}) == Ids{1});
    CHECK(quick_reply_categories(shelf.all, QuickReplyShelf::All) ==
          std::vector<std::string>{"售后", "问候"});
    CHECK(quick_reply_categories(shelf.all, QuickReplyShelf::Personal) == std::vector<std::string>{"问候"});
}

}  // namespace
}  // namespace kf
