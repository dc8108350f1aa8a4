#include "tests/backend/http/raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace kf::test {

RawClient::RawClient(std::uint16_t port, int receive_buffer) : host_("127.0.0.1:" + std::to_string(port)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (receive_buffer > 0)
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        ::close(socket_);
        socket_ = -1;
    }
}

RawClient::~RawClient() {
    if (socket_ >= 0) ::close(socket_);
}

bool RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

std::string RawClient::read_some(int wait_ms) {
    if (!buffer_.empty()) return std::exchange(buffer_, {});
    pollfd waiting{socket_, POLLIN, 0};
    if (socket_ < 0 || ::poll(&waiting, 1, wait_ms) <= 0) return {};
    std::array<char, 65536> bytes;
    const auto got = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (got <= 0) return {};
    return {bytes.data(), static_cast<std::size_t>(got)};
}

std::optional<std::string> RawClient::read_exactly(std::size_t size, int wait_ms) {
    std::string held = std::exchange(buffer_, {});
    while (held.size() < size) {
        const auto more = read_some(wait_ms);
        if (more.empty()) return std::nullopt;
        held += more;
    }
    buffer_ = held.substr(size);
    held.resize(size);
    return held;
}

std::optional<std::string> RawClient::read_line() {
    std::string held = std::exchange(buffer_, {});
    for (;;) {
        if (const auto end = held.find("\r\n"); end != std::string::npos) {
            buffer_ = held.substr(end + 2);
            held.resize(end);
            return held;
        }
        const auto more = read_some(kAnswerWaitMs);
        if (more.empty()) return std::nullopt;
        held += more;
    }
}

HttpAnswer RawClient::read_answer(bool head_only) {
    HttpAnswer answer;
    const auto status = read_line();
    if (!status || status->size() < 12) return answer;
    answer.status = std::atoi(status->c_str() + 9);
    while (const auto line = read_line()) {
        if (line->empty()) break;
        const auto colon = std::min(line->find(": "), line->size() - 1);
        std::string name = line->substr(0, colon);
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return static_cast<char>(std::tolower(c)); });
        answer.headers[name] = line->substr(std::min(colon + 2, line->size()));
    }
    const auto length = answer.header("content-length");
    if (!head_only && !length.empty()) {
        auto body = read_exactly(static_cast<std::size_t>(std::atol(length.c_str())));
        if (!body) return {};
        answer.body = std::move(*body);
    }
    return answer;
}

HttpAnswer RawClient::request(const std::string& method, const std::string& target, const Headers& headers,
                              const std::string& body) {
    std::string text = method + " " + target + " HTTP/1.1\r\n";
    const auto given = [&](const char* name) {
        return std::any_of(headers.begin(), headers.end(),
                           [&](const auto& header) { return header.first == name; });
    };
    if (!given("Host")) text += "Host: " + host_ + "\r\n";
    if (!body.empty() || method == "POST") text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    for (const auto& [name, value] : headers) text += name + ": " + value + "\r\n";
    send(text + "\r\n" + body);
    return read_answer(method == "HEAD");
}

bool RawClient::ends(int wait_ms) {
    buffer_.clear();
    for (;;) {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, wait_ms) <= 0) return false;
        std::array<char, 65536> bytes;
        if (::recv(socket_, bytes.data(), bytes.size(), 0) <= 0) return true;
    }
}

HttpAnswer get(std::uint16_t port, const std::string& target, const Headers& headers) {
    return RawClient(port).request("GET", target, headers);
}

HttpAnswer post(std::uint16_t port, const std::string& target, const std::string& body,
                const Headers& headers) {
    return RawClient(port).request("POST", target, headers, body);
}

int WsFrame::close_code() const {
    if (opcode != 8 || payload.size() < 2) return opcode == 8 ? 1005 : 0;
    return static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
}

HttpAnswer WsClient::open(const std::string& path, const Headers& headers, const std::string& sub_protocol) {
    Headers all{{"Upgrade", "websocket"},
                {"Connection", "Upgrade"},
                {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                {"Sec-WebSocket-Version", "13"}};
    if (!sub_protocol.empty()) all.emplace_back("Sec-WebSocket-Protocol", sub_protocol);
    all.insert(all.end(), headers.begin(), headers.end());
    return client_.request("GET", path, all);
}

bool WsClient::send_frame(int opcode, std::string_view payload, bool last) {
    std::string frame;
    frame.push_back(static_cast<char>((last ? 0x80 : 0) | opcode));
    const auto size = payload.size();
    if (size < 126) {
        frame.push_back(static_cast<char>(0x80 | size));
    } else if (size < 65536) {
        frame.push_back(static_cast<char>(0x80 | 126));
        for (int shift : {8, 0}) frame.push_back(static_cast<char>((size >> shift) & 255));
    } else {
        frame.push_back(static_cast<char>(0x80 | 127));
        for (int shift = 56; shift >= 0; shift -= 8)
            frame.push_back(static_cast<char>((size >> shift) & 255));
    }
    constexpr std::string_view kMask = "kfdk";
    frame.append(kMask);
    for (std::size_t i = 0; i < size; ++i) frame.push_back(static_cast<char>(payload[i] ^ kMask[i % 4]));
    return client_.send(frame);
}

std::optional<WsFrame> WsClient::read_frame(int wait_ms) {
    const auto head = client_.read_exactly(2, wait_ms);
    if (!head) return std::nullopt;
    WsFrame frame;
    frame.opcode = (*head)[0] & 15;
    std::size_t size = static_cast<unsigned char>((*head)[1]) & 127;
    const std::size_t more = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (more != 0) {
        const auto length = client_.read_exactly(more);
        if (!length) return std::nullopt;
        size = 0;
        for (const char c : *length) size = size * 256 + static_cast<unsigned char>(c);
    }
    auto payload = size == 0 ? std::optional<std::string>{""} : client_.read_exactly(size);
    if (!payload) return std::nullopt;
    frame.payload = std::move(*payload);
    return frame;
}

std::optional<std::string> WsClient::read_text(int wait_ms) {
    while (auto frame = read_frame(wait_ms)) {
        if (frame->opcode == 1) return std::move(frame->payload);
        if (frame->opcode == 9) send_frame(10, frame->payload);
        if (frame->opcode == 8) return std::nullopt;
    }
    return std::nullopt;
}

int WsClient::read_close(int wait_ms) {
    while (const auto frame = read_frame(wait_ms))
        if (frame->opcode == 8) return frame->close_code();
    return client_.ends(100) ? 1006 : 0;
}

}  // namespace kf::test
