// The row of filters over the results: account, who wrote, type, time (with a range of days), customer.
#pragma once

#include "web/console/search/filter_picker.h"

namespace kf::web {

struct SearchFiltersMemory {
    explicit SearchFiltersMemory(FieldPort& fields)
        : customer(fields),
          writer(fields),
          first_day(fields, {.kind = FieldKind::Date}),
          last_day(fields, {.kind = FieldKind::Date}) {}

    PickerMemory customer, writer;
    std::string customers_asked;  // for which past customers were asked
    bool own_days = false;        // the days are chosen in the two fields
    bool day_wanted = false;      // the caret goes into the first of them, a frame after the menu has gone
    DomField first_day, last_day;
};

// How high the filters are at a width: they wrap.
float search_filters_height(const SearchFiltersMemory& memory, float width);
void draw_search_filters(const Screen& screen, Rect area, const SearchFilters& filters,
                         SearchFiltersMemory& memory, Intents& out);

}  // namespace kf::web
