// Everything outside of the drawing that the console uses. One object per page, made by browser_platform() or
// a test.
#pragma once
#include <functional>
#include <memory>

#include "web/ui/platform/audio.h"
#include "web/ui/platform/clipboard.h"
#include "web/ui/platform/dom_field.h"
#include "web/ui/platform/downloads.h"
#include "web/ui/platform/files.h"
#include "web/ui/platform/fonts.h"
#include "web/ui/platform/http.h"
#include "web/ui/platform/mirror.h"
#include "web/ui/platform/notifications.h"
#include "web/ui/platform/overlay.h"
#include "web/ui/platform/page.h"
#include "web/ui/platform/pictures.h"
#include "web/ui/platform/recorder.h"
#include "web/ui/platform/socket.h"
#include "web/ui/platform/uploads.h"

namespace kf::web {

class Ui;

class Platform {
  public:
    virtual ~Platform() = default;
    virtual Page& page() = 0;
    virtual Sockets& sockets() = 0;
    virtual Http& http() = 0;
    virtual Clipboard& clipboard() = 0;
    virtual Notifications& notifications() = 0;
    virtual FieldPort& fields() = 0;
    virtual MirrorPort& mirror() = 0;
    virtual GlyphSource& glyphs() = 0;
    virtual Pictures& pictures() = 0;
    virtual Audio& audio() = 0;
    virtual Recorder& recorder() = 0;
    virtual OverlayPort& overlays() = 0;
    virtual Files& files() = 0;
    virtual Uploads& uploads() = 0;
    virtual Downloads& downloads() = 0;
};

// The root of what is drawn: called once per frame. Declares everything that is on screen.
using DrawRoot = std::function<void(Ui&)>;

// The real page (wasm only). Reads config.json's values from the document.
std::unique_ptr<Platform> browser_platform();
// Takes the canvas, draws a frame whenever one is requested, never returns control of the loop to the
// caller's stack: `platform` and what `draw` refers to must live as long as the page. False when there is
// no canvas to draw on.
bool run_frames(Platform& platform, DrawRoot draw);

}  // namespace kf::web
