// The desk's users as agents: what the store knows about them, plus who is at the desk right now.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "backend/auth/users.h"
#include "backend/runtime/clock.h"
#include "backend/runtime/loop.h"
#include "shared/agents/agent.h"

namespace kf {

class AgentDirectory {
  public:
    struct Times {
        std::chrono::milliseconds look_for_changes{2'000};  // made by `kfdesk user …`
        std::chrono::milliseconds gone_after{20'000};       // a reload or a lost connection is no absence
    };

    AgentDirectory(Loop& loop, Users& users, Clock clock);
    AgentDirectory(Loop& loop, Users& users, Clock clock, Times times);

    // Reads all users, and from then on looks for changes.
    Result<void> start();
    void stop();
    // Reads changes now.
    void look();

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
    void on_changed(std::function<void(const Change&)> listener) {
        listeners_.push_back(std::move(listener));
    }

  private:
    struct Entry {
        User user;
        Presence chosen = Presence::Online;
        Presence shown = Presence::Offline;
        int sockets = 0;
        Timer gone;
    };
    void look_again_later();
    void show(Entry& entry);
    void tell(const Change& change);

    Loop& loop_;
    Users& users_;
    Clock clock_;
    Times times_;
    std::map<AgentId, Entry> entries_;
    std::vector<std::function<void(const Change&)>> listeners_;
    Timer timer_;
};

}  // namespace kf
