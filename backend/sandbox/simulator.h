// The simulated WeCom as a state machine: requests in, answers and due callbacks out. No sockets, threads or
// own clock; SimServer puts it on the network, tests drive it directly. Not synchronised: one caller at a
// time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "backend/sandbox/callback_queue.h"
#include "backend/sandbox/sim_config.h"
#include "backend/sandbox/sim_http.h"
#include "shared/base/result.h"
#include "shared/base/time.h"

namespace kf::sim {

struct World;
class Traffic;

class Simulator {
  public:
    using Clock = std::function<UnixMs()>;

    Simulator(SimConfig config, Clock clock);
    ~Simulator();
    Simulator(const Simulator&) = delete;
    Simulator& operator=(const Simulator&) = delete;

    // /cgi-bin/… (the kf API), /control/… (the control API) and /avatar/…; anything else is 404.
    SimResponse handle(const SimRequest& request);
    // The same for "POST", "/cgi-bin/kf/sync_msg?access_token=…", body.
    SimResponse handle(std::string method, std::string_view target, std::string body = {});

    // Does what has become due: msg_send_fail events, messages of the traffic generator. Call it often (every
    // 5–20 ms).
    void tick();

    // Callbacks to POST now, sealed and signed. Report each with what became of it.
    std::vector<CallbackJob> take_due_callbacks();
    void report_callback(const CallbackJob& job, bool delivered, const std::string& note, UnixMs took_ms);
    // The GET that checks a callback address (reference 5.2); `expected` receives what it must answer.
    Result<std::string> verification_url(std::string& expected);

    void set_public_base(const std::string& address);
    // What a long poll of this request waits on: grows when its answer would differ.
    [[nodiscard]] std::int64_t watched_revision(const SimRequest& request) const;
    [[nodiscard]] std::int64_t revision() const;
    [[nodiscard]] UnixMs now_ms() const;  // simulated time

    [[nodiscard]] World& world() { return *world_; }

  private:
    std::unique_ptr<World> world_;
    std::unique_ptr<Traffic> traffic_;
};

// A fresh world with this configuration; the clock's offset goes back to 0.
void reset_world(World& world, SimConfig config);

}  // namespace kf::sim
