#include "shared/agents/agent.h"

#include <algorithm>

#include "shared/base/words.h"

namespace kf {
namespace {

constexpr std::array<std::string_view, 3> kRoles{"agent", "supervisor", "admin"};
constexpr std::array<std::string_view, 3> kPresences{"offline", "online", "away"};
constexpr std::array<std::string_view, 12> kRefusals{
    "none",           "not_visible",    "other_agent", "in_client",   "session_ended", "window_not_opened",
    "window_expired", "window_used_up", "not_allowed", "not_managed", "claim_first",   "take_first"};

bool supervises(const Agent& agent) {
    return agent.role != Role::Agent;
}

// What forbids every action on the conversation, whoever answers it.
Refusal refuse_always(const Agent& agent, const Conversation& conversation) {
    if (agent.disabled) return Refusal::NotAllowed;
    if (!may_see(agent, conversation.account)) return Refusal::NotVisible;
    const ServiceState state = conversation.service_state;
    if (conversation.desk_state == DeskState::InClient ||
        (!api_may_send(state) && state != ServiceState::Ended)) {
        return Refusal::InClient;
    }
    return Refusal::None;
}

bool is_over(const Conversation& conversation) {
    return conversation.desk_state == DeskState::Ended || conversation.service_state == ServiceState::Ended;
}

// Transferring and ending: the agent who answers, or a supervisor.
Refusal refuse_handling(const Agent& agent, const Conversation& conversation) {
    if (const Refusal r = refuse_always(agent, conversation); r != Refusal::None) return r;
    if (conversation.desk_state == DeskState::Ended) return Refusal::SessionEnded;
    if (supervises(agent)) return Refusal::None;
    if (conversation.desk_state == DeskState::Queued) return Refusal::TakeFirst;
    return conversation.agent == agent.id ? Refusal::None : Refusal::OtherAgent;
}

}  // namespace

std::string_view to_word(Role role) {
    return word_of(kRoles, role);
}
std::string_view to_word(Presence presence) {
    return word_of(kPresences, presence);
}
std::string_view to_word(Refusal refusal) {
    return word_of(kRefusals, refusal);
}
std::optional<Role> role_from_word(std::string_view word) {
    return value_of<Role>(kRoles, word);
}
std::optional<Presence> presence_from_word(std::string_view word) {
    return value_of<Presence>(kPresences, word);
}

bool may_see(const Agent& agent, const AccountId& account) {
    if (agent.disabled) return false;
    return agent.accounts.empty() ||
           std::find(agent.accounts.begin(), agent.accounts.end(), account) != agent.accounts.end();
}

Refusal may_send(const Agent& agent, const Conversation& conversation, UnixSecs now) {
    if (const Refusal r = refuse_always(agent, conversation); r != Refusal::None) return r;
    const SendBlock block = window_left(conversation.window, now).block;
    // A customer who only entered has no session yet; "has not written" helps more than "is over".
    if (block == SendBlock::NotOpened) return Refusal::WindowNotOpened;
    if (is_over(conversation)) return Refusal::SessionEnded;
    if (conversation.desk_state == DeskState::Assigned && conversation.agent != agent.id) {
        return supervises(agent) ? Refusal::ClaimFirst : Refusal::OtherAgent;
    }
    if (block == SendBlock::Expired) return Refusal::WindowExpired;
    if (block == SendBlock::UsedUp) return Refusal::WindowUsedUp;
    return Refusal::None;
}

Refusal may_claim(const Agent& agent, const Conversation& conversation) {
    if (const Refusal r = refuse_always(agent, conversation); r != Refusal::None) return r;
    if (conversation.desk_state == DeskState::Ended) return Refusal::SessionEnded;
    const bool free = conversation.desk_state == DeskState::Queued || conversation.agent == agent.id;
    return free || supervises(agent) ? Refusal::None : Refusal::OtherAgent;
}

Refusal may_transfer(const Agent& agent, const Conversation& conversation) {
    return refuse_handling(agent, conversation);
}

Refusal may_end(const Agent& agent, const Conversation& conversation) {
    return refuse_handling(agent, conversation);
}

}  // namespace kf
