#include "web/console/chat/chat_header.h"

#include <algorithm>

#include "web/console/actions/console_actions.h"
#include "web/console/customer/customer_avatar.h"

namespace kf::web {

namespace {

bool answered_by_me(const Screen& screen, const Conversation& conversation) {
    return conversation.desk_state == DeskState::Assigned && conversation.agent == screen.state.self.id;
}

struct HeadChip {
    std::string words;
    Tone tone = Tone::Neutral;
};

std::vector<HeadChip> chips(const Screen& screen, const Conversation& conversation) {
    const Words& w = screen.w;
    std::vector<HeadChip> out;
    out.push_back({account_name(screen.state, conversation.account), Tone::Info});
    switch (conversation.desk_state) {
        case DeskState::Queued:
            out.push_back({std::string(w.state_queued), Tone::Warn});
            break;
        case DeskState::Assigned:
            if (!answered_by_me(screen, conversation))
                out.push_back(
                    {fill(w.row_with_agent, {agent_name(screen.state, conversation.agent)}), Tone::Neutral});
            break;
        case DeskState::InClient:
            out.push_back({std::string(w.state_in_client), Tone::Neutral});
            break;
        case DeskState::Ended:
            out.push_back({std::string(w.state_ended), Tone::Neutral});
            break;
    }
    if (std::string scene = scene_words(conversation, w); !scene.empty())
        out.push_back({std::move(scene), Tone::Brand});
    return out;
}

}  // namespace

ChatHeaderPress draw_chat_header(const Screen& screen, Rect area, const Conversation& conversation,
                                 const ChatHeaderLook& look, Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    ChatHeaderPress press;
    ui.fill(area, theme.surface);
    ui.separator({area.x, area.bottom() - 1, area.w, 1});
    Rect row = area.inset(look.back ? 8 : 20, 0);
    const bool tight = area.w < 560;
    if (look.back) {
        if (ui.icon_button(ui.id("back"), row.cut_left(40).centered({36, 36}), Icon::Back, w.back_to_list))
            out.emplace_back(ConversationClosed{});
        row.cut_left(4);
    }

    // From the right: rarely wanted and dangerous at the edge, the next step nearest to the name.
    const auto place = [&](ButtonSpec button) {
        button.icon_only = tight && button.kind != ButtonKind::Primary;
        const float width = button.icon_only ? 36 : ui.button_width(button);
        const Rect rect = row.cut_right(width).centered({width, 34});
        row.cut_right(space::kUnit);
        return std::pair{button, rect};
    };
    if (look.side) {
        const ButtonSpec side{.label = *look.side ? w.hide_customer : w.show_customer,
                              .icon = Icon::Panel,
                              .icon_only = true,
                              .expanded = *look.side};
        const Rect rect = row.cut_right(36).centered({36, 34});
        row.cut_right(space::kUnit);
        if (ui.button(ui.id("side"), rect, side)) press.side = true;
    }
    ActionWishes wishes;
    const ActionContext context{screen, out, wishes, conversation.id};
    const ConsoleAction &end = console_action("conversation.end"),
                        &transfer = console_action("conversation.transfer"),
                        &take = console_action("conversation.take");
    const Offer end_offer = end.offered(context), transfer_offer = transfer.offered(context);
    const auto spec = [&](const ConsoleAction& action, const Offer& offer) {
        return ButtonSpec{.label = w.*action.label_in(context),
                          .icon = tight ? action.icon : Icon::None,
                          .disabled_reason = offer.refused};
    };
    const auto end_at = place(spec(end, end_offer));
    const auto transfer_at = place(spec(transfer, transfer_offer));
    if (!look.claim_elsewhere && take.offered(context).possible()) {
        const auto take_at = place({.label = w.*take.label_in(context), .kind = ButtonKind::Primary});
        if (ui.button(ui.id("claim"), take_at.second, take_at.first)) run_action(take, context);
    }
    if (ui.button(ui.id("transfer"), transfer_at.second, transfer_at.first)) run_action(transfer, context);
    if (ui.button(ui.id("end"), end_at.second, end_at.first)) run_action(end, context);
    press.transfer = !wishes.transfer.empty();
    press.end = !wishes.end.empty();

    // Beside the panel, which shows it larger, it would be said twice.
    const bool pictured = look.side && !*look.side && row.w > 160;
    if (pictured) {
        draw_customer_avatar(screen, row.cut_left(34).centered({34, 34}), conversation.customer,
                             customer_initial(screen.state, conversation.customer, w), radius::kControl);
        row.cut_left(10);
    }
    const std::string name = customer_name(screen.state, conversation.customer);
    const std::vector<HeadChip> all = chips(screen, conversation);
    const TextStyle title{.size = type::kTitle, .color = theme.text, .weight = Weight::Semibold};
    if (tight) {
        // Two short lines instead of a row of chips.
        Rect upper{row.x, area.y + 8, row.w, 24}, lower{row.x, area.y + 32, row.w, 20};
        ui.label(name, upper, title, Role::Heading);
        std::string line;
        for (const HeadChip& chip : all) line += (line.empty() ? "" : " · ") + chip.words;
        ui.label(line, lower, {.size = type::kSmall, .color = theme.text2});
        return press;
    }
    const float drawn = ui.label(name, row, title, Role::Heading);
    row.cut_left(drawn + 10);
    for (const HeadChip& chip : all) {
        const float width = ui.chip_width(chip.words);
        if (width > row.w) break;
        const Rect rect = row.cut_left(width);
        ui.chip({rect.x, rect.center().y}, chip.words, chip.tone);
        ui.mirror().leaf({.id = ui.id(chip.words), .role = Role::Text, .name = chip.words, .rect = rect});
        row.cut_left(6);
    }
    return press;
}

}  // namespace kf::web
