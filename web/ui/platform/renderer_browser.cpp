#include <emscripten.h>
#include <imgui.h>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"
#include "web/ui/platform/software_canvas.h"

namespace kf::web {
namespace {

class GraphicsTextures final : public TexturePort {
  public:
    std::uint64_t create(int width, int height, const std::uint8_t* rgba) override {
        return kf_renderer_texture(0, 0, 0, width, height, width, rgba);
    }
    void change(std::uint64_t texture, int x, int y, int width, int height, int row,
                const std::uint8_t* rgba) override {
        kf_renderer_texture(static_cast<std::uint32_t>(texture), x, y, width, height, row, rgba);
    }
    void drop(std::uint64_t texture) override { kf_renderer_drop(static_cast<std::uint32_t>(texture)); }
};

// The page has one canvas. Exactly one of these draws.
SoftwareCanvas* software = nullptr;
GraphicsTextures graphics;

}  // namespace

bool start_renderer() {
    const int found = kf_renderer_start();
    if (found == 1) software = new SoftwareCanvas;  // as long as the page
    return found != 0;
}

bool restore_renderer(ImFontAtlas& atlas) {
    if (software != nullptr) {
        software->forget();
        return false;
    }
    kf_renderer_restore();
    forget_textures(atlas);
    return true;
}

void drop_texture(std::uint64_t texture) {
    if (software != nullptr) {
        software->drop(texture);
    } else {
        graphics.drop(texture);
    }
}

void render(const ImDrawData& drawn, Color background) {
    const std::uint32_t color = IM_COL32(background.r, background.g, background.b, 255);
    const int width = static_cast<int>(drawn.DisplaySize.x), height = static_cast<int>(drawn.DisplaySize.y);
    if (software != nullptr) {
        update_textures(drawn, *software);
        const std::vector<PixelRect>& changes = software->draw(drawn, color);
        kf_renderer_show(width, height, software->pixels(), changes.data(), changes.size());
        return;
    }
    update_textures(drawn, graphics);
    static std::vector<DrawCommand> commands;  // keeps its memory from frame to frame
    collect_commands(drawn, commands);
    const ImDrawList& list = *drawn.CmdLists[0];
    kf_renderer_draw(width, height, color, list.VtxBuffer.Data, list.VtxBuffer.size_in_bytes(),
                     list.IdxBuffer.Data, list.IdxBuffer.size_in_bytes(), commands.data(), commands.size());
}

}  // namespace kf::web

// A picture's texels, in memory from kf_alloc, when there is no graphics card that could hold them.
extern "C" EMSCRIPTEN_KEEPALIVE std::uint32_t kf_on_texels(int width, int height, std::uint8_t* rgba) {
    return static_cast<std::uint32_t>(kf::web::software->adopt(width, height, rgba));
}
