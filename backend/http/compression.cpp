#include "backend/http/compression.h"

#include <brotli/encode.h>
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <optional>

#include "backend/http/url.h"

namespace kf {

namespace {

std::optional<std::string> gzip(const std::string& text) {
    z_stream stream{};
    constexpr int kGzipWindow = 15 + 16;
    if (deflateInit2(&stream, 6, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
    std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
    // zlib does not write to its input; its interface is older than const.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    if (result != Z_STREAM_END) return std::nullopt;
    return out;
}

std::optional<std::string> brotli(const std::string& text) {
    constexpr int kQuality = 4;
    std::size_t size = BrotliEncoderMaxCompressedSize(text.size());
    std::string out(size, '\0');
    if (BrotliEncoderCompress(kQuality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, text.size(),
                              reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                              reinterpret_cast<std::uint8_t*>(out.data())) != BROTLI_TRUE)
        return std::nullopt;
    out.resize(size);
    return out;
}

// "q=0", "q=0.", "q=0.000"
bool forbidden(std::string_view parameter) {
    if (!parameter.starts_with("q=0")) return false;
    const auto rest = parameter.substr(3);
    return rest.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

std::string_view to_word(Encoding encoding) {
    switch (encoding) {
        case Encoding::Gzip:
            return "gzip";
        case Encoding::Brotli:
            return "br";
        case Encoding::Identity:
            break;
    }
    return "identity";
}

bool accepts(std::string_view accept_encoding, Encoding encoding) {
    if (encoding == Encoding::Identity) return true;
    while (!accept_encoding.empty()) {
        const auto end = std::min(accept_encoding.find(','), accept_encoding.size());
        const auto item = accept_encoding.substr(0, end);
        accept_encoding.remove_prefix(std::min(end + 1, accept_encoding.size()));
        const auto semicolon = std::min(item.find(';'), item.size());
        if (without_outer_space(item.substr(0, semicolon)) != to_word(encoding)) continue;
        return !forbidden(without_outer_space(item.substr(std::min(semicolon + 1, item.size()))));
    }
    return false;
}

Encoding best_encoding(std::string_view accept_encoding) {
    for (const auto encoding : {Encoding::Brotli, Encoding::Gzip})
        if (accepts(accept_encoding, encoding)) return encoding;
    return Encoding::Identity;
}

std::string compress(std::string text, Encoding& encoding) {
    if (encoding == Encoding::Identity) return text;
    auto packed = encoding == Encoding::Brotli ? brotli(text) : gzip(text);
    if (packed) return std::move(*packed);
    encoding = Encoding::Identity;
    return text;
}

}  // namespace kf
