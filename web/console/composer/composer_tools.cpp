#include "web/console/composer/composer_tools.h"

#include <algorithm>
#include <utility>

#include "shared/kf/message_codec.h"
#include "shared/protocol/refusals.h"
#include "web/console/actions/console_actions.h"
#include "web/console/composer/voice_recording.h"

namespace kf::web {

namespace {

constexpr std::size_t kMostOtherDraft = 200;  // characters; a row shows fewer, a screen reader reads them
constexpr std::string_view kPictures = ".jpg,.jpeg,.png,.gif,.webp,.bmp";
constexpr std::string_view kVideos = ".mp4,video/mp4";
constexpr std::string_view kVoices = ".amr,audio/amr";

void pick(const Screen& screen, ConversationId conversation, std::string_view accept,
          ComposerMemory& memory) {
    Platform& platform = screen.ui.platform();
    // The memory is the application's and lives as long as the page.
    platform.files().pick({.accept = std::string(accept), .multiple = true},
                          [&memory, &platform, conversation](std::vector<FileRef> files) {
                              memory.writing[conversation].tray.add_files(platform, std::move(files));
                              platform.page().request_frame();
                          });
}

}  // namespace

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

void draw_note_switch(const Screen& screen, Rect& row, Writing& writing, ComposerMemory& memory) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const bool narrow = row.w < 480;
    const bool on = writing.note_mode;
    const std::string tip =
        fill(on ? w.private_note_leave : w.private_note_tip, {shortcut_of("write.note", keyboard_of(ui))});
    const ButtonSpec spec{.label = w.private_note,
                          .kind = ButtonKind::Quiet,
                          .icon = Icon::Note,
                          .icon_only = narrow,
                          .tooltip = tip,
                          .checked = on,
                          .text_size = type::kNote};
    const float width = ui.button_width(spec);
    const Rect place = row.cut_right(width).centered({width, 32});
    row.cut_right(8);
    const bool pressed = ui.button(ui.id("note-switch"), place, spec).pressed;
    const bool wished = std::exchange(memory.note_switch_wanted, false);
    if (!pressed && !wished) return;
    writing.note_mode = !on;
    (writing.note_mode ? memory.note.focus_wanted : memory.focus_wanted) = true;
    ui.keep_drawing();
}

void draw_tools(const Screen& screen, Rect row, ConversationId conversation, ComposerMemory& memory) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const WidgetId emoji_popup = ui.id("emoji-popup"), more_popup = ui.id("more-popup"),
                   quick_popup = ui.id("quick-popup");
    ui.mirror().begin({.id = ui.id("tools"), .role = Role::Toolbar, .name = w.toolbar_label, .rect = row});
    Rect place{};
    const auto tool = [&](std::string_view id, Icon icon, std::string_view name, std::string_view tip,
                          std::optional<bool> expanded = {}) {
        place = row.cut_left(36).centered({34, 34}).moved(-7, 0);
        return ui
            .button(ui.id(id), place,
                    {.label = name,
                     .kind = ButtonKind::Quiet,
                     .icon = icon,
                     .icon_only = true,
                     .tooltip = tip.empty() ? name : tip,
                     .expanded = expanded})
            .pressed;
    };
    if (tool("emoji", Icon::Smile, w.emoji, {}, ui.popup_open(emoji_popup)))
        open_emoji_picker(screen, emoji_popup, place, memory.emoji);
    if (tool("image", Icon::Image, w.kind_image, w.tool_image_tip))
        pick(screen, conversation, kPictures, memory);
    if (tool("file", Icon::Paperclip, w.kind_file, w.tool_file_tip)) pick(screen, conversation, {}, memory);
    if (tool("quick", Icon::Bolt, w.quick_replies, w.quick_tip, ui.popup_open(quick_popup)))
        open_quick_list(screen, quick_popup, place, false, memory.quick);
    if (tool("more", Icon::Plus, w.tool_more, {}, ui.popup_open(more_popup)))
        ui.open_popup(more_popup, place);
    ui.mirror().end();

    const MenuItem items[] = {{.label = w.kind_video, .icon = Icon::Play, .hint = "MP4 ≤ 10 MB"},
                              {.label = w.record_voice, .icon = Icon::Volume, .hint = "≤ 60 s"},
                              {.label = w.tool_voice, .icon = Icon::Volume, .hint = "AMR ≤ 60 s"},
                              {.label = w.make_link, .icon = Icon::Link, .separator_before = true},
                              {.label = w.make_miniprogram, .icon = Icon::Card},
                              {.label = w.make_menu, .icon = Icon::Menu},
                              {.label = w.make_location, .icon = Icon::Pin},
                              {.label = w.make_ca_link, .icon = Icon::UserPlus},
                              {.label = w.make_business_card, .icon = Icon::User}};
    const std::optional<int> chosen = ui.menu(more_popup, w.tool_more, items);
    if (!chosen) return;
    if (*chosen == 1) return start_voice_recording(screen, conversation, memory);
    if (*chosen < 3) return pick(screen, conversation, *chosen == 0 ? kVideos : kVoices, memory);
    memory.card_for = conversation;
    open_card_editor(ui.platform(), memory.card, static_cast<CardKind>(*chosen - 3));
    ui.keep_drawing();
}

void draw_other_draft(const Screen& screen, Rect row, ConversationId conversation, Intents& out) {
    const auto entry = screen.state.conversations.find(conversation);
    if (entry == screen.state.conversations.end()) return;
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Rect box = row.inset(0, 3);
    ui.fill(box, theme.warn_soft, radius::kControl);
    Rect inside = box.inset(10, 0);
    const std::string line =
        fill(screen.w.other_draft, {one_line(entry->second.remote_draft, kMostOtherDraft)});
    ui.mirror().begin({.id = ui.id("other-draft"), .role = Role::Note, .name = line, .rect = box});
    const auto choice = [&](std::string_view id, std::string_view label) {
        const ButtonSpec spec{.label = label, .kind = ButtonKind::Plain, .text_size = type::kSmall};
        const float width = ui.button_width(spec);
        return ui.button(ui.id(id), inside.cut_right(width).centered({width, 28}), spec).pressed;
    };
    const bool drop = choice("other-drop", screen.w.other_draft_drop);
    const bool take = choice("other-take", screen.w.other_draft_take);
    ui.mirror().end();
    inside.cut_right(6);
    ui.text(line, inside, {.size = type::kNote, .color = theme.warn_text});
    if (take || drop) out.emplace_back(DraftChosen{conversation, drop});
}

void draw_quote_bar(const Screen& screen, Rect row, Writing& writing) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Rect box = row.inset(0, 3);
    ui.fill(box, theme.surface2, radius::kControl);
    ui.fill({box.x, box.y, 3, box.h}, theme.text3.faded(0.6f), Radii(3, 0, 0, 3));
    Rect inside = box.inset(14, 0);
    const Rect close = inside.cut_right(28).moved(8, 0).centered({26, 26});
    const std::string line = std::string(writing.quote->name).append(screen.w.colon) + writing.quote->text;
    const std::string spoken = fill(screen.w.quote_bar, {line});
    ui.mirror().begin({.id = ui.id("quote"), .role = Role::Note, .name = spoken, .rect = box});
    const bool gone = ui.icon_button(ui.id("quote-close"), close, Icon::Close, screen.w.quote_remove).pressed;
    ui.mirror().end();
    ui.text(line, inside, {.size = type::kNote, .color = theme.text2});
    if (gone) {
        writing.quote.reset();
        ui.keep_drawing();
    }
}

}  // namespace kf::web
