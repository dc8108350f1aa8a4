#include "backend/media/public_picture.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <httplib.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <condition_variable>
#include <cstdint>
#include <cstring>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace kf {
namespace {

using std::chrono::steady_clock;

struct Block {
    std::uint32_t address;
    int bits;
};
constexpr std::array kNotPublic{
    Block{0x00000000, 8},  Block{0x0a000000, 8},  Block{0x64400000, 10}, Block{0x7f000000, 8},
    Block{0xa9fe0000, 16}, Block{0xac100000, 12}, Block{0xc0000000, 24}, Block{0xc0000200, 24},
    Block{0xc0586300, 24}, Block{0xc0a80000, 16}, Block{0xc6120000, 15}, Block{0xc6336400, 24},
    Block{0xcb007100, 24}, Block{0xe0000000, 3},
};

bool is_public_v4(std::uint32_t address) {
    return std::none_of(kNotPublic.begin(), kNotPublic.end(), [&](const Block& block) {
        return ((address ^ block.address) >> (32 - block.bits)) == 0;
    });
}

bool is_public_v6(const std::array<unsigned char, 16>& bytes) {
    const auto v4_at = [&](std::size_t at) {
        return static_cast<std::uint32_t>(bytes[at]) << 24 | static_cast<std::uint32_t>(bytes[at + 1]) << 16 |
               static_cast<std::uint32_t>(bytes[at + 2]) << 8 | bytes[at + 3];
    };
    const bool zeros_80 =
        std::all_of(bytes.begin(), bytes.begin() + 10, [](unsigned char b) { return b == 0; });
    if (zeros_80 && bytes[10] == 0xff && bytes[11] == 0xff) return is_public_v4(v4_at(12));  // mapped
    // NAT64 64:ff9b::/96 and 6to4 carry an IPv4 address.
    if (bytes[0] == 0 && bytes[1] == 0x64 && bytes[2] == 0xff && bytes[3] == 0x9b)
        return is_public_v4(v4_at(12));
    if (bytes[0] == 0x20 && bytes[1] == 0x02) return is_public_v4(v4_at(2));
    // Global unicast is 2000::/3; of it 2001:0::/23 (Teredo, ORCHID …) and the documentation blocks are not.
    if ((bytes[0] & 0xe0) != 0x20) return false;
    if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 0x02) return false;
    if (bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8) return false;
    return !(bytes[0] == 0x3f && bytes[1] == 0xff && bytes[2] < 0x10);
}

// One address of the host, after all of them were found public: an answer that mixes both is an attack.
Result<std::string> resolve(const PictureAddress& address, bool allow_private) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* found = nullptr;
    if (::getaddrinfo(address.host.c_str(), nullptr, &hints, &found) != 0 || found == nullptr) {
        return Error{ErrorCode::Unreachable, "the picture's host has no address"};
    }
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all(found, ::freeaddrinfo);
    std::string first;
    for (const auto* entry = all.get(); entry != nullptr; entry = entry->ai_next) {
        char text[NI_MAXHOST];
        if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, text, sizeof text, nullptr, 0, NI_NUMERICHOST) !=
            0)
            continue;
        if (!allow_private && !is_public_address(text)) {
            return Error{ErrorCode::RefusedAddress, "the picture's host is not a public one"};
        }
        // IPv4 first: a machine without IPv6 to the outside often has an address of it.
        if (first.empty() || (entry->ai_family == AF_INET && first.find(':') != std::string::npos))
            first = text;
    }
    if (first.empty()) return Error{ErrorCode::Unreachable, "the picture's host has no address"};
    return first;
}

// Ends whatever a socket is doing when the time is over. httplib's own limits are for each step: a host that
// sends a byte of its handshake or head now and then would hold the thread for ever.
class CutOff {
  public:
    explicit CutOff(steady_clock::time_point deadline)
        : thread_([this, deadline] {
              std::unique_lock lock(mutex_);
              if (wake_.wait_until(lock, deadline, [&] { return over_; })) return;
              over_ = true;
              if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
          }) {}
    ~CutOff() {
        {
            const std::lock_guard lock(mutex_);
            over_ = true;
        }
        wake_.notify_one();
        thread_.join();
        if (socket_ >= 0) ::close(socket_);
    }
    CutOff(const CutOff&) = delete;
    // Before it is connected. A descriptor of our own: the number of theirs may name something else by then.
    void watch(int socket) const {
        const int own = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
        const std::lock_guard lock(mutex_);
        if (socket_ >= 0) ::close(socket_);
        socket_ = own;
        if (over_ && own >= 0) ::shutdown(own, SHUT_RDWR);
    }

  private:
    mutable std::mutex mutex_;
    std::condition_variable wake_;
    bool over_ = false;
    mutable int socket_ = -1;
    std::thread thread_;  // last: it uses the others
};

struct Answer {
    int status = 0;
    std::string location;
};

Result<Answer> ask(const PictureAddress& address, const std::string& ip, const PublicPictureRules& rules,
                   steady_clock::time_point deadline, MediaSink& sink) {
    const std::string bracketed =
        address.host.find(':') == std::string::npos ? address.host : "[" + address.host + "]";
    httplib::Client client((address.https ? "https://" : "http://") + bracketed + ":" +
                           std::to_string(address.port));
    if (!client.is_valid()) return Error{ErrorCode::Unreachable, "the picture's address is of no use"};
    // The connection goes to the address that was looked at, whatever the name means a moment later.
    client.set_hostname_addr_map({{address.host, ip}});
    const auto left =
        std::max(std::chrono::milliseconds{1},
                 std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now()));
    client.set_connection_timeout(std::min<std::chrono::milliseconds>(left, std::chrono::seconds{5}));
    client.set_read_timeout(std::min<std::chrono::milliseconds>(left, std::chrono::seconds{5}));
    client.set_write_timeout(left);
    const CutOff cut_off(deadline);
    client.set_socket_options([&](int socket) { cut_off.watch(socket); });
    client.set_follow_location(false);
    client.set_keep_alive(false);
    client.enable_server_certificate_verification(true);
    if (SSL_CTX* tls = client.ssl_context()) SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);

    std::optional<Error> refused;
    Answer answer;
    std::int64_t bytes = 0;
    httplib::Request request;
    request.method = "GET";
    request.path = address.target;
    request.set_header("Accept", "image/*");
    request.response_handler = [&](const httplib::Response& head) {
        answer.status = head.status;
        answer.location = head.get_header_value("Location");
        return head.status == 200;
    };
    request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
        bytes += static_cast<std::int64_t>(size);
        if (bytes > rules.max_bytes) {
            refused = Error{ErrorCode::TooLarge,
                            "the picture is larger than " + std::to_string(rules.max_bytes) + " bytes"};
        } else if (steady_clock::now() > deadline) {
            refused = Error{ErrorCode::Unreachable, "the picture took too long"};
        } else if (auto written = sink.write({data, size}); !written.ok()) {
            refused = written.error();
        }
        return !refused;
    };
    const auto result = client.send(request);
    if (refused) return *refused;
    // A body without a length ends where the connection does, so what was cut off would look whole.
    if (steady_clock::now() >= deadline) return Error{ErrorCode::Unreachable, "the picture took too long"};
    if (result && result->status == 200) answer.status = 200;
    if (answer.status == 0 || (answer.status == 200 && !result))
        return Error{ErrorCode::Unreachable, "the picture did not come"};
    return answer;
}

std::optional<PictureAddress> follow(const PictureAddress& from, const std::string& location) {
    if (location.starts_with("//")) return read_picture_address((from.https ? "https:" : "http:") + location);
    if (!location.starts_with("/")) return read_picture_address(location);
    auto next = from;
    next.target = location;
    return next;
}

}  // namespace

bool is_public_address(std::string_view numeric) {
    const std::string text{numeric.substr(0, numeric.find('%'))};
    in_addr v4{};
    if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) return is_public_v4(ntohl(v4.s_addr));
    std::array<unsigned char, 16> bytes{};
    return ::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1 && is_public_v6(bytes);
}

std::optional<PictureAddress> read_picture_address(std::string_view url) {
    PictureAddress address;
    if (url.starts_with("https://")) {
        address.https = true;
        url.remove_prefix(8);
    } else if (url.starts_with("http://")) {
        url.remove_prefix(7);
    } else {
        return std::nullopt;
    }
    const auto bad = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '\\'; };
    if (std::any_of(url.begin(), url.end(), bad)) return std::nullopt;
    url = url.substr(0, url.find('#'));
    const auto path = std::min(url.find_first_of("/?"), url.size());
    std::string_view host = url.substr(0, path);
    address.target = url.substr(path);
    if (!address.target.starts_with('/')) address.target.insert(0, "/");
    if (host.find('@') != std::string_view::npos) return std::nullopt;
    std::string_view port;
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        if (end == std::string_view::npos) return std::nullopt;
        if (end + 1 < host.size() && host[end + 1] != ':') return std::nullopt;
        if (end + 1 < host.size()) port = host.substr(end + 2);
        host = host.substr(1, end - 1);
    } else if (const auto colon = host.find(':'); colon != std::string_view::npos) {
        port = host.substr(colon + 1);
        host = host.substr(0, colon);
    }
    if (host.empty() || host.size() > 253) return std::nullopt;
    address.host = host;
    address.port = address.https ? 443 : 80;
    if (!port.empty()) {
        const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
        if (error != std::errc{} || end != port.data() + port.size() || address.port < 1 ||
            address.port > 65535)
            return std::nullopt;
    }
    return address;
}

Result<void> fetch_public_picture(const std::string& url, const PublicPictureRules& rules, MediaSink& sink) {
    const auto deadline = steady_clock::now() + rules.total_time;
    auto address = read_picture_address(url);
    for (int step = 0; step <= rules.max_redirects; ++step) {
        const bool port_allowed =
            address && (rules.allow_private_addresses || address->port == 80 || address->port == 443);
        if (!port_allowed)
            return Error{ErrorCode::RefusedAddress, "the picture's address is none of the public web"};
        TRY(sink.start_again());
        TRY_ASSIGN(const auto ip, resolve(*address, rules.allow_private_addresses));
        TRY_ASSIGN(const auto answer, ask(*address, ip, rules, deadline, sink));
        if (answer.status == 200) return {};
        if (answer.status == 404 || answer.status == 410)
            return Error{ErrorCode::Gone, "the picture is not there any more"};
        const bool busy = answer.status == 408 || answer.status == 425 || answer.status == 429;
        if (answer.status >= 400 && answer.status < 500 && !busy)
            return Error{ErrorCode::RefusedByHost,
                         "the picture's host answered " + std::to_string(answer.status)};
        const bool redirect = answer.status >= 301 && answer.status <= 308 && !answer.location.empty();
        if (!redirect)
            return Error{ErrorCode::Unreachable,
                         "the picture's host answered " + std::to_string(answer.status)};
        address = follow(*address, answer.location);
    }
    return Error{ErrorCode::RefusedAddress, "the picture's address leads on and on"};
}

}  // namespace kf
