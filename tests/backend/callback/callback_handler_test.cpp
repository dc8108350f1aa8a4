#include "backend/callback/callback_handler.h"

#include <doctest/doctest.h>

#include <random>

using namespace kf;

namespace {

// Values of the reference, 16.7.
const CorpId kCorp{"ww1a2b3c4d5e6f7081"};
const char* kToken = "kfDemoToken2026";
const char* kKey = "kWxtPXqyzNMpLHDJ0ca4Yo1sBR7uQ9vGe3iTn5ZfA8m";
const char* kV1Query =
    "msg_signature=c2cb5d9a1a71fcf189add88620e793825bbeaec7&timestamp=1795132801&nonce=kfnonce001";
const char* kV1Encrypt =
    "/6aMV7EnlNTPaXUEGl0I/hj3dySydL9WKSRo3QSDHB6FZcEdw8YFMwoFs92NE5B4/pjd1blLZ1EdB3YG0NZvzaNX0e+q70aY5ICteyIZ"
    "xAiOl2Sxp9SAvID1S/sfuHAe71qSeCR3BIOu36eKy1a+EO76NkZxmzEFc4vJg8+jILPLwabYpuwi61uam26RW66fWhOJdt3Rl87a8/Gr"
    "Y5jXa0HJVgNnb2+v8CdqPZZ9KK1IP8irSSi6AKgcKR7695Glvw/QcRYLo9Dqy1jXYs0FgjX2kTFEDDNOim7hZxYQXUNLCJ61R9upt2Ze"
    "kfc4dyYE58itQHYg+KfSuVrdVIvUMnGxDAwA6XseblXZggEjGUtuM+OqJA00T8vDcAXOLj2SMAcdYsuTijgey2ZPFhteG5OdtT1VQxUf"
    "X3Lg0wm7RJoGNdNVFaT6WVySVzG9gXyzj3HZmpc8XAILTh+GgQDzww==";
const char* kV2Query =
    "msg_signature=5be7fac343b70abe5570bd8986ec2962712a688f&timestamp=1795132700&nonce=kfnonce002&echostr="
    "QDtVNTlxow93a0VGhgoA%2B7hm5fxCeuqPqUIJ6QEIkJuW%2Bes8KtQ9x%2FaagQQgSkrsePoA1P%2ByXF7aTViiJCLFxw%3D%3D";
constexpr UnixMs kNow = 1'795'132'805'000;

std::string envelope(const std::string& encrypt) {
    return "<xml><ToUserName><![CDATA[ww1a2b3c4d5e6f7081]]></ToUserName><Encrypt><![CDATA[" + encrypt +
           "]]></Encrypt><AgentID><![CDATA[1000002]]></AgentID></xml>";
}

struct Receiving {
    UnixMs now = kNow;
    CallbackHandler handler;

    Receiving() : handler(make()) {}
    CallbackHandler make() {
        auto made = CallbackHandler::create({kCorp, kToken, kKey}, [this] { return now; });
        REQUIRE(made.ok());
        return std::move(made).value();
    }
    // Seals a message as WeCom would.
    struct Sealed {
        std::string query, body;
    };
    static Sealed seal(const std::string& message, std::int64_t timestamp = kNow / 1000,
                       const std::string& nonce = "n1", const std::string& receiver = kCorp.value) {
        const auto key = decode_callback_key(kKey);
        REQUIRE(key.ok());
        const auto encrypted = encrypt_callback(*key, message, receiver, CallbackPrefix{});
        REQUIRE(encrypted.ok());
        const auto time = std::to_string(timestamp);
        return {"msg_signature=" + sign_callback(kToken, time, nonce, *encrypted) + "&timestamp=" + time +
                    "&nonce=" + nonce,
                envelope(*encrypted)};
    }
    CallbackDecision post(const Sealed& sealed) const { return handler.post(sealed.query, sealed.body); }
    CallbackDecision post_message(const std::string& message) const { return post(seal(message)); }
};

}  // namespace

TEST_CASE("the reference's URL check is answered with exactly the decrypted text") {
    Receiving r;
    const auto decision = r.handler.get(kV2Query);
    CHECK(decision.kind == CallbackKind::UrlChecked);
    CHECK(decision.status == 200);
    CHECK(decision.body == "8827314650912734561");
}

TEST_CASE("a base64 plus that some proxy decoded already still counts as a plus") {
    Receiving r;
    std::string query = kV2Query;
    for (auto at = query.find("%2B"); at != std::string::npos; at = query.find("%2B"))
        query.replace(at, 3, "+");
    CHECK(r.handler.get(query).body == "8827314650912734561");
}

TEST_CASE("the reference's kf_msg_or_event names account and token") {
    Receiving r;
    const auto decision = r.handler.post(kV1Query, envelope(kV1Encrypt));
    CHECK(decision.kind == CallbackKind::News);
    CHECK(decision.status == 200);
    CHECK(decision.body.empty());
    CHECK(decision.account == AccountId{"wkDemoAAAA0001"});
    CHECK(decision.token == "ENC8nTq7Wb2mYxVhJ5sLr0cDkP4uZ9gT6");
}

TEST_CASE("whatever is wrong with a request is refused without saying what") {
    Receiving r;
    std::string encrypt = kV1Encrypt;
    std::string other = encrypt;
    other[0] = 'A';
    const std::string v1 = kV1Query;
    struct Row {
        const char* what;
        std::string query;
        std::string body;
        int status;
    };
    const Row rows[] = {
        {"last digit of the signature",
         v1.substr(0, v1.find("aec7")) + "aec8" + v1.substr(v1.find("&timestamp")), envelope(encrypt), 403},
        {"first character of the text", v1, envelope(other), 403},
        {"hostile length, signature recomputed",
         "msg_signature=516578ef5823ec89770a20ccca9796dbb9af3004&timestamp=1795132801&nonce=kfnonce001",
         envelope(other), 403},
        {"no signature", "timestamp=1795132801&nonce=kfnonce001", envelope(encrypt), 403},
        {"no nonce", "msg_signature=c2cb5d9a1a71fcf189add88620e793825bbeaec7&timestamp=1795132801",
         envelope(encrypt), 403},
        {"another nonce", v1 + "x", envelope(encrypt), 403},
        {"a nonce twice", v1 + "&nonce=kfnonce001", envelope(encrypt), 403},
        {"timestamp no number", "msg_signature=a&timestamp=1e9&nonce=n", envelope(encrypt), 403},
        {"timestamp huge", "msg_signature=a&timestamp=99999999999999999999&nonce=n", envelope(encrypt), 403},
        {"broken percent", v1 + "&x=%4", envelope(encrypt), 403},
        {"query huge", v1 + "&x=" + std::string(9000, 'a'), envelope(encrypt), 403},
        {"no query", "", envelope(encrypt), 403},
        {"no body", v1, "", 400},
        {"no XML", v1, "{\"encrypt\":\"\"}", 400},
        {"no Encrypt", v1, "<xml><ToUserName>x</ToUserName></xml>", 400},
        {"cut off", v1, envelope(encrypt).substr(0, 300), 400},
        {"document type", v1, "<!DOCTYPE xml [<!ENTITY a \"b\">]>" + envelope(encrypt), 400},
        {"too large", v1, envelope(encrypt) + std::string(CallbackHandler::kMaxBodyBytes, ' '), 413},
    };
    for (const auto& row : rows) {
        CAPTURE(row.what);
        const auto decision = r.handler.post(row.query, row.body);
        CHECK(decision.kind == CallbackKind::Refused);
        CHECK(decision.status == row.status);
        CHECK(decision.body.empty());
        CHECK(!decision.fault.empty());
    }
}

TEST_CASE("an envelope for another receiver is refused") {
    Receiving r;
    const auto decision = r.post(Receiving::seal("<xml></xml>", kNow / 1000, "n1", "ww0000000000000000"));
    CHECK(decision.kind == CallbackKind::Refused);
    CHECK(decision.status == 403);
}

TEST_CASE("a timestamp more than ten minutes away is refused in both directions, for GET and POST") {
    for (const std::int64_t away : {601, -601, 86'400}) {
        CAPTURE(away);
        Receiving r;
        r.now = (1'795'132'801 + away) * 1000;
        CHECK(r.handler.post(kV1Query, envelope(kV1Encrypt)).kind == CallbackKind::Refused);
        r.now = (1'795'132'700 + away) * 1000;
        CHECK(r.handler.get(kV2Query).kind == CallbackKind::Refused);
    }
    Receiving r;
    r.now = UnixMs{1'795'132'801 + 600} * 1000;
    CHECK(r.handler.post(kV1Query, envelope(kV1Encrypt)).kind == CallbackKind::News);
}

TEST_CASE("the same envelope again is only answered once its work is remembered") {
    Receiving r;
    const auto first = r.handler.post(kV1Query, envelope(kV1Encrypt));
    CHECK(r.handler.post(kV1Query, envelope(kV1Encrypt)).kind == CallbackKind::News);
    r.handler.remember(first);
    const auto again = r.handler.post(kV1Query, envelope(kV1Encrypt));
    CHECK(again.kind == CallbackKind::Repeated);
    CHECK(again.status == 200);
}

TEST_CASE("remembered envelopes are bounded, the oldest go first") {
    Receiving r;
    const auto first = r.handler.post(kV1Query, envelope(kV1Encrypt));
    r.handler.remember(first);
    CallbackDecision other;
    for (std::size_t i = 0; i < CallbackHandler::kRemembered - 1; ++i) {
        other.envelope = std::to_string(i);
        r.handler.remember(other);
    }
    CHECK(r.handler.post(kV1Query, envelope(kV1Encrypt)).kind == CallbackKind::Repeated);
    other.envelope = "one more";
    r.handler.remember(other);
    CHECK(r.handler.post(kV1Query, envelope(kV1Encrypt)).kind == CallbackKind::News);
}

TEST_CASE("a change of the app's accounts lists repeated nodes") {
    Receiving r;
    const auto decision = r.post_message(
        "<xml><Event><![CDATA[kf_account_auth_change]]></Event>"
        "<AuthAddOpenKfId><![CDATA[wkDemoAAAA0001]]></AuthAddOpenKfId>"
        "<AuthAddOpenKfId><![CDATA[wkDemoAAAA0002]]></AuthAddOpenKfId>"
        "<AuthDelOpenKfId><![CDATA[wkDemoAAAA0009]]></AuthDelOpenKfId></xml>");
    CHECK(decision.kind == CallbackKind::AccountsChanged);
    CHECK(decision.granted == std::vector{AccountId{"wkDemoAAAA0001"}, AccountId{"wkDemoAAAA0002"}});
    CHECK(decision.withdrawn == std::vector{AccountId{"wkDemoAAAA0009"}});
}

TEST_CASE("unknown events and unreadable messages from WeCom itself are answered 200 and ignored") {
    Receiving r;
    for (const char* message :
         {"<xml><Event>enter_agent</Event></xml>", "<xml></xml>", "<xml><Event/></xml>", "", "no xml",
          "<xml><Event>kf_msg_or_event", "<!DOCTYPE xml><xml><Event>kf_msg_or_event</Event></xml>"}) {
        CAPTURE(message);
        const auto decision = r.post_message(message);
        CHECK(decision.kind == CallbackKind::Ignored);
        CHECK(decision.status == 200);
    }
}

TEST_CASE("news without an account means whichever account, as before 2022-12; a monstrous id is ignored") {
    Receiving r;
    const auto old = r.post_message("<xml><Event>kf_msg_or_event</Event><Token>T</Token></xml>");
    CHECK(old.kind == CallbackKind::News);
    CHECK(old.account.empty());
    CHECK(old.token == "T");
    const auto monstrous = r.post_message("<xml><Event>kf_msg_or_event</Event><OpenKfId>" +
                                          std::string(1000, 'k') + "</OpenKfId></xml>");
    CHECK(monstrous.kind == CallbackKind::Ignored);
}

TEST_CASE("entities are only the five of XML itself") {
    Receiving r;
    const auto decision = r.post_message(
        "<xml><Event>kf_msg_or_event</Event><OpenKfId>a&amp;b&bomb;</OpenKfId><Token>&lt;</Token></xml>");
    CHECK(decision.account == AccountId{"a&b&bomb;"});
    CHECK(decision.token == "<");
}

TEST_CASE("settings that cannot work are refused when the handler is made") {
    const auto clock = [] { return kNow; };
    CHECK(!CallbackHandler::create({kCorp, kToken, std::string(kKey).substr(1)}, clock).ok());
    CHECK(!CallbackHandler::create({kCorp, "", kKey}, clock).ok());
    CHECK(!CallbackHandler::create({CorpId{}, kToken, kKey}, clock).ok());
}

TEST_CASE("random and truncated requests are refused, never crash") {
    Receiving r;
    std::mt19937 random(7);
    const std::string good = envelope(kV1Encrypt);
    for (int i = 0; i < 2000; ++i) {
        std::string body = good.substr(0, random() % (good.size() + 1));
        for (auto flips = random() % 5; flips > 0 && !body.empty(); --flips) {
            body[random() % body.size()] = static_cast<char>(random());
        }
        std::string query = kV1Query;
        if (i % 3 == 0) query[random() % query.size()] = static_cast<char>(random());
        const auto decision = r.handler.post(query, body);
        if (body.find(kV1Encrypt) == std::string::npos) CHECK(decision.kind == CallbackKind::Refused);
        (void)r.handler.get(query);
    }
}
