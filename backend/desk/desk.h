// One organisation: its store, corps, users, consoles, messages and files, wired in data-flow order: callback
// → sync → storage → relay → commands → outbox → WeCom. Nothing of another desk can be named from here. Lives
// on the loop thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "backend/desk/desk_config.h"
#include "backend/http/router.h"
#include "backend/runtime/backoff.h"
#include "backend/runtime/clock.h"
#include "backend/storage/database.h"
#include "shared/base/result.h"

namespace kf {

class CorpDesk;
class DueWork;
class GreetingSender;
class Loop;
class OriginPolicy;
class OutboxSender;
class Relay;
class SignInTickets;
class StaticFiles;
class Store;
class Users;

struct DeskOptions {
    Clock clock = system_clock();
    Clock sign_in_clock = system_clock();  // sessions live by it; the sandbox's simulated time ends none
    Jitter jitter = system_jitter();
    std::chrono::milliseconds look_for_user_changes{2'000};
    std::chrono::milliseconds agent_gone_after{20'000};
    std::chrono::milliseconds stop_time{10'000};  // for what is under way
};

// What the front lends; outlives the desk.
struct DeskSurroundings {
    Loop& loop;
    const OriginPolicy& origins;
    StaticFiles& files;
    bool in_foreign_frames = false;  // see RequestIdentity
};

class Desk {
  public:
    // Builds the parts on an opened store; nothing runs yet. Errors of store and configuration.
    [[nodiscard]] static Result<std::unique_ptr<Desk>> create(const DeskSurroundings& around,
                                                              DeskConfig config, const MediaConfig& media,
                                                              DeskOptions options,
                                                              std::unique_ptr<DatabaseFile> database);
    // Waits for the threads of the desk; see finish_workers().
    ~Desk();
    Desk(const Desk&) = delete;
    Desk& operator=(const Desk&) = delete;

    // Reads the users and subscribes; consoles may come from now on. Errors of the store.
    [[nodiscard]] Result<void> start();
    // Sync, sending and due work begin.
    void begin_work();

    // Name, hosts, and the corps with their secrets as they are configured now: those that are new are
    // followed, those that are missing are left as soon as their calls are answered.
    void reload(const DeskConfig& fresh);

    // Begins nothing new; what is under way goes on.
    void stop();
    // After stop(): no request and no console any more.
    void shut();
    // Whether nothing is under way that should be waited for. Consoles count after shut() only.
    [[nodiscard]] bool idle() const;
    // Waits for the threads. From any thread, after stop(); meanwhile the loop may go on.
    void finish_workers();

    // Null after shut().
    [[nodiscard]] std::shared_ptr<const Router> router() const { return router_; }
    // The request comes from a session of this desk.
    [[nodiscard]] bool is_signed_in(const Request& request) const;

    [[nodiscard]] const DeskConfig& config() const { return config_; }
    [[nodiscard]] Users& users();
    [[nodiscard]] Store& store() const;
    [[nodiscard]] SignInTickets& tickets();
    // The clock that the parts were given was moved.
    void clock_jumped();
    // Reads users that were added just now.
    void look_for_users();

    // ---- for health and metrics
    [[nodiscard]] const std::vector<std::unique_ptr<CorpDesk>>& corps() const;
    [[nodiscard]] const Relay& relay() const;
    [[nodiscard]] const OutboxSender& outbox() const;
    [[nodiscard]] const GreetingSender& greetings() const;
    [[nodiscard]] const DueWork& due() const;
    [[nodiscard]] bool media_disk_full() const;
    [[nodiscard]] std::uint64_t refused_sign_ins() const;
    [[nodiscard]] UnixMs now() const { return options_.clock(); }

  private:
    struct Parts;
    Desk(DeskConfig config, DeskOptions options);

    DeskConfig config_;
    DeskOptions options_;
    std::shared_ptr<Router> router_;
    std::unique_ptr<Parts> parts_;
};

}  // namespace kf
