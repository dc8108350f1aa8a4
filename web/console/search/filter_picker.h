// A filter that is chosen by typing part of a name: a box like a select's, over a list that has a field.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/screen/screen.h"
#include "web/ui/platform/dom_field.h"

namespace kf::web {

struct PickerRow {
    std::string id;  // empty: whoever
    std::string name;
    std::string hint;  // at the right, small
};
using PickerRows = std::vector<PickerRow>;

struct PickerMemory {
    explicit PickerMemory(FieldPort& fields) : field(fields, {.kind = FieldKind::Search}) {}

    DomField field;
    ScrollState scroll;
    int active = 0;  // the row that Enter chooses
    // What was found, and for what.
    PickerRows rows;
    std::string typed;
    std::uint64_t revision = 0;
};

// Customers whose name or id holds what was typed (folded_text), who spoke last first, at most kMostPicked.
// With nothing typed "all" and the open conversation's customer stand before them.
constexpr std::size_t kMostPicked = 50;
PickerRows customer_rows(const Screen& screen, const std::string& folded);
// Who writes to customers: colleagues, and servicers who wrote in the WeCom client.
PickerRows writer_rows(const Screen& screen, const std::string& folded);

// `shown` stands in the box. Returns the id of a row that was chosen in this frame.
std::optional<std::string> draw_filter_picker(const Screen& screen, Rect box, std::string_view name,
                                              std::string_view shown, std::string_view hint,
                                              PickerMemory& memory,
                                              PickerRows (*rows)(const Screen&, const std::string&));

}  // namespace kf::web
