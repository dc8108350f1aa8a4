// What can be pressed inside a text: addresses, phone numbers, and numbers that look like those of orders or
// parcels. Pure.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace kf::web {

struct TextSpot {
    enum class Kind : std::uint8_t {
        Link,    // http(s)://… or www.…
        Phone,   // a mobile, landline or 400 number as written in China
        Number,  // at least 8 letters and digits, 6 of them digits: an order, a parcel, a serial number
    };
    Kind kind = Kind::Link;
    std::uint32_t begin = 0;  // bytes of the text
    std::uint32_t end = 0;
    bool operator==(const TextSpot&) const = default;
};

// In the order of the text, never overlapping; at most 64.
std::vector<TextSpot> find_text_spots(std::string_view text);

}  // namespace kf::web
