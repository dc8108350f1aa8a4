#include "shared/conversations/service_state.h"

#include <cstddef>

namespace kf {
namespace {

constexpr TransitionRule kYes = TransitionRule::Allowed;
constexpr TransitionRule kTry = TransitionRule::Unconfirmed;
constexpr TransitionRule kNo = TransitionRule::Refused;

// Row: from, column: to. Reference 4.2; what it does not list is worth a try, because 95016 answers it.
constexpr TransitionRule kRules[5][5] = {
    // 0     1     2     3     4
    {kNo, kYes, kYes, kYes, kTry},  // 0 new
    {kNo, kTry, kYes, kYes, kTry},  // 1 assistant
    {kNo, kTry, kTry, kYes, kTry},  // 2 pool
    {kNo, kNo, kTry, kYes, kYes},   // 3 servicer: 3 → 3 is a transfer
    {kNo, kNo, kNo, kNo, kNo},      // 4 ended: only the customer opens it again (95013)
};

}  // namespace

TransitionRule transition_rule(ServiceState from, ServiceState to) {
    const auto row = static_cast<std::size_t>(from);
    const auto column = static_cast<std::size_t>(to);
    if (row > 4 || column > 4) return TransitionRule::Refused;
    return kRules[row][column];
}

}  // namespace kf
