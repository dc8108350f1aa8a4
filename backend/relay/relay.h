// Brings every event of the store to every open console that may see it, in order and without a hole, and
// their commands to the command handler. One slow console never holds the others.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "backend/auth/agent_directory.h"
#include "backend/auth/attempt_limits.h"
#include "backend/auth/web_sessions.h"
#include "backend/relay/console.h"
#include "backend/relay/recent_frames.h"
#include "backend/runtime/clock.h"
#include "backend/runtime/log_desk.h"
#include "backend/runtime/loop.h"
#include "backend/storage/store.h"

namespace kf {

class CommandHandler;

struct RelayOptions {
    std::chrono::milliseconds look_for_expired{
        30'000};  // sessions that ran out while nobody asked for anything
};

// Consoles of one user at the same time, whatever number of tabs and machines. One more closes the one that
// was opened first: it stays closed until somebody asks it to connect.
constexpr std::size_t kMaxConsolesPerUser = 20;

// Frames and pings of one user, from all consoles together. After a reconnect a console repeats everything
// that was not acknowledged, so bursts are normal.
constexpr AttemptRate kFrameRate{300, 50 * 60};

// For /metrics.
struct RelayCounters {
    std::uint64_t events = 0;
    std::uint64_t frames = 0;
    std::uint64_t commands = 0;
    std::uint64_t resumed = 0;
    std::uint64_t reloads = 0;
    std::uint64_t bad_frames = 0;
    std::uint64_t fell_behind = 0;
};

class Relay {
  public:
    // All outlive this object, and this object outlives the connections of the server.
    Relay(Loop& loop, Store& store, CommandHandler& commands, AgentDirectory& agents, WebSessions& sessions,
          Clock clock, RelayOptions options = {});
    ~Relay();
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    // Subscribes to store, agents and sessions.
    void start();

    // A console that is about to connect; it counts once its connection is open.
    [[nodiscard]] std::shared_ptr<Console> new_console(const Agent& agent, const std::string& session_hash);

    // What consoles show in their banner: each what concerns its user. Sent when it is another one than
    // before; `of` is asked again whenever it is set anew.
    using NoticeOf = std::function<BackendNotice(const Agent&)>;
    void set_notice(NoticeOf of);
    // The same for all.
    void set_notice(const BackendNotice& notice) {
        set_notice([notice](const Agent&) { return notice; });
    }
    // The clock jumped: consoles learn the time at once instead of with their next ping.
    void tell_time();
    [[nodiscard]] BackendNotice notice_of(const Agent& agent) const {
        return notice_of_ ? notice_of_(agent) : BackendNotice{};
    }

    // The desk closes: every console is sent away, also those that are still connecting, and nobody is told
    // anything any more.
    void close_all();

    // Who is at the desk.
    [[nodiscard]] std::vector<Agent> agents() const { return agents_.agents(); }
    [[nodiscard]] std::size_t consoles() const { return consoles_.size(); }
    [[nodiscard]] RelayCounters& counters() { return counters_; }
    [[nodiscard]] const RelayCounters& counters() const { return counters_; }

    // ---- for Console
    [[nodiscard]] const LogDesk& desk() const { return desk_; }
    [[nodiscard]] UnixMs now() const { return clock_(); }
    [[nodiscard]] const Store& store() const { return store_; }
    [[nodiscard]] CommandHandler& commands() { return commands_; }
    // Counts one frame of the user's.
    [[nodiscard]] bool may_speak(const AgentId& agent) { return frame_rate_.take(agent.value, now()); }
    // Before anything is done for the user: who was disabled a moment ago has no session any more.
    void look_for_changes() { agents_.look_if_changed(); }
    [[nodiscard]] bool session_lives(const ConsoleUser& user) { return sessions_.touch(user.session); }
    [[nodiscard]] SharedText frame_for(const StoredEvent& event, const Agent& agent);
    void opened(Console& console);
    void closed(Console& console);

  private:
    // What the agent may read of the event (recalled messages are blanked for most).
    [[nodiscard]] const std::string& text_for(const StoredEvent& event, const Agent& agent) const;
    void close_oldest(const AgentId& agent);
    void published(const std::vector<StoredEvent>& events);
    void agent_changed(const AgentDirectory::Change& change);
    void session_ended(const std::string& session_hash);
    void look_for_expired_sessions();

    Loop& loop_;
    Store& store_;
    CommandHandler& commands_;
    AgentDirectory& agents_;
    WebSessions& sessions_;
    Clock clock_;
    RelayOptions options_;
    NoticeOf notice_of_;
    std::vector<std::shared_ptr<Console>> consoles_;    // open ones; each knows its place
    std::vector<std::shared_ptr<Console>> connecting_;  // bounded by the server's connections
    std::unordered_map<std::string, std::weak_ptr<ConsoleUser>> users_;  // by session
    std::unordered_map<AgentId, std::size_t> open_of_user_;              // without those set aside
    AttemptLimits frame_rate_{kFrameRate};
    RecentFrames recent_;
    std::uint64_t last_number_ = 0;
    bool closing_ = false;
    LogDesk desk_ = log_desk();
    RelayCounters counters_;
    Timer timer_;
};

[[nodiscard]] bool may_receive(const Agent& agent, const Audience& audience);

// The epoch as this agent's consoles know it, "<store>.<rights>.<run>". Whoever may see other accounts than
// when the snapshot was taken cannot go on from it, also when the change happened while the console was away;
// and the run tells numbers of a store that was put back from those that went before.
[[nodiscard]] std::string console_epoch(const Store& store, const Agent& agent);
// Nothing when a console that holds `epoch` up to `seq` may go on; else the reason for its Reload.
[[nodiscard]] std::string_view cannot_resume(const Store& store, const Agent& agent, std::string_view epoch,
                                             EventSeq seq);

}  // namespace kf
