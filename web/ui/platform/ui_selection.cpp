// Ui: selecting and copying drawn text, and links in it.
#include <algorithm>
#include <utility>

#include "web/ui/platform/ui_state.h"

namespace kf::web {

Press Ui::selectable_text(WidgetId id, Point at, const TextLayout& layout, Color color,
                          std::span<const TextLink> links) {
    State& s = *s_;
    const PointerState& p = s.input.pointer;
    const Rect rect{at.x, at.y, layout.size().w, layout.size().h};
    Press out;
    // Not declared to the mirror: the message around it is, with this text as its name.
    s.add_hit(id, rect);
    out.hovered = s.hot == id && (!s.active || s.active == id);
    const Point local{p.at.x - at.x, p.at.y - at.y};
    const int cell = out.hovered ? layout.cell_at(local) : -1;
    const TextLink* link = nullptr;
    if (cell >= 0)
        for (const TextLink& l : links)
            if (layout.cells()[static_cast<std::size_t>(cell)].begin >= l.begin &&
                layout.cells()[static_cast<std::size_t>(cell)].begin < l.end)
                link = &l;
    if (out.hovered && !p.touch) set_cursor(link != nullptr ? Cursor::Pointer : Cursor::Text);

    Selection& sel = s.selection;
    if (out.hovered && p.pressed && !p.touch) {
        const std::uint32_t offset = layout.offset_at(local);
        s.active = id;
        s.press_at = p.at;
        if (p.shift && sel.owner == id) {
            sel.head = offset;
        } else if (p.clicks >= 3) {
            sel = {.owner = id,
                   .anchor = 0,
                   .head = static_cast<std::uint32_t>(layout.text().size()),
                   .text = layout.text()};
        } else if (p.clicks == 2) {
            const auto [begin, end] = layout.word_at(offset);
            sel = {.owner = id, .anchor = begin, .head = end, .text = layout.text()};
        } else {
            sel = {.owner = id, .anchor = offset, .head = offset, .text = layout.text(), .dragging = true};
        }
    }
    if (s.active == id) {
        s.active_seen = true;
        if (sel.owner == id && sel.dragging) sel.head = layout.offset_at(local);
        if (p.released) {
            sel.dragging = false;
            if (link != nullptr && sel.anchor == sel.head && p.clicks <= 1) {
                const std::string_view words =
                    std::string_view(layout.text()).substr(link->begin, link->end - link->begin);
                page().open_link(link_target(words));
            }
        }
    }
    out.context = s.hot == id && p.secondary;
    if (sel.owner == id && sel.anchor != sel.head) {
        const auto [begin, end] = std::minmax(sel.anchor, sel.head);
        for (const Rect& part : layout.selection(begin, end)) fill(part.moved(at.x, at.y), theme().selection);
    }
    text(layout, at, color, links);
    if (link != nullptr)
        for (const Rect& part : layout.selection(link->begin, link->end))
            line({at.x + part.x, at.y + part.bottom() - 3}, {at.x + part.right(), at.y + part.bottom() - 3},
                 theme().link);
    return out;
}

std::string Ui::selected_text() const {
    const Selection& sel = s_->selection;
    const auto [begin, end] = std::minmax(sel.anchor, sel.head);
    if (!sel.owner || begin == end || end > sel.text.size()) return s_->offered_copy;
    return sel.text.substr(begin, end - begin);
}

void Ui::offer_copy(std::string_view text) {
    s_->offered_copy = text;
}

void Ui::set_copy_words(std::string copied, std::string refused) {
    s_->copied_words = std::move(copied);
    s_->refused_words = std::move(refused);
}

void Ui::copy(std::string_view words) {
    s_->platform.clipboard().write_text(words, [this](bool ok) {
        const std::string& say = ok ? s_->copied_words : s_->refused_words;
        if (!say.empty()) toast({.text = say, .tone = ok ? Tone::Brand : Tone::Danger, .duration_ms = 2000});
    });
}

}  // namespace kf::web
