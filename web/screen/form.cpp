#include "web/screen/form.h"

namespace kf::web {

FormEvents form_row(const Screen& screen, Rect& rest, DomField& field, FormRow row) {
    const std::size_t bytes = field.value().size();
    std::string count;
    if (row.max_bytes > 0 && bytes * 10 >= row.max_bytes * 6)
        count = fill(screen.w.bytes_used, {std::to_string(bytes), std::to_string(row.max_bytes)});
    row.count = count;
    return form_row(screen.ui, rest, field, row);
}

Rect form_label(const Screen& screen, Rect& rest, std::string_view label, float control_height) {
    return form_label(screen.ui, rest, label, control_height);
}

}  // namespace kf::web
