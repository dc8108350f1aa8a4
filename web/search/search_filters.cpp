#include "web/search/search_filters.h"

#include <algorithm>
#include <array>
#include <string>

namespace kf::web {

namespace {

constexpr float kWide = 130;
constexpr float kGap = 8;
constexpr UnixMs kDayMs = kSecsPerDay * 1000;

struct TypeChoice {
    std::string_view msgtype;
    std::string_view Words::*name;
};
constexpr std::array kTypes{TypeChoice{"text", &Words::search_type_text},
                            TypeChoice{"image", &Words::search_type_image},
                            TypeChoice{"voice", &Words::search_type_voice},
                            TypeChoice{"video", &Words::search_type_video},
                            TypeChoice{"file", &Words::search_type_file},
                            TypeChoice{"link", &Words::search_type_link},
                            TypeChoice{"miniprogram", &Words::search_type_app},
                            TypeChoice{"location", &Words::search_type_place},
                            TypeChoice{"merged_msg", &Words::search_type_record},
                            TypeChoice{"private_note", &Words::search_type_note}};

// Today, 7 days, 30 days and a year, beginning at local midnight.
constexpr std::array kDays{1, 7, 30, 365};

UnixMs days_ago(const ConsoleState& state, int days) {
    const UnixMs offset = UnixMs{state.utc_offset_minutes} * 60'000;
    const UnixMs midnight = (state.now + offset) / kDayMs * kDayMs - offset;
    return midnight - (days - 1) * kDayMs;
}

int per_row(float width) {
    return std::max(1, static_cast<int>((width + kGap) / (kWide + kGap)));
}

}  // namespace

std::string_view type_name(std::string_view msgtype, const Words& w) {
    for (const TypeChoice& type : kTypes) {
        if (type.msgtype == msgtype) return w.*type.name;
    }
    return {};
}

float search_filters_height(const Screen& screen, float width) {
    const int boxes = screen.state.selected.empty() ? 4 : 5;
    const int rows = (boxes + per_row(width) - 1) / per_row(width);
    return static_cast<float>(rows) * (size::kControl + kGap);
}

void draw_search_filters(const Screen& screen, Rect area, const SearchFilters& filters, Intents& out) {
    Ui& ui = screen.ui;
    const ConsoleState& state = screen.state;
    const Words& w = screen.w;
    const int in_row = per_row(area.w);
    const float width = std::min(
        kWide * 1.35f, (area.w - kGap * static_cast<float>(in_row - 1)) / static_cast<float>(in_row));
    int place = 0;
    const auto next = [&] {
        const Rect rect{area.x + static_cast<float>(place % in_row) * (width + kGap),
                        area.y + static_cast<float>(place / in_row) * (size::kControl + kGap), width,
                        size::kControl};
        ++place;
        return rect;
    };
    SearchFilters changed = filters;

    std::vector<const Account*> accounts;
    for (const auto& [id, account] : state.accounts) accounts.push_back(&account);
    std::sort(accounts.begin(), accounts.end(),
              [](const Account* a, const Account* b) { return a->id.value < b->id.value; });
    std::vector<std::string_view> names{w.search_any_account};
    int chosen = 0;
    for (const Account* account : accounts) {
        names.push_back(account->name.empty() ? std::string_view{account->id.value} : account->name);
        if (account->id == filters.account) chosen = static_cast<int>(names.size()) - 1;
    }
    if (const auto i = ui.select(ui.id("account"), next(), w.search_account, names, chosen)) {
        changed.account = *i == 0 ? AccountId{} : accounts[static_cast<std::size_t>(*i - 1)]->id;
    }

    std::vector<const Agent*> agents;
    for (const auto& [id, agent] : state.agents) agents.push_back(&agent);
    std::sort(agents.begin(), agents.end(),
              [](const Agent* a, const Agent* b) { return a->id.value < b->id.value; });
    names = {w.search_anybody};
    chosen = 0;
    for (const Agent* agent : agents) {
        names.push_back(agent->name.empty() ? std::string_view{agent->id.value} : agent->name);
        if (agent->id == filters.agent) chosen = static_cast<int>(names.size()) - 1;
    }
    if (const auto i = ui.select(ui.id("agent"), next(), w.search_agent, names, chosen)) {
        changed.agent = *i == 0 ? AgentId{} : agents[static_cast<std::size_t>(*i - 1)]->id;
    }

    names = {w.search_any_type};
    chosen = 0;
    for (const TypeChoice& type : kTypes) {
        names.push_back(w.*type.name);
        if (type.msgtype == filters.type) chosen = static_cast<int>(names.size()) - 1;
    }
    if (const auto i = ui.select(ui.id("type"), next(), w.search_type, names, chosen)) {
        changed.type =
            *i == 0 ? std::string{} : std::string{kTypes[static_cast<std::size_t>(*i - 1)].msgtype};
    }

    names = {w.search_any_time, w.search_today, w.search_week, w.search_month, w.search_year};
    chosen = 0;
    for (std::size_t i = 0; i < kDays.size(); ++i) {
        if (filters.from != 0 && filters.from >= days_ago(state, kDays[i])) {
            chosen = static_cast<int>(i) + 1;
            break;
        }
    }
    if (const auto i = ui.select(ui.id("time"), next(), w.search_time, names, chosen)) {
        changed.from = *i == 0 ? 0 : days_ago(state, kDays[static_cast<std::size_t>(*i - 1)]);
        changed.to = 0;
    }

    if (!state.selected.empty()) {
        const auto entry = state.conversations.find(state.selected);
        const CustomerId open =
            entry == state.conversations.end() ? CustomerId{} : entry->second.head.customer;
        const std::string only = fill(w.search_only_customer, {customer_name(state, open)});
        const bool on = !filters.customer.empty() && filters.customer == open;
        names = {w.search_any_customer, only};
        if (const auto i = ui.select(ui.id("customer"), next(), w.search_customer, names, on ? 1 : 0)) {
            changed.customer = *i == 0 ? CustomerId{} : open;
        }
    }
    if (changed != filters) out.emplace_back(MessageSearchFiltered{changed});
}

}  // namespace kf::web
