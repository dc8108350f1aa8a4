#include "web/contents/card_editor.h"

#include <algorithm>
#include <cstdlib>

#include "shared/base/overloaded.h"
#include "shared/kf/message_codec.h"
#include "web/contents/card_templates.h"
#include "web/contents/customer_view.h"
#include "web/text/amounts.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

namespace {

constexpr float kFormWidth = 460, kPreview = 316, kDesc = 78;

std::string_view title_words(CardKind kind, const Words& w) {
    switch (kind) {
        case CardKind::Link:
            return w.make_link;
        case CardKind::Miniprogram:
            return w.make_miniprogram;
        case CardKind::Menu:
            return w.make_menu;
        case CardKind::Location:
            return w.make_location;
        case CardKind::CustomerLink:
            return w.make_ca_link;
        case CardKind::BusinessCard:
            return w.make_business_card;
    }
    return {};
}

// "31.2304, 121.4737" as maps hand it out: latitude first. Nothing unless both are numbers.
std::optional<std::pair<double, double>> parse_position(const std::string& text) {
    const char* at = text.c_str();
    char* end = nullptr;
    const double latitude = std::strtod(at, &end);
    if (end == at) return std::nullopt;
    at = end;
    while (*at == ' ' || *at == ',' || *at == ';') ++at;
    if (std::string_view(at).starts_with("，")) at += std::string_view("，").size();
    const double longitude = std::strtod(at, &end);
    if (end == at) return std::nullopt;
    while (*end == ' ') ++end;
    if (*end != '\0') return std::nullopt;
    return std::pair{latitude, longitude};
}

std::string position_text(const LocationBody& at) {
    return fixed_point(at.latitude, 6) + ", " + fixed_point(at.longitude, 6);
}

void fill_location(CardEditorMemory& memory, const LocationBody& at) {
    memory.position.set_value(position_text(at));
    memory.name.set_value(at.name);
    memory.address.set_value(at.address);
}

enum class CardField { None, Title, Desc, Url, Appid, Pagepath, Position, CustomerLink };

// The field that a problem or warning is shown below. A field that is still empty is not told off; the button
// says what is missing.
CardField field_of(ErrorCode code) {
    switch (code) {
        case ErrorCode::TitleCut:
            return CardField::Title;
        case ErrorCode::DescCut:
            return CardField::Desc;
        case ErrorCode::UrlWrong:
        case ErrorCode::UrlTooLong:
            return CardField::Url;
        case ErrorCode::AppidTooLong:
            return CardField::Appid;
        case ErrorCode::PagepathTooLong:
        case ErrorCode::PagepathNotHtml:
            return CardField::Pagepath;
        case ErrorCode::PositionWrong:
            return CardField::Position;
        case ErrorCode::CaLinkWrong:
            return CardField::CustomerLink;
        default:
            return CardField::None;
    }
}

// What is wrong now, and with which of the fields.
struct Problems {
    std::optional<ContentProblem> problem;
    std::vector<ContentProblem> warnings;
    bool english = false;

    std::string_view words(const ContentProblem& p) const { return english ? p.en : p.zh; }
    std::string_view of(CardField field) const {
        if (!problem || field == CardField::None || field_of(problem->code) != field) return {};
        return words(*problem);
    }
    std::string_view warning(CardField field) const {
        if (field == CardField::None) return {};
        for (const ContentProblem& w : warnings)
            if (field_of(w.code) == field) return words(w);
        return {};
    }
};

float form_height(const CardEditorMemory& memory) {
    const float row = form_row_height();
    switch (memory.kind) {
        case CardKind::Link:
            return 2 * row + form_row_height(kDesc) + Thumb::kHeight;
        case CardKind::Miniprogram:
            return 3 * row + Thumb::kHeight;
        case CardKind::Menu:
            return memory.menu.height();
        case CardKind::Location:
            return PlacePicker::height() + 3 * row;
        case CardKind::CustomerLink:
        case CardKind::BusinessCard:
            return row + 60;
    }
    return row;
}

// True: an address is to be sent as it was typed, because no place is known for it.
bool draw_fields(const Screen& screen, Rect rest, CardEditorMemory& memory, const Problems& problems) {
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const auto row = [&](DomField& field, std::string_view label, std::string_view placeholder,
                         std::size_t most, CardField name, float height = size::kField) {
        form_row(screen, rest, field,
                 {.label = label,
                  .placeholder = placeholder,
                  .max_bytes = most,
                  .problem = problems.of(name),
                  .warning = problems.warning(name),
                  .field_height = height});
    };
    const auto note = [&](std::string_view words) {
        const TextLayout& layout =
            ui.layout(words, {.font = {type::kSmall, Weight::Regular}, .width = rest.w});
        ui.mirror().leaf({.id = ui.id("note"), .role = Role::Note, .name = words, .rect = rest});
        ui.text(layout, rest.top_left(), screen.theme().text2);
    };
    bool as_text = false;
    switch (memory.kind) {
        case CardKind::Link:
            row(memory.title, w.form_title, {}, kMaxLinkTitleBytes, CardField::Title);
            row(memory.desc, w.form_desc, {}, kMaxLinkDescBytes, CardField::Desc, kDesc);
            row(memory.url, w.form_url, "https://", kMaxUrlBytes, CardField::Url);
            memory.thumb.draw(screen, rest, w.form_thumb);
            break;
        case CardKind::Miniprogram:
            row(memory.title, w.form_title, {}, kMaxMiniprogramTitleBytes, CardField::Title);
            row(memory.appid, w.form_appid, "wx…", kMaxAppidBytes, CardField::Appid);
            row(memory.pagepath, w.form_pagepath, "pages/index.html", kMaxPagepathBytes, CardField::Pagepath);
            memory.thumb.draw(screen, rest, w.form_thumb);
            break;
        case CardKind::Menu:
            memory.menu.draw(screen, rest, Occasion::InWindow);
            break;
        case CardKind::Location: {
            const PlacePick pick = draw_place_picker(screen, rest, memory.places);
            if (pick.place) {
                fill_location(memory, *pick.place);
                ui.keep_drawing();
            }
            as_text = pick.as_text;
            row(memory.name, w.form_place_name, {}, 0, CardField::None);
            row(memory.address, w.form_place_address, {}, 0, CardField::None);
            const std::string& position = memory.position.value();
            std::string_view problem;  // none while nothing is typed
            if (!position.empty())
                problem = parse_position(position) ? problems.of(CardField::Position) : w.form_position_wrong;
            form_row(screen, rest, memory.position,
                     {.label = w.form_position, .placeholder = "31.230400, 121.473700", .problem = problem});
            break;
        }
        case CardKind::CustomerLink:
            row(memory.url, w.form_ca_link, "https://work.weixin.qq.com/ca/…", kMaxUrlBytes,
                CardField::CustomerLink);
            note(w.form_ca_link_hint);
            break;
        case CardKind::BusinessCard:
            row(memory.userid, w.form_userid, {}, 0, CardField::None);
            note(w.form_userid_hint);
            break;
    }
    return as_text;
}

void draw_preview(const Screen& screen, Rect area, const CardMade& made, const CardEditorMemory& memory) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    ui.fill(area, theme.chat, radius::kControl);
    Rect rest = area.inset(16, 10);
    ui.label(screen.w.customer_sees, rest.cut_top(28), {.size = type::kSmall, .color = theme.text2});
    ui.mirror().leaf({.id = ui.id("preview"),
                      .role = Role::Region,
                      .name = std::string(screen.w.customer_sees).append(screen.w.colon) +
                              content_line(made.content, {}, screen.w),
                      .rect = rest});
    ui.push_clip(area);
    draw_customer_view(screen, rest, {.content = &made.content, .picture = memory.thumb.picture()});
    ui.pop_clip();
}

}  // namespace

CardEditorMemory::CardEditorMemory(FieldPort& fields)
    : title(fields, form_line()),
      desc(fields, form_area()),
      url(fields, form_line()),
      appid(fields, form_line()),
      pagepath(fields, form_line()),
      name(fields, form_line()),
      address(fields, form_line()),
      position(fields, form_line()),
      userid(fields, form_line()),
      places(fields),
      menu(fields) {}

CardKind card_kind(const Content& content) {
    if (std::holds_alternative<MiniprogramBody>(content)) return CardKind::Miniprogram;
    if (std::holds_alternative<MenuBody>(content)) return CardKind::Menu;
    if (std::holds_alternative<LocationBody>(content)) return CardKind::Location;
    if (std::holds_alternative<CustomerLinkBody>(content)) return CardKind::CustomerLink;
    if (std::holds_alternative<BusinessCardBody>(content)) return CardKind::BusinessCard;
    return CardKind::Link;
}

void open_card_editor(Platform& platform, CardEditorMemory& memory, CardKind kind) {
    memory.open = memory.fresh = true;
    memory.kind = kind;
    for (DomField* field : {&memory.title, &memory.desc, &memory.url, &memory.appid, &memory.pagepath,
                            &memory.name, &memory.address, &memory.position, &memory.userid})
        field->set_value("");
    memory.thumb.clear(platform);
    memory.menu.set({});
    if (kind == CardKind::Location) open_place_picker(platform, memory.places);
    memory.scroll.jump(0);
}

void open_card_editor(Platform& platform, CardEditorMemory& memory, const Content& content,
                      const std::vector<Media>& media) {
    open_card_editor(platform, memory, card_kind(content));
    const auto thumb = [&](const std::string& media_id) {
        const MediaId id = own_media_id_from(media_id);
        for (const Media& m : media)
            if (m.id == id && !id.empty()) memory.thumb.set(platform, m);
    };
    std::visit(
        Overloaded{[&](const LinkBody& b) {
                       memory.title.set_value(b.title);
                       memory.desc.set_value(b.desc);
                       memory.url.set_value(b.url);
                       thumb(b.thumb_media_id);
                   },
                   [&](const MiniprogramBody& b) {
                       memory.title.set_value(b.title);
                       memory.appid.set_value(b.appid);
                       memory.pagepath.set_value(b.pagepath);
                       thumb(b.thumb_media_id);
                   },
                   [&](const MenuBody& b) { memory.menu.set(b); },
                   [&](const LocationBody& b) { fill_location(memory, b); },
                   [&](const CustomerLinkBody& b) { memory.url.set_value(b.link_url); },
                   [&](const BusinessCardBody& b) { memory.userid.set_value(b.userid); }, [](const auto&) {}},
        content);
}

CardMade card_of(const CardEditorMemory& memory) {
    CardMade made;
    std::string thumb;
    if (const Media* media = memory.thumb.media()) {
        thumb = own_media_id(media->id);
        if (memory.kind == CardKind::Link || memory.kind == CardKind::Miniprogram) made.media = {*media};
    }
    switch (memory.kind) {
        case CardKind::Link: {
            LinkBody link;
            link.title = memory.title.value();
            link.desc = memory.desc.value();
            link.url = memory.url.value();
            link.thumb_media_id = thumb;
            made.content = std::move(link);
            break;
        }
        case CardKind::Miniprogram:
            made.content =
                MiniprogramBody{memory.title.value(), memory.appid.value(), memory.pagepath.value(), thumb};
            break;
        case CardKind::Menu:
            made.content = memory.menu.menu();
            break;
        case CardKind::Location: {
            // Out of every range, so that content_problem() says so.
            const auto position = parse_position(memory.position.value()).value_or(std::pair{999.0, 999.0});
            made.content =
                LocationBody{position.first, position.second, memory.name.value(), memory.address.value()};
            break;
        }
        case CardKind::CustomerLink:
            made.content = CustomerLinkBody{memory.url.value()};
            break;
        case CardKind::BusinessCard:
            made.content = BusinessCardBody{memory.userid.value()};
            break;
    }
    return made;
}

std::optional<CardMade> draw_card_editor(const Screen& screen, const CardUse& use, CardEditorMemory& memory,
                                         Intents& out) {
    if (!memory.open) return std::nullopt;
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const bool beside = ui.viewport().w >= 860;
    const float form = form_height(memory);
    const float wanted = std::max(form, beside ? 300.f : 0.f) + (beside ? 0.f : 300.f);
    const Size size{beside ? kFormWidth + kPreview + 24 + 48 : 520,
                    58 + 18 + 48 + std::min(wanted, 560.f) + 12 + 38};
    const DialogResult dialog =
        ui.begin_dialog(ui.id("card-editor"), size, title_words(memory.kind, w), w.close, DialogKind::Form);
    Rect body = dialog.body;
    bool close = dialog.dismissed;

    Rect head = body.cut_top(48).cut_top(36);
    if (use.templates) {
        if (const auto reply = choose_template(screen, head, memory.kind)) {
            open_card_editor(ui.platform(), memory, reply->attachments[0], reply->media);
            out.emplace_back(QuickReplyUsed{reply->id});
            ui.keep_drawing();
        }
    }
    Rect foot = body.cut_bottom(38);
    body.cut_bottom(12);
    memory.thumb.follow(ui.platform());
    const CardMade made = card_of(memory);
    const Problems problems{content_problem(made.content, Occasion::InWindow), content_warnings(made.content),
                            screen.english()};
    if (beside) {
        const Rect side = body.cut_right(kPreview);
        body.cut_right(24);
        draw_preview(screen, side, made, memory);
    }
    const Rect content = ui.begin_scroll(ui.id("scroll"), body, memory.scroll, beside ? form : form + 300);
    Rect rest = content.inset(2, 0);  // the focus ring's room
    rest.cut_right(10);
    const bool as_text = draw_fields(screen, {rest.x, rest.y, rest.w, form}, memory, problems);
    if (!beside) draw_preview(screen, {rest.x, rest.y + form, rest.w, 292}, made, memory);
    ui.end_scroll();
    if (memory.fresh) {
        memory.fresh = false;
        if (memory.kind == CardKind::Link || memory.kind == CardKind::Miniprogram) memory.title.focus();
        if (memory.kind == CardKind::Location) memory.places.typed.focus();
        if (memory.kind == CardKind::CustomerLink) memory.url.focus();
        if (memory.kind == CardKind::BusinessCard) memory.userid.focus();
    }

    std::string wrong = problems.problem ? std::string(problems.words(*problems.problem)) : std::string();
    if (memory.kind == CardKind::Location && memory.position.value().empty()) wrong = w.place_missing;
    if (memory.thumb.busy()) wrong = w.tray_waiting_upload;
    const std::string refused = !wrong.empty() ? wrong : std::string(use.refused);
    const ButtonSpec done{.label = use.done_label, .kind = ButtonKind::Primary, .disabled_reason = refused};
    const float width = ui.button_width(done);
    std::optional<CardMade> result;
    if (ui.button(ui.id("done"), foot.cut_right(width).centered({width, 34}), done)) result = made;
    if (as_text) result = CardMade{TextBody{memory.places.typed.value(), {}}, {}};
    foot.cut_right(8);
    if (use.templates) {
        const ButtonSpec keep{.label = w.template_keep,
                              .disabled_reason = wrong.empty() ? memory.keeping.waiting_words(screen)
                                                               : std::string_view(wrong)};
        const float keep_width = ui.button_width(keep);
        if (ui.button(ui.id("keep"), foot.cut_right(keep_width).centered({keep_width, 34}), keep))
            keep_template(screen, made, memory.keeping, out);
        foot.cut_right(12);
    }
    const std::string_view said = !refused.empty() ? std::string_view(refused) : use.cost;
    if (!said.empty())
        ui.label(said, foot,
                 {.size = type::kSmall, .color = refused.empty() ? theme.text2 : theme.warn_text});
    ui.end_dialog();
    if (result || close) {
        memory.open = false;
        ui.keep_drawing();
    }
    return result;
}

}  // namespace kf::web
