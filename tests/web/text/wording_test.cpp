#include "web/text/wording.h"

#include <doctest/doctest.h>

#include "web/text/event_words.h"

namespace kf::web {
namespace {

constexpr UnixMs kMinute = 60'000, kHour = 3'600'000, kDay = 86'400'000;
// 2025-11-12 (Wednesday) 14:32:00 in China.
constexpr UnixMs kNow = 1'762'929'120'000;

LocalClock china(UnixMs now = kNow) {
    return {now, [](UnixMs) { return 480; }};
}
const Words& zh() {
    return words(Language::Chinese);
}
const Words& en() {
    return words(Language::English);
}

TEST_CASE("dates are right across leap years, centuries and before 1970") {
    struct Case {
        UnixMs at;
        std::string_view words;
    };
    for (const Case& c : {Case{0, "1970-01-01 00:00:00"},
                          {951'782'400'000, "2000-02-29 00:00:00"},
                          {1'709'164'799'000, "2024-02-28 23:59:59"},
                          {4'107'542'400'000, "2100-03-01 00:00:00"},
                          {-1'000, "1969-12-31 23:59:59"},
                          {-2'203'891'200'001, "1900-02-28 23:59:59"}}) {
        CHECK(full_time(c.at, LocalClock{0, {}}) == c.words);
    }
    CHECK(local_date(kNow, china()).weekday == 3);
    CHECK(local_date(-1, LocalClock{0, {}}).weekday == 3);
}

TEST_CASE("a date that was typed is the day that is shown for it, and nothing else is a date") {
    for (const char* date :
         {"1970-01-01", "2000-02-29", "2024-02-28", "2024-03-01", "2026-12-31", "2100-03-01"}) {
        const auto day = day_of(date);
        REQUIRE(day);
        CHECK(date_words(local_midnight(*day, china()), china()) == date);
        CHECK(date_words(local_midnight(*day, china()) - 1, china()) != date);
    }
    for (const char* text : {"", "2026-1-1", "2026/01/01", "0002-01-01", "2026-13-01", "2026-00-10",
                             "2026-01-32", "2026-01-00", "-026-01-01", "12026-01-0", "2026-01-0x"}) {
        CHECK_FALSE(day_of(text));
    }
}

TEST_CASE("a local day begins by the offset of that moment, also when it changes that day") {
    // From 2025-11-02 06:00 UTC on, the clock is an hour back.
    const UnixMs change = 1'762'063'200'000;
    const LocalClock clock{kNow, [=](UnixMs at) { return at < change ? -240 : -300; }};
    const auto day = day_of("2025-11-02");
    REQUIRE(day);
    CHECK(local_midnight(*day, clock) == change - 2 * kHour);
    CHECK(local_midnight(*day + 1, clock) == change + 23 * kHour);
}

TEST_CASE("absurd times from hostile input are still some date") {
    CHECK(full_time(INT64_MAX, china()).substr(0, 6) == "10000-");
    CHECK(full_time(INT64_MIN, china()).substr(0, 4) == "0000");
}

TEST_CASE("the list says time, yesterday, weekday, date: the shortest that is clear") {
    const LocalClock clock = china();
    CHECK(list_time(kNow, clock, zh()) == "14:32");
    CHECK(list_time(kNow - 14 * kHour, clock, zh()) == "00:32");
    CHECK(list_time(kNow - 15 * kHour, clock, zh()) == "昨天");
    CHECK(list_time(kNow - 15 * kHour, clock, en()) == "Yesterday");
    CHECK(list_time(kNow - 2 * kDay, clock, zh()) == "周一");
    CHECK(list_time(kNow - 6 * kDay, clock, zh()) == "周四");
    CHECK(list_time(kNow - 7 * kDay, clock, zh()) == "11-05");
    CHECK(list_time(kNow - 400 * kDay, clock, zh()) == "2024-10-08");
    CHECK(list_time(0, clock, zh()).empty());
    CHECK(list_time(kNow + 5 * kMinute, clock, zh()) == "14:37");
}

TEST_CASE("the day changes at local midnight, not at UTC's") {
    const UnixMs after_midnight =
        kNow - 14 * kHour - 32 * kMinute;  // 00:00 in China, 16:00 the day before in UTC
    CHECK(list_time(after_midnight - 1, china(), zh()) == "昨天");
    CHECK(list_time(after_midnight, china(), zh()) == "00:00");
    CHECK(list_time(after_midnight, LocalClock{kNow, {}}, zh()) == "昨天");
}

TEST_CASE("a changed offset (summer time) is asked for at the moment in question") {
    const LocalClock clock{kNow, [](UnixMs at) { return at < kNow - kDay ? 120 : 60; }};
    CHECK(clock_time(kNow, clock) == "07:32");
    CHECK(clock_time(kNow - 2 * kDay, clock) == "08:32");
}

TEST_CASE("day lines carry the time") {
    CHECK(day_time(kNow, china(), zh()) == "今天 14:32");
    CHECK(day_time(kNow - kDay, china(), zh()) == "昨天 14:32");
    CHECK(day_time(kNow - 3 * kDay, china(), zh()) == "周日 14:32");
    CHECK(day_time(kNow - 30 * kDay, china(), zh()) == "10-13 14:32");
    CHECK(day_time(kNow - 30 * kDay, china(), en()) == "10-13 14:32");
}

TEST_CASE("the window chip says what is left in the fewest words") {
    CHECK(window_chip({2, 3 * 3600 + 700, SendBlock::None}, zh()) == "剩 2 条 · 3 时");
    CHECK(window_chip({2, 3600, SendBlock::None}, zh()) == "剩 2 条 · 1 时");
    CHECK(window_chip({2, 38 * 60 + 59, SendBlock::None}, zh()) == "剩 38 分");
    CHECK(window_chip({2, 20, SendBlock::None}, zh()) == "剩 1 分");
    CHECK(window_chip({0, 3600, SendBlock::UsedUp}, zh()) == "已用完");
    CHECK(window_chip({0, 0, SendBlock::Expired}, zh()) == "已过期");
    CHECK(window_chip({0, 0, SendBlock::NotOpened}, zh()).empty());
    CHECK(window_chip({5, 47 * 3600, SendBlock::None}, en()) == "5 left · 47 h");
}

TEST_CASE("waiting is said in the largest unit that fits, from one minute on") {
    const auto waits = [](UnixMs ms) { return waiting_words(kNow - ms, kNow, zh()); };
    CHECK(waits(5'000) == "等 1 分");
    CHECK(waits(22 * 60'000 + 30'000) == "等 22 分");
    CHECK(waits(60 * 60'000) == "等 1 时");
    CHECK(waits(47 * 3'600'000) == "等 47 时");
    CHECK(waits(49 * 3'600'000) == "等 2 天");
    CHECK(waiting_words(kNow - 22 * 60'000, kNow, en()) == "waits 22 min");
}

TEST_CASE("the composer's meter counts messages, hours and minutes") {
    CHECK(window_meter({3, 41 * 3600 + 12 * 60, SendBlock::None}, zh()) == "还可发 3 条 · 41 小时 12 分");
    CHECK(window_meter({1, 2 * 3600, SendBlock::None}, zh()) == "还可发 1 条 · 2 小时");
    CHECK(window_meter({1, 30, SendBlock::None}, zh()) == "还可发 1 条 · 1 分钟");
    CHECK(window_meter({1, 150, SendBlock::None}, en()) == "1 message left · 2 min");
}

TEST_CASE("the panel says until when, in the person's own day") {
    const ReplyWindow window{to_secs(kNow) - 45 * 3600, 3};
    CHECK(window_deadline(window, window_left(window, to_secs(kNow)), china(), zh()) ==
          "已发 3 / 5 · 截止 今天 17:32");
    CHECK(window_deadline({}, {}, china(), zh()).find("还没有写过") != std::string::npos);
}

TEST_CASE("a held message counts down to zero and not below") {
    Message m;
    m.delivery = Delivery::Held;
    m.held_until = kNow + 2'001;
    CHECK(delivery_words(m, kNow, zh()) == "3 秒后发送");
    CHECK(delivery_words(m, kNow + 9'000, zh()) == "0 秒后发送");
}

TEST_CASE("refused at once and lost on the way are told apart") {
    Message m;
    m.delivery = Delivery::Failed;
    m.fail_code = 95001;
    CHECK(delivery_words(m, kNow, zh()) == "没有发出");
    m.fail_code = kFailTypeBase + 6;
    CHECK(delivery_words(m, kNow, zh()) == "客户没有收到");
}

TEST_CASE("each event of WeCom becomes one sentence") {
    const auto say = [](KfEvent event) { return event_words(event, Language::Chinese); };
    EnterSession enter;
    CHECK(say(enter) == "客户进入了会话");
    enter.scene = "web01";
    enter.scene_param = "sku=88";
    CHECK(say(enter) == "客户通过「web01」进入 · sku=88");
    enter.channels = {"好物", "", 2};
    enter.scene_param.clear();
    CHECK(say(enter) == "客户通过「视频号直播间·好物」进入");
    CHECK(say(MessageSendFailed{KfMessageId("x"), 6}).starts_with("有一条消息客户没有收到："));
    CHECK(say(ServicerStatusChanged{ServicerId("zhang"), 1, 0}) == "接待人员 zhang 开始接待");
    CHECK(say(ServicerStatusChanged{ServicerId("zhang"), 2, 1}) == "接待人员 zhang 暂时挂起");
    CHECK(say(SessionStatusChanged{SessionChange::Transferred, ServicerId("zhang"), ServicerId("li"), {}}) ==
          "会话在企业微信客户端由 zhang 转接给 li");
    CHECK(say(SessionStatusChanged{SessionChange::Ended, {}, {}, {}}) == "会话在企业微信客户端结束");
    CHECK(say(MessageRecalled{KfMessageId("m"), {}}) == "客户撤回了一条消息");
    CHECK(say(RejectSwitchChanged{{}, true}) == "一位同事 不再接收这位客户的消息");
    CHECK(say(UnknownEvent{"something_new"}) == "微信客服事件：something_new");
}

TEST_CASE("an event that cannot be read says so") {
    Message m;
    m.msgtype = "event";
    m.raw = "{\"event\":[[[";
    CHECK(system_line(m, ConsoleState{}) == "一个无法识别的微信客服事件");
}

TEST_CASE("a stored event is read back from what WeCom sent") {
    Message m;
    m.msgtype = "event";
    m.raw =
        R"({"msgid":"e-0010","send_time":1795132820,"origin":4,"msgtype":"event","event":{"event_type":)"
        R"("servicer_recall_msg","open_kfid":"wk","external_userid":"wm","recall_msgid":"m-0118","servicer_userid":"zhangsan"}})";
    CHECK(system_line(m, ConsoleState{}) == "zhangsan 撤回了一条消息");
}

}  // namespace
}  // namespace kf::web
