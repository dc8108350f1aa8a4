// Draws the tray: what each file is, how far it is, and what can be done with it.
#pragma once

#include "web/contents/tray.h"
#include "web/screen/screen.h"

namespace kf::web {

// 0 for an empty tray; bounded, what is more scrolls.
float tray_height(float width, const Tray& tray);
void draw_tray(const Screen& screen, Rect area, Tray& tray, ScrollState& scroll);

// The file's own words: 图片 · 1.2 MB, 已上传 42% …
std::string attachment_words(const Screen& screen, const Attachment& item);

}  // namespace kf::web
