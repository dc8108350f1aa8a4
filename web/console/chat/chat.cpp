#include "web/console/chat/chat.h"

#include <algorithm>

#include "web/console/chat/chat_header.h"

namespace kf::web {

namespace {

void draw_no_chat(const Screen& screen, Rect area, ChatPress& press) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    Rect middle = area.centered({std::min(480.f, area.w - 32), 180});
    ui.icon(Icon::Chat, middle.cut_top(56), theme.text3, 40);
    middle.cut_top(8);
    ui.label(w.chat_empty_title, middle.cut_top(28),
             {.size = type::kTitle, .color = theme.text, .weight = Weight::Semibold, .align = Align::Center});
    ui.label(w.chat_empty_hint, middle.cut_top(26),
             {.size = type::kNote, .color = theme.text2, .align = Align::Center});
    middle.cut_top(12);
    const ButtonSpec button{.label = w.chat_empty_action};
    if (ui.button(ui.id("urgent"), middle.cut_top(34).centered({ui.button_width(button), 34}), button))
        press.urgent = true;
}

void draw_loading(const Screen& screen, Rect area) {
    Ui& ui = screen.ui;
    ui.mirror().leaf({.id = ui.id("loading"),
                      .role = Role::Status,
                      .name = screen.w.chat_loading,
                      .rect = area,
                      .state = {.busy = true}});
    area.cut_top(24);
    area = area.inset(area.w < 520 ? 12 : 24, 0);
    const float widths[] = {0.42f, 0.30f, 0.55f, 0.36f, 0.5f};
    for (int i = 0; i < 5 && area.h > 60; ++i) {
        const bool right = i % 2 == 1;
        Rect row = area.cut_top(56);
        const Rect avatar = right ? row.cut_right(34) : row.cut_left(34);
        ui.skeleton({avatar.x, avatar.y, 34, 34}, radius::kControl);
        right ? row.cut_right(10) : row.cut_left(10);
        const float width = row.w * widths[i];
        ui.skeleton({right ? row.right() - width : row.x, row.y, width, 39}, radius::kBubble);
    }
}

void draw_failed(const Screen& screen, Rect area, ConversationId conversation, Intents& out) {
    Ui& ui = screen.ui;
    Rect middle = area.centered({std::min(360.f, area.w - 32), 120});
    ui.icon(Icon::Alert, middle.cut_top(44), screen.theme().danger_text, 32);
    ui.label(screen.w.chat_load_failed, middle.cut_top(28),
             {.color = screen.theme().text, .align = Align::Center}, Role::Alert);
    middle.cut_top(8);
    const ButtonSpec again{.label = screen.w.try_again, .icon = Icon::Retry};
    if (ui.button(ui.id("again"), middle.cut_top(34).centered({ui.button_width(again), 34}), again))
        out.emplace_back(OlderWanted{conversation});
}

// Back to the newest message, with how many came meanwhile.
void draw_jump(const Screen& screen, Rect area, int new_below, const Thread& thread, StreamMemory& memory,
               Intents& out) {
    Ui& ui = screen.ui;
    const bool far = memory.scroll.max_offset() - memory.scroll.offset > 240;
    if (memory.at_end || (!far && new_below == 0 && !thread.has_newer)) return;
    const Words& w = screen.w;
    const std::string words = new_below > 0 ? fill_count(w.new_below_one, w.new_below_many, new_below)
                                            : std::string(w.jump_to_newest);
    const ButtonSpec button{.label = words,
                            .kind = new_below > 0 ? ButtonKind::Primary : ButtonKind::Plain,
                            .icon = Icon::ArrowDown,
                            .icon_only = new_below == 0,
                            .tooltip = w.jump_to_newest};
    const float width = button.icon_only ? 36 : ui.button_width(button);
    const Rect place{area.right() - width - 20, area.bottom() - 36 - 14, width, 36};
    ui.shadow(place, radius::kControl, 10, 3);
    if (!ui.button(ui.id("jump"), place, button)) return;
    if (thread.has_newer) {
        out.emplace_back(NewestWanted{screen.state.selected});
    } else {
        memory.at_end = true;
        out.emplace_back(ScrolledToNewest{true});
    }
    ui.keep_drawing();
}

void draw_messages(const Screen& screen, Rect area, const Conversation& conversation, const Thread* thread,
                   const ChatView& view, ChatMemory& memory, ChatPress& press, Intents& out) {
    Ui& ui = screen.ui;
    ui.fill(area, screen.theme().chat);
    const bool waiting = !thread || (!thread->loaded && !thread->failed);
    ui.mirror().begin({.id = ui.id("log"),
                       .role = Role::Log,
                       .name = screen.w.chat_log,
                       .rect = area,
                       .state = {.busy = waiting}});
    const bool nothing = !thread || (thread->messages.empty() && thread->pending.empty());
    if (waiting && nothing) {
        draw_loading(screen, area);
    } else if (thread->failed && nothing) {
        draw_failed(screen, area, conversation.id, out);
    } else if (nothing) {
        ui.label(screen.w.chat_no_messages, area, {.color = screen.theme().text2, .align = Align::Center});
    } else {
        StreamPress stream = draw_stream(
            screen, area, {conversation, *thread, view, area.w, &memory.stream.unfolded}, memory.stream, out);
        press.quote = std::move(stream.quote);
        press.quick_reply = std::move(stream.quick_reply);
        press.search = std::move(stream.search);
    }
    ui.mirror().end();
    if (!nothing) draw_jump(screen, area, view.new_below, *thread, memory.stream, out);
}

}  // namespace

ChatPress draw_chat(const Screen& screen, Rect area, const ChatView& view, const ChatLook& look,
                    ChatMemory& memory, Intents& out) {
    Ui& ui = screen.ui;
    const IdScope scope(ui, std::string_view("chat"));
    ChatPress press;
    const auto found = screen.state.conversations.find(screen.state.selected);
    if (found == screen.state.conversations.end()) {
        ui.fill(area, screen.theme().chat);
        if (screen.state.loads.opening.empty()) {
            draw_no_chat(screen, area, press);
        } else {
            ui.label(screen.w.chat_opening, area, {.color = screen.theme().text2, .align = Align::Center},
                     Role::Status);
        }
        return press;
    }
    const Conversation& conversation = found->second.head;
    const std::string name = customer_name(screen.state, conversation.customer);
    ui.mirror().begin(
        {.id = ui.id("main"), .role = Role::Region, .name = fill(screen.w.chat_label, {name}), .rect = area});
    const ChatHeaderPress head =
        draw_chat_header(screen, area.cut_top(size::kHeader), conversation,
                         {.back = look.back,
                          .side = look.side,
                          .claim_elsewhere = !view.composer.enabled && view.composer.offers_claim},
                         out);
    if (head.transfer) memory.transfer.open = conversation.id;
    if (head.end) memory.end.open = conversation.id;
    press.side = head.side;
    press.below_header = area.cut_top(look.below_header);
    const auto thread = screen.state.threads.find(conversation.id);
    draw_messages(screen, area, conversation,
                  thread == screen.state.threads.end() ? nullptr : &thread->second, view, memory, press, out);
    ui.mirror().end();
    draw_transfer_dialog(screen, conversation, memory.transfer, out);
    draw_end_dialog(screen, conversation, look.has_draft, memory.end, out);
    if (auto search = draw_body_dialogs(screen, conversation,
                                        thread == screen.state.threads.end() ? nullptr : &thread->second,
                                        memory.stream.bodies, memory.stream.voices, out))
        press.search = std::move(search);
    return press;
}

}  // namespace kf::web
