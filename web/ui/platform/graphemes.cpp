#include "web/ui/platform/graphemes.h"

#include <string>

namespace kf::web {
namespace {

bool in(char32_t c, char32_t first, char32_t last) {
    return c >= first && c <= last;
}

bool is_regional(char32_t c) {
    return in(c, 0x1F1E6, 0x1F1FF);
}

// Marks that belong to what is before them. Whole blocks where single code points would make a table of
// kilobytes.
bool extends(char32_t c) {
    return in(c, 0x300, 0x36F) || in(c, 0x483, 0x489) || in(c, 0x591, 0x5BD) || c == 0x5BF || c == 0x5C1 ||
           c == 0x5C2 || c == 0x5C4 || c == 0x5C5 || in(c, 0x610, 0x61A) || in(c, 0x64B, 0x65F) ||
           c == 0x670 || in(c, 0x6D6, 0x6DC) || in(c, 0x6DF, 0x6E4) || in(c, 0x6E7, 0x6E8) ||
           in(c, 0x6EA, 0x6ED) || in(c, 0x900, 0x903) || in(c, 0x93A, 0x94F) || in(c, 0x951, 0x957) ||
           in(c, 0x962, 0x963) || in(c, 0x981, 0x983) || in(c, 0x9BC, 0x9CD) || in(c, 0xB3C, 0xB57) ||
           in(c, 0xBBE, 0xBCD) || in(c, 0xC3E, 0xC56) || in(c, 0xCBC, 0xCD6) || in(c, 0xD3B, 0xD4D) ||
           c == 0xE31 || in(c, 0xE34, 0xE3A) || in(c, 0xE47, 0xE4E) || c == 0xEB1 || in(c, 0xEB4, 0xEBC) ||
           in(c, 0xEC8, 0xECE) || in(c, 0xF71, 0xF84) || in(c, 0x102B, 0x103E) || in(c, 0x1AB0, 0x1AFF) ||
           in(c, 0x1DC0, 0x1DFF) || c == 0x200C || c == 0x200D || in(c, 0x20D0, 0x20FF) ||
           in(c, 0x302A, 0x302F) || c == 0x3099 || c == 0x309A || in(c, 0xFE00, 0xFE0F) ||
           in(c, 0xFE20, 0xFE2F) || in(c, 0x1F3FB, 0x1F3FF) || in(c, 0xE0020, 0xE007F) ||
           in(c, 0xE0100, 0xE01EF);
}

enum class Hangul { None, L, V, T, LV, LVT };

Hangul hangul(char32_t c) {
    if (in(c, 0x1100, 0x115F) || in(c, 0xA960, 0xA97C)) return Hangul::L;
    if (in(c, 0x1160, 0x11A7) || in(c, 0xD7B0, 0xD7C6)) return Hangul::V;
    if (in(c, 0x11A8, 0x11FF) || in(c, 0xD7CB, 0xD7FB)) return Hangul::T;
    if (in(c, 0xAC00, 0xD7A3)) return (c - 0xAC00) % 28 == 0 ? Hangul::LV : Hangul::LVT;
    return Hangul::None;
}

bool hangul_joins(Hangul a, Hangul b) {
    switch (a) {
        case Hangul::L:
            return b == Hangul::L || b == Hangul::V || b == Hangul::LV || b == Hangul::LVT;
        case Hangul::V:
        case Hangul::LV:
            return b == Hangul::V || b == Hangul::T;
        case Hangul::T:
        case Hangul::LVT:
            return b == Hangul::T;
        case Hangul::None:
            return false;
    }
    return false;
}

bool is_pictographic(char32_t c) {
    return in(c, 0x1F000, 0x1FAFF) || in(c, 0x2190, 0x2BFF) || c == 0xA9 || c == 0xAE || c == 0x203C ||
           c == 0x2049 || c == 0x2122 || c == 0x2139 || c == 0x3030 || c == 0x303D || c == 0x3297 ||
           c == 0x3299;
}

}  // namespace

DecodedChar decode_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(at);
    if (lead < 0x80) return {lead, 1, true};
    const std::uint32_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return {0xFFFD, 1, false};
    char32_t code = lead & (0xFFu >> (length + 1));
    for (std::uint32_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80) return {0xFFFD, 1, false};
        code = (code << 6) | (byte(at + i) & 0x3Fu);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    if (overlong || in(code, 0xD800, 0xDFFF) || code > 0x10FFFF) return {0xFFFD, 1, false};
    return {code, length, true};
}

void append_utf8(std::string& out, char32_t c) {
    const auto put = [&out](char32_t byte) {
        out.push_back(static_cast<char>(static_cast<std::uint8_t>(byte)));
    };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0 | (c >> 6)), put(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        put(0xE0 | (c >> 12)), put(0x80 | ((c >> 6) & 0x3F)), put(0x80 | (c & 0x3F));
    } else {
        put(0xF0 | (c >> 18)), put(0x80 | ((c >> 12) & 0x3F)), put(0x80 | ((c >> 6) & 0x3F)),
            put(0x80 | (c & 0x3F));
    }
}

bool joins(char32_t c) {
    if (c < 0x300) return false;
    return extends(c) || is_regional(c) || in(c, 0x1100, 0x11FF) || in(c, 0xA960, 0xA97C) ||
           in(c, 0xD7B0, 0xD7FB) || shapes_with_neighbours(c);
}

bool shapes_with_neighbours(char32_t c) {
    // Digits and punctuation of Arabic have places of their own in a line: they end a word.
    if (in(c, 0x600, 0x60F) || c == 0x61B || in(c, 0x61D, 0x61F) || in(c, 0x660, 0x66D) || c == 0x6D4 ||
        c == 0x6DD || in(c, 0x6F0, 0x6F9))
        return false;
    return in(c, 0x600, 0x8FF) || in(c, 0x900, 0xDFF) || in(c, 0xF00, 0x109F) || in(c, 0x1780, 0x18AF) ||
           in(c, 0xFB50, 0xFDFF) || in(c, 0xFE70, 0xFEFC);
}

bool reads_right_to_left(char32_t c) {
    return in(c, 0x590, 0x8FF) || in(c, 0xFB1D, 0xFDFF) || in(c, 0xFE70, 0xFEFC) || in(c, 0x10800, 0x10FFF) ||
           in(c, 0x1E800, 0x1EFFF);
}

std::vector<std::uint32_t> simple_cluster_ends(std::string_view text) {
    std::vector<std::uint32_t> ends;
    char32_t before = 0;
    char32_t base = 0;  // what the cluster began with
    int regionals = 0;
    for (std::size_t at = 0; at < text.size();) {
        const DecodedChar now = decode_at(text, at);
        bool same = false;
        if (at > 0) {
            same = extends(now.code) || hangul_joins(hangul(before), hangul(now.code)) ||
                   (before == 0x200D && is_pictographic(now.code) && is_pictographic(base)) ||
                   (is_regional(before) && is_regional(now.code) && regionals % 2 == 1) ||
                   (before == '\r' && now.code == '\n');
            // A mark after a line break or a control has nothing to sit on.
            if (extends(now.code) && (before < 0x20 || before == 0x7F)) same = false;
        }
        if (!same) {
            if (at > 0) ends.push_back(static_cast<std::uint32_t>(at));
            base = now.code;
            regionals = 0;
        }
        if (is_regional(now.code)) ++regionals;
        before = now.code;
        at += now.bytes;
    }
    if (!text.empty()) ends.push_back(static_cast<std::uint32_t>(text.size()));
    return ends;
}

}  // namespace kf::web
