#include "web/contents/tray_view.h"

#include <algorithm>
#include <cmath>

#include "web/contents/customer_view.h"
#include "web/text/amounts.h"

namespace kf::web {

namespace {

constexpr float kTile = 232, kTileHeight = 60, kTileGap = 8, kThumb = 44;
constexpr float kTrayMost = 168, kBar = 12;  // higher: it scrolls, with room for the bar
constexpr float kButtonsBeside = 520;        // narrower: the buttons of a choice stand below its words

// A failed upload may do better as a file: of a picture that the backend cannot read, for example.
bool is_choice(const Attachment& item) {
    return item.phase == AttachmentPhase::Choosing || item.phase == AttachmentPhase::Shrunk ||
           (item.phase == AttachmentPhase::Failed && item.may_be_file());
}
bool is_wide(const Attachment& item) {
    return is_choice(item) || item.phase == AttachmentPhase::Refused;
}

// What is sent as something else than it looks like has room to say so in full.
bool takes_row(const Attachment& item) {
    return is_wide(item) || item.note != AttachmentNote::None;
}

float row_height(float width, const Attachment& item) {
    return width < kButtonsBeside && is_choice(item) ? kTileHeight + 38 : kTileHeight;
}

// Files in rows; what needs a decision or an explanation has a row of its own. Calls `place(index, rect)`
// relative to the content.
template <class Place>
float lay_out(float width, const Tray& tray, Place place) {
    const int columns = std::max(1, static_cast<int>((width + kTileGap) / (kTile + kTileGap)));
    const float cell =
        columns == 1 ? width
                     : std::min(kTile + 40, (width + kTileGap) / static_cast<float>(columns) - kTileGap);
    float y = 0;
    int column = 0;
    for (std::size_t i = 0; i < tray.size(); ++i) {
        const Attachment& item = tray.items()[i];
        if (takes_row(item)) {
            if (column > 0) y += kTileHeight + kTileGap;
            column = 0;
            const float height = row_height(width, item);
            place(i, Rect{0, y, width, height});
            y += height + kTileGap;
            continue;
        }
        place(i, Rect{static_cast<float>(column) * (cell + kTileGap), y, cell, kTileHeight});
        if (++column == columns) {
            column = 0;
            y += kTileHeight + kTileGap;
        }
    }
    if (column > 0) y += kTileHeight + kTileGap;
    return y;
}

Icon icon_of(const Attachment& item) {
    if (item.file || item.media.empty()) {
        if (std::holds_alternative<LinkBody>(item.content)) return Icon::Link;
        if (std::holds_alternative<LocationBody>(item.content)) return Icon::Pin;
        if (std::holds_alternative<MenuBody>(item.content)) return Icon::Menu;
        if (!item.file) return Icon::Card;
    }
    switch (item.kind) {
        case AttachmentKind::Image:
            return Icon::Image;
        case AttachmentKind::Voice:
            return Icon::Volume;
        case AttachmentKind::Video:
            return Icon::Play;
        case AttachmentKind::File:
            return Icon::Paperclip;
    }
    return Icon::Paperclip;
}

std::string title_of(const Screen& screen, const Attachment& item) {
    const std::string name = item.name();
    if (item.file) return name;
    return content_line(item.content, name, screen.w);
}

Color words_color(const Theme& theme, const Attachment& item) {
    switch (item.phase) {
        case AttachmentPhase::Refused:
        case AttachmentPhase::Failed:
            return theme.danger_text;
        case AttachmentPhase::Choosing:
            return theme.warn_text;
        default:
            return theme.text2;
    }
}

// The buttons of a choice, from the right; at most two.
void draw_choice(const Screen& screen, Rect row, Tray& tray, const Attachment& item) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const std::uint32_t number = item.number;
    const auto button = [&](std::string_view id, std::string_view label, ButtonKind kind) {
        const ButtonSpec spec{.label = label, .kind = kind, .text_size = type::kNote};
        const float width = ui.button_width(spec);
        const Rect place = row.cut_right(width).centered({width, 32});
        row.cut_right(8);
        return ui.button(ui.id(id), place, spec).pressed;
    };
    bool anew = false, agree = false, as_file = false;
    if (item.phase == AttachmentPhase::Shrunk)
        agree = button("agree", w.attach_use_smaller, ButtonKind::Primary);
    else if (item.offers.smaller)
        anew = button("anew", w.attach_make_smaller, ButtonKind::Primary);
    else if (item.offers.as_image)
        anew = button("anew", w.attach_make_image, ButtonKind::Primary);
    if (item.may_be_file()) as_file = button("file", w.attach_as_file, ButtonKind::Plain);
    if (anew) tray.encode_anew(ui.platform(), number);
    if (agree) tray.agree(ui.platform(), number);
    if (as_file) tray.send_as_file(ui.platform(), number);
    if (anew || agree || as_file) ui.keep_drawing();
}

// False: it was removed.
bool draw_item(const Screen& screen, Rect rect, Tray& tray, const Attachment& item) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const IdScope scope(ui, static_cast<std::uint64_t>(item.number));
    const std::string title = title_of(screen, item);
    const std::string words = attachment_words(screen, item);
    ui.fill(rect, theme.surface2, radius::kControl);
    const bool wrong = item.phase == AttachmentPhase::Refused || item.phase == AttachmentPhase::Failed;
    ui.stroke(rect, wrong ? theme.danger.faded(0.5f) : theme.line, radius::kControl);
    const std::string name = listed(w, {title, words});
    ui.mirror().begin({.id = ui.id("item"), .role = Role::ListItem, .name = name, .rect = rect});
    const std::uint32_t number = item.number;
    Rect rest = rect;
    Rect line = rest.cut_top(kTileHeight);
    const Rect thumb = line.cut_left(kThumb + 16).centered({kThumb, kThumb});
    ui.fill(thumb, theme.surface, 6);
    const std::string picture = item.picture();
    const bool shown =
        !picture.empty() &&
        ui.picture(thumb, picture, {.fit = Fit::Cover, .radii = Radii(6)}).state == PictureState::Ready;
    if (!shown) ui.icon(icon_of(item), thumb, theme.text2, 20);

    const Rect close = line.cut_right(34).centered({28, 28});
    const bool removed =
        ui.icon_button(ui.id("remove"), close, Icon::Close, fill(w.attach_remove, {title})).pressed;
    bool again = false;
    if (item.phase == AttachmentPhase::Failed) {
        const Rect place = line.cut_right(32).centered({28, 28});
        again = ui.icon_button(ui.id("retry"), place, Icon::Retry, fill(w.attach_retry, {title})).pressed;
    }
    if (is_choice(item)) {
        if (rect.w >= kButtonsBeside) {
            Rect buttons = line.cut_right(std::min(line.w * 0.5f, 260.f));
            draw_choice(screen, buttons, tray, item);
        } else {
            draw_choice(screen, rest.cut_top(34).inset(8, 0), tray, item);
        }
    }
    const float middle = line.center().y;
    ui.text(title, {line.x, middle - 20, line.w, 20}, {.size = type::kNote, .color = theme.text});
    const Rect below{line.x, middle, line.w, 18};
    ui.text(words, below, {.size = type::kSmall, .color = words_color(theme, item)});
    // What does not fit can be read by pointing at it.
    if (ui.text_width(words, {type::kSmall, Weight::Regular}) > below.w ||
        ui.text_width(title, {type::kNote, Weight::Regular}) > line.w)
        ui.tooltip(ui.id("item"), rect, name);
    if (item.phase == AttachmentPhase::Uploading) {
        if (const UploadNow* now = ui.platform().uploads().find(item.upload)) {
            ui.progress(ui.id("progress"), {line.x, line.bottom() - 10, line.w, 3}, words, now->share(),
                        theme.brand);
        }
    }
    if (item.phase == AttachmentPhase::Looking || item.phase == AttachmentPhase::Shrinking)
        ui.spinner(thumb.center(), 9, theme.text2);
    ui.mirror().end();
    if (again) tray.retry(ui.platform(), number);
    if (removed) tray.remove(ui.platform(), number);
    if (again || removed) ui.keep_drawing();
    return !removed;
}

std::string upload_words(const Screen& screen, const Attachment& item) {
    const Words& w = screen.w;
    const UploadNow* now = screen.ui.platform().uploads().find(item.upload);
    if (now == nullptr) return size_words(item.bytes());
    switch (now->phase) {
        case UploadPhase::Queued:
            return fill(w.attach_queued, {size_words(now->bytes)});
        case UploadPhase::Waiting:
            return std::string(w.attach_waiting);
        default:
            return fill(w.attach_uploading,
                        {std::to_string(static_cast<int>(now->share() * 100)), size_words(now->bytes)});
    }
}

}  // namespace

std::string attachment_words(const Screen& screen, const Attachment& item) {
    const Words& w = screen.w;
    const std::string size = size_words(item.bytes());
    switch (item.phase) {
        case AttachmentPhase::Looking:
            return std::string(w.attach_looking);
        case AttachmentPhase::Choosing:
        case AttachmentPhase::Refused:
            return attachment_note_words(item.note, item.bytes(), w);
        case AttachmentPhase::Shrinking:
            return std::string(w.attach_shrinking);
        case AttachmentPhase::Shrunk:
            return fill(w.attach_shrunk, {size_words(item.original ? item.original->bytes : 0), size});
        case AttachmentPhase::Uploading:
            return upload_words(screen, item);
        case AttachmentPhase::Failed: {
            const std::string& why = screen.english() ? item.en : item.zh;
            return why.empty() ? std::string(w.attach_failed) : why;
        }
        case AttachmentPhase::Ready:
            break;
    }
    if (!item.file && item.media.empty()) return std::string(w.attach_card_ready);
    std::string out = std::string(kind_words(item.kind, w)) + " · " + size;
    const std::string note = attachment_note_words(item.note, item.bytes(), w);
    return note.empty() ? out : out + " · " + note;
}

float tray_height(float width, const Tray& tray) {
    if (tray.empty()) return 0;
    return std::min(lay_out(width, tray, [](std::size_t, Rect) {}), kTrayMost);
}

void draw_tray(const Screen& screen, Rect area, Tray& tray, ScrollState& scroll) {
    Ui& ui = screen.ui;
    const IdScope scope(ui, std::string_view("tray"));
    ui.mirror().begin({.id = ui.id("list"), .role = Role::List, .name = screen.w.tray_label, .rect = area});
    std::vector<Rect> places(tray.size());
    const bool scrolls = lay_out(area.w, tray, [](std::size_t, Rect) {}) > kTrayMost;
    const float width = area.w - (scrolls ? kBar : 0);
    const float height = lay_out(width, tray, [&](std::size_t i, Rect rect) { places[i] = rect; });
    const Rect content = ui.begin_scroll(ui.id("scroll"), area, scroll, height - kTileGap);
    for (std::size_t i = 0; i < places.size() && i < tray.size(); ++i) {
        const Rect rect = places[i].moved(content.x, content.y);
        if (!ui.visible(rect)) continue;
        const Attachment item = tray.items()[i];  // a press may change the tray while it is drawn
        if (!draw_item(screen, rect, tray, item)) break;
    }
    ui.end_scroll();
    ui.mirror().end();
}

}  // namespace kf::web
