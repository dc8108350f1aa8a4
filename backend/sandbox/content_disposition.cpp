#include "backend/sandbox/content_disposition.h"

#include <iconv.h>

#include <algorithm>

#include "backend/crypto/binary_text.h"
#include "shared/base/percent.h"
#include "shared/base/utf8.h"

namespace kf::sim {
namespace {

// Only what ends the header or its line is taken out: names with paths, directions and such are the point.
std::string header_safe(const std::string& text, bool quoted) {
    std::string safe;
    for (const char c : text) {
        if (c == '\r' || c == '\n' || c == '\0') continue;
        if (quoted && (c == '"' || c == '\\')) continue;
        safe += c;
    }
    return safe;
}

std::string gbk_of(const std::string& text) {
    const iconv_t converter = iconv_open("GBK//TRANSLIT", "UTF-8");
    // NOLINTNEXTLINE(performance-no-int-to-ptr): how iconv says that it cannot
    if (converter == reinterpret_cast<iconv_t>(-1)) return text;
    std::string in = text;
    std::string out(text.size() * 2 + 8, '\0');
    char* from = in.data();
    char* to = out.data();
    std::size_t from_left = in.size();
    std::size_t to_left = out.size();
    const bool converted = iconv(converter, &from, &from_left, &to, &to_left) != static_cast<std::size_t>(-1);
    iconv_close(converter);
    if (!converted) return text;
    out.resize(out.size() - to_left);
    return out;
}

// filename*0*=UTF-8''…; filename*1*=…: pieces of at most 30 characters (RFC 2231).
std::string continued(const std::string& filename) {
    const auto encoded = percent_encoded(filename);
    std::string out = "attachment";
    std::size_t at = 0;
    for (int part = 0; at < encoded.size() || part == 0; ++part) {
        auto size = std::min<std::size_t>(30, encoded.size() - at);
        // Never within %XX.
        while (size > 2 && at + size < encoded.size() &&
               (encoded[at + size - 1] == '%' || encoded[at + size - 2] == '%')) {
            --size;
        }
        out += "; filename*" + std::to_string(part) + "*=" + (part == 0 ? "UTF-8''" : "") +
               encoded.substr(at, size);
        at += size;
    }
    return out;
}

}  // namespace

const std::vector<std::string_view>& disposition_kinds() {
    static const std::vector<std::string_view> kinds{"utf8", "token", "rfc5987", "rfc2231", "percent",
                                                     "gbk",  "mime",  "both",    "escaped", "none"};
    return kinds;
}

bool is_disposition_kind(std::string_view kind) {
    const auto& kinds = disposition_kinds();
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

std::string content_disposition(std::string_view kind, const std::string& filename) {
    const auto quoted = [&](const std::string& text) {
        return "attachment; filename=\"" + header_safe(text, true) + "\"";
    };
    if (kind == "none") return {};
    if (kind == "token") return "attachment; filename=" + header_safe(filename, false);
    if (kind == "rfc5987") return "attachment; filename*=UTF-8''" + percent_encoded(filename);
    if (kind == "rfc2231") return continued(filename);
    if (kind == "percent") return "attachment; filename=\"" + percent_encoded(filename) + "\"";
    if (kind == "gbk") return quoted(gbk_of(filename));
    if (kind == "mime") return "attachment; filename=\"=?UTF-8?B?" + to_base64(filename) + "?=\"";
    if (kind == "both")
        return "attachment; filename=\"download.bin\"; filename*=UTF-8''" + percent_encoded(filename);
    if (kind == "escaped") {
        std::string escaped;
        for (const char c : header_safe(filename, false)) {
            if (c == '"' || c == '\\') escaped += '\\';
            escaped += c;
        }
        return "attachment; filename=\"" + escaped + "\"";
    }
    return quoted(filename);
}

}  // namespace kf::sim
