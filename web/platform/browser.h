// The parts of browser_platform(), one per *_browser.cpp. Wasm only.
#pragma once
#include <memory>

#include "web/platform/platform.h"

namespace kf::web {

std::unique_ptr<GlyphSource> browser_glyphs();
std::unique_ptr<MirrorPort> browser_mirror();
std::unique_ptr<FieldPort> browser_fields();
std::unique_ptr<Page> browser_page();
std::unique_ptr<Http> browser_http(Page& page);
std::unique_ptr<Sockets> browser_sockets(Page& page);
std::unique_ptr<Clipboard> browser_clipboard();
std::unique_ptr<Notifications> browser_notifications();

// The page changed (called by the exports of page_browser.cpp).
void browser_page_changed();

}  // namespace kf::web
