// A WeCom of which each test says how it answers: a real HTTP server on a free loopback port.
#pragma once

#include <httplib.h>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace kf::testing {

struct SeenRequest {
    std::string path;
    std::string token;  // access_token of the query
    std::string body;
};

class FakeWecom {
  public:
    using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

    FakeWecom() {
        server_.set_keep_alive_max_count(1000);
        server_.set_tcp_nodelay(true);
        server_.new_task_queue = [] { return new httplib::ThreadPool(64); };
        const auto route = [this](const httplib::Request& request, httplib::Response& response) {
            Handler handler;
            {
                const std::lock_guard lock(mutex_);
                seen_.push_back({request.path, request.get_param_value("access_token"), request.body});
                const auto found = handlers_.find(request.path);
                if (found != handlers_.end()) handler = found->second;
            }
            if (handler) {
                handler(request, response);
            } else {
                response.set_content(R"({"errcode":0,"errmsg":"ok"})", "application/json");
            }
        };
        server_.Get(".*", route);
        server_.Post(".*", route);
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ~FakeWecom() {
        server_.stop();
        thread_.join();
    }

    void on(const std::string& path, Handler handler) {
        const std::lock_guard lock(mutex_);
        handlers_[path] = std::move(handler);
    }
    void answer(const std::string& path, const std::string& json) {
        on(path, [json](const httplib::Request&, httplib::Response& response) {
            response.set_content(json, "application/json");
        });
    }
    // The answers in turn; the last one stays.
    void answer_in_turn(const std::string& path, std::vector<std::string> answers) {
        auto left = std::make_shared<std::vector<std::string>>(std::move(answers));
        auto guard = std::make_shared<std::mutex>();
        on(path, [left, guard](const httplib::Request&, httplib::Response& response) {
            const std::lock_guard lock(*guard);
            response.set_content(left->front(), "application/json");
            if (left->size() > 1) left->erase(left->begin());
        });
    }
    // Reads the request and breaks the connection within the answer.
    void lose_answers(const std::string& path) {
        on(path, [](const httplib::Request&, httplib::Response& response) {
            response.set_content_provider(100, "application/json",
                                          [](std::size_t, std::size_t, httplib::DataSink&) { return false; });
        });
    }

    [[nodiscard]] std::string base() const { return "http://127.0.0.1:" + std::to_string(port_); }
    [[nodiscard]] std::vector<SeenRequest> seen(const std::string& path) const {
        const std::lock_guard lock(mutex_);
        std::vector<SeenRequest> found;
        for (const auto& request : seen_)
            if (request.path == path) found.push_back(request);
        return found;
    }
    [[nodiscard]] std::size_t count(const std::string& path) const { return seen(path).size(); }

  private:
    mutable std::mutex mutex_;
    std::map<std::string, Handler> handlers_;
    std::vector<SeenRequest> seen_;
    httplib::Server server_;
    int port_ = 0;
    std::thread thread_;
};

}  // namespace kf::testing
