#include "web/ui/widgets/form.h"

namespace kf::web {

FieldSpec form_line() {
    return {.kind = FieldKind::Line, .label = "", .placeholder = "", .submit = SubmitKey::None};
}

FieldSpec form_area() {
    return {.kind = FieldKind::Area, .label = "", .placeholder = "", .submit = SubmitKey::None};
}

Rect form_label(Ui& ui, Rect& rest, std::string_view label, float control_height) {
    ui.text(label, rest.cut_top(22), {.size = type::kSmall, .color = ui.theme().text2});
    const Rect control = rest.cut_top(control_height);
    rest.cut_top(20);
    return control;
}

FormEvents form_row(Ui& ui, Rect& rest, DomField& field, const FormRow& row) {
    const Theme& theme = ui.theme();
    Rect head = rest.cut_top(22);
    if (!row.count.empty()) {
        const float width = ui.text_width(row.count, {type::kTiny, Weight::Regular}) + 2;
        const bool too_long = field.value().size() > row.max_bytes;
        ui.label(row.count, head.cut_right(width),
                 {.size = type::kTiny, .color = too_long ? theme.danger_text : theme.text3});
        head.cut_right(8);
    }
    ui.text(row.label, head, {.size = type::kSmall, .color = theme.text2});
    field.set_spec({.kind = field.spec().kind,
                    .label = std::string(row.label),
                    .placeholder = std::string(row.placeholder),
                    .submit = row.submit});
    FormEvents events;
    for (const FieldEvent& event :
         ui.field(field, rest.cut_top(row.field_height), {.disabled = row.disabled})) {
        events.typed = events.typed || event.kind == FieldEvent::Kind::Input;
        events.submitted = events.submitted || (event.kind == FieldEvent::Kind::Submit && !event.composing);
    }
    const Rect below = rest.cut_top(20);
    const std::string_view words = row.problem.empty() ? row.warning : row.problem;
    if (!words.empty()) {
        const IdScope scope(ui, row.label);
        ui.label(words, below,
                 {.size = type::kTiny, .color = row.problem.empty() ? theme.warn_text : theme.danger_text},
                 row.problem.empty() ? Role::Note : Role::Alert);
        if (ui.text_width(words, {type::kTiny, Weight::Regular}) > below.w)
            ui.tooltip(ui.id("words"), below, words);
    }
    return events;
}

}  // namespace kf::web
