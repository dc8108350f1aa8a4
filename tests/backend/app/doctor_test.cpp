#include "backend/app/doctor.h"

#include <doctest/doctest.h>
#include <httplib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>

#include "backend/app/config.h"
#include "backend/app/doctor_checks.h"
#include "backend/callback/callback_handler.h"
#include "backend/sandbox/sim_server.h"
#include "backend/sandbox/world.h"
#include "tests/backend/http/own_certificate.h"

using namespace kf;

namespace {

// A complete installation: kfsim as WeCom, our callback address, a data folder, a console.
struct Installation {
    sim::SimConfig wecom;
    sim::SimServer server;
    httplib::Server front;
    std::thread front_thread;
    std::filesystem::path folder =
        std::filesystem::temp_directory_path() /
        ("kfdesk_doctor_" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
    Config config;
    DoctorOptions options;
    UnixMs clock_skew = 0;
    bool answers_callback = true;

    Installation() {
        std::filesystem::create_directories(folder / "console");
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
        std::ofstream(folder / "console" / "index.html") << "<!doctype html>";
        REQUIRE(server.start({}).ok());
        front.Get("/callback/(.*)", [this](const httplib::Request& request, httplib::Response& response) {
            auto handler = CallbackHandler::create(
                {CorpId{wecom.corp_id}, wecom.callback_token, wecom.encoding_aes_key}, system_clock());
            const auto decision = handler->get(request.target.substr(request.target.find('?') + 1));
            response.status = answers_callback ? decision.status : 200;
            response.set_content(answers_callback ? decision.body : "<html>welcome to the proxy</html>",
                                 "text/plain");
        });
        const int port = front.bind_to_any_port("127.0.0.1");
        front_thread = std::thread([this] { front.listen_after_bind(); });
        while (!front.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
        config.server.public_url = "http://127.0.0.1:" + std::to_string(port);
        config.server.static_dir = (folder / "console").string();
        config.storage.path = folder.string();
        config.corps.push_back({.name = "示例",
                                .corp_id = CorpId{wecom.corp_id},
                                .secret = wecom.secret,
                                .token = wecom.callback_token,
                                .encoding_aes_key = wecom.encoding_aes_key,
                                .api_base = server.base_url()});
        options.clock = [this] { return system_clock()() + clock_skew; };
    }
    ~Installation() {
        front.stop();
        front_thread.join();
        server.stop();
        std::filesystem::remove_all(folder);
    }
    Installation(const Installation&) = delete;
    Installation& operator=(const Installation&) = delete;

    void fail_endpoint(const char* endpoint, int errcode) {
        sim::Fault fault;
        fault.kind = sim::FaultKind::Errcode;
        fault.endpoint = endpoint;
        fault.errcode = errcode;
        server.with([&](sim::Simulator& simulator) { simulator.world().faults.add(fault); });
    }
    [[nodiscard]] DoctorLine line(const std::string& check) const {
        for (const auto& found : examine(config, options))
            if (found.check == check) return found;
        FAIL("no such check: " << check);
        return {};
    }
};

// A wrong line says what to do in both languages.
void check_wrong(const DoctorLine& line, const char* needle) {
    CAPTURE(line.check);
    CAPTURE(line.zh);
    CHECK(line.finding == Finding::Wrong);
    CHECK((line.zh + line.todo_zh).find(needle) != std::string::npos);
    CHECK(!line.en.empty());
    CHECK(!line.todo_zh.empty());
    CHECK(!line.todo_en.empty());
}

}  // namespace

TEST_CASE("a sound installation passes every check") {
    Installation at;
    std::ostringstream out;
    CHECK(run_doctor(at.config, at.options, out) == 0);
    CAPTURE(out.str());
    for (const auto& line : examine(at.config, at.options)) {
        CAPTURE(line.check);
        CAPTURE(line.zh);
        CHECK((line.finding == Finding::Ok || line.check == "public_url"));
    }
    CHECK(out.str().find("回调地址") != std::string::npos);
    CHECK(out.str().find("售前咨询") != std::string::npos);
    CHECK(out.str().find(at.wecom.secret) == std::string::npos);
}

TEST_CASE("a wrong secret is told apart from everything else, and what depends on it is skipped") {
    Installation at;
    at.config.corps[0].secret = "not-the-secret";
    check_wrong(at.line("token"), "secret");
    CHECK(at.line("wecom_connection").finding == Finding::Ok);
    for (const char* check : {"trusted_ip", "accounts", "servicers"})
        CHECK(at.line(check).finding == Finding::Skipped);
    std::ostringstream out;
    CHECK(run_doctor(at.config, at.options, out) == 1);
    CHECK(out.str().find("not-the-secret") == std::string::npos);
}

TEST_CASE("a WeCom that cannot be reached is said with its address") {
    Installation at;
    at.config.corps[0].api_base = "http://127.0.0.1:1";
    check_wrong(at.line("wecom_connection"), "http://127.0.0.1:1");
    CHECK(at.line("token").finding == Finding::Skipped);
}

TEST_CASE("a server that is no WeCom is said to be none, as it gives no token") {
    Installation at;
    at.front.Get("/cgi-bin/.*", [](const httplib::Request&, httplib::Response& response) {
        response.set_content("<html>welcome to the proxy</html>", "text/html");
    });
    at.config.corps[0].api_base = at.config.server.public_url;
    check_wrong(at.line("wecom_connection"), "api_base");
    for (const char* check : {"clock", "token", "trusted_ip", "accounts", "servicers"})
        CHECK(at.line(check).finding == Finding::Skipped);
}

TEST_CASE("a WeCom that is busy for a moment is asked once more, as the server does") {
    Installation at;
    sim::Fault busy;
    busy.kind = sim::FaultKind::Busy;
    busy.endpoint = "account/list";
    busy.count = 1;
    at.server.with([&](sim::Simulator& simulator) { simulator.world().faults.add(busy); });
    CHECK(at.line("trusted_ip").finding == Finding::Ok);
}

TEST_CASE("what is refused is told in WeCom's words, without the secret") {
    Installation at;
    at.fail_endpoint("servicer/list", 48002);
    const auto line = at.line("servicers");
    check_wrong(line, "48002");
    CHECK(line.zh.find(at.wecom.secret) == std::string::npos);
    CHECK(at.line("accounts").finding == Finding::Ok);
}

TEST_CASE("an address that is not trusted, and a missing permission, are told apart") {
    Installation at;
    at.fail_endpoint("account/list", 60020);
    check_wrong(at.line("trusted_ip"), "企业可信IP");
    Installation other;
    other.fail_endpoint("account/list", 48002);
    check_wrong(other.line("trusted_ip"), "48002");
}

TEST_CASE("accounts that the app does not manage are said, with the menu where to change it") {
    Installation at;
    at.server.with([](sim::Simulator& simulator) {
        for (auto& [id, account] : simulator.world().accounts) account.managed = false;
    });
    check_wrong(at.line("accounts"), "可调用接口的应用");
}

TEST_CASE("servicers outside of the visible range are said") {
    Installation at;
    at.fail_endpoint("servicer/list", 60030);
    check_wrong(at.line("servicers"), "可见范围");
}

TEST_CASE("a clock that is off is said before it makes callbacks fail") {
    Installation at;
    at.clock_skew = 400'000;
    check_wrong(at.line("clock"), "快");
    at.clock_skew = -400'000;
    check_wrong(at.line("clock"), "慢");
    at.clock_skew = 90'000;
    CHECK(at.line("clock").finding == Finding::Warning);
}

TEST_CASE("a callback address that is not reachable, or answered by somebody else, is said") {
    Installation at;
    at.answers_callback = false;
    check_wrong(at.line("callback"), "反向代理");
    at.config.server.public_url = "http://127.0.0.1:1";
    check_wrong(at.line("callback"), "kfdesk serve");
    at.answers_callback = true;
}

TEST_CASE("without a public address an installation on this machine only is checked by where it listens") {
    Installation at;
    at.config.server.listen = at.config.server.public_url.substr(7);
    at.config.server.public_url.clear();
    CHECK(at.line("public_url").finding == Finding::Warning);
    CHECK(at.line("callback").finding == Finding::Ok);
}

TEST_CASE("a callback of another configuration is noticed") {
    Installation at;
    at.config.corps[0].token = "anotherToken";
    check_wrong(at.line("callback"), "同一份配置");
}

TEST_CASE("keys that cannot work are found without asking anybody") {
    Installation at;
    at.config.corps[0].encoding_aes_key.pop_back();
    check_wrong(at.line("callback_keys"), "43");
    CHECK(at.line("callback").finding == Finding::Skipped);
    at.config.corps[0].encoding_aes_key = at.wecom.encoding_aes_key;
    at.config.corps[0].token = "with space";
    check_wrong(at.line("callback_keys"), "Token");
}

TEST_CASE("folder, console and public address of the installation are checked") {
    Installation at;
    at.config.storage.path = (at.folder / "console" / "index.html").string();
    check_wrong(at.line("storage"), "storage.path");
    at.config.server.static_dir = (at.folder / "nowhere").string();
    check_wrong(at.line("console"), "static_dir");
    at.config.server.public_url.clear();
    at.config.server.listen = "0.0.0.0:8080";
    check_wrong(at.line("public_url"), "public_url");
    CHECK(at.line("callback").finding == Finding::Skipped);
    at.config.server.tls_certificate = "/nonexistent.pem";
    at.config.server.tls_key = "/nonexistent.key";
    check_wrong(at.line("certificate"), "PEM");
    at.config.corps.push_back(at.config.corps[0]);
    check_wrong(at.line("config"), "两次");
    at.config.corps.clear();
    check_wrong(at.line("config"), "[[corp]]");
}

TEST_CASE("the certificate is looked at before browsers and WeCom refuse it") {
    Installation at;
    at.config.server.public_url = "https://desk.example.com";
    const auto folder = at.folder.string();
    const char* host = "desk.example.com";
    constexpr long kDay = 24 * 3600;
    const test::Certificate good(folder, "good", host, 90 * kDay + 600),
        soon(folder, "soon", host, 13 * kDay + 600), enough(folder, "enough", host, 14 * kDay + 600),
        expired(folder, "expired", host, -60), early(folder, "early", host, 90 * kDay, 3600),
        other_name(folder, "other", "mail.example.com", 90 * kDay);
    std::ofstream(at.folder / "words.pem") << "no certificate\n";
    const auto words = (at.folder / "words.pem").string();
    struct Case {
        const char* what;
        std::string certificate, key;
        Finding finding;
        const char* word;  // in the Chinese sentence or its cure
    };
    const std::vector<Case> cases{
        {"good", good.certificate, good.key, Finding::Ok, "90 天"},
        {"14 days left", enough.certificate, enough.key, Finding::Ok, "14 天"},
        {"13 days left", soon.certificate, soon.key, Finding::Warning, "13 天到期"},
        {"expired", expired.certificate, expired.key, Finding::Wrong, "已经过期"},
        {"of the next hour", early.certificate, early.key, Finding::Wrong, "还没有生效"},
        {"another's key", good.certificate, soon.key, Finding::Wrong, "不匹配"},
        {"another name", other_name.certificate, other_name.key, Finding::Wrong, "不是发给 desk.example.com"},
        {"no PEM", words, good.key, Finding::Wrong, "不能使用"},
        {"a key that is no PEM", good.certificate, words, Finding::Wrong, "不能使用"},
        {"not there", folder + "/nowhere.crt", good.key, Finding::Wrong, "打不开"},
    };
    for (const auto& item : cases) {
        CAPTURE(std::string{item.what});
        at.config.server.tls_certificate = item.certificate;
        at.config.server.tls_key = item.key;
        const auto line = [&] {
            for (const auto& found : check_installation(at.config, at.options))
                if (found.check == "certificate") return found;
            return DoctorLine{};
        }();
        CAPTURE(line.zh);
        CHECK(line.finding == item.finding);
        CHECK((line.zh + line.todo_zh).find(item.word) != std::string::npos);
        CHECK(line.todo_zh.empty() == (item.finding == Finding::Ok));
        if (item.finding == Finding::Warning) CHECK(line.todo_zh.find("reload") != std::string::npos);
    }
    at.config.server.public_url = "https://mail.example.com:8443";
    at.config.server.tls_certificate = other_name.certificate;
    at.config.server.tls_key = other_name.key;
    for (const auto& found : check_installation(at.config, at.options))
        if (found.check == "certificate") CHECK(found.finding == Finding::Ok);
}

TEST_CASE("a data folder that does not exist yet is fine where it can be made") {
    Installation at;
    at.config.storage.path = (at.folder / "new" / "data").string();
    CHECK(at.line("storage").finding == Finding::Ok);
    CHECK(!std::filesystem::exists(at.folder / "new"));
}

TEST_CASE("a configuration that cannot be read is a finding, too, with its own exit code") {
    Installation at;
    const Result<Config> broken =
        Error{.code = ErrorCode::ConfigWrong, .message = "kfdesk.toml:3: unknown key 'sekret'"};
    std::ostringstream out;
    CHECK(run_doctor(broken, at.options, out) == 2);
    CHECK(out.str().find("kfdesk.toml:3") != std::string::npos);
}

TEST_CASE("findings can be had as JSON and in English") {
    Installation at;
    at.options.json = true;
    std::ostringstream out;
    CHECK(run_doctor(at.config, at.options, out) == 0);
    const auto all = nlohmann::json::parse(out.str());
    CHECK(all["ok"] == true);
    CHECK(all["lines"].size() == 14);
    at.options.json = false;
    at.options.english = true;
    std::ostringstream english;
    run_doctor(at.config, at.options, english);
    CHECK(english.str().find("callback address") != std::string::npos);
    CHECK(english.str().find("Nothing is wrong") != std::string::npos);
}

TEST_CASE("a folder or secret that others may read is named with the command that closes it") {
    Installation at;
    CHECK(at.line("rights").finding == Finding::Ok);
    std::filesystem::permissions(at.folder, std::filesystem::perms::all);
    const auto line = at.line("rights");
    CHECK(line.finding == Finding::Warning);
    CHECK(line.todo_zh == "执行：chmod -R g-w,o= " + at.folder.string());
    CHECK(line.todo_en == "Run: chmod -R g-w,o= " + at.folder.string());
    CHECK(line.zh.find("0777") != std::string::npos);
}

TEST_CASE("blanks that were cut off a secret are spoken of") {
    Installation at;
    at.config.trimmed_secrets.push_back("secret_file (/etc/kfdesk/secret)");
    const auto line = at.line("secrets");
    CHECK(line.finding == Finding::Warning);
    CHECK(line.zh.find("/etc/kfdesk/secret") != std::string::npos);
    CHECK(line.todo_zh.find("BOM") != std::string::npos);
}
