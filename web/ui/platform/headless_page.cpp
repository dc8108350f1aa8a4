#include <algorithm>
#include <cstdio>
#include <utility>

#include "shared/base/utf8.h"
#include "web/ui/platform/headless.h"

namespace kf::web {

void HeadlessPage::advance(double ms) {
    const double until = now_monotonic_ms + ms;
    for (;;) {
        const auto next = std::min_element(timers_.begin(), timers_.end(),
                                           [](const Timer& a, const Timer& b) { return a.due < b.due; });
        if (next == timers_.end() || next->due > until) break;
        const Timer timer = std::move(*next);
        timers_.erase(next);
        const double step = std::max(0.0, timer.due - now_monotonic_ms);
        now_monotonic_ms += step;
        now_unix_ms += static_cast<std::int64_t>(step);
        timer.run();
    }
    now_unix_ms += static_cast<std::int64_t>(until - now_monotonic_ms);
    now_monotonic_ms = until;
}

void HeadlessPage::changed() {
    frame_requested = true;
    for (const auto& handler : handlers_) handler();
}

std::string HeadlessPage::pinyin_initials(std::string_view text) const {
    std::string out;
    if (pinyin.empty()) return out;
    for (std::size_t at = 0; at < text.size();) {
        const char32_t c = next_code_point(text, at);
        const auto known = pinyin.find(c);
        if (known != pinyin.end())
            out.push_back(known->second);
        else
            append_utf8(out, c);
    }
    return out;
}

void HeadlessPage::on_change(std::function<void()> handler) {
    handlers_.push_back(std::move(handler));
}

TimerId HeadlessPage::after(double delay_ms, std::function<void()> run) {
    timers_.push_back({next_timer_, now_monotonic_ms + std::max(0.0, delay_ms), std::move(run)});
    return next_timer_++;
}

void HeadlessPage::cancel(TimerId timer) {
    std::erase_if(timers_, [timer](const Timer& t) { return t.id == timer; });
}

std::optional<std::string> HeadlessPage::setting(std::string_view key) const {
    const auto found = settings.find(key);
    return found == settings.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> HeadlessPage::kept_in_tab(std::string_view key) const {
    const auto found = tab.find(key);
    return found == tab.end() ? std::nullopt : std::optional(found->second);
}

void HeadlessPage::keep_in_tab(std::string_view key, std::string_view value) {
    if (value.empty())
        tab.erase(std::string(key));
    else
        tab.insert_or_assign(std::string(key), std::string(value));
}

void HeadlessPage::store_setting(std::string_view key, std::string_view value) {
    settings.insert_or_assign(std::string(key), std::string(value));
}

std::string HeadlessPage::random_id() {
    char out[33];
    std::snprintf(out, sizeof out, "%032llx", static_cast<unsigned long long>(next_random_++));
    return out;
}

}  // namespace kf::web
