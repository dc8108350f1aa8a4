// Blocking HTTP and WebSocket clients on a plain socket, for tests that must be able to say what no proper
// client says. Every wait ends after some seconds.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace kf::test {

struct HttpAnswer {
    int status = 0;                              // 0 = the connection ended without an answer
    std::map<std::string, std::string> headers;  // names in lower case; of repeated ones the last
    std::string body;

    [[nodiscard]] std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? "" : found->second;
    }
};

using Headers = std::vector<std::pair<std::string, std::string>>;

// An answer may take this long: a password costs seconds on a busy machine, with sanitizers.
constexpr int kAnswerWaitMs = 30'000;

class RawClient {
  public:
    explicit RawClient(std::uint16_t port, int receive_buffer = 0);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    // False when the other side has closed.
    bool send(std::string_view bytes);
    [[nodiscard]] HttpAnswer read_answer(bool head_only = false);
    HttpAnswer request(const std::string& method, const std::string& target, const Headers& headers = {},
                       const std::string& body = {});
    // True when the connection ends within `wait_ms` (what comes before is thrown away).
    bool ends(int wait_ms = 5000);
    // What comes within `wait_ms`; "" = nothing, or the end.
    std::string read_some(int wait_ms = 5000);
    // Exactly `size` bytes, or nothing when the connection ends or is silent too long.
    std::optional<std::string> read_exactly(std::size_t size, int wait_ms = kAnswerWaitMs);

  private:
    std::optional<std::string> read_line();
    std::string host_;
    int socket_ = -1;
    std::string buffer_;
};

// One request on a connection of its own.
HttpAnswer get(std::uint16_t port, const std::string& target, const Headers& headers = {});
HttpAnswer post(std::uint16_t port, const std::string& target, const std::string& body,
                const Headers& headers = {});

struct WsFrame {
    int opcode = 0;
    std::string payload;
    [[nodiscard]] int close_code() const;
};

class WsClient {
  public:
    explicit WsClient(std::uint16_t port, int receive_buffer = 0) : client_(port, receive_buffer) {}

    // The server's answer; 101 = open.
    HttpAnswer open(const std::string& path, const Headers& headers,
                    const std::string& sub_protocol = "kfdesk.v1");
    bool send_text(std::string_view text) { return send_frame(1, text); }
    bool send_frame(int opcode, std::string_view payload, bool last = true);
    bool send_raw(std::string_view bytes) { return client_.send(bytes); }
    // Next frame, pings included; nothing when the connection ends or is silent.
    std::optional<WsFrame> read_frame(int wait_ms = 5000);
    // Next text frame; pings are answered meanwhile.
    std::optional<std::string> read_text(int wait_ms = 5000);
    // The code of the close frame that comes; 1006 when the connection just ends, 0 when it stays open.
    int read_close(int wait_ms = 5000);

  private:
    RawClient client_;
};

}  // namespace kf::test
