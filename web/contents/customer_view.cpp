#include "web/contents/customer_view.h"

#include <algorithm>
#include <cmath>

#include "shared/base/overloaded.h"
#include "shared/kf/message_codec.h"
#include "web/contents/attachment.h"
#include "web/text/amounts.h"

namespace kf::web {

namespace {

constexpr float kCard = 232;  // width of a card in WeChat, small

// Measures, and paints when `paint`: one walk through the parts, so that both agree.
struct Drawer {
    const Screen& screen;
    bool paint;
    Rect area;
    float height = 0;

    const Theme& theme() const { return screen.theme(); }
    Ui& ui() const { return screen.ui; }

    const TextLayout& words(std::string_view text, float width, float size = type::kBody, int lines = 0,
                            Weight weight = Weight::Regular) const {
        return ui().layout(text, {.font = {size, weight},
                                  .width = std::max(20.f, width),
                                  .line_height = 1.4f,
                                  .max_lines = lines});
    }
    Rect plane(float width, float tall) {
        const Rect rect{area.x, area.y, std::min(width, area.w), tall};
        height = tall;
        if (paint) {
            ui().fill(rect, theme().theirs, radius::kCard);
            ui().stroke(rect, theme().line, radius::kCard);
        }
        return rect;
    }
    void put(const TextLayout& layout, Point at, Color color) const {
        if (paint) ui().text(layout, at, color);
    }
    void picture(Rect rect, std::string_view url, Icon instead, Fit fit = Fit::Cover) const {
        if (!paint) return;
        ui().fill(rect, theme().surface2, 4);
        PictureShown shown;
        if (!url.empty()) shown = ui().picture(rect, url, {.fit = fit, .radii = Radii(4)});
        if (url.empty() || shown.state != PictureState::Ready) ui().icon(instead, rect, theme().text3, 22);
    }

    void bubble(std::string_view text) {
        const TextLayout& layout = words(text, std::min(area.w, 300.f) - 24);
        const Rect rect = plane(layout.size().w + 24, layout.size().h + 18);
        put(layout, {rect.x + 12, rect.y + 9}, theme().text);
    }
    void icon_card(std::string_view title, std::string_view note, Icon icon) {
        const float width = std::min(kCard, area.w);
        const TextLayout& head = words(title, width - 76, type::kBody, 2);
        const TextLayout& foot = words(note, width - 76, type::kSmall, 1);
        const float tall = std::max(60.f, head.size().h + foot.size().h + 20);
        const Rect rect = plane(kCard, tall);
        put(head, {rect.x + 12, rect.y + 10}, theme().text);
        put(foot, {rect.x + 12, rect.bottom() - 10 - foot.size().h}, theme().text2);
        if (!paint) return;
        const Rect mark{rect.right() - 52, rect.center().y - 20, 40, 40};
        ui().fill(mark, theme().surface2, 6);
        ui().icon(icon, mark, theme().text2, 22);
    }
    // A card with a strip at its foot that says what it is.
    Rect strip(Rect rect, std::string_view label) const {
        Rect rest = rect;
        const Rect foot = rest.cut_bottom(24);
        if (paint) {
            ui().separator({foot.x + 12, foot.y, foot.w - 24, 1});
            ui().text(label, foot.inset(12, 0), {.size = type::kTiny, .color = theme().text3});
        }
        return rest;
    }
    void operator()(const TextBody& b) { bubble(b.content); }
    void image(std::string_view url) {
        height = 150;
        picture({area.x, area.y, std::min(area.w, 200.f), height}, url, Icon::Image, Fit::Contain);
    }
    void voice(int duration_ms) {
        const int secs = std::max(1, (duration_ms + 500) / 1000);
        const Rect rect = plane(80 + static_cast<float>(std::min(secs, 60)) * 2, 38);
        if (!paint) return;
        ui().icon(Icon::Volume, {rect.x + 10, rect.y, 20, rect.h}, theme().text2, 18);
        ui().text(duration_ms > 0 ? std::to_string(secs) + "″" : std::string(screen.w.kind_voice),
                  {rect.x + 38, rect.y, rect.w - 46, rect.h}, {.color = theme().text});
    }
    void video(std::string_view url) {
        height = 130;
        const Rect rect{area.x, area.y, std::min(area.w, 200.f), height};
        picture(rect, url, Icon::None);
        if (!paint) return;
        ui().circle(rect.center(), 20, theme().scrim);
        ui().icon(Icon::Play, rect.moved(1, 0), theme().on_brand, 22);
    }
    void operator()(const LinkBody& b, std::string_view url) {
        const float width = std::min(kCard, area.w);
        const TextLayout& head = words(b.title.empty() ? "…" : b.title, width - 24, type::kBody, 2);
        const TextLayout& desc = words(b.desc, width - 84, type::kSmall, 3);
        const Rect rect =
            plane(kCard, head.size().h + std::max(48.f, b.desc.empty() ? 0.f : desc.size().h) + 30);
        put(head, {rect.x + 12, rect.y + 10}, theme().text);
        const float y = rect.y + 16 + head.size().h;
        if (!b.desc.empty()) put(desc, {rect.x + 12, y}, theme().text2);
        picture({rect.right() - 60, y, 48, 48}, url, Icon::Link);
    }
    void operator()(const MiniprogramBody& b, std::string_view url) {
        const float width = std::min(kCard, area.w);
        const TextLayout& head = words(b.title.empty() ? "…" : b.title, width - 24, type::kBody, 2);
        const float tall = std::round((width - 24) * 0.8f);
        const Rect rect = plane(kCard, head.size().h + tall + 54);
        put(head, {rect.x + 12, rect.y + 10}, theme().text);
        picture({rect.x + 12, rect.y + 18 + head.size().h, rect.w - 24, tall}, url, Icon::Card);
        strip(rect, screen.w.content_miniprogram);
    }
    void operator()(const LocationBody& b) {
        const float width = std::min(kCard, area.w);
        const std::string_view name = b.name.empty() ? screen.w.content_location : std::string_view(b.name);
        const TextLayout& head = words(name, width - 24, type::kBody, 1);
        const TextLayout& desc = words(b.address, width - 24, type::kSmall, 1);
        const float text = head.size().h + (b.address.empty() ? 0 : desc.size().h) + 16;
        const Rect rect = plane(kCard, text + 76);
        put(head, {rect.x + 12, rect.y + 8}, theme().text);
        if (!b.address.empty()) put(desc, {rect.x + 12, rect.y + 8 + head.size().h}, theme().text2);
        if (!paint) return;
        const Rect map{rect.x + 1, rect.y + text, rect.w - 2, 75};
        ui().fill(map, theme().surface2, Radii(0, 0, radius::kCard, radius::kCard));
        ui().icon(Icon::Pin, map, theme().brand, 26);
    }
    void operator()(const MenuBody& b) {
        const float width = std::min(kCard + 40, area.w);
        float x = 0, top = 10, y = 10;
        bool joined = false;  // after words without a line break
        struct Line {
            const TextLayout* layout;
            float x, y;
            Color color;
        };
        std::vector<Line> lines;
        const auto add = [&](std::string_view text, Color color, bool no_newline = false) {
            if (text.empty()) return;
            const TextLayout& layout = words(text, width - 24);
            if (!joined || x + layout.size().w > width - 24) {
                x = 0;
                top = y;
            }
            lines.push_back({&layout, x, top, color});
            x += layout.size().w;
            y = std::max(y, top + layout.size().h + 4);
            joined = no_newline;
        };
        add(b.head_content, theme().text);
        for (const kf::MenuItem& item : b.list)
            add(item.content.empty() ? "…" : item.content,
                item.kind == MenuItemKind::Text ? theme().text : theme().link, item.no_newline);
        add(b.tail_content, theme().text2);
        if (lines.empty()) add("…", theme().text3);
        const Rect rect = plane(width, y + 6);
        for (const Line& line : lines) put(*line.layout, {rect.x + 12 + line.x, rect.y + line.y}, line.color);
    }

    void draw(const CustomerView& view) {
        if (view.content == nullptr) return;
        std::visit(
            Overloaded{
                [&](const TextBody& b) { (*this)(b); }, [&](const ImageBody&) { image(view.picture); },
                [&](const VoiceBody&) { voice(view.duration_ms); },
                [&](const VideoBody&) { video(view.picture); },
                [&](const FileBody&) { icon_card(view.file_name, size_words(view.bytes), Icon::Paperclip); },
                [&](const LocationBody& b) { (*this)(b); },
                [&](const LinkBody& b) { (*this)(b, view.picture); },
                [&](const MiniprogramBody& b) { (*this)(b, view.picture); },
                [&](const BusinessCardBody& b) {
                    icon_card(b.userid.empty() ? "…" : b.userid, screen.w.content_business_card, Icon::User);
                },
                [&](const CustomerLinkBody& b) {
                    icon_card(screen.w.content_ca_link, b.link_url, Icon::UserPlus);
                },
                [&](const MenuBody& b) { (*this)(b); }, [&](const auto&) { bubble("…"); }},
            *view.content);
    }
};

}  // namespace

float customer_view_height(const Screen& screen, float width, const CustomerView& view) {
    Drawer drawer{screen, false, {0, 0, width, 0}};
    drawer.draw(view);
    return drawer.height;
}

void draw_customer_view(const Screen& screen, Rect area, const CustomerView& view) {
    Drawer drawer{screen, true, area};
    drawer.draw(view);
}

std::string_view content_kind_words(const Content& content, const Words& w) {
    return std::visit(
        Overloaded{
            [&](const TextBody&) { return w.content_text; }, [&](const ImageBody&) { return w.kind_image; },
            [&](const VoiceBody&) { return w.kind_voice; }, [&](const VideoBody&) { return w.kind_video; },
            [&](const FileBody&) { return w.kind_file; },
            [&](const LocationBody&) { return w.content_location; },
            [&](const LinkBody&) { return w.content_link; },
            [&](const MiniprogramBody&) { return w.content_miniprogram; },
            [&](const BusinessCardBody&) { return w.content_business_card; },
            [&](const CustomerLinkBody&) { return w.content_ca_link; },
            [&](const MenuBody&) { return w.content_menu; }, [&](const auto&) { return std::string_view(); }},
        content);
}

std::string content_line(const Content& content, std::string_view file_name, const Words& w) {
    const std::string_view detail =
        std::visit(Overloaded{[](const TextBody& b) { return std::string_view(b.content); },
                              [](const LinkBody& b) { return std::string_view(b.title); },
                              [](const MiniprogramBody& b) { return std::string_view(b.title); },
                              [](const LocationBody& b) { return std::string_view(b.name); },
                              [](const MenuBody& b) { return std::string_view(b.head_content); },
                              [](const BusinessCardBody& b) { return std::string_view(b.userid); },
                              [](const CustomerLinkBody& b) { return std::string_view(b.link_url); },
                              [&](const auto&) { return file_name; }},
                   content);
    std::string out = "[" + std::string(content_kind_words(content, w)) + "]";
    if (!detail.empty()) out += " " + one_line(detail);
    return out;
}

std::string media_picture(const std::vector<Media>& media) {
    for (const Media& m : media)
        if (m.thumbnail) return "/api/media/" + std::to_string(m.id.value) + "/thumbnail";
    return {};
}

}  // namespace kf::web
