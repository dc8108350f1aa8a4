#include "web/console/chat/entry_shape.h"

#include <algorithm>
#include <cmath>

#include "web/text/wechat_emoticons.h"

namespace kf::web {

namespace {

constexpr float kAvatar = 34, kAvatarGap = 10;
using body::kPadX, body::kPadY;
constexpr float kMetaHeight = 18;
constexpr float kGap = 12, kGapSame = 5;
// How far around a message the menu that belongs to a click is looked for; bounds the work of a frame.
constexpr std::size_t kMenuReach = 60;

float side_padding(float width) {
    return width < 520 ? 12 : 24;
}
// Widest bubble: 72 % of the stream as in the look, more where there is little room.
float most_bubble(float width) {
    const float column = width - 2 * side_padding(width);
    return std::max(120.f, column * (width < 520 ? 0.9f : 0.72f) - kAvatar - kAvatarGap);
}

Folding folding_of(const StreamSource& source, const ChatEntry& entry) {
    if (source.unfolded == nullptr) return Folding::Whole;
    const auto& open = *source.unfolded;
    return std::find(open.begin(), open.end(), entry_name(entry)) == open.end() ? Folding::Folded
                                                                                : Folding::Unfolded;
}

void join(std::string& words, std::string_view part) {
    if (part.empty()) return;
    if (!words.empty()) words += " · ";
    words += part;
}

// Whether the next entry goes on with the same sender: then the time stands below that one.
bool goes_on(const ChatView& view, std::size_t index) {
    if (index + 1 >= view.entries.size()) return false;
    const ChatEntry& next = view.entries[index + 1];
    return (next.kind == EntryKind::Message || next.kind == EntryKind::Pending) && next.same_sender_as_above;
}

void shape_line(const Screen& screen, const StreamSource& source, EntryShape& shape) {
    const bool pill = shape.kind == EntryShape::Kind::System;
    const float most = std::max(80.f, source.width - 2 * side_padding(source.width) - 28);
    shape.layout = &screen.ui.layout(
        shape.text, {.font = {type::kSmall, Weight::Regular}, .width = most, .max_lines = pill ? 6 : 1});
    Size size = shape.layout->size();
    if (shape.kept_layout != nullptr) {
        size.w = std::max(size.w, shape.kept_layout->size().w);
        size.h += shape.kept_layout->size().h + 2;
    }
    const float pad_x = pill ? 12 : 0, pad_y = pill ? 3 : 0;
    const float gap = pill ? 10 : 14;
    shape.bubble = {(source.width - size.w) / 2 - pad_x, gap, size.w + 2 * pad_x, size.h + 2 * pad_y};
    shape.text_at = {(source.width - shape.layout->size().w) / 2, shape.bubble.y + pad_y};
    shape.height = shape.bubble.bottom() + (pill ? 2.f : 0.f);
}

struct AnsweredItem {
    std::size_t menu = 0;
    const kf::MenuItem* item = nullptr;  // null: no menu near enough has it
};

// The menu that the customer answered with this item: the nearest one above that has it, with the same words
// where there is such a one, for several menus may number their items alike.
AnsweredItem answered_item(const Screen& screen, const StreamSource& source, std::size_t index,
                           MessageContents& contents) {
    const Message& answer = source.thread.messages[index];
    AnsweredItem found;
    for (std::size_t back = 1; back <= kMenuReach && back <= index; ++back) {
        const Message& above = source.thread.messages[index - back];
        if (above.msgtype != "msgmenu" || above.recalled) continue;
        const MessageContent& content = contents.of(source.thread, index - back, screen.state);
        const auto* menu = std::get_if<MenuBody>(&content.content);
        if (menu == nullptr) continue;
        for (const kf::MenuItem& item : menu->list) {
            if (item.kind != MenuItemKind::Click || item.id != answer.menu_id) continue;
            if (item.content == answer.text) return {index - back, &item};
            if (found.item == nullptr) found = {index - back, &item};
        }
    }
    return found;
}

// Which items of a menu were clicked, by the messages that follow it.
std::vector<std::string_view> clicked_items(const Screen& screen, const StreamSource& source,
                                            std::size_t index, MessageContents& contents) {
    std::vector<std::string_view> out;
    const std::vector<Message>& messages = source.thread.messages;
    for (std::size_t i = index + 1; i < messages.size() && i <= index + kMenuReach; ++i)
        if (!messages[i].menu_id.empty()) {
            const AnsweredItem answered = answered_item(screen, source, i, contents);
            if (answered.item != nullptr && answered.menu == index) out.push_back(messages[i].menu_id);
        }
    return out;
}

void describe_message(const Screen& screen, const StreamSource& source, const Message& message,
                      bool last_of_run, EntryShape& shape) {
    const Words& w = screen.w;
    shape.message = &message;
    shape.sender = message.sender.kind;
    shape.sender_id =
        message.sender.kind == SenderKind::Customer ? source.conversation.customer.value : message.sender.id;
    shape.sender_name = sender_name(screen.state, message, source.conversation.customer, w);
    shape.avatar_words = message.sender.kind == SenderKind::Customer
                             ? customer_initial(screen.state, source.conversation.customer, w)
                             : shape.sender_name;
    shape.right = is_ours(message.sender.kind);
    if (shape.right) {
        constexpr UnixMs kWaitsLongMs = 5000;
        const bool own =
            message.sender.kind == SenderKind::Agent && message.sender.id == screen.state.self.id.value;
        if (!own) shape.meta = shape.sender_name;
        join(shape.meta, clock_time(message.sent_at, screen.clock));
        join(shape.meta, delivery_words(message, screen.clock.now, w));
        switch (message.delivery) {
            case Delivery::Held:
                shape.state_icon = Icon::Clock;
                shape.tone = Tone::Warn;
                shape.actions = {EntryAction::Undo};
                break;
            case Delivery::Queued:
                // One that waits for long may be taken back; most are gone before anybody could.
                if (own && screen.clock.now - message.sent_at > kWaitsLongMs) {
                    shape.actions = {EntryAction::Undo};
                }
                [[fallthrough]];
            case Delivery::Sending:
                shape.state_icon = Icon::Clock;
                break;
            case Delivery::Accepted:
                shape.state_icon = Icon::Check;
                break;
            case Delivery::Failed:
                shape.state_icon = Icon::Alert;
                shape.tone = Tone::Danger;
                shape.reason = screen.english() ? message.fail_en : message.fail_zh;
                if (worth_another_try(message)) shape.actions = {EntryAction::Retry};
                if (own && message.msgtype == "text") shape.actions.push_back(EntryAction::Edit);
                if (own && may_be_discarded(message)) shape.actions.push_back(EntryAction::Drop);
                break;
            case Delivery::None:
            case Delivery::Cancelled:
                break;
        }
    } else if (last_of_run) {
        shape.meta = clock_time(message.sent_at, screen.clock);
    }
    if (message.msgtype == kPrivateNote) join(shape.meta, w.note_mark);
    if (message.late) {
        join(shape.meta, w.late_mark);
        shape.state_icon = Icon::Info;
        shape.tone = Tone::Warn;
    }
}

void describe_pending(const Screen& screen, const PendingMessage& pending, EntryShape& shape) {
    const Words& w = screen.w;
    shape.pending = &pending;
    shape.sender = SenderKind::Agent;
    shape.sender_id = screen.state.self.id.value;
    shape.sender_name = agent_name(screen.state, screen.state.self.id);
    shape.avatar_words = shape.sender_name;
    shape.right = true;
    shape.meta = clock_time(pending.created_at, screen.clock);
    const std::string& error = screen.english() ? pending.error_en : pending.error_zh;
    if (!pending.error_zh.empty() || !pending.error_en.empty()) {
        join(shape.meta, w.delivery_failed);
        shape.reason = error;
        shape.state_icon = Icon::Alert;
        shape.tone = Tone::Danger;
        shape.actions = {EntryAction::Retry};
        if (!pending.content) shape.actions.push_back(EntryAction::Edit);
        // What may have been taken already cannot be dropped here.
        if (!pending.maybe_taken) shape.actions.push_back(EntryAction::Drop);
    } else {
        join(shape.meta, screen.state.connection.link == Link::Live ? w.delivery_sending : w.delivery_unsent);
        shape.state_icon = Icon::Clock;
    }
}

void shape_bubble(const Screen& screen, const StreamSource& source, const VoicePlayer& voices,
                  bool close_to_above, EntryShape& shape) {
    Ui& ui = screen.ui;
    const float side = side_padding(source.width), most = most_bubble(source.width);
    shape.body = shape_body(body_scene(screen, source, shape, voices));
    shape.layout = shape.body.layout;
    const float bubble_width = shape.body.size.w, bubble_height = shape.body.size.h;
    const float top = close_to_above ? kGapSame : kGap;
    const float left =
        shape.right ? source.width - side - kAvatar - kAvatarGap - bubble_width : side + kAvatar + kAvatarGap;
    shape.avatar = {shape.right ? source.width - side - kAvatar : side, top, kAvatar, kAvatar};
    shape.with_avatar = !close_to_above;
    shape.bubble = {left, top, bubble_width, bubble_height};
    shape.text_at = {left + shape.body.text_at.x, top + shape.body.text_at.y};

    float y = shape.bubble.bottom();
    const float meta_left = shape.right ? side : left;
    const float meta_width = shape.right ? shape.bubble.right() - side : source.width - side - left;
    if (!shape.meta.empty()) {
        shape.meta_at = {meta_left, y + 3, meta_width, kMetaHeight};
        y = shape.meta_at.bottom();
    }
    if (!shape.reason.empty()) {
        shape.reason_layout = &ui.layout(
            shape.reason, {.font = {type::kSmall, Weight::Regular}, .width = std::min(most, meta_width)});
        const Size size = shape.reason_layout->size();
        shape.reason_at = {shape.right ? shape.bubble.right() - size.w : left, y, size.w, size.h};
        y = shape.reason_at.bottom();
    }
    if (!shape.actions.empty()) {
        shape.actions_at = {meta_left, y + 2, meta_width, size::kControl};
        y = shape.actions_at.bottom();
    }
    shape.height = std::max(y, shape.with_avatar ? shape.avatar.bottom() : 0.f);
}

}  // namespace

BodyScene body_scene(const Screen& screen, const StreamSource& source, const EntryShape& shape,
                     const VoicePlayer& voices) {
    const std::vector<Media>& media = shape.message ? shape.message->media : shape.pending->media;
    return {.screen = screen,
            .content = *shape.content,
            .media = {media},
            .voices = voices,
            .most = most_bubble(source.width),
            .ours = shape.right,
            .pending = shape.pending != nullptr,
            .folding = shape.folding,
            .clicked = shape.clicked};
}

EntryShape shape_entry(const Screen& screen, const StreamSource& source, std::size_t index,
                       MessageContents& contents, const VoicePlayer& voices) {
    const ChatEntry& entry = source.view.entries[index];
    EntryShape shape;
    shape.folding = folding_of(source, entry);
    if (entry.kind == EntryKind::DayLine) {
        shape.kind = EntryShape::Kind::Day;
        shape.text = day_time(entry.at, screen.clock, screen.w);
        shape_line(screen, source, shape);
        return shape;
    }
    if (entry.kind == EntryKind::NewLine) {
        shape.kind = EntryShape::Kind::NewLine;
        shape.text = screen.w.new_messages_line;
        shape_line(screen, source, shape);
        return shape;
    }
    if (entry.kind == EntryKind::Pending) {
        if (entry.index >= source.thread.pending.size()) return shape;
        const PendingMessage& pending = source.thread.pending[entry.index];
        describe_pending(screen, pending, shape);
        shape.content = &contents.of(pending, screen.state);
        shape.text = shape.content->spoken;
        shape_bubble(screen, source, voices, entry.same_sender_as_above, shape);
        return shape;
    }
    if (entry.index >= source.thread.messages.size()) return shape;
    const Message& message = source.thread.messages[entry.index];
    const MessageContent& content = contents.of(source.thread, entry.index, screen.state);
    const bool event = entry.kind == EntryKind::SystemLine || message.sender.kind == SenderKind::System;
    if (event || message.recalled || message.delivery == Delivery::Cancelled) {
        shape.kind = EntryShape::Kind::System;
        shape.message = &message;
        if (message.delivery == Delivery::Cancelled)
            shape.text = screen.w.cancelled_by_you;
        else if (message.recalled)
            shape.text =
                message.sender.kind == SenderKind::Customer || message.sender.kind == SenderKind::Servicer
                    ? fill(screen.w.recalled_by,
                           {sender_name(screen.state, message, source.conversation.customer, screen.w)})
                    : std::string(screen.w.recalled_by_us);
        else
            shape.text = content.spoken;
        // The backend sends what was recalled only to those who may read it.
        const bool kept = message.recalled && (!message.text.empty() || !message.raw.empty());
        if (kept)
            shape.kept_layout = &screen.ui.layout(
                fill(screen.w.recalled_kept, {content.spoken}),
                {.font = {type::kSmall, Weight::Regular},
                 .width = std::max(80.f, source.width - 2 * side_padding(source.width) - 28),
                 .max_lines = 6});
        shape_line(screen, source, shape);
        return shape;
    }
    shape.content = &content;
    shape.text = content.spoken;
    describe_message(screen, source, message, !goes_on(source.view, index), shape);
    if (!message.menu_id.empty()) {
        const kf::MenuItem* item = answered_item(screen, source, entry.index, contents).item;
        join(shape.meta, item == nullptr ? std::string(screen.w.menu_mark)
                                         : fill(screen.w.menu_answer, {with_emoji(item->content)}));
    }
    if (message.msgtype == "msgmenu") shape.clicked = clicked_items(screen, source, entry.index, contents);
    shape_bubble(screen, source, voices, entry.same_sender_as_above, shape);
    return shape;
}

namespace {

// The height of what is no text, near enough for the scrollbar.
float estimate_body(const Message& message) {
    const std::string_view type = message.msgtype;
    if (type == "image" || type == "video") {
        for (const Media& media : message.media) {
            if (media.role != "main" || media.width <= 0 || media.height <= 0) continue;
            const auto w = static_cast<float>(media.width), h = static_cast<float>(media.height);
            return std::clamp(h * std::min({1.f, 240 / w, 280 / h}), 56.f, 280.f);
        }
        return 135;
    }
    if (type == "voice") return 42;
    if (type == "file") return 72;
    if (type == "location") return 170;
    if (type == "miniprogram") return 260;
    if (type == "msgmenu" || type == "merged_msg") return 130;
    return 100;
}

}  // namespace

float estimate_height(const StreamSource& source, std::size_t index) {
    const ChatEntry& entry = source.view.entries[index];
    std::size_t bytes = 0;
    bool ours = true;
    if (entry.kind == EntryKind::Pending && entry.index < source.thread.pending.size()) {
        bytes = source.thread.pending[entry.index].text.size();
    } else if (entry.kind == EntryKind::Message && entry.index < source.thread.messages.size()) {
        const Message& message = source.thread.messages[entry.index];
        bytes = message.text.size();
        ours = is_ours(message.sender.kind);
        if (message.msgtype != "text" && message.msgtype != kPrivateNote)
            return (entry.same_sender_as_above ? kGapSame : kGap) + estimate_body(message) +
                   (ours ? kMetaHeight + 3 : 0);
    } else {
        return entry.kind == EntryKind::SystemLine ? 36 : 32;
    }
    // Three bytes are one Chinese character, one em wide; Latin is wider per em than that, so this is no less
    // than the truth by much.
    const float width = static_cast<float>(bytes) / 3 * type::kBody;
    float lines = std::max(1.f, std::ceil(width / (most_bubble(source.width) - 2 * kPadX)));
    if (folding_of(source, entry) == Folding::Folded) lines = std::min(lines, float{kFoldLines} + 1);
    return (entry.same_sender_as_above ? kGapSame : kGap) + 2 * kPadY +
           lines * type::kBody * type::kLineHeight + (ours ? kMetaHeight + 3 : 0);
}

std::string_view action_words(EntryAction action, const Words& w) {
    switch (action) {
        case EntryAction::Undo:
            return w.message_undo;
        case EntryAction::Retry:
            return w.message_retry;
        case EntryAction::Drop:
            return w.message_drop;
        case EntryAction::Edit:
            return w.message_edit;
    }
    return {};
}

}  // namespace kf::web
