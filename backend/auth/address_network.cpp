#include "backend/auth/address_network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace kf {

std::string network_of(std::string_view address) {
    const std::string text{address.substr(0, address.find('%'))};  // "fe80::1%eth0"
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return text;
    std::array<char, INET6_ADDRSTRLEN> written{};
    constexpr std::array<unsigned char, 12> kMappedIpv4{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (std::equal(kMappedIpv4.begin(), kMappedIpv4.end(), bytes.begin())) {
        if (inet_ntop(AF_INET, bytes.data() + kMappedIpv4.size(), written.data(), written.size()) == nullptr)
            return text;
        return written.data();
    }
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    if (inet_ntop(AF_INET6, bytes.data(), written.data(), written.size()) == nullptr) return text;
    return std::string{written.data()} + "/64";
}

}  // namespace kf
