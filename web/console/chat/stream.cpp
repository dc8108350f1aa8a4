#include "web/console/chat/stream.h"

#include <algorithm>

#include "web/console/actions/console_actions.h"
#include "web/console/chat/entry_paint.h"
#include "web/console/chat/message_menu.h"
#include "web/console/search/snippet.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

namespace {

constexpr float kTop = 44;     // above the first entry: loading older, or where the conversation began
constexpr float kBottom = 16;  // below the last
constexpr int kLookAhead = 6;  // entries measured above the shown part, before they come into view
constexpr double kFlashMs = 2000;
constexpr std::size_t kMostUnfolded = 64;
constexpr float kOlderWithin = 600;  // CSS px from the top at which older messages are asked for

// A shown entry of this frame, for hit tests after drawing.
struct Drawn {
    std::size_t index = 0;
    float top = 0;
    float height = 0;
    Point text_at;
    const TextLayout* layout = nullptr;
};

class StreamFrame {
  public:
    StreamFrame(const Screen& screen, Rect area, const StreamSource& source, StreamMemory& memory,
                Intents& out)
        : screen_(screen), ui_(screen.ui), area_(area), source_(source), memory_(memory), out_(out) {}

    StreamPress run() {
        memory_.contents.begin_frame();
        follow_changes();
        unfold_found();
        reveal();
        measure_around();
        const std::size_t count = memory_.heights.index().size();
        const Rect content = ui_.begin_scroll(ui_.id("scroll"), area_, memory_.scroll, total());
        draw_top({content.x, content.y, content.w, kTop});
        draw_entries(content, count);
        follow_pointer();
        ui_.end_scroll();
        say_copied();
        StreamPress press = draw_message_menu(screen_, source_, memory_, out_);
        after_scroll();
        return press;
    }

  private:
    float total() const { return kTop + static_cast<float>(memory_.heights.index().total()) + kBottom; }
    float end_offset() const { return std::max(0.f, total() - area_.h); }

    void follow_changes() {
        const auto estimate = [this](std::size_t i) { return estimate_height(source_, i); };
        const bool other = memory_.conversation != source_.conversation.id;
        if (other) {
            memory_.conversation = source_.conversation.id;
            memory_.at_end = true;
            memory_.selecting = false;
            memory_.selection.clear();
            memory_.focused = 0;
            memory_.scroll = {};
            memory_.voices.stop();
            memory_.bodies = {};
            memory_.unfolded.clear();
        }
        if (other || memory_.view_key != source_.view.key || memory_.width != source_.width) {
            if (other || memory_.width != source_.width) memory_.heights.forget();
            memory_.view_key = source_.view.key;
            memory_.width = source_.width;
            const double shown = static_cast<double>(memory_.scroll.offset - kTop);
            const double moved = memory_.heights.take(source_.view.entries, estimate, shown);
            if (moved != 0 && !memory_.at_end) {
                memory_.scroll.grow_above(static_cast<float>(moved));
                // It may stand closer to what came above it, without a name of its own: its words stay.
                const std::size_t anchored = memory_.heights.anchored();
                measure_above(anchored);
                // What is above it on the screen now was a guess until here.
                float above = kTop + static_cast<float>(memory_.heights.index().above(anchored)) -
                              memory_.scroll.offset;
                for (std::size_t i = anchored; i > 0 && above > 0; --i) above -= measure_above(i - 1);
            }
            memory_.selection.relocate([this](std::uint64_t name) { return memory_.heights.find(name); });
        }
    }

    void say_copied() {
        if (!memory_.picture_copied || !*memory_.picture_copied) return;
        const bool ok = **memory_.picture_copied;
        memory_.picture_copied.reset();
        ui_.toast({.text = std::string(ok ? screen_.w.picture_copied : screen_.w.picture_copy_refused),
                   .tone = ok ? Tone::Brand : Tone::Warn});
    }

    // What a search stands at may lie in the part that is not shown.
    void unfold_found() {
        for (const MessageId found : {memory_.find.now, memory_.reveal})
            if (!found.empty()) unfold(entry_name({.kind = EntryKind::Message, .key = found.value}));
    }

    void unfold(std::uint64_t name) {
        std::vector<std::uint64_t>& open = memory_.unfolded;
        if (std::find(open.begin(), open.end(), name) != open.end()) return;
        if (open.size() >= kMostUnfolded) open.erase(open.begin());
        open.push_back(name);
    }

    // The other way round. What is read stays where it is; of what is folded the beginning comes into view.
    void turn_fold(std::size_t i) {
        const std::uint64_t name = memory_.heights.name(i);
        const bool folds = std::erase(memory_.unfolded, name) > 0;
        if (!folds) unfold(name);
        measure(i);
        const float top = kTop + static_cast<float>(memory_.heights.index().above(i)) - 8;
        const float to = folds ? std::min(memory_.scroll.offset, top) : memory_.scroll.offset;
        memory_.at_end = false;
        memory_.scroll.content = total();
        memory_.scroll.jump(std::clamp(to, 0.f, end_offset()));
        ui_.keep_drawing();
    }

    // A message that was asked for stands in the upper third as soon as it is there.
    void reveal() {
        if (memory_.reveal.empty()) return;
        const ChatEntry wanted{.kind = EntryKind::Message, .key = memory_.reveal.value};
        ChatEntry line = wanted;
        line.kind = EntryKind::SystemLine;
        std::optional<std::size_t> at = memory_.heights.find(entry_name(wanted));
        if (!at) at = memory_.heights.find(entry_name(line));
        if (!at) return;
        for (std::size_t i = *at > kLookAhead ? *at - kLookAhead : 0; i <= *at; ++i) measure(i);
        const float top = kTop + static_cast<float>(memory_.heights.index().above(*at));
        memory_.scroll.content = total();
        memory_.scroll.jump(std::clamp(top - area_.h / 3, 0.f, end_offset()));
        memory_.at_end = memory_.scroll.offset >= end_offset() - 2 && !source_.thread.has_newer;
        memory_.flashed = std::exchange(memory_.reveal, {});
        memory_.flash_until_ms = ui_.now_ms() + kFlashMs;
        ui_.keep_drawing();
    }

    // The true height of an entry; what is below it stays where it is on the screen.
    float measure_above(std::size_t i) {
        const float before = memory_.heights.index().at(i);
        const float height = measure(i);
        memory_.scroll.grow_above(height - before);
        return height;
    }

    float measure(std::size_t i) {
        const float height = shape_entry(screen_, source_, i, memory_.contents, memory_.voices).height;
        memory_.heights.measured(i, height);
        return height;
    }

    // Heights of what is about to be drawn become true before it is drawn. What lies above the shown part
    // changes its height only here, and the scroll position goes along.
    void measure_around() {
        const HeightIndex& index = memory_.heights.index();
        if (index.size() == 0) return;
        if (memory_.at_end) {
            float seen = 0;
            for (std::size_t i = index.size(); i > 0 && seen < area_.h + 200; --i) seen += measure(i - 1);
            memory_.scroll.jump(end_offset());
            return;
        }
        const auto shown = static_cast<double>(std::max(0.f, memory_.scroll.offset - kTop));
        const std::size_t first = index.find(shown);
        for (std::size_t i = first > kLookAhead ? first - kLookAhead : 0; i < first; ++i) {
            const float before = index.at(i);
            const float by = measure(i) - before;
            if (by != 0) memory_.scroll.grow_above(by);
        }
        for (std::size_t i = first; i < index.size(); ++i) {
            measure(i);
            if (index.above(i) > shown + static_cast<double>(area_.h) + 200) break;
        }
    }

    void draw_top(Rect row) {
        if (!ui_.visible(row)) return;
        const Words& w = screen_.w;
        const Thread& thread = source_.thread;
        if (thread.failed) {
            const ButtonSpec again{.label = w.try_again, .icon = Icon::Retry, .text_size = type::kSmall};
            const bool newer = thread.part == HistoryPart::Newer;
            const std::string_view what = newer ? w.chat_newer_failed : w.chat_older_failed;
            const float words = ui_.text_width(what, {type::kSmall, Weight::Regular});
            const float button = ui_.button_width(again);
            Rect middle = row.centered({std::min(row.w, words + 12 + button), size::kControl});
            const Rect place = middle.cut_right(button);
            middle.cut_right(12);
            ui_.label(what, middle,
                      {.size = type::kSmall, .color = screen_.theme().danger_text, .align = Align::Right},
                      Role::Alert);
            if (ui_.button(ui_.id("older-again"), place, again)) {
                if (newer)
                    out_.emplace_back(NewerWanted{source_.conversation.id});
                else
                    out_.emplace_back(OlderWanted{source_.conversation.id});
            }
        } else if (thread.has_older) {
            if (thread.loading) {
                ui_.spinner(row.center(), 8, screen_.theme().text3);
                ui_.mirror().leaf(
                    {.id = ui_.id("older"), .role = Role::Status, .name = w.chat_older_loading, .rect = row});
            }
        } else if (thread.loaded) {
            ui_.label(w.chat_beginning, row,
                      {.size = type::kSmall, .color = screen_.theme().text3, .align = Align::Center});
        }
    }

    void draw_entries(Rect content, std::size_t count) {
        const HeightIndex& index = memory_.heights.index();
        if (count == 0) return;
        const float clip_top = area_.y, clip_bottom = area_.bottom();
        std::size_t first = index.find(static_cast<double>(clip_top - content.y - kTop));
        // Tab reaches one entry: the one that had the focus, else the last on screen.
        std::size_t last = index.find(static_cast<double>(clip_bottom - content.y - kTop));
        std::size_t stop = last;
        if (memory_.focused != 0) {
            if (const auto found = memory_.heights.find(memory_.focused);
                found && *found >= first && *found <= last)
                stop = *found;
        }
        double above = index.above(first);
        for (std::size_t i = first; i < count; ++i) {
            const float top = content.y + kTop + static_cast<float>(above);
            if (top >= clip_bottom) break;
            EntryShape shape = shape_entry(screen_, source_, i, memory_.contents, memory_.voices);
            if (shape.height != index.at(i)) {
                memory_.heights.measured(i, shape.height);
                ui_.keep_drawing();
            }
            draw_one(i, shape, {content.x, top}, i == stop);
            above += static_cast<double>(shape.height);
        }
    }

    void draw_one(std::size_t i, const EntryShape& shape, Point at, bool stop) {
        const std::uint64_t name = memory_.heights.name(i);
        const WidgetId id = ui_.id(name);
        const auto length = shape.layout ? static_cast<std::uint32_t>(shape.layout->text().size()) : 0u;
        const bool selectable =
            shape.layout && shape.kind != EntryShape::Kind::Day && shape.kind != EntryShape::Kind::NewLine &&
            !(shape.message && (shape.message->recalled || shape.message->delivery == Delivery::Cancelled));
        EntryMarks marks;
        if (selectable) marks.selected = memory_.selection.covered(i, length);
        if (shape.message && shape.content) {
            marks.find = memory_.find.terms;
            marks.found_here = shape.message->id == memory_.find.now;
            // In the words as they are drawn: emoticon codes as emoji, without the quote.
            if (marks.found_here)
                if (const auto parts = found_parts<TextLink>(shape.content->text, memory_.find.terms);
                    !parts.empty())
                    marks.found_now = parts.front();
        }
        if (shape.message) paint_flash(*shape.message, shape, at);
        const EntryPress press = draw_entry(screen_, source_, shape, memory_.voices, at, id, marks, stop);
        if (selectable)
            drawn_.push_back(
                {i, at.y, shape.height, {at.x + shape.text_at.x, at.y + shape.text_at.y}, shape.layout});
        if (press.body.what == BodyPress::What::Fold)
            turn_fold(i);
        else if (press.body.what != BodyPress::What::None)
            act(screen_, press.body, body_place(source_, shape), memory_.bodies, memory_.voices, out_);
        if (shape.message && shape.message->delivery == Delivery::Held) {
            // The next whole second of the countdown.
            const UnixMs left = shape.message->held_until - screen_.clock.now;
            // Over, and no news of it: the connection is lost. Nothing changes until it is back.
            if (left > 0) ui_.redraw_after(static_cast<double>(left % 1000 + 1));
        }
        if (press.action) add_entry_action(*press.action, shape, source_.conversation.id, out_);
        if (press.entry.hovered) hovered_ = i;
        if (press.entry.focused || ui_.input().focus == id) {
            memory_.focused = name;
            move_focus(i, id);
        }
        const bool by_key = press.entry.pressed && !ui_.input().pointer.released;
        if (press.entry.double_click && !press.on_text && shape.content && !shape.layout)
            act(screen_, main_act(body_scene(screen_, source_, shape, memory_.voices)),
                body_place(source_, shape), memory_.bodies, memory_.voices, out_);
        if (press.entry.context || press.body.context || by_key) {
            const PointerState& pointer = ui_.input().pointer;
            const Rect anchor =
                pointer.secondary ? Rect{pointer.at.x, pointer.at.y, 1, 1} : shape.bubble.moved(at.x, at.y);
            open_message_menu(screen_, shape, name, anchor, memory_);
        }
    }

    // Behind the message that was just scrolled to.
    void paint_flash(const Message& message, const EntryShape& shape, Point at) {
        if (memory_.flashed != message.id) return;
        const double left = memory_.flash_until_ms - ui_.now_ms();
        if (left <= 0) {
            memory_.flashed = {};
            return;
        }
        const auto strength = static_cast<float>(std::min(1.0, left / 600));
        const Rect row{at.x + 4, at.y + shape.bubble.y - 5, source_.width - 8, shape.bubble.h + 10};
        ui_.fill(row, screen_.theme().warn.faded(0.18f * strength), radius::kControl);
        if (left > 600)
            ui_.redraw_after(left - 600);
        else
            ui_.keep_drawing();
    }

    void move_focus(std::size_t i, WidgetId id) {
        const HeightIndex& index = memory_.heights.index();
        const int step = ui_.key_on(id, Key::Up) ? -1 : ui_.key_on(id, Key::Down) ? 1 : 0;
        std::size_t to = i;
        while (step != 0) {
            if ((step < 0 && to == 0) || (step > 0 && to + 1 >= index.size())) return;
            to = step < 0 ? to - 1 : to + 1;
            const EntryKind kind = source_.view.entries[to].kind;
            if (kind != EntryKind::DayLine && kind != EntryKind::NewLine) break;
        }
        if (to == i) return;
        // It must be drawn before it can take the focus: scroll now, focus at once when it is on screen
        // already.
        const float top = kTop + static_cast<float>(index.above(to)), height = index.at(to);
        ScrollState& scroll = memory_.scroll;
        if (top < scroll.offset) scroll.jump(std::max(0.f, top - 8));
        if (top + height > scroll.offset + area_.h)
            scroll.jump(std::min(end_offset(), top + height - area_.h + 8));
        memory_.at_end = false;
        ui_.focus(ui_.id(memory_.heights.name(to)));
        ui_.keep_drawing();
    }

    // The place in the stream nearest to a point.
    std::optional<TextPlace> place_at(Point p) const {
        if (drawn_.empty()) return std::nullopt;
        const Drawn* nearest = &drawn_.front();
        for (const Drawn& drawn : drawn_)
            if (p.y >= drawn.top) nearest = &drawn;
        const Point in{p.x - nearest->text_at.x, p.y - nearest->text_at.y};
        return TextPlace{memory_.heights.name(nearest->index), nearest->index,
                         nearest->layout->offset_at(in)};
    }

    void follow_pointer() {
        const PointerState& pointer = ui_.input().pointer;
        TextSelection& selection = memory_.selection;
        if (pointer.pressed && !pointer.touch) {
            if (hovered_) {
                if (const auto place = place_at(pointer.at)) press_text(*place, pointer);
            } else if (area_.contains(pointer.at) && !ui_.popup_open(ui_.id("message-menu"))) {
                selection.clear();
            }
        }
        if (memory_.selecting && pointer.down && !pointer.pressed) {
            if (const auto place = place_at(pointer.at)) selection.extend(*place);
            // Beyond the edge the stream follows the pointer.
            const float beyond = pointer.at.y < area_.y          ? pointer.at.y - area_.y
                                 : pointer.at.y > area_.bottom() ? pointer.at.y - area_.bottom()
                                                                 : 0;
            if (beyond != 0) {
                memory_.at_end = false;
                memory_.scroll.jump(
                    std::clamp(memory_.scroll.offset + std::clamp(beyond, -24.f, 24.f), 0.f, end_offset()));
                ui_.keep_drawing();
            }
            ui_.set_cursor(Cursor::Text);
        }
        // Drawn before this: the next frame shows what is selected now.
        if (pointer.pressed || memory_.selecting) ui_.keep_drawing();
        if (!pointer.down) memory_.selecting = false;
        if (!selection.empty()) {
            const bool copy = stroke_pressed(ui_, console_action("write.copy_selection").keys[0]);
            // The words of a long selection are not put together for every frame.
            if (copy || (!memory_.selecting &&
                         (memory_.words_of != selection || memory_.words_key != source_.view.key))) {
                memory_.words = selected_words(screen_, source_, memory_);
                memory_.words_of = selection;
                memory_.words_key = source_.view.key;
            }
            // With the keyboard in a field, the copy command of the browser takes these words.
            if (memory_.words_of == selection) ui_.offer_copy(memory_.words);
            if (copy) ui_.copy(memory_.words);
        }
    }

    void press_text(TextPlace place, const PointerState& pointer) {
        TextSelection& selection = memory_.selection;
        const Drawn* drawn = nullptr;
        for (const Drawn& candidate : drawn_)
            if (candidate.index == place.index) drawn = &candidate;
        if (!drawn) return;
        if (pointer.clicks == 2) {
            const auto [begin, end] = drawn->layout->word_at(place.offset);
            selection.select(place, begin, end);
        } else if (pointer.clicks >= 3) {
            selection.select(place, 0, static_cast<std::uint32_t>(drawn->layout->text().size()));
        } else if (pointer.shift && !selection.empty()) {
            selection.extend(place);
            memory_.selecting = true;
        } else {
            selection.begin(place);
            memory_.selecting = true;
        }
    }

    void after_scroll() {
        ScrollState& scroll = memory_.scroll;
        // The end of a window that was opened far back is not where new messages come.
        const Thread& thread = source_.thread;
        const bool at_end = scroll.target >= end_offset() - 2 && !thread.has_newer;
        if (at_end != memory_.at_end) {
            memory_.at_end = at_end;
            ui_.keep_drawing();
        }
        if (memory_.at_end != screen_.state.at_newest) out_.emplace_back(ScrolledToNewest{memory_.at_end});
        if (thread.loaded && thread.has_older && !thread.loading && !thread.failed &&
            scroll.offset < kOlderWithin)
            out_.emplace_back(OlderWanted{source_.conversation.id});
        if (thread.loaded && thread.has_newer && !thread.loading && !thread.failed &&
            memory_.reveal.empty() && end_offset() - scroll.offset < kOlderWithin)
            out_.emplace_back(NewerWanted{source_.conversation.id});
    }

    const Screen& screen_;
    Ui& ui_;
    Rect area_;
    const StreamSource& source_;
    StreamMemory& memory_;
    Intents& out_;
    std::vector<Drawn> drawn_;
    std::optional<std::size_t> hovered_;
};

}  // namespace

StreamMemory::StreamMemory(Platform& platform) : voices(platform.audio(), platform.page()) {}

StreamPress draw_stream(const Screen& screen, Rect area, const StreamSource& source, StreamMemory& memory,
                        Intents& out) {
    return StreamFrame(screen, area, source, memory, out).run();
}

std::string selected_words(const Screen& screen, const StreamSource& source, StreamMemory& memory) {
    std::string out;
    if (memory.selection.empty()) return out;
    const auto [first, last] = memory.selection.ordered();
    for (std::size_t i = first.index; i <= last.index && i < source.view.entries.size(); ++i) {
        const std::string text =
            entry_text(source.thread, source.view.entries[i], memory.contents, screen.state);
        const auto covered = memory.selection.covered(i, static_cast<std::uint32_t>(text.size()));
        if (!covered) continue;
        if (!out.empty()) out += '\n';
        out += text.substr(covered->first, covered->second - covered->first);
    }
    return out;
}

}  // namespace kf::web
