// Pictures of messages as textures: fetched with the session cookie, decoded by the browser in the
// background, kept within a bound of memory. Views draw them with Ui::picture and never wait for one.
#pragma once
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "web/ui/platform/geometry.h"
#include "web/ui/platform/page.h"

namespace kf::web {

// Bytes of texels that are kept. What was drawn in the last frame is never thrown out, so a screen full of
// very large pictures may hold more for as long as it is shown.
inline constexpr std::uint64_t kPictureBudget = 96ull << 20;
// Larger ones are made smaller while they are decoded. Every WebGL2 device has textures of this size.
inline constexpr int kMaxPictureSide = 4096;
// What is handed to the graphics card in one frame: at least one picture, then others up to this many bytes.
inline constexpr std::uint64_t kPictureUploadPerFrame = 4ull << 20;

enum class PictureState : std::uint8_t { Loading, Ready, Failed };

enum class PictureError : std::uint8_t {
    None,
    Network,   // no answer, or the backend had a problem (5xx, 429): tried again by itself while it is drawn
    Refused,   // 4xx: not there (any more), or not ours to see
    NotShown,  // not a picture that the browser can decode, or one of more than 100 million pixels
};

enum class Fit : std::uint8_t {
    Contain,    // all of it inside the rectangle
    Cover,      // fills the rectangle, what reaches over is cut
    ScaleDown,  // Contain, but never larger than one picture pixel per CSS pixel
};

struct PictureLook {
    Fit fit = Fit::Contain;
    Radii radii = {};
    int turns = 0;    // quarter turns clockwise; any number
    float zoom = 1;   // of the fitted size, up to 16
    Point pan = {};   // CSS px by which its middle lies beside the middle of the rectangle
    float alpha = 1;  // 0..1
};

// Where a picture lies. Pure, so that a viewer can compute its limits of panning with it.
struct PicturePlace {
    Rect whole;  // the whole picture, may reach over the rectangle
    Rect shown;  // the part of it inside the rectangle
    // Texture coordinates of `shown`'s corners: top left, top right, bottom right, bottom left.
    Point uv[4];
};
// `natural` in px, before turning. Empty for empty sizes.
PicturePlace place_picture(Rect rect, Size natural, const PictureLook& look);

// What Ui::picture drew.
struct PictureShown {
    PictureState state = PictureState::Loading;
    PictureError error = PictureError::None;  // with Failed
    Size natural = {};                        // px of the original, upright; empty until it is known
    bool animated = false;                    // only the first frame is drawn here; see overlay.h
    PicturePlace place = {};                  // with Ready
};

// What a decoder is asked for: a picture that fills (cover) or fits into `width` x `height` device px.
struct PictureBox {
    int width = 0;
    int height = 0;
    bool cover = false;
    bool operator==(const PictureBox&) const = default;
};

struct PictureDecoded {
    std::uint32_t id = 0;
    PictureError error = PictureError::None;
    int width = 0;  // px of what was decoded, at most kMaxPictureSide
    int height = 0;
    int natural_width = 0;  // px of the original
    int natural_height = 0;
    bool animated = false;
};

// The browser's side: fetch and decode in the background, textures.
class PicturePort {
  public:
    virtual ~PicturePort() = default;
    // Where decoded ones are told; once for each load() that was not forgotten before. Outside of frames.
    virtual void on_decoded(std::function<void(const PictureDecoded&)> handler) = 0;
    virtual void load(std::uint32_t id, std::string_view url, PictureBox box) = 0;
    // Stops a load, or frees what was decoded.
    virtual void forget(std::uint32_t id) = 0;
    // Makes a texture of what was decoded and frees that. 0: the graphics context is lost.
    virtual std::uint64_t upload(std::uint32_t id, bool mipmaps) = 0;
    virtual void drop(std::uint64_t texture) = 0;
};

struct PictureStats {
    std::uint64_t bytes = 0;  // of textures and of what waits to become one
    std::uint32_t textures = 0;
    std::uint32_t waiting = 0;  // asked for or being decoded
    std::uint64_t loads = 0;    // since the page was opened, as the rest
    std::uint64_t uploads = 0;
    std::uint64_t evictions = 0;
    std::uint64_t failures = 0;
    bool operator==(const PictureStats&) const = default;
};

// The pictures of a page by address and size. Which size: the box rounded up to one of few steps, so that a
// change of the window by some pixels loads nothing anew. While another size is on its way, one that is there
// is drawn. Bounds: kPictureBudget of memory, 6 loads at once, 4096 addresses; what is not drawn any more
// leaves the queue.
class Pictures {
  public:
    Pictures(PicturePort& port, Page& page);
    ~Pictures();
    Pictures(const Pictures&) = delete;
    Pictures& operator=(const Pictures&) = delete;

    struct Found {
        PictureState state = PictureState::Loading;
        PictureError error = PictureError::None;
        std::uint64_t texture = 0;  // with Ready
        Size natural = {};
        bool animated = false;
    };
    // Asks for a picture and says that it is drawn in this frame. `url`: a path at the backend
    // ("/api/media/…") or the preview of a file of this page ("blob:…", see files.h); anything else fails
    // with Refused. With "#poster" behind it: what the video there shows first.
    Found use(std::string_view url, PictureBox box);
    // What is known without asking for anything.
    Found peek(std::string_view url) const;
    // A failed one is tried again when it is drawn next.
    void retry(std::string_view url);
    // Forgets every size of it, for example when its file was released.
    void forget(std::string_view url);
    PictureStats stats() const;
    // For tests and the bench.
    void set_budget(std::uint64_t bytes) { budget_ = bytes; }

    // For Ui: before the first and after the last widget of a frame.
    void begin_frame();
    void end_frame();
    // For the frame loop: all textures are gone; they are loaded again (from the browser's cache) when drawn.
    void context_restored();

  private:
    enum class Phase : std::uint8_t { Queued, Fetching, Decoded, Ready, Failed };
    struct Entry {
        std::string url;
        PictureBox box;
        Phase phase = Phase::Queued;
        PictureError error = PictureError::None;
        std::uint64_t texture = 0;
        std::uint64_t bytes = 0;
        Size size = {};
        Size natural = {};
        bool animated = false;
        int tries = 0;
        double retry_at_ms = 0;
        std::uint64_t last_drawn = 0;
    };
    void on_decoded(const PictureDecoded& decoded);
    void erase(std::uint32_t id);
    void upload_some();
    void evict();
    void start_loads();
    void plan_retry();
    Entry* best_ready(const std::vector<std::uint32_t>& ids);
    std::size_t count(Phase phase) const;
    void set_phase(Entry& entry, Phase phase);

    PicturePort& port_;
    Page& page_;
    std::uint64_t budget_ = kPictureBudget;
    std::uint64_t frame_ = 1;
    std::uint64_t bytes_ = 0;
    std::uint32_t next_id_ = 1;
    TimerId retry_timer_ = 0;
    PictureStats counted_;
    std::array<std::size_t, 5> in_phase_{};  // how many entries are in each
    bool online_ = true;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::map<std::uint32_t, Entry> entries_;
    std::map<std::string, std::vector<std::uint32_t>> by_url_;
};

// The step of sizes that a wanted number of device px is rounded up to; at most kMaxPictureSide.
int picture_step(float device_px);

}  // namespace kf::web
