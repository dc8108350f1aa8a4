// One frame of drawing with Dear ImGui: its draw lists, glyph atlas and what its renderer needs, without its
// windows.
#pragma once
#include <memory>

struct ImDrawData;
struct ImDrawList;
struct ImFontAtlas;

namespace kf::web {

// Widgets are kf::web::Ui's business, so ImGui::NewFrame() and ImGui::Render() are never called: they would
// link all of Dear ImGui's windows, tables and settings into what every agent downloads (a tenth of it). Draw
// lists and the atlas are made to work without them; the context is there because the renderer keeps its data
// in one. Not thread-safe. Several may live at once (tests): each call makes its own context the current one
// until it returns, except activate().
class DrawSurface {
  public:
    DrawSurface();
    // The renderer must have been shut down before.
    ~DrawSurface();
    DrawSurface(const DrawSurface&) = delete;
    DrawSurface& operator=(const DrawSurface&) = delete;

    // Makes its context the current one, for a renderer's Init and Shutdown (ImGui_ImplOpenGL3_*).
    void activate();
    // Must have a font before the first frame.
    ImFontAtlas& atlas();

    // Starts a frame of width x height device px; the renderer must be able to create and change textures
    // (ImGuiBackendFlags_RendererHasTextures). The list stands until the next frame.
    ImDrawList& begin_frame(float width, float height);
    // Closes the list. What it gives stands until the next begin_frame; its Textures want to be created,
    // changed or destroyed by the renderer.
    ImDrawData& end_frame();

  private:
    struct Inside;
    std::unique_ptr<Inside> in_;
};

}  // namespace kf::web
