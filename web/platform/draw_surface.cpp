#include "web/platform/draw_surface.h"

#include <imgui.h>
#include <imgui_internal.h>

namespace kf::web {

struct DrawSurface::Inside {
    Inside() : context(&atlas) {
        // What ImGui::NewFrame() would take from the style each frame; ours never changes.
        const ImGuiStyle& style = context.Style;
        shared.CurveTessellationTol = style.CurveTessellationTol;
        shared.SetCircleTessellationMaxError(style.CircleTessellationMaxError);
        shared.InitialFlags = ImDrawListFlags_AntiAliasedLines | ImDrawListFlags_AntiAliasedLinesUseTex |
                              ImDrawListFlags_AntiAliasedFill;
        shared.Context = &context;
        shared.FontAtlas = &atlas;
        ImFontAtlasAddDrawListSharedData(&atlas, &shared);
    }
    ~Inside() {
        ImFontAtlasRemoveDrawListSharedData(&atlas, &shared);
        if (ImGui::GetCurrentContext() == &context) ImGui::SetCurrentContext(nullptr);
    }

    ImFontAtlas atlas;
    ImGuiContext context;
    ImDrawListSharedData shared;
    ImDrawList list{&shared};
    ImDrawData data;
    int frames = 0;
};

DrawSurface::DrawSurface() : in_(std::make_unique<Inside>()) {}

DrawSurface::~DrawSurface() = default;

void DrawSurface::activate() {
    ImGui::SetCurrentContext(&in_->context);
}

ImFontAtlas& DrawSurface::atlas() {
    return in_->atlas;
}

ImDrawList& DrawSurface::begin_frame(float width, float height) {
    activate();
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
    // The renderer, when it shuts down, destroys what it finds in the context and what nobody else uses.
    ImVector<ImTextureData*>& textures = in_->context.PlatformIO.Textures;
    textures = in_->atlas.TexList;
    for (ImTextureData* texture : textures) texture->RefCount = 1;
    in_->data.Textures = &textures;
    in_->data.AddDrawList(&in_->list);
    return in_->data;
}

}  // namespace kf::web
