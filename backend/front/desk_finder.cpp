#include "backend/front/desk_finder.h"

#include <algorithm>

#include "backend/http/url.h"

namespace kf {

namespace {

constexpr std::string_view kPrefix = "/d/";
constexpr std::string_view kCallback = "/callback/";

template <class Fits>
std::optional<std::size_t> place_of(const std::vector<DeskConfig>& desks, Fits fits) {
    const auto found = std::find_if(desks.begin(), desks.end(), fits);
    if (found == desks.end()) return std::nullopt;
    return static_cast<std::size_t>(found - desks.begin());
}

// WeCom knows nothing of desks: the corp in the address says whose it is.
std::optional<std::size_t> desk_of_callback(const std::vector<DeskConfig>& desks, std::string_view path) {
    if (!path.starts_with(kCallback)) return std::nullopt;
    path.remove_prefix(kCallback.size());
    const auto corp = path.substr(0, path.find('/'));
    return place_of(desks, [corp](const DeskConfig& desk) {
        return std::any_of(desk.corps.begin(), desk.corps.end(),
                           [corp](const CorpConfig& one) { return one.corp_id.value == corp; });
    });
}

}  // namespace

AddressedDesk find_desk(const std::vector<DeskConfig>& desks, std::string_view host, std::string_view path) {
    using How = AddressedDesk::How;
    const bool declared = desks.size() != 1 || !desks.front().id.empty();
    if (!declared) return {How::Named, 0, {}};
    if (const auto desk = desk_of_callback(desks, path)) return {How::Named, *desk, {}};
    const auto name = host_name(host);
    const auto of_host = place_of(desks, [&name](const DeskConfig& desk) {
        return std::find(desk.hosts.begin(), desk.hosts.end(), name) != desk.hosts.end();
    });
    if (path.starts_with(kPrefix)) {
        const auto end = path.find('/', kPrefix.size());
        const auto id =
            path.substr(kPrefix.size(), end == std::string_view::npos ? end : end - kPrefix.size());
        const auto desk = place_of(desks, [id](const DeskConfig& one) { return one.id == id; });
        if (!desk || (of_host && *of_host != *desk)) return {How::Nobodys, 0, {}};
        std::string base = std::string{kPrefix} + std::string{id};
        return {end == std::string_view::npos ? How::NoSlash : How::Named, *desk, std::move(base)};
    }
    if (of_host) return {How::Named, *of_host, {}};
    if (desks.size() == 1) return {How::Named, 0, {}};
    return {};
}

}  // namespace kf
