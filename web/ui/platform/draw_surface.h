// One frame of drawing with Dear ImGui: its draw lists and glyph atlas, without its windows.
#pragma once
#include <memory>

struct ImDrawData;
struct ImDrawList;
struct ImFontAtlas;

namespace kf::web {

// Widgets are kf::web::Ui's business, so there is no context of Dear ImGui, nor NewFrame() or Render(): they
// would link all of its windows, tables and settings into what every agent downloads (a tenth of it). Draw
// lists and the atlas work without them. Not thread-safe. Several may live at once (tests).
class DrawSurface {
  public:
    DrawSurface();
    ~DrawSurface();
    DrawSurface(const DrawSurface&) = delete;
    DrawSurface& operator=(const DrawSurface&) = delete;

    // Must have a font before the first frame.
    ImFontAtlas& atlas();

    // Starts a frame of width x height device px. The list stands until the next frame.
    ImDrawList& begin_frame(float width, float height);
    // Closes the list. What it gives stands until the next begin_frame; its Textures want to be created,
    // changed or destroyed (update_textures in renderer.h).
    ImDrawData& end_frame();

  private:
    struct Inside;
    std::unique_ptr<Inside> in_;
};

}  // namespace kf::web
