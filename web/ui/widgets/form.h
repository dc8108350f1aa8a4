// Rows of a form: label, field, how much of the room is used, and what is wrong with it.
#pragma once

#include <string_view>

#include "web/ui/platform/ui.h"

namespace kf::web {

struct FormRow {
    std::string_view label = {};  // also the field's accessible name
    std::string_view placeholder = {};
    std::size_t max_bytes = 0;      // of the field's text; 0: nothing is counted
    std::string_view count = {};    // "1 800 of 2 048 bytes", beside the label; empty: not said
    std::string_view problem = {};  // in red, below
    std::string_view warning = {};  // in amber, below, when there is no problem
    float field_height = size::kField;
    SubmitKey submit = SubmitKey::None;
    bool disabled = false;
};

constexpr float form_row_height(float field_height = size::kField) {
    return 22 + field_height + 20;
}

// What the field of a row is made with: one line, or several. Label and placeholder come with the row.
FieldSpec form_line();
FieldSpec form_area();

struct FormEvents {
    bool typed = false;
    bool submitted = false;
};
// Cuts the row from the top of `rest`. The field's kind stays what it was made with.
FormEvents form_row(Ui& ui, Rect& rest, DomField& field, const FormRow& row);
// A label above any other control; returns the control's place.
Rect form_label(Ui& ui, Rect& rest, std::string_view label, float control_height = size::kField);

}  // namespace kf::web
