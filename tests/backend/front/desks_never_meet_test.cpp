// Everything that one desk answers, asked with the session and the ids of another one.
#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "backend/storage/store.h"
#include "tests/backend/front/two_desks.h"
#include "tests/shared/protocol/values.h"

using namespace kf;
using namespace kf::test;

namespace {

using Json = nlohmann::json;

constexpr const char* kSecretOfA = "secret-of-jia";

// How a route of another desk is tried.
struct Probe {
    std::string path;       // with ids of A
    int to_stranger = 401;  // what B says to a session of A
    std::string body = {};
    std::string type = "application/json";
};

// Ids of what A has and B has not.
struct IdsOfA {
    ConversationId conversation;
    MessageId message;
    MediaId media;
    std::string upload, session, corp;
    SessionId served;
};

// Every route of a desk. A new one is missing here and fails the test until somebody says how it is tried.
std::map<std::string, Probe> probes(const IdsOfA& a) {
    const auto conversation = "/api/conversations/" + std::to_string(a.conversation.value);
    const auto media = "/api/media/" + std::to_string(a.media.value);
    return {
        // WeCom's: below the other desk's address the corp is not there.
        {"GET /callback/<corp>",
         {"/callback/" + a.corp + "?msg_signature=x&timestamp=1&nonce=1&echostr=x", 404}},
        {"POST /callback/<corp>",
         {"/callback/" + a.corp + "?msg_signature=x&timestamp=1&nonce=1", 404, "<xml/>"}},
        {"GET /callback/<corp>/", {"/callback/" + a.corp + "/?msg_signature=x&timestamp=1&nonce=1", 404}},
        {"POST /callback/<corp>/",
         {"/callback/" + a.corp + "/?msg_signature=x&timestamp=1&nonce=1", 404, "<xml/>"}},
        // A's password at B.
        {"POST /login", {"/login", 401, R"({"username":"lin","password":"correct-horse-jia"})"}},
        // Ends nothing of A's.
        {"POST /logout", {"/logout", 200, "{}"}},
        {"GET /signin", {"/signin?ticket=x", 303}},
        {"GET /api/session", {"/api/session"}},
        {"GET /api/sessions", {"/api/sessions"}},
        {"DELETE /api/sessions/<id>", {"/api/sessions/" + a.session}},
        {"DELETE /api/sessions", {"/api/sessions"}},
        {"POST /api/password",
         {"/api/password", 401, R"({"old":"correct-horse-jia","new":"another-horse-jia"})"}},
        {"GET /api/snapshot", {"/api/snapshot"}},
        {"GET /api/conversations/<id>", {conversation}},
        {"GET /api/ended_conversations", {"/api/ended_conversations"}},
        {"GET /api/conversations/<id>/messages", {conversation + "/messages"}},
        {"GET /api/conversations/<id>/details", {conversation + "/details"}},
        {"POST /api/socket_check", {"/api/socket_check", 401, "{}"}},
        {"GET /api/media/<id>", {media}},
        {"GET /api/media/<id>/thumbnail", {media + "/thumbnail"}},
        {"GET /api/avatars/<id>", {"/api/avatars/1"}},
        {"POST /api/uploads", {"/api/uploads", 401, R"({"name":"a.txt","bytes":6,"purpose":"file"})"}},
        {"GET /api/uploads/<upload>", {"/api/uploads/" + a.upload}},
        {"PUT /api/uploads/<upload>", {"/api/uploads/" + a.upload + "?offset=0", 401, "123456"}},
        {"DELETE /api/uploads/<upload>", {"/api/uploads/" + a.upload}},
        {"GET /api/search", {"/api/search?q=secret"}},
        {"GET /api/quick_replies.csv", {"/api/quick_replies.csv"}},
        {"POST /api/quick_replies/import",
         {"/api/quick_replies/import", 401, "title,text\na,b\n", "text/csv"}},
        {"GET /api/chats.csv", {"/api/chats.csv?conversation=" + std::to_string(a.conversation.value)}},
        {"GET /api/chats.jsonl", {"/api/chats.jsonl?conversation=" + std::to_string(a.conversation.value)}},
        {"WS /ws", {"/ws"}},
    };
}

HttpAnswer ask(TwoDesks& desks, const std::string& method, const std::string& target, const Probe& probe,
               const Headers& more) {
    RawClient client(desks.port);
    Headers headers{{"Accept", "application/json"}};
    if (!probe.body.empty()) headers.emplace_back("Content-Type", probe.type);
    headers.insert(headers.end(), more.begin(), more.end());
    if (method != "WS") return client.request(method, target, headers, probe.body);
    WsClient socket(desks.port);
    headers.emplace_back("Origin", desks.origin());
    return socket.open(target, headers);
}

class Meeting {
  public:
    Meeting() {
        desks.add_users();
        // A has more than B, so that some of its numbers are nobody's at B.
        for (std::size_t customer = 0; customer < 3; ++customer)
            for (const char* word : {" one", " two", " three"})
                desks.a.write(std::string{kSecretOfA} + word, customer);
        desks.b.write("what yi may see");
        of_a = desks.sign_in(desks.a, "/d/jia");
        of_b = desks.sign_in(desks.b, "/d/yi");
        REQUIRE(eventually(
            [&] {
                const auto seen = desks.snapshot(desks.a, of_a);
                std::size_t with_all = 0;
                for (const auto& one : seen.conversations)
                    with_all += one.last.text_zh == std::string{kSecretOfA} + " three" ? 1 : 0;
                return with_all == 3 && desks.snapshot(desks.b, of_b).conversations.size() == 1;
            },
            20'000));
        const auto seen = desks.snapshot(desks.a, of_a);
        for (const auto& one : seen.conversations) {
            if (one.id < ids.conversation) continue;
            ids.conversation = one.id;
            ids.message = one.last.id;
            ids.served = one.session;
        }
        ids.corp = desks.a.corp;
        const auto begun =
            post(desks.port, "/d/jia/api/uploads", R"({"name":"a.txt","bytes":6,"purpose":"file"})",
                 {{"Cookie", of_a}, {"Content-Type", "application/json"}});
        REQUIRE(begun.status == 201);
        ids.upload = Json::parse(begun.body).at("upload").get<std::string>();
        RawClient client(desks.port);
        const auto done = client.request("PUT", "/d/jia/api/uploads/" + ids.upload + "?offset=0",
                                         {{"Cookie", of_a}}, "123456");
        REQUIRE(done.status == 200);
        ids.media = MediaId{Json::parse(done.body).at("media").at("id").get<std::int64_t>()};
        const auto sessions = get(desks.port, "/d/jia/api/sessions", {{"Cookie", of_a}});
        ids.session = Json::parse(sessions.body).at("sessions").at(0).at("id").get<std::string>();
    }

    // A's session under the name that B's cookies have.
    [[nodiscard]] std::string a_as_b() const {
        return of_b.substr(0, of_b.find('=') + 1) + of_a.substr(of_a.find('=') + 1);
    }

    // What A has is as it was: not a number more, and still signed in.
    void check_untouched(EventSeq head) {
        CHECK(desks.head(desks.a) == head);
        CHECK(get(desks.port, "/d/jia/api/session", {{"Cookie", of_a}}).status == 200);
        CHECK(get(desks.port, "/d/jia/api/media/" + std::to_string(ids.media.value), {{"Cookie", of_a}})
                  .status == 200);
    }

    TwoDesks desks;
    std::string of_a, of_b;
    IdsOfA ids;
};

}  // namespace

TEST_CASE("no route of a desk knows the sessions of another one") {
    Meeting at;
    const auto head = at.desks.head(at.desks.a);
    const auto routes = at.desks.loop.on_loop([&] { return at.desks.app->desk("yi")->router()->routes(); });
    const auto known = probes(at.ids);
    REQUIRE(routes.size() == known.size());
    for (const auto& [method, pattern] : routes) {
        const auto name = method + " " + pattern;
        CAPTURE(name);
        REQUIRE_MESSAGE(known.contains(name), "say in probes() how this route is tried");
        const Probe& probe = known.at(name);
        for (const auto& cookie : {at.of_a, at.a_as_b()}) {
            // By path, and by the host name of the other desk.
            const auto by_path = ask(at.desks, method, "/d/yi" + probe.path, probe, {{"Cookie", cookie}});
            CHECK(by_path.status == probe.to_stranger);
            CHECK(by_path.body.find(kSecretOfA) == std::string::npos);
            if (pattern.starts_with("/callback") || method == "WS") continue;
            const auto by_host =
                ask(at.desks, method, probe.path, probe, {{"Cookie", cookie}, {"Host", "yi.example.com"}});
            CHECK(by_host.status == probe.to_stranger);
            CHECK(by_host.body.find(kSecretOfA) == std::string::npos);
        }
    }
    at.check_untouched(head);
}

TEST_CASE("no route of a desk finds what another one has, whatever number is asked for") {
    Meeting at;
    const auto head = at.desks.head(at.desks.a);
    // They end the session with which the others ask.
    const std::set<std::string> last{"POST /logout", "POST /login", "WS /ws"};
    for (const auto& [route, probe] : probes(at.ids)) {
        const std::string name = route;
        if (last.contains(name)) continue;
        CAPTURE(name);
        const auto method = name.substr(0, name.find(' '));
        const auto answer = ask(at.desks, method, "/d/yi" + probe.path, probe, {{"Cookie", at.of_b}});
        CHECK(answer.status != 0);
        CHECK(answer.status < 500);
        CHECK(answer.body.find(kSecretOfA) == std::string::npos);
        const bool names_one =
            name.find("/<") != std::string::npos || name.find("chats") != std::string::npos;
        if (names_one) CHECK(answer.status == 404);
    }
    CHECK(ask(at.desks, "POST", "/d/yi/logout", {"", 0, "{}"}, {{"Cookie", at.of_b}}).status == 200);
    at.check_untouched(head);
}

TEST_CASE("no frame of a console reaches another desk, whatever ids it names") {
    Meeting at;
    const auto head = at.desks.head(at.desks.a);
    const auto a = at.desks.snapshot(at.desks.a, at.of_a);
    const auto b = at.desks.snapshot(at.desks.b, at.of_b);
    std::set<std::size_t> commands;
    for (ClientFrame frame : values::client_frames()) {
        if (const auto* command = std::get_if<CommandFrame>(&frame))
            commands.insert(command->command.index());
        auto json = Json::parse(write_client_frame(frame));
        // Its ids are A's.
        const std::function<void(Json&)> name_a = [&](Json& value) {
            if (value.is_array())
                for (auto& item : value) name_a(item);
            if (!value.is_object()) return;
            for (const auto& [key, item] : value.items()) {
                if (key == "conversation" && item.is_number()) item = at.ids.conversation.value;
                if ((key == "message" || key == "up_to" || key == "seen") && item.is_number())
                    item = at.ids.message.value;
                if (key == "session" && item.is_number()) item = at.ids.served.value;
                if (key == "corp" && item.is_string()) item = at.ids.corp;
                if (key == "epoch") item = a.epoch;
                name_a(item);
            }
        };
        name_a(json);
        CAPTURE(json.dump());
        WsClient console(at.desks.port);
        REQUIRE(console.open("/d/yi/ws", {{"Cookie", at.of_b}, {"Origin", at.desks.origin()}}).status == 101);
        if (std::holds_alternative<CommandFrame>(frame)) {
            console.send_text(write_client_frame(Hello{kProtocolVersion, b.epoch, b.seq}));
        }
        console.send_text(json.dump());
        console.send_text(write_client_frame(Ping{}));
        bool ponged = false;
        while (!ponged) {
            const auto text = console.read_text();
            if (!text) break;
            CHECK(text->find(kSecretOfA) == std::string::npos);
            if (std::holds_alternative<Hello>(frame)) {
                CHECK(text->find("welcome") == std::string::npos);
            }
            const auto read = read_server_frame(*text);
            ponged = read.ok() && std::holds_alternative<Pong>(*read);
        }
        CHECK(ponged);
    }
    CHECK_MESSAGE(commands.size() == std::variant_size_v<Command>, "every command has a value in values.cpp");
    at.check_untouched(head);
}
