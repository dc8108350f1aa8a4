#include <httplib.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "backend/callback/callback_crypto.h"
#include "backend/sandbox/sim_server.h"
#include "tests/sandbox/sim_fixture.h"

using namespace kf;
using namespace kf::sim;
using namespace std::chrono_literals;

namespace {

// A client of the simulated WeCom over real HTTP.
struct PhonePage {
    SimServer server;
    int port = 0;
    std::unique_ptr<httplib::Client> http;

    explicit PhonePage(SimOptions options = {}) {
        const auto started = server.start(std::move(options));
        REQUIRE(started.ok());
        port = *started;
        http = std::make_unique<httplib::Client>("127.0.0.1", port);
        http->set_read_timeout(10, 0);
    }
    Json post(const std::string& path, const Json& body) {
        const auto result = http->Post(path, body.dump(), "application/json");
        REQUIRE(result);
        return Json::parse(result->body, nullptr, false);
    }
    Json get(const std::string& path) {
        const auto result = http->Get(path);
        REQUIRE(result);
        return Json::parse(result->body, nullptr, false);
    }
    std::string token() {
        const SimConfig config;
        return get("/cgi-bin/gettoken?corpid=" + config.corp_id +
                   "&corpsecret=" + config.secret)["access_token"]
            .get<std::string>();
    }
    void write(const std::string& text) {
        REQUIRE(post("/control/customers/write",
                     {{"external_userid", kWang}, {"open_kfid", kSales}, {"text", text}})["ok"] == true);
    }
};

// An app's callback address: counts what it is told and answers as asked.
struct App {
    httplib::Server http;
    std::thread thread;
    int port = 0;
    std::atomic<int> posts{0};
    std::atomic<int> status{200};

    App() {
        http.Post("/callback", [this](const httplib::Request& request, httplib::Response& response) {
            const SimConfig config;
            const auto begin = request.body.find("<Encrypt><![CDATA[") + 18;
            const auto end = request.body.find("]]>", begin);
            const bool good =
                verify_callback(request.get_param_value("msg_signature"), config.callback_token,
                                request.get_param_value("timestamp"), request.get_param_value("nonce"),
                                request.body.substr(begin, end - begin));
            ++posts;
            response.status = good ? status.load() : 400;
        });
        http.Get("/callback", [](const httplib::Request& request, httplib::Response& response) {
            const SimConfig config;
            const auto key = decode_callback_key(config.encoding_aes_key);
            const auto echo =
                open_callback({config.callback_token, *key, config.corp_id},
                              request.get_param_value("msg_signature"), request.get_param_value("timestamp"),
                              request.get_param_value("nonce"), request.get_param_value("echostr"));
            response.status = echo.ok() ? 200 : 400;
            response.body = echo.ok() ? *echo : "";
        });
        port = http.bind_to_any_port("127.0.0.1");
        thread = std::thread([this] { http.listen_after_bind(); });
        while (!http.is_running()) std::this_thread::sleep_for(1ms);
    }
    ~App() {
        http.stop();
        thread.join();
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port) + "/callback"; }
    bool wait_for_posts(int count) const {
        for (int i = 0; i < 500 && posts < count; ++i) std::this_thread::sleep_for(10ms);
        return posts >= count;
    }
};

}  // namespace

TEST_CASE("a whole conversation works over real HTTP, callbacks included") {
    App app;
    PhonePage phone;
    phone.server.set_callback_url(app.url());
    CHECK(phone.post("/control/callbacks/verify", Json::object())["verified"] == true);
    phone.write("你好");
    REQUIRE(app.wait_for_posts(1));
    const auto token = phone.token();
    const auto page = phone.post("/cgi-bin/kf/sync_msg?access_token=" + token, {{"open_kfid", kSales}});
    REQUIRE(page["msg_list"].size() == 1);
    CHECK(page["msg_list"][0]["text"]["content"] == "你好");
    const auto sent = phone.post(
        "/cgi-bin/kf/send_msg?access_token=" + token,
        {{"touser", kWang}, {"open_kfid", kSales}, {"msgtype", "text"}, {"text", {{"content", "您好"}}}});
    CHECK(sent["errcode"] == 0);
    CHECK(phone.get("/control/ledger")["received_total"] == 1);
    const auto accounts =
        phone.post("/cgi-bin/kf/account/list?access_token=" + token, Json::object())["account_list"];
    const auto avatar = accounts[0]["avatar"].get<std::string>();
    REQUIRE(avatar.starts_with(phone.server.base_url() + "/"));
    const auto picture = phone.http->Get(avatar.substr(phone.server.base_url().size()));
    REQUIRE(picture);
    CHECK(picture->body.starts_with("\x89PNG"));
}

TEST_CASE("a callback that is answered with an error is sent three times") {
    App app;
    app.status = 500;
    SimOptions options;
    options.config.callback_url = app.url();
    options.config.callback_retry_ms = 20;
    PhonePage phone(std::move(options));
    phone.write("你好");
    REQUIRE(app.wait_for_posts(3));
    std::this_thread::sleep_for(150ms);
    CHECK(app.posts == 3);
    CHECK(phone.get("/control/callbacks")["given_up"] == 1);
}

TEST_CASE("a long poll answers when something arrives, not before its time without") {
    PhonePage phone;
    phone.write("一");
    const std::string target =
        "/control/messages?open_kfid=" + std::string(kSales) + "&external_userid=" + kWang;
    const auto revision = phone.get(target)["revision"].get<std::int64_t>();
    const auto began = std::chrono::steady_clock::now();
    std::thread writer([&] {
        std::this_thread::sleep_for(100ms);
        httplib::Client other("127.0.0.1", phone.port);
        other.Post("/control/customers/write",
                   Json{{"external_userid", kWang}, {"open_kfid", kSales}, {"text", "二"}}.dump(),
                   "application/json");
    });
    const auto answer = phone.get(target + "&after=" + std::to_string(revision) + "&wait_ms=5000");
    writer.join();
    CHECK(answer["lines"].size() == 2);
    CHECK(std::chrono::steady_clock::now() - began < 4s);
    const auto later = answer["revision"].get<std::int64_t>();
    const auto nothing = phone.get(target + "&after=" + std::to_string(later) + "&wait_ms=50");
    CHECK(nothing["revision"] == later);
}

TEST_CASE("a lost answer breaks the connection, and the send was carried out") {
    PhonePage phone;
    phone.write("你好");
    const auto token = phone.token();
    phone.post("/control/faults", {{"kind", "lost_answer"}, {"endpoint", "send_msg"}, {"count", 1}});
    const Json body{{"touser", kWang},
                    {"open_kfid", kSales},
                    {"msgid", "id-1"},
                    {"msgtype", "text"},
                    {"text", {{"content", "x"}}}};
    httplib::Client once("127.0.0.1", phone.port);
    CHECK_FALSE(once.Post("/cgi-bin/kf/send_msg?access_token=" + token, body.dump(), "application/json"));
    CHECK(phone.post("/cgi-bin/kf/send_msg?access_token=" + token, body)["errcode"] == 95033);
    CHECK(phone.get("/control/ledger")["received_total"] == 1);
}

TEST_CASE("latency holds the answer back without holding up others") {
    PhonePage phone;
    phone.post("/control/faults", {{"kind", "latency"}, {"endpoint", "gettoken"}, {"ms", 300}, {"count", 1}});
    const auto began = std::chrono::steady_clock::now();
    std::thread slow([&] { CHECK_FALSE(phone.token().empty()); });
    std::this_thread::sleep_for(50ms);
    httplib::Client other("127.0.0.1", phone.port);
    CHECK(other.Get("/control/clock"));
    CHECK(std::chrono::steady_clock::now() - began < 250ms);
    slow.join();
    CHECK(std::chrono::steady_clock::now() - began >= 300ms);
}

TEST_CASE("multipart uploads and form-typed JSON arrive whole, and ranges are served once") {
    PhonePage phone;
    const auto token = phone.token();
    const httplib::MultipartFormDataItems items{{"media", "0123456789", "数字.txt", "text/plain"}};
    const auto uploaded = phone.http->Post("/cgi-bin/media/upload?type=file&access_token=" + token, items);
    REQUIRE(uploaded);
    const auto id = Json::parse(uploaded->body)["media_id"].get<std::string>();
    const auto part = phone.http->Get("/cgi-bin/media/get?access_token=" + token + "&media_id=" + id,
                                      {{"Range", "bytes=2-4"}});
    REQUIRE(part);
    CHECK(part->status == 206);
    CHECK(part->body == "234");
    const Json large{{"nickname", std::string(20000, 'n')}};
    const auto form =
        phone.http->Post("/control/customers", large.dump(), "application/x-www-form-urlencoded");
    REQUIRE(form);
    CHECK(form->status == 200);
}

TEST_CASE("the pages are served, and hostile requests get an answer") {
    PhonePage phone;
    for (const std::string path :
         {"/", "/phone", "/client", "/phone.css", "/phone.js", "/client.js", "/panel.js"}) {
        CAPTURE(path);
        const auto page = phone.http->Get(path);
        REQUIRE(page);
        CHECK(page->status == 200);
        CHECK_FALSE(page->body.empty());
        CHECK(page->get_header_value("Content-Security-Policy").find("default-src 'self'") == 0);
    }
    const auto missing = phone.http->Get("/nothing");
    REQUIRE(missing);
    CHECK(missing->status == 404);
    const auto long_path = phone.http->Get("/" + std::string(5000, 'a'));
    REQUIRE(long_path);
    CHECK(long_path->status == 414);
    const auto without_body = phone.http->Post("/control/limits/clear");
    REQUIRE(without_body);
    CHECK(without_body->status == 200);
}

TEST_CASE("a taken port and a bad key are errors, and stopping while somebody waits is quick") {
    PhonePage phone;
    SimServer second;
    SimOptions options;
    options.port = phone.port;
    const auto taken = second.start(options);
    REQUIRE_FALSE(taken.ok());
    CHECK(taken.error().code == ErrorCode::PortTaken);
    SimServer third;
    SimOptions bad;
    bad.config.encoding_aes_key = "short";
    CHECK_FALSE(third.start(bad).ok());
    std::thread waiting([&] {
        httplib::Client other("127.0.0.1", phone.port);
        other.set_read_timeout(30, 0);
        other.Get("/control/state?after=999999&wait_ms=20000");
        other.Get("/control/state?after=" + std::to_string(1) + "&wait_ms=20000");
    });
    std::this_thread::sleep_for(100ms);
    const auto began = std::chrono::steady_clock::now();
    phone.server.stop();
    waiting.join();
    CHECK(std::chrono::steady_clock::now() - began < 6s);
}

TEST_CASE("traffic reaches the app and runs by itself") {
    App app;
    SimOptions options;
    options.config.callback_url = app.url();
    PhonePage phone(std::move(options));
    phone.post("/control/traffic", {{"customers", 3}, {"rate_per_sec", 50}, {"duration_secs", 1}});
    for (int i = 0; i < 300 && phone.get("/control/traffic")["running"] == true; ++i)
        std::this_thread::sleep_for(10ms);
    CHECK(phone.get("/control/ledger")["wrote_total"] == 50);
    CHECK(app.wait_for_posts(2));
    CHECK(app.posts < 50);  // several messages share a callback
}

TEST_CASE("a slow media takes its time, one that breaks off breaks the connection") {
    PhonePage phone;
    const auto token = phone.token();
    const auto fetch = [&](const std::string& behaviour) {
        const auto made = phone.http->Post("/control/media?type=file&filename=a.bin&" + behaviour,
                                           std::string(5000, 'x'), "application/octet-stream");
        REQUIRE(made);
        const auto id = Json::parse(made->body)["media_id"].get<std::string>();
        return phone.http->Get("/cgi-bin/media/get?access_token=" + token + "&media_id=" + id);
    };
    const auto begun = std::chrono::steady_clock::now();
    const auto slow = fetch("bytes_per_sec=20000");
    REQUIRE(slow);
    CHECK(slow->body == std::string(5000, 'x'));
    CHECK(std::chrono::steady_clock::now() - begun >= 200ms);
    CHECK_FALSE(fetch("break_after=2000"));
}

TEST_CASE("a receiver that trickles its answer is cut off when the whole time is up, and counts as failed") {
    // A bare socket: a byte of the head every 60 ms, for ever.
    httplib::Server slow;
    std::atomic<int> posts{0};
    std::atomic<bool> over{false};
    slow.Post("/callback", [&](const httplib::Request&, httplib::Response& response) {
        ++posts;
        response.set_chunked_content_provider("text/plain", [&](std::size_t, httplib::DataSink& sink) {
            std::this_thread::sleep_for(60ms);
            return !over && sink.write("x", 1);
        });
    });
    const int port = slow.bind_to_any_port("127.0.0.1");
    std::thread thread([&] { slow.listen_after_bind(); });
    while (!slow.is_running()) std::this_thread::sleep_for(1ms);
    SimOptions options;
    options.config.callback_url = "http://127.0.0.1:" + std::to_string(port) + "/callback";
    options.config.callback_retry_ms = 10;
    {
        PhonePage phone(std::move(options));
        CHECK(phone.get("/control/settings")["callback_timeout_ms"] == 5000);
        phone.post("/control/settings", {{"callback_timeout_ms", 300}});
        phone.write("你好");
        for (int i = 0; i < 800 && phone.get("/control/callbacks")["given_up"] == 0; ++i)
            std::this_thread::sleep_for(10ms);
        const auto callbacks = phone.get("/control/callbacks");
        CHECK(callbacks["given_up"] == 1);
        CHECK(callbacks["idle"] == true);
        REQUIRE(callbacks["records"].size() == 3);
        for (const auto& record : callbacks["records"]) {
            CHECK(record["note"] == "timeout");
            CHECK(record["took_ms"] >= 300);
            CHECK(record["took_ms"] < 3000);
        }
        CHECK(posts == 3);
    }
    over = true;
    slow.stop();
    thread.join();
}

TEST_CASE("what is too large to be read is refused in the words of who was asked") {
    PhonePage phone;
    const std::string large(25 * 1024 * 1024, 'x');
    const auto answer = [&](const std::string& path) {
        httplib::Client once("127.0.0.1", phone.port);
        const auto result = once.Post(path, large, "application/octet-stream");
        REQUIRE(result);
        return std::pair{result->status, Json::parse(result->body, nullptr, false)};
    };
    const auto upload = answer("/cgi-bin/media/upload?type=file&access_token=" + phone.token());
    CHECK(upload.first == 200);
    CHECK(upload.second["errcode"] == 45001);
    CHECK(answer("/cgi-bin/kf/send_msg?access_token=x").second["errcode"] == 40206);
    const auto control = answer("/control/media?type=file&filename=a");
    CHECK(control.first == 413);
    CHECK(control.second["error"] == "too_large");
}

TEST_CASE(
    "a foreign page cannot post to the control API over HTTP either, nor make it call its callback address") {
    PhonePage phone;
    for (const std::string path : {"/control/reset", "/control/callbacks/verify"}) {
        CAPTURE(path);
        const auto refused = phone.http->Post(path, {{"Origin", "https://evil.example"}}, "{}", "text/plain");
        REQUIRE(refused);
        CHECK(refused->status == 403);
    }
    const auto own = phone.http->Post(
        "/control/limits/clear", {{"Origin", phone.server.base_url()}, {"Sec-Fetch-Site", "same-origin"}},
        "{}", "application/json");
    REQUIRE(own);
    CHECK(own->status == 200);
}

TEST_CASE("an app can live in the simulated time: it hears of every move of the clock, and of the reset") {
    auto moves = std::make_shared<std::atomic<int>>(0);
    SimOptions options;
    options.clock = [] { return UnixMs{1'795'132'800'000}; };
    options.clock_moved = [moves] { ++*moves; };
    std::function<UnixMs()> clock;
    {
        PhonePage phone(std::move(options));
        clock = phone.server.shared_clock();
        CHECK(clock() == 1'795'132'800'000);
        phone.post("/control/clock", {{"advance_secs", 172'800}});
        CHECK(clock() == 1'795'132'800'000 + 172'800'000);
        CHECK(phone.get("/control/clock")["now_ms"] == clock());
        CHECK(*moves == 1);
        phone.write("hi");
        CHECK(*moves == 1);
        phone.post("/control/reset", Json::object());
        CHECK(clock() == 1'795'132'800'000);
        CHECK(*moves == 2);
    }
    CHECK(clock() == 1'795'132'800'000);
}
