// Queries, forms and cookies: the small texts inside of a request.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace kf {

// Without the spaces and tabs that headers may have around their values (RFC 9110, 5.6.3).
[[nodiscard]] std::string_view without_outer_space(std::string_view text);

// "a=1&b=%20": decoded, '+' is a space; the first value of a repeated name counts, malformed pairs are left
// out, and at most 64 pairs are read.
[[nodiscard]] std::map<std::string, std::string> read_form(std::string_view text);

// The value of `name` in a Cookie header. When the name is there twice the answer is nothing: a sibling site
// may have planted the second one.
[[nodiscard]] std::optional<std::string> read_cookie(std::string_view header, std::string_view name);

// The name in a Host header, in lower case and without the port: "desk.example.com".
[[nodiscard]] std::string host_name(std::string_view host);

// Whether a Host header names the browser's own machine. Browsers trust that as they trust https.
[[nodiscard]] bool is_this_machine(std::string_view host);

// Scheme and host of an address ("https://a.example:8443"), in lower case and without a default port.
[[nodiscard]] std::optional<std::string> normal_origin(std::string_view address);

}  // namespace kf
