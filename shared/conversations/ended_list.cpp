#include "shared/conversations/ended_list.h"

namespace kf {

EndedPlace ended_place(const Conversation& head) {
    return {head.last.at, head.id};
}

bool is_above(const EndedPlace& a, const EndedPlace& b) {
    if (a.last_at != b.last_at) return a.last_at > b.last_at;
    return a.id < b.id;
}

bool is_listed(const EndedFilter& filter, const Conversation& head) {
    if (head.desk_state != DeskState::Ended) return false;
    if (!filter.corp.empty() && head.corp != filter.corp) return false;
    if (!filter.account.empty() && head.account != filter.account) return false;
    if (!filter.agent.empty() && head.agent != filter.agent) return false;
    if (filter.from != 0 && head.last.at < filter.from) return false;
    return filter.to == 0 || head.last.at < filter.to;
}

}  // namespace kf
