#include "backend/http/answer_writer.h"

#include <cstdio>
#include <ctime>

namespace kf {

std::string_view reason_phrase(int status) {
    switch (status) {
        case 200:
            return "OK";
        case 204:
            return "No Content";
        case 201:
            return "Created";
        case 206:
            return "Partial Content";
        case 303:
            return "See Other";
        case 304:
            return "Not Modified";
        case 400:
            return "Bad Request";
        case 401:
            return "Unauthorized";
        case 403:
            return "Forbidden";
        case 404:
            return "Not Found";
        case 405:
            return "Method Not Allowed";
        case 409:
            return "Conflict";
        case 410:
            return "Gone";
        case 413:
            return "Content Too Large";
        case 415:
            return "Unsupported Media Type";
        case 416:
            return "Range Not Satisfiable";
        case 426:
            return "Upgrade Required";
        case 429:
            return "Too Many Requests";
        case 431:
            return "Request Header Fields Too Large";
        case 500:
            return "Internal Server Error";
        case 503:
            return "Service Unavailable";
        case 507:
            return "Insufficient Storage";
        default:
            return "Answer";
    }
}

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[40];
    const auto size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc);
    return {text, size};
}

std::string write_head(const Response& response, AfterAnswer after, bool chunked) {
    std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
    head.append(reason_phrase(response.status)).append("\r\nDate: ").append(http_date()).append("\r\n");
    for (const auto& [name, value] : response.headers) {
        if (value.find_first_of("\r\n") != std::string::npos || value.find('\0') != std::string::npos)
            continue;
        head.append(name).append(": ").append(value).append("\r\n");
    }
    if (response.source) {
        if (chunked) head.append("Transfer-Encoding: chunked\r\n");
    } else if (response.status != 304 && response.status != 204)
        head.append("Content-Length: ")
            .append(std::to_string(response.file   ? static_cast<std::size_t>(response.file->size())
                                   : response.body ? response.body->size()
                                                   : 0))
            .append("\r\n");
    head.append(after == AfterAnswer::Close ? "Connection: close\r\n\r\n" : "\r\n");
    return head;
}

std::string write_chunk(std::string_view piece, bool last) {
    std::string out;
    if (!piece.empty()) {
        char size[20];
        out.append(size, static_cast<std::size_t>(std::snprintf(size, sizeof size, "%zx\r\n", piece.size())));
        out.append(piece).append("\r\n");
    }
    if (last) out.append("0\r\n\r\n");
    return out;
}

}  // namespace kf
