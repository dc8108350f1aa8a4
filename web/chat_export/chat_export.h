// Taking chats out as a file: a button with a menu of the two kinds. Who may is decided by the backend again.
#pragma once

#include <string_view>

#include "web/screen/screen.h"

namespace kf::web {

// `query`: what the file holds, as GET /api/chats.* wants it ("conversation=7").
void draw_chat_export(const Screen& screen, Rect area, std::string_view query);

}  // namespace kf::web
