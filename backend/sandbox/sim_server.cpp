#include "backend/sandbox/sim_server.h"

#include <httplib.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <ctime>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "backend/callback/callback_crypto.h"
#include "backend/sandbox/api_dispatch.h"
#include "backend/sandbox/callback_delivery.h"
#include "backend/sandbox/control_api.h"
#include "backend/sandbox/pages.h"
#include "backend/sandbox/world.h"

namespace kf::sim {
namespace {

using namespace std::chrono_literals;

// Each kept-alive connection and each long poll holds a thread.
constexpr std::size_t kHttpThreads = 48;
constexpr std::size_t kDeliveryThreads = 4;  // a receiver that hangs must not hold up the others at once
constexpr std::size_t kPayloadMax = std::size_t{24} * 1024 * 1024;
constexpr std::size_t kPathMax = 512;
constexpr auto kTick = 10ms;
constexpr UnixMs kLongPollMax = 25000;

UnixMs system_ms() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

std::int64_t number_param(const SimRequest& request, const char* name, std::int64_t fallback) {
    const auto text = request.param(name);
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    return text.empty() || parsed.ec != std::errc{} ? fallback : value;
}

SimRequest read_request(const httplib::Request& from) {
    SimRequest request = make_request(from.method, from.target, from.body);
    request.path = from.path;
    request.content_type = from.get_header_value("X-Sim-Content-Type");
    request.range = from.get_header_value("Range");
    request.remote_ip = from.remote_addr;
    request.host = from.get_header_value("Host");
    request.origin = from.get_header_value("Origin");
    request.fetch_site = from.get_header_value("Sec-Fetch-Site");
    return request;
}

// The library would swallow multipart bodies that carry WeCom's filelength parameter, cut short form-encoded
// ones (curl's default), apply ranges to error answers, and wait for the end of the connection when a POST
// has no length.
void take_over_body_and_ranges(httplib::Request& request) {
    const auto content_type = request.get_header_value("Content-Type");
    request.headers.erase("Content-Type");
    request.headers.emplace("X-Sim-Content-Type", content_type);
    request.ranges.clear();
    const bool has_length = request.has_header("Content-Length") || request.has_header("Transfer-Encoding");
    if (!has_length && request.method != "GET") request.headers.emplace("Content-Length", "0");
}

// The outside time, as every web server tells it; a client compares its clock with it.
std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[64];
    return {text, std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &utc)};
}

// Sends the body slowly, or only its beginning: twenty pieces a second, until `stopping`.
void write_slowly(const SimResponse& from, httplib::Response& to, const std::atomic<bool>& stopping) {
    constexpr int kPiecesPerSec = 20;
    const auto end = from.break_after < 0
                         ? from.body.size()
                         : std::min(from.body.size(), static_cast<std::size_t>(from.break_after));
    const auto piece =
        from.bytes_per_sec > 0
            ? std::max<std::size_t>(static_cast<std::size_t>(from.bytes_per_sec / kPiecesPerSec), 1)
            : from.body.size();
    const auto pause = from.bytes_per_sec > 0 ? 1000ms / kPiecesPerSec : 0ms;
    to.set_content_provider(std::max<std::size_t>(from.body.size(), 1), from.content_type,
                            [body = from.body, end, piece, pause, &stopping](std::size_t at, std::size_t,
                                                                             httplib::DataSink& sink) {
                                if (at >= end || stopping) return false;
                                std::this_thread::sleep_for(pause);
                                return sink.write(body.data() + at, std::min(piece, end - at));
                            });
}

void write_response(const SimResponse& from, httplib::Response& to, const std::atomic<bool>& stopping) {
    to.status = from.status;
    to.set_header("Date", http_date());
    for (const auto& [name, value] : from.headers) to.set_header(name, value);
    if (from.fate == AnswerFate::Delivered) {
        if (from.bytes_per_sec > 0 || from.break_after >= 0)
            write_slowly(from, to, stopping);
        else
            to.set_content(from.body, from.content_type);
        return;
    }
    // Says how long the answer is, and breaks off before its first byte.
    to.set_content_provider(std::max<std::size_t>(from.body.size(), 1), from.content_type,
                            [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
}

}  // namespace

struct SimServer::Impl {
    SimOptions options;
    int port = 0;
    std::string base_url;
    std::unique_ptr<Simulator> simulator;
    std::mutex mutex;                 // guards simulator and jobs
    std::condition_variable changed;  // the world changed, or stopping
    std::condition_variable job_added;
    std::deque<CallbackJob> jobs;
    std::shared_ptr<std::atomic<UnixMs>> ahead = std::make_shared<std::atomic<UnixMs>>(0);  // of the outside
    std::atomic<bool> stopping{false};
    httplib::Server http;
    std::vector<std::thread> threads;

    void serve(const httplib::Request& from, httplib::Response& to);
    SimResponse answer(const SimRequest& request);
    SimResponse verify_callback_address(const SimRequest& request);
    void share_clock();  // with the mutex held
    void run_ticks();
    void run_deliveries();
};

SimResponse SimServer::Impl::answer(const SimRequest& request) {
    if (request.method == "POST" && request.path == "/control/callbacks/verify")
        return verify_callback_address(request);
    const auto wait_ms = std::min<UnixMs>(number_param(request, "wait_ms", 0), kLongPollMax);
    const auto known = number_param(request, "after", -1);
    std::unique_lock lock(mutex);
    if (request.method == "GET" && wait_ms > 0 && known >= 0) {
        changed.wait_for(lock, std::chrono::milliseconds(wait_ms),
                         [&] { return stopping || simulator->watched_revision(request) != known; });
    }
    const auto before = simulator->revision();
    auto response = simulator->handle(request);
    share_clock();
    if (simulator->revision() != before) changed.notify_all();
    return response;
}

SimResponse SimServer::Impl::verify_callback_address(const SimRequest& request) {
    std::string expected;
    std::unique_lock lock(mutex);
    if (auto refusal = refuse_foreign_page(simulator->world(), request)) return *refusal;
    const auto url = simulator->verification_url(expected);
    lock.unlock();
    SimResponse response;
    if (!url.ok()) {
        response.status = 400;
        response.body = Json{{"error", to_word(url.error().code)}, {"message", url.error().message}}.dump();
        return response;
    }
    const auto outcome = get_for_verification(*url);
    const bool verified = outcome.status == 200 && outcome.body == expected && outcome.took_ms <= 1000;
    response.body = Json{{"verified", verified},
                         {"status", outcome.status},
                         {"note", outcome.note},
                         {"body_matches", outcome.body == expected},
                         {"took_ms", outcome.took_ms}}
                        .dump(-1, ' ', false, Json::error_handler_t::replace);
    return response;
}

void SimServer::Impl::serve(const httplib::Request& from, httplib::Response& to) {
    const SimRequest request = read_request(from);
    if (const Page* page = find_page(request.path); page && request.method == "GET") {
        to.set_header("Cache-Control", "no-cache");
        to.set_header("X-Content-Type-Options", "nosniff");
        to.set_header("Content-Security-Policy",
                      "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'");
        to.set_content(page->content.data(), page->content.size(), std::string(page->content_type));
        return;
    }
    const SimResponse response = answer(request);
    if (response.delay_ms > 0) {
        std::unique_lock lock(mutex);
        changed.wait_for(lock, std::chrono::milliseconds(response.delay_ms), [&] { return stopping.load(); });
    }
    write_response(response, to, stopping);
}

void SimServer::Impl::share_clock() {
    const UnixMs offset = simulator->world().clock_offset;
    if (ahead->exchange(offset) != offset && options.clock_moved) options.clock_moved();
}

void SimServer::Impl::run_ticks() {
    while (!stopping) {
        {
            const std::lock_guard lock(mutex);
            const auto before = simulator->revision();
            simulator->tick();
            for (auto& job : simulator->take_due_callbacks()) jobs.push_back(std::move(job));
            if (!jobs.empty()) job_added.notify_all();
            if (simulator->revision() != before) changed.notify_all();
        }
        std::this_thread::sleep_for(kTick);
    }
}

void SimServer::Impl::run_deliveries() {
    while (true) {
        std::unique_lock lock(mutex);
        job_added.wait(lock, [&] { return stopping || !jobs.empty(); });
        if (stopping) return;
        const CallbackJob job = std::move(jobs.front());
        jobs.pop_front();
        const auto timeout = simulator->world().config.callback_timeout_ms;
        lock.unlock();
        const auto outcome = post_callback(job.url, job.body, timeout);
        lock.lock();
        simulator->report_callback(job, outcome.status == 200, outcome.note, outcome.took_ms);
        changed.notify_all();
    }
}

SimServer::SimServer() : impl_(std::make_unique<Impl>()) {}

SimServer::~SimServer() {
    stop();
}

Result<int> SimServer::start(SimOptions options) {
    Impl& impl = *impl_;
    if (impl.simulator) return Error{ErrorCode::Started, "the simulated WeCom has been started before", 0};
    if (!decode_callback_key(options.config.encoding_aes_key).ok()) {
        return Error{ErrorCode::BadAesKey, "the EncodingAESKey must have 43 base64 characters", 0};
    }
    impl.options = std::move(options);
    impl.http.new_task_queue = [] { return new httplib::ThreadPool(kHttpThreads); };
    impl.http.set_payload_max_length(kPayloadMax);
    impl.http.set_keep_alive_max_count(1000000);
    impl.http.set_keep_alive_timeout(2);  // stop() waits for idle connections to run out
    impl.http.set_tcp_nodelay(true);
    // The library would set SO_REUSEPORT, with which two programs share a port without noticing.
    impl.http.set_socket_options([](socket_t socket) {
        const int on = 1;
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    });
    impl.http.set_pre_routing_handler([](const httplib::Request& request, httplib::Response& response) {
        // Routes are regular expressions, whose matching recurses with the length of the path.
        if (request.path.size() > kPathMax) {
            response.status = 414;
            return httplib::Server::HandlerResponse::Handled;
        }
        take_over_body_and_ranges(const_cast<httplib::Request&>(request));
        return httplib::Server::HandlerResponse::Unhandled;
    });
    // What is larger than the library takes has not been read; the API says so in its own words.
    impl.http.set_error_handler([](const httplib::Request& request, httplib::Response& response) {
        if (response.status != 413) return;
        const SimResponse refusal = too_large_answer(request.path);
        response.status = refusal.status;
        response.set_content(refusal.body, refusal.content_type);
    });
    const auto serve = [&impl](const httplib::Request& request, httplib::Response& response) {
        impl.serve(request, response);
    };
    impl.http.Get(R"([\s\S]*)", serve);
    impl.http.Post(R"([\s\S]*)", serve);
    const bool any = impl.options.port == 0;
    const int port =
        any ? impl.http.bind_to_any_port(impl.options.host)
            : (impl.http.bind_to_port(impl.options.host, impl.options.port) ? impl.options.port : -1);
    if (port <= 0) {
        return Error{ErrorCode::PortTaken,
                     "cannot listen on " + impl.options.host + ":" + std::to_string(impl.options.port), 0};
    }
    impl.port = port;
    const auto shown_host = impl.options.host == "0.0.0.0" ? std::string("127.0.0.1") : impl.options.host;
    impl.base_url = impl.options.public_base.empty() ? "http://" + shown_host + ":" + std::to_string(port)
                                                     : impl.options.public_base;
    impl.simulator =
        std::make_unique<Simulator>(impl.options.config, impl.options.clock ? impl.options.clock : system_ms);
    impl.simulator->set_public_base(impl.base_url);
    impl.threads.emplace_back([&impl] { impl.http.listen_after_bind(); });
    impl.threads.emplace_back([&impl] { impl.run_ticks(); });
    for (std::size_t i = 0; i < kDeliveryThreads; ++i)
        impl.threads.emplace_back([&impl] { impl.run_deliveries(); });
    while (!impl.http.is_running()) std::this_thread::sleep_for(1ms);
    return port;
}

void SimServer::stop() {
    Impl& impl = *impl_;
    {
        const std::lock_guard lock(impl.mutex);
        impl.stopping = true;
    }
    impl.changed.notify_all();
    impl.job_added.notify_all();
    impl.http.stop();
    for (auto& thread : impl.threads) thread.join();
    impl.threads.clear();
}

int SimServer::port() const {
    return impl_->port;
}

std::string SimServer::base_url() const {
    return impl_->base_url;
}

void SimServer::set_callback_url(const std::string& url) {
    with([&](Simulator& simulator) { simulator.world().config.callback_url = url; });
}

std::function<UnixMs()> SimServer::shared_clock() const {
    const auto outside = impl_->options.clock ? impl_->options.clock : std::function<UnixMs()>(system_ms);
    return [outside, ahead = impl_->ahead] { return outside() + *ahead; };
}

void SimServer::with(const std::function<void(Simulator&)>& use) {
    const std::lock_guard lock(impl_->mutex);
    use(*impl_->simulator);
    impl_->share_clock();
    impl_->changed.notify_all();
}

}  // namespace kf::sim
