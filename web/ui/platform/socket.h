// A WebSocket to the backend. Handlers run outside of frames, also in a hidden tab, and no frame follows by
// itself: what keeps a connection alive changes nothing on screen.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace kf::web {

struct SocketHandlers {
    std::function<void()> opened = {};
    std::function<void(std::string_view text)> message = {};  // binary frames close the socket with 4003
    // Exactly once, also when it never opened: code 1006 then. 4xxx are the backend's own codes.
    std::function<void(int code, std::string_view reason)> closed = {};
};

// Destroying it closes the connection; no handler runs afterwards.
class Socket {
  public:
    virtual ~Socket() = default;
    // False when it is not open or more than 1 MiB waits to be sent; then nothing was sent.
    virtual bool send(std::string_view text) = 0;
    virtual void close(int code, std::string_view reason) = 0;
};

class Sockets {
  public:
    virtual ~Sockets() = default;
    // `path` at the backend, with wss when the page is https. The backend must choose `sub_protocol`.
    virtual std::unique_ptr<Socket> open(std::string_view path, std::string_view sub_protocol,
                                         SocketHandlers handlers) = 0;
};

}  // namespace kf::web
