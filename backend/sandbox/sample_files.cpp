#include "backend/sandbox/sample_files.h"

#include <zlib.h>

#include <vector>

#include "backend/sandbox/pages.h"
#include "shared/base/little_endian.h"

namespace kf::sim {
namespace {

constexpr std::size_t kFrameBytes = 14;  // of melody.amr: mode 5.15 kbit/s
constexpr int kFramesPerSec = 50;

}  // namespace

std::string_view sample_asset(std::string_view name) {
    const Page* page = find_page("/sample/" + std::string(name));
    return page ? page->content : std::string_view{};
}

std::string make_voice(int secs) {
    const auto melody = sample_asset("melody.amr");
    std::string voice(melody.substr(0, 6));
    const auto frames = melody.substr(6);
    const auto count = frames.size() / kFrameBytes;
    for (std::size_t i = 0; count > 0 && i < static_cast<std::size_t>(secs) * kFramesPerSec; ++i) {
        voice += frames.substr(i % count * kFrameBytes, kFrameBytes);
    }
    return voice;
}

std::string make_pdf() {
    const std::string content = "BT /F1 24 Tf 60 760 Td (kfsim sample: invoice 20261120-0088) Tj ET";
    const std::string page =
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 "
        "R >> >> >>";
    const std::vector<std::string> objects{
        "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page,
        "<< /Length " + std::to_string(content.size()) + " >>\nstream\n" + content + "\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"};
    std::string pdf = "%PDF-1.4\n";
    std::string table = "xref\n0 6\n0000000000 65535 f \n";
    for (std::size_t i = 0; i < objects.size(); ++i) {
        const auto offset = std::to_string(pdf.size());
        table += std::string(10 - offset.size(), '0') + offset + " 00000 n \n";
        pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
    }
    const auto start = pdf.size();
    return pdf + table + "trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n" + std::to_string(start) +
           "\n%%EOF\n";
}

std::string make_zip(std::string_view name, std::string_view content) {
    std::string common;
    append_le(common, 20, 2);      // version
    append_le(common, 0x0800, 2);  // names are UTF-8
    append_le(common, 0, 2);       // stored
    append_le(common, 0, 2);       // time
    append_le(common, 0x5D74, 2);  // 2026-11-20
    append_le(common,
              crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size())), 4);
    append_le(common, content.size(), 4);
    append_le(common, content.size(), 4);
    append_le(common, name.size(), 2);
    append_le(common, 0, 2);
    std::string zip = "PK\x03\x04" + common + std::string(name) + std::string(content);
    const auto directory = zip.size();
    zip += "PK\x01\x02";
    append_le(zip, 20, 2);
    zip += common;
    zip.append(10, '\0');  // comment, disk, attributes
    append_le(zip, 0, 4);  // offset of the file
    zip += name;
    const auto directory_size = zip.size() - directory;
    zip += "PK\x05\x06";
    append_le(zip, 0, 4);
    append_le(zip, 1, 2);
    append_le(zip, 1, 2);
    append_le(zip, directory_size, 4);
    append_le(zip, directory, 4);
    append_le(zip, 0, 2);
    return zip;
}

}  // namespace kf::sim
