#include "backend/runtime/clock.h"

#include <chrono>

namespace kf {

Clock system_clock() {
    return [] {
        using namespace std::chrono;
        return static_cast<UnixMs>(
            duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count());
    };
}

}  // namespace kf
