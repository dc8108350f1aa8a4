#include "shared/agents/agent.h"

#include <algorithm>

#include "shared/base/words.h"
#include "shared/conversations/session.h"

namespace kf {
namespace {

constexpr std::array<std::string_view, 3> kRoles{"agent", "supervisor", "admin"};
constexpr std::array<std::string_view, 3> kPresences{"offline", "online", "away"};

bool supervises(const Agent& agent) {
    return agent.role != Role::Agent;
}

// What forbids every action of this agent, whoever answers.
Refusal refuse_agent(const Agent& agent, const Conversation& conversation) {
    if (agent.disabled) return Refusal::NotAllowed;
    return may_see(agent, conversation) ? Refusal::None : Refusal::NotVisible;
}

// … and every action of the desk's on the conversation.
Refusal refuse_always(const Agent& agent, const Conversation& conversation) {
    if (const Refusal r = refuse_agent(agent, conversation); r != Refusal::None) return r;
    const ServiceState state = conversation.service_state;
    const bool in_client = conversation.desk_state == DeskState::InClient ||
                           (!api_may_send(state) && state != ServiceState::Ended);
    return in_client ? Refusal::InClient : Refusal::None;
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
std::optional<Role> role_from_word(std::string_view word) {
    return value_of<Role>(kRoles, word);
}
std::optional<Presence> presence_from_word(std::string_view word) {
    return value_of<Presence>(kPresences, word);
}

bool may_see(const Agent& agent, const CorpId& corp, const AccountId& account) {
    if (agent.disabled) return false;
    return agent.accounts.empty() ||
           std::any_of(agent.accounts.begin(), agent.accounts.end(), [&](const ServedAccount& served) {
               // What names no corp (an event, a command or a user of before) is told by its account alone.
               return served.account == account &&
                      (served.corp.empty() || corp.empty() || served.corp == corp);
           });
}

bool may_see(const Agent& agent, const Conversation& conversation) {
    return may_see(agent, conversation.corp, conversation.account);
}

Refusal may_send(const Agent& agent, const Conversation& conversation, UnixSecs now) {
    if (const Refusal r = refuse_agent(agent, conversation); r != Refusal::None) return r;
    const Refusal refusal = refuse_message(conversation, now);
    // Whose the conversation is says more than that its window is closed.
    const bool in_time =
        refusal == Refusal::None || refusal == Refusal::WindowExpired || refusal == Refusal::WindowUsedUp;
    if (in_time && conversation.desk_state == DeskState::Assigned && conversation.agent != agent.id)
        return supervises(agent) ? Refusal::ClaimFirst : Refusal::OtherAgent;
    return refusal;
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
