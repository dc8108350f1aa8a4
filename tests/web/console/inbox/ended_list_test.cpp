// The tab of past conversations: pages, filters, a search by name, and one that is opened without being held.
#include "web/console/inbox/ended_list.h"

#include <doctest/doctest.h>

#include "tests/web/console/app/desk.h"

namespace kf::web {
namespace {

constexpr UnixMs kDayMs = 86'400'000;

// Two past conversations of forty are held.
struct PastDesk : Desk {
    PastDesk() {
        add("陈小满", DeskState::Assigned);
        add("旧客一", DeskState::Ended, "谢谢", kDeskNow - kDayMs).agent = AgentId("mei");
        add("旧客二", DeskState::Ended, "好的", kDeskNow - 2 * kDayMs).agent = AgentId("lin");
        snapshot.more_ended = true;
        snapshot.ended = 40;
        snapshot.ended_to = ended_place(conversation(3));
        snapshot.newest = ConversationId(500);
    }
    void begin() {
        start();
        press(Role::Tab, "已结束");
    }
    // Conversations of ids [first, last], each a day older than the one before.
    ConversationPage page(std::int64_t first, std::int64_t last, bool has_more) {
        ConversationPage out;
        out.seq = snapshot.seq;
        for (std::int64_t id = first; id <= last; ++id) {
            Conversation c = conversation(3);
            c.id = ConversationId(id);
            c.customer = CustomerId("wmOld" + std::to_string(id));
            c.last.at = kDeskNow - id * kDayMs;
            Customer person = snapshot.customers[2];
            person.id = c.customer;
            person.name = "老客" + std::to_string(id);
            out.conversations.push_back(c);
            out.customers.push_back(person);
        }
        out.has_more = has_more;
        if (has_more) out.next = ended_place(out.conversations.back());
        return out;
    }
    // The last question about past conversations, without its limit; "" = none.
    std::string asked() {
        std::string last;
        for (const HttpRequest& request : platform.http_.requests)
            if (request.path.starts_with("/api/ended_conversations?limit=50")) last = request.path.substr(33);
        return last;
    }
    // Earlier questions, which nobody waits for any more, are answered as well.
    void answer(const ConversationPage& given) {
        const std::string body = write_conversation_page(given);
        REQUIRE(platform.http_.answer("/api/ended_conversations", 200, body));
        while (platform.http_.answer("/api/ended_conversations", 200, body)) {
        }
        settle();
    }
    std::vector<std::string> rows() {
        std::vector<std::string> found;
        for (const std::string& name : names(Role::ListItem))
            found.push_back(name.substr(0, name.find("，")));
        return found;
    }
};

using Rows = std::vector<std::string>;

TEST_CASE("at the end of the list the next page is asked for, and comes below") {
    PastDesk desk;
    desk.start();
    CHECK(desk.asked().empty());  // nobody looks at the list yet
    desk.press(Role::Tab, "已结束");
    const EndedPlace end = desk.snapshot.ended_to;
    CHECK(desk.asked() == "&before=" + std::to_string(end.last_at) + "." + std::to_string(end.id.value));
    CHECK(desk.rows() == Rows{"旧客一", "旧客二"});
    CHECK(desk.find(Role::List, "会话")->state.busy);
    desk.answer(desk.page(10, 12, false));
    CHECK(desk.rows() == Rows{"旧客一", "旧客二", "老客10", "老客11", "老客12"});
    CHECK_FALSE(desk.find(Role::List, "会话")->state.busy);
    CHECK(desk.find_prefix(Role::ListItem, "老客12")->state.set_size == 5);
}

TEST_CASE("the next page is not asked for while its rows are far below") {
    PastDesk desk;
    desk.begin();
    desk.answer(desk.page(10, 59, true));
    const std::string before = desk.asked();
    desk.settle();
    CHECK(desk.asked() == before);
    // Keys go down the list as ever, and bring it near.
    desk.runner().focus(Role::ListItem, desk.names(Role::ListItem).front());
    desk.runner().key(Key::End);
    desk.settle();
    CHECK(desk.asked() != before);
    desk.answer(desk.page(60, 61, false));
    desk.runner().key(Key::End);
    desk.settle();
    CHECK(desk.find_prefix(Role::ListItem, "老客61") != nullptr);
}

TEST_CASE("a page that does not come is said below the list, with another try") {
    PastDesk desk;
    desk.begin();
    REQUIRE(desk.platform.http_.answer(
        "/api/ended_conversations", 503,
        R"({"error":{"code":"reads_busy","zh":"同时打开的控制台太多。","en":"Too many."}})"));
    desk.settle();
    CHECK(desk.find(Role::Alert, "同时打开的控制台太多。") != nullptr);
    CHECK(desk.rows() == Rows{"旧客一", "旧客二"});
    const std::size_t requests = desk.platform.http_.requests.size();
    desk.settle();
    CHECK(desk.platform.http_.requests.size() == requests);  // not by itself
    desk.press(Role::Button, "再试一次");
    CHECK(desk.platform.http_.requests.size() == requests + 1);
    desk.answer(desk.page(10, 10, false));
    CHECK(desk.rows() == Rows{"旧客一", "旧客二", "老客10"});
    CHECK(desk.find(Role::Alert, "同时打开的控制台太多。") == nullptr);
}

TEST_CASE(
    "past conversations are filtered by who answered, by time, and by account where there are several") {
    PastDesk desk;
    desk.begin();
    CHECK(desk.find_prefix(Role::Button, "客服账号") == nullptr);
    desk.press(Role::Button, "接待人 所有接待人");
    CHECK(desk.names(Role::Option) == Rows{"所有接待人", "林晓", "梅姐", "王磊"});
    desk.press(Role::Option, "梅姐");
    CHECK(desk.asked().find("&agent=mei") != std::string::npos);
    CHECK(desk.rows() == Rows{"旧客一"});
    desk.answer({.seq = desk.snapshot.seq, .conversations = {}, .customers = {}, .drafts = {}, .marks = {}});
    CHECK(desk.rows() == Rows{"旧客一"});
    desk.press(Role::Button, "时间 不限时间");
    desk.press(Role::MenuItemRadio, "今天");
    CHECK(desk.asked().find("&from=") != std::string::npos);
    desk.answer({.seq = desk.snapshot.seq, .conversations = {}, .customers = {}, .drafts = {}, .marks = {}});
    CHECK(desk.rows().empty());
    CHECK(desk.says("没有符合筛选条件的会话。"));
    desk.press(Role::Button, "清除筛选");
    CHECK(desk.rows() == Rows{"旧客一", "旧客二"});
    // Other tabs have no filters.
    desk.press(Role::Tab, "我的 1");
    CHECK(desk.find_prefix(Role::Button, "接待人") == nullptr);

    PastDesk two;
    two.snapshot.accounts.push_back({CorpId("ww1"), AccountId("wk2"), "售前咨询", true});
    two.begin();
    two.press(Role::Button, "客服账号 所有账号");
    two.press(Role::MenuItemRadio, "售前咨询");
    CHECK(two.asked().find("&account=wk2") != std::string::npos);
}

TEST_CASE("what is typed into the search finds past conversations by name that are not held") {
    PastDesk desk;
    desk.start();
    desk.type("搜索客户、消息", "老客10");
    CHECK(desk.asked().empty());
    desk.platform.page_.advance(300);
    desk.settle();
    CHECK(desk.asked().find("&text=%E8%80%81%E5%AE%A210") != std::string::npos);
    CHECK_FALSE(desk.says("没有找到"));
    desk.answer(desk.page(10, 10, false));
    CHECK(desk.rows() == Rows{"老客10"});
    desk.type("搜索客户、消息", "0");
    desk.platform.page_.advance(300);
    desk.settle();
    desk.answer({.seq = desk.snapshot.seq, .conversations = {}, .customers = {}, .drafts = {}, .marks = {}});
    CHECK(desk.says("没有找到“老客100”"));
}

TEST_CASE("a conversation that is not held is said to be opened, and is there when it has come") {
    PastDesk desk;
    desk.start();
    desk.app().dispatch(NotificationClicked{ConversationId(99)});
    desk.settle();
    CHECK(desk.find(Role::Status, "正在打开会话…") != nullptr);
    REQUIRE(desk.platform.http_.answer("/api/conversations/99", 200,
                                       write_conversation_page(desk.page(99, 99, false))));
    desk.settle();
    CHECK(desk.find(Role::Status, "正在打开会话…") == nullptr);
    CHECK(desk.state().selected == ConversationId(99));
    desk.answer_history({text_message(7, 99, SenderKind::Customer, "很久以前")});
    CHECK(desk.says("很久以前"));
    CHECK(desk.says("老客99"));
}

TEST_CASE("the filters of the list have room for their words, also with several accounts") {
    for (const Language language : {Language::Chinese, Language::English}) {
        PastDesk desk;
        desk.snapshot.accounts.push_back({CorpId("ww1"), AccountId("wk2"), "售前咨询", true});
        if (language == Language::English) desk.platform.page_.settings["settings"] = "language=en";
        desk.start();
        const Words& w = words(language);
        desk.press(Role::Tab, w.tab_ended);
        Ui& ui = desk.runner().ui();
        for (const auto& [name, shown] :
             {std::pair{w.search_account, w.search_any_account}, std::pair{w.ended_agent, w.ended_any_agent},
              std::pair{w.search_time, w.search_month}}) {
            const auto* box = desk.find_prefix(Role::Button, name);
            REQUIRE_MESSAGE(box != nullptr, desk.outline());
            CHECK(box->rect.w - 40 >= ui.text_width(shown, {type::kBody, Weight::Regular}));
        }
    }
}

}  // namespace
}  // namespace kf::web
