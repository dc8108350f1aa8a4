// The filters of the search over all messages, as somebody sets them in the dialog, and what is asked for
// then.
#include <doctest/doctest.h>

#include "tests/web/console/app/desk.h"
#include "web/console/search/filter_picker.h"

namespace kf::web {
namespace {

using Names = std::vector<std::string>;

struct SearchDesk : Desk {
    SearchDesk() {
        add("陈小满", DeskState::Assigned, "你好", kDeskNow - 60'000);
        add("赵先生", DeskState::Ended, "谢谢", kDeskNow - 3 * 86'400'000LL);
        add("小满妈妈", DeskState::Queued, "在吗", kDeskNow - 86'400'000LL);
    }
    void begin() {
        start();
        press(Role::Button, "搜索所有消息");
        REQUIRE_MESSAGE(find(Role::Dialog, "搜索所有消息") != nullptr, outline());
    }
    // The box of a filter, by what it says now.
    void open_box(std::string_view box) { press(Role::Button, box); }
    void choose(std::string_view box, std::string_view item) {
        open_box(box);
        press(Role::MenuItemRadio, item);
    }
    // The last question, without its limit.
    std::string asked() {
        std::string last;
        for (const HttpRequest& request : platform.http_.requests) {
            if (request.path.starts_with("/api/search?limit=30")) last = request.path.substr(20);
        }
        return last;
    }
    void field_event(std::string_view label, FieldEvent::Kind kind) {
        platform.fields_.event(label, {.kind = kind, .file_names = {}, .files = {}});
        settle();
    }
    void day(std::string_view label, std::string_view date) {
        field(label).field->set_value("");
        type(label, date);
    }
};

constexpr std::string_view kFirstDay = "开始日期", kLastDay = "结束日期（含当天）";

TEST_CASE("a customer is picked by part of a name, also one whose conversation is not open") {
    SearchDesk desk;
    desk.begin();
    desk.open_box("客户 所有客户");
    CHECK(desk.names(Role::Option) == Names{"所有客户", "陈小满，04:25", "小满妈妈，昨天", "赵先生，周二"});
    desk.type("客户名字", "小满");
    CHECK(desk.names(Role::Option) == Names{"陈小满，04:25", "小满妈妈，昨天"});
    desk.field_event("客户名字", FieldEvent::Kind::Down);
    desk.field_event("客户名字", FieldEvent::Kind::Accept);
    CHECK(desk.asked() == "&corp=ww1&customer=wm3");
    CHECK(desk.find(Role::Button, "客户 小满妈妈") != nullptr);
    // Opened again, it holds nothing of the last time.
    desk.open_box("客户 小满妈妈");
    CHECK(desk.field("客户名字").value.empty());
    desk.press(Role::Option, "所有客户");
    CHECK(desk.find(Role::Button, "客户 所有客户") != nullptr);
}

TEST_CASE("the customer of the open conversation is the first to be offered") {
    SearchDesk desk;
    desk.start();
    desk.open("陈小满");
    desk.press(Role::Button, "搜索所有消息");
    desk.open_box("客户 所有客户");
    CHECK(desk.names(Role::Option) ==
          Names{"所有客户", "陈小满，当前会话", "小满妈妈，昨天", "赵先生，周二"});
    desk.press(Role::Option, "陈小满，当前会话");
    CHECK(desk.asked() == "&corp=ww1&customer=wm1");
}

TEST_CASE("a name nobody has is said, Enter then chooses nothing, and Escape closes only the list") {
    SearchDesk desk;
    desk.begin();
    desk.open_box("客户 所有客户");
    desk.type("客户名字", "没有这个人");
    CHECK(desk.find(Role::Status, "没有这个名字") != nullptr);
    desk.field_event("客户名字", FieldEvent::Kind::Accept);
    CHECK(desk.asked().empty());
    desk.field_event("客户名字", FieldEvent::Kind::Escape);
    CHECK(desk.names(Role::Option).empty());
    CHECK(desk.find(Role::Dialog, "搜索所有消息") != nullptr);
    desk.open_box("客户 所有客户");
    CHECK(desk.names(Role::Option).size() == 4);
}

TEST_CASE("of many customers the list holds the newest, and typing reaches the others") {
    SearchDesk desk;
    for (int i = 0; i < 200; ++i) {
        desk.add("客人" + std::to_string(1000 + i), DeskState::Ended, "好", kDeskNow - 86'400'000LL * 30 - i);
    }
    desk.begin();
    desk.open_box("客户 所有客户");
    for (int i = 0; i < 200; ++i) desk.field_event("客户名字", FieldEvent::Kind::Down);
    const auto* last = desk.find_prefix(Role::Option, "客人1045");  // the fiftieth row
    REQUIRE_MESSAGE(last != nullptr, desk.outline());
    CHECK(last->state.selected);
    CHECK(last->state.set_size == static_cast<int>(kMostPicked));
    desk.type("客户名字", "客人1199");
    CHECK(desk.names(Role::Option).size() == 1);
}

TEST_CASE("who wrote is chosen among colleagues and those who wrote in the WeCom client") {
    SearchDesk desk;
    desk.snapshot.servicers = {ServicerId("mei"), ServicerId("zhangsan")};  // mei writes here as well
    desk.begin();
    desk.open_box("发送人 任何人发的");
    CHECK(desk.names(Role::Option) ==
          Names{"任何人发的", "林晓", "梅姐", "王磊", "zhangsan，企业微信接待人员"});
    desk.press(Role::Option, "zhangsan，企业微信接待人员");
    CHECK(desk.asked() == "&agent=zhangsan");
    CHECK(desk.find(Role::Button, "发送人 zhangsan 发的") != nullptr);
}

TEST_CASE("a servicer who writes for the first time can be chosen from then on") {
    SearchDesk desk;
    desk.start();
    Message line = text_message(7, 1, SenderKind::Servicer, "我来");
    line.sender.id = "lisi";
    desk.arrive(line);
    desk.press(Role::Button, "搜索所有消息");
    desk.open_box("发送人 任何人发的");
    desk.type("同事或接待人员的名字", "LISI");
    CHECK(desk.names(Role::Option) == Names{"lisi，企业微信接待人员"});
}

TEST_CASE("every type that is received or sent can be asked for, those that look alike together") {
    SearchDesk desk;
    desk.begin();
    desk.open_box("消息类型 所有类型");
    CHECK(desk.names(Role::MenuItemRadio) == Names{"所有类型", "文字",     "图片",   "语音",     "视频",
                                                   "文件",     "位置",     "链接",   "小程序",   "菜单",
                                                   "名片",     "获客链接", "视频号", "聊天记录", "商品",
                                                   "订单",     "日程",     "会议",   "笔记",     "内部备注"});
    desk.press(Role::MenuItemRadio, "菜单");
    CHECK(desk.asked() == "&type=msgmenu");
    desk.choose("消息类型 菜单", "日程");
    CHECK(desk.asked() == "&type=calendar%2Cschedule");
    CHECK(desk.find(Role::Button, "消息类型 日程") != nullptr);
}

TEST_CASE("days of one's own are whole local days, the last one included") {
    SearchDesk desk;
    desk.begin();
    desk.choose("时间 不限时间", "选择日期…");
    CHECK(desk.field(kFirstDay).spec.kind == FieldKind::Date);
    CHECK(desk.field(kFirstDay).field->focused());
    desk.day(kFirstDay, "2026-05-20");
    // Midnight in China is 16:00 of the day before in UTC.
    CHECK(desk.asked() == "&from=1779206400000");
    desk.day(kLastDay, "2026-05-20");
    CHECK(desk.asked() == "&from=1779206400000&to=1779292800000");
    desk.day(kFirstDay, "");
    CHECK(desk.asked() == "&to=1779292800000");  // no first day, no limit
    CHECK(desk.find(Role::Button, "时间 选择日期…") != nullptr);
    desk.choose("时间 选择日期…", "不限时间");
    CHECK(desk.state().search_all.filters == SearchFilters{});
}

TEST_CASE("an open end is no limit") {
    SearchDesk desk;
    desk.begin();
    desk.choose("时间 不限时间", "选择日期…");
    desk.day(kLastDay, "2026-05-20");
    CHECK(desk.asked() == "&to=1779292800000");
}

TEST_CASE("days the wrong way round are said in words and not asked for") {
    SearchDesk desk;
    desk.begin();
    desk.choose("时间 不限时间", "选择日期…");
    desk.day(kFirstDay, "2026-05-20");
    const std::string before = desk.asked();
    desk.day(kLastDay, "2026-05-19");
    CHECK(desk.find(Role::Alert, "结束日期早于开始日期，请改一个。") != nullptr);
    CHECK(desk.asked() == before);
    desk.day(kLastDay, "2026-05-21");
    CHECK(desk.find(Role::Alert, "结束日期早于开始日期，请改一个。") == nullptr);
    CHECK(desk.asked() == "&from=1779206400000&to=1779379200000");
}

TEST_CASE("days of one's own begin with the choice before") {
    SearchDesk desk;
    desk.begin();
    desk.choose("时间 不限时间", "最近 7 天");
    CHECK(desk.asked() == "&from=1779465600000");  // 2026-05-23 in China
    desk.choose("时间 最近 7 天", "选择日期…");
    CHECK(desk.field(kFirstDay).value == "2026-05-23");
    CHECK(desk.state().search_all.filters.from == 1'779'465'600'000);
}

}  // namespace
}  // namespace kf::web
