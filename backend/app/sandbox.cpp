#include "backend/app/sandbox.h"

#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <utility>
#include <vector>

#include "backend/app/application.h"
#include "backend/app/sandbox_config.h"
#include "backend/app/sandbox_demo.h"
#include "backend/app/sandbox_history.h"
#include "backend/app/sandbox_memory.h"
#include "backend/app/serve.h"
#include "backend/auth/sign_in.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/stop_signals.h"
#include "backend/sandbox/sim_server.h"

namespace kf {

namespace {

int say_why_not(const Error& error, const SandboxOptions& options) {
    const bool chinese = options.language == Language::Chinese;
    if (error.code == ErrorCode::PortTaken) {
        std::cerr << (chinese ? "端口被占用：" : "A port is taken: ") << error.message << "\n"
                  << (chinese ? "换一个端口再启动，例如：--port "
                              : "Start with another port, for example: --port ")
                  << (options.port > 0 && options.port < 65535 ? options.port + 1 : 8081) << "\n";
        return kExitUsage;
    }
    std::cerr << "kfdesk: " << error.message << "\n";
    if (error.code == ErrorCode::StoreLocked)
        std::cerr
            << (chinese
                    ? "这个数据目录正在被另一个沙盒使用。先停止它，或用 --data 换一个目录。\n"
                    : "Another sandbox uses this data folder. Stop it, or choose another one with --data.\n");
    return kExitFailed;
}

struct Addresses {
    std::string console;
    std::string simulator;
    std::vector<std::pair<DemoUser, std::string>> links;
};

void print_chinese(const Addresses& at, const SandboxSetup& setup, const std::string& data) {
    std::cout << "\nkfdesk 沙盒已启动（只在本机，与真实的企业微信没有往来）\n\n"
              << "  控制台    " << at.links.front().second << "\n"
              << "            （一次性登录链接，10 分钟内有效，以 " << at.links.front().first.name
              << " 登录）\n"
              << "  手机      " << at.simulator << "/phone     以客户的身份在微信里写\n"
              << "  企业微信  " << at.simulator << "/client    接待人员的客户端\n"
              << "  控制面板  " << at.simulator << "/          故障、时钟、流量\n\n"
              << "  其他用户（各用一个浏览器窗口或隐身窗口打开）：\n";
    for (std::size_t i = 1; i < at.links.size(); ++i)
        std::cout << "    " << at.links[i].first.name << "(" << at.links[i].first.login << ")  "
                  << at.links[i].second << "\n";
    std::cout << "  以后在 " << at.console << "/login 用用户名登录，密码都是 " << setup.password << "\n\n"
              << "  数据      " << data << "\n"
              << "  停止      Ctrl+C\n"
              << std::endl;
}

void print_english(const Addresses& at, const SandboxSetup& setup, const std::string& data) {
    std::cout << "\nThe kfdesk sandbox is running (on this machine only; nothing goes to the real WeCom)\n\n"
              << "  console       " << at.links.front().second << "\n"
              << "                (one-time sign-in link, good for 10 minutes, signs in as "
              << at.links.front().first.name << ")\n"
              << "  phone         " << at.simulator << "/phone     write as a customer in WeChat\n"
              << "  WeCom client  " << at.simulator << "/client    what a servicer sees\n"
              << "  panel         " << at.simulator << "/          faults, clock, traffic\n\n"
              << "  other users (each in a browser window of its own, or a private one):\n";
    for (std::size_t i = 1; i < at.links.size(); ++i)
        std::cout << "    " << at.links[i].first.name << " (" << at.links[i].first.login << ")  "
                  << at.links[i].second << "\n";
    std::cout << "  later sign in at " << at.console << "/login; the password of all of them is "
              << setup.password << "\n\n"
              << "  data          " << data << "\n"
              << "  stop          Ctrl+C\n"
              << std::endl;
}

Result<int> start_simulator(sim::SimServer& simulator, const SandboxOptions& options, const CorpConfig& corp,
                            std::function<void()> clock_moved) {
    sim::SimOptions sim;
    sim.clock_moved = std::move(clock_moved);
    sim.config.callbacks_tell_simulated_time = true;
    sim.port = options.sim_port;
    sim.config.corp_id = corp.corp_id.value;
    sim.config.secret = corp.secret;
    sim.config.callback_token = corp.token;
    sim.config.encoding_aes_key = corp.encoding_aes_key;
    return simulator.start(sim);
}

// Without it the sandbox is of use as well.
void write_past(sim::SimServer& simulator, Store& store, const CorpId& corp) {
    const UnixMs now = system_clock()();
    for (const auto& written :
         {write_demo_week(simulator, store, corp, now), write_demo_quick_replies(store, now)})
        if (!written.ok()) log_warn_of("sandbox.demo_failed", written.error());
}

}  // namespace

int run_sandbox(const SandboxOptions& options) {
    raise_file_limit();
    auto setup = set_up_sandbox(options);
    if (!setup) return say_why_not(setup.error(), options);

    // The desk lives in the simulated time, so that its 48 hours are those of the simulated WeCom.
    Loop loop;
    Application* desk = nullptr;
    sim::SimServer simulator;
    const auto clock_moved = [&loop, &desk] {
        loop.post([&desk] {
            if (desk != nullptr) desk->clock_jumped();
        });
    };
    if (const auto port = start_simulator(simulator, options, setup->config.corps.front(), clock_moved);
        !port)
        return say_why_not(port.error(), options);
    if (const auto pointed = point_at_simulator(*setup, simulator.base_url()); !pointed)
        return say_why_not(pointed.error(), options);

    ApplicationOptions lives;
    lives.clock = simulator.shared_clock();
    auto application = Application::create(loop, setup->config, lives);
    if (!application) return say_why_not(application.error(), options);
    desk = application->get();
    const auto first_start = add_demo_users((*application)->users(), setup->password, system_clock()());
    if (!first_start) return say_why_not(first_start.error(), options);
    // Before anything runs, so that the simulator hears of it as of everything that the store remembers.
    if (*first_start) write_past(simulator, (*application)->store(), setup->config.corps.front().corp_id);
    if (const auto told = remind_simulator(simulator, (*application)->store(), system_clock()()); !told)
        return say_why_not(told.error(), options);
    const auto port = (*application)->start();
    if (!port) return say_why_not(port.error(), options);

    Addresses at;
    at.console = "http://127.0.0.1:" + std::to_string(*port);
    at.simulator = simulator.base_url();
    simulator.set_callback_url(at.console + "/callback/" + setup->config.corps.front().corp_id.value);
    for (const auto& user : demo_users())
        at.links.emplace_back(
            user, at.console + "/signin?ticket=" + (*application)->tickets().issue(AgentId{user.login}));

    bool clean = true;
    const StopSignals signals(loop, [&] {
        std::cout << (options.language == Language::Chinese ? "正在停止…" : "stopping…") << std::endl;
        (*application)->stop([&](Application::Stopped how) {
            clean = how == Application::Stopped::Clean;
            loop.stop();
        });
    });
    if (*first_start) write_demo_messages(simulator);
    (options.language == Language::Chinese ? print_chinese : print_english)(at, *setup, options.data);
    loop.run();
    if (!clean) std::_Exit(kExitFine);  // durable is durable: do not wait for a call that hangs
    desk = nullptr;
    application.value().reset();
    simulator.stop();
    return kExitFine;
}

}  // namespace kf
