#include "web/ui/platform/software_canvas.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include <cstdlib>
#include <functional>
#include <random>

#include "web/ui/platform/draw_surface.h"
#include "web/ui/platform/headless.h"

namespace {

using namespace kf::web;

constexpr std::uint32_t kGround = IM_COL32(240, 240, 240, 255), kRed = IM_COL32(255, 0, 0, 255),
                        kHalfBlack = IM_COL32(0, 0, 0, 128);

struct CanvasPainter {
    explicit CanvasPainter(int width = 200, int height = 150) : width(width), height(height) {
        fonts.attach(surface.atlas());
    }
    std::vector<PixelRect> frame(const std::function<void(ImDrawList&)>& paint) {
        paint(surface.begin_frame(static_cast<float>(width), static_cast<float>(height)));
        const ImDrawData& drawn = surface.end_frame();
        update_textures(drawn, canvas);
        return canvas.draw(drawn, kGround);
    }
    std::uint32_t at(int x, int y) const {
        return reinterpret_cast<const std::uint32_t*>(canvas.pixels())[y * canvas.width() + x];
    }

    int width, height;
    HeadlessGlyphs glyphs;
    Fonts fonts{glyphs};
    DrawSurface surface;
    SoftwareCanvas canvas;
};

int red(std::uint32_t color) {
    return static_cast<int>(color & 255);
}

}  // namespace

TEST_SUITE("software canvas") {
    TEST_CASE("a rectangle covers its pixels and no others, inside of its clip") {
        CanvasPainter painter;
        painter.frame([](ImDrawList& list) {
            list.AddRectFilled({10, 20}, {30, 40}, kRed);
            list.PushClipRect({100, 100}, {110, 105}, false);
            list.AddRectFilled({0, 0}, {200, 150}, kRed);
            list.PopClipRect();
        });
        CHECK(painter.at(10, 20) == kRed);
        CHECK(painter.at(29, 39) == kRed);
        CHECK(painter.at(9, 20) == kGround);
        CHECK(painter.at(30, 39) == kGround);
        CHECK(painter.at(10, 40) == kGround);
        CHECK(painter.at(100, 100) == kRed);
        CHECK(painter.at(109, 104) == kRed);
        CHECK(painter.at(110, 104) == kGround);
        CHECK(painter.at(109, 105) == kGround);
    }

    TEST_CASE("what is half transparent mixes with what is below it, and later things lie above") {
        CanvasPainter painter;
        painter.frame([](ImDrawList& list) {
            list.AddRectFilled({0, 0}, {50, 50}, kHalfBlack);
            list.AddRectFilled({40, 0}, {90, 50}, kRed);
        });
        CHECK(std::abs(red(painter.at(10, 10)) - 120) <= 1);
        CHECK((painter.at(10, 10) >> 24) == 255);
        CHECK(painter.at(45, 10) == kRed);
    }

    TEST_CASE("shapes with round corners are filled once in every pixel and soft at the edge") {
        CanvasPainter painter;
        painter.frame([](ImDrawList& list) { list.AddRectFilled({20, 20}, {120, 100}, kHalfBlack, 16); });
        for (int y = 22; y < 98; ++y)
            for (int x = 40; x < 100; ++x) CHECK(std::abs(red(painter.at(x, y)) - 120) <= 1);
        CHECK(painter.at(20, 20) == kGround);
        CHECK(painter.at(10, 60) == kGround);
        int soft = 0;
        for (int x = 20; x < 40; ++x) soft += red(painter.at(x, 24)) > 125 && red(painter.at(x, 24)) < 235;
        CHECK(soft > 0);
    }

    TEST_CASE("glyphs are drawn with their colour, texel for pixel") {
        CanvasPainter painter;
        painter.frame([&](ImDrawList& list) {
            const ImFontGlyph* glyph =
                painter.fonts.font(Weight::Regular)->GetFontBaked(20 * 4, 1)->FindGlyph('A');
            REQUIRE(glyph->Visible);
            list.PrimReserve(6, 4);
            list.PrimRectUV({50 + glyph->X0, 60 + glyph->Y0}, {50 + glyph->X1, 60 + glyph->Y1},
                            {glyph->U0, glyph->V0}, {glyph->U1, glyph->V1}, kRed);
        });
        int inked = 0;
        for (int y = 30; y < 80; ++y)
            for (int x = 40; x < 80; ++x) inked += painter.at(x, y) == kRed;
        CHECK(inked > 20);
    }

    TEST_CASE("pictures are drawn in any size, and gone when they are dropped") {
        CanvasPainter painter;
        auto* texels = static_cast<std::uint32_t*>(std::malloc(2 * 2 * 4));
        texels[0] = texels[2] = kRed;
        texels[1] = texels[3] = IM_COL32(0, 0, 255, 255);
        const std::uint64_t picture = painter.canvas.adopt(2, 2, reinterpret_cast<std::uint8_t*>(texels));
        const auto draw = [&](ImDrawList& list) {
            list.AddImage(ImTextureRef(picture), {10, 10}, {50, 50});
            list.AddImageRounded(ImTextureRef(picture), {100, 10}, {140, 50}, {0, 0}, {1, 1}, IM_COL32_WHITE,
                                 8);
        };
        painter.frame(draw);
        for (const int left : {10, 100}) {
            CHECK(painter.at(left + 5, 30) == kRed);
            CHECK(painter.at(left + 35, 30) == IM_COL32(0, 0, 255, 255));
            const int between = red(painter.at(left + 20, 30));
            CHECK((between > 90 && between < 160));
        }
        painter.canvas.drop(picture);
        painter.canvas.forget();
        painter.frame(draw);
        CHECK(painter.at(15, 30) == kGround);
    }

    TEST_CASE("what looks as before is not drawn again; what changed is told with little around it") {
        CanvasPainter painter(640, 480);
        const auto screen = [](float at) {
            return [at](ImDrawList& list) {
                list.AddRectFilled({0, 0}, {640, 480}, IM_COL32_WHITE);
                list.AddRectFilled({at, 100}, {at + 10, 110}, kRed);
                list.AddRectFilled({300, 300}, {400, 400}, kHalfBlack, 8);
            };
        };
        CHECK(painter.frame(screen(100)) == std::vector<PixelRect>{{0, 0, 640, 480}});
        CHECK(painter.frame(screen(100)).empty());
        const auto changed = painter.frame(screen(103));
        REQUIRE(changed.size() == 1);
        CHECK(changed[0] == PixelRect{64, 64, 128, 128});
        CHECK(painter.at(101, 105) == IM_COL32_WHITE);
        CHECK(painter.at(112, 105) == kRed);
        painter.width = 320;
        CHECK(painter.frame(screen(103)) == std::vector<PixelRect>{{0, 0, 320, 480}});
        painter.canvas.forget();
        CHECK(painter.frame(screen(103)) == std::vector<PixelRect>{{0, 0, 320, 480}});
    }

    TEST_CASE("whatever changes, the screen looks as if it had been drawn at once") {
        std::mt19937 random(7);
        CanvasPainter kept(300, 200);
        for (int round = 0; round < 60; ++round) {
            const unsigned seed = random() % 12;  // some frames come again
            const auto paint = [&](ImDrawList& list) {
                std::mt19937 scene(seed);
                const auto some = [&](int end) {
                    return static_cast<float>(scene() % static_cast<unsigned>(end));
                };
                for (int i = 0; i < 25; ++i) {
                    const float x = some(300) - 20, y = some(200) - 20;
                    const ImU32 color =
                        (static_cast<ImU32>(scene()) & 0xFFFFFF) | (static_cast<ImU32>(some(256)) << 24);
                    if (i % 3 == 0) {
                        list.AddRectFilled({x, y}, {x + some(90), y + some(90)}, color);
                    } else if (i % 3 == 1) {
                        list.AddRectFilled({x + 0.3f, y + 0.6f}, {x + some(90), y + some(90)}, color, 6);
                    } else {
                        list.AddCircle({x, y}, 3 + some(30), color, 0, 2);
                    }
                }
            };
            kept.frame(paint);
            CanvasPainter fresh(300, 200);
            fresh.frame(paint);
            int other = 0;
            for (int y = 0; y < 200; ++y)
                for (int x = 0; x < 300; ++x) other += kept.at(x, y) != fresh.at(x, y);
            CHECK(other == 0);
        }
    }
}
