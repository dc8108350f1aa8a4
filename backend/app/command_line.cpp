#include "backend/app/command_line.h"

#include <CLI/CLI.hpp>

#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "backend/app/config.h"
#include "backend/app/desk_command.h"
#include "backend/app/doctor.h"
#include "backend/app/sandbox.h"
#include "backend/app/serve.h"
#include "backend/app/user_command.h"
#include "backend/app/version.h"
#include "backend/runtime/log.h"

namespace kf {

namespace {

Language language_of(const std::string& word) {
    if (!word.empty()) return word == "en" ? Language::English : Language::Chinese;
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (value == nullptr || *value == '\0') continue;
        return std::string_view{value}.starts_with("en") ? Language::English : Language::Chinese;
    }
    return Language::Chinese;
}

std::string default_sandbox_data() {
    if (const char* data = std::getenv("XDG_DATA_HOME"); data != nullptr && *data != '\0')
        return std::string{data} + "/kfdesk/sandbox";
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0')
        return std::string{home} + "/.local/share/kfdesk/sandbox";
    return "kfdesk-sandbox";
}

struct Asked {
    std::string config_file;
    std::string language;
    SandboxOptions sandbox;
    UserCommand user;
    std::string desk_of_user;
    DeskCommand desk;
    bool password_stdin = false;
    bool json = false;
    bool verbose = false;
};

void add_serve(CLI::App& app, Asked& asked) {
    auto* serve = app.add_subcommand("serve", "run the backend");
    serve->add_option("--config", asked.config_file, "kfdesk.toml")->required();
    serve->add_flag("--verbose", asked.verbose, "log more");
}

void add_sandbox(CLI::App& app, Asked& asked) {
    asked.sandbox.data = default_sandbox_data();
    auto* sandbox = app.add_subcommand("sandbox", "try kfdesk with a simulated WeCom and phone");
    sandbox->add_option("--port", asked.sandbox.port, "port of the console, 0 = any free one")
        ->check(CLI::Range(0, 65535))
        ->capture_default_str();
    sandbox->add_option("--sim-port", asked.sandbox.sim_port, "port of the simulated WeCom, 0 = any free one")
        ->check(CLI::Range(0, 65535));
    sandbox->add_option("--data", asked.sandbox.data, "folder for its data")->capture_default_str();
    sandbox->add_option("--static", asked.sandbox.static_dir, "folder with the built console");
    sandbox->add_option("--lang", asked.language, "language of the words on the terminal: zh or en")
        ->check(CLI::IsMember({"zh", "en"}));
    sandbox->add_flag("--verbose", asked.verbose, "log more");
}

void add_user(CLI::App& app, Asked& asked) {
    auto* user = app.add_subcommand("user", "the desk's users; works while a server runs");
    user->require_subcommand(1);
    const auto action = [&](const char* name, const char* what) {
        auto* command = user->add_subcommand(name, what);
        command->add_option("--config", asked.config_file, "kfdesk.toml")->required();
        command->add_option("--desk", asked.desk_of_user, "id of the desk, where several are declared");
        command->parse_complete_callback([&asked, name] { asked.user.action = name; });
        return command;
    };
    const auto with_login = [&](CLI::App* command) {
        command->add_option("login", asked.user.login, "login name")->required();
        return command;
    };
    const auto with_password = [&](CLI::App* command) {
        command->add_flag("--password-stdin", asked.password_stdin,
                          "read the password from standard input (done anyway when that is no terminal)");
    };
    auto* add = with_login(action("add", "add a user; asks for the password"));
    add->add_option("--name", asked.user.name, "name as colleagues see it");
    add->add_option("--role", asked.user.role, "agent, supervisor or admin")
        ->check(CLI::IsMember({"agent", "supervisor", "admin"}));
    add->add_option("--account", asked.user.accounts,
                    "open_kfid, or corp_id/open_kfid, that this user serves; repeat it; none = all");
    with_password(add);
    with_password(with_login(action("passwd", "set a new password; ends the user's sessions")));
    with_login(action("disable", "sign the user out and refuse them"));
    with_login(action("enable", "let a disabled user in again"));
    auto* rights = with_login(action("rights", "change role and accounts"));
    rights->add_option("--role", asked.user.role, "agent, supervisor or admin")
        ->check(CLI::IsMember({"agent", "supervisor", "admin"}));
    auto* some = rights->add_option("--account", asked.user.accounts,
                                    "open_kfid, or corp_id/open_kfid, that this user serves; repeat it");
    rights->add_flag("--all-accounts", asked.user.all_accounts, "serves every account")->excludes(some);
    action("list", "list all users");
}

void add_desk(CLI::App& app, Asked& asked) {
    auto* desk = app.add_subcommand("desk", "the desks of the configuration; works while a server runs");
    desk->require_subcommand(1);
    const auto action = [&](const char* name, const char* what) {
        auto* command = desk->add_subcommand(name, what);
        command->add_option("--config", asked.config_file, "kfdesk.toml")->required();
        command->parse_complete_callback([&asked, name] { asked.desk.action = name; });
        return command;
    };
    action("list", "list all desks");
    auto* add = action("add", "declare a desk and make its store");
    add->add_option("id", asked.desk.id, "1 to 32 of a-z, 0-9 and -; part of its address")->required();
    add->add_option("--name", asked.desk.name, "as people know it; shown where they sign in");
    add->add_option("--host", asked.desk.hosts, "host name that is this desk's alone; repeat it");
    auto* remove = action("remove", "delete a desk with everything that it holds");
    remove->add_option("id", asked.desk.id, "id of the desk")->required();
    remove->add_flag("--yes", asked.desk.sure, "do not ask for the id to be typed once more");
}

void add_doctor(CLI::App& app, Asked& asked) {
    auto* doctor = app.add_subcommand("doctor", "check the installation hop by hop");
    doctor->add_option("--config", asked.config_file, "kfdesk.toml")->required();
    doctor->add_flag("--json", asked.json, "machine-readable");
    doctor->add_option("--lang", asked.language, "zh or en")->check(CLI::IsMember({"zh", "en"}));
}

int run(const CLI::App& app, Asked& asked) {
    if (asked.verbose) set_log_level(LogLevel::Debug);
    if (app.got_subcommand("sandbox")) {
        // A newcomer's terminal shows what was printed for them, not a log, unless something is wrong.
        if (!asked.verbose) set_log_level(LogLevel::Warn);
        asked.sandbox.language = language_of(asked.language);
        return run_sandbox(asked.sandbox);
    }
    const bool beside_server = app.got_subcommand("user") || app.got_subcommand("desk");
    const auto config =
        load_config(asked.config_file, beside_server ? Surroundings::Ignored : Surroundings::Needed);
    if (app.got_subcommand("doctor")) {
        set_log_level(LogLevel::Error);  // the findings say it
        DoctorOptions options;
        options.json = asked.json;
        options.english = language_of(asked.language) == Language::English;
        options.clock = system_clock();
        return run_doctor(config, options, std::cout);
    }
    if (!config) {
        std::cerr << "kfdesk: " << config.error().message << "\n";
        return kExitUsage;
    }
    if (app.got_subcommand("serve")) return run_serve(*config, asked.config_file);
    if (app.got_subcommand("desk"))
        return run_desk_command(asked.desk, *config, std::cin, std::cout, std::cerr);
    const auto storage = storage_of_desk(*config, asked.desk_of_user);
    if (!storage) {
        std::cerr << "kfdesk: " << storage.error().message << "\n";
        return kExitUsage;
    }
    return run_user_command(asked.user, *storage, system_clock(), read_password_from_terminal, std::cout,
                            std::cerr);
}

}  // namespace

int run_command_line(int argc, char** argv) {
    CLI::App app{"kfdesk 客服台: the desk from which a company answers its customers in WeChat", "kfdesk"};
    Asked asked;
    app.set_version_flag(
        "--version", "kfdesk " + std::string{kfdesk_version()} + " (" + std::string{kfdesk_commit()} + ")");
    app.require_subcommand(1);
    add_serve(app, asked);
    add_sandbox(app, asked);
    add_user(app, asked);
    add_desk(app, asked);
    add_doctor(app, asked);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? kExitFine : kExitUsage;
    }
    return run(app, asked);
}

}  // namespace kf
