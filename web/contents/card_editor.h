// Editors of what is sent besides text and files: link, mini program, menu, location, customer acquisition
// link and business card, with a preview of what the customer sees.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "web/contents/menu_editor.h"
#include "web/contents/place_picker.h"
#include "web/contents/thumb.h"
#include "web/screen/save_foot.h"

namespace kf::web {

enum class CardKind : std::uint8_t { Link, Miniprogram, Menu, Location, CustomerLink, BusinessCard };

// The category under which templates of cards are kept among the quick replies.
inline constexpr std::string_view kCardCategory = "卡片";

struct CardEditorMemory {
    explicit CardEditorMemory(FieldPort& fields);

    bool open = false;
    bool fresh = false;  // the first frame moves the keyboard into the form
    CardKind kind = CardKind::Link;
    DomField title, desc, url, appid, pagepath, name, address, position, userid;
    PlacePicker places;  // of the location
    Thumb thumb;
    MenuEditor menu;
    ScrollState scroll;
    Saving keeping;  // as a template
};

struct CardMade {
    Content content;
    std::vector<Media> media;
};

// Whose editor it is: what its button is called, why it may not be pressed, and whether templates belong
// there.
struct CardUse {
    std::string_view done_label;
    std::string_view refused = {};  // besides what is wrong with the card
    std::string_view cost = {};     // said beside the button
    bool templates = true;
};

CardKind card_kind(const Content& content);
void open_card_editor(Platform& platform, CardEditorMemory& memory, CardKind kind);
// With what a template or an earlier card says.
void open_card_editor(Platform& platform, CardEditorMemory& memory, const Content& content,
                      const std::vector<Media>& media);
// What the form says now.
CardMade card_of(const CardEditorMemory& memory);
// The finished card in the frame in which its button was pressed; the dialog closes then.
std::optional<CardMade> draw_card_editor(const Screen& screen, const CardUse& use, CardEditorMemory& memory,
                                         Intents& out);

}  // namespace kf::web
