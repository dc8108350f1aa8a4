// Enums as words: the one table behind to_word() and its reverse, for JSON and the database.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace kf {

// `words` lists the enum's values in order, beginning with 0. A value outside of it (only possible through a
// cast) yields an empty word.
template <class Enum, std::size_t N>
constexpr std::string_view word_of(const std::array<std::string_view, N>& words, Enum value) {
    const auto index = static_cast<std::size_t>(value);
    return index < N ? words[index] : std::string_view{};
}

template <class Enum, std::size_t N>
constexpr std::optional<Enum> value_of(const std::array<std::string_view, N>& words, std::string_view word) {
    for (std::size_t i = 0; i < N; ++i) {
        if (words[i] == word) return static_cast<Enum>(i);
    }
    return std::nullopt;
}

}  // namespace kf
