// What the browser does instead of the C library: as exact, and without the 128-bit arithmetic and the tables
// that the library's own functions bring into the download (5 KB). The linker lets every call of theirs end
// here (--wrap in browser.cmake).
#include "web/platform/js_calls.h"

extern "C" {

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
