#include "backend/app/application.h"

#include <utility>

#include "backend/app/config_changes.h"
#include "backend/app/config_values.h"
#include "backend/app/version.h"
#include "backend/runtime/log.h"

namespace kf {

namespace {

HttpServerOptions server_options(const ServerConfig& config, const HttpLimits& limits) {
    HttpServerOptions options;
    if (const auto address = split_listen(config.listen)) {
        options.host = address->host;
        options.port = address->port;
    }
    options.tls_certificate = config.tls_certificate;
    options.tls_key = config.tls_key;
    options.max_connections = static_cast<std::size_t>(config.max_connections);
    options.max_connections_per_address = static_cast<std::size_t>(config.max_connections_per_address);
    options.behind_proxy = config.behind_proxy;
    options.public_https = config.public_url.starts_with("https://");
    options.limits = limits;
    return options;
}

FrontConfig front_config(const Config& config) {
    return {config.server, config.media, desks_of(config)};
}

}  // namespace

Application::Application(Config config, std::unique_ptr<Front> front)
    : config_(std::move(config)), front_(std::move(front)) {}

Application::~Application() = default;

Result<std::unique_ptr<Application>> Application::create(Loop& loop, Config config,
                                                         ApplicationOptions options) {
    FrontOptions front;
    front.http = server_options(config.server, options.http);
    front.database = options.database;
    front.desk = {options.clock,
                  options.sign_in_clock,
                  options.jitter,
                  options.look_for_user_changes,
                  options.agent_gone_after,
                  options.stop_time};
    front.version = kfdesk_version();
    front.commit = kfdesk_commit();
    front.try_to_open_again = options.try_to_open_again;
    TRY_ASSIGN(auto made, Front::create(loop, front_config(config), std::move(front)));
    return std::unique_ptr<Application>(new Application(std::move(config), std::move(made)));
}

Result<std::uint16_t> Application::start() {
    return front_->start();
}

void Application::stop(std::function<void(Stopped)> done) {
    front_->stop(std::move(done));
}

void Application::reload(const Config& fresh) {
    for (const auto& key : waiting_for_restart(config_, fresh))
        log_warn("config.needs_restart", {{"key", key}});
    auto taken = front_config(fresh);
    // The only desk of before has another folder and other sessions than any that is declared.
    if (config_.desks.empty() != fresh.desks.empty()) {
        taken.desks = desks_of(config_);
    } else {
        config_.desks = fresh.desks;
        config_.corps = fresh.corps;
    }
    front_->reload(taken);
    log_info("config.reloaded");
}

Desk* Application::desk(const std::string& id) {
    return front_->desk(id);
}

Users& Application::users() {
    return desk()->users();
}

Store& Application::store() {
    return desk()->store();
}

SignInTickets& Application::tickets() {
    return desk()->tickets();
}

void Application::clock_jumped() {
    for (Desk* desk : front_->open_desks()) desk->clock_jumped();
}

void Application::look_for_users() {
    desk()->look_for_users();
}

}  // namespace kf
