#include "web/ui/platform/browser.h"

namespace kf::web {
namespace {

class BrowserPlatform final : public Platform {
  public:
    Page& page() override { return *page_; }
    Sockets& sockets() override { return *sockets_; }
    Http& http() override { return *http_; }
    Clipboard& clipboard() override { return *clipboard_; }
    Notifications& notifications() override { return *notifications_; }
    FieldPort& fields() override { return *fields_; }
    MirrorPort& mirror() override { return *mirror_; }
    GlyphSource& glyphs() override { return *glyphs_; }
    Pictures& pictures() override { return pictures_; }
    Audio& audio() override { return *audio_; }
    Recorder& recorder() override { return *recorder_; }
    OverlayPort& overlays() override { return *overlays_; }
    Files& files() override { return *files_; }
    Uploads& uploads() override { return uploads_; }
    Downloads& downloads() override { return *downloads_; }

  private:
    std::unique_ptr<Page> page_ = browser_page();
    std::unique_ptr<Sockets> sockets_ = browser_sockets(*page_);
    std::unique_ptr<Http> http_ = browser_http(*page_);
    std::unique_ptr<Clipboard> clipboard_ = browser_clipboard();
    std::unique_ptr<Notifications> notifications_ = browser_notifications();
    std::unique_ptr<FieldPort> fields_ = browser_fields();
    std::unique_ptr<MirrorPort> mirror_ = browser_mirror();
    std::unique_ptr<GlyphSource> glyphs_ = browser_glyphs();
    std::unique_ptr<PicturePort> picture_port_ = browser_pictures();
    Pictures pictures_{*picture_port_, *page_};
    std::unique_ptr<Audio> audio_ = browser_audio(*page_);
    std::unique_ptr<Recorder> recorder_ = browser_recorder(*page_);
    std::unique_ptr<OverlayPort> overlays_ = browser_overlays(*page_);
    std::unique_ptr<Files> files_ = browser_files();
    std::unique_ptr<UploadPort> upload_port_ = browser_uploads(*page_);
    Uploads uploads_{*upload_port_, *http_, *page_};
    std::unique_ptr<Downloads> downloads_ = browser_downloads(*page_);
};

}  // namespace

std::unique_ptr<Platform> browser_platform() {
    return std::make_unique<BrowserPlatform>();
}

}  // namespace kf::web
