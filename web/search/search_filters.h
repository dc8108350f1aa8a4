// The row of filters over the results: account, colleague, type, time; customer and conversation by what is
// open.
#pragma once

#include "web/app/screen.h"

namespace kf::web {

// How high the filters are at a width: they wrap.
float search_filters_height(const Screen& screen, float width);
void draw_search_filters(const Screen& screen, Rect area, const SearchFilters& filters, Intents& out);

// The name of a msgtype as the filter shows it; empty for types that are not offered.
std::string_view type_name(std::string_view msgtype, const Words& w);

}  // namespace kf::web
