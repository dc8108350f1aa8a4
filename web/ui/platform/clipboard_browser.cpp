#include <emscripten.h>

#include <map>
#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

std::map<std::uint32_t, std::function<void(bool)>>& clipboard_calls() {
    static std::map<std::uint32_t, std::function<void(bool)>> all;
    return all;
}

class BrowserClipboard final : public Clipboard {
  public:
    void write_text(std::string_view text, std::function<void(bool)> done) override {
        const std::uint32_t call = next_++;
        if (done) clipboard_calls().emplace(call, std::move(done));
        kf_clipboard_write(call, text.data(), text.size());
    }

  private:
    std::uint32_t next_ = 1;
};

}  // namespace

std::unique_ptr<Clipboard> browser_clipboard() {
    return std::make_unique<BrowserClipboard>();
}

}  // namespace kf::web

extern "C" EMSCRIPTEN_KEEPALIVE void kf_on_clipboard(std::uint32_t call, int ok) {
    auto& calls = kf::web::clipboard_calls();
    const auto found = calls.find(call);
    if (found == calls.end()) return;
    const auto done = std::move(found->second);
    calls.erase(found);
    done(ok != 0);
    kf_page_request_frame();
}
