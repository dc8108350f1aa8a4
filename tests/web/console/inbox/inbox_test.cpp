#include "web/console/inbox/inbox.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/web/console/app/desk.h"

namespace kf::web {
namespace {

TEST_CASE("while everything loads the list is there, busy, with skeletons and no false emptiness") {
    Desk desk;
    ConsoleApp app(desk.platform);
    HeadlessRunner runner(desk.platform, [&](Ui& ui) { app.draw(ui); });
    runner.frame();
    const auto* list = desk.platform.mirror_.find(Role::List, "会话");
    REQUIRE(list != nullptr);
    CHECK(list->state.busy);
    CHECK(desk.platform.mirror_.outline().find("还没有客户来信") == std::string::npos);
}

TEST_CASE("each conversation is one item that begins with the customer's name and says what matters") {
    Desk desk;
    Conversation& first = desk.add("陈小满", DeskState::Assigned, "收到的杯子有裂纹");
    first.unread = 2;
    first.window.used = 3;
    desk.add("Wendy 🌸", DeskState::Assigned, "请问今天能发货吗");
    desk.start();
    const auto* item = desk.find_prefix(Role::ListItem, "陈小满");
    REQUIRE(item != nullptr);
    CHECK(item->name.find("2 条未读") != std::string::npos);
    CHECK(item->name.find("收到的杯子有裂纹") != std::string::npos);
    CHECK(item->name.find("剩 2 条 · 47 时") != std::string::npos);
    CHECK(desk.find_prefix(Role::ListItem, "Wendy 🌸") != nullptr);
    CHECK(item->state.set_size == 2);
}

TEST_CASE(
    "a window is told only when little of it is left; in its place stands how long the customer waits") {
    Desk desk;
    Conversation& waits = desk.add("陈小满", DeskState::Assigned, "在吗", kDeskNow - 22 * 60'000);
    waits.waiting_since = kDeskNow - 22 * 60'000;
    desk.add("赵先生", DeskState::Assigned, "好的");
    desk.add("李想", DeskState::Assigned, "急", kDeskNow - 43 * 3'600'000).waiting_since =
        kDeskNow - 43 * 3'600'000;
    desk.start();
    const auto name_of = [&](const char* who) { return desk.find_prefix(Role::ListItem, who)->name; };
    CHECK(name_of("陈小满").find("等 22 分") != std::string::npos);
    CHECK(name_of("陈小满").find("剩") == std::string::npos);
    CHECK(name_of("赵先生").find("剩") == std::string::npos);
    CHECK(name_of("赵先生").find("等") == std::string::npos);
    CHECK(name_of("李想").find("剩 5 条 · 5 时") != std::string::npos);
    CHECK(name_of("李想").find("等 43 时") != std::string::npos);
}

TEST_CASE("rows say their account once there are several") {
    Desk one;
    one.add("陈小满", DeskState::Assigned);
    one.start();
    CHECK(one.find_prefix(Role::ListItem, "陈小满")->name.find("售后客服") == std::string::npos);
    Desk two;
    two.add("陈小满", DeskState::Assigned);
    two.snapshot.accounts.push_back({CorpId("ww1"), AccountId("wk2"), "售前咨询", true});
    two.start();
    CHECK(two.find_prefix(Role::ListItem, "陈小满")->name.find("售后客服") != std::string::npos);
}

TEST_CASE("in English the tabs keep words and counts in every width, and stay inside of the list") {
    for (const Size size :
         {Size{1440, 900}, Size{1280, 720}, Size{1100, 720}, Size{950, 720}, Size{420, 800}}) {
        Desk desk;
        desk.platform.page_.viewport_size = size;
        desk.platform.page_.language_tag = "en-GB";
        desk.platform.page_.settings.clear();  // nobody has chosen a language
        for (int i = 0; i < 112; ++i) desk.add("mine", DeskState::Assigned);
        for (int i = 0; i < 130; ++i) desk.add("queued", DeskState::Queued);
        desk.start();
        CHECK(desk.names(Role::Tab) == std::vector<std::string>{"Mine 112", "Queue 130", "All 242", "Ended"});
        const Rect list = desk.find(Role::Region, "Chats")->rect;
        for (const auto* tab : desk.platform.mirror_.all(Role::Tab)) {
            CHECK(tab->rect.right() <= list.right() - 10);
            // Room for the words themselves, as wide as when they are chosen.
            const std::string words = tab->name;
            const std::string label = words.substr(0, words.find(' '));
            const bool counted = label != words;
            const float needed =
                desk.runner().ui().text_width(label, {.size = type::kBody, .weight = Weight::Semibold}) +
                (counted ? 4 + desk.runner().ui().text_width(words.substr(label.size() + 1),
                                                             {.size = type::kSmall})
                         : 0.f);
            CHECK_MESSAGE(tab->rect.w >= needed, size.w << ": " << words);
        }
    }
}

TEST_CASE(
    "a row's menu pins, marks, takes, transfers and copies the name, without opening what it need not open") {
    Desk desk;
    desk.add("陈小满", DeskState::Assigned);
    desk.add("赵先生", DeskState::Queued);
    desk.start();
    const auto choose = [&](const char* who, const char* item) {
        desk.runner().right_click(desk.find_prefix(Role::ListItem, who)->rect.center());
        desk.settle();
        REQUIRE_MESSAGE(desk.find(Role::Menu, std::string(who) + " 的菜单") != nullptr, desk.outline());
        desk.press(Role::MenuItem, item);
    };
    choose("陈小满", "置顶");
    REQUIRE(desk.sent<MarkConversation>().size() == 1);
    CHECK(desk.sent<MarkConversation>()[0].mark == Mark::Pinned);
    CHECK(desk.sent<MarkConversation>()[0].on);
    desk.event(MarksChanged{AgentId("lin"), ConversationId(1), true, true});
    CHECK(desk.find_prefix(Role::ListItem, "陈小满")->name.find("已置顶") != std::string::npos);
    choose("陈小满", "取消置顶");
    CHECK_FALSE(desk.sent<MarkConversation>()[1].on);
    choose("陈小满", "标为已读");
    CHECK(desk.sent<MarkConversation>()[2].mark == Mark::Unread);
    CHECK_FALSE(desk.sent<MarkConversation>()[2].on);
    choose("陈小满", "复制名称");
    CHECK(desk.platform.clipboard_.text == "陈小满");
    CHECK(desk.state().selected.empty());
    choose("陈小满", "转接…");
    CHECK(desk.state().selected == ConversationId(1));
    CHECK(desk.find(Role::Dialog, "把 陈小满 转给谁？") != nullptr);
    desk.runner().key(Key::Escape);
    desk.press(Role::Tab, "排队 1");
    choose("赵先生", "接入");
    CHECK(desk.sent<ClaimConversation>().size() == 1);
    CHECK(desk.state().selected == ConversationId(2));
}

TEST_CASE("the menu opens for the row that has the focus when a key or a screen reader asks for it") {
    Desk desk;
    desk.add("陈小满", DeskState::Queued);
    desk.start();
    desk.runner().focus(Role::ListItem, desk.find_prefix(Role::ListItem, "陈小满")->name);
    desk.runner().key(Key::ContextMenu);
    CHECK(desk.find(Role::Menu, "陈小满 的菜单") != nullptr);
    // What cannot be done says why.
    const auto* transfer = desk.find(Role::MenuItem, "转接…");
    REQUIRE(transfer != nullptr);
    CHECK(transfer->state.disabled);
    CHECK(transfer->description.find("请先接入") != std::string::npos);
}

TEST_CASE("who has conversations begins with them, who has none sees everybody's") {
    Desk mine;
    mine.add("陈小满", DeskState::Assigned);
    mine.add("赵先生", DeskState::Queued);
    mine.start();
    CHECK(mine.state().tab == Tab::Mine);
    CHECK(mine.names(Role::ListItem).size() == 1);

    Desk none;
    none.add("赵先生", DeskState::Queued);
    none.start();
    CHECK(none.state().tab == Tab::All);
    CHECK(none.names(Role::ListItem).size() == 1);
}

TEST_CASE("tabs carry counts, and a press shows what they say") {
    Desk desk;
    desk.add("陈小满", DeskState::Assigned);
    desk.add("赵先生", DeskState::Queued);
    desk.add("李想", DeskState::Queued);
    desk.add("吴桐", DeskState::Ended);
    desk.start();
    CHECK(desk.names(Role::Tab) == std::vector<std::string>{"我的 1", "排队 2", "全部 3", "已结束"});
    CHECK(desk.find(Role::Tab, "我的 1")->state.selected == true);
    desk.press(Role::Tab, "排队 2");
    CHECK(desk.find_prefix(Role::ListItem, "赵先生") != nullptr);
    CHECK(desk.find_prefix(Role::ListItem, "陈小满") == nullptr);
    desk.press(Role::Tab, "已结束");
    CHECK(desk.find_prefix(Role::ListItem, "吴桐") != nullptr);
}

TEST_CASE("arrows move between tabs and choose them") {
    Desk desk;
    desk.add("陈小满", DeskState::Assigned);
    desk.start();
    desk.runner().focus(Role::Tab, "我的 1");
    desk.runner().key(Key::Right);
    CHECK(desk.state().tab == Tab::Queued);
    desk.runner().key(Key::Left);
    desk.runner().key(Key::Left);
    CHECK(desk.state().tab == Tab::Ended);
}

TEST_CASE("searching shows only what matches, and Escape takes the search back") {
    Desk desk;
    desk.add("陈小满", DeskState::Assigned, "换货");
    desk.add("赵先生", DeskState::Assigned, "发票");
    desk.start();
    desk.type("搜索客户、消息", "发票");
    CHECK(desk.names(Role::ListItem).size() == 1);
    CHECK(desk.find_prefix(Role::ListItem, "赵先生") != nullptr);
    desk.type("搜索客户、消息", "没有这个词");
    CHECK(desk.names(Role::ListItem).empty());
    CHECK(desk.says("没有找到“发票没有这个词”"));
    desk.platform.fields_.event("搜索客户、消息", {.kind = FieldEvent::Kind::Escape, .file_names = {}});
    desk.settle();
    CHECK(desk.state().search.empty());
    CHECK(desk.names(Role::ListItem).size() == 2);
}

TEST_CASE("half a word in pinyin is not searched for") {
    Desk desk;
    desk.add("陈小满", DeskState::Assigned, "换货");
    desk.start();
    desk.field("搜索客户、消息").field->on_composing(true);
    desk.type("搜索客户、消息", "fap");
    CHECK(desk.state().search.empty());
    CHECK(desk.find_prefix(Role::ListItem, "陈小满") != nullptr);
    desk.field("搜索客户、消息").field->on_input("发票", false);
    desk.settle();
    CHECK(desk.state().search == "发票");
}

TEST_CASE("an empty tab says one sentence and offers one action that works") {
    Desk desk;
    desk.add("陈小满", DeskState::Assigned);
    desk.start();
    desk.press(Role::Tab, "排队 0");
    CHECK(desk.says("没有客户在排队"));
    desk.press(Role::Button, "查看全部会话");
    CHECK(desk.state().tab == Tab::All);
}

TEST_CASE("with ten thousand conversations only the rows on screen are drawn and mirrored") {
    Desk few, many;
    for (int i = 0; i < 100; ++i) few.add("客户" + std::to_string(i), DeskState::Assigned);
    for (int i = 0; i < 10'000; ++i) many.add("客户" + std::to_string(i), DeskState::Assigned);
    few.start();
    many.start();
    CHECK(many.names(Role::ListItem).size() == few.names(Role::ListItem).size());
    CHECK(many.names(Role::ListItem).size() < 20);
    CHECK(many.runner().vertices() < few.runner().vertices() * 1.2);
    CHECK(many.platform.mirror_.all(Role::ListItem).front()->state.set_size == 10'000);
}

TEST_CASE("pictures are asked for where rows are seen, by the backend's own address, and once") {
    Desk desk;
    for (int i = 0; i < 500; ++i)
        desk.add("客户" + std::to_string(i), DeskState::Assigned, "你好", kDeskNow - 60'000 - i * 1000);
    for (std::size_t i = 0; i < 500; ++i)
        desk.snapshot.customers[i].avatar_url = "/api/avatars/" + std::to_string(i + 1);
    desk.snapshot.customers[1].avatar_url = {};
    desk.platform.picture_port_.answers_all = Size{96, 96};
    desk.start();
    const auto& loads = desk.platform.picture_port_.loads;
    const std::size_t seen = desk.names(Role::ListItem).size();
    CHECK(loads.size() >= seen - 3);
    CHECK(loads.size() < seen);  // one has none
    CHECK(std::find(loads.begin(), loads.end(), "/api/avatars/1") != loads.end());
    const std::size_t before = loads.size();
    desk.runner().wheel({200, 400}, 300);
    desk.settle();
    CHECK(loads.size() > before);
    CHECK(loads.size() < before + 20);
    const std::size_t scrolled = loads.size();
    desk.runner().wheel({200, 400}, -300);
    desk.settle();
    CHECK(loads.size() == scrolled);
    // The customer has another picture: it is loaded when the event comes, without a word said.
    Customer changed = desk.snapshot.customers[0];
    changed.avatar_url = "/api/avatars/900";
    desk.event(CustomerChanged{changed});
    desk.settle();
    CHECK(loads.back() == "/api/avatars/900");
}

TEST_CASE("the keyboard walks the list to rows that were not on screen, and Enter opens") {
    Desk desk;
    for (int i = 0; i < 200; ++i)
        desk.add("客户" + std::to_string(i), DeskState::Assigned, "你好", kDeskNow - 60'000 - i * 1000);
    desk.start();
    const std::string first = desk.names(Role::ListItem).front();
    desk.runner().focus(Role::ListItem, first);
    desk.runner().key(Key::End);
    const auto focused = [&] {
        return desk.platform.mirror_.elements.at(desk.platform.mirror_.focused.value).name;
    };
    CHECK(focused().starts_with("客户199"));
    desk.runner().key(Key::Up);
    CHECK(focused().starts_with("客户198"));
    desk.runner().key(Key::Enter);
    CHECK(desk.state().selected == ConversationId(199));
    desk.runner().key(Key::Home);
    CHECK(focused().starts_with("客户0，"));
}

TEST_CASE("Tab stops at the open conversation wherever its row has moved") {
    Desk desk;
    for (int i = 0; i < 5; ++i)
        desk.add("客户" + std::to_string(i), DeskState::Assigned, "你好", kDeskNow - 60'000 - i * 1000);
    desk.start();
    desk.open("客户3");
    const auto stops = [&] {
        std::string out;
        for (const auto* row : desk.platform.mirror_.children_of(*desk.find(Role::List, "会话")))
            if (row->state.tab_stop) out += row->name.substr(0, row->name.find("，"));
        return out;
    };
    CHECK(stops() == "客户3");
    desk.arrive(text_message(9, 5, SenderKind::Customer, "我排到前面了", kDeskNow));
    CHECK(desk.names(Role::ListItem).front().starts_with("客户4"));
    CHECK(stops() == "客户3");
    desk.open("客户0");
    CHECK(stops() == "客户0");
}

TEST_CASE("a row that is pressed opens its conversation and is marked as the current one") {
    Desk desk;
    desk.add("陈小满", DeskState::Assigned);
    desk.start();
    desk.open("陈小满");
    CHECK(desk.state().selected == ConversationId(1));
    CHECK(desk.find_prefix(Role::ListItem, "陈小满")->state.current);
}

}  // namespace
}  // namespace kf::web
