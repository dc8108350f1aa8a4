#include "web/screen/filter_choices.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace kf::web {

namespace {

constexpr std::array<int, kDaysChoices> kDaysBack{1, 7, 30, 365};

}  // namespace

std::optional<AccountId> draw_account_choice(const Screen& screen, WidgetId id, Rect box,
                                             const AccountId& chosen) {
    std::vector<const Account*> accounts;
    for (const auto& [key, account] : screen.state.accounts) accounts.push_back(&account);
    std::sort(accounts.begin(), accounts.end(),
              [](const Account* a, const Account* b) { return a->id < b->id; });
    std::vector<std::string_view> names{screen.w.search_any_account};
    int current = 0;
    for (const Account* account : accounts) {
        names.push_back(account->name.empty() ? std::string_view{account->id.value} : account->name);
        if (account->id == chosen) current = static_cast<int>(names.size()) - 1;
    }
    const auto picked = screen.ui.select(id, box, screen.w.search_account, names, current);
    if (!picked) return std::nullopt;
    return *picked == 0 ? AccountId{} : accounts[static_cast<std::size_t>(*picked - 1)]->id;
}

UnixMs begin_of_days_choice(int choice, const LocalClock& clock) {
    const int days = kDaysBack.at(static_cast<std::size_t>(choice));
    return local_midnight(local_date(clock.now, clock).days - (days - 1), clock);
}

std::optional<int> days_choice(UnixMs from, const LocalClock& clock) {
    for (int choice = 0; from != 0 && choice < kDaysChoices; ++choice) {
        if (from >= begin_of_days_choice(choice, clock)) return choice;
    }
    return std::nullopt;
}

}  // namespace kf::web
