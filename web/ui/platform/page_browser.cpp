#include <emscripten.h>

#include <map>
#include <utility>
#include <vector>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

struct Timer {
    int handle = 0;
    std::function<void()> run;
};

// The page is one; its timers and listeners are reached from exported functions.
struct PageTable {
    std::map<TimerId, Timer> timers;
    std::vector<std::function<void()>> listeners;
    TimerId next_timer = 1;
};

PageTable& page_table() {
    static PageTable all;
    return all;
}

enum Flag : int { kVisible = 1, kFocused = 2, kOnline = 4, kDark = 8, kReducedMotion = 16, kMac = 32 };

class BrowserPage final : public Page {
  public:
    BrowserPage() { language_ = take_js_string(kf_page_language()); }

    Size viewport() const override {
        std::int32_t device[2] = {0, 0};
        kf_page_size(device);
        const float ratio = device_pixel_ratio();
        return {static_cast<float>(device[0]) / ratio, static_cast<float>(device[1]) / ratio};
    }
    float device_pixel_ratio() const override { return static_cast<float>(kf_page_ratio()); }
    bool visible() const override { return has(kVisible); }
    bool focused() const override { return has(kFocused); }
    bool online() const override { return has(kOnline); }
    bool prefers_dark() const override { return has(kDark); }
    bool prefers_reduced_motion() const override { return has(kReducedMotion); }
    std::string language() const override { return language_; }
    std::string pinyin_initials(std::string_view text) const override {
        return take_js_string(kf_page_initials(text.data(), text.size()));
    }
    bool mac() const override { return has(kMac); }
    void on_change(std::function<void()> handler) override {
        page_table().listeners.push_back(std::move(handler));
    }

    std::int64_t unix_ms() const override { return static_cast<std::int64_t>(kf_page_unix_ms()); }
    double monotonic_ms() const override { return kf_page_now_ms(); }
    int utc_offset_minutes(std::int64_t at) const override {
        return kf_page_utc_offset(static_cast<double>(at));
    }

    TimerId after(double delay_ms, std::function<void()> run) override {
        const TimerId id = page_table().next_timer++;
        // In the table first: what comes back must find it.
        page_table().timers[id].run = std::move(run);
        page_table().timers[id].handle = kf_page_after(id, delay_ms);
        return id;
    }
    void cancel(TimerId timer) override {
        const auto found = page_table().timers.find(timer);
        if (found == page_table().timers.end()) return;
        kf_page_cancel(found->second.handle);
        page_table().timers.erase(found);
    }
    void request_frame() override { kf_page_request_frame(); }

    std::optional<std::string> setting(std::string_view key) const override {
        if (const auto kept = kept_.find(std::string(key)); kept != kept_.end()) return kept->second;
        char* given = kf_page_setting(key.data(), key.size());
        if (given == nullptr) return std::nullopt;
        return take_js_string(given);
    }
    void store_setting(std::string_view key, std::string_view value) override {
        constexpr std::size_t kMaxKey = 64, kMaxValue = 4096;
        if (key.size() > kMaxKey || value.size() > kMaxValue) return;
        if (kf_page_store(key.data(), key.size(), value.data(), value.size()) == 0)
            kept_[std::string(key)] = value;
    }

    std::optional<std::string> kept_in_tab(std::string_view key) const override {
        char* given = kf_page_kept(key.data(), key.size());
        if (given == nullptr) return std::nullopt;
        return take_js_string(given);
    }
    void keep_in_tab(std::string_view key, std::string_view value) override {
        constexpr std::size_t kMaxKey = 64, kMaxValue = std::size_t{1} << 20;
        if (key.size() <= kMaxKey && value.size() <= kMaxValue)
            kf_page_keep(key.data(), key.size(), value.data(), value.size());
    }

    std::string random_id() override {
        std::uint8_t bytes[16];
        kf_page_random(bytes);
        std::string out;
        for (const std::uint8_t b : bytes) {
            out.push_back("0123456789abcdef"[b >> 4]);
            out.push_back("0123456789abcdef"[b & 15]);
        }
        return out;
    }
    std::string backend() const override { return take_js_string(kf_page_backend()); }
    void open_link(std::string_view url) override { kf_page_open(url.data(), url.size()); }
    void navigate(std::string_view path) override { kf_page_navigate(path.data(), path.size()); }
    std::string fragment() const override { return take_js_string(kf_page_fragment()); }
    void set_fragment(std::string_view fragment) override {
        kf_page_set_fragment(fragment.data(), fragment.size());
    }
    void set_language(std::string_view tag) override { kf_page_set_language(tag.data(), tag.size()); }
    void set_dark(bool dark) override { kf_page_set_dark(dark ? 1 : 0); }
    void warn_before_close(bool warn) override { kf_page_warn(warn ? 1 : 0); }

  private:
    static bool has(Flag flag) { return (kf_page_flags() & flag) != 0; }

    std::string language_;
    std::map<std::string, std::string> kept_;  // what the browser would not store
};

}  // namespace

std::unique_ptr<Page> browser_page() {
    return std::make_unique<BrowserPage>();
}

void browser_page_changed() {
    // A listener may add another.
    for (std::size_t i = 0; i < page_table().listeners.size(); ++i) {
        const auto listener = page_table().listeners[i];
        listener();
    }
    kf_page_request_frame();
}

}  // namespace kf::web

extern "C" {

EMSCRIPTEN_KEEPALIVE void* kf_alloc(std::size_t size) {
    return std::malloc(size);
}

EMSCRIPTEN_KEEPALIVE void kf_free(void* p) {
    std::free(p);
}

EMSCRIPTEN_KEEPALIVE void kf_on_page_change() {
    kf::web::browser_page_changed();
}

EMSCRIPTEN_KEEPALIVE void kf_on_timer(std::uint32_t timer) {
    auto& timers = kf::web::page_table().timers;
    const auto found = timers.find(timer);
    if (found == timers.end()) return;
    const auto run = std::move(found->second.run);
    timers.erase(found);
    run();
}
}
