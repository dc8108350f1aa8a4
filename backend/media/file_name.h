// Names of files as strangers give them, made fit for people and for saving under.
#pragma once

#include <string>
#include <string_view>

namespace kf {

// One name of at most 200 bytes of valid UTF-8: no path, no control, direction or invisible characters, no
// characters that Windows refuses, no leading dot, no reserved name (CON, NUL …). `otherwise` when nothing is
// left.
[[nodiscard]] std::string safe_file_name(std::string_view name, std::string_view otherwise = "file");

// The name of a Content-Disposition header in whatever encoding the sender chose: plain UTF-8, quoted, RFC
// 5987 / 2231 (filename*, also in pieces), percent escapes, MIME words; bytes that are no UTF-8 are taken as
// GBK where they are that. Empty when there is none; not yet made safe.
[[nodiscard]] std::string name_from_disposition(std::string_view header);

// The other way: `filename="…"; filename*=UTF-8''…` for our own answers. `kind` is "inline" or "attachment".
[[nodiscard]] std::string content_disposition(std::string_view kind, std::string_view name);

constexpr std::size_t kMaxFileNameBytes = 200;

}  // namespace kf
