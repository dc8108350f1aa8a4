// Writes [[desk]] sections into the text of a kfdesk.toml and takes them out, and leaves everything else in
// it, comments as well, as somebody wrote it. Text in, text out.
#pragma once

#include <string>
#include <string_view>

#include "backend/app/config.h"
#include "shared/base/result.h"

namespace kf {

// With a section for `desk` at the end. Where the text declares none yet, what is there becomes a desk first:
// `first`, which has every corp.
[[nodiscard]] std::string with_desk(std::string_view toml, const DeskEntry& desk, const DeskEntry* first);

// Without the section of the desk and those of its corps. Error: the text cannot be read.
[[nodiscard]] Result<std::string> without_desk(std::string_view toml, const DeskEntry& desk);

}  // namespace kf
