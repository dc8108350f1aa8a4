#include "web/program/rail.h"

#include <algorithm>
#include <span>

#include "shared/kf/message_codec.h"
#include "web/text/wechat_emoticons.h"

namespace kf::web {

namespace {

constexpr float kItem = 48;

Press nav_item(const Screen& screen, WidgetId id, Rect rect, Icon icon, std::string_view label,
               const std::string& name, bool on, std::optional<bool> expanded) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Press press = ui.interact({.id = id,
                                     .role = Role::Button,
                                     .name = name,
                                     .rect = rect,
                                     .state = {.expanded = expanded, .current = on}},
                                    true, radius::kCard);
    if (on || press.hovered || expanded.value_or(false))
        ui.fill(rect, on ? theme.rail_on : theme.rail_on.faded(0.6f), radius::kCard);
    const Color color = on || press.hovered ? theme.rail_text_on : theme.rail_text;
    ui.icon(icon, {rect.x, rect.y + 5, rect.w, 22}, color, 20);
    ui.text(label, {rect.x, rect.bottom() - 21, rect.w, 17},
            {.size = type::kTiny, .color = color, .align = Align::Center});
    return press;
}

// Beside the icon, not over it: a long number stands higher and further out.
Point badge_place(Rect rect, int count) {
    return count < 10 ? Point{rect.right() - 10, rect.y + 9} : Point{rect.right() - 6, rect.y + 5};
}

std::string counted(const Words& w, std::string_view label, std::string_view one, std::string_view many,
                    int count) {
    return count > 0 ? listed(w, {label, fill_count(one, many, count)}) : std::string(label);
}

Color presence_color(const Theme& theme, Presence presence) {
    if (presence == Presence::Online) return theme.brand;
    return presence == Presence::Away ? theme.warn : theme.text3;
}

// Where colleagues call the agent: how often, and the list that leads there.
void draw_calls(const Screen& screen, Rect rect, int count, Intents& out) {
    constexpr std::size_t kMostItems = 12;  // the newest; the others follow as these are opened
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const WidgetId popup = ui.id("calls-popup");
    const bool open = ui.popup_open(popup);
    if (nav_item(screen, ui.id("calls"), rect, Icon::Bell, w.nav_calls,
                 counted(w, w.nav_calls, w.row_unread_one, w.row_unread_many, count), false, open))
        ui.open_popup(popup, rect);
    ui.badge(badge_place(rect, count), count, theme.rail);
    if (!open) return;
    std::vector<CallToMe> calls = calls_to_me(screen.state);
    if (calls.size() > kMostItems) calls.resize(kMostItems);
    std::vector<std::string> lines;
    for (const CallToMe& item : calls) {
        const auto entry = screen.state.conversations.find(item.conversation);
        const std::string customer = customer_name(screen.state, entry->second.head.customer);
        lines.push_back(fill(w.calls_item, {customer, agent_name(screen.state, item.call.by),
                                            with_emoji(one_line(item.call.text, 40))}));
    }
    std::vector<MenuItem> items;
    for (const std::string& line : lines) items.push_back({.label = line});
    if (items.empty()) items.push_back({.label = w.calls_none, .disabled_reason = w.calls_none});
    const std::optional<int> chosen = ui.menu(popup, w.calls_list, items);
    if (!chosen || calls.empty()) return;
    const CallToMe& call = calls[static_cast<std::size_t>(*chosen)];
    out.emplace_back(HitOpened{call.conversation, call.call.message});
}

// Oneself: presence, account and sign-out.
void draw_me(const Screen& screen, Rect rect, bool unsent, RailPress& pressed, Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const Agent& self = screen.state.self;
    const std::string name = self.name.empty() ? self.id.value : self.name;
    const WidgetId popup = ui.id("me-popup");
    const std::string spoken = fill(w.me_menu, {name, presence_words(self.presence, w)});
    const Press press = ui.interact({.id = ui.id("me"),
                                     .role = Role::Button,
                                     .name = spoken,
                                     .rect = rect.grown(3),
                                     .state = {.expanded = ui.popup_open(popup)}},
                                    true, rect.h);
    ui.avatar(rect, name, self.id.value, rect.h / 2);
    const Point dot{rect.right() - 4, rect.bottom() - 4};
    ui.circle(dot, 7, theme.rail);
    ui.circle(dot, 5, presence_color(theme, self.presence));
    if (press) ui.open_popup(popup, rect);

    const MenuItem items[] = {
        {.label = w.presence_online, .icon = Icon::User, .checked = self.presence == Presence::Online},
        {.label = w.presence_away, .icon = Icon::Clock, .checked = self.presence == Presence::Away},
        {.label = w.account, .icon = Icon::External, .separator_before = true},
        {.label = unsent ? w.sign_out_keep : w.sign_out, .icon = Icon::Logout, .separator_before = true},
        {.label = w.sign_out_discard, .icon = Icon::Close}};
    if (const std::optional<int> chosen = ui.menu(popup, name, std::span(items).first(unsent ? 5 : 4))) {
        if (*chosen == 0) out.emplace_back(PresenceChosen{Presence::Online});
        if (*chosen == 1) out.emplace_back(PresenceChosen{Presence::Away});
        pressed.account = *chosen == 2;
        if (*chosen >= 3) out.emplace_back(SignOutPressed{*chosen == 4});
    }
}

}  // namespace

RailPress draw_rail(const Screen& screen, Rect area, const RailLook& look, const InboxView& rows,
                    Intents& out) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("rail"));
    RailPress press;
    ui.fill(area, theme.rail);
    ui.mirror().begin({.id = ui.id("rail"), .role = Role::Navigation, .name = w.nav_label, .rect = area});
    Rect rest = look.across ? area.inset(12, 0) : area.inset(0, 16);
    if (!look.across) {
        const Rect logo = rest.cut_top(36).centered({36, 36});
        ui.fill(logo, theme.brand_fill, radius::kCard);
        ui.icon(Icon::Headset, logo, theme.on_brand, 21);
        rest.cut_top(24);
    }
    const auto next = [&](bool from_end = false) {
        const Rect cell = look.across ? (from_end ? rest.cut_right(kItem + 8) : rest.cut_left(kItem + 8))
                                      : (from_end ? rest.cut_bottom(kItem + 8) : rest.cut_top(kItem + 8));
        return cell.centered({kItem, kItem});
    };
    const bool console = !look.at;
    const bool in_queue = console && screen.state.tab == Tab::Queued;
    const bool in_chats = console && !in_queue;
    const int unread = rows.unread_to_answer;
    const Rect conversations = next();
    press.conversations =
        nav_item(screen, ui.id("conversations"), conversations, Icon::Chat, w.nav_conversations,
                 counted(w, w.nav_conversations, w.row_unread_one, w.row_unread_many, unread), in_chats, {})
            .pressed;
    ui.badge(badge_place(conversations, unread), unread, in_chats ? theme.rail_on : theme.rail);
    if (console) {
        const Rect queue = next(), search = next();
        press.queue =
            nav_item(screen, ui.id("queue"), queue, Icon::Users, w.tab_queued,
                     counted(w, w.tab_queued, w.queue_waiting, w.queue_waiting, rows.queued), in_queue, {})
                .pressed;
        if (rows.queued > 0) {
            const std::string many = rows.queued > 99 ? "99+" : std::to_string(rows.queued);
            ui.text(many, {queue.x + 34, queue.y + 3, 24, 12},
                    {.size = type::kTiny, .color = theme.rail_text});
        }
        const WidgetId search_id = ui.id("search");
        press.search = nav_item(screen, search_id, search, Icon::Search, w.nav_search,
                                std::string(w.search_all), false, {})
                           .pressed;
        ui.tooltip(search_id, search, w.search_all_tip);
    }
    draw_calls(screen, next(), rows.calls, out);
    const auto admin = [&](AdminPage page, Icon icon, std::string_view label, std::string_view tip) {
        // In a narrow console the settings lead there; the administration shows where one is.
        if (!may_open(screen.state.self, page) || (look.across && console)) return;
        const WidgetId id = ui.id(to_word(page));
        const Rect place = next();
        if (nav_item(screen, id, place, icon, label, std::string(tip), look.at == page, {}))
            press.admin = page;
        ui.tooltip(id, place, tip);
    };
    admin(AdminPage::Greetings, Icon::Headset, w.nav_reception, w.greetings);
    admin(AdminPage::QuickReplies, Icon::Bolt, w.nav_knowledge, w.quick_manage);

    const Rect me = next(true), settings = next(true);
    press.settings_at = settings;
    press.settings = nav_item(screen, ui.id("settings"), settings, Icon::Settings, w.settings,
                              std::string(w.settings), look.at == AdminPage::DeskSettings, look.settings_open)
                         .pressed;
    draw_me(screen, me.centered({36, 36}), look.unsent, press, out);
    ui.mirror().end();
    return press;
}

}  // namespace kf::web
