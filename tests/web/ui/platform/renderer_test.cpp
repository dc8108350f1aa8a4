#include "web/ui/platform/renderer.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include <string>

#include "web/ui/platform/draw_surface.h"
#include "web/ui/platform/headless.h"

namespace {

using namespace kf::web;

// Writes down what it is asked for.
class Asked final : public TexturePort {
  public:
    std::uint64_t create(int width, int height, const std::uint8_t*) override {
        said += "create " + std::to_string(width) + "x" + std::to_string(height) + " ";
        return ++last;
    }
    void change(std::uint64_t texture, int, int, int width, int height, int row,
                const std::uint8_t*) override {
        said += "change ";
        CHECK(texture == last);
        CHECK(width < row);
        changed = width * height;
    }
    void drop(std::uint64_t) override { said += "drop "; }

    std::string said;
    std::uint64_t last = 0;
    int changed = 0;
};

struct TexturePainter {
    TexturePainter() { fonts.attach(surface.atlas()); }
    // A frame in which some characters are drawn; what the textures needed for it.
    std::string frame(std::string_view characters) {
        port.said.clear();
        surface.begin_frame(400, 300);
        for (const char c : characters)
            fonts.font(Weight::Regular)->GetFontBaked(14 * 4, 1)->FindGlyph(static_cast<ImWchar>(c));
        update_textures(surface.end_frame(), port);
        return port.said;
    }

    HeadlessGlyphs glyphs;
    Fonts fonts{glyphs};
    DrawSurface surface;
    Asked port;
};

std::vector<DrawCommand> commands(TexturePainter& painter, void (*paint)(ImDrawList&)) {
    paint(painter.surface.begin_frame(400, 300));
    const ImDrawData& drawn = painter.surface.end_frame();
    update_textures(drawn, painter.port);
    std::vector<DrawCommand> out{{.texture = 99}};
    collect_commands(drawn, out);
    return out;
}

}  // namespace

TEST_SUITE("renderer") {
    TEST_CASE("the atlas goes to the graphics card once; of later glyphs only their part") {
        TexturePainter painter;
        CHECK(painter.frame("abc") == "create 1024x256 ");
        CHECK(painter.frame("abc").empty());
        CHECK(painter.frame("de") == "change ");
        CHECK(painter.port.changed < 1024 * 256 / 8);
        CHECK(painter.frame("abcde").empty());
    }

    TEST_CASE("after a lost context the whole atlas is made again") {
        TexturePainter painter;
        painter.frame("abc");
        forget_textures(painter.surface.atlas());
        CHECK(painter.frame("abcd") == "create 1024x256 ");
        CHECK(painter.frame("abcd").empty());
    }

    TEST_CASE("an atlas that grows leaves the smaller one behind, which is dropped") {
        TexturePainter painter;
        painter.frame("a");
        std::string all;
        for (int i = 1; i < 400 && all.find("drop") == std::string::npos; ++i) {
            painter.port.said.clear();
            painter.surface.begin_frame(400, 300);
            painter.fonts.font(Weight::Regular)
                ->GetFontBaked(40 * 4, 1)
                ->FindGlyph(static_cast<ImWchar>(0x4E00 + i));
            update_textures(painter.surface.end_frame(), painter.port);
            all += painter.port.said;
        }
        CHECK(all.find("create 1024x512 drop") != std::string::npos);
    }

    TEST_CASE("commands say what they may touch, inside of the canvas") {
        TexturePainter painter;
        const auto all = commands(painter, [](ImDrawList& list) {
            list.PushClipRect({-20, 10}, {900, 50}, false);
            list.AddRectFilled({0, 0}, {400, 300}, IM_COL32_WHITE);
            list.PopClipRect();
        });
        REQUIRE(all.size() == 1);
        CHECK(all[0] ==
              DrawCommand{
                  .texture = 1, .left = 0, .top = 10, .right = 400, .bottom = 50, .first = 0, .count = 6});
    }

    TEST_CASE("what may touch nothing is not drawn") {
        TexturePainter painter;
        const auto all = commands(painter, [](ImDrawList& list) {
            list.PushClipRect({500, 10}, {900, 50}, false);
            list.AddRectFilled({0, 0}, {400, 300}, IM_COL32_WHITE);
            list.PopClipRect();
            list.PushClipRect({10, 50}, {90, 50}, false);
            list.AddRectFilled({0, 0}, {400, 300}, IM_COL32_WHITE);
            list.PopClipRect();
        });
        CHECK(all.empty());
    }
}
