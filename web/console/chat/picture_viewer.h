// Pictures and videos of a conversation over the whole console: zoom, pan, turn, next and previous, save,
// copy.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "web/screen/screen.h"

namespace kf::web {

struct ViewerItem {
    MediaId media = {};
    bool video = false;
    std::string url = {};     // the original
    std::string poster = {};  // the thumbnail; empty: none
    std::string name = {};    // to save under
    std::string title = {};   // who sent it and when
    Size natural = {};        // px; empty: not known before it is loaded
    bool animated = false;
};

struct ViewerMemory {
    std::vector<ViewerItem> items;  // empty: closed
    std::size_t at = 0;
    int turns = 0;   // quarter turns clockwise
    float zoom = 1;  // of the size that fits
    Point pan;
    std::optional<Point> drag;                    // where the pointer was while it holds the picture
    std::shared_ptr<std::optional<bool>> copied;  // answer of the clipboard, to be said in the next frame

    bool open() const { return !items.empty(); }
    void close() { *this = {}; }
};

void open_viewer(ViewerMemory& memory, std::vector<ViewerItem> items, MediaId at);
void draw_viewer(const Screen& screen, ViewerMemory& memory);

// Pure, for tests: zoom by `factor` so that what lies under `pointer` (from the middle of the window) stays
// there; pan within the picture's edges.
struct ViewerView {
    float zoom = 1;
    Point pan;
};
ViewerView zoomed_at(ViewerView view, float factor, Point pointer);
Point clamped_pan(Rect window, Size natural, int turns, ViewerView view);

}  // namespace kf::web
