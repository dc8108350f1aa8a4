// The parts of browser_platform(), one per *_browser.cpp. Wasm only.
#pragma once
#include <memory>

#include "web/ui/platform/platform.h"

struct ImDrawData;
struct ImFontAtlas;

namespace kf::web {

std::unique_ptr<GlyphSource> browser_glyphs();
std::unique_ptr<MirrorPort> browser_mirror();
std::unique_ptr<FieldPort> browser_fields();
std::unique_ptr<Page> browser_page();
std::unique_ptr<Http> browser_http(Page& page);
std::unique_ptr<Sockets> browser_sockets(Page& page);
std::unique_ptr<Clipboard> browser_clipboard();
std::unique_ptr<Notifications> browser_notifications();
std::unique_ptr<PicturePort> browser_pictures();
std::unique_ptr<Audio> browser_audio(Page& page);
std::unique_ptr<Recorder> browser_recorder(Page& page);
std::unique_ptr<OverlayPort> browser_overlays(Page& page);
std::unique_ptr<Files> browser_files();
std::unique_ptr<UploadPort> browser_uploads(Page& page);
std::unique_ptr<Downloads> browser_downloads(Page& page);

// The canvas: with WebGL2 where a graphics card draws, else with SoftwareCanvas. False: there is no canvas.
bool start_renderer();
// The graphics context, which was lost, is there again. Whether all pictures went with it.
bool restore_renderer(ImFontAtlas& atlas);
void drop_texture(std::uint64_t texture);
// A frame on the canvas, over `background`.
void render(const ImDrawData& drawn, Color background);
// Files that JavaScript gave (see adoptAll in files.js).
std::vector<FileRef> files_from_js(std::string_view json);
// A text field dealt with a key itself; what comes next is for the screen that this leaves behind.
void field_acted();
// The page changed (called by the exports of page_browser.cpp).
void browser_page_changed();

}  // namespace kf::web
