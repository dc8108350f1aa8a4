// What is no desk's: listening, TLS, which desk a request belongs to, health and metrics of all; and the
// desks themselves, which open and close while it runs. Lives on the loop thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "backend/desk/desk.h"
#include "backend/front/front_config.h"
#include "backend/http/http_server.h"
#include "backend/storage/database.h"
#include "shared/base/result.h"

namespace kf {

struct FrontConfig {
    ServerConfig server;
    MediaConfig media;  // of each desk
    std::vector<DeskConfig> desks;
};

struct FrontOptions {
    HttpServerOptions http;
    DatabaseOptions database;
    DeskOptions desk;
    std::string version, commit;  // for /healthz and /metrics
    std::chrono::milliseconds try_to_open_again{10'000};
};

class Front {
  public:
    // Without declared desks the only one is opened here; an error of its store or configuration is the
    // front's. Declared ones are opened by start(), and one that cannot be opened stops no other.
    [[nodiscard]] static Result<std::unique_ptr<Front>> create(Loop& loop, FrontConfig config,
                                                               FrontOptions options);
    ~Front();
    Front(const Front&) = delete;
    Front& operator=(const Front&) = delete;

    // Listens, yields the port. Errors of HttpServer::start(), and of the only desk's start().
    [[nodiscard]] Result<std::uint16_t> start();

    enum class Stopped { Clean, TimeRanOut };
    // Takes no new work, finishes what is under way within the desks' stop_time, closes.
    void stop(std::function<void(Stopped)> done);

    // Opens desks that are new, closes those that are missing, hands the rest what is configured of them now,
    // and takes the certificate. A folder that changed is taken at the next start.
    void reload(const FrontConfig& fresh);

    // Null when it is not open (yet, or any more).
    [[nodiscard]] Desk* desk(const std::string& id);
    // Every desk that is open.
    [[nodiscard]] std::vector<Desk*> open_desks() const;
    // As the operator has declared it, or the only one where none is declared.
    [[nodiscard]] bool declared() const;

  private:
    struct Parts;
    explicit Front(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace kf
