#include "web/text/wording.h"

#include <algorithm>
#include <array>

#include "shared/console/inbox_view.h"
#include "web/text/amounts.h"

namespace kf::web {

namespace {

std::string_view weekday_words(int weekday, const Words& w) {
    const std::array<std::string_view, 7> names{w.weekday_0, w.weekday_1, w.weekday_2, w.weekday_3,
                                                w.weekday_4, w.weekday_5, w.weekday_6};
    return names[static_cast<std::size_t>(weekday)];
}

std::string month_day(const LocalDate& date) {
    return padded(date.month, 2) + "-" + padded(date.day, 2);
}

std::string year_month_day(const LocalDate& date) {
    return padded(date.year, 4) + "-" + month_day(date);
}

// Floor division: days before 1970 exist in hostile input.
std::int64_t floor_div(std::int64_t a, std::int64_t b) {
    return a / b - (a % b != 0 && (a % b < 0) != (b < 0) ? 1 : 0);
}

// Keeps arithmetic on times from hostile input in range: years 0000 … 9999.
constexpr UnixMs kEarliest = -62'167'219'200'000;
constexpr UnixMs kLatest = 253'402'300'799'000;

}  // namespace

LocalDate local_date(UnixMs at, const LocalClock& clock) {
    at = std::clamp(at, kEarliest, kLatest);
    const std::int64_t offset = clock.utc_offset_minutes ? clock.utc_offset_minutes(at) : 0;
    const std::int64_t secs = floor_div(at, 1000) + offset * kSecsPerMinute;
    LocalDate date;
    date.days = floor_div(secs, kSecsPerDay);
    const auto of_day = static_cast<int>(secs - date.days * kSecsPerDay);
    date.hour = of_day / 3600;
    date.minute = of_day / 60 % 60;
    date.second = of_day % 60;
    date.weekday = static_cast<int>(((date.days + 4) % 7 + 7) % 7);
    // Days to a civil date, in eras of 400 years that begin on 1 March (H. Hinnant's published algorithm).
    const std::int64_t shifted = date.days + 719468;
    const std::int64_t era = floor_div(shifted, 146097);
    const auto of_era = static_cast<int>(shifted - era * 146097);
    const int year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    const int of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const int month_from_march = (5 * of_year + 2) / 153;
    date.day = of_year - (153 * month_from_march + 2) / 5 + 1;
    date.month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
    date.year = static_cast<int>(year_of_era + era * 400) + (date.month <= 2 ? 1 : 0);
    return date;
}

UnixMs local_midnight(std::int64_t days, const LocalClock& clock) {
    const UnixMs utc = days * kSecsPerDay * 1000;
    UnixMs at = utc;
    // The offset is the one of that moment, which is not known before; the second round has it.
    for (int round = 0; round < 2 && clock.utc_offset_minutes; ++round) {
        at = utc - UnixMs{clock.utc_offset_minutes(at)} * 60'000;
    }
    return at;
}

std::optional<std::int64_t> day_of(std::string_view date) {
    if (date.size() != 10 || date[4] != '-' || date[7] != '-') return std::nullopt;
    int fields[3] = {0, 0, 0};
    for (std::size_t i = 0, field = 0; i < date.size(); ++i) {
        if (i == 4 || i == 7) {
            ++field;
        } else if (date[i] < '0' || date[i] > '9') {
            return std::nullopt;
        } else {
            fields[field] = fields[field] * 10 + (date[i] - '0');
        }
    }
    const auto [year, month, day] = fields;
    if (year < 1970 || year > 9998 || month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    // A civil date to days (the reverse of local_date): years begin in March.
    const int y = year - (month <= 2 ? 1 : 0);
    const int of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    return std::int64_t{y} * 365 + y / 4 - y / 100 + y / 400 + of_year - 719468;
}

std::string clock_time(UnixMs at, const LocalClock& clock) {
    const LocalDate date = local_date(at, clock);
    return padded(date.hour, 2) + ":" + padded(date.minute, 2);
}

std::string list_time(UnixMs at, const LocalClock& clock, const Words& w) {
    if (at == 0) return {};
    const LocalDate date = local_date(at, clock), today = local_date(clock.now, clock);
    const std::int64_t ago = today.days - date.days;
    if (ago == 0) return padded(date.hour, 2) + ":" + padded(date.minute, 2);
    if (ago == 1) return std::string(w.time_yesterday);
    if (ago > 1 && ago < 7) return std::string(weekday_words(date.weekday, w));
    return date.year == today.year ? month_day(date) : year_month_day(date);
}

std::string day_time(UnixMs at, const LocalClock& clock, const Words& w) {
    const LocalDate date = local_date(at, clock), today = local_date(clock.now, clock);
    const std::string time = padded(date.hour, 2) + ":" + padded(date.minute, 2);
    const std::int64_t ago = today.days - date.days;
    if (ago == 0) return fill(w.time_today, {time});
    if (ago == 1) return fill(w.time_yesterday_at, {time});
    if (ago == -1) return fill(w.time_tomorrow_at, {time});
    if (ago > 1 && ago < 7) return fill(w.time_day_at, {weekday_words(date.weekday, w), time});
    return fill(w.time_day_at, {date.year == today.year ? month_day(date) : year_month_day(date), time});
}

std::string date_words(UnixMs at, const LocalClock& clock) {
    return year_month_day(local_date(at, clock));
}

std::string full_time(UnixMs at, const LocalClock& clock) {
    const LocalDate date = local_date(at, clock);
    return year_month_day(date) + " " + padded(date.hour, 2) + ":" + padded(date.minute, 2) + ":" +
           padded(date.second, 2);
}

std::string window_chip(const WindowLeft& left, const Words& w) {
    switch (left.block) {
        case SendBlock::NotOpened:
            return {};
        case SendBlock::Expired:
            return std::string(w.chip_expired);
        case SendBlock::UsedUp:
            return std::string(w.chip_used_up);
        case SendBlock::None:
            break;
    }
    if (left.secs < kSecsPerHour)
        return fill(w.chip_minutes, {std::to_string(std::max<std::int64_t>(1, left.secs / kSecsPerMinute))});
    return fill(w.chip_messages_hours,
                {std::to_string(left.messages), std::to_string(left.secs / kSecsPerHour)});
}

std::string waiting_words(UnixMs since, UnixMs now, const Words& w) {
    const std::int64_t minutes = std::max<std::int64_t>(1, (now - since) / 60'000);
    if (minutes < 60) return fill(w.row_waits_minutes, {std::to_string(minutes)});
    if (minutes < 48 * 60) return fill(w.row_waits_hours, {std::to_string(minutes / 60)});
    return fill(w.row_waits_days, {std::to_string(minutes / (24 * 60))});
}

std::string time_left(std::int64_t secs, const Words& w) {
    const std::int64_t minutes = std::max<std::int64_t>(1, secs / kSecsPerMinute);
    if (minutes < 60) return fill(w.left_minutes, {std::to_string(minutes)});
    if (minutes % 60 == 0) return fill(w.left_hours, {std::to_string(minutes / 60)});
    return fill(w.left_hours_minutes, {std::to_string(minutes / 60), std::to_string(minutes % 60)});
}

std::string window_meter(const WindowLeft& left, const Words& w) {
    if (left.block != SendBlock::None) return window_chip(left, w);
    return fill(w.meter_joined, {fill_count(w.meter_messages_one, w.meter_messages_many, left.messages),
                                 time_left(left.secs, w)});
}

std::string window_deadline(const ReplyWindow& window, const WindowLeft& left, const LocalClock& clock,
                            const Words& w) {
    const std::string used = std::to_string(std::clamp(window.used, 0, kMaxRepliesPerWindow));
    const std::string most = std::to_string(kMaxRepliesPerWindow);
    switch (left.block) {
        case SendBlock::NotOpened:
            return std::string(w.window_not_opened);
        case SendBlock::Expired:
            return std::string(w.window_expired);
        case SendBlock::UsedUp:
            return fill(w.window_used_up, {used, most});
        case SendBlock::None:
            break;
    }
    return fill(w.window_used, {used, most, day_time(clock.now + to_ms(left.secs), clock, w)});
}

std::string delivery_words(const Message& message, UnixMs now, const Words& w) {
    switch (message.delivery) {
        case Delivery::None:
            return {};
        case Delivery::Held: {
            const UnixMs left = std::max<UnixMs>(0, message.held_until - now);
            return fill(w.held_for, {std::to_string((left + 999) / 1000)});
        }
        case Delivery::Queued:
            return std::string(w.delivery_queued);
        case Delivery::Sending:
            return std::string(w.delivery_sending);
        case Delivery::Accepted:
            return std::string(w.delivery_accepted);
        case Delivery::Failed:
            return std::string(message.fail_code >= kFailTypeBase && message.fail_code < kFailTypeBase + 1000
                                   ? w.delivery_failed_after
                                   : w.delivery_failed);
        case Delivery::Cancelled:
            return std::string(w.cancelled_by_you);
    }
    return {};
}

std::string_view state_words(DeskState state, const Words& w) {
    switch (state) {
        case DeskState::Queued:
            return w.state_queued;
        case DeskState::Assigned:
            return w.state_assigned;
        case DeskState::InClient:
            return w.state_in_client;
        case DeskState::Ended:
            return w.state_ended;
    }
    return {};
}

std::string_view presence_words(Presence presence, const Words& w) {
    switch (presence) {
        case Presence::Online:
            return w.presence_online;
        case Presence::Away:
            return w.presence_away;
        case Presence::Offline:
            return w.presence_offline;
    }
    return {};
}

std::string_view role_words(kf::Role role, const Words& w) {
    switch (role) {
        case kf::Role::Agent:
            return w.role_agent;
        case kf::Role::Supervisor:
            return w.role_supervisor;
        case kf::Role::Admin:
            return w.role_admin;
    }
    return {};
}

std::string customer_initial(const ConsoleState& state, const CustomerId& customer, const Words& w) {
    const auto found = state.customers.find(customer);
    const std::string_view name =
        found == state.customers.end() ? std::string_view{} : shown_nickname(found->second);
    return std::string(name.empty() ? w.unnamed_initial : name);
}

std::string account_name(const ConsoleState& state, const AccountId& account) {
    const auto found = state.accounts.find(account);
    return found != state.accounts.end() && !found->second.name.empty() ? found->second.name : account.value;
}

std::string sender_name(const ConsoleState& state, const Message& message, const CustomerId& customer,
                        const Words& w) {
    switch (message.sender.kind) {
        case SenderKind::Customer:
            return kf::customer_name(state, customer);
        case SenderKind::Agent:
            return message.sender.name.empty() ? agent_name(state, AgentId(message.sender.id))
                                               : message.sender.name;
        case SenderKind::Bot:
            return message.sender.name.empty() ? std::string(w.sender_bot) : message.sender.name;
        case SenderKind::Servicer: {
            const std::string& name = message.sender.name.empty() ? message.sender.id : message.sender.name;
            return name.empty() ? std::string(w.sender_servicer_unnamed) : fill(w.sender_servicer, {name});
        }
        case SenderKind::System:
            return std::string(w.sender_system);
    }
    return {};
}

std::string scene_words(const Conversation& conversation, const Words& w) {
    if (!conversation.channels_name.empty())
        return fill(w.from_scene, {fill(w.channels_scene, {conversation.channels_name})});
    if (!conversation.scene.empty()) return fill(w.from_scene, {conversation.scene});
    return {};
}

}  // namespace kf::web
