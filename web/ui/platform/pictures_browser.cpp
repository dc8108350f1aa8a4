#include <emscripten.h>

#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

// The page has one canvas and so one set of pictures; what was decoded finds its way here.
std::function<void(const PictureDecoded&)>& on_picture() {
    static std::function<void(const PictureDecoded&)> handler;
    return handler;
}

class BrowserPictures final : public PicturePort {
  public:
    void on_decoded(std::function<void(const PictureDecoded&)> handler) override {
        on_picture() = std::move(handler);
    }
    void load(std::uint32_t id, std::string_view url, PictureBox box) override {
        kf_picture_load(id, url.data(), url.size(), box.width, box.height, box.cover ? 1 : 0);
    }
    void forget(std::uint32_t id) override { kf_picture_forget(id); }
    std::uint64_t upload(std::uint32_t id, bool mipmaps) override {
        return kf_picture_upload(id, mipmaps ? 1 : 0);
    }
    void drop(std::uint64_t texture) override { drop_texture(texture); }
};

}  // namespace

std::unique_ptr<PicturePort> browser_pictures() {
    return std::make_unique<BrowserPictures>();
}

}  // namespace kf::web

extern "C" EMSCRIPTEN_KEEPALIVE void kf_on_picture(std::uint32_t id, int error, int width, int height,
                                                   int natural_width, int natural_height, int animated) {
    if (const auto& handler = kf::web::on_picture())
        handler({.id = id,
                 .error = static_cast<kf::web::PictureError>(error),
                 .width = width,
                 .height = height,
                 .natural_width = natural_width,
                 .natural_height = natural_height,
                 .animated = animated != 0});
}
