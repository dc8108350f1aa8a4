// Where a line may end: the rules of Chinese typesetting (GB/T 15834) and of words, on cells.
#pragma once
#include <cstdint>

#include "web/ui/platform/text_layout.h"

namespace kf::web {

enum class CellClass : std::uint8_t { Space, Word, Ideograph, Closing, Opening, Other, Break };
CellClass class_of(Cell cell);

// Spaces at the end of a line take no room.
bool hangs_at_line_end(Cell cell);
// False also before 。，！？）」 … (they may not begin a line) and after （「《 … (they may not end one).
bool can_break_between(Cell before, Cell after);

}  // namespace kf::web
