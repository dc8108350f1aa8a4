// A web server of the test's own, on this machine, for what is fetched by its address.
#pragma once

#include <httplib.h>

#include <chrono>
#include <string>
#include <thread>

namespace kf::test {

class PictureHost {
  public:
    httplib::Server server;
    int port = 0;
    void start() {
        port = server.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server.listen_after_bind(); });
        while (!server.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ~PictureHost() {
        server.stop();
        if (thread_.joinable()) thread_.join();
    }
    [[nodiscard]] std::string url(const std::string& path) const {
        return "http://127.0.0.1:" + std::to_string(port) + path;
    }

  private:
    std::thread thread_;
};

}  // namespace kf::test
