// {{customer.name}} and its like in prepared answers: filled in before the agent sees the text in the field.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kf {

// The variables that kfdesk knows, as they are written between the braces.
inline constexpr std::string_view kQuickReplyVariables[] = {"customer.name", "agent.name", "account.name",
                                                            "date", "time"};

struct Variable {
    std::string_view name;
    std::string value;  // empty: not known now, for example the name of a customer without a profile
};

struct FilledText {
    std::string text;
    // Bytes [begin, end) of `text` that stayed as they were written, because nobody knows their value.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> left_over;
};

// Spaces inside the braces do not matter: {{ date }}. What is put in is not looked at again, so that a
// customer called "{{agent.name}}" is harmless.
[[nodiscard]] FilledText fill_variables(std::string_view text, std::span<const Variable> variables);

// {{…}} of any name in a text, as bytes [begin, end) with the braces. Names are 1–40 of [A-Za-z0-9._-].
[[nodiscard]] std::vector<std::pair<std::uint32_t, std::uint32_t>> find_variables(std::string_view text);

}  // namespace kf
