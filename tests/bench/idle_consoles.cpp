// Thousands of idle consoles in one process: opens WebSockets to a backend, says hello on each, and measures
// how long a frame takes to reach all of them. Driven by scripts/bench over standard input, one command per
// line.
//
//   idle_consoles HOST PORT COOKIE ORIGIN COUNT HELLO
//     → {"connected":5000,"failed":0,"secs":3.2}     when every socket has got its first frame or failed
//   send MATCH FRAME      socket 0 sends FRAME; every socket waits for a frame that contains MATCH
//     → {"received":5000,"all_ms":41.0,"first_ms":1.2}
//   quit
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point begin) {
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// What one run of the program is asked to do.
struct Target {
    tcp::endpoint endpoint;
    std::string host;
    std::vector<std::string> cookies;  // used in turn: a user may have so many consoles only
    std::string origin;
    std::string hello;
};

class Load;

class Console : public std::enable_shared_from_this<Console> {
  public:
    Console(asio::io_context& io, Load& load, std::size_t number)
        : socket_(io), load_(load), number_(number) {}
    void open();
    void send(std::string frame);

  private:
    void fail();
    void read();

    websocket::stream<beast::tcp_stream> socket_;
    Load& load_;
    std::size_t number_;
    beast::flat_buffer buffer_;
    std::string out_;
    bool greeted_ = false;
};

class Load {
  public:
    Load(asio::io_context& io, Target target, int count)
        : io_(io), target_(std::move(target)), count_(count), input_(io, dup(STDIN_FILENO)), timeout_(io) {}

    // So many handshakes are under way at once: more would overrun the listener's queue and measure that
    // instead.
    void start() {
        begin_ = Clock::now();
        for (int i = 0; i < std::min(count_, 64); ++i) open_next();
    }

    [[nodiscard]] const Target& target() const { return target_; }

    void greeted(bool ok) {
        (ok ? connected_ : failed_) += 1;
        if (static_cast<int>(consoles_.size()) < count_) open_next();
        if (connected_ + failed_ < count_) return;
        std::printf("{\"connected\":%d,\"failed\":%d,\"secs\":%.2f}\n", connected_, failed_,
                    ms_since(begin_) / 1000);
        std::fflush(stdout);
        read_command();
    }

    void lost() { lost_ += 1; }

    void frame(std::string_view text) {
        if (match_.empty() || text.find(match_) == std::string_view::npos) return;
        received_ += 1;
        last_ms_ = ms_since(sent_);
        if (received_ == 1) first_ms_ = last_ms_;
        if (received_ == connected_ - lost_) finish_send();
    }

  private:
    void open_next() {
        consoles_.push_back(std::make_shared<Console>(io_, *this, consoles_.size()));
        consoles_.back()->open();
    }

    void read_command() {
        asio::async_read_until(input_, line_, '\n', [this](beast::error_code error, std::size_t length) {
            std::string line;
            if (!error) {
                const auto* data = static_cast<const char*>(line_.data().data());
                line.assign(data, length - 1);
                line_.consume(length);
            }
            const auto blank = line.find(' ', 5);
            if (error || line.rfind("send ", 0) != 0 || blank == std::string::npos) {
                io_.stop();
                return;
            }
            match_ = line.substr(5, blank - 5);
            received_ = 0;
            sent_ = Clock::now();
            // A frame that some console never gets is a result too.
            timeout_.expires_after(std::chrono::seconds{20});
            timeout_.async_wait([this](beast::error_code stopped) {
                if (!stopped) finish_send();
            });
            consoles_.front()->send(line.substr(blank + 1));
        });
    }

    void finish_send() {
        timeout_.cancel();
        match_.clear();
        std::printf("{\"received\":%d,\"all_ms\":%.2f,\"first_ms\":%.2f}\n", received_, last_ms_, first_ms_);
        std::fflush(stdout);
        read_command();
    }

    asio::io_context& io_;
    Target target_;
    int count_;
    std::vector<std::shared_ptr<Console>> consoles_;
    int connected_ = 0;
    int failed_ = 0;
    int lost_ = 0;
    Clock::time_point begin_;

    asio::posix::stream_descriptor input_;
    asio::streambuf line_;
    asio::steady_timer timeout_;
    std::string match_;
    Clock::time_point sent_;
    int received_ = 0;
    double first_ms_ = 0;
    double last_ms_ = 0;
};

void Console::open() {
    beast::get_lowest_layer(socket_).expires_after(std::chrono::seconds{30});
    beast::get_lowest_layer(socket_).async_connect(
        load_.target().endpoint, [self = shared_from_this()](beast::error_code error) {
            if (error) return self->fail();
            beast::get_lowest_layer(self->socket_).expires_never();
            self->socket_.set_option(websocket::stream_base::decorator(
                [&load = self->load_, number = self->number_](auto& request) {
                    const auto& cookies = load.target().cookies;
                    request.set(beast::http::field::cookie, cookies[number % cookies.size()]);
                    request.set(beast::http::field::origin, load.target().origin);
                    request.set(beast::http::field::sec_websocket_protocol, "kfdesk.v1");
                }));
            self->socket_.async_handshake(self->load_.target().host, "/ws", [self](beast::error_code failed) {
                if (failed) return self->fail();
                self->send(self->load_.target().hello);
                self->read();
            });
        });
}

void Console::fail() {
    if (!greeted_) {
        greeted_ = true;
        load_.greeted(false);
    } else {
        load_.lost();
    }
}

void Console::send(std::string frame) {
    out_ = std::move(frame);
    socket_.text(true);
    socket_.async_write(asio::buffer(out_), [self = shared_from_this()](beast::error_code, std::size_t) {});
}

void Console::read() {
    socket_.async_read(buffer_, [self = shared_from_this()](beast::error_code error, std::size_t) {
        if (error) return self->fail();
        const auto data = self->buffer_.cdata();
        self->load_.frame({static_cast<const char*>(data.data()), data.size()});
        self->buffer_.consume(self->buffer_.size());
        if (!self->greeted_) {
            self->greeted_ = true;
            self->load_.greeted(true);
        }
        self->read();
    });
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 7) {
        std::fprintf(stderr, "usage: idle_consoles HOST PORT COOKIE[,COOKIE…] ORIGIN COUNT HELLO\n");
        return 2;
    }
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);

    asio::io_context io{1};
    beast::error_code error;
    const auto address = asio::ip::make_address(argv[1], error);
    const int port = std::atoi(argv[2]);
    const int count = std::atoi(argv[5]);
    if (error || port <= 0 || count <= 0) {
        std::fprintf(stderr, "idle_consoles: HOST is an address, PORT and COUNT are positive numbers\n");
        return 2;
    }
    std::vector<std::string> cookies;
    std::istringstream given(argv[3]);
    for (std::string cookie; std::getline(given, cookie, ',');) cookies.push_back(cookie);
    if (cookies.empty()) return 2;
    Load load(io,
              {{address, static_cast<std::uint16_t>(port)},
               std::string(argv[1]) + ":" + argv[2],
               std::move(cookies),
               argv[4],
               argv[6]},
              count);
    load.start();
    io.run();
    return 0;
}
