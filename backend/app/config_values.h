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
[[nodiscard]] Complaint wrong_desk_id(std::string_view value);    // 1–32 of a-z 0-9 -, not - first
[[nodiscard]] Complaint wrong_host_name(std::string_view value);  // desk.example.com
[[nodiscard]] Complaint wrong_token(
    std::string_view value);  // of the callback: 1–32 letters and digits (reference 5.1)
[[nodiscard]] Complaint wrong_aes_key(std::string_view value);  // 43 of [0-9a-zA-Z] (reference 5.2)

struct CleanSecret {
    std::string value;
    bool trimmed = false;  // more than line ends was cut off
};
// A secret as people paste it: without byte order mark and without blanks, line ends and invisible characters
// on both sides. Error: what is wrong inside, by line and character, never with a part of it.
[[nodiscard]] Result<CleanSecret> clean_secret(std::string_view pasted);

struct ListenAddress {
    std::string host;  // numeric IPv4/IPv6 address, without brackets
    std::uint16_t port = 0;
};
// "127.0.0.1:8080", "[::1]:8080", "0.0.0.0:0"
[[nodiscard]] Result<ListenAddress> split_listen(std::string_view value);

}  // namespace kf
