#include "backend/app/serve.h"

#include <sys/resource.h>

#include <cstdlib>
#include <iostream>
#include <optional>

#include "backend/app/application.h"
#include "backend/app/config_values.h"
#include "backend/app/private_files.h"
#include "backend/app/version.h"
#include "backend/runtime/foreign_output.h"
#include "backend/runtime/log.h"
#include "backend/runtime/log_limits.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/reload_signal.h"
#include "backend/runtime/stop_signals.h"

namespace kf {

void raise_file_limit() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

namespace {

int say_why_not(const Error& error, const Config& config) {
    std::cerr << "kfdesk: " << error.message << "\n";
    if (error.code == ErrorCode::PortTaken) {
        std::cerr << "  端口已被占用：请停止占用它的程序，或在配置的 [server] listen 里换一个端口。\n"
                  << "  Stop the program that has it, or choose another port in [server] listen (now "
                  << config.server.listen << ").\n";
        return kExitUsage;
    }
    return error.code == ErrorCode::TlsWrong || error.code == ErrorCode::ListenFailed ||
                   error.code == ErrorCode::ConfigWrong
               ? kExitUsage
               : kExitFailed;
}

void tell_what_is_exposed(const Config& config) {
    for (const auto& file : exposed_files(config))
        log_warn("config.open_to_others", {{"path", file.path},
                                           {"rights", file.rights},
                                           {"writable", file.writable},
                                           {"advice", file.command}});
    for (const auto& key : config.trimmed_secrets) log_warn("config.secret_trimmed", {{"key", key}});
}

}  // namespace

int run_serve(const Config& config, const std::string& config_file) {
    raise_file_limit();
    Loop loop;
    auto application = Application::create(loop, config);
    if (!application) return say_why_not(application.error(), config);
    const auto port = (*application)->start();
    if (!port) return say_why_not(port.error(), config);
    auto foreign = std::make_optional<ForeignOutput>();

    bool clean = true;
    const StopSignals signals(loop, [&] {
        log_info("app.stopping");
        (*application)->stop([&](Application::Stopped how) {
            clean = how == Application::Stopped::Clean;
            loop.stop();
        });
    });
    const ReloadSignal reload(loop, [&] {
        const auto fresh = load_config(config_file);
        if (fresh)
            (*application)->reload(*fresh);
        else
            log_error_of("config.not_reloaded", fresh.error());
    });
    tell_what_is_exposed(config);
    const auto address = split_listen(config.server.listen);
    const bool v6 = address && address->host.find(':') != std::string::npos;
    std::cout << "listening on " << (config.server.tls_certificate.empty() ? "http://" : "https://")
              << (v6 ? "[" : "") << (address ? address->host : "") << (v6 ? "]" : "") << ":" << *port
              << std::endl;
    const bool loopback = address && (address->host.starts_with("127.") || address->host == "::1");
    if (!loopback && !config.server.behind_proxy && config.server.tls_certificate.empty() &&
        !config.server.public_url.starts_with("https://"))
        log_warn("app.plain_http", {{"advice",
                                     "passwords and messages travel readable; set tls_certificate and "
                                     "tls_key, or put a TLS proxy in front"}});
    log_info("app.started", {{"version", kfdesk_version()}, {"commit", kfdesk_commit()}, {"port", *port}});
    loop.run();
    log_what_was_left_out();
    log_info("app.stopped", {{"clean", clean}});
    if (!clean) {
        // A call to WeCom hangs in a worker. Everything durable is on the disk: do not wait for it.
        foreign.reset();
        std::cout.flush();
        std::_Exit(kExitFine);
    }
    application.value().reset();
    return kExitFine;
}

}  // namespace kf
