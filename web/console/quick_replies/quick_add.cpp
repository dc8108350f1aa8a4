#include "web/console/quick_replies/quick_add.h"

#include "shared/base/blank.h"
#include "shared/base/utf8.h"
#include "shared/kf/content_limits.h"
#include "shared/kf/message_codec.h"

namespace kf::web {

namespace {

constexpr float kAddText = 118;

std::string obstacle(const Screen& screen, const QuickAddMemory& memory) {
    const Words& w = screen.w;
    if (is_blank(memory.title.value())) return std::string(w.quick_needs_title);
    if (count_code_points(memory.title.value()) > kMaxQuickReplyTitle)
        return fill(w.quick_title_too_long, {std::to_string(kMaxQuickReplyTitle)});
    if (is_blank(memory.text.value())) return std::string(w.quick_needs_text);
    if (memory.text.value().size() > kMaxTextBytes) return std::string(w.form_too_long);
    return {};
}

}  // namespace

void open_quick_add(QuickAddMemory& memory, std::string_view text) {
    memory.open = true;
    if (memory.saving.waiting()) return;  // what is on its way stays in view
    memory.from_message = !text.empty();
    memory.shared = false;
    memory.saving.forget();
    memory.title.set_value(one_line(text, 20));
    memory.category.set_value("");
    memory.text.set_value(text);
    memory.title.focus();
}

void draw_quick_add(const Screen& screen, QuickAddMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    if (memory.saving.follow(screen.state, memory.open) == Saving::Now::Saved) {
        ui.toast({.text = fill(w.quick_saved, {memory.title.value()}), .tone = Tone::Brand});
        memory.open = false;
    }
    if (!memory.open) return;
    const bool sharing = screen.state.self.role != kf::Role::Agent;
    const std::string_view wait = memory.saving.waiting_words(screen);
    const bool locked = !wait.empty();
    const float height = (sharing ? 40.f : 0.f) + 2 * form_row_height() + form_row_height(kAddText) + 44;
    const DialogResult dialog =
        ui.begin_dialog(ui.id("quick-add"), {480, 90 + height},
                        memory.from_message ? w.quick_add : w.quick_new, w.close, DialogKind::Form);
    Rect rest = dialog.body;
    const Rect foot = rest.cut_bottom(38);
    if (sharing) {
        Rect row = rest.cut_top(40);
        ui.mirror().begin(
            {.id = ui.id("scope"), .role = Role::RadioGroup, .name = w.quick_scope, .rect = row});
        const Rect own = row.cut_left(130), all = row.cut_left(170);
        if (ui.radio(ui.id("own"), own, w.quick_scope_own, !memory.shared, wait)) memory.shared = false;
        if (ui.radio(ui.id("all"), all, w.quick_scope_shared, memory.shared, wait)) memory.shared = true;
        ui.mirror().end();
    }
    form_row(screen, rest, memory.title,
             {.label = w.quick_title, .placeholder = w.quick_title_hint, .disabled = locked});
    form_row(screen, rest, memory.category,
             {.label = w.quick_category, .placeholder = w.quick_category_hint, .disabled = locked});
    form_row(screen, rest, memory.text,
             {.label = w.quick_text,
              .placeholder = w.quick_text_hint,
              .max_bytes = kMaxTextBytes,
              .field_height = kAddText,
              .disabled = locked});
    bool deleting = false;
    if (draw_save_foot(screen, foot, {.obstacle = obstacle(screen, memory)}, memory.saving, deleting).save) {
        QuickReply reply;
        if (!memory.shared) reply.owner = screen.state.self.id;
        reply.title = memory.title.value();
        reply.category = memory.category.value();
        reply.text = memory.text.value();
        out.emplace_back(QuickReplySaved{std::move(reply), memory.saving.begin()});
    }
    ui.end_dialog();
    if (dialog.dismissed) {
        memory.open = false;
        ui.keep_drawing();
    }
}

}  // namespace kf::web
