#include "web/console/chat/text_spots.h"

#include <algorithm>

#include "web/ui/platform/text_layout.h"

namespace kf::web {

namespace {

constexpr std::size_t kMost = 64;

bool digit(char c) {
    return c >= '0' && c <= '9';
}
bool alnum(char c) {
    return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
// What a number may not stand next to: it would be a part of something else (an e-mail address, a decimal).
bool glues(char c) {
    return alnum(c) || c == '_' || c == '@';
}

// Takes `count` digits from `at`, with single spaces or dashes between groups when `loose`.
bool take_digits(std::string_view text, std::size_t& at, int count, bool loose) {
    std::size_t p = at;
    for (int i = 0; i < count; ++i) {
        if (loose && i > 0 && p + 1 < text.size() && (text[p] == ' ' || text[p] == '-') && digit(text[p + 1]))
            ++p;
        if (p >= text.size() || !digit(text[p])) return false;
        ++p;
    }
    at = p;
    return true;
}

bool ends_here(std::string_view text, std::size_t at) {
    if (at >= text.size()) return true;
    if (glues(text[at])) return false;
    const bool more = at + 1 < text.size() && digit(text[at + 1]);
    return !(more && (text[at] == '.' || text[at] == '-'));
}

// The end of a phone number that begins at `at`, or 0.
std::size_t phone_end(std::string_view text, std::size_t at) {
    std::size_t p = at;
    for (const std::string_view country : {"+86", "0086"}) {
        if (!text.substr(p).starts_with(country)) continue;
        p += country.size();
        if (p < text.size() && (text[p] == ' ' || text[p] == '-')) ++p;
        break;
    }
    // 138 0013 8000
    std::size_t mobile = p;
    if (p + 1 < text.size() && text[p] == '1' && text[p + 1] >= '3' && text[p + 1] <= '9' &&
        take_digits(text, mobile, 11, true) && ends_here(text, mobile))
        return mobile;
    // 400-820-8820
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("400") || rest.starts_with("800")) {
        std::size_t service = at;
        if (take_digits(text, service, 10, true) && ends_here(text, service)) return service;
    }
    // 010-62345678, 0571-8765432
    if (rest.starts_with("0") && rest.size() > 1 && rest[1] != '0') {
        for (const int area : {3, 4}) {
            std::size_t q = at;
            if (!take_digits(text, q, area, false) || q >= text.size() || text[q] != '-') continue;
            ++q;
            for (const int local : {8, 7}) {
                std::size_t end = q;
                if (take_digits(text, end, local, false) && ends_here(text, end)) return end;
            }
        }
    }
    return 0;
}

// 2026-11-20 is a day.
bool is_date(std::string_view token) {
    std::size_t parts = 1, run = 0;
    std::size_t lengths[3] = {};
    for (const char c : token) {
        if (c == '-') {
            if (parts == 3 || run == 0) return false;
            lengths[parts - 1] = run;
            ++parts;
            run = 0;
        } else if (digit(c)) {
            ++run;
        } else {
            return false;
        }
    }
    lengths[parts - 1] = run;
    return parts == 3 && lengths[0] == 4 && lengths[1] <= 2 && lengths[2] <= 2;
}

// The end of something like KF20261120-3391 that begins at `at`, or 0.
std::size_t number_end(std::string_view text, std::size_t at) {
    std::size_t end = at, digits = 0;
    while (end < text.size() &&
           (alnum(text[end]) || (text[end] == '-' && end + 1 < text.size() && alnum(text[end + 1])))) {
        if (digit(text[end])) ++digits;
        ++end;
    }
    const std::string_view token = text.substr(at, end - at);
    if (token.size() < 8 || token.size() > 40 || digits < 6 || digits * 2 < token.size()) return 0;
    return is_date(token) || !ends_here(text, end) ? 0 : end;
}

}  // namespace

std::vector<TextSpot> find_text_spots(std::string_view text) {
    std::vector<TextSpot> out;
    const bool may_link =
        text.find("://") != std::string_view::npos || text.find("www.") != std::string_view::npos;
    if (may_link) {
        for (const TextLink& link : find_links(text))
            out.push_back({TextSpot::Kind::Link, link.begin, link.end});
    }
    std::size_t next_link = 0;
    const std::size_t links = out.size();
    for (std::size_t at = 0; at < text.size() && out.size() < kMost;) {
        if (next_link < links && at >= out[next_link].begin) {
            at = std::max<std::size_t>(at, out[next_link].end);
            ++next_link;
            continue;
        }
        const bool starts = (alnum(text[at]) || text[at] == '+') &&
                            (at == 0 || (!glues(text[at - 1]) && text[at - 1] != '.' && text[at - 1] != '-'));
        if (!starts) {
            ++at;
            continue;
        }
        const std::size_t limit = next_link < links ? out[next_link].begin : text.size();
        std::size_t end = phone_end(text, at);
        const bool phone = end != 0;
        if (!phone) end = number_end(text, at);
        if (end == 0 || end > limit) {
            ++at;
            continue;
        }
        out.push_back({phone ? TextSpot::Kind::Phone : TextSpot::Kind::Number, static_cast<std::uint32_t>(at),
                       static_cast<std::uint32_t>(end)});
        at = end;
    }
    std::sort(out.begin(), out.end(), [](const TextSpot& a, const TextSpot& b) { return a.begin < b.begin; });
    return out;
}

}  // namespace kf::web
