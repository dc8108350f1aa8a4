// kfsim: the simulated WeCom as a program of its own.
#include <CLI/CLI.hpp>

#include <csignal>
#include <iostream>
#include <string>

#include "backend/sandbox/sim_server.h"

namespace {

// Waits for Ctrl+C or a polite end; blocked in every thread before, so that only this call sees them.
sigset_t end_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

}  // namespace

int main(int argc, char** argv) {
    kf::sim::SimOptions options;
    options.port = 9090;
    auto& config = options.config;
    CLI::App app{
        "kfsim: a simulated WeCom customer-service (kf) server with a phone page, a client page and a fault "
        "panel"};
    app.add_option("--host", options.host, "address to listen on")->capture_default_str();
    app.add_option("--port", options.port, "port to listen on, 0 = any free one")->capture_default_str();
    app.add_option("--public-base", options.public_base, "how others reach it, for avatar links");
    app.add_option("--corp-id", config.corp_id, "corp id")->capture_default_str();
    app.add_option("--secret", config.secret, "secret of the app")->capture_default_str();
    app.add_option("--token", config.callback_token, "token of the callback")->capture_default_str();
    app.add_option("--aes-key", config.encoding_aes_key, "EncodingAESKey of the callback, 43 characters")
        ->capture_default_str();
    app.add_option("--callback-url", config.callback_url, "where callbacks are POSTed; none without it");
    app.add_flag("!--no-demo", config.seed_demo, "start without demo accounts and customers");
    CLI11_PARSE(app, argc, argv);

    const sigset_t signals = end_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);

    kf::sim::SimServer server;
    const auto port = server.start(options);
    if (!port.ok()) {
        std::cerr << "kfsim: " << port.error().message << "\n";
        return 1;
    }
    const auto base = server.base_url();
    std::cout << "kfsim is running.\n"
              << "  panel        " << base << "/\n"
              << "  phone        " << base << "/phone\n"
              << "  WeCom client " << base << "/client\n"
              << "  API base     " << base << "\n"
              << "  corp id      " << config.corp_id << "\n"
              << "  secret       " << config.secret << "\n"
              << "  callback     "
              << (config.callback_url.empty() ? "(none: poll sync_msg)" : config.callback_url)
              << "\nStop it with Ctrl+C.\n"
              << std::flush;
    int received = 0;
    sigwait(&signals, &received);
    server.stop();
    return 0;
}
