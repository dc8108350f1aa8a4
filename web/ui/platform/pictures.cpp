#include "web/ui/platform/pictures.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace kf::web {
namespace {

constexpr std::size_t kMaxLoads = 6;
constexpr std::size_t kMaxEntries = 4096;
// From this side on a picture is likely to be shown much smaller than it is, which needs smaller copies of
// it.
constexpr float kMipmapsFrom = 1024;
constexpr std::array kRetryMs = {2'000.0, 8'000.0, 30'000.0, 120'000.0};

std::uint64_t texel_bytes(Size size, bool mipmaps) {
    const auto plain = static_cast<std::uint64_t>(size.w) * static_cast<std::uint64_t>(size.h) * 4;
    return mipmaps ? plain + plain / 3 : plain;
}

bool has_mipmaps(Size size) {
    return std::max(size.w, size.h) >= kMipmapsFrom;
}

int turned(const PictureLook& look) {
    return ((look.turns % 4) + 4) % 4;
}

Point source_point(float x, float y, int turns) {
    switch (turns) {
        case 1:
            return {y, 1 - x};
        case 2:
            return {1 - x, 1 - y};
        case 3:
            return {1 - y, x};
        default:
            return {x, y};
    }
}

}  // namespace

int picture_step(float device_px) {
    constexpr std::array kSteps = {32, 48, 64, 96, 128, 192, 256, 384, 512, 768, 1024, 1536, 2048, 3072};
    for (const int step : kSteps)
        if (device_px <= static_cast<float>(step)) return step;
    return kMaxPictureSide;
}

PicturePlace place_picture(Rect rect, Size natural, const PictureLook& look) {
    PicturePlace out;
    if (rect.empty() || natural.w <= 0 || natural.h <= 0) return out;
    const int turns = turned(look);
    const Size upright = turns % 2 == 0 ? natural : Size{natural.h, natural.w};
    const float across = rect.w / upright.w, down = rect.h / upright.h;
    float scale = look.fit == Fit::Cover ? std::max(across, down) : std::min(across, down);
    if (look.fit == Fit::ScaleDown) scale = std::min(scale, 1.f);
    scale *= std::clamp(look.zoom, 0.01f, 16.f);
    out.whole = rect.centered({upright.w * scale, upright.h * scale}).moved(look.pan.x, look.pan.y);
    out.shown = out.whole.intersection(rect);
    const Point corners[] = {{out.shown.x, out.shown.y},
                             {out.shown.right(), out.shown.y},
                             {out.shown.right(), out.shown.bottom()},
                             {out.shown.x, out.shown.bottom()}};
    for (int i = 0; i < 4; ++i)
        out.uv[i] = source_point((corners[i].x - out.whole.x) / out.whole.w,
                                 (corners[i].y - out.whole.y) / out.whole.h, turns);
    return out;
}

Pictures::Pictures(PicturePort& port, Page& page) : port_(port), page_(page) {
    port_.on_decoded([this](const PictureDecoded& decoded) { on_decoded(decoded); });
    page_.on_change([this, alive = std::weak_ptr<bool>(alive_)] {
        if (alive.expired()) return;
        const bool came_back = page_.online() && !online_;
        online_ = page_.online();
        if (!came_back) return;
        for (auto& [id, entry] : entries_)
            if (entry.phase == Phase::Failed && entry.retry_at_ms > 0) entry.retry_at_ms = 1;
        page_.request_frame();
    });
}

Pictures::~Pictures() {
    port_.on_decoded(nullptr);
    if (retry_timer_ != 0) page_.cancel(retry_timer_);
}

std::size_t Pictures::count(Phase phase) const {
    return in_phase_[static_cast<std::size_t>(phase)];
}

void Pictures::set_phase(Entry& entry, Phase phase) {
    --in_phase_[static_cast<std::size_t>(entry.phase)];
    ++in_phase_[static_cast<std::size_t>(phase)];
    entry.phase = phase;
}

// The one with the most texels: it was drawn at another size before.
Pictures::Entry* Pictures::best_ready(const std::vector<std::uint32_t>& ids) {
    Entry* best = nullptr;
    for (const std::uint32_t id : ids) {
        Entry& entry = entries_.at(id);
        if (entry.phase == Phase::Ready && (best == nullptr || entry.size.w > best->size.w)) best = &entry;
    }
    return best;
}

Pictures::Found Pictures::use(std::string_view url, PictureBox box) {
    if (backend_url(page_, url).empty())
        return {.state = PictureState::Failed, .error = PictureError::Refused};
    std::vector<std::uint32_t>& ids = by_url_[std::string(url)];
    Entry* wanted = nullptr;
    for (const std::uint32_t id : ids)
        if (Entry& entry = entries_.at(id); entry.box == box) wanted = &entry;
    Entry* ready = best_ready(ids);
    // What is there has every pixel of the original: a larger box would bring no more.
    const bool complete = ready != nullptr && ready->size == ready->natural;
    if (wanted == nullptr && !complete) {
        const std::uint32_t id = next_id_++;
        wanted = &entries_[id];
        wanted->url = url;
        wanted->box = box;
        ids.push_back(id);
        ++in_phase_[static_cast<std::size_t>(Phase::Queued)];
    }
    if (wanted != nullptr) {
        wanted->last_drawn = frame_;
        if (wanted->phase == Phase::Failed && wanted->retry_at_ms > 0 &&
            page_.monotonic_ms() >= wanted->retry_at_ms)
            set_phase(*wanted, Phase::Queued);
        if (wanted->phase == Phase::Ready) ready = wanted;
    }
    if (ready != nullptr) {
        ready->last_drawn = frame_;
        return {.state = PictureState::Ready,
                .texture = ready->texture,
                .natural = ready->natural,
                .animated = ready->animated};
    }
    if (wanted->phase == Phase::Failed) return {.state = PictureState::Failed, .error = wanted->error};
    return {.natural = wanted->natural, .animated = wanted->animated};
}

Pictures::Found Pictures::peek(std::string_view url) const {
    const auto found = by_url_.find(std::string(url));
    Found out;
    if (found == by_url_.end()) return out;
    for (const std::uint32_t id : found->second) {
        const Entry& entry = entries_.at(id);
        if (entry.natural.w > 0) out.natural = entry.natural, out.animated = entry.animated;
        if (entry.phase == Phase::Ready) {
            out.state = PictureState::Ready;
            out.texture = entry.texture;
        } else if (entry.phase == Phase::Failed && out.state == PictureState::Loading) {
            out.state = PictureState::Failed;
            out.error = entry.error;
        }
    }
    if (out.state == PictureState::Ready) out.error = PictureError::None;
    return out;
}

void Pictures::retry(std::string_view url) {
    const auto found = by_url_.find(std::string(url));
    if (found == by_url_.end()) return;
    for (const std::uint32_t id : found->second) {
        Entry& entry = entries_.at(id);
        if (entry.phase != Phase::Failed) continue;
        set_phase(entry, Phase::Queued);
        entry.tries = 0;
        entry.last_drawn = frame_;
    }
    page_.request_frame();
}

void Pictures::forget(std::string_view url) {
    const auto found = by_url_.find(std::string(url));
    if (found == by_url_.end()) return;
    const std::vector<std::uint32_t> ids = found->second;
    for (const std::uint32_t id : ids) erase(id);
}

void Pictures::erase(std::uint32_t id) {
    const auto found = entries_.find(id);
    if (found == entries_.end()) return;
    Entry& entry = found->second;
    if (entry.phase == Phase::Fetching || entry.phase == Phase::Decoded) port_.forget(id);
    if (entry.texture != 0) port_.drop(entry.texture);
    bytes_ -= entry.bytes;
    --in_phase_[static_cast<std::size_t>(entry.phase)];
    const auto listed = by_url_.find(entry.url);
    std::erase(listed->second, id);
    if (listed->second.empty()) by_url_.erase(listed);
    entries_.erase(found);
}

void Pictures::on_decoded(const PictureDecoded& decoded) {
    const auto found = entries_.find(decoded.id);
    if (found == entries_.end() || found->second.phase != Phase::Fetching) return;
    Entry& entry = found->second;
    if (decoded.error != PictureError::None) {
        ++counted_.failures;
        set_phase(entry, Phase::Failed);
        entry.error = decoded.error;
        entry.retry_at_ms = 0;
        if (decoded.error == PictureError::Network && static_cast<std::size_t>(entry.tries) < kRetryMs.size())
            entry.retry_at_ms = page_.monotonic_ms() + kRetryMs[static_cast<std::size_t>(entry.tries++)];
        plan_retry();
    } else {
        set_phase(entry, Phase::Decoded);
        entry.error = PictureError::None;
        entry.tries = 0;
        entry.size = {static_cast<float>(decoded.width), static_cast<float>(decoded.height)};
        entry.natural = {static_cast<float>(decoded.natural_width),
                         static_cast<float>(decoded.natural_height)};
        entry.animated = decoded.animated;
        entry.bytes = texel_bytes(entry.size, has_mipmaps(entry.size));
        bytes_ += entry.bytes;
    }
    page_.request_frame();
}

// Draws a frame when the first of the failed ones may be tried again; being drawn is what tries it.
void Pictures::plan_retry() {
    if (retry_timer_ != 0) page_.cancel(std::exchange(retry_timer_, 0));
    double first = 0;
    for (auto& [id, entry] : entries_) {
        if (entry.phase != Phase::Failed || entry.retry_at_ms <= 0 || entry.last_drawn + 2 < frame_) continue;
        if (first == 0 || entry.retry_at_ms < first) first = entry.retry_at_ms;
    }
    if (first == 0) return;
    retry_timer_ = page_.after(std::max(0.0, first - page_.monotonic_ms()), [this] {
        retry_timer_ = 0;
        page_.request_frame();
    });
}

void Pictures::upload_some() {
    if (count(Phase::Decoded) == 0) return;
    std::vector<std::uint32_t> decoded;
    for (const auto& [id, entry] : entries_)
        if (entry.phase == Phase::Decoded) decoded.push_back(id);
    // Those on screen first.
    std::sort(decoded.begin(), decoded.end(), [&](std::uint32_t a, std::uint32_t b) {
        const auto drawn_a = entries_.at(a).last_drawn, drawn_b = entries_.at(b).last_drawn;
        return drawn_a != drawn_b ? drawn_a > drawn_b : a < b;
    });
    std::uint64_t handed = 0;
    for (const std::uint32_t id : decoded) {
        Entry& entry = entries_.at(id);
        if (handed > 0 && handed + entry.bytes > kPictureUploadPerFrame) {
            page_.request_frame();
            return;
        }
        entry.texture = port_.upload(id, has_mipmaps(entry.size));
        if (entry.texture == 0) {
            // The graphics context is lost; it comes back with a frame of its own.
            bytes_ -= std::exchange(entry.bytes, 0);
            set_phase(entry, Phase::Queued);
            continue;
        }
        handed += entry.bytes;
        set_phase(entry, Phase::Ready);
        ++counted_.uploads;
    }
}

// Least recently drawn first, but nothing that the last frame showed.
void Pictures::evict() {
    while (bytes_ > budget_ || entries_.size() > kMaxEntries) {
        auto oldest = entries_.end();
        for (auto it = entries_.begin(); it != entries_.end(); ++it) {
            const Entry& entry = it->second;
            if (entry.last_drawn + 1 >= frame_ || entry.phase == Phase::Fetching) continue;
            if (bytes_ > budget_ && entry.bytes == 0) continue;
            if (oldest == entries_.end() || entry.last_drawn < oldest->second.last_drawn) oldest = it;
        }
        if (oldest == entries_.end()) return;
        if (oldest->second.bytes > 0) ++counted_.evictions;
        erase(oldest->first);
    }
}

void Pictures::begin_frame() {
    ++frame_;
    upload_some();
    evict();
}

void Pictures::end_frame() {
    start_loads();
}

void Pictures::start_loads() {
    if (count(Phase::Queued) == 0) return;
    // What was scrolled past while it waited is not loaded at all.
    std::vector<std::uint32_t> queued, passed;
    for (const auto& [id, entry] : entries_) {
        if (entry.phase != Phase::Queued) continue;
        (entry.last_drawn == frame_ ? queued : passed).push_back(id);
    }
    for (const std::uint32_t id : passed) erase(id);
    std::sort(queued.begin(), queued.end());
    std::size_t busy = count(Phase::Fetching) + count(Phase::Decoded);
    for (const std::uint32_t id : queued) {
        if (busy >= kMaxLoads) return;  // each end of a load brings a frame
        Entry& entry = entries_.at(id);
        set_phase(entry, Phase::Fetching);
        ++counted_.loads;
        ++busy;
        port_.load(id, backend_url(page_, entry.url), entry.box);
    }
}

void Pictures::context_restored() {
    for (auto& [id, entry] : entries_) {
        if (entry.phase != Phase::Ready) continue;
        entry.texture = 0;  // gone with the context
        bytes_ -= std::exchange(entry.bytes, 0);
        set_phase(entry, Phase::Queued);
        entry.last_drawn = frame_;
    }
    page_.request_frame();
}

PictureStats Pictures::stats() const {
    PictureStats out = counted_;
    out.bytes = bytes_;
    out.textures = static_cast<std::uint32_t>(count(Phase::Ready));
    out.waiting =
        static_cast<std::uint32_t>(count(Phase::Queued) + count(Phase::Fetching) + count(Phase::Decoded));
    return out;
}

}  // namespace kf::web
