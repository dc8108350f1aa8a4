// A menu as the customer sees it, with what they clicked marked.
#include <algorithm>

#include "web/console/chat/bodies/kinds.h"
#include "web/text/wechat_emoticons.h"

namespace kf::web {

namespace {

using namespace body;

constexpr float kItemGap = 2, kMark = 18;

struct Line {
    const TextLayout* layout = nullptr;
    float x = 0, y = 0;
    int item = -1;  // place in the list; −1: words before or after it
};

struct MenuLines {
    std::vector<Line> lines;
    Size size;
};

MenuLines lines_of(const BodyScene& scene, const MenuBody& body) {
    Ui& ui = scene.screen.ui;
    MenuLines out;
    const float width = std::min(scene.most, 360.f) - 2 * kPadX;
    float x = 0, y = 0;
    bool joined = false;  // after words without a line break: on the same line where there is room
    const auto add = [&](const std::string& words, int item) {
        if (words.empty()) return;
        const kf::MenuItem* of = item < 0 ? nullptr : &body.list[static_cast<std::size_t>(item)];
        const bool pressable = of != nullptr && of->kind != MenuItemKind::Text;
        const float room = pressable ? 16 + kMark : 0;
        const TextLayout& layout = ui.layout(with_emoji(words), {.width = width - room});
        if (!joined || x + layout.size().w + room > width) {
            x = 0;
            y = out.lines.empty() ? 0 : out.size.h + kItemGap;
        }
        out.lines.push_back({&layout, x, y, item});
        x += layout.size().w + room;
        out.size.h = std::max(out.size.h, y + layout.size().h);
        out.size.w = std::max(out.size.w, x);
        joined = of != nullptr && of->no_newline;
    };
    add(body.head_content, -1);
    for (std::size_t i = 0; i < body.list.size(); ++i) {
        const kf::MenuItem& item = body.list[i];
        add(item.content.empty() && item.kind == MenuItemKind::View ? item.url : item.content,
            static_cast<int>(i));
    }
    add(body.tail_content, -1);
    if (out.lines.empty()) add(std::string(scene.w().menu_empty), -1);
    return out;
}

}  // namespace

BodyShape shape_menu(const BodyScene& scene, const MenuBody& body) {
    const Size size = lines_of(scene, body).size;
    BodyShape shape;
    shape.size = {size.w + 2 * kPadX, size.h + 2 * kPadY};
    return shape;
}

void paint_menu(const BodyScene& scene, const MenuBody& body, Rect box, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = scene.theme();
    const Color link = scene.ours ? theme.mine_link : theme.link;
    const MenuLines menu = lines_of(scene, body);
    ui.mirror().begin(
        {.id = ui.id("menu-items"), .role = Role::List, .name = scene.w().menu_items, .rect = box});
    for (const Line& line : menu.lines) {
        const Point at{box.x + kPadX + line.x, box.y + kPadY + line.y};
        const Rect row{at.x, at.y, box.w - 2 * kPadX - line.x, line.layout->size().h};
        const IdScope scope(ui, static_cast<std::uint64_t>(&line - menu.lines.data()));
        const kf::MenuItem* item = line.item < 0 ? nullptr : &body.list[static_cast<std::size_t>(line.item)];
        if (item == nullptr || item->kind == MenuItemKind::Text) {
            ui.mirror().leaf(
                {.id = ui.id("words"), .role = Role::Text, .name = line.layout->text(), .rect = row});
            paint_words(scene, *line.layout, at, theme.text);
            continue;
        }
        const bool clicked =
            item->kind == MenuItemKind::Click && !item->id.empty() &&
            std::find(scene.clicked.begin(), scene.clicked.end(), item->id) != scene.clicked.end();
        const std::string name =
            clicked ? fill(scene.w().menu_item_clicked, {line.layout->text()}) : line.layout->text();
        if (item->kind == MenuItemKind::View) {
            if (part(scene, press, "item", Role::Link, name, row))
                press = {.what = BodyPress::What::OpenLink, .words = item->url};
        } else {
            ui.mirror().leaf({.id = ui.id("item"), .role = Role::ListItem, .name = name, .rect = row});
        }
        const Icon icon = item->kind == MenuItemKind::View          ? Icon::External
                          : item->kind == MenuItemKind::Miniprogram ? Icon::Miniprogram
                                                                    : Icon::ChevronRight;
        if (clicked) ui.fill(row.grown(2), theme.brand.faded(0.14f), 6);
        ui.icon(icon, {at.x - 2, at.y, 14, 21}, link, 13);
        paint_words(scene, *line.layout, {at.x + 16, at.y}, link);
        if (clicked) ui.icon(Icon::Check, {row.right() - 15, at.y, 15, 21}, theme.brand_text, 14);
    }
    ui.mirror().end();
}

}  // namespace kf::web
