// Heads of conversations as the tests of the session machine begin with them.
#pragma once

#include "shared/conversations/session.h"

namespace kf::test {

constexpr UnixSecs kNoon = 1'790'000'000;
inline const AgentId kLin{"lin"}, kMei{"mei"};
inline const ServicerId kZhang{"zhang"};

inline SessionHead head_in(DeskState desk, ServiceState service = ServiceState::New) {
    SessionHead session;
    Conversation& head = session.head;
    head.desk_state = desk;
    head.service_state = service;
    head.session = SessionId{7};
    head.session_started_at = to_ms(kNoon);
    head.window = {.opened_at = kNoon, .used = 0};
    if (desk == DeskState::Assigned) head.agent = kLin;
    if (service == ServiceState::Servicer) head.servicer = kZhang;
    if (desk == DeskState::Ended) head.session_ended_at = to_ms(kNoon + 100);
    return session;
}
inline SessionHead waiting_in_queue() {
    SessionHead session = head_in(DeskState::Queued);
    session.head.unread = 2;
    session.head.waiting_since = to_ms(kNoon);
    session.head.missed = true;
    return session;
}
inline MessageId number(std::int64_t id) {
    return MessageId{id};
}
inline LastMessage line_at(std::int64_t id, SenderKind sender, UnixMs at) {
    LastMessage line;
    line.id = number(id);
    line.sender = sender;
    line.at = at;
    return line;
}

}  // namespace kf::test
