#include "tests/fuzz/mutator.h"

#include <algorithm>
#include <cctype>

namespace kf {
namespace {

constexpr std::size_t kMaxBytes = 100'000;

constexpr std::string_view kValues[] = {"null",
                                        "true",
                                        "-1",
                                        "0",
                                        "1e308",
                                        "-1e-308",
                                        "1e999",
                                        "9223372036854775807",
                                        "-9223372036854775808",
                                        "18446744073709551616",
                                        "340282366920938463463374607431768211456",
                                        "0.1",
                                        "\"\"",
                                        "\"0\"",
                                        "\"\\u0000\"",
                                        "\"\\ud83d\"",
                                        "\"\xF0\x9F\x99\x82\"",
                                        "\"\xED\xA0\x80\"",
                                        "[]",
                                        "{}",
                                        "[[[[[[[[[[]]]]]]]]]]",
                                        "{\"msgid\":7}",
                                        "\"text\"",
                                        "\"event\"",
                                        "\"message_added\""};

constexpr std::string_view kPieces[] = {
    "\"", "\\",           "{",     "}",       "[",       "]",          ",", ":", "\xC0", "\xFF",
    "\0", "\xEF\xBB\xBF", "\\u00", "\\uD800", "{\"a\":", "\"msgid\":", "e", "-", "\n"};

}  // namespace

std::string Mutator::next() {
    std::string text = seeds_[below(seeds_.size())];
    for (std::size_t i = 1 + below(4); i > 0; --i) change(text);
    if (text.size() > kMaxBytes) text.resize(kMaxBytes);
    return text;
}

void Mutator::change(std::string& text) {
    const std::size_t at = below(text.size() + 1);
    switch (below(10)) {
        case 0:
            if (at < text.size()) text[at] = static_cast<char>(engine_() & 0xFF);
            break;
        case 1:
            if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
            break;
        case 2:
            text.resize(at);
            break;
        case 3:
            text.erase(at, 1 + below(20));
            break;
        case 4:
            text.insert(at, kPieces[below(std::size(kPieces))]);
            break;
        case 5: {
            const std::string& other = seeds_[below(seeds_.size())];
            text = text.substr(0, at) + other.substr(below(other.size() + 1));
            break;
        }
        case 6: {
            const std::string part = text.substr(at, 1 + below(200));
            for (std::size_t i = below(30); i > 0; --i) text.insert(at, part);
            break;
        }
        case 7: {
            const char bracket = below(2) == 0 ? '[' : '{';
            text.insert(at, std::string(below(100) == 0 ? 60'000 : below(200), bracket));
            break;
        }
        default:
            replace_value(text);
            break;
    }
}

// Replaces the value after some colon.
void Mutator::replace_value(std::string& text) {
    const std::size_t colon = text.find(':', below(text.size() + 1));
    if (colon == std::string::npos) return;
    std::size_t end = colon + 1;
    if (end < text.size() && text[end] == '"') {
        end = std::min(text.find('"', end + 1), text.size() - 1) + 1;
    } else {
        while (end < text.size() && text[end] != ',' && text[end] != '}' && text[end] != ']') ++end;
    }
    text.replace(colon + 1, end - colon - 1, kValues[below(std::size(kValues))]);
}

}  // namespace kf
