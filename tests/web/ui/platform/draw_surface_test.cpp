#include "web/ui/platform/draw_surface.h"

#include <doctest/doctest.h>
#include <imgui.h>

#include "web/ui/platform/headless.h"
#include "web/ui/platform/renderer.h"

namespace {

using namespace kf::web;

// With glyphs in its atlas, which has to have some.
struct Surface {
    Surface() { fonts.attach(surface.atlas()); }
    DrawSurface* operator->() { return &surface; }

    HeadlessGlyphs glyphs;
    Fonts fonts{glyphs};
    DrawSurface surface;
};

// What a renderer does with the textures of a frame.
int create_textures(ImDrawData& data) {
    int created = 0;
    for (ImTextureData* texture : *data.Textures) {
        if (texture->Status != ImTextureStatus_WantCreate) continue;
        texture->SetTexID(7);
        texture->SetStatus(ImTextureStatus_OK);
        ++created;
    }
    return created;
}

}  // namespace

TEST_SUITE("draw surface") {
    TEST_CASE("what was painted in a frame stands in its draw data, cut at the frame's edges") {
        Surface surface;
        ImDrawList& list = surface->begin_frame(400, 300);
        list.AddRectFilled({10, 10}, {50, 40}, IM_COL32(255, 0, 0, 255));
        const ImDrawData& data = surface->end_frame();
        CHECK(data.Valid);
        CHECK(data.DisplaySize.x == 400);
        CHECK(data.DisplaySize.y == 300);
        CHECK(data.TotalVtxCount == 4);
        REQUIRE(data.CmdLists.Size == 1);
        REQUIRE(data.CmdLists[0]->CmdBuffer.Size == 1);
        const ImVec4 cut = data.CmdLists[0]->CmdBuffer[0].ClipRect;
        CHECK(cut.z == 400);
        CHECK(cut.w == 300);
    }

    TEST_CASE("each frame begins empty and may have another size") {
        Surface surface;
        surface->begin_frame(400, 300).AddRectFilled({0, 0}, {9, 9}, IM_COL32_WHITE);
        create_textures(surface->end_frame());
        surface->begin_frame(800, 600);
        const ImDrawData& data = surface->end_frame();
        CHECK(data.TotalVtxCount == 0);
        CHECK(data.DisplaySize.x == 800);
    }

    TEST_CASE("the atlas wants to be created once, and again after the renderer lost it") {
        Surface surface;
        surface->begin_frame(100, 100);
        CHECK(create_textures(surface->end_frame()) == 1);
        surface->begin_frame(100, 100);
        ImDrawData& data = surface->end_frame();
        CHECK(create_textures(data) == 0);
        forget_textures(surface->atlas());
        surface->begin_frame(100, 100);
        CHECK(create_textures(surface->end_frame()) == 1);
    }

    TEST_CASE("two surfaces draw in turns without disturbing each other") {
        Surface one;
        Surface other;
        ImDrawList& first = one->begin_frame(100, 100);
        ImDrawList& second = other->begin_frame(200, 200);
        first.AddRectFilled({0, 0}, {9, 9}, IM_COL32_WHITE);
        second.AddRectFilled({0, 0}, {9, 9}, IM_COL32_WHITE);
        second.AddRectFilled({9, 9}, {19, 19}, IM_COL32_WHITE);
        CHECK(one->end_frame().TotalVtxCount == 4);
        CHECK(other->end_frame().TotalVtxCount == 8);
    }
}
