// What several kinds of bodies have in common.
#include <algorithm>
#include <cmath>

#include "shared/search/search_terms.h"
#include "web/console/chat/bodies/body.h"

namespace kf::web::body {

namespace {

constexpr float kStateHeight = 60;

bool shows_as_picture(std::string_view mime) {
    return mime == "image/jpeg" || mime == "image/png" || mime == "image/gif" || mime == "image/webp";
}

std::string_view problem_words(ErrorCode problem, const Words& w) {
    switch (problem) {
        case ErrorCode::Expired:
            return w.media_expired;
        case ErrorCode::TooLargePicture:
            return w.media_too_many_pixels;  // kept, unlike other large ones
        case ErrorCode::TooLarge:
            return w.media_too_large;
        case ErrorCode::WrongType:
            return w.media_wrong_type;
        case ErrorCode::NoPreview:
            return w.media_no_preview;
        case ErrorCode::BrokenPicture:
        case ErrorCode::BrokenVoice:
            return w.media_broken;
        case ErrorCode::Gone:
            return w.media_gone;
        default:
            return {};
    }
}

// What can be done about it: fetch it again, or save what is not shown (a voice that browsers cannot play, a
// file that is not what it claims to be).
BodyPress::What remedy(const BodyScene& scene, const Media* media) {
    if (media == nullptr || scene.pending) return BodyPress::What::None;
    if (media->state == MediaState::Failed) return BodyPress::What::RetryMedia;
    return media->state == MediaState::Refused && media->bytes > 0 ? BodyPress::What::Save
                                                                   : BodyPress::What::None;
}

}  // namespace

float card_width(const BodyScene& scene) {
    return std::min(kCardWidth, scene.most);
}

Press part(const BodyScene& scene, BodyPress& press, std::string_view id, Role role, std::string_view name,
           Rect rect) {
    Ui& ui = scene.screen.ui;
    const Press out = ui.interact({.id = ui.id(id),
                                   .role = role,
                                   .name = name,
                                   .rect = rect,
                                   .state = {.focusable = true, .tab_stop = scene.inside}});
    press.context = press.context || out.context;
    return out;
}

Radii plane_corners(const BodyScene& scene, Plane plane) {
    const float own = scene.inside || plane == Plane::Note ? radius::kBubble : radius::kOwnSide;
    if (plane == Plane::None) return {radius::kControl};
    return scene.ours ? Radii(radius::kBubble, own, radius::kBubble, radius::kBubble)
                      : Radii(own, radius::kBubble, radius::kBubble, radius::kBubble);
}

void paint_found(const BodyScene& scene, const TextLayout& layout, Point at, Color mark) {
    if (scene.find.empty()) return;
    for (const TextRange& found : find_terms(layout.text(), {scene.find.begin(), scene.find.end()}))
        for (const Rect& part :
             layout.selection(static_cast<std::uint32_t>(found.from), static_cast<std::uint32_t>(found.to)))
            scene.screen.ui.fill(part.moved(at.x, at.y), mark, 2);
}

void paint_words(const BodyScene& scene, const TextLayout& layout, Point at, Color color) {
    // A card is one thing: where the search stands at it, all that was found in it is marked strongly.
    paint_found(scene, layout, at, scene.theme().warn.faded(scene.found_here ? 0.6f : 0.32f));
    scene.screen.ui.text(layout, at, color);
}

void paint_line(const BodyScene& scene, std::string_view words, Rect box, float size, Color color) {
    const TextLayout& layout =
        scene.screen.ui.layout(words, {.font = {.size = size}, .width = box.w, .max_lines = 1});
    paint_words(scene, layout, {box.x, box.center().y - layout.size().h / 2}, color);
}

void rule(const BodyScene& scene, Rect edge) {
    scene.screen.ui.fill(edge, scene.theme().text3.faded(scene.theme().dark ? 0.3f : 0.2f));
}

void paint_plane(const BodyScene& scene, Plane plane, Rect box, bool bot, bool quiet) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = scene.theme();
    if (plane == Plane::None) return;
    const Radii corners = plane_corners(scene, plane);
    if (plane == Plane::Note) {
        ui.fill(box, theme.warn_soft, corners);
        ui.stroke_dashed(box, theme.warn, radius::kBubble);
        return;
    }
    const bool theirs = !scene.ours || plane == Plane::Card;
    Color color = plane == Plane::Card ? theme.theirs
                  : !scene.ours        ? theme.theirs
                  : bot                ? theme.info_soft
                                       : theme.mine;
    if (scene.inside && !theme.dark) color = theme.surface2;
    if (!theme.dark && theirs && !scene.inside) ui.shadow(box, radius::kBubble, 3, 1);
    ui.fill(box, quiet ? mix(color, theme.chat, 0.35f) : color, corners);
    if (scene.inside || (plane == Plane::Card && theme.dark)) ui.stroke(box, theme.line, corners);
}

std::string media_state_words(const Media* media, const Words& w) {
    if (media == nullptr) return std::string(w.media_none);
    switch (media->state) {
        case MediaState::Waiting:
            return std::string(w.media_waiting);
        case MediaState::Failed:
        case MediaState::Refused: {
            const std::string_view why = problem_words(media->problem, w);
            if (!why.empty()) return std::string(why);
            return std::string(media->state == MediaState::Failed ? w.media_failed : w.media_refused);
        }
        case MediaState::Dropped:
            return std::string(w.media_dropped);
        case MediaState::Ready:
            break;
    }
    return {};
}

Size media_state_size(const BodyScene& scene, const Media* media) {
    const bool retry = remedy(scene, media) != BodyPress::What::None;
    const TextLayout& words =
        scene.screen.ui.layout(media_state_words(media, scene.w()),
                               {.font = {.size = type::kSmall}, .width = card_width(scene) - 24 - 36});
    return {card_width(scene), std::max(kStateHeight, words.size().h + 24) + (retry ? 34.f : 0.f)};
}

void paint_media_state(const BodyScene& scene, const Media* media, Icon icon, Rect box, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = scene.theme();
    const bool waiting = media != nullptr && media->state == MediaState::Waiting;
    const bool failed = media != nullptr && media->state == MediaState::Failed;
    const std::string words = media_state_words(media, scene.w());
    ui.mirror().leaf({.id = ui.id("media-state"),
                      .role = waiting ? Role::Status : Role::Note,
                      .name = words,
                      .rect = box,
                      .state = {.busy = waiting}});
    Rect inside = box.inset(12, 0);
    Rect foot;
    const BodyPress::What act = remedy(scene, media);
    if (act != BodyPress::What::None) {
        foot = inside.cut_bottom(40);
        foot.cut_bottom(8);
    }
    const Rect mark = inside.cut_left(36);
    ui.icon(icon, Rect{mark.x, mark.y, 28, mark.h}, theme.text3, 26);
    if (failed) ui.icon(Icon::Alert, Rect{mark.x + 16, mark.center().y + 3, 14, 14}, theme.danger_text, 13);
    const TextLayout& layout =
        ui.layout(words, {.font = {.size = type::kSmall}, .width = std::max(40.f, inside.w)});
    ui.text(layout, {inside.x, inside.center().y - layout.size().h / 2},
            failed ? theme.danger_text : theme.text2);
    if (act != BodyPress::What::None) {
        const bool save = act == BodyPress::What::Save;
        const ButtonSpec button{.label = save ? scene.w().act_save : scene.w().act_retry_media,
                                .icon = save ? Icon::Download : Icon::Retry,
                                .text_size = type::kSmall};
        foot.cut_left(36);
        if (ui.button(ui.id("remedy"), foot.cut_left(ui.button_width(button)), button))
            press = {.what = act, .media = media->id};
    }
}

BodyShape framed_shape(const BodyScene& scene, const FrameLook& look) {
    constexpr float kMostWidth = 240, kMostHeight = 280;
    BodyShape shape;
    const Media* media = scene.media.find("main");
    if (media == nullptr || media->state != MediaState::Ready) {
        shape.plane = Plane::Card;
        shape.size = media_state_size(scene, media);
        return shape;
    }
    shape.plane = Plane::None;
    const float most = std::min(kMostWidth, scene.most);
    if (media->width <= 0 || media->height <= 0) {
        shape.size = {std::min(look.unknown.w, most), look.unknown.h};
        return shape;
    }
    const auto w = static_cast<float>(media->width), h = static_cast<float>(media->height);
    float scale = std::min(most / w, kMostHeight / h);
    if (!look.grows) scale = std::min(scale, 1.f);
    shape.size = {std::clamp(w * scale, look.least.w, most),
                  std::clamp(h * scale, look.least.h, kMostHeight)};
    return shape;
}

std::string picture_url(const Media& media) {
    if (media.state != MediaState::Ready) return {};
    if (media.thumbnail) return thumbnail_path(media.id);
    return shows_as_picture(media.mime) ? media_path(media.id) : std::string();
}

void paint_thumbnail(const BodyScene& scene, const Media* media, Icon icon, Rect box, Radii radii) {
    Ui& ui = scene.screen.ui;
    const std::string url = media == nullptr ? std::string() : picture_url(*media);
    const PictureShown shown = url.empty() ? PictureShown{.state = PictureState::Failed}
                                           : ui.picture(box, url, {.fit = Fit::Cover, .radii = radii});
    if (shown.state == PictureState::Ready) return;
    ui.fill(box, scene.theme().dark ? scene.theme().line : scene.theme().bg, radii);
    ui.icon(icon, box, scene.theme().text3, std::min(28.f, box.h * 0.5f));
    if (media == nullptr || media->state != MediaState::Failed) return;
    // The menu of the message has what can be done about it.
    const Rect mark{box.right() - 15, box.bottom() - 15, 14, 14};
    ui.icon(Icon::Alert, mark, scene.theme().danger_text, 13);
    ui.mirror().leaf({.id = ui.id("thumb-failed"),
                      .role = Role::Note,
                      .name = media_state_words(media, scene.w()),
                      .rect = mark});
}

}  // namespace kf::web::body
