// Cards: links, mini programs, channels, goods, orders, people. One layout, filled in for each.
#include <algorithm>

#include "web/console/chat/bodies/kinds.h"
#include "web/text/wechat_emoticons.h"

namespace kf::web {

namespace {

using namespace body;

constexpr float kThumb = 52, kFoot = 28, kPad = 12;

struct CardLines {
    const TextLayout* title = nullptr;
    const TextLayout* text = nullptr;
    float text_width = 0;
    float words_height = 0;
    float picture_height = 0;  // of a wide one
};

CardLines lines_of(const BodyScene& scene, const Card& card) {
    Ui& ui = scene.screen.ui;
    CardLines out;
    const float width = card_width(scene);
    const bool beside = card.picture != nullptr && !card.wide;
    out.text_width = width - 2 * kPad - (beside ? kThumb + 10 : 0);
    out.title = &ui.layout(card.title, {.width = out.text_width, .max_lines = 2});
    out.words_height = out.title->size().h;
    if (!card.text.empty()) {
        out.text =
            &ui.layout(card.text, {.font = {.size = type::kSmall}, .width = out.text_width, .max_lines = 3});
        out.words_height += out.text->size().h + 2;
    }
    if (!card.price.empty()) out.words_height += 24;
    if (beside) out.words_height = std::max(out.words_height, kThumb);
    if (card.wide && card.picture != nullptr) out.picture_height = (width - 2 * kPad) * 0.8f + 8;
    return out;
}

std::string host_of(std::string_view url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string_view::npos) return {};
    url.remove_prefix(scheme + 3);
    url = url.substr(0, url.find_first_of("/?#"));
    if (const std::size_t at = url.rfind('@'); at != std::string_view::npos) url.remove_prefix(at + 1);
    return std::string(url);
}

bool opens(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://");
}

BodyPress open_act(const std::string& url) {
    return opens(url) ? BodyPress{.what = BodyPress::What::OpenLink, .words = url} : BodyPress{};
}

void join(std::string& words, std::string_view part) {
    if (part.empty()) return;
    if (!words.empty()) words += " · ";
    words += part;
}

}  // namespace

Card link_card(const BodyScene& scene, const LinkBody& body) {
    const std::string host = host_of(body.url);
    std::string foot(scene.w().card_link);
    join(foot, host);
    return {.title = with_emoji(body.title.empty() ? body.url : body.title),
            .text = with_emoji(body.desc),
            .foot = foot,
            .foot_icon = Icon::Link,
            .picture = "thumb",
            .picture_icon = Icon::Link,
            .act = open_act(body.url)};
}

Card miniprogram_card(const BodyScene& scene, const MiniprogramBody& body) {
    return {.title = with_emoji(body.title.empty() ? std::string(scene.w().card_miniprogram) : body.title),
            .foot = std::string(scene.w().card_miniprogram),
            .foot_icon = Icon::Miniprogram,
            .picture = "thumb",
            .wide = true,
            .picture_icon = Icon::Miniprogram};
}

Card channels_card(const BodyScene& scene, const ChannelsBody& body) {
    const Words& w = scene.w();
    std::string_view kind = w.card_channels;
    Icon icon = Icon::Play;
    switch (body.kind) {
        case ChannelsKind::Post:
            kind = w.card_channels_post;
            break;
        case ChannelsKind::Live:
            kind = w.card_channels_live;
            icon = Icon::Wifi;
            break;
        case ChannelsKind::Card:
            kind = w.card_channels_card;
            icon = Icon::User;
            break;
        case ChannelsKind::Unknown:
            break;
    }
    const bool titled = !body.title.empty();
    return {.title = with_emoji(titled ? body.title : body.nickname),
            .text = titled ? body.nickname : std::string(w.card_channels_hint),
            .foot = std::string(kind),
            .foot_icon = icon};
}

Card product_card(const BodyScene& scene, const ShopProductBody& body) {
    std::string foot(scene.w().card_product);
    join(foot, body.shop_nickname);
    return {.title = body.title.empty() ? body.product_id : body.title,
            .price = body.sales_price.empty() ? std::string() : "¥" + yuan_from_fen(body.sales_price),
            .foot = foot,
            .foot_icon = Icon::Bag,
            .picture = "thumb",
            .picture_icon = Icon::Bag,
            .act = {.what = BodyPress::What::Copy, .words = body.product_id}};
}

Card order_card(const BodyScene& scene, const ShopOrderBody& body) {
    std::string foot(scene.w().card_order);
    join(foot, body.shop_nickname);
    std::string text = body.state;
    join(text, body.order_id.empty() ? std::string() : fill(scene.w().card_order_id, {body.order_id}));
    return {.title = body.product_titles.empty() ? body.order_id : body.product_titles,
            .text = text,
            .price = body.price_wording,
            .foot = foot,
            .foot_icon = Icon::Bag,
            .picture = "thumb",
            .picture_icon = Icon::Bag,
            .act = {.what = BodyPress::What::Copy, .words = body.order_id}};
}

Card person_card(const BodyScene& scene, const BusinessCardBody& body) {
    return {.title = body.userid,
            .text = std::string(scene.w().card_person_hint),
            .foot = std::string(scene.w().card_person),
            .foot_icon = Icon::User,
            .act = {.what = BodyPress::What::Copy, .words = body.userid}};
}

Card customer_link_card(const BodyScene& scene, const CustomerLinkBody& body) {
    return {.title = std::string(scene.w().card_customer_link_title),
            .text = body.link_url,
            .foot = std::string(scene.w().card_customer_link),
            .foot_icon = Icon::UserPlus,
            .act = open_act(body.link_url)};
}

BodyShape shape_card(const BodyScene& scene, const Card& card) {
    const CardLines lines = lines_of(scene, card);
    BodyShape shape;
    shape.plane = Plane::Card;
    shape.size = {card_width(scene), 10 + lines.words_height + lines.picture_height + 8 + kFoot};
    return shape;
}

void paint_card(const BodyScene& scene, const Card& card, Rect box, BodyPress& press) {
    Ui& ui = scene.screen.ui;
    const Theme& theme = scene.theme();
    const CardLines lines = lines_of(scene, card);
    const std::string name = listed(scene.w(), {card.title, card.text, card.price, card.foot});
    Press pressed;
    if (card.act.what == BodyPress::What::None) {
        ui.mirror().leaf({.id = ui.id("card"), .role = Role::Note, .name = name, .rect = box});
    } else {
        const bool link = card.act.what == BodyPress::What::OpenLink;
        pressed = part(scene, press, "card", link ? Role::Link : Role::Button, name, box);
        if (!link) ui.tooltip(ui.id("card"), box, fill(scene.w().card_copy_hint, {card.act.words}));
    }
    if (pressed.hovered || pressed.held)
        ui.fill(box, pressed.held ? theme.pressed : theme.hover, radius::kBubble);

    Rect foot = box.cut_bottom(kFoot);
    Rect inside = box.inset(kPad, 0);
    inside.cut_top(10);
    Rect words = inside.cut_top(lines.words_height);
    if (card.picture != nullptr && !card.wide) {
        const Rect thumb = words.cut_right(kThumb);
        paint_thumbnail(scene, scene.media.find(card.picture), card.picture_icon,
                        {thumb.x, thumb.y + 1, kThumb, kThumb}, 6);
    }
    float y = words.y;
    paint_words(scene, *lines.title, {words.x, y}, theme.text);
    y += lines.title->size().h;
    if (lines.text != nullptr) {
        paint_words(scene, *lines.text, {words.x, y + 2}, theme.text2);
        y += lines.text->size().h + 2;
    }
    if (!card.price.empty())
        ui.text(card.price, {words.x, y + 1, lines.text_width, 22},
                {.size = type::kTitle, .color = theme.danger_text, .weight = Weight::Semibold});
    if (lines.picture_height > 0) {
        Rect picture = inside.cut_top(lines.picture_height);
        picture.cut_top(8);
        paint_thumbnail(scene, scene.media.find(card.picture), card.picture_icon, picture, 6);
    }
    rule(scene, {foot.x + kPad, foot.y, foot.w - 2 * kPad, 1});
    foot = foot.inset(kPad, 0);
    if (const Media* shop = scene.media.find("shop"); shop != nullptr && shop->state == MediaState::Ready)
        paint_thumbnail(scene, shop, card.foot_icon, {foot.x - 1, foot.center().y - 7, 14, 14}, 7);
    else
        ui.icon(card.foot_icon, {foot.x - 1, foot.y, 14, foot.h}, theme.text3, 13);
    foot.cut_left(18);
    paint_line(scene, card.foot, foot, type::kTiny, theme.text3);
    if (pressed) press = card.act;
}

}  // namespace kf::web
