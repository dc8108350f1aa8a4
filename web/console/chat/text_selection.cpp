#include "web/console/chat/text_selection.h"

#include <algorithm>

namespace kf::web {

void TextSelection::begin(TextPlace at) {
    from_ = to_ = at;
    active_ = true;
}

void TextSelection::extend(TextPlace to) {
    if (active_) to_ = to;
}

void TextSelection::select(TextPlace entry, std::uint32_t begin, std::uint32_t end) {
    from_ = to_ = entry;
    from_.offset = begin;
    to_.offset = end;
    active_ = true;
}

std::pair<TextPlace, TextPlace> TextSelection::ordered() const {
    const bool forward = from_.index < to_.index || (from_.index == to_.index && from_.offset <= to_.offset);
    return forward ? std::pair{from_, to_} : std::pair{to_, from_};
}

std::optional<std::pair<std::uint32_t, std::uint32_t>> TextSelection::covered(std::size_t index,
                                                                              std::uint32_t length) const {
    if (empty()) return std::nullopt;
    const auto [first, last] = ordered();
    if (index < first.index || index > last.index) return std::nullopt;
    const std::uint32_t begin = index == first.index ? std::min(first.offset, length) : 0;
    const std::uint32_t end = index == last.index ? std::min(last.offset, length) : length;
    if (begin >= end) return std::nullopt;
    return std::pair{begin, end};
}

}  // namespace kf::web
