#include "web/console/chat/bodies/body.h"

#include "shared/base/overloaded.h"
#include "web/console/chat/bodies/kinds.h"

namespace kf::web {

const Media* MediaSet::find(std::string_view role) const {
    std::string of_item;
    if (!item.empty()) {
        of_item = item;
        if (role != "main") of_item.append(".").append(role);
        role = of_item;
    }
    for (const Media& media : all)
        if (media.role == role) return &media;
    return nullptr;
}

namespace {

// The card of a content that is shown as one.
std::optional<Card> card_of(const BodyScene& scene) {
    return std::visit(
        Overloaded{
            [&](const LinkBody& b) { return std::optional(link_card(scene, b)); },
            [&](const MiniprogramBody& b) { return std::optional(miniprogram_card(scene, b)); },
            [&](const ChannelsBody& b) { return std::optional(channels_card(scene, b)); },
            [&](const ShopProductBody& b) { return std::optional(product_card(scene, b)); },
            [&](const ShopOrderBody& b) { return std::optional(order_card(scene, b)); },
            [&](const BusinessCardBody& b) { return std::optional(person_card(scene, b)); },
            [&](const CustomerLinkBody& b) { return std::optional(customer_link_card(scene, b)); },
            [](const auto&) { return std::optional<Card>(); },
        },
        scene.content.content);
}

}  // namespace

BodyShape shape_body(const BodyScene& scene) {
    if (const std::optional<Card> card = card_of(scene)) return shape_card(scene, *card);
    return std::visit(Overloaded{
                          [&](const TextBody&) { return shape_text(scene); },
                          [&](const ImageBody&) { return shape_picture(scene); },
                          [&](const VoiceBody&) { return shape_voice(scene); },
                          [&](const VideoBody&) { return shape_video(scene); },
                          [&](const FileBody&) { return shape_file(scene); },
                          [&](const LocationBody& b) { return shape_location(scene, b); },
                          [&](const MenuBody& b) { return shape_menu(scene, b); },
                          [&](const MergedBody& b) { return shape_record(scene, b); },
                          [&](const auto&) { return shape_no_details(scene); },
                      },
                      scene.content.content);
}

void paint_body(const BodyScene& scene, const BodyShape& shape, Rect box, BodyPress& press) {
    if (const std::optional<Card> card = card_of(scene)) return paint_card(scene, *card, box, press);
    std::visit(Overloaded{
                   [&](const TextBody&) { paint_text(scene, shape, box, press); },
                   [&](const ImageBody&) { paint_picture(scene, box, press); },
                   [&](const VoiceBody&) { paint_voice(scene, box, press); },
                   [&](const VideoBody&) { paint_video(scene, box, press); },
                   [&](const FileBody&) { paint_file(scene, box, press); },
                   [&](const LocationBody& b) { paint_location(scene, b, box, press); },
                   [&](const MenuBody& b) { paint_menu(scene, b, box, press); },
                   [&](const MergedBody& b) { paint_record(scene, b, box, press); },
                   [&](const auto&) { paint_no_details(scene, box, press); },
               },
               scene.content.content);
}

BodyPress main_act(const BodyScene& scene) {
    using What = BodyPress::What;
    if (const std::optional<Card> card = card_of(scene)) return card->act;
    const Media* media = scene.media.find("main");
    const auto with_media = [&](What what) {
        if (media == nullptr) return BodyPress{};
        if (media->state == MediaState::Failed)
            return BodyPress{.what = What::RetryMedia, .media = media->id};
        return media->state == MediaState::Ready ? BodyPress{.what = what, .media = media->id} : BodyPress{};
    };
    return std::visit(Overloaded{
                          [&](const ImageBody&) { return with_media(What::View); },
                          [&](const VideoBody&) { return with_media(What::View); },
                          [&](const VoiceBody&) { return with_media(What::Voice); },
                          [&](const FileBody&) { return with_media(What::Save); },
                          [&](const LocationBody& b) {
                              const std::string link = map_link(scene.screen.state.desk_settings, b);
                              return link.empty()
                                         ? BodyPress{.what = What::Copy, .words = coordinates_words(b)}
                                         : BodyPress{.what = What::OpenLink, .words = link};
                          },
                          [&](const MergedBody&) { return BodyPress{.what = What::Record}; },
                          [](const auto&) { return BodyPress{}; },
                      },
                      scene.content.content);
}

std::string_view act_words(const BodyPress& act, const Words& w) {
    switch (act.what) {
        case BodyPress::What::View:
            return w.act_view;
        case BodyPress::What::Voice:
            return w.act_play;
        case BodyPress::What::Save:
            return w.act_save;
        case BodyPress::What::RetryMedia:
            return w.act_retry_media;
        case BodyPress::What::OpenLink:
            return w.act_open;
        case BodyPress::What::Copy:
            return w.act_copy;
        case BodyPress::What::Record:
            return w.act_record;
        default:
            return {};
    }
}

}  // namespace kf::web
