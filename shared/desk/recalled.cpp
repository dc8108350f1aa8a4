#include "shared/desk/recalled.h"

namespace kf {

bool may_read_recalled(const Agent& agent, const DeskSettings& settings) {
    return settings.supervisors_see_recalled && agent.role != Role::Agent && !agent.disabled;
}

void blank_recalled(Message& message) {
    if (!message.recalled) return;
    message.text.clear();
    message.menu_id.clear();
    message.raw.clear();
    message.media.clear();
}

}  // namespace kf
