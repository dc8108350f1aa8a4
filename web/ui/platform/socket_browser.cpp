#include <emscripten.h>

#include <map>
#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

std::map<std::uint32_t, SocketHandlers>& sockets() {
    static std::map<std::uint32_t, SocketHandlers> all;
    return all;
}

class BrowserSocket final : public Socket {
  public:
    explicit BrowserSocket(std::uint32_t id) : id_(id) {}
    ~BrowserSocket() override {
        sockets().erase(id_);
        kf_socket_close(id_, 1000, "", 0, 1);
    }
    bool send(std::string_view text) override { return kf_socket_send(id_, text.data(), text.size()) != 0; }
    void close(int code, std::string_view reason) override {
        kf_socket_close(id_, code, reason.data(), reason.size(), 0);
    }

  private:
    std::uint32_t id_;
};

class BrowserSockets final : public Sockets {
  public:
    explicit BrowserSockets(Page& page) : page_(page) {}
    std::unique_ptr<Socket> open(std::string_view path, std::string_view sub_protocol,
                                 SocketHandlers handlers) override {
        const std::uint32_t id = next_++;
        sockets()[id] = std::move(handlers);
        const std::string base = page_.backend();
        kf_socket_open(id, base.data(), base.size(), path.data(), path.size(), sub_protocol.data(),
                       sub_protocol.size());
        return std::make_unique<BrowserSocket>(id);
    }

  private:
    Page& page_;
    std::uint32_t next_ = 1;
};

}  // namespace

std::unique_ptr<Sockets> browser_sockets(Page& page) {
    return std::make_unique<BrowserSockets>(page);
}

}  // namespace kf::web

// A handler may destroy its socket: each runs as a copy.
extern "C" {

EMSCRIPTEN_KEEPALIVE void kf_on_socket_open(std::uint32_t id) {
    const auto found = kf::web::sockets().find(id);
    if (found == kf::web::sockets().end()) return;
    const auto opened = found->second.opened;
    if (opened) opened();
}

EMSCRIPTEN_KEEPALIVE void kf_on_socket_message(std::uint32_t id, const char* text, std::size_t length) {
    const auto found = kf::web::sockets().find(id);
    if (found == kf::web::sockets().end()) return;
    const auto message = found->second.message;
    if (message) message(std::string_view(text, length));
}

EMSCRIPTEN_KEEPALIVE void kf_on_socket_closed(std::uint32_t id, int code, const char* reason,
                                              std::size_t length) {
    const auto found = kf::web::sockets().find(id);
    if (found == kf::web::sockets().end()) return;
    const auto closed = std::move(found->second.closed);
    kf::web::sockets().erase(found);
    if (closed) closed(code, std::string_view(reason, length));
}
}
