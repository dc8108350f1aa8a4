// The kinds of bodies, for body.cpp alone.
#pragma once

#include "web/console/chat/bodies/body.h"

namespace kf::web {

BodyShape shape_text(const BodyScene& scene);
void paint_text(const BodyScene& scene, const BodyShape& shape, Rect box, BodyPress& press);

BodyShape shape_picture(const BodyScene& scene);
void paint_picture(const BodyScene& scene, Rect box, BodyPress& press);

BodyShape shape_voice(const BodyScene& scene);
void paint_voice(const BodyScene& scene, Rect box, BodyPress& press);

BodyShape shape_video(const BodyScene& scene);
void paint_video(const BodyScene& scene, Rect box, BodyPress& press);

BodyShape shape_file(const BodyScene& scene);
void paint_file(const BodyScene& scene, Rect box, BodyPress& press);

BodyShape shape_location(const BodyScene& scene, const LocationBody& body);
void paint_location(const BodyScene& scene, const LocationBody& body, Rect box, BodyPress& press);
// The desk's map with the place filled in; empty when the administrators set none.
std::string map_link(const DeskSettings& settings, const LocationBody& body);
std::string coordinates_words(const LocationBody& body);

BodyShape shape_menu(const BodyScene& scene, const MenuBody& body);
void paint_menu(const BodyScene& scene, const MenuBody& body, Rect box, BodyPress& press);

BodyShape shape_record(const BodyScene& scene, const MergedBody& body);
void paint_record(const BodyScene& scene, const MergedBody& body, Rect box, BodyPress& press);

BodyShape shape_no_details(const BodyScene& scene);
void paint_no_details(const BodyScene& scene, Rect box, BodyPress& press);

// A title, some lines, a picture, a foot: link, mini program, channels, goods, orders, people.
struct Card {
    std::string title = {};
    std::string text = {};   // below the title
    std::string price = {};  // stands out
    std::string foot = {};   // what kind of thing it is, and whose
    Icon foot_icon = Icon::Card;
    const char* picture = nullptr;  // role of its media, nullptr: none
    bool wide = false;              // the picture over the whole width instead of at the right
    Icon picture_icon = Icon::Image;
    BodyPress act = {};  // what a press does
};
Card link_card(const BodyScene& scene, const LinkBody& body);
Card miniprogram_card(const BodyScene& scene, const MiniprogramBody& body);
Card channels_card(const BodyScene& scene, const ChannelsBody& body);
Card product_card(const BodyScene& scene, const ShopProductBody& body);
Card order_card(const BodyScene& scene, const ShopOrderBody& body);
Card person_card(const BodyScene& scene, const BusinessCardBody& body);
Card customer_link_card(const BodyScene& scene, const CustomerLinkBody& body);
BodyShape shape_card(const BodyScene& scene, const Card& card);
void paint_card(const BodyScene& scene, const Card& card, Rect box, BodyPress& press);

}  // namespace kf::web
