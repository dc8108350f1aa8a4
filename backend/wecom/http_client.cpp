#include "backend/wecom/http_client.h"

#include <httplib.h>
#include <openssl/ssl.h>

#include <atomic>
#include <ctime>
#include <deque>
#include <mutex>
#include <set>
#include <string_view>
#include <utility>

namespace kf {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Shorter than what servers usually grant, so that a request is rarely written to a connection that is just
// being closed: such a request counts as "answer lost".
constexpr std::chrono::seconds kIdleReuse{3};
constexpr std::size_t kMaxIdle = 8;

// "Fri, 20 Nov 2026 00:00:01 GMT"
std::optional<UnixSecs> read_date(const std::string& text) {
    std::tm date{};
    if (::strptime(text.c_str(), "%a, %d %b %Y %H:%M:%S", &date) == nullptr) return std::nullopt;
    return ::timegm(&date);
}

struct SplitBase {
    std::string origin;  // scheme://host[:port]
    std::string path;    // without a slash at the end
};

SplitBase split_base(const std::string& base) {
    const auto scheme = base.find("://");
    const auto slash = base.find('/', scheme == std::string::npos ? 0 : scheme + 3);
    SplitBase split{base.substr(0, slash), slash == std::string::npos ? "" : base.substr(slash)};
    while (split.path.ends_with('/')) split.path.pop_back();
    return split;
}

bool surely_not_sent(httplib::Error error) {
    switch (error) {
        case httplib::Error::Connection:
        case httplib::Error::ConnectionTimeout:
        case httplib::Error::BindIPAddress:
        case httplib::Error::SSLConnection:
        case httplib::Error::SSLLoadingCerts:
        case httplib::Error::SSLServerVerification:
            return true;
        default:
            return false;
    }
}

std::string_view reason(httplib::Error error) {
    switch (error) {
        case httplib::Error::Connection:
            return "no connection";
        case httplib::Error::ConnectionTimeout:
            return "connecting took too long";
        case httplib::Error::SSLConnection:
            return "the TLS handshake failed";
        case httplib::Error::SSLLoadingCerts:
            return "the certificate authorities cannot be read";
        case httplib::Error::SSLServerVerification:
            return "the server's certificate is not trusted";
        case httplib::Error::Read:
            return "the connection broke or fell silent before the answer was complete";
        case httplib::Error::Write:
            return "the connection broke while the request was written";
        case httplib::Error::Canceled:
            return "the answer took too long";
        default:
            return "the exchange failed";
    }
}

}  // namespace

struct HttpClient::Impl {
    struct Idle {
        std::unique_ptr<httplib::Client> client;
        steady_clock::time_point since;
    };

    explicit Impl(HttpClientOptions o) : options(std::move(o)), base(split_base(options.base)) {}

    std::unique_ptr<httplib::Client> take() {
        std::deque<Idle> stale;  // closed outside of the lock
        {
            const std::lock_guard lock(mutex);
            const auto oldest = steady_clock::now() - kIdleReuse;
            while (!idle.empty() && idle.front().since < oldest) {
                stale.push_back(std::move(idle.front()));
                idle.pop_front();
            }
            if (!idle.empty()) {
                auto client = std::move(idle.back().client);
                idle.pop_back();
                return client;
            }
        }
        return connectable();
    }

    void give_back(std::unique_ptr<httplib::Client> client) {
        const std::lock_guard lock(mutex);
        if (idle.size() < kMaxIdle) idle.push_back({std::move(client), steady_clock::now()});
    }

    [[nodiscard]] std::unique_ptr<httplib::Client> connectable() const {
        // The library throws on a scheme that it does not know.
        if (!base.origin.starts_with("http://") && !base.origin.starts_with("https://")) return nullptr;
        auto client = std::make_unique<httplib::Client>(base.origin);
        if (!client->is_valid()) return nullptr;
        client->set_connection_timeout(options.connect_timeout);
        client->set_read_timeout(options.read_timeout);
        client->set_write_timeout(options.read_timeout);
        client->set_keep_alive(true);
        client->set_tcp_nodelay(true);  // head and body leave in two writes
        client->set_follow_location(false);
        client->enable_server_certificate_verification(true);
        if (!options.ca_file.empty()) client->set_ca_cert_path(options.ca_file);
        if (SSL_CTX* tls = client->ssl_context()) SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
        return client;
    }

    // False once the client has hung up.
    bool enter(httplib::Client* client) {
        const std::lock_guard lock(mutex);
        if (hung_up) return false;
        active.insert(client);
        return true;
    }
    void leave(httplib::Client* client) {
        const std::lock_guard lock(mutex);
        active.erase(client);
    }

    HttpClientOptions options;
    SplitBase base;
    std::mutex mutex;
    std::deque<Idle> idle;
    std::set<httplib::Client*> active;
    bool hung_up = false;
    std::atomic<bool> no_transfers = false;
};

HttpClient::HttpClient(HttpClientOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
HttpClient::~HttpClient() = default;

Result<HttpReply> HttpClient::exchange(const HttpRequest& request, const HttpSink& sink) {
    const std::string attempted = request.method + " " + request.path;
    auto client = impl_->take();
    if (!client) {
        return Error{.code = ErrorCode::Unreachable,
                     .message = attempted + ": api_base is no usable address"};
    }

    httplib::Request out;
    out.method = request.method;
    out.path = impl_->base.path + request.path;
    if (!request.query.empty()) out.path += "?" + request.query;
    out.set_header("Accept", request.transfer ? "*/*" : "application/json");
    if (!request.range.empty()) out.set_header("Range", request.range);
    if (request.method == "POST") {
        out.set_header("Content-Type", request.content_type);
        out.body = request.body;
    }
    HttpReply reply;
    bool too_large = false;
    const bool own_time = request.total_timeout > milliseconds{0};
    const auto deadline =
        steady_clock::now() + (own_time ? request.total_timeout : impl_->options.total_timeout);
    const auto read_head = [&reply](const httplib::Response& head) {
        reply.status = head.status;
        reply.date = read_date(head.get_header_value("Date"));
        reply.content_type = head.get_header_value("Content-Type");
        reply.content_disposition = head.get_header_value("Content-Disposition");
        reply.content_range = head.get_header_value("Content-Range");
    };
    out.response_handler = [&](const httplib::Response& head) {
        read_head(head);
        return true;
    };
    out.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
        if (request.transfer && impl_->no_transfers) return false;
        if (sink) return sink(reply, {data, size}) && steady_clock::now() < deadline;
        if (reply.body.size() + size > impl_->options.max_body_bytes) {
            too_large = true;
            return false;
        }
        reply.body.append(data, size);
        return steady_clock::now() < deadline;
    };

    if (!impl_->enter(client.get())) {
        return Error{.code = ErrorCode::Unreachable, .message = attempted + ": kfdesk is stopping"};
    }
    const auto result = client->send(out);
    impl_->leave(client.get());
    if (!result) {
        if (too_large) {
            return Error{.code = ErrorCode::AnswerTooLarge,
                         .message = attempted + ": the answer is larger than " +
                                    std::to_string(impl_->options.max_body_bytes) + " bytes"};
        }
        return Error{.code = surely_not_sent(result.error()) ? ErrorCode::Unreachable : ErrorCode::AnswerLost,
                     .message = attempted + ": " + std::string(reason(result.error()))};
    }
    read_head(*result);
    impl_->give_back(std::move(client));
    return reply;
}

void HttpClient::hang_up() {
    const std::lock_guard lock(impl_->mutex);
    impl_->hung_up = true;
    for (auto* client : impl_->active) client->stop();
}

void HttpClient::stop_transfers() {
    impl_->no_transfers = true;
}

}  // namespace kf
