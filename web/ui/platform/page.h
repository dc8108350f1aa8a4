// The browser page around the canvas: size, pixel ratio, visibility, preferences, clock, timers, settings,
// links.
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "web/ui/platform/geometry.h"

namespace kf::web {

using TimerId = std::uint32_t;

class Page {
  public:
    virtual ~Page() = default;

    virtual Size viewport() const = 0;             // CSS px
    virtual float device_pixel_ratio() const = 0;  // 1, 1.25, 2 …
    virtual bool visible() const = 0;              // false: hidden tab, no frames are drawn
    virtual bool focused() const = 0;              // the window has the keyboard
    virtual bool online() const = 0;               // the browser's guess; false is reliable, true is not
    virtual bool prefers_dark() const = 0;
    virtual bool prefers_reduced_motion() const = 0;
    virtual std::string language() const = 0;  // BCP 47, "zh-CN"
    virtual bool mac() const = 0;              // its keyboard has ⌘ where others have Ctrl
    // The first letters of a text as its pinyin is typed, one for each character ("张三" → "zs"); what is no
    // Han character stays itself. Empty where the browser does not know the order of pinyin.
    virtual std::string pinyin_initials(std::string_view text) const = 0;
    // Any of the above changed, or the page is about to close. Called outside of frames; a frame is requested
    // as well.
    virtual void on_change(std::function<void()> handler) = 0;

    virtual std::int64_t unix_ms() const = 0;
    virtual double monotonic_ms() const = 0;
    // Minutes to add to UTC for the person's local time at that moment (480 in China).
    virtual int utc_offset_minutes(std::int64_t at_unix_ms) const = 0;

    // Runs once, outside of frames, also in a hidden tab (where browsers stretch it to 1 s, later to 1 min).
    virtual TimerId after(double delay_ms, std::function<void()> run) = 0;
    virtual void cancel(TimerId timer) = 0;
    // Draws a frame soon; any number of requests make one frame.
    virtual void request_frame() = 0;

    // Preferences of this browser (language, theme, sound). Never customer data. Keys ≤ 64 B, values ≤ 4 KB;
    // may be refused by the browser, then they last as long as the page.
    virtual std::optional<std::string> setting(std::string_view key) const = 0;
    virtual void store_setting(std::string_view key, std::string_view value) = 0;

    // Kept in this tab only, beyond a reload of the page, for example while somebody signs in again. Keys ≤
    // 96 B, values ≤ 1 MB; may be refused by the browser. An empty value takes it away.
    virtual std::optional<std::string> kept_in_tab(std::string_view key) const = 0;
    virtual void keep_in_tab(std::string_view key, std::string_view value) = 0;

    // 128 random bits as 32 hex digits, for client ids.
    virtual std::string random_id() = 0;
    // Where the backend is: "" for the page's own origin, else "https://host[:port]" (from config.json).
    virtual std::string backend() const = 0;
    // http and https only; opens a new tab that cannot reach this one.
    virtual void open_link(std::string_view url) = 0;
    // Leaves the console, for example to the login page. A path of the same origin.
    virtual void navigate(std::string_view path) = 0;
    // What stands behind "#" in the page's address, without it; another one takes its place.
    virtual std::string fragment() const = 0;
    virtual void set_fragment(std::string_view fragment) = 0;
    // <html lang>, for screen readers and glyph choice: "zh-CN" or "en".
    virtual void set_language(std::string_view tag) = 0;
    // The page's own colour scheme (form controls, scroll bars, the browser's bar on phones).
    virtual void set_dark(bool dark) = 0;
    // Asks before the tab closes while something would be lost.
    virtual void warn_before_close(bool warn) = 0;
};

// The whole address of what `path` ("/api/…") names at the backend; "blob:…" stays. Empty for anything else:
// no text of a message can make the page ask another site.
std::string backend_url(const Page& page, std::string_view path);

}  // namespace kf::web
