#include "backend/runtime/freed_memory.h"

#include <cstdlib>  // says whether this is glibc

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace kf {

void return_large_blocks() {
#ifdef __GLIBC__
    constexpr int kLarge = 1024 * 1024;
    ::mallopt(M_MMAP_THRESHOLD, kLarge);
    ::mallopt(M_TRIM_THRESHOLD, 2 * kLarge);
#endif
}

void return_freed_pieces() {
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

}  // namespace kf
