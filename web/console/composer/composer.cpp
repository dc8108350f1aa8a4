#include "web/console/composer/composer.h"

#include <algorithm>
#include <utility>

#include "shared/base/blank.h"
#include "shared/kf/message_codec.h"
#include "web/console/chat/chat_header.h"
#include "web/console/composer/composer_foot.h"
#include "web/console/composer/composer_tools.h"
#include "web/console/composer/field_words.h"
#include "web/console/composer/text_parts.h"
#include "web/console/composer/voice_recording.h"
#include "web/contents/card_templates.h"
#include "web/contents/tray_view.h"

namespace kf::web {

namespace {

constexpr float kTools = 40, kFoot = 34, kTop = 4, kBottom = 12, kQuoteBar = 36;
constexpr float kFieldLeast = 64, kFieldMost = 172;
// No reply window takes a text beyond this; a paste of a megabyte must not hold the page up at every key.
constexpr std::size_t kMostSplitBytes = 64 * 1024;
// More conversations than this are forgotten as far as nothing is being written into them.
constexpr std::size_t kMostWritings = 100;
// Frames in which the page itself turns to what was opened, and how long the backend may take to let the
// agent write there.
constexpr int kFocusFrames = 3;
constexpr double kFocusMs = 3000;

float side_padding(float width) {
    return width < 520 ? 12 : 20;
}

const Writing* find_writing(const ComposerMemory& memory, ConversationId conversation) {
    const auto found = memory.writing.find(conversation);
    return found == memory.writing.end() ? nullptr : &found->second;
}

// The messages that the field's text makes, with what it quotes.
const std::vector<std::string>& text_parts(const Screen& screen, const Writing& writing,
                                           ComposerMemory& memory) {
    const std::string& text = memory.field.value();
    if (is_blank(text)) {
        memory.parts.clear();
        memory.parts_of.clear();
        return memory.parts;
    }
    std::string whole = writing.quote ? with_quote(*writing.quote, text) : text;
    if (whole == memory.parts_of) return memory.parts;
    memory.parts_of = std::move(whole);
    if (memory.parts_of.size() <= kMaxTextBytes)
        memory.parts = {memory.parts_of};
    else if (memory.parts_of.size() <= kMostSplitBytes)
        memory.parts = split_text(memory.parts_of, kMaxTextBytes,
                                  screen.ui.platform().glyphs().cluster_ends(memory.parts_of));
    else  // it can never go; how many messages it would take is said without looking for good places to cut
        memory.parts = split_text(memory.parts_of, kMaxTextBytes, {});
    return memory.parts;
}

// What happened in the field. True: sending was asked for.
bool field_events(const Screen& screen, Rect place, const Conversation& conversation,
                  const ComposerView& view, Writing& writing, ComposerMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const WidgetId quick = ui.id("quick-popup");
    const bool listing = ui.popup_open(quick) && memory.quick.by_slash;
    memory.field.capture_arrows(listing && !memory.quick.found.empty());
    const bool locked = !view.writable || writing.waiting.has_value();
    bool submitted = false;
    for (const FieldEvent& event :
         ui.field(memory.field, place, {.box = false, .padding_x = 0, .disabled = locked})) {
        switch (event.kind) {
            case FieldEvent::Kind::Input:
                memory.sent_nothing = false;
                memory.held_back.clear();
                out.emplace_back(DraftTyped{conversation.id, memory.field.value()});
                break;
            case FieldEvent::Kind::Submit:
                submitted = submitted || !event.composing;
                break;
            case FieldEvent::Kind::Up:
                if (listing) step_quick_list(memory.quick, -1);
                break;
            case FieldEvent::Kind::Down:
                if (listing) step_quick_list(memory.quick, 1);
                break;
            case FieldEvent::Kind::Accept:
                if (listing && !event.composing) {
                    if (const auto reply = chosen_quick_reply(memory.quick)) {
                        insert_quick_reply(screen, conversation, *reply, writing, memory, out);
                        ui.close_popup();
                    }
                }
                break;
            case FieldEvent::Kind::Escape:
                if (listing) {
                    memory.quick.dismissed = memory.field.value();
                    ui.close_popup();
                    memory.focus_wanted = true;
                } else {
                    memory.field.blur();
                }
                break;
            case FieldEvent::Kind::PasteFiles:
                attach_files(screen, conversation.id, event.files, memory);
                break;
            default:
                break;
        }
    }
    return submitted;
}

void follow_focus_wish(Ui& ui, bool writable, ComposerMemory& memory) {
    if (std::exchange(memory.focus_wanted, false)) {
        memory.focus_frames = kFocusFrames;
        memory.focus_until_ms = ui.now_ms() + kFocusMs;
    }
    if (memory.focus_frames == 0) return;
    const FrameInput& input = ui.input();
    const bool elsewhere = (input.field_focused && input.focus != memory.field.id()) || input.pointer.pressed;
    if (ui.now_ms() > memory.focus_until_ms || (memory.focus_frames == 1 && elsewhere)) {
        memory.focus_frames = 0;
    } else if (writable) {
        memory.focus_frames = 0;
        memory.field.focus();
    } else if (memory.focus_frames > 1) {
        --memory.focus_frames;
    }
}

void draw_dialogs(const Screen& screen, const Conversation& conversation, const ComposerView& view,
                  Writing& writing, ComposerMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    follow_template(screen, memory.card.keeping);
    if (memory.card.open && memory.card_for != conversation.id) memory.card.open = false;
    if (memory.card.open) {
        SendPlan one;
        one.attachments = 1;
        Writing nothing_else;
        const std::string refused = plan_obstacle(screen, view, one, nothing_else, false);
        const std::string cost = fill(w.cost_hint, {"1", std::to_string(std::max(0, view.left.messages))});
        if (auto made = draw_card_editor(screen, {.done_label = w.send, .refused = refused, .cost = cost},
                                         memory.card, out)) {
            out.emplace_back(
                ContentSendPressed{conversation.id, std::move(made->content), std::move(made->media)});
            memory.focus_wanted = true;
        }
    }
    if (const auto emoji = draw_emoji_picker(screen, ui.id("emoji-popup"), memory.emoji)) {
        DomField& field = writing.note_mode ? memory.note.field : memory.field;
        field.insert_at_caret(*emoji);
        field.focus();
        if (writing.note_mode) writing.note = field.value();
    }
}

}  // namespace

ComposerMemory::ComposerMemory(FieldPort& fields)
    : field(fields, {.kind = FieldKind::Area, .label = "", .placeholder = ""}),
      emoji(fields),
      note(fields),
      card(fields),
      quick(fields) {}

void quote_message(ComposerMemory& memory, ConversationId conversation, Quote quote) {
    Writing& writing = memory.writing[conversation];
    writing.quote = std::move(quote);
    writing.note_mode = false;
    memory.focus_wanted = true;
}

void give_back_note(ComposerMemory& memory, const GiveBackNote& note) {
    take_typed_note(memory);
    Writing& writing = memory.writing[note.conversation];
    writing.note = writing.note.empty() ? note.text : note.text + "\n" + writing.note;
    // Whoever is answering the customer there is not torn away from it.
    writing.note_mode =
        writing.note_mode || memory.conversation != note.conversation || !memory.field.focused();
    if (memory.note.conversation == note.conversation) memory.note.field.set_value(writing.note);
}

void take_typed_note(ComposerMemory& memory) {
    const auto shown = memory.writing.find(memory.note.conversation);
    if (shown != memory.writing.end()) shown->second.note = memory.note.field.value();
}

void attach_files(const Screen& screen, ConversationId conversation, std::vector<FileRef> files,
                  ComposerMemory& memory) {
    if (files.empty()) return;
    Ui& ui = screen.ui;
    Writing& writing = memory.writing[conversation];
    const std::size_t wanted = files.size();
    const std::size_t taken = writing.tray.add_files(ui.platform(), std::move(files));
    if (taken < wanted)
        ui.toast({.text = fill(screen.w.tray_full, {std::to_string(Tray::kMost)}),
                  .tone = Tone::Warn,
                  .action = {},
                  .on_action = {}});
    writing.note_mode = false;
    memory.focus_wanted = true;
    ui.keep_drawing();
}

bool something_waits(const ComposerMemory& memory) {
    return std::any_of(memory.writing.begin(), memory.writing.end(), [](const auto& entry) {
        return entry.second.waiting.has_value() || entry.second.tray.unkept();
    });
}

float composer_height(const ComposerMemory& memory, ConversationId conversation, const ComposerView& view,
                      float width) {
    const Writing* writing = find_writing(memory, conversation);
    const bool note = writing != nullptr && writing->note_mode;
    const DomField& field = note ? memory.note.field : memory.field;
    float height =
        kTop + kTools + std::clamp(field.content_height(), kFieldLeast, kFieldMost) + kFoot + kBottom;
    if (!note && view.draft_disputed) height += kQuoteBar;
    if (writing == nullptr || note) return height;
    if (writing->quote) height += kQuoteBar;
    return height + tray_height(width - 2 * side_padding(width), writing->tray);
}

void draw_composer(const Screen& screen, Rect area, const Conversation& conversation,
                   const ComposerView& view, ComposerMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("composer"));
    if (memory.writing.size() > kMostWritings) {
        std::erase_if(memory.writing, [&](const auto& entry) {
            const Writing& idle = entry.second;
            return entry.first != conversation.id && idle.tray.empty() && idle.note.empty() && !idle.quote &&
                   !idle.waiting;
        });
    }
    Writing& writing = memory.writing[conversation.id];
    const bool note = writing.note_mode;
    ui.fill(area, note ? theme.warn_soft : theme.surface);
    ui.separator({area.x, area.y, area.w, 1});
    if (note) ui.stroke_dashed(area.inset(4), theme.warn.faded(0.7f), radius::kControl, 1);
    const float side = side_padding(area.w);
    Rect rest{area.x + side, area.y + kTop, area.w - 2 * side, area.h - kTop - kBottom};
    Rect tools = rest.cut_top(kTools);
    draw_note_switch(screen, tools, writing, memory);
    if (note) {
        ui.icon(Icon::Note, tools.cut_left(24).moved(-4, 0), theme.warn_text, 17);
        ui.text(w.private_note_title, tools,
                {.size = type::kNote, .color = theme.warn_text, .weight = Weight::Semibold});
        follow_focus_wish(ui, false, memory);
        draw_private_note(screen, rest, conversation, writing, memory.note, out);
        draw_dialogs(screen, conversation, view, writing, memory, out);
        return;
    }
    const Rect anchor{tools.x, tools.y, 34, tools.h};
    const bool recording = draw_voice_recording(screen, tools, conversation.id, memory);
    if (!recording && view.enabled) draw_tools(screen, tools, conversation.id, memory);
    if (!recording && !view.enabled) draw_refusal(screen, tools, conversation, view, out);
    if (view.draft_disputed) draw_other_draft(screen, rest.cut_top(kQuoteBar), conversation.id, out);
    if (writing.quote) draw_quote_bar(screen, rest.cut_top(kQuoteBar), writing);
    if (!writing.tray.empty())
        draw_tray(screen, rest.cut_top(tray_height(rest.w, writing.tray)), writing.tray, memory.tray_scroll);
    Rect foot = rest.cut_bottom(kFoot);

    memory.field.set_spec(
        {.kind = FieldKind::Area,
         .label = std::string(w.composer_label),
         .placeholder = fill(w.composer_placeholder, {customer_name(screen.state, conversation.customer)}),
         .submit = screen.state.settings.send_key == SendKey::Enter ? SubmitKey::Enter : SubmitKey::CtrlEnter,
         .spell_check = true});
    bool submitted = field_events(screen, rest, conversation, view, writing, memory, out);
    follow_focus_wish(ui, view.writable, memory);
    follow_slash(screen, anchor, view.writable, memory);
    const std::string_view slash = slash_search(memory.field.value()).value_or(std::string_view{});
    const WidgetId quick = ui.id("quick-popup");
    std::optional<QuickReply> reply = draw_quick_list(screen, quick, conversation, slash, memory.quick);
    if (submitted && !reply) reply = reply_for_enter(ui, quick, memory);
    if (reply) {
        insert_quick_reply(screen, conversation, *reply, writing, memory, out);
        if (std::exchange(submitted, false)) ui.close_popup();
    }

    const SendPlan plan = plan_sending(text_parts(screen, writing, memory), writing.tray);
    const std::string obstacle = plan_obstacle(screen, view, plan, writing, !is_blank(memory.field.value()));
    if (submitted && plan.nothing()) memory.sent_nothing = true;
    bool pressed = false;
    if (writing.waiting) {
        const ButtonSpec stop{.label = w.tray_stop_waiting};
        const float width = ui.button_width(stop);
        if (ui.button(ui.id("stop"), foot.cut_right(width).centered({width, 34}), stop)) {
            writing.waiting.reset();
            ui.keep_drawing();
        }
    } else {
        const ButtonSpec button{.label = w.send, .kind = ButtonKind::Primary, .disabled_reason = obstacle};
        const float width = ui.button_width(button);
        // What is still being composed is no text yet: sent as it stands it would be raw pinyin.
        pressed = ui.button(ui.id("send"), foot.cut_right(width).centered({width, 34}), button).pressed &&
                  !memory.field.composing();
        if (!plan.nothing() && (!plan.simple() || writing.quote) && view.enabled) {
            foot.cut_right(8);
            const ButtonSpec look{.label = w.preview};
            const float look_width = ui.button_width(look);
            if (ui.button(ui.id("preview"), foot.cut_right(look_width).centered({look_width, 34}), look)) {
                memory.preview.open = conversation.id;
                ui.keep_drawing();
            }
        }
    }
    foot.cut_right(12);
    draw_composer_foot(screen, foot, view, plan, writing, memory, obstacle);

    bool agreed = draw_send_preview(screen, conversation, plan, writing.tray, view.left.messages, obstacle,
                                    memory.preview);
    if ((pressed || submitted || agreed) && obstacle.empty() && held_back_once(memory)) {
        pressed = submitted = agreed = false;
        ui.keep_drawing();
    }
    if ((pressed || submitted) && obstacle.empty()) {
        // A long text is never cut silently.
        if (plan.texts.size() > 1 && memory.preview.open.empty()) {
            memory.preview.open = conversation.id;
            ui.keep_drawing();
        } else if (memory.preview.open.empty()) {
            agreed = true;
        }
    }
    if (agreed && obstacle.empty()) {
        // The field is emptied when the text has been taken; a refused one stays.
        if (writing.tray.all_ready())
            send_now(ui.platform(), conversation.id, writing, plan.texts, out);
        else
            writing.waiting = plan.texts;
        memory.field.focus();
        ui.keep_drawing();
    }
    draw_dialogs(screen, conversation, view, writing, memory, out);
}

}  // namespace kf::web
