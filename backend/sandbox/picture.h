// Pictures that are drawn, not stored: avatars of customers and accounts, sample photographs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "backend/sandbox/picture_files.h"

namespace kf::sim {

// 132×132 PNG (the size of WeChat's avatars), the same for the same id.
[[nodiscard]] std::string draw_avatar(std::string_view id);
[[nodiscard]] std::string draw_account_avatar(std::string_view id);
// A landscape with sun and hills in colours of the word; at most 2000×2000.
[[nodiscard]] Pixels draw_landscape(int width, int height, std::string_view word);
// The pictures of one jump, to be played again and again.
[[nodiscard]] std::vector<Pixels> draw_jumping_ball(int side, int frames);

}  // namespace kf::sim
