// A kfdesk user: who may sign in, in which role, and what each role may do. The same rules explain (console)
// and enforce (backend).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/time.h"
#include "shared/conversations/conversation.h"

namespace kf {

enum class Role { Agent, Supervisor, Admin };
enum class Presence { Offline, Online, Away };

struct Agent {
    AgentId id;  // login name
    std::string name;
    Role role = Role::Agent;
    Presence presence = Presence::Offline;
    bool disabled = false;
    std::vector<AccountId> accounts;  // kf accounts this user serves; empty = all
};

// A kf account as the console knows it.
struct Account {
    CorpId corp;
    AccountId id;
    std::string name;
    bool managed = true;  // by this app; false = we may not sync or send (48007)
};

[[nodiscard]] std::string_view to_word(Role role);
[[nodiscard]] std::string_view to_word(Presence presence);
[[nodiscard]] std::optional<Role> role_from_word(std::string_view word);
[[nodiscard]] std::optional<Presence> presence_from_word(std::string_view word);

// Why an action is refused; None = allowed.
enum class Refusal {
    None,
    NotVisible,       // the account is not the agent's
    OtherAgent,       // a colleague answers, and the agent may not take over
    InClient,         // answered in the WeCom client
    SessionEnded,     // wait for the customer to write
    WindowNotOpened,  // the customer has not written yet
    WindowExpired,    // 48 h over
    WindowUsedUp,     // 5 messages used
    NotAllowed,       // the role does not allow it
    NotManaged,       // the kf account is not managed by this app
    ClaimFirst,       // a colleague answers; a supervisor may take over, and then answer
    TakeFirst,        // nobody answers yet: whoever takes it may hand it on or end it
};

// A disabled user sees nothing.
[[nodiscard]] bool may_see(const Agent& agent, const AccountId& account);
// Sending into a queued conversation is allowed: it claims the conversation for the sender.
[[nodiscard]] Refusal may_send(const Agent& agent, const Conversation& conversation, UnixSecs now);
[[nodiscard]] Refusal may_claim(const Agent& agent, const Conversation& conversation);     // 接入
[[nodiscard]] Refusal may_transfer(const Agent& agent, const Conversation& conversation);  // 转接
[[nodiscard]] Refusal may_end(const Agent& agent, const Conversation& conversation);       // 结束会话
[[nodiscard]] std::string_view to_word(Refusal refusal);

}  // namespace kf
