#include <emscripten.h>

#include <map>
#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

std::map<std::uint32_t, std::function<void(bool)>>& download_calls() {
    static std::map<std::uint32_t, std::function<void(bool)>> all;
    return all;
}

class BrowserDownloads final : public Downloads {
  public:
    explicit BrowserDownloads(Page& page) : page_(page) {}
    void save(std::string_view url, std::string_view name) override {
        const std::string address = backend_url(page_, url);
        if (!address.empty()) kf_download_save(address.data(), address.size(), name.data(), name.size());
    }
    void save_text(std::string_view text, std::string_view mime, std::string_view name) override {
        kf_download_text(text.data(), text.size(), mime.data(), mime.size(), name.data(), name.size());
    }
    void copy_image(std::string_view url, std::function<void(bool)> done) override {
        const std::uint32_t call = next_++;
        if (done) download_calls().emplace(call, std::move(done));
        const std::string address = backend_url(page_, url);
        kf_download_copy(call, address.data(), address.size());
    }

  private:
    Page& page_;
    std::uint32_t next_ = 1;
};

}  // namespace

std::unique_ptr<Downloads> browser_downloads(Page& page) {
    return std::make_unique<BrowserDownloads>(page);
}

}  // namespace kf::web

extern "C" EMSCRIPTEN_KEEPALIVE void kf_on_image_copied(std::uint32_t call, int ok) {
    auto& calls = kf::web::download_calls();
    const auto found = calls.find(call);
    if (found == calls.end()) return;
    const auto done = std::move(found->second);
    calls.erase(found);
    done(ok != 0);
    kf_page_request_frame();
}
