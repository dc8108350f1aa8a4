#include "web/console/chat/picture_viewer.h"

#include <algorithm>
#include <cmath>

#include "web/ui/platform/platform.h"

namespace kf::web {

namespace {

constexpr float kBar = 56, kButton = 36, kArrow = 44;
constexpr float kLeastZoom = 1, kMostZoom = 16, kStep = 1.25f;
constexpr Color kPlane = Color::hex(0x111418);

// Above a picture everything is dark, whatever the theme.
const Theme& dark() {
    return dark_theme();
}

// CSS px per picture px at zoom 1.
float fitted_scale(Rect window, Size natural, int turns) {
    if (natural.w <= 0 || natural.h <= 0) return 1;
    const Size upright = turns % 2 == 0 ? natural : Size{natural.h, natural.w};
    return std::min({1.f, window.w / upright.w, window.h / upright.h});
}

class Viewer {
  public:
    Viewer(const Screen& screen, ViewerMemory& memory) : ui_(screen.ui), w_(screen.w), memory_(memory) {}

    void draw() {
        const WidgetId close = ui_.id("viewer-close");
        const DialogResult whole = ui_.begin_full_screen(ui_.id("viewer"), kPlane, w_.viewer_label, close);
        bool done = whole.dismissed;
        const ViewerItem& item = memory_.items[memory_.at];
        Rect area = whole.body;
        const Rect bar = area.cut_top(kBar);
        window_ = area;
        if (item.video)
            draw_video(item);
        else
            draw_picture(item);
        done = draw_bar(item, bar, close) || done;
        draw_arrows();
        keys();
        ui_.end_full_screen();
        if (memory_.copied && *memory_.copied) {
            const bool ok = **memory_.copied;
            memory_.copied.reset();
            ui_.toast({.text = std::string(ok ? w_.picture_copied : w_.picture_copy_refused),
                       .tone = ok ? Tone::Brand : Tone::Warn});
        }
        if (done) {
            memory_.close();
            ui_.keep_drawing();
        }
    }

  private:
    bool button(WidgetId id, Rect rect, Icon icon, std::string_view name) {
        const Press press = ui_.interact({.id = id, .role = Role::Button, .name = name, .rect = rect});
        if (press.hovered || press.held) ui_.fill(rect, press.held ? dark().pressed : dark().hover, 18);
        ui_.icon(icon, rect, Color::hex(0xffffff), 20);
        ui_.tooltip(id, rect, name);
        return press.pressed;
    }

    bool draw_bar(const ViewerItem& item, Rect bar, WidgetId close_id) {
        ui_.fill(bar, Color{0, 0, 0, 110});
        bar = bar.inset(10, 0);
        const auto place = [&] { return bar.cut_right(kButton + 4).centered({kButton, kButton}); };
        const bool close = button(close_id, place(), Icon::Close, w_.close);
        if (button(ui_.id("save"), place(), Icon::Download, w_.message_save))
            ui_.platform().downloads().save(item.url + "?download=1", item.name);
        if (!item.video) {
            if (button(ui_.id("copy"), place(), Icon::Copy, w_.message_copy_picture)) copy(item);
            if (button(ui_.id("rotate"), place(), Icon::Rotate, w_.viewer_rotate)) turn();
            const float percent = fitted_scale(window_, natural_, memory_.turns) * memory_.zoom * 100;
            const bool whole_size = std::abs(percent - 100) < 0.5f;
            const bool fitted = memory_.zoom == 1;
            if (button(ui_.id("in"), place(), Icon::ZoomIn, w_.viewer_zoom_in)) zoom(kStep, {});
            if (bar.w > 150) {
                const Rect number = bar.cut_right(58).centered({54, kButton});
                const std::string words = std::to_string(static_cast<int>(std::lround(percent))) + " %";
                const WidgetId id = ui_.id("percent");
                const std::string_view name = fitted && !whole_size ? w_.viewer_whole_size : w_.viewer_fit;
                const std::string spoken = listed(w_, {words, name});
                const Press press =
                    ui_.interact({.id = id, .role = Role::Button, .name = spoken, .rect = number});
                if (press.hovered) ui_.fill(number, dark().hover, radius::kControl);
                ui_.text(words, number,
                         {.size = type::kNote, .color = Color::hex(0xffffff), .align = Align::Center});
                ui_.tooltip(id, number, name);
                if (press) toggle_size();
            }
            if (button(ui_.id("out"), place(), Icon::ZoomOut, w_.viewer_zoom_out)) zoom(1 / kStep, {});
        }
        bar.cut_left(8);
        std::string words = item.title;
        if (memory_.items.size() > 1)
            words = std::to_string(memory_.at + 1) + " / " + std::to_string(memory_.items.size()) +
                    (words.empty() ? "" : "  ·  ") + words;
        if (bar.w > 40) ui_.label(words, bar, {.size = type::kNote, .color = dark().text});
        return close;
    }

    void draw_arrows() {
        const auto arrow = [&](std::string_view id, Icon icon, std::string_view name, float x, int step) {
            const Rect rect{x, window_.center().y - kArrow / 2, kArrow, kArrow};
            const Press press = ui_.interact(
                {.id = ui_.id(id), .role = Role::Button, .name = name, .rect = rect}, true, kArrow / 2);
            ui_.circle(rect.center(), kArrow / 2,
                       Color{0, 0, 0, static_cast<std::uint8_t>(press.hovered ? 190 : 120)});
            ui_.icon(icon, rect, Color::hex(0xffffff), 24);
            if (press) go(step);
        };
        if (memory_.at > 0) arrow("previous", Icon::ChevronLeft, w_.viewer_previous, window_.x + 16, -1);
        if (memory_.at + 1 < memory_.items.size())
            arrow("next", Icon::ChevronRight, w_.viewer_next, window_.right() - 16 - kArrow, 1);
    }

    void draw_video(const ViewerItem& item) {
        const Rect place = window_.inset(window_.w < 640 ? 0.f : 80.f, 16);
        const OverlayState state = ui_.overlay(ui_.id(static_cast<std::uint64_t>(item.media.value)), place,
                                               {.kind = OverlayKind::Video,
                                                .url = item.url,
                                                .poster = item.poster,
                                                .label = fill(w_.viewer_video, {item.title}),
                                                .autoplay = true});
        if (state == OverlayState::Failed) problem(w_.viewer_video_failed);
    }

    void draw_picture(const ViewerItem& item) {
        const WidgetId canvas = ui_.id("canvas");
        const Press press = ui_.interact({.id = canvas,
                                          .role = Role::Image,
                                          .name = fill(w_.viewer_picture, {item.title}),
                                          .rect = window_});
        // What the decoder found counts for more than what the message says.
        const Size decoded = ui_.platform().pictures().peek(item.url).natural;
        natural_ = decoded.w > 0 ? decoded : item.natural;
        follow_pointer(press);
        const PictureLook look{
            .fit = Fit::ScaleDown, .turns = memory_.turns, .zoom = memory_.zoom, .pan = memory_.pan};
        ui_.push_clip(window_);
        const PictureShown shown = ui_.picture(window_, item.url, look);
        if (shown.natural.w > 0) natural_ = shown.natural;
        if (shown.state == PictureState::Loading) draw_waiting(item, look);
        if (shown.state == PictureState::Failed)
            problem(shown.error == PictureError::NotShown ? w_.viewer_not_shown : w_.viewer_failed);
        if (shown.state == PictureState::Ready && (shown.animated || item.animated) && memory_.turns % 4 == 0)
            ui_.overlay(ui_.id(static_cast<std::uint64_t>(item.media.value)), shown.place.whole,
                        {.kind = OverlayKind::Image, .url = item.url, .label = item.name});
        ui_.pop_clip();
    }

    // The thumbnail in the place of the picture until that has come.
    void draw_waiting(const ViewerItem& item, PictureLook look) {
        if (!item.poster.empty() && natural_.w > 0) {
            const PicturePlace place = place_picture(window_, natural_, look);
            if (memory_.turns % 4 == 0 && memory_.zoom == 1)
                ui_.picture(place.whole, item.poster, {.fit = Fit::Cover});
        }
        ui_.spinner(window_.center(), 12, Color::hex(0xffffff));
    }

    void problem(std::string_view words) {
        Rect middle = window_.centered({std::min(420.f, window_.w - 40), 90});
        ui_.icon(Icon::Alert, middle.cut_top(44), dark().text2, 32);
        ui_.label(words, middle.cut_top(24), {.color = dark().text, .align = Align::Center}, Role::Alert);
    }

    void follow_pointer(const Press& press) {
        const PointerState& pointer = ui_.input().pointer;
        const Point middle = window_.center();
        if (press.hovered && pointer.wheel_y != 0)
            zoom(std::clamp(std::exp(-pointer.wheel_y / 240), 0.5f, 2.f),
                 {pointer.at.x - middle.x, pointer.at.y - middle.y});
        if (press.double_click) toggle_size();
        if (pointer.pressed && press.hovered) memory_.drag = pointer.at;
        if (!pointer.down) memory_.drag.reset();
        if (memory_.drag && memory_.zoom > 1) {
            memory_.pan.x += pointer.at.x - memory_.drag->x;
            memory_.pan.y += pointer.at.y - memory_.drag->y;
            memory_.drag = pointer.at;
            settle();
            ui_.set_cursor(Cursor::Grab);
            ui_.keep_drawing();
        } else if (press.hovered && memory_.zoom > 1) {
            ui_.set_cursor(Cursor::Grab);
        }
    }

    void keys() {
        if (ui_.key(Key::Left, true)) go(-1);
        if (ui_.key(Key::Right, true)) go(1);
        if (memory_.items[memory_.at].video) return;
        if (ui_.shortcut('+', false) || ui_.shortcut('=', false)) zoom(kStep, {});
        if (ui_.shortcut('-', false)) zoom(1 / kStep, {});
        if (ui_.shortcut('0', false)) reset();
        if (ui_.shortcut('1', false)) whole_size();
        if (ui_.shortcut('r', false)) turn();
        if (ui_.shortcut('c', true)) copy(memory_.items[memory_.at]);
    }

    void go(int step) {
        const auto to = static_cast<std::ptrdiff_t>(memory_.at) + step;
        if (to < 0 || to >= static_cast<std::ptrdiff_t>(memory_.items.size())) return;
        memory_.at = static_cast<std::size_t>(to);
        memory_.turns = 0;
        reset();
    }
    void reset() {
        memory_.zoom = 1;
        memory_.pan = {};
        ui_.keep_drawing();
    }
    void turn() {
        memory_.turns = (memory_.turns + 1) % 4;
        reset();
    }
    void whole_size() {
        memory_.pan = {};
        memory_.zoom = std::clamp(1 / fitted_scale(window_, natural_, memory_.turns), kLeastZoom, kMostZoom);
        ui_.keep_drawing();
    }
    // Between all of it and its own size; what is no larger than the window doubles instead.
    void toggle_size() {
        if (memory_.zoom != 1) return reset();
        whole_size();
        if (memory_.zoom == 1) zoom(2, {});
    }
    void zoom(float factor, Point pointer) {
        const ViewerView next = zoomed_at({memory_.zoom, memory_.pan}, factor, pointer);
        memory_.zoom = next.zoom;
        memory_.pan = next.pan;
        settle();
        ui_.keep_drawing();
    }
    void settle() {
        memory_.pan = clamped_pan(window_, natural_, memory_.turns, {memory_.zoom, memory_.pan});
    }
    void copy(const ViewerItem& item) {
        memory_.copied = std::make_shared<std::optional<bool>>();
        ui_.platform().downloads().copy_image(item.url,
                                              [answer = memory_.copied, &page = ui_.page()](bool ok) {
                                                  *answer = ok;
                                                  page.request_frame();
                                              });
    }

    Ui& ui_;
    const Words& w_;
    ViewerMemory& memory_;
    Rect window_;
    Size natural_;
};

}  // namespace

void open_viewer(ViewerMemory& memory, std::vector<ViewerItem> items, MediaId at) {
    memory.close();
    memory.items = std::move(items);
    for (std::size_t i = 0; i < memory.items.size(); ++i)
        if (memory.items[i].media == at) memory.at = i;
}

void draw_viewer(const Screen& screen, ViewerMemory& memory) {
    if (memory.open()) Viewer(screen, memory).draw();
}

ViewerView zoomed_at(ViewerView view, float factor, Point pointer) {
    const float next = std::clamp(view.zoom * factor, kLeastZoom, kMostZoom);
    const float by = next / view.zoom;
    return {next, {pointer.x - (pointer.x - view.pan.x) * by, pointer.y - (pointer.y - view.pan.y) * by}};
}

Point clamped_pan(Rect window, Size natural, int turns, ViewerView view) {
    const Rect whole =
        place_picture(window, natural, {.fit = Fit::ScaleDown, .turns = turns, .zoom = view.zoom}).whole;
    const float x = std::max(0.f, (whole.w - window.w) / 2), y = std::max(0.f, (whole.h - window.h) / 2);
    return {std::clamp(view.pan.x, -x, x), std::clamp(view.pan.y, -y, y)};
}

}  // namespace kf::web
