#include "web/console/app/layout.h"

#include "web/ui/theme/tokens.h"

namespace kf::web {

namespace {
constexpr float kOneColumnBelow = 640;
constexpr float kSideFoldsBelow = 900;
constexpr float kTightBelow = 1160, kTightestBelow = 980;
constexpr float kList = 320, kListTight = 272, kListTightest = 256;
constexpr float kSide = 300, kSideTight = 264, kSideTightest = 236;
constexpr float kLeastChat = 300;
constexpr float kBottomBar = 56;
}  // namespace

PageLayout lay_out_page(Rect viewport, bool open, bool side_wanted) {
    PageLayout page;
    Rect rest = viewport;
    page.one_column = viewport.w < kOneColumnBelow;
    page.side_folds = viewport.w < kSideFoldsBelow;
    if (page.one_column) {
        if (!open) {
            page.rail = rest.cut_bottom(kBottomBar);
            page.list = rest;
        } else if (side_wanted) {
            page.side = rest;
        } else {
            page.chat = rest;
        }
        return page;
    }
    const bool tight = viewport.w < kTightBelow;
    const bool tightest = viewport.w < kTightestBelow && !page.side_folds;
    page.rail = rest.cut_left(size::kRail);
    page.list = rest.cut_left(tightest ? kListTightest : tight ? kListTight : kList);
    if (open && !page.side_folds)
        page.side = rest.cut_right(tightest ? kSideTightest : tight ? kSideTight : kSide);
    if (open && page.side_folds && side_wanted) {
        // Beside the chat where there is room for both, else in its place.
        page.side = rest.cut_right(rest.w - kSideTightest >= kLeastChat ? kSideTightest : rest.w);
    }
    page.chat = rest;
    return page;
}

}  // namespace kf::web
