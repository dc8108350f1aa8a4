// The search over all messages: a field, filters, and the results; a result opens at its message.
#pragma once

#include "web/console/search/search_filters.h"
#include "web/screen/screen.h"

namespace kf::web {

struct SearchPanelMemory {
    explicit SearchPanelMemory(FieldPort& fields);

    DomField field;
    SearchFiltersMemory filters;
    ScrollState scroll;
    bool shown = false;        // in the last frame
    int active = 0;            // the result that Enter opens
    std::uint64_t number = 0;  // of the question whose results are shown
};

// Draws nothing while state.search_all is closed.
void draw_search_panel(const Screen& screen, SearchPanelMemory& memory, Intents& out);

}  // namespace kf::web
