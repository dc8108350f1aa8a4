// The pages of the simulated WeCom, carried inside the program (generated from pages/ by embed_pages.cmake).
#pragma once

#include <string_view>

namespace kf::sim {

struct Page {
    std::string_view path;
    std::string_view content_type;
    std::string_view content;
};

// Null when there is no such page.
[[nodiscard]] const Page* find_page(std::string_view path);

}  // namespace kf::sim
