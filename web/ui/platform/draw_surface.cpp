#include "web/ui/platform/draw_surface.h"

#include <imgui.h>
#include <imgui_internal.h>

namespace kf::web {

struct DrawSurface::Inside {
    Inside() {
        // What ImGui::NewFrame() would take from its style each frame, in device px.
        shared.CurveTessellationTol = 1.25f;
        shared.SetCircleTessellationMaxError(0.3f);
        shared.InitialFlags = ImDrawListFlags_AntiAliasedLines | ImDrawListFlags_AntiAliasedLinesUseTex |
                              ImDrawListFlags_AntiAliasedFill;
        shared.FontAtlas = &atlas;
        ImFontAtlasAddDrawListSharedData(&atlas, &shared);
    }
    ~Inside() { ImFontAtlasRemoveDrawListSharedData(&atlas, &shared); }

    ImFontAtlas atlas;
    ImDrawListSharedData shared;
    ImDrawList list{&shared};
    ImDrawData data;
    int frames = 0;
};

DrawSurface::DrawSurface() : in_(std::make_unique<Inside>()) {}

DrawSurface::~DrawSurface() = default;

ImFontAtlas& DrawSurface::atlas() {
    return in_->atlas;
}

ImDrawList& DrawSurface::begin_frame(float width, float height) {
    ImFontAtlasUpdateNewFrame(&in_->atlas, ++in_->frames, true);
    ImFontAtlasUpdateDrawListsSharedData(&in_->atlas);
    in_->data.DisplaySize = {width, height};
    in_->shared.ClipRectFullscreen = {0, 0, width, height};
    in_->list._ResetForNewFrame();
    in_->list.PushTexture(in_->atlas.TexRef);
    in_->list.PushClipRect({0, 0}, in_->data.DisplaySize);
    return in_->list;
}

ImDrawData& DrawSurface::end_frame() {
    const ImVec2 size = in_->data.DisplaySize;
    in_->data.Clear();
    in_->data.Valid = true;
    in_->data.DisplaySize = size;
    in_->data.FramebufferScale = {1, 1};
    in_->data.Textures = &in_->atlas.TexList;
    in_->data.AddDrawList(&in_->list);
    return in_->data;
}

}  // namespace kf::web
