// A desk that is configured: open, on its way there, or not to be opened, with the reason.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "backend/desk/desk.h"
#include "shared/base/result.h"

namespace kf {

struct DeskSlot {
    enum class State { Opening, Open, Failed };

    State state = State::Opening;
    std::unique_ptr<Desk> desk;  // when Open
    Error why;                   // when Failed

    // For /readyz: whether its store can be written, looked at no more often than every two seconds, as the
    // look writes.
    std::string store_word;
    UnixMs store_seen_at = 0;
};

[[nodiscard]] inline std::string_view to_word(DeskSlot::State state) {
    switch (state) {
        case DeskSlot::State::Opening:
            return "opening";
        case DeskSlot::State::Open:
            return "open";
        case DeskSlot::State::Failed:
            break;
    }
    return "failed";
}

}  // namespace kf
