// The desk's users as agents: what the store knows about them, plus who is at the desk right now.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

#include "backend/auth/users.h"
#include "backend/runtime/clock.h"
#include "backend/runtime/listeners.h"
#include "backend/runtime/loop.h"
#include "shared/agents/agent.h"

namespace kf {

class AgentDirectory {
  public:
    struct Times {
        std::chrono::milliseconds look_for_changes{2'000};  // made by this process
        std::chrono::milliseconds gone_after{20'000};       // a reload or a lost connection is no absence
        std::chrono::milliseconds look_beside{100};         // for changes made by `kfdesk user …`
    };

    AgentDirectory(Loop& loop, Users& users, Clock clock);
    AgentDirectory(Loop& loop, Users& users, Clock clock, Times times);

    // Reads all users, and from then on looks for changes.
    Result<void> start();
    void stop();
    // Reads changes now.
    void look();
    // Reads changes now if another process has written. For whoever is about to do what a user asks: what was
    // committed before, holds.
    void look_if_changed();
    // Users whose consoles are about to be closed or to reload, as another process has changed their rights
    // or password: they get nothing more. For the middle of a delivery, when listeners may not be told yet;
    // that follows within look_beside.
    [[nodiscard]] const std::set<AgentId>& held_back();

    [[nodiscard]] std::vector<Agent> agents() const;
    [[nodiscard]] std::optional<Agent> find(const AgentId& login) const;  // also disabled ones

    // A console of this agent opened or closed its socket.
    void socket_opened(const AgentId& login);
    void socket_closed(const AgentId& login);
    // What the agent chose; Offline means: until a socket opens.
    void set_presence(const AgentId& login, Presence presence);

    struct Change {
        Agent agent;
        bool rights = false;  // role, accounts or disabled changed
        bool password = false;
        bool stored = false;  // the store has another user than before: name, rights, password …
    };
    // Each listener is told about each change, in the order of their registration.
    void on_changed(std::function<void(const Change&)> listener) { changed_.add(std::move(listener)); }

  private:
    struct Entry {
        User user;
        Presence chosen = Presence::Online;
        Presence shown = Presence::Offline;
        int sockets = 0;
        Timer gone;
    };
    void look_again_later();
    void look_beside_later();
    void show(Entry& entry);
    void tell(const Change& change);

    Loop& loop_;
    Users& users_;
    Clock clock_;
    Times times_;
    std::map<AgentId, Entry> entries_;
    Listeners<Change> changed_;
    std::set<AgentId> held_back_;
    bool look_due_ = false;  // held_back() has seen a change that look() has not
    Timer timer_, beside_timer_;
};

}  // namespace kf
