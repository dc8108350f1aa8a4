// Choices by which lists of the past are narrowed: of one account, of the last days.
#pragma once

#include <optional>

#include "web/screen/screen.h"

namespace kf::web {

// A box with all accounts and "any" before them. Returns what was chosen in this frame; empty = any.
std::optional<AccountId> draw_account_choice(const Screen& screen, WidgetId id, Rect box,
                                             const AccountId& chosen);

// Today, 7 days, 30 days and a year, beginning at local midnight.
constexpr int kDaysChoices = 4;
[[nodiscard]] UnixMs begin_of_days_choice(int choice, const LocalClock& clock);  // [0, kDaysChoices)
// The narrowest choice that holds everything since `from`; none: from = 0, or longer ago.
[[nodiscard]] std::optional<int> days_choice(UnixMs from, const LocalClock& clock);

}  // namespace kf::web
