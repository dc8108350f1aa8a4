#include "web/ui/theme/tokens.h"

#include <doctest/doctest.h>

#include <string>

#include "web/ui/theme/icons.h"

using namespace kf::web;

TEST_CASE("every text colour has a contrast of 4.5:1 on every plane it stands on, in both themes") {
    for (const Theme* t : {&light_theme(), &dark_theme()}) {
        struct Pair {
            const char* name;
            Color words;
            Color plane;
        };
        const Pair pairs[] = {
            {"text on bg", t->text, t->bg},
            {"text on surface", t->text, t->surface},
            {"text on theirs", t->text, t->theirs},
            {"link on theirs", t->link, t->theirs},
            {"text2 on theirs", t->text2, t->theirs},
            {"text on mine", t->text, t->mine},
            {"text on sel", t->text, t->sel},
            {"text on info_soft", t->text, t->info_soft},
            {"text on warn_soft", t->text, t->warn_soft},
            {"text2 on bg", t->text2, t->bg},
            {"text2 on surface", t->text2, t->surface},
            {"text2 on surface2", t->text2, t->surface2},
            {"text2 on sel", t->text2, t->sel},
            {"text3 on bg", t->text3, t->bg},
            {"text3 on surface", t->text3, t->surface},
            {"text3 on surface2", t->text3, t->surface2},
            {"text3 on sel", t->text3, t->sel},
            {"mine_text2 on mine", t->mine_text2, t->mine},
            {"mine_link on mine", t->mine_link, t->mine},
            {"link on surface", t->link, t->surface},
            {"rail_text on rail", t->rail_text, t->rail},
            {"rail_text_on on rail_on", t->rail_text_on, t->rail_on},
            {"brand_text on brand_soft", t->brand_text, t->brand_soft},
            {"brand_text on surface", t->brand_text, t->surface},
            {"on_brand on brand_fill", t->on_brand, t->brand_fill},
            {"warn_text on warn_soft", t->warn_text, t->warn_soft},
            {"danger_text on danger_soft", t->danger_text, t->danger_soft},
            {"danger_text on surface", t->danger_text, t->surface},
            {"on_danger on danger_fill", t->on_danger, t->danger_fill},
            {"info_text on info_soft", t->info_text, t->info_soft},
        };
        for (const Pair& pair : pairs) {
            INFO(t->dark, " ", pair.name);
            CHECK(contrast_ratio(pair.words, pair.plane) >= 4.5);
        }
        // Graphics need 3:1 (WCAG 1.4.11).
        CHECK(contrast_ratio(t->focus, t->surface) >= 3);
        CHECK(contrast_ratio(t->brand, t->surface) >= 3);
    }
}

TEST_CASE("white initials are readable on every avatar colour, and a person keeps their colour") {
    for (int i = 0; i < 200; ++i) {
        const std::string id = "customer-" + std::to_string(i);
        CHECK(contrast_ratio(Color::hex(0xffffff), avatar_color(id)) >= 4.5);
        CHECK(avatar_color(id) == avatar_color(id));
    }
    CHECK_FALSE(avatar_color("customer-1") == avatar_color("customer-2"));
}

TEST_CASE("the wish for an appearance wins over the system") {
    CHECK(theme_for(Appearance::System, true).dark);
    CHECK_FALSE(theme_for(Appearance::System, false).dark);
    CHECK_FALSE(theme_for(Appearance::Light, true).dark);
    CHECK(theme_for(Appearance::Dark, false).dark);
}

TEST_CASE("every icon has a drawing of path commands only") {
    for (int i = 1; i < static_cast<int>(Icon::Count); ++i) {
        const std::string_view path = icon_path(static_cast<Icon>(i));
        INFO(i);
        REQUIRE_FALSE(path.empty());
        CHECK(path.front() == 'M');
        CHECK(path.find_first_not_of("MmLlHhVvCcSsAaZz0123456789.,- ") == std::string_view::npos);
    }
    CHECK(icon_path(Icon::None).empty());
    CHECK(icon_path(Icon::Count).empty());
}
