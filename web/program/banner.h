// What the whole console must know: the connection above all, then what the browser or WeCom holds back.
#pragma once

#include <string>
#include <vector>

#include "web/screen/screen.h"

namespace kf::web {

enum class BannerAction { None, Reconnect, ReloadPage, CloseReload, UnblockSound, AskDesktop };

struct Banner {
    std::string words;
    Tone tone = Tone::Info;
    Icon icon = Icon::Info;
    std::string action;  // label; empty: none
    BannerAction meaning = BannerAction::None;
    bool closable = false;  // a second button that refuses
};

// What the connection is, in words: always, for the status 连接状态.
std::string connection_words(const Screen& screen);
// The bars to show, most important first; empty when all is well. `ask_desktop`: the polite question is due.
std::vector<Banner> banners(const Screen& screen, bool ask_desktop);

struct BannerPress {
    BannerAction pressed = BannerAction::None;
    BannerAction refused = BannerAction::None;
};

// Declares the status and draws the bars, cutting their room from the top of `area`.
BannerPress draw_banners(const Screen& screen, Rect& area, bool ask_desktop);

}  // namespace kf::web
