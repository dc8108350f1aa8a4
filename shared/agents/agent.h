// A kfdesk user: who may sign in, in which role, and what each role may do. The same rules explain (console)
// and enforce (backend).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/time.h"
#include "shared/conversations/conversation.h"
#include "shared/conversations/refusal.h"

namespace kf {

enum class Role { Agent, Supervisor, Admin };
enum class Presence { Offline, Online, Away };

// A kf account of a corp: what a user serves.
struct ServedAccount {
    CorpId corp;  // empty: whichever corp has it, as users of before corps were written down
    AccountId account;

    ServedAccount() = default;
    ServedAccount(AccountId of_any_corp) : account(std::move(of_any_corp)) {}  // NOLINT: reads as before
    ServedAccount(CorpId of, AccountId id) : corp(std::move(of)), account(std::move(id)) {}
    friend bool operator==(const ServedAccount& a, const ServedAccount& b) {
        return a.corp == b.corp && a.account == b.account;
    }
    friend bool operator!=(const ServedAccount& a, const ServedAccount& b) { return !(a == b); }
    friend bool operator<(const ServedAccount& a, const ServedAccount& b) {
        return a.corp == b.corp ? a.account < b.account : a.corp < b.corp;
    }
};

struct Agent {
    AgentId id;  // login name
    std::string name;
    Role role = Role::Agent;
    Presence presence = Presence::Offline;
    bool disabled = false;
    std::vector<ServedAccount> accounts;  // kf accounts this user serves; empty = all
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

// A disabled user sees nothing.
[[nodiscard]] bool may_see(const Agent& agent, const CorpId& corp, const AccountId& account);
[[nodiscard]] bool may_see(const Agent& agent, const Conversation& conversation);
// Sending into a queued conversation is allowed: it claims the conversation for the sender.
[[nodiscard]] Refusal may_send(const Agent& agent, const Conversation& conversation, UnixSecs now);
[[nodiscard]] Refusal may_claim(const Agent& agent, const Conversation& conversation);     // 接入
[[nodiscard]] Refusal may_transfer(const Agent& agent, const Conversation& conversation);  // 转接
[[nodiscard]] Refusal may_end(const Agent& agent, const Conversation& conversation);       // 结束会话

}  // namespace kf
