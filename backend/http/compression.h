// Shrinks answers for browsers that take them shrunk.
#pragma once

#include <string>
#include <string_view>

namespace kf {

enum class Encoding { Identity, Gzip, Brotli };

// The best that an Accept-Encoding header allows; "q=0" forbids.
[[nodiscard]] Encoding best_encoding(std::string_view accept_encoding);
[[nodiscard]] bool accepts(std::string_view accept_encoding, Encoding encoding);
[[nodiscard]] std::string_view to_word(Encoding encoding);  // as in Content-Encoding

// Brotli at quality 4 or gzip at 6: fast enough for answers made on the spot. Runs in the worker pool for
// anything large. When it fails the text comes back as it was, with `encoding` set to Identity.
[[nodiscard]] std::string compress(std::string text, Encoding& encoding);

// Below this nothing is gained.
constexpr std::size_t kCompressFrom = 1024;

}  // namespace kf
