#include "backend/auth/agent_directory.h"

#include <utility>

#include "backend/runtime/log.h"

namespace kf {

namespace {

Agent agent_of(const User& user, Presence presence) {
    return {user.login,    user.name,    user.role, user.disabled ? Presence::Offline : presence,
            user.disabled, user.accounts};
}

bool other_rights(const User& a, const User& b) {
    return a.role != b.role || a.disabled != b.disabled || a.accounts != b.accounts;
}

}  // namespace

AgentDirectory::AgentDirectory(Loop& loop, Users& users, Clock clock)
    : AgentDirectory(loop, users, std::move(clock), Times{}) {}

AgentDirectory::AgentDirectory(Loop& loop, Users& users, Clock clock, Times times)
    : loop_(loop), users_(users), clock_(std::move(clock)), times_(times) {}

Result<void> AgentDirectory::start() {
    TRY_ASSIGN(auto users, users_.list());
    for (auto& user : users) entries_[user.login].user = std::move(user);
    look_again_later();
    look_beside_later();
    return {};
}

void AgentDirectory::stop() {
    timer_.cancel();
    beside_timer_.cancel();
    for (auto& [login, entry] : entries_) entry.gone.cancel();
}

void AgentDirectory::look_again_later() {
    timer_ = loop_.after(times_.look_for_changes, [this] {
        look();
        look_again_later();
    });
}

void AgentDirectory::look_beside_later() {
    beside_timer_ = loop_.after(times_.look_beside, [this] {
        look_if_changed();
        look_beside_later();
    });
}

void AgentDirectory::look_if_changed() {
    if (users_.changed_beside() || look_due_) look();
}

const std::set<AgentId>& AgentDirectory::held_back() {
    if (!users_.changed_beside()) return held_back_;
    look_due_ = true;
    const auto users = users_.list();
    if (!users) return held_back_;  // look() will say so
    for (const auto& user : *users) {
        const auto known = entries_.find(user.login);
        if (known == entries_.end()) continue;
        if (other_rights(known->second.user, user) || known->second.user.password != user.password)
            held_back_.insert(user.login);
    }
    return held_back_;
}

void AgentDirectory::look() {
    look_due_ = false;
    held_back_.clear();
    auto users = users_.list();
    if (!users) return log_warn_of("auth.users_unreadable", users.error());
    std::vector<Change> changes;
    for (auto& user : *users) {
        const auto [item, added] = entries_.try_emplace(user.login);
        auto& entry = item->second;
        if (!added && entry.user.changed_at == user.changed_at) continue;
        const bool rights = !added && other_rights(entry.user, user);
        const bool password = !added && entry.user.password != user.password;
        entry.user = std::move(user);
        changes.push_back({agent_of(entry.user, entry.shown), rights, password, true});
    }
    for (const auto& change : changes) tell(change);
}

std::vector<Agent> AgentDirectory::agents() const {
    std::vector<Agent> agents;
    for (const auto& [login, entry] : entries_) agents.push_back(agent_of(entry.user, entry.shown));
    return agents;
}

std::optional<Agent> AgentDirectory::find(const AgentId& login) const {
    const auto found = entries_.find(login);
    if (found == entries_.end()) return std::nullopt;
    return agent_of(found->second.user, found->second.shown);
}

void AgentDirectory::socket_opened(const AgentId& login) {
    const auto found = entries_.find(login);
    if (found == entries_.end()) return;
    auto& entry = found->second;
    ++entry.sockets;
    entry.gone.cancel();
    if (entry.chosen == Presence::Offline) entry.chosen = Presence::Online;
    show(entry);
}

void AgentDirectory::socket_closed(const AgentId& login) {
    const auto found = entries_.find(login);
    if (found == entries_.end() || found->second.sockets == 0) return;
    auto& entry = found->second;
    if (--entry.sockets > 0) return;
    entry.gone = loop_.after(times_.gone_after, [this, login] {
        const auto later = entries_.find(login);
        if (later != entries_.end() && later->second.sockets == 0) show(later->second);
    });
}

void AgentDirectory::set_presence(const AgentId& login, Presence presence) {
    const auto found = entries_.find(login);
    if (found == entries_.end()) return;
    found->second.chosen = presence;
    show(found->second);
}

void AgentDirectory::show(Entry& entry) {
    const auto now = entry.sockets == 0 ? Presence::Offline : entry.chosen;
    if (entry.shown == now) return;
    entry.shown = now;
    tell({agent_of(entry.user, entry.shown), false, false, false});
}

void AgentDirectory::tell(const Change& change) {
    changed_.tell(change);
}

}  // namespace kf
