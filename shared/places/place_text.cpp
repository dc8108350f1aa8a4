#include "shared/places/place_text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <string>

#include "shared/base/percent.h"
#include "shared/base/utf8.h"
#include "shared/kf/content_limits.h"
#include "shared/search/folding.h"

namespace kf {
namespace {

// What stands before the two numbers, and which of them comes first.
struct LinkMark {
    std::string_view before;
    bool longitude_first;
};
constexpr std::array<LinkMark, 9> kMarks{{{"geo:", false},
                                          {"coord:", false},
                                          {"position=", true},
                                          {"lnglat=", true},
                                          {"latlng=", false},
                                          {"ll=", false},
                                          {"query=", false},
                                          {"q=", false},
                                          {"/@", false}}};

// Two numbers at the start of `text`, and what follows them.
struct Pair {
    double first = 0, second = 0;
    std::string_view rest;
};
std::optional<Pair> two_numbers(const std::string& text, std::size_t from) {
    const char* at = text.c_str() + from;
    char* end = nullptr;
    Pair pair;
    pair.first = std::strtod(at, &end);
    if (end == at) return std::nullopt;
    std::string_view rest{end, text.size() - static_cast<std::size_t>(end - text.c_str())};
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    if (rest.starts_with(',') || rest.starts_with(';'))
        rest.remove_prefix(1);
    else if (rest.starts_with("，"))
        rest.remove_prefix(std::string_view("，").size());
    else
        return std::nullopt;
    at = rest.data();
    pair.second = std::strtod(at, &end);
    if (end == at) return std::nullopt;
    pair.rest = {end, text.size() - static_cast<std::size_t>(end - text.c_str())};
    return pair;
}

bool on_the_globe(double latitude, double longitude) {
    return std::isfinite(latitude) && std::isfinite(longitude) && std::abs(latitude) <= 90 &&
           std::abs(longitude) <= 180;
}

// The words behind one of the marks, up to what ends a part of a link.
std::string words_behind(std::string_view link, std::initializer_list<std::string_view> marks) {
    for (const std::string_view mark : marks) {
        const auto at = link.find(mark);
        if (at == std::string_view::npos ||
            (at > 0 && std::isalnum(static_cast<unsigned char>(link[at - 1]))))
            continue;
        const std::string_view rest = link.substr(at + mark.size());
        return repair_utf8(percent_decoded(rest.substr(0, rest.find_first_of("&;#| \n")), Plus::IsBlank));
    }
    return {};
}

bool same_place(const LocationBody& a, const LocationBody& b) {
    return a.name == b.name && a.address == b.address && std::abs(a.latitude - b.latitude) < 1e-4 &&
           std::abs(a.longitude - b.longitude) < 1e-4;
}

}  // namespace

std::optional<LocationBody> place_from_text(std::string_view text) {
    // Browsers copy a link with its commas and colons encoded.
    const std::string whole{text.substr(0, kMaxUrlBytes)};
    const bool link = whole.find("://") != std::string::npos || whole.starts_with("geo:");
    if (!link) {
        const auto pair = two_numbers(whole, 0);
        const bool alone = pair && pair->rest.find_first_not_of(" \t\r\n") == std::string_view::npos;
        if (!alone || !on_the_globe(pair->first, pair->second)) return std::nullopt;
        return LocationBody{pair->first, pair->second, {}, {}};
    }
    const std::string plain = percent_decoded(whole, Plus::IsBlank);
    for (const LinkMark& mark : kMarks) {
        const auto at = plain.find(mark.before);
        if (at == std::string::npos) continue;
        const auto pair = two_numbers(plain, at + mark.before.size());
        if (!pair) continue;
        const double latitude = mark.longitude_first ? pair->second : pair->first;
        const double longitude = mark.longitude_first ? pair->first : pair->second;
        if (!on_the_globe(latitude, longitude)) continue;
        return LocationBody{latitude, longitude, words_behind(whole, {"name=", "title=", "title:"}),
                            words_behind(whole, {"addr=", "addr:", "address="})};
    }
    return std::nullopt;
}

std::vector<LocationBody> places_sent(const std::vector<Message>& newest_first) {
    std::vector<LocationBody> places;
    for (const Message& message : newest_first) {
        if (message.sender.kind == SenderKind::Customer || places.size() >= kMaxPlaces) continue;
        const Content content = content_from_raw(message.msgtype, message.raw);
        const auto* place = std::get_if<LocationBody>(&content);
        if (place == nullptr || !on_the_globe(place->latitude, place->longitude)) continue;
        const bool known = std::any_of(places.begin(), places.end(),
                                       [&](const LocationBody& p) { return same_place(p, *place); });
        if (!known) places.push_back(*place);
    }
    return places;
}

bool place_matches(const LocationBody& place, std::string_view typed) {
    const std::string words = folded_text(place.name + " " + place.address);
    const std::string wanted = folded_text(typed);
    for (std::size_t at = 0; at < wanted.size();) {
        const std::size_t end = std::min(wanted.find(' ', at), wanted.size());
        if (words.find(wanted.substr(at, end - at)) == std::string::npos) return false;
        at = end + 1;
    }
    return true;
}

}  // namespace kf
