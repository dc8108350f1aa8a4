// WeCom's service states of a session and which moves between them are allowed (reference 4.1, 4.2).
#pragma once

namespace kf {

enum class ServiceState {
    New = 0,        // 未处理: the API may send; choose 1, 2 or 3
    Assistant = 1,  // 由智能助手接待: the API may send; the state in which the console talks
    Pool = 2,       // 待接入池排队中: the API may not send
    Servicer = 3,   // 由人工接待 in the WeCom client: the API may not send
    Ended = 4,      // 已结束/未开始: neither send nor change
};

enum class TransitionRule { Allowed, Unconfirmed, Refused };

// For service_state/trans. Unconfirmed: try, and treat 95016 as "not possible".
[[nodiscard]] TransitionRule transition_rule(ServiceState from, ServiceState to);

[[nodiscard]] constexpr bool api_may_send(ServiceState state) {
    return state == ServiceState::New || state == ServiceState::Assistant;
}

}  // namespace kf
