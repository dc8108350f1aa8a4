#include "web/console/chat/record_dialog.h"

#include <algorithm>

namespace kf::web {

namespace {

constexpr float kItemAvatar = 32, kLeft = 42, kHead = 22, kItemGap = 16;

BodyScene scene_of(const Screen& screen, const RecordItem& item, std::span<const Media> media,
                   const VoicePlayer& voices, float width) {
    return {.screen = screen,
            .content = item.content,
            .media = {media, item.role},
            .voices = voices,
            .most = width - kLeft,
            .inside = true};
}

void draw_item(const Screen& screen, const RecordItem& item, const BodyScene& scene, Rect row,
               BodyPress& press) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    ui.avatar({row.x, row.y, kItemAvatar, kItemAvatar},
              item.sender.empty() ? screen.w.unnamed_initial : std::string_view(item.sender), item.sender,
              radius::kControl);
    Rect head{row.x + kLeft, row.y - 2, row.w - kLeft, kHead - 2};
    const std::string time = item.at == 0 ? std::string() : day_time(item.at, screen.clock, screen.w);
    const float width = ui.text_width(time, {type::kSmall, Weight::Regular});
    ui.text(time, head.cut_right(width + 1), {.size = type::kSmall, .color = theme.text3});
    ui.text(item.sender, head, {.size = type::kSmall, .color = theme.text2});
    const BodyShape shape = shape_body(scene);
    const Rect box{row.x + kLeft, row.y + kHead, shape.size.w, shape.size.h};
    ui.mirror().begin({.id = ui.id("entry"),
                       .role = Role::Article,
                       .name = listed(screen.w, {item.sender, item.content.spoken, time}),
                       .rect = box});
    if (!item.content.text.empty())
        ui.mirror().leaf({.id = ui.id("words"), .role = Role::Text, .name = item.content.text, .rect = box});
    body::paint_plane(scene, shape.plane, box, false, false);
    paint_body(scene, shape, box, press);
    ui.mirror().end();
}

}  // namespace

RecordLevel record_level(const Screen& screen, const MergedBody& body, std::string_view outer) {
    RecordLevel level;
    level.title = body.title.empty() ? std::string(screen.w.record_untitled) : body.title;
    for (std::size_t i = 0; i < body.items.size() && i < kMostRecordItems; ++i) {
        const MergedItem& item = body.items[i];
        RecordItem one;
        one.sender = item.sender_name;
        one.at = to_ms(item.send_time);
        one.content = read_content(item.msgtype, {}, item.raw, screen.english());
        one.role = (outer.empty() ? "item." : std::string(outer) + ".item.") + std::to_string(i);
        level.items.push_back(std::move(one));
    }
    return level;
}

RecordPress draw_record_dialog(const Screen& screen, std::span<const Media> media, const VoicePlayer& voices,
                               RecordMemory& memory) {
    RecordPress out;
    if (!memory.open()) return out;
    Ui& ui = screen.ui;
    RecordLevel& level = memory.levels.back();
    const IdScope depth(ui, static_cast<std::uint64_t>(memory.levels.size()));
    const Rect window = ui.viewport();
    const DialogResult dialog =
        ui.begin_dialog(ui.id("record"), {560, std::min(720.f, window.h - 60)}, level.title, screen.w.close);
    Rect body = dialog.body;
    bool back = false;
    if (memory.levels.size() > 1) {
        const ButtonSpec button{.label = screen.w.record_back, .icon = Icon::Back, .text_size = type::kSmall};
        back = ui.button(ui.id("back"), body.cut_top(34).cut_left(ui.button_width(button)), button).pressed;
        body.cut_top(8);
    }
    if (level.items.empty()) {
        ui.label(screen.w.record_nothing, body, {.color = screen.theme().text2, .align = Align::Center});
    } else {
        const float width = body.w - 12;
        if (level.width != width || level.heights.size() != level.items.size()) {
            level.width = width;
            level.heights.clear();
            for (const RecordItem& item : level.items)
                level.heights.push_back(
                    kHead + shape_body(scene_of(screen, item, media, voices, width)).size.h + kItemGap);
        }
        float whole = 0;
        for (const float height : level.heights) whole += height;
        const Rect content = ui.begin_scroll(ui.id("scroll"), body, level.scroll, whole + 4);
        float y = content.y + 4;
        for (std::size_t i = 0; i < level.items.size(); ++i) {
            const Rect row{content.x, y, width, level.heights[i]};
            y += row.h;
            if (!ui.visible(row)) continue;
            const IdScope scope(ui, static_cast<std::uint64_t>(i));
            const BodyScene scene = scene_of(screen, level.items[i], media, voices, width);
            // Its media may have come meanwhile.
            const float height = kHead + shape_body(scene).size.h + kItemGap;
            if (height != level.heights[i]) {
                level.heights[i] = height;
                ui.keep_drawing();
            }
            BodyPress press;
            draw_item(screen, level.items[i], scene, row, press);
            if (press.what != BodyPress::What::None) out = {std::move(press), i};
        }
        ui.end_scroll();
    }
    ui.end_dialog();
    if (dialog.dismissed) {
        memory = {};
        ui.keep_drawing();
    } else if (back) {
        memory.levels.pop_back();
        ui.keep_drawing();
    }
    return out;
}

}  // namespace kf::web
