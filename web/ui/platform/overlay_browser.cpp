#include <emscripten.h>

#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

std::function<void(WidgetId, OverlayState)>& told() {
    static std::function<void(WidgetId, OverlayState)> handler;
    return handler;
}

class BrowserOverlays final : public OverlayPort {
  public:
    explicit BrowserOverlays(Page& page) : page_(page) {}
    void on_change(std::function<void(WidgetId, OverlayState)> handler) override {
        told() = std::move(handler);
    }
    void create(WidgetId id, const OverlaySpec& spec) override {
        kf_overlay_create(js_id(id), spec.kind == OverlayKind::Video ? 1 : 0);
        update(id, spec);
    }
    void update(WidgetId id, const OverlaySpec& spec) override {
        const std::string url = backend_url(page_, spec.url), poster = backend_url(page_, spec.poster);
        kf_overlay_update(js_id(id), url.data(), url.size(), poster.data(), poster.size(), spec.label.data(),
                          spec.label.size(), spec.autoplay ? 1 : 0);
    }
    void destroy(WidgetId id) override { kf_overlay_destroy(js_id(id)); }

  private:
    Page& page_;
};

}  // namespace

std::unique_ptr<OverlayPort> browser_overlays(Page& page) {
    return std::make_unique<BrowserOverlays>(page);
}

}  // namespace kf::web

extern "C" EMSCRIPTEN_KEEPALIVE void kf_on_overlay(double id, int state) {
    if (const auto& handler = kf::web::told())
        handler(kf::web::from_js_id(id), static_cast<kf::web::OverlayState>(state));
    kf_page_request_frame();
}
