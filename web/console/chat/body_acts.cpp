#include "web/console/chat/body_acts.h"

#include <algorithm>
#include <array>

#include "web/ui/platform/platform.h"

namespace kf::web {

namespace {

const Message* find_message(const Thread& thread, MessageId id) {
    const auto found = std::lower_bound(thread.messages.begin(), thread.messages.end(), id,
                                        [](const Message& m, MessageId wanted) { return m.id < wanted; });
    return found != thread.messages.end() && found->id == id ? &*found : nullptr;
}

// Whether a media is looked at in the viewer: by what it is, as the message's type only claims.
bool is_video(const Media& media) {
    return media.mime.starts_with("video/");
}
bool is_picture(const Media& media) {
    return media.mime.starts_with("image/");
}

ViewerItem viewer_item(const Media& media, std::string title) {
    return {.media = media.id,
            .video = is_video(media),
            .url = media_path(media.id),
            .poster = media.thumbnail ? thumbnail_path(media.id) : std::string(),
            .name = media.name,
            .title = std::move(title),
            .natural = {static_cast<float>(media.width), static_cast<float>(media.height)},
            .animated = media.mime == "image/gif"};
}

bool can_view(const Media& media) {
    return media.state == MediaState::Ready && (is_video(media) || is_picture(media));
}

// Pictures and videos of the whole conversation as far as the console holds it; of a record its own.
std::vector<ViewerItem> viewer_items(const Screen& screen, const BodyPlace& place) {
    std::vector<ViewerItem> out;
    if (place.record != nullptr) {
        for (const RecordItem& item : place.record->items)
            for (const Media& media : place.media)
                if (media.role == item.role && can_view(media))
                    out.push_back(viewer_item(media, item.sender));
        return out;
    }
    for (const Message& message : place.thread.messages) {
        if (message.recalled || (message.msgtype != "image" && message.msgtype != "video")) continue;
        for (const Media& media : message.media) {
            if (media.role != "main" || !can_view(media)) continue;
            out.push_back(
                viewer_item(media, sender_name(screen.state, message, place.conversation.customer, screen.w) +
                                       "  ·  " + day_time(message.sent_at, screen.clock, screen.w)));
        }
    }
    for (const PendingMessage& pending : place.thread.pending)
        for (const Media& media : pending.media)
            if (media.role == "main" && can_view(media)) out.push_back(viewer_item(media, {}));
    return out;
}

// What plays on after a customer's voice: their next ones that were not heard yet.
std::vector<MediaId> following_voices(const BodyPlace& place, const VoicePlayer& voices) {
    std::vector<MediaId> out;
    if (place.record != nullptr) {
        bool after = false;
        for (const RecordItem& item : place.record->items) {
            const Media* media = MediaSet{place.media, item.role}.find("main");
            if (after && media != nullptr && media->state == MediaState::Ready &&
                std::holds_alternative<VoiceBody>(item.content.content))
                out.push_back(media->id);
            after = after || item.role == place.item;
        }
        return out;
    }
    if (place.message == nullptr || place.message->sender.kind != SenderKind::Customer) return out;
    for (const Message& message : place.thread.messages) {
        if (!(place.message->id < message.id) || message.recalled || message.msgtype != "voice" ||
            message.sender.kind != SenderKind::Customer)
            continue;
        for (const Media& media : message.media) {
            if (out.size() < VoicePlayer::kMostFollowing && media.role == "main" &&
                media.state == MediaState::Ready && !voices.heard(media.id))
                out.push_back(media.id);
        }
    }
    return out;
}

void draw_spot_menu(const Screen& screen, BodyMemory& memory, std::optional<std::string>& search) {
    Ui& ui = screen.ui;
    const WidgetId popup = ui.id("spot-menu");
    if (!ui.popup_open(popup)) return;
    const std::string copy = fill(screen.w.spot_copy, {memory.spot});
    const std::string find = fill(screen.w.spot_search, {memory.spot});
    const std::array<MenuItem, 2> items{MenuItem{.label = copy, .icon = Icon::Copy},
                                        MenuItem{.label = find, .icon = Icon::Search}};
    const std::optional<int> chosen = ui.menu(popup, screen.w.spot_menu, items);
    if (!chosen) return;
    if (*chosen == 0) ui.copy(memory.spot);
    if (*chosen == 1) search = memory.spot;
}

}  // namespace

void act(const Screen& screen, const BodyPress& press, const BodyPlace& place, BodyMemory& memory,
         VoicePlayer& voices, Intents& out) {
    using What = BodyPress::What;
    Ui& ui = screen.ui;
    switch (press.what) {
        case What::None:
            return;
        case What::View: {
            std::vector<ViewerItem> items = viewer_items(screen, place);
            const bool there = std::any_of(items.begin(), items.end(),
                                           [&](const ViewerItem& item) { return item.media == press.media; });
            if (!there) return;
            voices.stop();
            open_viewer(memory.viewer, std::move(items), press.media);
            break;
        }
        case What::Voice:
            voices.press(press.media, following_voices(place, voices));
            break;
        case What::VoiceSeek:
            voices.seek(press.media, press.position_secs);
            break;
        case What::VoiceRate:
            voices.next_rate();
            break;
        case What::Save: {
            std::string name = press.words;
            for (const Media& media : place.media)
                if (media.id == press.media && name.empty()) name = media.name;
            ui.platform().downloads().save(media_path(press.media) + "?download=1", name);
            break;
        }
        case What::RetryMedia:
            if (place.message != nullptr) out.emplace_back(MediaRetryPressed{place.message->id});
            break;
        case What::OpenLink:
            ui.page().open_link(press.words);
            break;
        case What::Copy:
            ui.copy(press.words);
            break;
        case What::Spot:
            memory.spot = press.words;
            ui.open_popup(ui.id("spot-menu"), press.at);
            break;
        case What::Record:
            if (place.content == nullptr) return;
            if (const auto* record = std::get_if<MergedBody>(&place.content->content)) {
                if (place.message != nullptr) memory.record.message = place.message->id;
                memory.record.levels.push_back(record_level(screen, *record, place.item));
            }
            break;
        case What::Fold:  // the stream's own
            break;
        case What::Raw:
            if (place.message != nullptr) open_raw(memory.raw, place.message->raw);
            break;
    }
    ui.keep_drawing();
}

std::optional<std::string> draw_body_dialogs(const Screen& screen, const Conversation& conversation,
                                             const Thread* thread, BodyMemory& memory, VoicePlayer& voices,
                                             Intents& out) {
    std::optional<std::string> search;
    if (thread == nullptr) {
        memory = {};
        return search;
    }
    // One at a time; what lies below comes back when the one above is closed.
    if (memory.viewer.open()) {
        draw_viewer(screen, memory.viewer);
    } else if (memory.raw.open()) {
        draw_raw_dialog(screen, memory.raw);
    } else if (memory.record.open()) {
        const Message* message = find_message(*thread, memory.record.message);
        if (message == nullptr || message->recalled) {
            memory.record = {};
        } else {
            const RecordPress pressed = draw_record_dialog(screen, message->media, voices, memory.record);
            if (pressed.press.what != BodyPress::What::None && memory.record.open()) {
                // A copy: opening a nested record moves the levels.
                const RecordLevel level = memory.record.levels.back();
                const RecordItem& item = level.items[pressed.item];
                act(screen, pressed.press,
                    {.conversation = conversation,
                     .thread = *thread,
                     .message = message,
                     .content = &item.content,
                     .media = message->media,
                     .record = &level,
                     .item = item.role},
                    memory, voices, out);
            }
        }
    }
    draw_spot_menu(screen, memory, search);
    return search;
}

}  // namespace kf::web
