// One open console: where it stands in the stream, and what it says. Kept small: thousands of them idle.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "backend/http/websocket.h"
#include "shared/agents/agent.h"
#include "shared/protocol/protocol.h"

namespace kf {

class Relay;
struct StoredEvent;

// Shared by all consoles of one web session.
struct ConsoleUser {
    Agent agent;
    std::string session;  // hash of the session id
};

class Console final : public WebSocketListener, public std::enable_shared_from_this<Console> {
  public:
    Console(Relay& relay, std::shared_ptr<ConsoleUser> user) : relay_(relay), user_(std::move(user)) {}

    // ---- WebSocketListener
    void opened(std::weak_ptr<WebSocketPeer> peer) override;
    void received(std::string_view text) override;
    void pinged() override;
    void drained() override;
    void closed() override;

    // ---- for the relay
    [[nodiscard]] const ConsoleUser& user() const { return *user_; }
    [[nodiscard]] const std::shared_ptr<ConsoleUser>& shared_user() const { return user_; }
    [[nodiscard]] bool live() const { return stage_ == Stage::Live; }
    [[nodiscard]] bool greeted() const { return stage_ == Stage::Replaying || stage_ == Stage::Live; }
    // Only when live(), and for every number in turn.
    void push(EventSeq seq, SharedText frame);
    // Much waits for it already: from here on it takes what follows out of the store, as fast as it reads.
    // True when it is so.
    bool falls_behind();
    void send(SharedText frame);
    // Sent when it is another one than the last.
    void notice(const BackendNotice& notice);
    void reload(std::string_view reason);
    void sign_out(SignOutReason reason);
    // The desk closes.
    void send_away();
    // The user has opened too many others.
    void set_aside();
    [[nodiscard]] bool is_set_aside() const { return stage_ == Stage::SetAside; }

    static constexpr std::size_t kNoPlace = static_cast<std::size_t>(-1);
    std::size_t place = kNoPlace;  // index in the relay's list; none while connecting
    std::uint64_t number = 0;      // of its opening: the smaller, the older

  private:
    enum class Stage : std::uint8_t { WaitsForHello, Replaying, Live, SetAside, SignedOut };

    void hello(const Hello& hello);
    void command(const CommandFrame& command);
    void replay();
    bool within_rate();

    Relay& relay_;
    std::shared_ptr<ConsoleUser> user_;
    std::weak_ptr<WebSocketPeer> peer_;
    EventSeq position_ = 0;   // last number sent
    std::size_t notice_ = 0;  // hash of the last one; 0 = none
    Stage stage_ = Stage::WaitsForHello;
};

}  // namespace kf
