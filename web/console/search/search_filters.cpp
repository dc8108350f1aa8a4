#include "web/console/search/search_filters.h"

#include <algorithm>
#include <string>
#include <utility>

#include "shared/console/inbox_view.h"
#include "shared/kf/message_codec.h"
#include "web/screen/filter_choices.h"

namespace kf::web {

namespace {

constexpr float kWide = 130;
constexpr float kGap = 8;
constexpr float kProblem = 22;
constexpr int kBoxes = 5;

// Everything a customer sends and the desk or a servicer answers with: words, files, cards, what WeChat gives
// no details of, notes. One choice may be several msgtypes, named like its first.
constexpr std::string_view kTypes[] = {"text",
                                       "image",
                                       "voice",
                                       "video",
                                       "file",
                                       "location",
                                       "link",
                                       "miniprogram",
                                       "msgmenu",
                                       "business_card",
                                       "ca_link",
                                       "channels",
                                       "merged_msg",
                                       "channels_shop_product",
                                       "channels_shop_order",
                                       "calendar,schedule",
                                       "meeting",
                                       "note",
                                       kPrivateNote};

constexpr int kOwnDays = 1 + kDaysChoices;

std::string type_name(const Screen& screen, std::string_view type) {
    if (type == "text") return std::string(screen.w.search_type_text);
    if (type == kPrivateNote) return std::string(screen.w.private_note);
    const std::string name = message_preview(type.substr(0, type.find(',')), {}, screen.english(), 30);
    return name.substr(1, name.size() - 2);  // without its brackets
}

int per_row(float width) {
    return std::max(1, static_cast<int>((width + kGap) / (kWide + kGap)));
}

bool days_reversed(const SearchFiltersMemory& memory) {
    const auto first = day_of(memory.first_day.value()), last = day_of(memory.last_day.value());
    return memory.own_days && first && last && *last < *first;
}

void draw_days(const Screen& screen, Rect row, SearchFilters& changed, SearchFiltersMemory& memory) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    Rect line = row.cut_top(size::kField);
    const float each = std::min(200.f, (line.w - 2 * kGap) / 2);
    bool typed = false;
    const auto draw_day = [&](DomField& field, std::string_view before, std::string_view label) {
        const float width = ui.text_width(before, {type::kNote, Weight::Regular}) + kGap;
        ui.text(before, line.cut_left(width), {.size = type::kNote, .color = screen.theme().text2});
        field.set_spec({.kind = FieldKind::Date, .label = std::string(label)});
        for (const FieldEvent& event : ui.field(field, line.cut_left(each - width), {.padding_x = 8})) {
            typed = typed || event.kind == FieldEvent::Kind::Input;
        }
        line.cut_left(2 * kGap);
    };
    draw_day(memory.first_day, w.search_from, w.search_first_day);
    draw_day(memory.last_day, w.search_to, w.search_last_day);
    if (days_reversed(memory)) {
        ui.label(w.search_days_reversed, row, {.size = type::kSmall, .color = screen.theme().danger_text},
                 Role::Alert);
    } else if (typed) {
        const auto first = day_of(memory.first_day.value()), last = day_of(memory.last_day.value());
        changed.from = first ? std::max<UnixMs>(0, local_midnight(*first, screen.clock)) : 0;
        changed.to = last ? local_midnight(*last + 1, screen.clock) : 0;  // the last day is meant as a whole
    }
}

}  // namespace

float search_filters_height(const SearchFiltersMemory& memory, float width) {
    const int rows = (kBoxes + per_row(width) - 1) / per_row(width);
    return static_cast<float>(rows) * (size::kControl + kGap) + (memory.own_days ? size::kField + kGap : 0) +
           (days_reversed(memory) ? kProblem : 0);
}

void draw_search_filters(const Screen& screen, Rect area, const SearchFilters& filters,
                         SearchFiltersMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const ConsoleState& state = screen.state;
    const Words& w = screen.w;
    const int in_row = per_row(area.w);
    const float width = std::min(
        kWide * 1.35f, (area.w - kGap * static_cast<float>(in_row - 1)) / static_cast<float>(in_row));
    if (std::exchange(memory.day_wanted, false)) memory.first_day.focus();
    int place = 0;
    const auto next = [&] {
        const Rect rect{area.x + static_cast<float>(place % in_row) * (width + kGap),
                        area.y + static_cast<float>(place / in_row) * (size::kControl + kGap), width,
                        size::kControl};
        ++place;
        return rect;
    };
    SearchFilters changed = filters;

    const std::string customer = filters.customer.empty() ? std::string(w.search_any_customer)
                                                          : customer_name(state, filters.customer);
    if (const auto id = draw_filter_picker(screen, next(), w.search_customer, customer,
                                           w.search_customer_hint, memory.customer, customer_rows)) {
        changed.customer = CustomerId{*id};
    }
    // Those who wrote long ago are not held: they come while somebody types.
    const std::string named = memory.customer.revision != 0 ? memory.customer.typed : std::string();
    if (named != memory.customers_asked) {
        memory.customers_asked = named;
        out.emplace_back(CustomersWanted{named});
    }

    if (const auto account = draw_account_choice(screen, ui.id("account"), next(), filters.account)) {
        changed.account = *account;
    }

    const std::string writer = filters.agent.empty()
                                   ? std::string(w.search_anybody)
                                   : fill(w.search_written_by, {agent_name(state, filters.agent)});
    if (const auto id = draw_filter_picker(screen, next(), w.search_writer, writer, w.search_writer_hint,
                                           memory.writer, writer_rows)) {
        changed.agent = AgentId{*id};
    }

    std::vector<std::string> types;
    std::vector<std::string_view> names{w.search_any_type};
    int chosen = 0;
    types.reserve(std::size(kTypes));
    for (const std::string_view type : kTypes) {
        names.push_back(types.emplace_back(type_name(screen, type)));
        if (type == filters.type) chosen = static_cast<int>(names.size()) - 1;
    }
    if (const auto i = ui.select(ui.id("type"), next(), w.search_type, names, chosen)) {
        changed.type = *i == 0 ? std::string_view{} : kTypes[*i - 1];
    }

    names = {w.search_any_time, w.search_today, w.search_week, w.search_month, w.search_year, w.search_days};
    const auto days = days_choice(filters.from, screen.clock);
    chosen = memory.own_days ? kOwnDays : days ? *days + 1 : 0;
    if (const auto i = ui.select(ui.id("time"), next(), w.search_time, names, chosen)) {
        memory.own_days = *i == kOwnDays;
        if (!memory.own_days) {
            changed.from = *i == 0 ? 0 : begin_of_days_choice(*i - 1, screen.clock);
            changed.to = 0;
        } else if (chosen != kOwnDays) {
            // It begins with the days of the choice before.
            memory.first_day.set_value(filters.from == 0 ? std::string()
                                                         : date_words(filters.from, screen.clock));
            memory.last_day.set_value("");
            memory.day_wanted = true;
        }
        ui.keep_drawing();
    }
    if (memory.own_days) {
        area.cut_top(static_cast<float>((place + in_row - 1) / in_row) * (size::kControl + kGap));
        draw_days(screen, area, changed, memory);
    }
    if (changed != filters) out.emplace_back(MessageSearchFiltered{changed});
}

}  // namespace kf::web
