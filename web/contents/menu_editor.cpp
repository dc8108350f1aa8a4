#include "web/contents/menu_editor.h"

#include <algorithm>
#include <utility>

namespace kf::web {

namespace {

constexpr float kArea = 64, kItemHead = 38, kItemPadding = 10, kItemGap = 10, kMenuFoot = 44;

std::string_view kind_name(MenuItemKind kind, const Words& w) {
    switch (kind) {
        case MenuItemKind::Click:
            return w.menu_click;
        case MenuItemKind::View:
            return w.menu_view;
        case MenuItemKind::Miniprogram:
            return w.menu_miniprogram;
        case MenuItemKind::Text:
        case MenuItemKind::Unknown:
            return w.menu_text;
    }
    return w.menu_text;
}

bool is_action(MenuItemKind kind) {
    return kind != MenuItemKind::Text && kind != MenuItemKind::Unknown;
}

std::size_t most_bytes(MenuItemKind kind) {
    switch (kind) {
        case MenuItemKind::Click:
            return kMaxMenuClickBytes;
        case MenuItemKind::View:
        case MenuItemKind::Miniprogram:
            return kMaxMenuViewBytes;
        case MenuItemKind::Text:
        case MenuItemKind::Unknown:
            return kMaxMenuTextBytes;
    }
    return kMaxMenuTextBytes;
}

}  // namespace

MenuEditor::Item::Item(FieldPort& fields)
    : content(fields, form_line()),
      id(fields, form_line()),
      url(fields, form_line()),
      appid(fields, form_line()),
      pagepath(fields, form_line()) {}

MenuEditor::MenuEditor(FieldPort& fields)
    : fields_(fields), head_(fields, form_area()), tail_(fields, form_line()) {}

std::unique_ptr<MenuEditor::Item> MenuEditor::make(MenuItemKind kind) {
    auto item = std::make_unique<Item>(fields_);
    item->kind = kind;
    item->number = next_number_++;
    return item;
}

void MenuEditor::set(const MenuBody& menu) {
    head_.set_value(menu.head_content);
    tail_.set_value(menu.tail_content);
    items_.clear();
    for (const kf::MenuItem& from : menu.list) {
        auto item = make(from.kind);
        item->content.set_value(from.content);
        item->id.set_value(from.id);
        item->url.set_value(from.url);
        item->appid.set_value(from.appid);
        item->pagepath.set_value(from.pagepath);
        item->no_newline = from.no_newline;
        items_.push_back(std::move(item));
    }
    if (menu == MenuBody{}) items_.push_back(make(MenuItemKind::Click));
}

MenuBody MenuEditor::menu() const {
    MenuBody menu;
    menu.head_content = head_.value();
    menu.tail_content = tail_.value();
    std::size_t number = 0;
    for (const auto& item : items_) {
        ++number;
        kf::MenuItem out;
        out.kind = item->kind;
        out.content = item->content.value();
        // WeCom makes ids of its own when there is none, which nobody could tell apart later.
        if (item->kind == MenuItemKind::Click) {
            out.id = item->id.value();
            // Steps of the list's length keep the items' numbers apart, also where one was typed.
            for (std::size_t free = number; out.id.empty(); free += items_.size()) {
                const std::string id = std::to_string(free);
                const auto typed = [&](const auto& other) {
                    return other->kind == MenuItemKind::Click && other->id.value() == id;
                };
                if (std::none_of(items_.begin(), items_.end(), typed)) out.id = id;
            }
        }
        if (item->kind == MenuItemKind::View) out.url = item->url.value();
        if (item->kind == MenuItemKind::Miniprogram) {
            out.appid = item->appid.value();
            out.pagepath = item->pagepath.value();
        }
        out.no_newline = item->kind == MenuItemKind::Text && item->no_newline;
        menu.list.push_back(std::move(out));
    }
    return menu;
}

float MenuEditor::item_height(const Item& item) {
    float rows = 1;
    if (item.kind == MenuItemKind::Click || item.kind == MenuItemKind::View) rows = 2;
    if (item.kind == MenuItemKind::Miniprogram) rows = 3;
    const float toggle = item.kind == MenuItemKind::Text ? 36.f : 0.f;
    return 2 * kItemPadding + kItemHead + rows * form_row_height() + toggle;
}

float MenuEditor::height() const {
    float height = form_row_height(kArea) + kMenuFoot + form_row_height();
    for (const auto& item : items_) height += item_height(*item) + kItemGap;
    return height;
}

bool MenuEditor::draw_item(const Screen& screen, Rect& rest, std::size_t index, bool& changed) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    Item& item = *items_[index];
    const IdScope scope(ui, item.number);
    const Rect card = rest.cut_top(item_height(item));
    rest.cut_top(kItemGap);
    const std::string title =
        fill(w.menu_item_title, {std::to_string(index + 1), std::string(kind_name(item.kind, w))});
    ui.stroke(card, theme.line, radius::kControl);
    ui.mirror().begin({.id = ui.id("item"), .role = Role::Group, .name = title, .rect = card});
    if (std::exchange(item.fresh, false)) {
        ui.reveal(card);
        item.content.focus();
        ui.keep_drawing();
    }
    Rect inside = card.inset(12, kItemPadding);
    Rect head = inside.cut_top(kItemHead);
    const auto tool = [&](std::string_view id, Icon icon, std::string_view name, std::string_view why) {
        const Rect place = head.cut_right(34).centered({32, 32});
        return ui.icon_button(ui.id(id), place, icon, fill(name, {std::to_string(index + 1)}), why).pressed;
    };
    const bool remove = tool("remove", Icon::Close, w.menu_remove, {});
    const bool down = tool("down", Icon::ChevronDown, w.menu_down,
                           index + 1 == items_.size() ? w.menu_is_last : std::string_view{});
    const bool up = tool("up", Icon::ChevronUp, w.menu_up, index == 0 ? w.menu_is_first : std::string_view{});
    const MenuItemKind kinds[] = {MenuItemKind::Click, MenuItemKind::View, MenuItemKind::Miniprogram,
                                  MenuItemKind::Text};
    const std::string_view names[] = {w.menu_click, w.menu_view, w.menu_miniprogram, w.menu_text};
    int chosen = 3;
    for (int i = 0; i < 4; ++i)
        if (kinds[i] == item.kind) chosen = i;
    const float select_width = std::min(head.w, 170.f);
    const Rect select = head.cut_left(select_width).centered({select_width, 32});
    if (const auto to = ui.select(ui.id("kind"), select, w.menu_kind, names, chosen)) {
        item.kind = kinds[*to];
        changed = true;
    }
    const std::string number = std::to_string(index + 1);
    const auto row = [&](DomField& field, std::string_view label, std::size_t most,
                         std::string_view hint = {}) {
        const std::string named = fill(label, {number});
        const bool over = field.value().size() > most;
        changed = form_row(screen, inside, field,
                           {.label = named,
                            .placeholder = hint,
                            .max_bytes = most,
                            .problem = over ? w.form_too_long : std::string_view{}})
                      .typed ||
                  changed;
    };
    row(item.content, w.menu_content, most_bytes(item.kind));
    if (item.kind == MenuItemKind::Click) row(item.id, w.menu_id, kMaxMenuClickBytes, w.menu_id_hint);
    if (item.kind == MenuItemKind::View) row(item.url, w.menu_url, kMaxUrlBytes, "https://");
    if (item.kind == MenuItemKind::Miniprogram) {
        row(item.appid, w.menu_appid, kMaxAppidBytes, "wx…");
        row(item.pagepath, w.menu_pagepath, kMaxPagepathBytes, "pages/index.html");
    }
    if (item.kind == MenuItemKind::Text &&
        ui.toggle(ui.id("newline"), inside.cut_top(36), w.menu_no_newline, item.no_newline)) {
        item.no_newline = !item.no_newline;
        changed = true;
    }
    ui.mirror().end();
    const auto at = static_cast<std::ptrdiff_t>(index);
    if (up) std::swap(items_[index], items_[index - 1]);
    if (down) std::swap(items_[index], items_[index + 1]);
    if (remove) items_.erase(items_.begin() + at);
    if (up || down || remove || changed) ui.keep_drawing();
    changed = changed || up || down || remove;
    return up || down || remove;
}

bool MenuEditor::draw(const Screen& screen, Rect area, Occasion occasion) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const IdScope scope(ui, std::string_view("menu-editor"));
    Rect rest = area;
    bool changed =
        form_row(screen, rest, head_,
                 {.label = w.menu_head,
                  .placeholder = w.menu_head_hint,
                  .max_bytes = kMaxMenuHeadBytes,
                  .problem = head_.value().size() > kMaxMenuHeadBytes ? w.form_too_long : std::string_view{},
                  .field_height = kArea})
            .typed;
    for (std::size_t i = 0; i < items_.size(); ++i) {
        if (draw_item(screen, rest, i, changed)) break;  // drawn in its new order in the next frame
    }
    const bool on_event = occasion == Occasion::OnEvent;
    const std::size_t most = on_event ? kMaxMenuItemsOnEvent : kMaxMenuItems;
    const auto actions = static_cast<std::size_t>(
        std::count_if(items_.begin(), items_.end(), [](const auto& i) { return is_action(i->kind); }));
    Rect foot = rest.cut_top(kMenuFoot);
    const ButtonSpec add{.label = w.menu_add,
                         .icon = Icon::Plus,
                         .disabled_reason = items_.size() >= most ? w.menu_full : std::string_view{}};
    const float width = ui.button_width(add);
    if (ui.button(ui.id("add"), foot.cut_left(width).centered({width, 34}), add)) {
        items_.push_back(make(actions < kMaxMenuActions ? MenuItemKind::Click : MenuItemKind::Text));
        items_.back()->fresh = true;
        changed = true;
        ui.keep_drawing();
    }
    foot.cut_left(12);
    const std::string limits =
        fill(w.menu_limits, {std::to_string(items_.size()), std::to_string(most), std::to_string(actions),
                             std::to_string(kMaxMenuActions)});
    ui.label(limits, foot,
             {.size = type::kSmall,
              .color = actions > kMaxMenuActions || items_.size() > most ? screen.theme().danger_text
                                                                         : screen.theme().text2});
    changed =
        form_row(screen, rest, tail_,
                 {.label = w.menu_tail,
                  .placeholder = w.menu_tail_hint,
                  .max_bytes = kMaxMenuHeadBytes,
                  .problem = tail_.value().size() > kMaxMenuHeadBytes ? w.form_too_long : std::string_view{}})
            .typed ||
        changed;
    return changed;
}

}  // namespace kf::web
