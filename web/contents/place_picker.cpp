#include "web/contents/place_picker.h"

#include "shared/places/place_text.h"
#include "shared/protocol/protocol_codec.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

namespace {

constexpr float kPlaceRow = 36;

bool draw_place(const Screen& screen, Rect row, const LocationBody& place, std::size_t number) {
    Ui& ui = screen.ui;
    const std::string& title = place.name.empty() ? place.address : place.name;
    const std::string_view below = place.name.empty() ? std::string_view{} : std::string_view(place.address);
    const std::string name = below.empty() ? title : title + ", " + std::string(below);
    const Press press =
        ui.interact({.id = ui.id(std::uint64_t{number}), .role = Role::Option, .name = name, .rect = row});
    if (press.hovered || press.held)
        ui.fill(row, press.held ? screen.theme().pressed : screen.theme().hover, radius::kControl);
    Rect inside = row.inset(10, 0);
    ui.icon(Icon::Pin, inside.cut_left(24).moved(-3, 0), screen.theme().text3, 16);
    ui.text(title, inside.cut_left(inside.w * 0.45f), {.size = type::kNote, .color = screen.theme().text});
    inside.cut_left(8);
    ui.text(below, inside, {.size = type::kSmall, .color = screen.theme().text2});
    return press.pressed;
}

}  // namespace

float PlacePicker::height() {
    return form_row_height() + kShown * kPlaceRow + 8;
}

void open_place_picker(Platform& platform, PlacePicker& picker) {
    picker.typed.set_value("");
    HttpRequest request;
    request.path = "/api/search?type=location&limit=50";
    platform.http().send(std::move(request), [&picker, &platform](HttpResponse response) {
        const auto page = response.ok() ? read_search_page(response.body) : Result<SearchPage>(Error{});
        if (page.ok()) picker.recent = places_sent(page->hits);
        picker.answered = true;
        platform.page().request_frame();
    });
}

PlacePick draw_place_picker(const Screen& screen, Rect& rest, PlacePicker& picker) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    PlacePick pick;
    const FormEvents events =
        form_row(screen, rest, picker.typed, {.label = w.place_search, .placeholder = w.place_search_hint});
    const std::string& typed = picker.typed.value();
    if (events.typed) pick.place = place_from_text(typed);
    Rect list = rest.cut_top(PlacePicker::kShown * kPlaceRow);
    rest.cut_top(8);
    const IdScope scope(ui, std::string_view("places"));
    ui.mirror().begin({.id = ui.id("list"), .role = Role::ListBox, .name = w.place_list, .rect = list});
    std::size_t shown = 0;
    for (std::size_t i = 0; i < picker.recent.size() && shown < PlacePicker::kShown; ++i) {
        if (!place_matches(picker.recent[i], typed)) continue;
        ++shown;
        if (draw_place(screen, list.cut_top(kPlaceRow), picker.recent[i], i)) pick.place = picker.recent[i];
    }
    ui.mirror().end();
    if (shown > 0 || !picker.answered || place_from_text(typed)) return pick;
    const std::string_view said = typed.empty() ? w.place_none_sent : w.place_not_found;
    const TextLayout& words = ui.layout(said, {.font = {type::kSmall, Weight::Regular}, .width = list.w});
    ui.mirror().leaf({.id = ui.id("none"), .role = Role::Note, .name = said, .rect = list});
    ui.text(words, list.top_left(), screen.theme().text2);
    if (typed.empty()) return pick;
    list.cut_top(words.size().h + 8);
    const ButtonSpec send{.label = w.place_as_text};
    pick.as_text =
        ui.button(ui.id("as-text"), {list.x, list.y, ui.button_width(send), size::kControl}, send).pressed;
    return pick;
}

}  // namespace kf::web
