// What stands above and below the rows of past conversations: filters, and at the end that more is coming, or
// why it is not. Below a search's rows stands the same.
#pragma once

#include "web/console/search/filter_picker.h"
#include "web/screen/screen.h"

namespace kf::web {

struct EndedListMemory {
    explicit EndedListMemory(FieldPort& fields) : agent(fields) {}

    PickerMemory agent;
    EndedFilter shown;  // whose rows the list is scrolled over
};

// 0 outside of the tab.
float ended_filters_height(const Screen& screen);
void draw_ended_filters(const Screen& screen, Rect area, EndedListMemory& memory, Intents& out);

// Whether rows may be asked for that are not held: in the tab, and in a search.
bool is_paged(const Screen& screen, const InboxView& view);
// 0: nothing is to be said below the last row.
float ended_foot_height(const Screen& screen, const InboxView& view);
// `in_sight`: the end of the list is, or soon will be; then the next page is asked for.
void draw_ended_foot(const Screen& screen, Rect area, bool in_sight, Intents& out);
// In the place of rows: whether something is to come, or could not be loaded.
bool draw_ended_instead(const Screen& screen, Rect area, Intents& out);

}  // namespace kf::web
