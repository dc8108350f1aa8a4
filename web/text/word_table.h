// Sentences as they lie in a program: one text, each sentence ended by a 0 byte. A table of views would be
// half as much again to download.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <new>
#include <string_view>
#include <type_traits>

namespace kf::web {

// W: a struct whose members are all std::string_view, as many as `text` has sentences. Made in `place`, which
// has its size and alignment: no constructor sets member by member what is overwritten anyway.
template <class W>
const W& read_word_table(const char* text, std::byte* place) {
    static_assert(std::is_trivially_copyable_v<W> && sizeof(W) % sizeof(std::string_view) == 0);
    std::array<std::string_view, sizeof(W) / sizeof(std::string_view)> sentences;
    for (std::string_view& sentence : sentences) {
        sentence = text;
        text += sentence.size() + 1;
    }
    std::memcpy(place, sentences.data(), sizeof(W));
    return *std::launder(reinterpret_cast<const W*>(place));
}

}  // namespace kf::web
