#include "web/console/composer/send_preview.h"

#include <algorithm>

#include "web/contents/customer_view.h"
#include "web/contents/tray_view.h"
#include "web/text/amounts.h"

namespace kf::web {

namespace {

constexpr float kHead = 22, kGap = 12, kLeast = 120, kMost = 460;

struct Piece {
    std::string head;  // 1 · 文字 · 812 字节
    CustomerView view;
    Content content;
};

std::vector<Piece> pieces_of(const Screen& screen, const SendPlan& plan, const Tray& tray) {
    const Words& w = screen.w;
    std::vector<Piece> out;
    const auto head = [&](std::string_view kind, std::string_view size) {
        std::string words = std::to_string(out.size() + 1) + " · " + std::string(kind);
        if (!size.empty()) words += " · " + std::string(size);
        return words;
    };
    for (const std::string& text : plan.texts) {
        Piece piece;
        piece.head = head(w.content_text, fill(w.bytes_count, {std::to_string(text.size())}));
        piece.content = TextBody{text, {}};
        out.push_back(std::move(piece));
    }
    for (const Attachment& item : tray.items()) {
        Piece piece;
        const bool file = item.file || !item.media.empty();
        piece.content = item.phase == AttachmentPhase::Ready ? item.content : media_content(item.kind, "");
        piece.head = head(content_kind_words(piece.content, w), file ? size_words(item.bytes()) : "");
        if (item.unfinished()) piece.head += " · " + attachment_words(screen, item);
        piece.view.picture = item.picture();
        piece.view.file_name = item.name();
        piece.view.bytes = item.bytes();
        piece.view.duration_ms = item.facts.duration_ms;
        if (!item.media.empty() && item.media.front().duration_ms > 0)
            piece.view.duration_ms = item.media.front().duration_ms;
        out.push_back(std::move(piece));
    }
    for (Piece& piece : out) piece.view.content = &piece.content;
    return out;
}

}  // namespace

bool draw_send_preview(const Screen& screen, const Conversation& conversation, const SendPlan& plan,
                       const Tray& tray, int left, std::string_view obstacle, PreviewMemory& memory) {
    if (memory.open.empty()) return false;
    if (memory.open != conversation.id || plan.nothing()) {
        memory.open = {};
        return false;
    }
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const std::vector<Piece> pieces = pieces_of(screen, plan, tray);
    const float width = std::min(480.f, ui.viewport().w - 16) - 48 - 32;
    float height = 0;
    for (const Piece& piece : pieces)
        height += kHead + customer_view_height(screen, width, piece.view) + kGap;
    const float list = std::clamp(height + 24, kLeast, kMost);
    const DialogResult dialog = ui.begin_dialog(ui.id("send-preview"), {480, 58 + 18 + 30 + list + 16 + 36},
                                                w.preview_title, w.close);
    Rect body = dialog.body;
    const std::string cost =
        fill(w.preview_hint, {std::to_string(plan.cost()), std::to_string(std::max(0, left))});
    ui.label(cost, body.cut_top(26), {.size = type::kNote, .color = theme.text2});
    body.cut_top(4);
    Rect foot = body.cut_bottom(36);
    body.cut_bottom(12);
    ui.fill(body, theme.chat, radius::kControl);
    const Rect inside = body.inset(16, 4);
    ui.mirror().begin({.id = ui.id("pieces"), .role = Role::List, .name = w.preview_title, .rect = body});
    Rect rest = ui.begin_scroll(ui.id("scroll"), inside, memory.scroll, height + 8);
    rest.cut_top(8);
    std::uint64_t number = 0;
    for (const Piece& piece : pieces) {
        const float tall = customer_view_height(screen, width, piece.view);
        Rect place{rest.x, rest.y, rest.w, kHead + tall};
        rest.y += kHead + tall + kGap;
        const std::string line = content_line(piece.content, piece.view.file_name, w);
        const std::string name = std::string(piece.head).append(w.colon) + line;
        ui.mirror().leaf({.id = ui.id(++number), .role = Role::ListItem, .name = name, .rect = place});
        if (!ui.visible(place)) continue;
        ui.text(piece.head, place.cut_top(kHead), {.size = type::kTiny, .color = theme.text2});
        draw_customer_view(screen, place, piece.view);
    }
    ui.end_scroll();
    ui.mirror().end();

    const std::string label =
        plan.cost() == 1 ? std::string(w.send) : fill(w.send_many, {std::to_string(plan.cost())});
    const ButtonSpec send{.label = label, .kind = ButtonKind::Primary, .disabled_reason = obstacle};
    const ButtonSpec cancel{.label = w.cancel};
    const float send_width = ui.button_width(send), cancel_width = ui.button_width(cancel);
    const bool agreed = ui.button(ui.id("send"), foot.cut_right(send_width), send).pressed;
    foot.cut_right(8);
    const bool back = ui.button(ui.id("cancel"), foot.cut_right(cancel_width), cancel).pressed;
    foot.cut_right(12);
    if (!obstacle.empty())
        ui.label(obstacle, foot, {.size = type::kSmall, .color = theme.danger_text}, Role::Alert);
    ui.end_dialog();
    if (agreed || back || dialog.dismissed) {
        memory.open = {};
        memory.scroll.jump(0);
        ui.keep_drawing();
    }
    return agreed;
}

}  // namespace kf::web
