#include "backend/front/front.h"

#include <algorithm>
#include <utility>

#include "backend/front/desk_finder.h"
#include "backend/front/desk_slot.h"
#include "backend/front/health_routes.h"
#include "backend/http/origin_policy.h"
#include "backend/http/security_headers.h"
#include "backend/http/static_files.h"
#include "backend/runtime/liveness.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"

namespace kf {

namespace {

constexpr std::chrono::milliseconds kLookWhetherIdle{50};
// Stores that are opened at once: one that is brought up to date may take minutes.
constexpr std::size_t kOpeningThreads = 2;
// Desks whose threads are waited for at once.
constexpr std::size_t kClosingThreads = 2;

using SteadyTime = std::chrono::steady_clock::time_point;

bool in_foreign_frames(const ServerConfig& config) {
    return !config.allowed_origins.empty() ||
           std::any_of(config.frame_ancestors.begin(), config.frame_ancestors.end(),
                       [](const auto& site) { return site != "'self'"; });
}

std::vector<std::string> hosts_of(const std::vector<DeskConfig>& desks) {
    std::vector<std::string> hosts;
    for (const auto& desk : desks) hosts.insert(hosts.end(), desk.hosts.begin(), desk.hosts.end());
    return hosts;
}

Response nobodys(const Request&) {
    return error_response(404, ErrorCode::DeskUnknown, "这个地址不属于任何客服台，请使用您收到的地址。",
                          "No desk is at this address. Use the address that you were given.");
}

Response desk_not_open(const Request&) {
    auto response = error_response(503, ErrorCode::DeskClosed, "这个客服台暂时没有打开，请稍后再试。",
                                   "This desk is not open right now. Try again later.");
    response.set("Retry-After", "10");
    return response;
}

Response add_slash(const Request& request) {
    return redirect(request.base + "/" + (request.query.empty() ? "" : "?" + request.query));
}

std::shared_ptr<const Router> refusing(std::function<Response(const Request&)> refusal) {
    auto router = std::make_shared<Router>();
    router->refuse_all(std::move(refusal));
    return router;
}

}  // namespace

struct Front::Parts {
    Parts(Loop& the_loop, FrontConfig the_config, FrontOptions the_options)
        : loop(the_loop),
          config(std::move(the_config)),
          options(std::move(the_options)),
          origins({config.server.public_url, config.server.allowed_origins}),
          files(config.server.static_dir),
          nobody(refusing(nobodys)),
          not_open(refusing(desk_not_open)),
          to_slash(refusing(add_slash)) {
        origins.set_hosts(hosts_of(config.desks));
        for (std::size_t i = 0; i < config.desks.size(); ++i) slots.push_back(std::make_shared<DeskSlot>());
        server = std::make_unique<HttpServer>(
            loop, [this](Request& request) { return router_of(request); },
            make_http_policy(
                origins, {config.server.frame_ancestors, config.server.public_url.starts_with("https://")}),
            options.http);
        own = std::make_shared<Router>();
        add_health_routes(*own, {[this] { return states(); }, [this] { return server->counters(); },
                                 config.server.metrics_loopback_only, options.version, options.commit});
    }

    ~Parts() {
        // Connections refer to desks, and the threads below bring back what refers to us.
        server.reset();
        opening.finish();
        closing.finish();
        for (const auto& one : leaving) one->desk.reset();  // the loop may still hold them
    }

    [[nodiscard]] bool declared() const {
        return config.desks.size() != 1 || !config.desks.front().id.empty();
    }

    [[nodiscard]] DeskSurroundings around() {
        return {loop, origins, files, in_foreign_frames(config.server)};
    }

    // ---- which desk

    std::shared_ptr<const Router> router_of(Request& request) {
        const auto own_match = own->match(request.method, request.path);
        if (own_match.route != nullptr || !own_match.allowed.empty()) return own;
        const auto found = find_desk(config.desks, request.header("host"), request.path);
        using How = AddressedDesk::How;
        switch (found.how) {
            case How::Nobodys:
                return nobody;
            case How::NoSlash:
                request.base = found.base;
                return to_slash;
            case How::Anybodys:
                return router_of_session(request);
            case How::Named:
                break;
        }
        if (!found.base.empty()) {
            request.base = found.base;
            request.path.erase(0, found.base.size());
        }
        return router_of_slot(*slots[found.desk]);
    }

    std::shared_ptr<const Router> router_of_slot(const DeskSlot& slot) const {
        auto router = slot.desk ? slot.desk->router() : nullptr;
        return router ? router : not_open;
    }

    // Where the browser is signed in to exactly one. Its pages are shown where that desk has its address, so
    // that everything else they ask for names it.
    std::shared_ptr<const Router> router_of_session(Request& request) const {
        const Desk* desk = nullptr;
        for (const auto& slot : slots) {
            if (!slot->desk || !slot->desk->is_signed_in(request)) continue;
            if (desk != nullptr) return nobody;
            desk = slot->desk.get();
        }
        if (desk == nullptr) return nobody;
        const bool page = (request.method == "GET" || request.method == "HEAD") && request.path == "/";
        if (!page) return desk->router();
        request.base = "/d/" + desk->config().id;
        return to_slash;
    }

    std::vector<DeskStanding> states() {
        std::vector<DeskStanding> out;
        for (std::size_t i = 0; i < slots.size(); ++i) out.push_back({config.desks[i].id, *slots[i]});
        return out;
    }

    // ---- opening

    Result<void> open_only() {
        const auto& desk = config.desks.front();
        TRY_ASSIGN(auto database, DatabaseFile::open(desk.folder, options.database));
        TRY_ASSIGN(slots.front()->desk,
                   Desk::create(around(), desk, config.media, options.desk, std::move(database)));
        slots.front()->state = DeskSlot::State::Open;
        return {};
    }

    // A store that is brought up to date may take minutes, so that is done beside the loop.
    void open(const DeskConfig& desk, const std::shared_ptr<DeskSlot>& slot) {
        slot->state = DeskSlot::State::Opening;
        using Opened = Result<std::unique_ptr<DatabaseFile>>;
        auto done =
            alive.bound([this, desk, weak = std::weak_ptr(slot)](const std::shared_ptr<Opened>& opened) {
                // It may have been taken out of the configuration since.
                if (const auto still = weak.lock(); still && !stopped) opened_store(*still, desk.id, *opened);
            });
        opening.run(
            [&the_loop = loop, folder = desk.folder, database = options.database, done = std::move(done)] {
                auto opened = std::make_shared<Opened>(DatabaseFile::open(folder, database));
                the_loop.post([done, opened] { done(opened); });
            });
    }

    void opened_store(DeskSlot& slot, const std::string& id, Result<std::unique_ptr<DatabaseFile>>& store) {
        const auto started = [&]() -> Result<void> {
            if (!store.ok()) return store.error();
            const auto* desk = config_of(id);
            if (desk == nullptr)
                return Error{ErrorCode::DeskUnknown, "the desk is not configured any more", 0};
            TRY_ASSIGN(auto made,
                       Desk::create(around(), *desk, config.media, options.desk, std::move(store).value()));
            TRY(made->start());
            slot.desk = std::move(made);
            return {};
        }();
        if (!started.ok()) {
            if (slot.why.message != started.error().message)  // it is tried again and again
                log_error_of("front.desk_not_opened", started.error(), {{"desk", id}});
            slot.state = DeskSlot::State::Failed;
            slot.why = started.error();
            retry_timer = loop.after(options.try_to_open_again, [this] { open_failed(); });
            return;
        }
        slot.state = DeskSlot::State::Open;
        slot.why = {};
        slot.desk->begin_work();
        log_info("front.desk_opened", {{"desk", id}});
    }

    const DeskConfig* config_of(const std::string& id) const {
        for (const auto& desk : config.desks)
            if (desk.id == id) return &desk;
        return nullptr;
    }

    void open_failed() {
        for (std::size_t i = 0; i < slots.size(); ++i)
            if (slots[i]->state == DeskSlot::State::Failed) open(config.desks[i], slots[i]);
    }

    // ---- closing

    // A desk that is not configured any more, until nothing of it runs.
    struct Closing {
        std::unique_ptr<Desk> desk;
        SteadyTime not_after;
        Timer timer;
    };

    void close(std::unique_ptr<Desk> desk) {
        log_info("front.desk_closing", {{"desk", desk->config().id}});
        desk->stop();
        desk->shut();
        auto one = std::make_shared<Closing>();
        one->desk = std::move(desk);
        one->not_after = std::chrono::steady_clock::now() + options.desk.stop_time;
        leaving.push_back(one);
        wait_for(one);
    }

    void wait_for(const std::shared_ptr<Closing>& one) {
        if (!one->desk->idle() && std::chrono::steady_clock::now() < one->not_after) {
            one->timer = loop.after(kLookWhetherIdle, [this, weak = std::weak_ptr(one)] {
                if (const auto still = weak.lock()) wait_for(still);
            });
            return;
        }
        // What its threads still bring back comes before this.
        auto done = alive.bound([this](const std::shared_ptr<Closing>& closed) { forget(closed); });
        closing.run([&the_loop = loop, one = one, done = std::move(done)]() mutable {
            one->desk->finish_workers();
            the_loop.post([done, held = std::move(one)] { done(held); });
        });
    }

    void forget(const std::shared_ptr<Closing>& closed) {
        log_info("front.desk_closed", {{"desk", closed->desk->config().id}});
        closed->desk.reset();
        std::erase(leaving, closed);
        open_failed();  // the same folder may wait to be opened again
    }

    // ---- as configured now

    void reload(const FrontConfig& fresh) {
        if (stopped) return;
        std::vector<DeskConfig> desks;
        std::vector<std::shared_ptr<DeskSlot>> kept;
        std::vector<std::size_t> changed, added;
        for (const auto& desk : fresh.desks) {
            const auto before = std::find_if(config.desks.begin(), config.desks.end(),
                                             [&desk](const auto& one) { return one.id == desk.id; });
            if (before == config.desks.end()) {
                added.push_back(desks.size());
                kept.push_back(std::make_shared<DeskSlot>());
            } else {
                changed.push_back(desks.size());
                kept.push_back(std::move(slots[static_cast<std::size_t>(before - config.desks.begin())]));
            }
            desks.push_back(desk);
            // An open store stays where it is.
            if (before != config.desks.end() && kept.back()->state != DeskSlot::State::Failed)
                desks.back().folder = before->folder;
        }
        for (const auto& slot : slots)
            if (slot && slot->desk) close(std::move(slot->desk));
        slots = std::move(kept);
        config.desks = std::move(desks);
        origins.set_hosts(hosts_of(config.desks));
        for (const std::size_t i : changed)
            if (slots[i]->desk) slots[i]->desk->reload(config.desks[i]);
        for (const std::size_t i : added) open(config.desks[i], slots[i]);
        open_failed();
    }

    void reload_certificate(const ServerConfig& fresh) {
        if (config.server.tls_certificate.empty() || fresh.tls_certificate.empty()) return;
        if (const auto taken = server->reload_tls(fresh.tls_certificate, fresh.tls_key); !taken)
            log_error_of("config.tls_not_reloaded", taken.error());
    }

    // ---- start and stop

    Result<std::uint16_t> start() {
        if (!declared()) TRY(slots.front()->desk->start());
        TRY_ASSIGN(const auto port, server->start());
        if (!config.server.static_dir.empty() && !files.has("/index.html"))
            log_warn("app.no_console", {{"static_dir", config.server.static_dir}});
        if (!declared()) {
            slots.front()->desk->begin_work();
        } else {
            for (std::size_t i = 0; i < slots.size(); ++i) open(config.desks[i], slots[i]);
        }
        return port;
    }

    void stop(std::function<void(Stopped)> done) {
        if (stopped) return;
        stopped = std::move(done);
        stop_before = std::chrono::steady_clock::now() + options.desk.stop_time;
        server->stop();
        for (const auto& slot : slots)
            if (slot->desk) slot->desk->stop();
        wait_until_idle();
    }

    void wait_until_idle() {
        bool idle = server->counters().connections == 0 && leaving.empty();
        for (const auto& slot : slots) idle = idle && (!slot->desk || slot->desk->idle());
        const bool time_ran_out = std::chrono::steady_clock::now() >= stop_before;
        if (!idle && !time_ran_out) {
            stop_timer = loop.after(kLookWhetherIdle, [this] { wait_until_idle(); });
            return;
        }
        retry_timer.cancel();
        for (const auto& slot : slots)
            if (slot->desk) slot->desk->shut();
        server->close_all();
        stopped(idle ? Stopped::Clean : Stopped::TimeRanOut);
    }

    Loop& loop;
    FrontConfig config;
    FrontOptions options;
    OriginPolicy origins;
    StaticFiles files;
    std::shared_ptr<Router> own;  // what is no desk's
    std::shared_ptr<const Router> nobody, not_open, to_slash;
    std::vector<std::shared_ptr<DeskSlot>> slots;  // as config.desks
    std::vector<std::shared_ptr<Closing>> leaving;
    std::unique_ptr<HttpServer> server;
    WorkerPool opening{kOpeningThreads};
    WorkerPool closing{kClosingThreads};
    Timer retry_timer, stop_timer;
    std::function<void(Stopped)> stopped;
    SteadyTime stop_before;
    Liveness alive;
};

Front::Front(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Front::~Front() = default;

Result<std::unique_ptr<Front>> Front::create(Loop& loop, FrontConfig config, FrontOptions options) {
    auto parts = std::make_unique<Parts>(loop, std::move(config), std::move(options));
    if (!parts->declared()) TRY(parts->open_only());
    return std::unique_ptr<Front>(new Front(std::move(parts)));
}

Result<std::uint16_t> Front::start() {
    return parts_->start();
}

void Front::stop(std::function<void(Stopped)> done) {
    parts_->stop(std::move(done));
}

void Front::reload(const FrontConfig& fresh) {
    parts_->reload(fresh);
    parts_->reload_certificate(fresh.server);
}

Desk* Front::desk(const std::string& id) {
    for (std::size_t i = 0; i < parts_->slots.size(); ++i)
        if (parts_->config.desks[i].id == id) return parts_->slots[i]->desk.get();
    return nullptr;
}

std::vector<Desk*> Front::open_desks() const {
    std::vector<Desk*> out;
    for (const auto& slot : parts_->slots)
        if (slot->desk) out.push_back(slot->desk.get());
    return out;
}

bool Front::declared() const {
    return parts_->declared();
}

}  // namespace kf
