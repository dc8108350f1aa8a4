// Numbers, times and states in words: what is put between the fixed sentences of words.h. Pure; the clock is
// passed in.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "shared/agents/agent.h"
#include "shared/base/time.h"
#include "shared/console/inbox_view.h"
#include "shared/console/state.h"
#include "shared/conversations/conversation.h"
#include "shared/conversations/reply_window.h"
#include "shared/messages/message.h"
#include "web/text/words.h"

namespace kf::web {

// The person's clock: now, and how local time differs from UTC at a moment (summer time changes it).
struct LocalClock {
    UnixMs now = 0;
    std::function<int(UnixMs)> utc_offset_minutes;  // empty: UTC
};

struct LocalDate {
    int year = 1970;
    int month = 1;
    int day = 1;
    int weekday = 4;  // 0 = Sunday
    int hour = 0;
    int minute = 0;
    int second = 0;
    std::int64_t days = 0;  // local days since 1970: what two times have in common when they are the same day
};
LocalDate local_date(UnixMs at, const LocalClock& clock);
// When a local day (LocalDate::days) begins.
UnixMs local_midnight(std::int64_t days, const LocalClock& clock);
// The local day of "2025-11-08", of the years 1970 to 9998; nothing for any other text.
std::optional<std::int64_t> day_of(std::string_view date);

// 14:32
std::string clock_time(UnixMs at, const LocalClock& clock);
// In lists, the shortest that is clear: 14:32, 昨天, 周三 (2–6 days ago), 11-08 (this year), 2025-11-08.
// Empty for 0.
std::string list_time(UnixMs at, const LocalClock& clock, const Words& w);
// On day lines: 今天 14:20, 昨天 14:20, 周三 14:20, 11-08 14:20, 2025-11-08 14:20.
std::string day_time(UnixMs at, const LocalClock& clock, const Words& w);
// 2025-11-08
std::string date_words(UnixMs at, const LocalClock& clock);
// 2025-11-08 14:20:05
std::string full_time(UnixMs at, const LocalClock& clock);

// Under a row: 剩 2 条 · 3 时, 剩 38 分 (below an hour), 已用完, 已过期; empty while the customer has not
// written.
std::string window_chip(const WindowLeft& left, const Words& w);
// How long a customer waits: 等 22 分 (at least one), 等 3 时, 等 2 天.
std::string waiting_words(UnixMs since, UnixMs now, const Words& w);
// In the composer: 还可发 3 条 · 41 小时 12 分.
std::string window_meter(const WindowLeft& left, const Words& w);
// In the customer panel: 已发 3 / 5 · 截止 今天 17:44, or why it is closed.
std::string window_deadline(const ReplyWindow& window, const WindowLeft& left, const LocalClock& clock,
                            const Words& w);
// 41 小时 12 分, 38 分钟; at least one minute while time is left.
std::string time_left(std::int64_t secs, const Words& w);

// Words beside our own bubble. Held counts down to `held_until`. Empty for received messages.
std::string delivery_words(const Message& message, UnixMs now, const Words& w);
std::string_view state_words(DeskState state, const Words& w);
std::string_view presence_words(Presence presence, const Words& w);
std::string_view role_words(kf::Role role, const Words& w);

// What stands in a customer's avatar: the name, or 客 while the profile is unknown.
std::string customer_initial(const ConsoleState& state, const CustomerId& customer, const Words& w);
std::string account_name(const ConsoleState& state, const AccountId& account);
// Who wrote a message, as shown beside it.
std::string sender_name(const ConsoleState& state, const Message& message, const CustomerId& customer,
                        const Words& w);
// How the customer came in, for the chip in the header; empty when unknown.
std::string scene_words(const Conversation& conversation, const Words& w);

}  // namespace kf::web
