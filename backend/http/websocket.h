// A WebSocket as the relay sees it: text frames out with a bounded queue, text frames in, free of the HTTP
// library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "backend/http/http_message.h"

namespace kf {

// Why we close; codes from 4000 on are kfdesk's own. The console reconnects after each of them, except after
// SignedOut, and after TooManyConsoles until somebody asks it to.
enum class CloseCode : std::uint16_t {
    Normal = 1000,
    GoingAway = 1001,  // the backend stops
    BadData = 1003,    // not a text frame
    TooBig = 1009,     // a frame above kMaxClientFrameBytes
    SignedOut = 4001,
    TooSlow = 4002,          // took nothing for too long, or its queue was full: resume by position
    BadFrame = 4003,         // not of the protocol
    TooManyFrames = 4008,    // above the rate
    TooManyConsoles = 4009,  // its user has opened others since
};

// What waits for one console at most; beyond it the console is cut off, so that it never holds the others.
constexpr std::size_t kMaxQueuedFrames = 512;
constexpr std::size_t kMaxQueuedBytes = 1024 * 1024;

class WebSocketPeer {
  public:
    virtual ~WebSocketPeer() = default;
    // On the loop thread; never blocks. When the queue is full the connection is closed with TooSlow.
    virtual void send(SharedText frame) = 0;
    // What waits is given up, except for the frame under way and `last`, the word before the end.
    virtual void close(CloseCode code, SharedText last = nullptr) = 0;
    // More than half of what may wait does: whoever can say the rest later should.
    [[nodiscard]] virtual bool crowded() const = 0;
};

// Told on the loop thread. The connection holds it weakly.
class WebSocketListener {
  public:
    virtual ~WebSocketListener() = default;
    virtual void opened(std::weak_ptr<WebSocketPeer> peer) = 0;
    virtual void received(std::string_view text) = 0;
    virtual void pinged() = 0;   // by a frame that says nothing; an answer is sent without asking
    virtual void drained() = 0;  // everything that was queued has been handed to the system
    virtual void closed() = 0;   // last call
};

struct WebSocketAnswer {
    std::weak_ptr<WebSocketListener> listener;  // set when the connection is accepted
    std::string sub_protocol;                   // the one of the offered that we speak
    std::size_t max_frame_bytes = 64 * 1024;
    std::optional<Response> refusal;
};
using AcceptWebSocket = std::function<WebSocketAnswer(const Request&)>;

}  // namespace kf
