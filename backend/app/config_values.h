// What single values of kfdesk.toml may look like. Each check yields the complaint, or nothing when the value
// is right.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace kf {

using Complaint = std::optional<std::string>;

[[nodiscard]] Complaint wrong_listen(std::string_view value);
[[nodiscard]] Complaint wrong_origin(std::string_view value);          // https://desk.example.com[:port]
[[nodiscard]] Complaint wrong_frame_ancestor(std::string_view value);  // origin, *.wildcard host, or 'self'
[[nodiscard]] Complaint wrong_api_base(std::string_view value);
[[nodiscard]] Complaint wrong_corp_id(std::string_view value);
[[nodiscard]] Complaint wrong_token(
    std::string_view value);  // of the callback: 1–32 letters and digits (reference 5.1)
[[nodiscard]] Complaint wrong_aes_key(std::string_view value);  // 43 of [0-9a-zA-Z] (reference 5.2)

struct ListenAddress {
    std::string host;  // numeric IPv4/IPv6 address, without brackets
    std::uint16_t port = 0;
};
// "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:0"
[[nodiscard]] Result<ListenAddress> split_listen(std::string_view value);

}  // namespace kf
