// A real <video> or <img> over the canvas, for what a texture cannot be: moving pictures with the browser's
// own controls, full screen, keyboard and screen reader. Drawn each frame with Ui::overlay; gone when it is
// not drawn.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "web/ui/platform/geometry.h"
#include "web/ui/platform/input.h"

namespace kf::web {

enum class OverlayKind : std::uint8_t {
    Video,  // with controls; takes pointer and keyboard as on any page, the wheel goes to what is drawn below
    Image,  // an animated picture; the pointer goes to what is drawn below
};

struct OverlaySpec {
    OverlayKind kind = OverlayKind::Video;
    std::string url = {};     // a path at the backend or "blob:…"
    std::string poster = {};  // of a video: shown before it plays; the same kinds of address
    std::string label = {};   // the accessible name
    bool autoplay = false;    // starts by itself; only in answer to a click, else browsers refuse
    bool operator==(const OverlaySpec&) const = default;
};

enum class OverlayState : std::uint8_t {
    Loading,
    Ready,  // can be seen; a video that is paused
    Playing,
    Ended,
    Failed  // not there, or nothing that this browser can decode
};

// The document's side.
class OverlayPort {
  public:
    virtual ~OverlayPort() = default;
    // Where changes are told, outside of frames. A frame is requested as well.
    virtual void on_change(std::function<void(WidgetId, OverlayState)> handler) = 0;
    virtual void create(WidgetId id, const OverlaySpec& spec) = 0;
    // The kind may not change.
    virtual void update(WidgetId id, const OverlaySpec& spec) = 0;
    virtual void destroy(WidgetId id) = 0;
};

}  // namespace kf::web
