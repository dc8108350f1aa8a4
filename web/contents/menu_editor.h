// The editor of a menu message: heading, items of four kinds that can be moved, closing line. Used for menus
// in a conversation and for welcome and closing menus.
#pragma once

#include <memory>
#include <vector>

#include "shared/kf/content_limits.h"
#include "web/screen/form.h"

namespace kf::web {

class MenuEditor {
  public:
    explicit MenuEditor(FieldPort& fields);

    void set(const MenuBody& menu);
    MenuBody menu() const;
    // The height of its form, and the form in a rectangle of that height. True: something changed.
    float height() const;
    bool draw(const Screen& screen, Rect area, Occasion occasion);

  private:
    struct Item {
        MenuItemKind kind = MenuItemKind::Click;
        std::uint64_t number = 0;  // names it in the mirror while it is moved
        DomField content, id, url, appid, pagepath;
        bool no_newline = false;
        bool fresh = false;  // just added: scrolled to, and the keyboard goes there
        explicit Item(FieldPort& fields);
    };
    static float item_height(const Item& item);
    // True: items were moved or removed, the rest of the list stands elsewhere now.
    bool draw_item(const Screen& screen, Rect& rest, std::size_t index, bool& changed);
    std::unique_ptr<Item> make(MenuItemKind kind);

    FieldPort& fields_;
    DomField head_, tail_;
    std::vector<std::unique_ptr<Item>> items_;
    std::uint64_t next_number_ = 1;
};

}  // namespace kf::web
