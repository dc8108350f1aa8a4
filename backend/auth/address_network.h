// Which addresses count as one sender: whoever has one IPv6 address has the 2^64 of its network.
#pragma once

#include <string>
#include <string_view>

namespace kf {

// IPv4: the address itself, also when it is written as IPv6 ("::ffff:10.0.0.1"). IPv6: its /64, as
// "2001:db8:0:1::/64". Anything else stays as it is.
[[nodiscard]] std::string network_of(std::string_view address);

}  // namespace kf
