// Files of the data folder are plain files: a link that somebody put there is not followed.
#pragma once

#include <string>

namespace kf {

// A regular file, and no link to one.
[[nodiscard]] bool is_plain_file(const std::string& path);
[[nodiscard]] bool is_link(const std::string& path);

}  // namespace kf
