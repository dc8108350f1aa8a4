#include "backend/media/media_type.h"

#include <algorithm>
#include <array>

#include "shared/base/lower_case.h"
#include "shared/base/utf8.h"

namespace kf {
namespace {

struct Signature {
    std::size_t offset;
    std::string_view bytes;
    std::string_view mime;
};

using namespace std::string_view_literals;
constexpr std::array kSignatures{
    Signature{0, "\x89PNG\r\n\x1a\n"sv, "image/png"},
    Signature{0, "\xff\xd8\xff"sv, "image/jpeg"},
    Signature{0, "GIF87a"sv, "image/gif"},
    Signature{0, "GIF89a"sv, "image/gif"},
    Signature{0, "BM"sv, "image/bmp"},
    Signature{0, "II*\0"sv, "image/tiff"},
    Signature{0, "MM\0*"sv, "image/tiff"},
    Signature{0, "#!AMR\n"sv, "audio/amr"},
    Signature{0, "#!AMR-WB\n"sv, "audio/amr-wb"},
    Signature{0, "#!SILK_V3"sv, "audio/silk"},
    Signature{0, "\x02#!SILK_V3"sv, "audio/silk"},  // as WeChat writes it
    Signature{0, "ID3"sv, "audio/mpeg"},
    Signature{0, "OggS"sv, "audio/ogg"},
    Signature{0, "fLaC"sv, "audio/flac"},
    Signature{0, "%PDF-"sv, "application/pdf"},
    Signature{0, "Rar!\x1a\x07"sv, "application/vnd.rar"},
    Signature{0, "7z\xbc\xaf\x27\x1c"sv, "application/x-7z-compressed"},
    Signature{0, "\x1f\x8b"sv, "application/gzip"},
    Signature{0, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"sv, "application/x-ole-storage"},  // .doc .xls .ppt
    Signature{0, "MZ"sv, "application/vnd.microsoft.portable-executable"},
    Signature{0,
              "\x7f"
              "ELF"sv,
              "application/x-executable"},
    Signature{0, "\x1a\x45\xdf\xa3"sv, "video/webm"},
    Signature{0, "FLV\x01"sv, "video/x-flv"},
};

std::uint32_t be(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
    return value;
}
std::uint32_t le(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = size; i > 0; --i) value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
    return value;
}

std::string type_of_ftyp(std::string_view head) {
    const auto brand = head.substr(8, 4);
    if (brand == "qt  ") return "video/quicktime";
    if (brand.starts_with("M4A")) return "audio/mp4";
    if (brand == "avif" || brand == "avis") return "image/avif";
    if (brand == "mif1" || brand == "msf1") {
        // Pictures of any codec: those behind say which.
        const auto more = head.substr(0, std::min<std::size_t>(head.size(), be(head, 0, 4)));
        return more.find("avif", 12) != std::string_view::npos ? "image/avif" : "image/heic";
    }
    if (brand.size() == 4 && (brand.starts_with("hei") || brand.starts_with("hev")) &&
        "cxms"sv.find(brand[3]) != std::string_view::npos)
        return "image/heic";
    if (brand.starts_with("3g")) return "video/3gpp";
    return "video/mp4";
}

std::string type_of_zip(std::string_view head) {
    // The first entries of an office document name its kind.
    if (head.find("word/") != std::string_view::npos)
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    if (head.find("xl/") != std::string_view::npos)
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    if (head.find("ppt/") != std::string_view::npos)
        return "application/vnd.openxmlformats-officedocument.presentationml.presentation";
    return "application/zip";
}

// What browsers would take for markup, anywhere near the beginning (a PDF or picture begins with its
// signature).
bool looks_like_markup(std::string_view head) {
    const std::string text = lower_case(head.substr(0, 1024));
    for (const auto tag :
         {"<!doctype"sv, "<html"sv, "<head"sv, "<body"sv, "<script"sv, "<iframe"sv, "<svg"sv, "<?xml"sv})
        if (text.find(tag) != std::string::npos) return true;
    return false;
}

bool looks_like_text(std::string_view head) {
    // A character may be cut at the end.
    std::size_t cut = 0;
    while (cut < 4 && cut < head.size() && !is_valid_utf8(head.substr(0, head.size() - cut))) ++cut;
    const auto whole = head.substr(0, head.size() - cut);
    return !head.empty() && is_valid_utf8(whole) && std::none_of(whole.begin(), whole.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t';
    });
}

// Calls `use(marker, begin, end)` for each segment of a JPEG until it yields true or the picture data begin.
template <class Use>
void each_jpeg_segment(std::string_view bytes, Use use) {
    std::size_t at = 2;
    while (at + 4 <= bytes.size()) {
        if (bytes[at] != '\xff') return;
        const auto marker = static_cast<unsigned char>(bytes[at + 1]);
        if (marker == 0xff) {
            ++at;  // fill byte
            continue;
        }
        if (marker == 0xda || marker == 0xd9) return;
        if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
            at += 2;
            continue;
        }
        const std::size_t size = be(bytes, at + 2, 2);
        if (size < 2 || at + 2 + size > bytes.size()) return;
        if (use(marker, at + 4, at + 2 + size)) return;
        at += 2 + size;
    }
}

PictureSize jpeg_size(std::string_view bytes) {
    PictureSize size;
    each_jpeg_segment(bytes, [&](unsigned char marker, std::size_t begin, std::size_t end) {
        const bool frame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (!frame) return false;
        if (end - begin >= 5) size = {be(bytes, begin + 3, 2), be(bytes, begin + 1, 2)};
        return true;
    });
    return size;
}

// The first frame may be larger than the screen that the header speaks of; decoders allocate the frame.
PictureSize gif_size(std::string_view bytes) {
    if (bytes.size() < 13) return {};
    PictureSize size{le(bytes, 6, 2), le(bytes, 8, 2)};
    const auto flags = static_cast<unsigned char>(bytes[10]);
    std::size_t at = 13;
    if ((flags & 0x80) != 0) at += std::size_t{3} << ((flags & 7) + 1);
    while (at + 10 <= bytes.size() && bytes[at] == '\x21') {
        at += 2;
        while (at < bytes.size() && bytes[at] != 0) at += 1 + static_cast<unsigned char>(bytes[at]);
        ++at;
    }
    if (at + 10 > bytes.size() || bytes[at] != '\x2c') return {};
    size.width = std::max<std::int64_t>(size.width, le(bytes, at + 5, 2));
    size.height = std::max<std::int64_t>(size.height, le(bytes, at + 7, 2));
    return size;
}

PictureSize webp_size(std::string_view bytes) {
    if (bytes.size() < 30) return {};
    const auto chunk = bytes.substr(12, 4);
    if (chunk == "VP8X") return {le(bytes, 24, 3) + 1, le(bytes, 27, 3) + 1};
    if (chunk == "VP8L" && bytes[20] == 0x2f) {
        const auto bits = le(bytes, 21, 4);
        return {(bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1};
    }
    if (chunk == "VP8 " && bytes.substr(23, 3) == "\x9d\x01\x2a")
        return {le(bytes, 26, 2) & 0x3fff, le(bytes, 28, 2) & 0x3fff};
    return {};
}

// The largest of the sizes ("ispe") that the file's description (the box "meta") speaks of.
PictureSize heif_size(std::string_view bytes) {
    PictureSize size;
    for (std::size_t at = 0; at + 8 <= bytes.size();) {
        const std::size_t length = be(bytes, at, 4);
        if (length < 8) return size;
        if (bytes.substr(at + 4, 4) == "meta") {
            const auto meta = bytes.substr(at, length);
            for (auto found = meta.find("ispe"); found != std::string_view::npos && found + 16 <= meta.size();
                 found = meta.find("ispe", found + 4)) {
                const PictureSize one{be(meta, found + 8, 4), be(meta, found + 12, 4)};
                // Sides first: their product must not overflow.
                if (one.width > 0xffffff || one.height > 0xffffff) return one;
                if (one.width * one.height > size.width * size.height) size = one;
            }
            return size;
        }
        at += length;
    }
    return size;
}

// The number in a TIFF's first directory under `tag`, the first one of several; `otherwise` without it.
std::int64_t tiff_number(std::string_view bytes, std::uint32_t tag, std::int64_t otherwise) {
    const bool little = bytes.starts_with("II");
    const auto read = [&](std::size_t at, std::size_t size) {
        return little ? le(bytes, at, size) : be(bytes, at, size);
    };
    if (bytes.size() < 8) return otherwise;
    const std::size_t directory = read(4, 4);
    if (directory > bytes.size() || bytes.size() - directory < 2) return otherwise;
    const std::size_t entries = read(directory, 2);
    for (std::size_t i = 0; i < entries; ++i) {
        const std::size_t at = directory + 2 + i * 12;
        if (at + 12 > bytes.size()) return otherwise;
        if (read(at, 2) != tag) continue;
        const std::size_t each = read(at + 2, 2) == 4 ? 4 : 2;
        const std::size_t count = read(at + 4, 4);
        if (count * each <= 4) return read(at + 8, each);
        const std::size_t place = read(at + 8, 4);
        return place <= bytes.size() && bytes.size() - place >= each ? read(place, each) : otherwise;
    }
    return otherwise;
}

}  // namespace

std::string type_of_content(std::string_view head) {
    for (const auto& signature : kSignatures)
        if (head.size() > signature.offset + 2 && head.substr(signature.offset).starts_with(signature.bytes))
            // Two letters are little: a bitmap says its own size as well.
            if (signature.mime != "image/bmp" || (head.size() >= 26 && le(head, 6, 4) == 0))
                return std::string{signature.mime};
    if (head.size() >= 12) {
        if (head.starts_with("RIFF") && head.substr(8, 4) == "WEBP") return "image/webp";
        if (head.starts_with("RIFF") && head.substr(8, 4) == "WAVE") return "audio/wav";
        if (head.starts_with("RIFF") && head.substr(8, 4) == "AVI ") return "video/x-msvideo";
        if (head.substr(4, 4) == "ftyp") return type_of_ftyp(head);
        if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06")) return type_of_zip(head);
    }
    // MPEG audio without tags: sync, layer III, and neither a wrong bitrate nor a wrong sampling rate.
    if (head.size() >= 4 && head[0] == '\xff' && (head[1] & 0xe6) == 0xe2 && (head[2] & 0xf0) != 0xf0 &&
        (head[2] & 0x0c) != 0x0c)
        return "audio/mpeg";
    if (looks_like_markup(head)) return "text/html";
    if (looks_like_text(head)) return "text/plain";
    return "application/octet-stream";
}

bool may_be_shown(std::string_view mime) {
    constexpr std::array<std::string_view, 7> kShown{"image/png", "image/jpeg", "image/gif", "image/webp",
                                                     "video/mp4", "audio/wav",  "audio/mpeg"};
    return std::find(kShown.begin(), kShown.end(), mime) != kShown.end();
}

PictureSize picture_size(std::string_view bytes) {
    const auto type = type_of_content(bytes.substr(0, 4096));
    if (type == "image/png" && bytes.size() >= 24 && bytes.substr(12, 4) == "IHDR")
        return {be(bytes, 16, 4), be(bytes, 20, 4)};
    if (type == "image/gif") return gif_size(bytes);
    if (type == "image/jpeg") return jpeg_size(bytes);
    if (type == "image/webp") return webp_size(bytes);
    if (type == "image/bmp" && bytes.size() >= 26) {
        const auto height = static_cast<std::int32_t>(le(bytes, 22, 4));  // negative: top row first
        return {le(bytes, 18, 4), height < 0 ? -static_cast<std::int64_t>(height) : height};
    }
    if (type == "image/heic" || type == "image/avif") return heif_size(bytes);
    if (type == "image/tiff") return {tiff_number(bytes, 256, 0), tiff_number(bytes, 257, 0)};
    return {};
}

std::int64_t jpeg_coefficient_bytes(std::string_view bytes) {
    std::int64_t samples = 0;
    bool progressive = false;
    each_jpeg_segment(bytes, [&](unsigned char marker, std::size_t begin, std::size_t end) {
        const bool frame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (!frame || end - begin < 6) return false;
        progressive = marker == 0xc2 || marker == 0xc6 || marker == 0xca || marker == 0xce;
        const std::int64_t height = be(bytes, begin + 1, 2), width = be(bytes, begin + 3, 2);
        const std::size_t parts = std::min<std::size_t>(be(bytes, begin + 5, 1), (end - begin - 6) / 3);
        std::int64_t most_across = 1, most_down = 1;
        const auto across = [&](std::size_t part) { return be(bytes, begin + 7 + part * 3, 1) >> 4; };
        const auto down = [&](std::size_t part) { return be(bytes, begin + 7 + part * 3, 1) & 15; };
        for (std::size_t part = 0; part < parts; ++part) {
            most_across = std::max<std::int64_t>(most_across, across(part));
            most_down = std::max<std::int64_t>(most_down, down(part));
        }
        // Whole blocks of 8 × 8, and whole groups of those.
        for (std::size_t part = 0; part < parts; ++part)
            samples += ((width + 8 * most_across) * across(part) / most_across + 8) *
                       ((height + 8 * most_down) * down(part) / most_down + 8);
        return true;
    });
    // Behind the segments, in which a camera's small picture lies with a scan of its own.
    std::size_t pixels_begin = 0;
    each_jpeg_segment(bytes, [&](unsigned char, std::size_t, std::size_t end) {
        pixels_begin = end;
        return false;
    });
    const auto scan = bytes.find("\xff\xda", pixels_begin);
    const bool several =
        scan != std::string_view::npos && bytes.find("\xff\xda", scan + 2) != std::string_view::npos;
    return progressive || several ? samples * 2 : 0;
}

std::int64_t tiff_pixel_bytes(std::string_view bytes) {
    const auto bits = tiff_number(bytes, 258, 1) * tiff_number(bytes, 277, 1);
    return std::clamp<std::int64_t>((bits + 7) / 8, 1, 1024);
}

int jpeg_orientation(std::string_view bytes) {
    int orientation = 1;
    each_jpeg_segment(bytes, [&](unsigned char marker, std::size_t begin, std::size_t end) {
        const auto segment = bytes.substr(begin, end - begin);
        if (marker != 0xe1 || segment.size() < 20 || !segment.starts_with("Exif\0\0"sv)) return false;
        const auto tiff = segment.substr(6);
        const bool little = tiff.starts_with("II");
        const auto read = [&](std::size_t at, std::size_t size) {
            return little ? le(tiff, at, size) : be(tiff, at, size);
        };
        const std::size_t directory = read(4, 4);
        if (directory > tiff.size() || tiff.size() - directory < 2) return true;
        const std::size_t entries = read(directory, 2);
        for (std::size_t i = 0; i < entries; ++i) {
            const std::size_t at = directory + 2 + i * 12;
            if (at + 12 > tiff.size()) break;
            if (read(at, 2) != 0x0112) continue;
            const auto value = read(at + 8, 2);
            if (value >= 1 && value <= 8) orientation = static_cast<int>(value);
            break;
        }
        return true;
    });
    return orientation;
}

}  // namespace kf
