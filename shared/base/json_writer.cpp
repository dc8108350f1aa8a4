#include "shared/base/json_writer.h"

#include <charconv>

#include "shared/base/utf8.h"

namespace kf {

void JsonWriter::begin_object() {
    separate();
    out_.push_back('{');
    first_ = true;
}

void JsonWriter::begin_object(std::string_view name) {
    key(name);
    out_.push_back('{');
    first_ = true;
}

void JsonWriter::begin_array(std::string_view name) {
    key(name);
    out_.push_back('[');
    first_ = true;
}

void JsonWriter::close(char bracket) {
    out_.push_back(bracket);
    first_ = false;
}

void JsonWriter::flag(std::string_view name, bool value) {
    if (!value) return;
    key(name);
    out_.append("true");
}

void JsonWriter::put_text(std::string_view name, std::string_view value) {
    key(name);
    quote(value);
}

void JsonWriter::put_number(std::string_view name, std::int64_t value) {
    key(name);
    digits(value);
}

void JsonWriter::element(std::string_view value) {
    separate();
    quote(value);
}

void JsonWriter::json(std::string_view name, std::string_view value) {
    key(name);
    out_.append(value);
}

void JsonWriter::key(std::string_view name) {
    separate();
    out_.push_back('"');
    out_.append(name);
    out_.append("\":");
}

void JsonWriter::separate() {
    if (!first_) out_.push_back(',');
    first_ = false;
}

void JsonWriter::digits(std::int64_t value) {
    char buffer[24];
    char* const end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
    out_.append(buffer, end);
}

void JsonWriter::quote(std::string_view value) {
    // Text inside kfdesk is valid UTF-8; should a malformed byte slip in, the reader must still get JSON.
    std::string repaired;
    if (!is_valid_utf8(value)) {
        repaired = repair_utf8(value);
        value = repaired;
    }
    out_.push_back('"');
    std::size_t plain = 0;  // first byte that is not copied yet
    for (std::size_t i = 0; i < value.size(); ++i) {
        const auto c = static_cast<unsigned char>(value[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out_.append(value.substr(plain, i - plain));
        plain = i + 1;
        switch (c) {
            case '"':
                out_.append("\\\"");
                break;
            case '\\':
                out_.append("\\\\");
                break;
            case '\n':
                out_.append("\\n");
                break;
            case '\r':
                out_.append("\\r");
                break;
            case '\t':
                out_.append("\\t");
                break;
            default: {
                constexpr char kHex[] = "0123456789abcdef";
                out_.append("\\u00");
                out_.push_back(kHex[c >> 4]);
                out_.push_back(kHex[c & 15]);
            }
        }
    }
    out_.append(value.substr(plain));
    out_.push_back('"');
}

}  // namespace kf
