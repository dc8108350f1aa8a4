#include "web/console/inbox/ended_list.h"

#include <algorithm>
#include <string>
#include <vector>

#include "shared/search/folding.h"
#include "web/screen/filter_choices.h"

namespace kf::web {

namespace {

constexpr float kGap = 8;
constexpr float kFoot = 44;
constexpr float kProblemFoot = 84;

PickerRows colleague_rows(const Screen& screen, const std::string& folded) {
    const ConsoleState& state = screen.state;
    const auto holds = [&](std::string_view text) {
        return folded_text(text).find(folded) != std::string::npos;
    };
    PickerRows rows;
    for (const auto& [id, agent] : state.agents) {
        const std::string name = agent_name(state, id);
        if (holds(name) || holds(id.value)) rows.push_back({id.value, name, {}});
    }
    std::sort(rows.begin(), rows.end(), [](const PickerRow& a, const PickerRow& b) {
        return a.name != b.name ? a.name < b.name : a.id < b.id;
    });
    if (folded.empty()) rows.insert(rows.begin(), {{}, std::string(screen.w.ended_any_agent), {}});
    return rows;
}

bool all_that_is_held(const ConsoleState& state) {
    return state.ended.held >= kMaxEndedHeld;
}

void draw_problem(const Screen& screen, Rect area, Intents& out) {
    Ui& ui = screen.ui;
    const EndedQuestion& list = screen.state.ended.list;
    ui.label(screen.english() ? list.problem_en : list.problem_zh, area.cut_top(30),
             {.size = type::kNote, .color = screen.theme().text2, .align = Align::Center}, Role::Alert);
    const ButtonSpec again{.label = screen.w.try_again, .icon = Icon::Retry};
    if (ui.button(ui.id("ended-again"), area.cut_top(34).centered({ui.button_width(again), 34}), again))
        out.emplace_back(EndedRetried{});
}

}  // namespace

float ended_filters_height(const Screen& screen) {
    if (screen.state.tab != Tab::Ended) return 0;
    const float rows = screen.state.accounts.size() > 1 ? 2 : 1;
    return rows * (size::kControl + kGap);
}

void draw_ended_filters(const Screen& screen, Rect area, EndedListMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const ConsoleState& state = screen.state;
    const Words& w = screen.w;
    const EndedFilter& filter = state.ended.filter;
    EndedFilter changed = filter;
    if (state.accounts.size() > 1) {
        // A row of its own: three boxes beside each other would cut their words.
        const Rect box = area.cut_top(size::kControl);
        area.cut_top(kGap);
        if (const auto account = draw_account_choice(screen, ui.id("ended-account"), box, filter.account))
            changed.account = *account;
    }
    Rect row = area.cut_top(size::kControl);
    const float width = (row.w - kGap) / 2;
    const Rect who = row.cut_left(width), when = row.cut_right(width);

    const std::string agent =
        filter.agent.empty() ? std::string(w.ended_any_agent) : agent_name(state, filter.agent);
    if (const auto id = draw_filter_picker(screen, who, w.ended_agent, agent, w.ended_agent_hint,
                                           memory.agent, colleague_rows))
        changed.agent = AgentId{*id};

    const std::string_view times[] = {w.search_any_time, w.search_today, w.search_week, w.search_month,
                                      w.search_year};
    const auto days = days_choice(filter.from, screen.clock);
    if (const auto i = ui.select(ui.id("ended-time"), when, w.search_time, times, days ? *days + 1 : 0))
        changed.from = *i == 0 ? 0 : begin_of_days_choice(*i - 1, screen.clock);
    if (changed != filter) out.emplace_back(EndedFiltered{changed});
}

bool is_paged(const Screen& screen, const InboxView& view) {
    return view.searching || screen.state.tab == Tab::Ended;
}

float ended_foot_height(const Screen& screen, const InboxView& view) {
    const EndedQuestion& list = screen.state.ended.list;
    if (!is_paged(screen, view) || !list.has_more) return 0;
    return list.problem_zh.empty() ? kFoot : kProblemFoot;
}

void draw_ended_foot(const Screen& screen, Rect area, bool in_sight, Intents& out) {
    Ui& ui = screen.ui;
    const EndedQuestion& list = screen.state.ended.list;
    if (!list.problem_zh.empty()) return draw_problem(screen, area, out);
    if (all_that_is_held(screen.state)) {
        ui.label(screen.w.ended_narrow, area.inset(12, 0),
                 {.size = type::kSmall, .color = screen.theme().text3, .align = Align::Center}, Role::Status);
        return;
    }
    if (!in_sight) return;
    ui.spinner(area.center(), 8, screen.theme().text3);
    if (!list.loading && list.due_at == 0) out.emplace_back(MoreEndedWanted{});
}

bool draw_ended_instead(const Screen& screen, Rect area, Intents& out) {
    const EndedQuestion& list = screen.state.ended.list;
    if (!list.has_more || all_that_is_held(screen.state)) return false;
    area.cut_top(std::min(72.f, area.h / 4));
    draw_ended_foot(screen, area.cut_top(kProblemFoot), true, out);
    return true;
}

}  // namespace kf::web
