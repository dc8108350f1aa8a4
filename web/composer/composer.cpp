#include "web/composer/composer.h"

#include <algorithm>
#include <utility>

#include "shared/kf/message_codec.h"
#include "shared/protocol/refusals.h"
#include "web/chat/chat_header.h"

namespace kf::web {

namespace {

constexpr float kTools = 40, kFoot = 34, kTop = 4, kBottom = 12;
constexpr float kFieldLeast = 64, kFieldMost = 172;

bool only_spaces(std::string_view text) {
    return text.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

float side_padding(Rect area) {
    return area.w < 520 ? 12 : 20;
}

// Why nothing may be sent, and the one legal next step.
void draw_refusal(const Screen& screen, Rect row, const Conversation& conversation, const ComposerView& view,
                  Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const bool gone = view.refusal == Refusal::WindowExpired || view.refusal == Refusal::WindowUsedUp ||
                      view.refusal == Refusal::NotManaged;
    const Rect card = row.inset(0, 3);
    ui.fill(card, gone ? theme.danger_soft : theme.info_soft, radius::kControl);
    const Color color = gone ? theme.danger_text : theme.info_text;
    Rect inside = card.inset(12, 0);
    ui.icon(gone ? Icon::Alert : Icon::Info, inside.cut_left(24).moved(-3, 0), color, 17);
    if (view.offers_claim) {
        const ButtonSpec claim{.label = claim_words(screen, conversation), .kind = ButtonKind::Primary};
        const float width = ui.button_width(claim);
        // Flush with the card's edge.
        const Rect place{card.right() - width, card.y + (card.h - size::kControl) / 2, width, size::kControl};
        inside.cut_right(width - 4);
        if (ui.button(ui.id("claim"), place, claim)) out.emplace_back(ClaimPressed{conversation.id});
    }
    const std::string_view sentence = refusal_sentence(screen, view.refusal);
    ui.mirror().leaf({.id = ui.id("refusal"), .role = Role::Note, .name = sentence, .rect = inside});
    // Two lines where one has no room.
    const TextLayout& words = ui.layout(
        sentence,
        {.font = {type::kSmall, Weight::Regular}, .width = inside.w, .line_height = 1.3f, .max_lines = 2});
    ui.text(words, {inside.x, inside.center().y - words.size().h / 2}, color);
}

void draw_tools(const Screen& screen, Rect row, ComposerMemory& memory) {
    Ui& ui = screen.ui;
    const WidgetId popup = ui.id("emoji-popup");
    ui.mirror().begin(
        {.id = ui.id("tools"), .role = Role::Toolbar, .name = screen.w.toolbar_label, .rect = row});
    const Rect place = row.cut_left(34).centered({34, 34}).moved(-7, 0);
    const ButtonSpec emoji{.label = screen.w.emoji,
                           .kind = ButtonKind::Quiet,
                           .icon = Icon::Smile,
                           .icon_only = true,
                           .tooltip = screen.w.emoji,
                           .expanded = ui.popup_open(popup)};
    if (ui.button(ui.id("emoji"), place, emoji)) open_emoji_picker(screen, popup, place, memory.emoji);
    ui.mirror().end();
}

// The foot: what may still be sent, how long the text is, which key sends.
void draw_foot(const Screen& screen, Rect row, const ComposerView& view, std::string_view text,
               bool sent_nothing) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const std::string meter = window_meter(view.left, w);
    if (!meter.empty()) {
        const float width = ui.chip_width(meter);
        const Rect place = row.cut_left(width);
        ui.chip({place.x, place.center().y}, meter, widget_tone(view.tone));
        ui.mirror().leaf({.id = ui.id("meter"), .role = Role::Text, .name = meter, .rect = place});
        row.cut_left(12);
    }
    const bool too_long = text.size() > kMaxTextBytes;
    const bool close = text.size() * 10 > kMaxTextBytes * 8;
    const std::string bytes =
        fill(w.bytes_used, {std::to_string(text.size()), std::to_string(kMaxTextBytes)});
    const float width = ui.text_width(bytes, {type::kSmall, Weight::Regular});
    if (width < row.w && (close || row.w > 220)) {
        ui.label(bytes, row.cut_left(width + 1),
                 {.size = type::kSmall,
                  .color = too_long ? theme.danger_text
                           : close  ? theme.warn_text
                                    : theme.text3});
        row.cut_left(12);
    }
    const std::string_view hint =
        screen.state.settings.send_key == SendKey::Enter ? w.composer_hint_enter : w.composer_hint_ctrl;
    std::string words(hint);
    Color color = theme.text3;
    if (too_long) {
        const auto over = static_cast<long long>(text.size() - kMaxTextBytes);
        words = fill(over == 1 ? w.too_long_one : w.too_long_many,
                     {std::to_string(over), std::to_string(kMaxTextBytes)});
        color = theme.danger_text;
    } else if (sent_nothing && only_spaces(text)) {
        words = w.send_empty;
        color = theme.warn_text;
    } else if (view.enabled && screen.state.connection.link != Link::Live) {
        words = w.offline_send;
        color = theme.warn_text;
    } else if (ui.text_width(hint, {type::kSmall, Weight::Regular}) > row.w) {
        return;
    }
    if (color != theme.text3)
        ui.mirror().leaf({.id = ui.id("obstacle"), .role = Role::Alert, .name = words, .rect = row});
    ui.text(words, row, {.size = type::kSmall, .color = color, .align = Align::Right});
}

}  // namespace

ComposerMemory::ComposerMemory(FieldPort& fields)
    : field(fields, {.kind = FieldKind::Area, .label = "", .placeholder = ""}), emoji(fields) {}

void quote_message(ComposerMemory& memory, ConversationId conversation, Quote quote) {
    memory.writing[conversation].quote = std::move(quote);
    memory.focus_wanted = true;
}

float composer_height(const ComposerMemory& memory) {
    return kTop + kTools + std::clamp(memory.field.content_height(), kFieldLeast, kFieldMost) + kFoot +
           kBottom;
}

std::string send_obstacle(const Screen& screen, const ComposerView& view, std::string_view text) {
    const Words& w = screen.w;
    if (!view.enabled) {
        const std::string_view why = refusal_sentence(screen, view.refusal);
        return std::string(why.empty() ? w.claim_to_send : why);
    }
    if (only_spaces(text)) return std::string(w.send_empty);
    if (text.size() > kMaxTextBytes) {
        const auto over = static_cast<long long>(text.size() - kMaxTextBytes);
        return fill(over == 1 ? w.too_long_one : w.too_long_many,
                    {std::to_string(over), std::to_string(kMaxTextBytes)});
    }
    return {};
}

void draw_composer(const Screen& screen, Rect area, const Conversation& conversation,
                   const ComposerView& view, ComposerMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("composer"));
    ui.fill(area, theme.surface);
    ui.separator({area.x, area.y, area.w, 1});
    const float side = side_padding(area);
    Rect rest{area.x + side, area.y + kTop, area.w - 2 * side, area.h - kTop - kBottom};
    Rect tools = rest.cut_top(kTools);
    Rect foot = rest.cut_bottom(kFoot);

    if (view.enabled)
        draw_tools(screen, tools, memory);
    else
        draw_refusal(screen, tools, conversation, view, out);

    memory.field.set_spec(
        {.kind = FieldKind::Area,
         .label = std::string(w.composer_label),
         .placeholder = fill(w.composer_placeholder, {customer_name(screen.state, conversation.customer)}),
         .submit = screen.state.settings.send_key == SendKey::Enter ? SubmitKey::Enter : SubmitKey::CtrlEnter,
         .spell_check = true});
    bool submitted = false;
    for (const FieldEvent& event :
         ui.field(memory.field, rest, {.box = false, .padding_x = 0, .disabled = !view.enabled})) {
        switch (event.kind) {
            case FieldEvent::Kind::Input:
                memory.sent_nothing = false;
                out.emplace_back(DraftTyped{conversation.id, memory.field.value()});
                break;
            case FieldEvent::Kind::Submit:
                submitted = submitted || !event.composing;
                break;
            case FieldEvent::Kind::Escape:
                memory.field.blur();
                break;
            case FieldEvent::Kind::PasteFiles:
                ui.toast({.text = std::string(w.paste_text_only),
                          .tone = Tone::Info,
                          .action = {},
                          .on_action = {}});
                break;
            default:
                break;
        }
    }
    if (view.enabled && memory.focus_wanted) {
        memory.field.focus();
        memory.focus_wanted = false;
    }

    const std::string obstacle = send_obstacle(screen, view, memory.field.value());
    const ButtonSpec button{.label = w.send, .kind = ButtonKind::Primary, .disabled_reason = obstacle};
    const float width = ui.button_width(button);
    const Rect place = foot.cut_right(width).centered({width, 34});
    foot.cut_right(12);
    if (submitted && only_spaces(memory.field.value())) memory.sent_nothing = true;
    draw_foot(screen, foot, view, memory.field.value(), memory.sent_nothing);
    const bool pressed = ui.button(ui.id("send"), place, button).pressed;
    if ((pressed || submitted) && obstacle.empty()) {
        // The field is emptied when the text has been taken; a refused one stays.
        out.emplace_back(SendPressed{conversation.id, memory.field.value()});
        memory.field.focus();
    }
    if (const auto emoji = draw_emoji_picker(screen, ui.id("emoji-popup"), memory.emoji)) {
        memory.field.insert_at_caret(*emoji);
        memory.field.focus();
    }
}

}  // namespace kf::web
