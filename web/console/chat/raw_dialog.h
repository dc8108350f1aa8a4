// What WeCom sent, as it came: for administrators who want to know what a message really says.
#pragma once

#include "web/screen/screen.h"

namespace kf::web {

struct RawMemory {
    std::string text;   // empty: closed
    std::string shown;  // the beginning of it
    ScrollState scroll;
    bool open() const { return !text.empty(); }
};

// Indented when it is JSON, else as it is.
void open_raw(RawMemory& memory, std::string_view raw);
void draw_raw_dialog(const Screen& screen, RawMemory& memory);

}  // namespace kf::web
