#include "web/console/chat/message_menu.h"

#include <algorithm>

#include "shared/kf/message_codec.h"
#include "web/console/actions/console_actions.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

void add_entry_action(EntryAction action, const EntryShape& shape, ConversationId conversation,
                      Intents& out) {
    if (shape.message) {
        if (action == EntryAction::Undo) out.emplace_back(CancelPressed{shape.message->id, conversation});
        if (action == EntryAction::Retry) out.emplace_back(RetryPressed{shape.message->id, conversation});
        if (action == EntryAction::Edit) out.emplace_back(EditPressed{conversation, shape.message->id});
        if (action == EntryAction::Drop) out.emplace_back(DiscardPressed{shape.message->id, conversation});
    }
    if (shape.pending) {
        if (action == EntryAction::Retry)
            out.emplace_back(PendingRetryPressed{conversation, shape.pending->client_id});
        if (action == EntryAction::Drop)
            out.emplace_back(PendingDropped{conversation, shape.pending->client_id});
        if (action == EntryAction::Edit)
            out.emplace_back(EditPressed{conversation, {}, shape.pending->client_id});
    }
}

BodyPlace body_place(const StreamSource& source, const EntryShape& shape) {
    BodyPlace place{.conversation = source.conversation, .thread = source.thread};
    place.message = shape.message;
    place.content = shape.content;
    if (shape.message) place.media = shape.message->media;
    if (shape.pending) place.media = shape.pending->media;
    return place;
}

void open_message_menu(const Screen& screen, const EntryShape& shape, std::uint64_t entry, Rect anchor,
                       StreamMemory& memory) {
    memory.menu_on = entry;
    memory.menu_link.clear();
    if (shape.content) {
        // By keyboard the first address counts, as no pointer says which.
        const MessageContent& content = *shape.content;
        const auto link = std::find_if(content.spots.begin(), content.spots.end(), [](const TextSpot& spot) {
            return spot.kind == TextSpot::Kind::Link;
        });
        if (link != content.spots.end())
            memory.menu_link = content.text.substr(link->begin, link->end - link->begin);
    }
    screen.ui.open_popup(screen.ui.id("message-menu"), anchor);
}

namespace {

enum class What {
    Copy,
    CopyAll,
    Quote,
    Main,
    RetryMedia,
    CopyPicture,
    SaveMedia,
    CopyLink,
    OpenLink,
    QuickReply,
    Raw,
    Undo,
    Retry,
    Drop,
    Edit
};

// The menu's entries with what each means.
class MenuList {
  public:
    void add(What what, MenuItem item) {
        item.separator_before = std::exchange(separator_, false) && !items_.empty();
        items_.push_back(item);
        meanings_.push_back(what);
    }
    void separate() { separator_ = true; }
    std::span<const MenuItem> items() const { return items_; }
    What meaning(int i) const { return meanings_[static_cast<std::size_t>(i)]; }

  private:
    std::vector<MenuItem> items_;
    std::vector<What> meanings_;
    bool separator_ = false;
};

Icon act_icon(BodyPress::What what) {
    switch (what) {
        case BodyPress::What::View:
            return Icon::Image;
        case BodyPress::What::Voice:
            return Icon::Play;
        case BodyPress::What::Save:
            return Icon::Download;
        case BodyPress::What::RetryMedia:
            return Icon::Retry;
        case BodyPress::What::OpenLink:
            return Icon::External;
        case BodyPress::What::Record:
            return Icon::Chat;
        default:
            return Icon::Copy;
    }
}

const Media* ready_main(const BodyPlace& place) {
    const Media* media = MediaSet{place.media}.find("main");
    return media != nullptr && media->state == MediaState::Ready ? media : nullptr;
}

// Answers worth giving again: ours, whoever of us wrote them.
bool can_keep(const EntryShape& shape) {
    const bool ours = shape.pending || (shape.message && shape.message->sender.kind == SenderKind::Agent);
    return ours && shape.content && !shape.content->note && !shape.content->text.empty();
}

// Answers that quote are offered where an answer may be written at all: to what people said.
bool can_quote(const EntryShape& shape) {
    return shape.kind == EntryShape::Kind::Bubble && shape.message && !shape.text.empty() &&
           !(shape.content && shape.content->note);
}

}  // namespace

StreamPress draw_message_menu(const Screen& screen, const StreamSource& source, StreamMemory& memory,
                              Intents& out) {
    StreamPress press;
    Ui& ui = screen.ui;
    const WidgetId popup = ui.id("message-menu");
    if (!ui.popup_open(popup)) return press;
    const std::optional<std::size_t> index = memory.heights.find(memory.menu_on);
    if (!index || *index >= source.view.entries.size()) {
        ui.close_popup();
        return press;
    }
    const Words& w = screen.w;
    const EntryShape shape = shape_entry(screen, source, *index, memory.contents, memory.voices);
    const BodyPlace place = body_place(source, shape);
    const BodyPress main =
        shape.content ? main_act(body_scene(screen, source, shape, memory.voices)) : BodyPress{};
    const Media* media = ready_main(place);
    const bool picture = media != nullptr && media->mime.starts_with("image/");
    const std::string selected = selected_words(screen, source, memory);

    const std::string copy_keys = shortcut_of("write.copy_selection", keyboard_of(ui));
    MenuList list;
    if (main.what != BodyPress::What::None)
        list.add(What::Main, {.label = act_words(main, w), .icon = act_icon(main.what)});
    const bool failed = std::any_of(place.media.begin(), place.media.end(),
                                    [](const Media& m) { return m.state == MediaState::Failed; });
    if (shape.message && failed && main.what != BodyPress::What::RetryMedia)
        list.add(What::RetryMedia, {.label = w.act_retry_media, .icon = Icon::Retry});
    if (!selected.empty())
        list.add(What::Copy, {.label = w.message_copy, .icon = Icon::Copy, .hint = copy_keys});
    if (picture)
        list.add(What::CopyPicture, {.label = w.message_copy_picture, .icon = Icon::Copy});
    else
        list.add(What::CopyAll,
                 {.label = selected.empty() ? w.message_copy : w.message_copy_all, .icon = Icon::Copy});
    if (can_quote(shape)) list.add(What::Quote, {.label = w.message_quote, .icon = Icon::Quote});
    if (media != nullptr && main.what != BodyPress::What::Save)
        list.add(What::SaveMedia, {.label = w.message_save, .icon = Icon::Download});
    if (!memory.menu_link.empty()) {
        list.separate();
        list.add(What::OpenLink, {.label = w.message_open_link, .icon = Icon::External});
        list.add(What::CopyLink, {.label = w.message_copy_link, .icon = Icon::Link});
    }
    list.separate();
    if (can_keep(shape)) list.add(What::QuickReply, {.label = w.message_to_quick_reply, .icon = Icon::Bolt});
    if (screen.state.self.role == kf::Role::Admin && shape.message && !shape.message->raw.empty())
        list.add(What::Raw, {.label = w.raw_show, .icon = Icon::Braces});
    list.separate();
    for (const EntryAction action : shape.actions) {
        const bool drop = action == EntryAction::Drop;
        list.add(drop                          ? What::Drop
                 : action == EntryAction::Undo ? What::Undo
                 : action == EntryAction::Edit ? What::Edit
                                               : What::Retry,
                 {.label = action_words(action, w),
                  .icon = action == EntryAction::Retry  ? Icon::Retry
                          : action == EntryAction::Edit ? Icon::Note
                                                        : Icon::Close,
                  .danger = drop});
    }
    const std::optional<int> chosen = ui.menu(popup, w.message_menu, list.items());
    if (!chosen) return press;
    switch (list.meaning(*chosen)) {
        case What::Copy:
            ui.copy(selected);
            break;
        case What::CopyAll:
            ui.copy(shape.text);
            break;
        case What::Quote:
            press.quote = Quote{shape.sender_name, one_line(shape.text, kMaxQuotedCodePoints)};
            break;
        case What::Main:
            act(screen, main, place, memory.bodies, memory.voices, out);
            break;
        case What::RetryMedia:
            act(screen, {.what = BodyPress::What::RetryMedia}, place, memory.bodies, memory.voices, out);
            break;
        case What::CopyPicture: {
            const auto said = std::make_shared<std::optional<bool>>();
            memory.picture_copied = said;
            ui.platform().downloads().copy_image(media_path(media->id), [said, &page = ui.page()](bool ok) {
                *said = ok;
                page.request_frame();
            });
            break;
        }
        case What::SaveMedia:
            act(screen, {.what = BodyPress::What::Save, .media = media->id}, place, memory.bodies,
                memory.voices, out);
            break;
        case What::CopyLink:
            ui.copy(memory.menu_link);
            break;
        case What::OpenLink:
            ui.page().open_link(link_target(memory.menu_link));
            break;
        case What::QuickReply:
            press.quick_reply = selected.empty() ? shape.content->text : selected;
            break;
        case What::Raw:
            open_raw(memory.bodies.raw, shape.message->raw);
            ui.keep_drawing();
            break;
        case What::Undo:
            add_entry_action(EntryAction::Undo, shape, source.conversation.id, out);
            break;
        case What::Retry:
            add_entry_action(EntryAction::Retry, shape, source.conversation.id, out);
            break;
        case What::Edit:
            add_entry_action(EntryAction::Edit, shape, source.conversation.id, out);
            break;
        case What::Drop:
            add_entry_action(EntryAction::Drop, shape, source.conversation.id, out);
            break;
    }
    return press;
}

}  // namespace kf::web
