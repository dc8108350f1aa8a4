// Finds a place for the location card, so that nobody types coordinates: places that the desk has sent
// lately, by words, or the link that a map shares.
#pragma once

#include <optional>
#include <vector>

#include "shared/kf/content.h"
#include "web/screen/form.h"
#include "web/screen/screen.h"

namespace kf::web {

struct PlacePicker {
    explicit PlacePicker(FieldPort& fields) : typed(fields, form_line()) {}

    DomField typed;
    std::vector<LocationBody> recent;
    bool answered = false;  // the backend told what was sent

    static constexpr std::size_t kShown = 3;
    static float height();
};

// Asks the backend which places were sent lately. The picker lives as long as the page.
void open_place_picker(Platform& platform, PlacePicker& picker);

struct PlacePick {
    std::optional<LocationBody> place;  // was chosen, or is what the pasted link names
    bool as_text = false;               // what is typed is to be sent as it stands
};
// Cuts its rows from the top of `rest`.
PlacePick draw_place_picker(const Screen& screen, Rect& rest, PlacePicker& picker);

}  // namespace kf::web
