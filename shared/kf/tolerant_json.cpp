#include "shared/kf/tolerant_json.h"

#include <nlohmann/json.hpp>

#include "shared/base/json_reader.h"
#include "shared/base/utf8.h"

namespace kf {
namespace {

constexpr std::size_t kMaxWordBytes = 64;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_json_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
bool is_control(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}
bool is_word_character(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '-' || c == '.' || c == '_';
}
bool is_high(int unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}
bool is_low(int unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

// Half a surrogate pair that was encoded as if it were a character (three bytes), or -1.
int encoded_surrogate(std::string_view bytes, std::size_t at) {
    if (at + 3 > bytes.size()) return -1;
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[at + i]); };
    if (byte(0) != 0xED || (byte(1) & 0xE0) != 0xA0 || (byte(2) & 0xC0) != 0x80) return -1;
    return 0xD000 | (byte(1) & 0x3F) << 6 | (byte(2) & 0x3F);
}

}  // namespace

void TolerantJson::space() {
    for (;;) {
        if (bytes_.substr(at_).starts_with(kByteOrderMark)) {
            at_ += kByteOrderMark.size();
        } else if (at_ < bytes_.size() && (is_json_space(bytes_[at_]) || is_control(bytes_[at_]))) {
            ++at_;
        } else {
            return;
        }
    }
}

char TolerantJson::next() {
    space();
    return at_end() ? '\0' : bytes_[at_];
}

bool TolerantJson::take(char c) {
    if (next() != c) return false;
    ++at_;
    return true;
}

bool TolerantJson::rest_of_answer() {
    while (take(',')) {
        if (!name() || !take(':') || !value(1)) return false;
    }
    if (!take('}')) return false;
    space();
    return at_end();
}

bool TolerantJson::value(int depth) {
    switch (next()) {
        case '"':
            return string(Marks::EndBeforeSyntax);
        case '{':
            return depth < kMaxJsonDepth && object(depth);
        case '[':
            return depth < kMaxJsonDepth && array(depth);
        default:
            return word();
    }
}

bool TolerantJson::object(int depth) {
    take('{');
    text_ += '{';
    if (!take('}')) {
        do {
            if (text_.back() != '{') text_ += ',';
            if (!name() || !take(':')) return false;
            text_ += ':';
            if (!value(depth + 1)) return false;
        } while (take(','));
        if (!take('}')) return false;
    }
    text_ += '}';
    return true;
}

bool TolerantJson::array(int depth) {
    take('[');
    text_ += '[';
    if (!take(']')) {
        do {
            if (text_.back() != '[') text_ += ',';
            if (!value(depth + 1)) return false;
        } while (take(','));
        if (!take(']')) return false;
    }
    text_ += ']';
    return true;
}

bool TolerantJson::word() {
    const std::size_t begin = at_;
    while (at_ < bytes_.size() && is_word_character(bytes_[at_])) ++at_;
    const std::string_view word = bytes_.substr(begin, at_ - begin);
    if (word.empty() || word.size() > kMaxWordBytes) return false;
    // A number with a digit that is none, say: its member is lost, the rest of the record is not.
    const bool sound = !nlohmann::json::parse(word, nullptr, false).is_discarded();
    repaired_ = repaired_ || !sound;
    if (!sound) text_ += '"';
    text_ += word;
    if (!sound) text_ += '"';
    return true;
}

bool TolerantJson::ends_string(std::size_t at) const {
    while (at < bytes_.size() && (is_json_space(bytes_[at]) || is_control(bytes_[at]))) ++at;
    return at >= bytes_.size() || bytes_[at] == ',' || bytes_[at] == ':' || bytes_[at] == '}' ||
           bytes_[at] == ']';
}

bool TolerantJson::name() {
    return next() == '"' && string(Marks::EndAlways);
}

bool TolerantJson::string(Marks marks) {
    text_ += '"';
    ++at_;
    while (at_ < bytes_.size()) {
        const char c = bytes_[at_];
        if (c == '\\') {
            escape();
        } else if (c != '"') {
            raw_character();
        } else if (ends_string(++at_) || marks == Marks::EndAlways) {
            text_ += '"';
            return true;
        } else {
            // A quotation mark that nobody escaped: no value can begin behind a text.
            text_ += "\\\"";
            repaired_ = true;
        }
    }
    return false;
}

int TolerantJson::unicode_escape(std::size_t at) const {
    if (at + 6 > bytes_.size() || bytes_[at] != '\\' || bytes_[at + 1] != 'u') return -1;
    int unit = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
        const char c = bytes_[i];
        const int digit = c >= '0' && c <= '9'   ? c - '0'
                          : c >= 'a' && c <= 'f' ? c - 'a' + 10
                          : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                 : -1;
        if (digit < 0) return -1;
        unit = unit * 16 + digit;
    }
    return unit;
}

void TolerantJson::escape() {
    const int unit = unicode_escape(at_);
    if (unit >= 0) {
        if (is_high(unit) && is_low(unicode_escape(at_ + 6))) {
            text_ += bytes_.substr(at_, 12);
            at_ += 12;
        } else if (unit == 0 || is_high(unit) || is_low(unit)) {
            replacement(6);
        } else {
            text_ += bytes_.substr(at_, 6);
            at_ += 6;
        }
        return;
    }
    constexpr std::string_view kEscaped = "\"\\/bfnrt";
    if (at_ + 1 < bytes_.size() && kEscaped.find(bytes_[at_ + 1]) != std::string_view::npos) {
        text_ += bytes_.substr(at_, 2);
        at_ += 2;
        return;
    }
    text_ += "\\\\";
    repaired_ = true;
    ++at_;
}

void TolerantJson::replacement(std::size_t bytes) {
    append_utf8(text_, 0xFFFD);
    repaired_ = true;
    at_ += bytes;
}

void TolerantJson::raw_character() {
    const auto byte = static_cast<unsigned char>(bytes_[at_]);
    if (byte == 0) return replacement(1);
    if (byte < 0x20) {
        constexpr std::string_view kHex = "0123456789abcdef";
        text_ += "\\u00";
        text_ += kHex[byte >> 4];
        text_ += kHex[byte & 15];
        repaired_ = true;
        ++at_;
        return;
    }
    std::size_t behind = at_;
    const char32_t code_point = next_code_point(bytes_, behind);
    if (code_point != 0xFFFD || behind - at_ > 1) {
        text_ += bytes_.substr(at_, behind - at_);
        at_ = behind;
        return;
    }
    const int half = encoded_surrogate(bytes_, at_);
    const int other = half < 0 ? -1 : encoded_surrogate(bytes_, at_ + 3);
    if (is_high(half) && is_low(other)) {
        append_utf8(text_, static_cast<char32_t>(0x10000 + ((half - 0xD800) << 10) + (other - 0xDC00)));
        repaired_ = true;
        at_ += 6;
        return;
    }
    replacement(half < 0 ? 1 : 3);
}

}  // namespace kf
