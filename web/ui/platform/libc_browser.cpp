// What is done here instead of in the C library: as exact, and without the 128-bit arithmetic and the tables
// that the library's own functions bring into the download (8 KB). The linker lets every call of theirs end
// here (--wrap in browser.cmake).
#include <algorithm>
#include <cstdarg>
#include <cstring>

#include "web/ui/platform/js_calls.h"

namespace {

// Counts what does not fit, as snprintf does.
struct Room {
    char* at;
    std::size_t left;
    int written = 0;
    void put(char c) {
        if (left > 1) {
            *at++ = c;
            --left;
        }
        ++written;
    }
};

}  // namespace

extern "C" {

// The JSON library writes numbers of characters with it, in hexadecimal digits and nothing else; so this
// knows %x and %X with a number of digits. Our own code does not use it (web/text/amounts.h).
int __wrap_snprintf(char* out, std::size_t size, const char* format, ...) {
    Room room{out, size};
    std::va_list values;
    va_start(values, format);
    for (const char* at = format; *at != 0; ++at) {
        if (*at != '%') {
            room.put(*at);
            continue;
        }
        int digits = 1;
        while (*++at != 0 && std::strchr("0.123456789", *at) != nullptr) digits = std::max(digits, *at - '0');
        if (*at != 'x' && *at != 'X') __builtin_trap();
        const char* const names = *at == 'x' ? "0123456789abcdef" : "0123456789ABCDEF";
        const unsigned value = va_arg(values, unsigned);
        while (digits < 8 && value >> (4 * digits) != 0) ++digits;
        while (--digits >= 0) room.put(names[value >> (4 * digits) & 15]);
    }
    va_end(values);
    if (size > 0) *room.at = 0;
    return room.written;
}

// Of the JSON library.
double __wrap_strtod(const char* text, char** end) {
    std::int32_t length = 0;
    const double number = kf_number(text, &length);
    if (end != nullptr) *end = const_cast<char*>(text) + length;
    return number;
}

// For round corners.
float __wrap_sinf(float angle) {
    return static_cast<float>(kf_sin(angle));
}
float __wrap_cosf(float angle) {
    return static_cast<float>(kf_cos(angle));
}
}
