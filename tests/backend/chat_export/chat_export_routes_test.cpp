// Files of chats: that nothing is missing from them, who gets which, and what a spreadsheet is given.
#include "backend/chat_export/chat_export_routes.h"

#include <map>
#include <nlohmann/json.hpp>

#include "backend/auth/request_identity.h"
#include "shared/kf/message_codec.h"
#include "tests/backend/relay/relay_fixture.h"
#include "tests/shared/kf/samples.h"

using namespace kf;
using namespace kf::test;
using Json = nlohmann::json;

namespace {

struct ExportFixture : RelayFixture {
    ExportFixture() {
        add_user("boss", Role::Supervisor, {});
        add_user("half", Role::Supervisor, {kService});
        add_user("root", Role::Admin, {});
        agents.look();
        add_chat_export_routes(router, {*store.store, identity, clock()});
    }
    Response ask(const char* login, const std::string& query, const char* path = "/api/chats.jsonl",
                 const char* method = "GET") {
        Request request;
        request.method = method;
        request.path = path;
        request.query = query;
        if (login != nullptr) {
            const std::string cookie = identity.set_cookie(request, *sessions.begin(AgentId{login}, "test"));
            request.headers = {{"cookie", cookie.substr(0, cookie.find(';'))}};
        }
        const auto match = router.match("GET", path);
        REQUIRE(match.route != nullptr);
        std::optional<Response> answer;
        match.route->handler(request, [&](Response response) { answer = std::move(response); });
        REQUIRE(answer);
        return *answer;
    }
    // The whole file; `pieces` of it.
    std::string taken(const Response& response) {
        REQUIRE(response.status == 200);
        REQUIRE(response.source);
        std::string all;
        pieces = 0;
        for (auto next = BodySource::Next::More; next == BodySource::Next::More; ++pieces) {
            std::string piece;
            next = response.source->read(piece);
            REQUIRE(next != BodySource::Next::Failed);
            largest = std::max(largest, piece.size());
            all += piece;
        }
        return all;
    }
    std::vector<Json> lines(const char* login, const std::string& query) {
        std::vector<Json> found;
        const std::string all = taken(ask(login, query));
        for (std::size_t at = 0; at < all.size();) {
            const std::size_t end = all.find('\n', at);
            REQUIRE(end != std::string::npos);
            found.push_back(Json::parse(all.substr(at, end - at)));
            at = end + 1;
        }
        return found;
    }
    std::vector<std::string> texts(const char* login, const std::string& query) {
        std::vector<std::string> found;
        for (const Json& line : lines(login, query))
            if (line["type"] == "message") found.push_back(line["message"].value("text", ""));
        return found;
    }
    void see_recalled() {
        DeskSettings settings;
        settings.supervisors_see_recalled = true;
        REQUIRE(store->save_desk_settings(settings, now).ok());
    }
    static std::string of(const Conversation& head) {
        return "conversation=" + std::to_string(head.id.value);
    }

    RequestIdentity identity{sessions, agents, false};
    Router router;
    std::size_t pieces = 0, largest = 0;
};

// With members that nobody has documented, beside the body and inside of it.
Json with_unknown_members(Json sample) {
    sample["msgid"] = "x-" + sample["msgid"].get<std::string>();
    sample["new_member"] = {{"list", {1, 2.5, nullptr}}, {"text", "前所未见"}};
    const auto type = sample["msgtype"].get<std::string>();
    sample[type]["unknown_inside"] = "里面";
    return sample;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("whatever WeCom has sent comes out of the export as it came, unknown members with it") {
    ExportFixture f;
    f.see_recalled();
    std::map<std::string, Json> sent;
    std::vector<KfMessage> page;
    for (const auto samples : {samples::kReceived, samples::kEvents}) {
        for (const Json& sample : Json::parse(samples)) {
            for (const Json& json : {sample, with_unknown_members(sample)}) {
                auto message = message_from_wecom(json, AccountId{});
                REQUIRE(message.ok());
                page.push_back(*message);
                sent[json["msgid"].get<std::string>()] = json;
            }
        }
    }
    // Words that are no text, and an origin that nobody knows.
    for (
        const char* odd :
        {R"({"msgid":"o-1","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":3,"msgtype":"text","text":{"content":["a"]}})",
         R"({"msgid":"o-2","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":"1795132810","origin":3,"msgtype":"text","text":{"content":"x"}})",
         R"({"msgid":"o-3","open_kfid":"wkDemoAAAA0001","external_userid":"wmDemoCust0001","send_time":1795132810,"origin":9,"msgtype":"text","text":{"content":"y"}})"}) {
        page.push_back(*message_from_wecom_text(odd, AccountId{}));
        sent[page.back().msgid.value] = Json::parse(odd);
    }
    f.store.page(page, 1795132830, false, AccountId{"wkDemoAAAA0001"});
    std::map<std::string, Json> exported;
    for (const Json& line : f.lines("root", "account=wkDemoAAAA0001"))
        if (line.contains("raw")) exported[line["raw"]["msgid"].get<std::string>()] = line["raw"];
    CHECK(exported.size() == sent.size());
    for (const auto& [msgid, json] : sent) {
        const auto& this_msgid = msgid;
        CAPTURE(this_msgid);
        CHECK(exported[msgid] == json);
    }
}

TEST_CASE("only a text about which there is more to say keeps its JSON in the store") {
    ExportFixture f;
    const Json plain = Json::parse(samples::kReceived)[0];
    f.store.page({*message_from_wecom(plain, AccountId{}),
                  *message_from_wecom(with_unknown_members(plain), AccountId{})},
                 1795132830, false, AccountId{"wkDemoAAAA0001"});
    const auto head = f.store.conversation(CustomerId{"wmDemoCust0001"}, AccountId{"wkDemoAAAA0001"});
    const auto stored = f.store.messages(head.id);
    REQUIRE(stored.size() == 2);
    CHECK(stored[0].raw.empty());
    CHECK(stored[0].text == "满意");
    CHECK(Json::parse(stored[1].raw) == with_unknown_members(plain));
    CHECK(stored[1].text == "满意");
}

TEST_CASE("what we sent is exported as it was sent, with what became of it") {
    ExportFixture f;
    f.store.page({customer_text("c1", kDay, "在吗")}, kDay);
    const auto head = f.store.conversation();
    f.store.accept(f.store.send(head.id, "您好", kDay, "lin", "k1"), kDay);
    const auto found = f.lines("boss", ExportFixture::of(head));
    REQUIRE(found.size() == 3);
    CHECK(found[0]["type"] == "export");
    CHECK(found[0]["by"] == "boss");
    CHECK(found[2]["message"]["delivery"] == "accepted");
    CHECK(found[2]["message"]["sender"]["id"] == "lin");
    CHECK(found[2]["customer"] == kAnna.value);
    CHECK(found[2]["raw"] == Json::parse(R"({"msgtype":"text","text":{"content":"您好"}})"));
}

TEST_CASE(
    "supervisors export conversations of their accounts, administrators also whole accounts, agents none") {
    ExportFixture f;
    f.store.page({customer_text("c1", kDay, "销售")}, kDay);
    f.store.page({customer_text("c2", kDay, "售后", kBo, kService)}, kDay, false, kService);
    const std::string sales = ExportFixture::of(f.store.conversation());
    const std::string service = ExportFixture::of(f.store.conversation(kBo, kService));
    CHECK(f.ask(nullptr, sales).status == 401);
    CHECK(f.ask("lin", sales).status == 403);
    CHECK(f.ask("lin", "account=").status == 403);
    CHECK(f.texts("boss", sales) == Texts{"销售"});
    CHECK(f.ask("boss", "account=" + kSales.value).status == 403);
    CHECK(f.ask("boss", "").status == 403);
    CHECK(f.ask("half", sales).status == 404);
    CHECK(f.texts("half", service) == Texts{"售后"});
    CHECK(f.ask("root", "conversation=999").status == 404);
    CHECK(f.texts("root", "account=" + kService.value) == Texts{"售后"});
    CHECK(f.texts("root", "") == Texts{"销售", "售后"});
    for (const char* wrong : {"conversation=x", "conversation=-1", "from=1e9", "to=99999999999999999999"})
        CHECK(f.ask("root", wrong).status == 400);
}

TEST_CASE("the answer is a file that nobody keeps, and who took it is written down without its words") {
    ExportFixture f;
    const LogCapture& log = f.log;
    f.store.page({customer_text("c1", kDay, "保密的话")}, kDay);
    {
        const Response response = f.ask("boss", ExportFixture::of(f.store.conversation()), "/api/chats.csv");
        const auto header = [&](const char* name) {
            for (const auto& [known, value] : response.headers)
                if (known == name) return value;
            return std::string{};
        };
        CHECK(header("Cache-Control") == "no-store");
        CHECK(header("Content-Disposition").starts_with("attachment; filename=\"chats-"));
        CHECK(header("Content-Type") == "text/csv; charset=utf-8");
        f.taken(response);
    }
    CHECK(log.text().find("chats.export_begun") != std::string::npos);
    CHECK(log.text().find("agent=boss") != std::string::npos);
    CHECK(log.text().find("messages=1") != std::string::npos);
    CHECK(log.text().find("whole=true") != std::string::npos);
    CHECK(log.text().find("保密") == std::string::npos);
    f.ask("lin", "account=");
    CHECK(log.text().find("chats.export_refused") != std::string::npos);
}

TEST_CASE("what was recalled is in the file only for those who may read it") {
    ExportFixture f;
    f.store.page({customer_text("c1", kDay, "说错了"),
                  event_message("e1", kDay + 1, MessageRecalled{KfMessageId{"c1"}, {}})},
                 kDay + 1);
    const std::string one = ExportFixture::of(f.store.conversation());
    auto found = f.lines("boss", one);
    REQUIRE(found.size() == 2);
    CHECK(found[1]["message"]["recalled"] == true);
    CHECK_FALSE(found[1].contains("raw"));
    CHECK(found[1].dump().find("说错了") == std::string::npos);
    CHECK(f.taken(f.ask("boss", one, "/api/chats.csv")).find("说错了") == std::string::npos);
    f.see_recalled();
    found = f.lines("boss", one);
    CHECK(found[1]["message"]["text"] == "说错了");
    CHECK(found[1]["raw"]["text"]["content"] == "说错了");
}

TEST_CASE("a spreadsheet gets its byte order mark, local times, and nothing that it would calculate") {
    ExportFixture f;
    f.store.page({customer_text("c1", 1795132801, "=HYPERLINK(\"http://x\",\"点我\")"),
                  customer_text("c2", 1795132802, "两行\n\"引号\"")},
                 1795132803);
    const std::string account_name = "示例旗舰店";
    REQUIRE(f.store->save_accounts(kCorp, {{kCorp, kSales, account_name, true}}, f.now).ok());
    CustomerProfile anna;
    anna.id = kAnna;
    anna.name = "安娜";
    REQUIRE(f.store->save_customers(kCorp, {anna}, f.now).ok());
    const std::string one = ExportFixture::of(f.store.conversation());
    const std::string zh = f.taken(f.ask("boss", one + "&utc_offset=480", "/api/chats.csv"));
    CHECK(
        zh.starts_with("\xEF\xBB\xBF时间,客服账号名称,客服账号,客户名称,客户,会话,身份,发送者,类型,内容,文件,"
                       "状态\r\n"));
    CHECK(zh.find("2026-11-20 08:00:01," + account_name + "," + kSales.value + ",安娜," + kAnna.value +
                  ",") != std::string::npos);
    CHECK(zh.find("\"'=HYPERLINK(\"\"http://x\"\",\"\"点我\"\")\"") != std::string::npos);
    CHECK(zh.find("\"两行\n\"\"引号\"\"\"") != std::string::npos);
    const std::string en = f.taken(f.ask("boss", one + "&lang=en&utc_offset=0", "/api/chats.csv"));
    CHECK(en.find("content") != std::string::npos);
    CHECK(en.find("2026-11-20 00:00:01,") != std::string::npos);
}

TEST_CASE(
    "a long history comes in pieces of a bounded size, and a range of times holds exactly its messages") {
    ExportFixture f;
    for (int day = 0; day < 5; ++day) {
        std::vector<KfMessage> page;
        for (int i = 0; i < 150; ++i) {
            const std::string name = std::to_string(day) + "-" + std::to_string(i);
            page.push_back(customer_text(name, kDay + day * kSecsPerDay + i, name + std::string(1000, 'x')));
        }
        f.store.page(page, kDay + day * kSecsPerDay + 200);
    }
    CHECK(f.texts("root", "").size() == 750);
    CHECK(f.pieces >= 4);
    CHECK(f.largest < 2 * kExportBytes);
    CHECK(f.texts("root", ExportFixture::of(f.store.conversation())).size() == 750);
    const auto ms = [](UnixSecs secs) { return std::to_string(to_ms(secs)); };
    const auto third =
        f.texts("root", "from=" + ms(kDay + 2 * kSecsPerDay + 10) + "&to=" + ms(kDay + 3 * kSecsPerDay));
    REQUIRE(third.size() == 140);
    CHECK(third.front().starts_with("2-10x"));
    CHECK(third.back().starts_with("2-149x"));
    CHECK(f.texts("root", "from=" + ms(kDay + 9 * kSecsPerDay)).empty());
}

TEST_CASE(
    "a user's exports that nobody takes keep nobody else from theirs; one that is given up makes room") {
    ExportFixture f;
    const LogCapture& log = f.log;
    f.store.page({customer_text("c1", kDay, "在吗")}, kDay);
    const std::string one = ExportFixture::of(f.store.conversation());
    std::vector<Response> running;
    for (std::size_t i = 0; i < kMaxExportsOfUser; ++i) running.push_back(f.ask("boss", one));
    const auto refused = f.ask("boss", one);
    CHECK(refused.status == 429);
    CHECK(Json::parse(*refused.body)["error"]["code"] == "export_running");
    CHECK(f.ask("boss", one, "/api/chats.csv").status == 429);
    CHECK(f.texts("root", one) == Texts{"在吗"});
    running.pop_back();
    CHECK(log.text().find("whole=false") != std::string::npos);
    CHECK(f.texts("boss", one) == Texts{"在吗"});
}

TEST_CASE("no more than a number of exports run at once, whoever asks") {
    ExportFixture f;
    f.store.page({customer_text("c1", kDay, "在吗")}, kDay);
    const std::string one = ExportFixture::of(f.store.conversation());
    std::vector<Response> running;
    for (std::size_t i = 0; i < kMaxExports; ++i) {
        const std::string login = "s" + std::to_string(i / kMaxExportsOfUser);
        if (i % kMaxExportsOfUser == 0) f.add_user(login.c_str(), Role::Supervisor, {});
        f.agents.look();
        running.push_back(f.ask(login.c_str(), one));
        REQUIRE(running.back().status == 200);
    }
    CHECK(f.ask("boss", one).status == 503);
    running.pop_back();
    CHECK(f.texts("boss", one) == Texts{"在吗"});
}

namespace {

// An export of lin's conversation whose first piece was taken, with more behind it.
struct ExportUnderWay : ExportFixture {
    ExportUnderWay() {
        std::vector<KfMessage> many;
        for (int i = 0; i < 2000; ++i)
            many.push_back(customer_text("long" + std::to_string(i), kDay, std::string(500, 'x')));
        store.page(many, kDay);
        request.method = "GET";
        request.path = "/api/chats.jsonl";
        const std::string cookie = identity.set_cookie(request, *sessions.begin(AgentId{"root"}, "test"));
        request.headers = {{"cookie", cookie.substr(0, cookie.find(';'))}};
        const auto match = router.match("GET", request.path);
        match.route->handler(request, [&](Response response) { answer = std::move(response); });
        REQUIRE(next() == BodySource::Next::More);
        REQUIRE(next() == BodySource::Next::More);
    }
    BodySource::Next next() {
        std::string piece;
        const auto came = answer->source->read(piece);
        if (came == BodySource::Next::Failed) CHECK(piece.empty());
        return came;
    }
    Request request;
    std::optional<Response> answer;
};

}  // namespace

TEST_CASE("an export breaks off when its user signs out or is disabled, also by another process") {
    {
        ExportUnderWay f;
        REQUIRE(f.sessions.end(f.identity.who(f.request)->session.id_hash).ok());
        CHECK(f.next() == BodySource::Next::Failed);
    }
    {
        ExportUnderWay f;
        const auto beside = DatabaseFile::open_beside_server(f.store.folder.path()).value();
        REQUIRE(Users(*beside).set_disabled(AgentId{"root"}, true, f.now + 1).ok());
        CHECK(f.next() == BodySource::Next::Failed);
    }
}

TEST_CASE("an export breaks off when its user's role or accounts change, and else goes on") {
    ExportUnderWay f;
    CHECK(f.next() == BodySource::Next::More);
    REQUIRE(f.users.set_rights(AgentId{"root"}, Role::Supervisor, {}, f.now + 1).ok());
    f.agents.look();
    CHECK(f.next() == BodySource::Next::Failed);
}
