#include "web/console/composer/text_parts.h"

#include <algorithm>
#include <array>

#include "shared/base/blank.h"
#include "shared/base/utf8.h"

namespace kf::web {

namespace {

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool ends_with_any(std::string_view text, std::span<const std::string_view> endings) {
    return std::any_of(endings.begin(), endings.end(),
                       [&](std::string_view ending) { return text.ends_with(ending); });
}

constexpr std::array<std::string_view, 9> kSentenceEnds{"。", "！", "？", "；", "…", "!", "?", "。”", "”"};
constexpr std::array<std::string_view, 6> kPauses{"，", "、", "：", "）", ",", ")"};

// How good a cut after `before` and in front of `after` is; 0: between two clusters of a word.
enum Quality { Anywhere, Pause, Sentence, Line, Paragraph };

Quality quality_of(std::string_view before, std::string_view after) {
    if (before.ends_with("\n\n") || before.ends_with("\n\r\n")) return Paragraph;
    if (before.ends_with('\n')) return Line;
    if (ends_with_any(before, kSentenceEnds)) return Sentence;
    const bool blank_follows = !after.empty() && is_space(after.front());
    if (before.ends_with('.') && (blank_follows || after.empty())) return Sentence;
    if (ends_with_any(before, kPauses) || before.ends_with(' ') || blank_follows) return Pause;
    return Anywhere;
}

// A better place may leave a shorter part behind: shares of the longest one.
constexpr std::array<double, 5> kLeastShare{0, 0.6, 0.4, 0.35, 0.25};

}  // namespace

std::vector<std::string> split_text(std::string_view text, std::size_t max_bytes,
                                    std::span<const std::uint32_t> cluster_ends) {
    std::vector<std::string> parts;
    std::size_t begin = 0, end = text.size();
    while (end > 0 && is_space(text[end - 1])) --end;
    auto next = cluster_ends.begin();
    for (;;) {
        while (begin < end && is_space(text[begin])) ++begin;
        if (begin >= end) return parts;
        const std::string_view rest = text.substr(begin, end - begin);
        if (rest.size() <= max_bytes) {
            if (!is_blank(rest)) parts.emplace_back(rest);
            return parts;
        }
        std::array<std::size_t, 5> last{};  // the last cut of each quality, in bytes from `begin`
        while (next != cluster_ends.end() && *next <= begin) ++next;
        for (auto at = next; at != cluster_ends.end() && *at - begin <= max_bytes; ++at) {
            const std::size_t cut = *at - begin;
            last[quality_of(rest.substr(0, cut), rest.substr(cut))] = cut;
            last[Anywhere] = cut;
        }
        std::size_t cut = last[Anywhere];
        for (std::size_t quality = Paragraph; quality > Anywhere; --quality) {
            if (static_cast<double>(last[quality]) < kLeastShare[quality] * static_cast<double>(max_bytes))
                continue;
            if (last[quality] == 0) continue;
            cut = last[quality];
            break;
        }
        if (cut == 0) cut = std::max<std::size_t>(1, utf8_prefix(rest, max_bytes).size());
        std::string_view part = rest.substr(0, cut);
        while (!part.empty() && is_space(part.back())) part.remove_suffix(1);
        if (!is_blank(part)) parts.emplace_back(part);
        begin += cut;
    }
}

}  // namespace kf::web
