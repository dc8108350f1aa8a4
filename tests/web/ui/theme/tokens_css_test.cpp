#include <doctest/doctest.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

#include "web/ui/theme/tokens.h"

using namespace kf::web;

namespace {

std::string read(const std::string& name) {
    std::ifstream file(std::string(KFDESK_SHELL_DIR) + "/" + name);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string hex(Color c) {
    char out[8];
    std::snprintf(out, sizeof out, "#%02x%02x%02x", c.r, c.g, c.b);
    return out;
}

}  // namespace

TEST_CASE("the sign-in page and the console have the same colours") {
    const std::string css = read("tokens.css");
    REQUIRE_FALSE(css.empty());
    // Three blocks: light, dark by system, dark by choice.
    const std::size_t by_system = css.find("@media (prefers-color-scheme: dark)");
    const std::size_t by_choice = css.find(":root[data-theme='dark']");
    REQUIRE(by_system != std::string::npos);
    REQUIRE(by_choice > by_system);
    const auto check = [](const std::string& block, const Theme& t) {
        const std::pair<const char*, Color> tokens[] = {{"bg", t.bg},
                                                        {"surface", t.surface},
                                                        {"surface2", t.surface2},
                                                        {"line", t.line},
                                                        {"text", t.text},
                                                        {"text2", t.text2},
                                                        {"text3", t.text3},
                                                        {"brand", t.brand},
                                                        {"brand-soft", t.brand_soft},
                                                        {"brand-text", t.brand_text},
                                                        {"brand-fill", t.brand_fill},
                                                        {"on-brand", t.on_brand},
                                                        {"danger-soft", t.danger_soft},
                                                        {"danger-text", t.danger_text}};
        for (const auto& [name, color] : tokens) {
            const auto& this_name = name;
            INFO(this_name);
            CHECK(block.find(std::string("--") + name + ": " + hex(color) + ";") != std::string::npos);
        }
    };
    check(css.substr(0, by_system), light_theme());
    check(css.substr(by_system, by_choice - by_system), dark_theme());
    check(css.substr(by_choice), dark_theme());
}

TEST_CASE("the pages work under a policy without inline scripts and styles") {
    for (const char* page : {"index.html", "login.html"}) {
        const std::string html = read(page);
        INFO(page);
        REQUIRE_FALSE(html.empty());
        CHECK(html.find("style=") == std::string::npos);
        CHECK(html.find("<style") == std::string::npos);
        CHECK(html.find(" on") == html.find(" on\""));  // no onclick= and the like
        CHECK(html.find("javascript:") == std::string::npos);
        std::size_t at = 0;
        while ((at = html.find("<script", at)) != std::string::npos) {
            CHECK(html.compare(html.find('>', at), 10, "></script>") == 0);
            ++at;
        }
    }
    CHECK(read("login.html").find("method=\"post\" action=\"login\"") != std::string::npos);
}
