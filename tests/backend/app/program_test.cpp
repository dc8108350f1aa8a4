// kfdesk as an operator meets it: started as a process, asked over its sockets, stopped by signals.
#include "tests/backend/app/program.h"

#include <doctest/doctest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "backend/sandbox/sim_server.h"
#include "tests/backend/http/raw_client.h"
#include "tests/backend/http/server_fixture.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

// The number behind `text` in what the program printed.
std::uint16_t port_after(const std::string& output, const std::string& text) {
    const auto at = output.find(text);
    if (at == std::string::npos) return 0;
    return static_cast<std::uint16_t>(std::atoi(output.c_str() + at + text.size()));
}

// Takes connections and never says a word.
struct SilentPort {
    SilentPort() : socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        REQUIRE(::bind(socket, reinterpret_cast<sockaddr*>(&address), size) == 0);
        REQUIRE(::listen(socket, 16) == 0);
        REQUIRE(::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == 0);
        port = ntohs(address.sin_port);
    }
    ~SilentPort() { ::close(socket); }
    int socket;
    std::uint16_t port = 0;
};

struct ServeFixture {
    ServeFixture() : config(folder.path() + "/kfdesk.toml") { write_config("127.0.0.1:0"); }
    void write_config(const std::string& listen, std::uint16_t wecom = 9) {
        // Port 9 of this machine: nobody answers, as when WeCom cannot be reached.
        std::ofstream(config)
            << "[server]\nlisten = \"" << listen << "\"\n[storage]\npath = \"data\"\n"
            << "[[corp]]\ncorp_id = \"ww1\"\nsecret = \"very-secret-value\"\ntoken = \"t\"\n"
            << "encoding_aes_key = \"0123456789012345678901234567890123456789012\"\n"
            << "api_base = \"http://127.0.0.1:" << wecom << "\"\n";
    }
    TempFolder folder;
    std::string config;
};

}  // namespace

TEST_CASE("the version says version and commit") {
    Program program({"--version"});
    CHECK(program.wait() == 0);
    CHECK(program.output().find("kfdesk 0.") != std::string::npos);
    CHECK(program.output().find('(') != std::string::npos);
}

TEST_CASE("users are managed also where the secrets are out of reach, and serve says which is missing") {
    ServeFixture fixture;
    std::ofstream(fixture.config)
        << "[server]\nstatic_dir = \"site\"\n[storage]\npath = \"data\"\n[[corp]]\n"
        << "corp_id = \"ww1\"\nsecret_file = \"secret\"\n"
        << "token_env = \"KFDESK_TEST_NOWHERE\"\nencoding_aes_key_env = \"KFDESK_TEST_NOWHERE\"\n";
    Program add({"user", "add", "lin", "--name", "林晓", "--config", fixture.config}, "correct horse\n");
    CHECK(add.wait() == 0);
    Program list({"user", "list", "--config", fixture.config});
    CHECK(list.wait() == 0);
    CHECK(list.output().find("林晓") != std::string::npos);
    std::filesystem::create_directory(fixture.folder.path() + "/site");
    for (const char* command : {"serve", "doctor"}) {
        Program needs({command, "--config", fixture.config});
        CHECK(needs.wait() != 0);
        CHECK(needs.output().find("kfdesk.toml:7: [[corp]] secret_file") != std::string::npos);
    }
}

TEST_CASE("serve answers, notices a user that was just added, and ends cleanly when asked to") {
    ServeFixture fixture;
    Program server({"serve", "--config", fixture.config});
    const auto port = port_after(server.wait_for("listening on "), "listening on http://127.0.0.1:");
    REQUIRE(port != 0);
    CHECK(get(port, "/healthz").status == 200);
    CHECK(get(port, "/readyz").status == 503);  // no token, as nobody answers
    CHECK(get(port, "/metrics").body.find("kfdesk_token_valid{corp=\"ww1\"} 0") != std::string::npos);

    Program add({"user", "add", "lin", "--name", "林晓", "--config", fixture.config}, "correct horse\n");
    CHECK(add.wait() == 0);
    const auto signed_in = post(port, "/login", "username=lin&password=correct+horse",
                                {{"Content-Type", "application/x-www-form-urlencoded"}});
    CHECK(signed_in.status == 303);
    CHECK(signed_in.header("location") == "/");

    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    CHECK(server.output().find("app.stopped clean=true") != std::string::npos);
    CHECK(server.output().find("very-secret-value") == std::string::npos);
}

TEST_CASE(
    "asked to stop while WeCom does not answer, it waits its time, then ends with 0 and says that it did") {
    const SilentPort wecom;
    ServeFixture fixture;
    fixture.write_config("127.0.0.1:0", wecom.port);
    Program server({"serve", "--config", fixture.config});
    server.wait_for("app.started");
    const auto begun = std::chrono::steady_clock::now();
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    CHECK(std::chrono::steady_clock::now() - begun >= std::chrono::seconds(9));
    CHECK(server.output().find("app.stopped clean=false") != std::string::npos);
    // The store was left whole.
    Program again({"user", "list", "--config", fixture.config});
    CHECK(again.wait() == 0);
}

TEST_CASE("a wrong secret is mended without a restart: SIGHUP reads the configuration again") {
    sim::SimServer sim;
    sim::SimOptions options;
    REQUIRE(sim.start(options).ok());
    ServeFixture fixture;
    std::ofstream(fixture.folder.path() + "/secret") << "not-the-secret\n";
    const auto write_config = [&](const std::string& more) {
        std::ofstream(fixture.config)
            << "[server]\nlisten = \"127.0.0.1:0\"\n"
            << more << "[storage]\npath = \"data\"\n[[corp]]\ncorp_id = \"" << options.config.corp_id
            << "\"\nsecret_file = \"secret\"\ntoken = \"" << options.config.callback_token
            << "\"\nencoding_aes_key = \"" << options.config.encoding_aes_key << "\"\napi_base = \""
            << sim.base_url() << "\"\n";
    };
    write_config("");
    Program server({"serve", "--config", fixture.config});
    const auto port = port_after(server.wait_for("listening on "), "listening on http://127.0.0.1:");
    REQUIRE(port != 0);
    server.wait_for("wecom.token_refused");
    CHECK(get(port, "/readyz").status == 503);

    std::ofstream(fixture.config) << "[server]\ncolour = 1\n";
    server.signal(SIGHUP);
    CHECK(server.wait_for("config.not_reloaded").find("colour") != std::string::npos);
    CHECK(get(port, "/healthz").status == 200);

    std::ofstream(fixture.folder.path() + "/secret") << options.config.secret << "\n";
    write_config("max_connections = 99\n");
    server.signal(SIGHUP);
    CHECK(server.wait_for("config.reloaded").find("[server] max_connections") != std::string::npos);
    CHECK(eventually([&] { return get(port, "/readyz").status == 200; }, 15'000));
    server.signal(SIGTERM);
    CHECK(server.wait() == 0);
    CHECK(server.output().find("not-the-secret") == std::string::npos);
    CHECK(server.output().find(options.config.secret) == std::string::npos);
    sim.stop();
}

TEST_CASE("a taken port is said with what to do, and the exit code tells") {
    Router router;
    ServerFixture taken(std::move(router));
    ServeFixture fixture;
    fixture.write_config("127.0.0.1:" + std::to_string(taken.port));
    Program server({"serve", "--config", fixture.config});
    CHECK(server.wait() == 2);
    CHECK(server.output().find("port " + std::to_string(taken.port) + " is taken") != std::string::npos);
    CHECK(server.output().find("listen") != std::string::npos);
}

TEST_CASE("a wrong configuration and wrong arguments end with exit code 2 and a reason") {
    ServeFixture fixture;
    std::ofstream(fixture.config, std::ios::app) << "colour = \"blue\"\n";
    Program server({"serve", "--config", fixture.config});
    CHECK(server.wait() == 2);
    CHECK(server.output().find("colour") != std::string::npos);
    CHECK(Program({"serve"}).wait() == 2);
    CHECK(Program({"dance"}).wait() == 2);
}

TEST_CASE("a second server on the same data is refused") {
    ServeFixture fixture;
    Program first({"serve", "--config", fixture.config});
    first.wait_for("listening on ");
    Program second({"serve", "--config", fixture.config});
    CHECK(second.wait() == 1);
    CHECK(second.output().find("another kfdesk") != std::string::npos);
}

TEST_CASE("users are added, listed, changed and disabled from the command line") {
    ServeFixture fixture;
    const auto run = [&](std::vector<std::string> arguments, const std::string& input = "") {
        arguments.insert(arguments.begin(), "user");
        arguments.insert(arguments.end(), {"--config", fixture.config});
        Program program(arguments, input);
        return std::pair{program.wait(), program.output()};
    };
    CHECK(run({"add", "lin", "--name", "林晓"}, "correct horse\n").first == 0);
    CHECK(run({"add", "lin"}, "correct horse\n").first == 1);
    CHECK(
        run({"add", "mei", "--role", "supervisor", "--account", "wk1", "--password-stdin"}, "correct horse\n")
            .first == 0);
    CHECK(run({"add", "short"}, "gx7!kQ2pz\n").first == 1);
    CHECK(run({"add", "short"}, "password2026\n").first == 1);
    CHECK(run({"passwd", "mei"}, "mei1234567\n").first == 1);
    CHECK(run({"passwd", "mei"}, "battery staple\n").first == 0);
    CHECK(run({"add", "Wrong Login"}, "correct horse\n").first == 1);
    CHECK(run({"add", "boss", "--role", "king"}, "correct horse\n").first == 2);
    CHECK(run({"disable", "lin"}).first == 0);
    CHECK(run({"disable", "nobody"}).first == 1);
    CHECK(run({"rights", "mei", "--all-accounts"}).first == 0);
    const auto list = run({"list"}).second;
    CHECK(list.find("lin\t林晓\tagent\tdisabled\tall accounts") != std::string::npos);
    CHECK(list.find("mei\tmei\tsupervisor\tenabled\tall accounts") != std::string::npos);
    CHECK(list.find("short") == std::string::npos);
}

TEST_CASE(
    "a password that is changed while the server is stopped ends the sessions that it would go on with") {
    ServeFixture fixture;
    const auto run = [&](std::vector<std::string> arguments, const std::string& input = "") {
        arguments.insert(arguments.begin(), "user");
        arguments.insert(arguments.end(), {"lin", "--config", fixture.config});
        return Program(arguments, input).wait();
    };
    REQUIRE(run({"add"}, "correct horse\n") == 0);
    std::string cookie;
    const auto status = [&] {  // of a request with that cookie to a server started for it
        Program server({"serve", "--config", fixture.config});
        const auto port = port_after(server.wait_for("listening on "), "listening on http://127.0.0.1:");
        REQUIRE(port != 0);
        if (cookie.empty()) {
            const auto signed_in = post(port, "/login", "username=lin&password=correct+horse",
                                        {{"Content-Type", "application/x-www-form-urlencoded"}});
            cookie = signed_in.header("set-cookie").substr(0, signed_in.header("set-cookie").find(';'));
        }
        const auto answer = get(port, "/api/session", {{"Cookie", cookie}}).status;
        server.signal(SIGTERM);
        CHECK(server.wait() == 0);
        return answer;
    };
    CHECK(status() == 200);
    CHECK(status() == 200);
    REQUIRE(run({"passwd"}, "battery staple\n") == 0);
    CHECK(status() == 401);
}

TEST_CASE(
    "the sandbox starts with people, customers and a link that signs in once, and goes on where it was") {
    const TempFolder folder;
    const auto data = folder.path() + "/sandbox";
    for (const char* language : {"zh", "en"}) {
        CAPTURE(language);
        Program sandbox({"sandbox", "--port", "0", "--data", data, "--lang", language});
        const auto output = sandbox.wait_for("Ctrl+C");
        const auto port = port_after(output, "http://127.0.0.1:");
        REQUIRE(port != 0);
        const auto begin = output.find("/signin?ticket=");
        REQUIRE(begin != std::string::npos);
        const auto link = output.substr(begin, output.find_first_of(" \n", begin) - begin);
        const auto first = get(port, link);
        CHECK(first.status == 303);
        CHECK(first.header("location") == "/");
        const auto cookie = first.header("set-cookie").substr(0, first.header("set-cookie").find(';'));
        CHECK(cookie.starts_with("kfdesk="));
        CHECK(get(port, link).header("location") == "/login?error=link_used");
        CHECK(eventually(
            [&] {
                return get(port, "/api/snapshot", {{"Cookie", cookie}}).body.find("王小明") !=
                       std::string::npos;
            },
            15'000));
        CHECK(eventually([&] { return get(port, "/readyz").status == 200; }, 15'000));
        sandbox.signal(SIGINT);
        CHECK(sandbox.wait() == 0);
    }
    const auto rights = std::filesystem::status(data + "/kfdesk.toml").permissions();
    CHECK((rights & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
          std::filesystem::perms::none);
}
