// Small PNG pictures that are drawn, not stored: avatars of customers and accounts, and a sample photograph.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace kf::sim {

// 132×132 PNG (the size of WeChat's avatars), the same for the same id.
[[nodiscard]] std::string draw_avatar(std::string_view id);
[[nodiscard]] std::string draw_account_avatar(std::string_view id);
// A landscape with sun and hills; at most 1000×1000.
[[nodiscard]] std::string draw_landscape(int width, int height, std::uint32_t variant);

}  // namespace kf::sim
