// A selection of text that may reach over several messages: where it was begun, where it is now, and which
// bytes of an entry it covers. Knows nothing of drawing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace kf::web {

// A place in the stream: an entry, named so that it stays when others come or go, and a byte of its text.
struct TextPlace {
    std::uint64_t entry = 0;  // entry_name() of the entry
    std::size_t index = 0;    // where that entry is in the stream now
    std::uint32_t offset = 0;
    bool operator==(const TextPlace&) const = default;
};

class TextSelection {
  public:
    bool operator==(const TextSelection&) const = default;
    bool empty() const { return !active_ || (from_.index == to_.index && from_.offset == to_.offset); }
    void clear() { active_ = false; }
    void begin(TextPlace at);
    // Moves the end; ignored when nothing was begun.
    void extend(TextPlace to);
    // Selects [begin, end) of one entry (double click, "copy all").
    void select(TextPlace entry, std::uint32_t begin, std::uint32_t end);

    // First and last place, in the order of the stream.
    std::pair<TextPlace, TextPlace> ordered() const;
    // Bytes of the entry at `index`, whose text is `length` long, that are selected.
    std::optional<std::pair<std::uint32_t, std::uint32_t>> covered(std::size_t index,
                                                                   std::uint32_t length) const;

    // The stream changed: `find` says where an entry is now, or nothing when it has gone; then the selection
    // ends.
    template <class Find>
    void relocate(const Find& find) {
        if (!active_) return;
        for (TextPlace* place : {&from_, &to_}) {
            const std::optional<std::size_t> index = find(place->entry);
            if (!index) {
                active_ = false;
                return;
            }
            place->index = *index;
        }
    }

  private:
    TextPlace from_, to_;
    bool active_ = false;
};

}  // namespace kf::web
