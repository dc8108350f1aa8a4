// A page of every widget, for the browser test beside it and for looking at. Not shipped.
#include <string>
#include <vector>

#include "media_demo.h"
#include "web/ui/platform/platform.h"
#include "web/ui/platform/ui.h"

using namespace kf::web;

namespace {

struct Demo {
    std::unique_ptr<Platform> platform = browser_platform();
    DomField message{platform->fields(),
                     {.kind = FieldKind::Area, .label = "消息", .placeholder = "输入消息"}};
    DomField search{platform->fields(),
                    {.kind = FieldKind::Search, .label = "搜索", .placeholder = "搜索客户、消息"}};
    MediaDemo media{*platform};
    bool shows_media = false;
    ScrollState rows;
    int presses = 0;
    int submits = 0;
    bool sound = true;
    bool dialog = false;
    int choice = 0;
    std::string last = "none";

    void draw(Ui& ui);
    void draw_texts(Ui& ui, Rect area);
    void draw_controls(Ui& ui, Rect area);
    void draw_list(Ui& ui, Rect area);
    void draw_composer(Ui& ui, Rect area);
};

void Demo::draw_texts(Ui& ui, Rect area) {
    const Theme& t = ui.theme();
    const char* lines[] = {
        "您好，请问有什么可以帮您？订单 O-2026-1119 已签收 ¥59.90",
        "👩‍💻 🇨🇳 e\u0301 👍🏽 ❤️ 1️⃣ 👨‍👩‍👧‍👦 😀🎉 𠮷野家",
        "العربية مرحبا بك  עברית שלום  ไทย ภาษาไทย  हिन्दी नमस्ते",
        "日本語かな 한국어 Привет Ελληνικά fi ffl AVATAR To",
    };
    for (const float size : {11.f, 12.f, 13.f, 14.f, 16.f, 20.f}) {
        ui.text(lines[0], area.cut_top(size * 1.6f), {.size = size, .color = t.text});
    }
    for (int i = 1; i < 4; ++i) ui.label(lines[i], area.cut_top(26), {.size = 15, .color = t.text});
    ui.text("半粗 Semibold 会话 2026", area.cut_top(26),
            {.size = 16, .color = t.text, .weight = Weight::Semibold});
    area.cut_top(8);
    const std::string words =
        "陈女士您好，我是林晓。方便拍一张裂纹的照片吗？我马上为您处理换货（见 https://example.com/help?id=42 "
        "第三条）。Thank "
        "you!";
    const TextLayout& layout = ui.layout(words, {.font = {.size = 14}, .width = area.w - 28});
    const Rect bubble{area.x, area.y, layout.size().w + 26, layout.size().h + 18};
    ui.shadow(bubble, 12, 3, 1);
    ui.fill(bubble, t.mine, Radii(12, 4, 12, 12));
    const auto links = find_links(words);
    ui.selectable_text(ui.id("bubble"), {bubble.x + 13, bubble.y + 9}, layout, t.text, links);
    area.cut_top(bubble.h + 12);
    const Rect note{area.x, area.y, area.w - 20, 40};
    ui.fill(note, t.warn_soft, 12);
    ui.stroke_dashed(note, t.warn, 12);
    ui.text("@王磊 这批 0312 批次已有 3 例裂纹，麻烦看下仓库", note.inset(13, 0), {.color = t.text});
    area.cut_top(52);
    Rect icons = area.cut_top(64);
    float x = icons.x, y = icons.y;
    for (int i = 1; i < static_cast<int>(Icon::Count); ++i) {
        ui.icon(static_cast<Icon>(i), {x, y, 26, 26}, t.text2, 20);
        x += 28;
        if (x > icons.right() - 28) x = icons.x, y += 28;
    }
}

void Demo::draw_controls(Ui& ui, Rect area) {
    const Theme& t = ui.theme();
    Rect row = area.cut_top(36);
    const ButtonSpec specs[] = {{.label = "转接"},
                                {.label = "发送", .kind = ButtonKind::Primary, .icon = Icon::Send},
                                {.label = "结束会话", .kind = ButtonKind::Danger},
                                {.label = "停用", .disabled_reason = "回复窗口已用完"}};
    for (const ButtonSpec& spec : specs) {
        if (ui.button(ui.id(spec.label), row.cut_left(ui.button_width(spec)), spec)) {
            ++presses;
            last = spec.label;
        }
        row.cut_left(8);
    }
    if (ui.icon_button(ui.id("more"), row.cut_left(36), Icon::More, "更多"))
        ui.open_popup(ui.id("menu"), {row.x - 36, row.y, 36, 36});
    const MenuItem items[] = {
        {.label = "复制", .icon = Icon::Copy, .hint = "Ctrl+C"},
        {.label = "打开对话框", .icon = Icon::External},
        {.label = "结束", .icon = Icon::Close, .danger = true, .separator_before = true}};
    if (const auto chosen = ui.menu(ui.id("menu"), "更多", items)) {
        last = items[*chosen].label;
        if (*chosen == 0) ui.copy("O-2026-1119");
        if (*chosen == 1) dialog = true;
    }
    area.cut_top(8);
    Rect tabs = area.cut_top(34);
    ui.mirror().begin({.id = ui.id("tabs"), .role = Role::TabList, .name = "分组", .rect = tabs});
    const char* names[] = {"我的", "排队", "全部", "已结束"};
    for (int i = 0; i < 4; ++i) {
        const std::optional<int> count = i < 3 ? std::optional(i * 7 + 2) : std::nullopt;
        if (ui.tab(ui.id(names[i]), tabs.cut_left(ui.tab_width(names[i], count)), names[i], count,
                   choice == i))
            choice = i;
        tabs.cut_left(4);
    }
    ui.mirror().end();
    area.cut_top(8);
    Rect chips = area.cut_top(24);
    float x = chips.x;
    for (const auto& [words, tone] : {std::pair{"剩 5 条 · 47 时", Tone::Brand},
                                      {"剩 2 条 · 3 时", Tone::Warn},
                                      {"已用完", Tone::Danger},
                                      {"售后客服", Tone::Info}})
        x += ui.chip({x, chips.center().y}, words, tone) + 6;
    area.cut_top(8);
    if (ui.toggle(ui.id("sound"), area.cut_top(32), "声音提醒", sound)) sound = !sound;
    const std::string_view options[] = {"中文", "English", "跟随系统"};
    if (const auto chosen =
            ui.select(ui.id("language"), area.cut_top(34).inset(0, 0), "语言", options, choice % 3))
        choice = *chosen;
    area.cut_top(8);
    ui.progress(ui.id("window"), area.cut_top(6), "回复窗口", 0.4f, t.brand);
    area.cut_top(8);
    Rect people = area.cut_top(48);
    for (const char* name : {"陈小满", "Wendy 🌸", "赵先生", "👩‍💻 dev", "客"}) {
        const Rect av = people.cut_left(44);
        ui.avatar({av.x, av.y, 44, 44}, name, name);
        ui.badge({av.right() - 2, av.y + 3}, name[0] == 'W' ? 120 : 2, t.surface);
        people.cut_left(14);
    }
    ui.label("按下 " + std::to_string(presses) + " 次，最后：" + last, area.cut_top(28), {.color = t.text2},
             Role::Status);
    ui.label("发送 " + std::to_string(submits) + " 次：" + message.value(), area.cut_top(28),
             {.color = t.text2}, Role::Status);
}

void Demo::draw_list(Ui& ui, Rect area) {
    const Theme& t = ui.theme();
    const int count = 10000;
    ui.mirror().begin({.id = ui.id("list"), .role = Role::List, .name = "会话", .rect = area});
    const Rect inside = ui.begin_scroll(ui.id("rows"), area, rows, static_cast<float>(count) * size::kRow);
    const RowRange range = visible_rows(rows, size::kRow, count);
    for (int i = range.first; i < range.last; ++i) {
        const Rect row{inside.x + 6, inside.y + static_cast<float>(i) * size::kRow, inside.w - 12,
                       size::kRow};
        const std::string name = "客户 " + std::to_string(i);
        const Press press = ui.interact(
            {.id = ui.id(static_cast<std::uint64_t>(i)),
             .role = Role::ListItem,
             .name = name + " 请问今天能发货吗",
             .rect = row,
             .state = {.current = choice == i, .focusable = true, .position = i + 1, .set_size = count}},
            true, 10);
        if (choice == i)
            ui.fill(row, t.sel, 10);
        else if (press.hovered)
            ui.fill(row, t.hover, 10);
        if (press) choice = i;
        Rect in = row.inset(12, 9);
        ui.avatar(in.cut_left(44), name, name);
        in.cut_left(12);
        ui.text(name, in.cut_top(22), {.color = t.text, .weight = Weight::Semibold});
        ui.text("请问今天能发货吗？我想改一下收货地址谢谢", in, {.size = type::kNote, .color = t.text2});
    }
    ui.end_scroll();
    ui.mirror().end();
}

void Demo::draw_composer(Ui& ui, Rect area) {
    ui.fill(area, ui.theme().surface);
    ui.separator({area.x, area.y, area.w, 1});
    for (const FieldEvent& event :
         ui.field(message, area.inset(12, 8), {.box = false, .text_size = 14, .padding_x = 4})) {
        if (event.kind != FieldEvent::Kind::Submit) continue;
        ++submits;
        last = message.value();
        message.set_value("");
    }
}

void Demo::draw(Ui& ui) {
    ui.set_copy_words("已复制", "浏览器不允许复制");
    if (ui.shortcut('m', true)) shows_media = !shows_media, ui.keep_drawing();
    if (shows_media) return media.draw(ui, ui.viewport());
    ui.fill(ui.viewport(), ui.theme().bg);
    Rect area = ui.viewport();
    Rect list = area.cut_left(300);
    ui.fill(list, ui.theme().surface);
    ui.field(search, list.cut_top(54).inset(12, 10), {.icon = Icon::Search});
    draw_list(ui, list);
    draw_composer(ui, area.cut_bottom(90));
    Rect right = area.cut_right(area.w * 0.48f);
    draw_texts(ui, area.inset(20, 16));
    draw_controls(ui, right.inset(20, 16));
    if (ui.shortcut('k', true)) dialog = true;
    if (dialog) {
        const DialogResult result = ui.begin_dialog(ui.id("dialog"), {420, 220}, "转接会话", "关闭");
        Rect body = result.body;
        ui.label("选择接手的客服，会话会出现在对方的列表里。", body.cut_top(30), {.color = ui.theme().text2});
        Rect foot = body.cut_bottom(36);
        if (ui.button(ui.id("ok"), foot.cut_right(80), {.label = "转接", .kind = ButtonKind::Primary}) ||
            result.dismissed)
            dialog = false;
        ui.end_dialog();
    }
}

}  // namespace

int main() {
    auto* demo = new Demo;  // for as long as the page
    return run_frames(*demo->platform, [demo](Ui& ui) { demo->draw(ui); }) ? 0 : 1;
}
