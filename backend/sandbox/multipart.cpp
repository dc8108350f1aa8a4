// Reads the one file of a media/upload body.
#include "backend/sandbox/media.h"
#include "shared/base/header_parameters.h"
#include "shared/base/lower_case.h"

namespace kf::sim {
namespace {

std::string header_value(std::string_view headers, std::string_view name) {
    std::size_t begin = 0;
    while (begin < headers.size()) {
        auto end = headers.find("\r\n", begin);
        if (end == std::string_view::npos) end = headers.size();
        const auto line = headers.substr(begin, end - begin);
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && lower_case(line.substr(0, colon)) == name) {
            auto value = line.substr(colon + 1);
            while (value.starts_with(' ')) value.remove_prefix(1);
            return std::string(value);
        }
        begin = end + 2;
    }
    return {};
}

}  // namespace

UploadedPart read_multipart(const std::string& content_type, std::string_view body) {
    UploadedPart part;
    if (!lower_case(content_type).starts_with("multipart/form-data")) return part;
    const auto boundary = header_parameter(content_type, "boundary");
    if (boundary.empty()) return part;
    const std::string delimiter = "--" + boundary;
    std::size_t at = body.starts_with(delimiter) ? 0 : body.find("\r\n" + delimiter);
    while (at != std::string_view::npos) {
        if (body[at] == '\r') at += 2;
        const auto headers_begin = at + delimiter.size() + 2;
        const auto headers_end =
            headers_begin <= body.size() ? body.find("\r\n\r\n", headers_begin) : std::string_view::npos;
        if (headers_end == std::string_view::npos) return part;
        const auto content = headers_end + 4;
        const auto end = body.find("\r\n" + delimiter, content);
        if (end == std::string_view::npos) return part;
        const auto headers = body.substr(headers_begin, headers_end - headers_begin);
        const auto disposition = header_value(headers, "content-disposition");
        if (header_parameter(disposition, "name") == "media") {
            // As it is written: what it would decode to is not known of WeCom.
            part.filename = header_parameter(disposition, "filename");
            part.content_type = header_value(headers, "content-type");
            part.bytes = std::string(body.substr(content, end - content));
            part.found = true;
            return part;
        }
        at = end;
    }
    return part;
}

}  // namespace kf::sim
