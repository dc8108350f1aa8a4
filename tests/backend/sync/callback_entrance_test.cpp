#include "backend/sync/callback_entrance.h"

#include <doctest/doctest.h>

#include "backend/callback/callback_handler.h"
#include "tests/backend/sync/sync_fixture.h"

using namespace kf;
using namespace kf::testing;

namespace {

constexpr const char* kToken = "kfDemoToken2026";
constexpr const char* kKey = "kWxtPXqyzNMpLHDJ0ca4Yo1sBR7uQ9vGe3iTn5ZfA8m";

struct EntranceFixture : SyncFixture {
    std::optional<CallbackHandler> handler;
    std::optional<CallbackEntrance> entrance;

    EntranceFixture() {
        auto made = CallbackHandler::create({kSyncCorp, kToken, kKey}, [this] { return now; });
        REQUIRE(made.ok());
        handler.emplace(std::move(made).value());
        start();
        settle();
        entrance.emplace(*handler, *sync);
    }
    CallbackAnswer post(const std::string& message, const std::string& nonce = "n1") {
        const auto key = decode_callback_key(kKey);
        REQUIRE(key.ok());
        const auto encrypted = encrypt_callback(*key, message, kSyncCorp.value, CallbackPrefix{});
        REQUIRE(encrypted.ok());
        const auto time = std::to_string(now / 1000);
        return entrance->answer("POST",
                                "msg_signature=" + sign_callback(kToken, time, nonce, *encrypted) +
                                    "&timestamp=" + time + "&nonce=" + nonce,
                                "<xml><Encrypt>" + *encrypted + "</Encrypt></xml>");
    }
    static std::string news_of(const AccountId& account) {
        return "<xml><Event>kf_msg_or_event</Event><Token>TOK</Token><OpenKfId>" + account.value +
               "</OpenKfId></xml>";
    }
};

}  // namespace

TEST_CASE("a callback is noted in the store before it is answered, the pull comes after") {
    EntranceFixture f;
    f.write(kSales, "m1");
    const auto answer = f.post(EntranceFixture::news_of(kSales));
    CHECK(answer.status == 200);
    CHECK(answer.body.empty());
    CHECK(f.store.cursor_rows[kSales].news);
    CHECK(f.store.filed[kSales].empty());
    CHECK(f.pump_until_filed(kSales, 1));
}

TEST_CASE("a callback that cannot be noted is answered 500, and WeCom's next try is processed") {
    EntranceFixture f;
    f.store.failing_writes = 1;
    CHECK(f.post(EntranceFixture::news_of(kSales)).status == 500);
    CHECK(f.store.notes == 0);
    CHECK(f.post(EntranceFixture::news_of(kSales)).status == 200);
    CHECK(f.store.notes == 1);
}

TEST_CASE("a repeated callback is answered without waking anybody") {
    EntranceFixture f;
    CHECK(f.post(EntranceFixture::news_of(kSales)).status == 200);
    f.settle();
    const auto before = f.api.queries.size();
    CHECK(f.post(EntranceFixture::news_of(kSales)).status == 200);
    f.settle();
    CHECK(f.api.queries.size() == before);
    CHECK(f.post(EntranceFixture::news_of(kSales), "n2").status == 200);
    f.settle();
    CHECK(f.api.queries.size() == before + 1);
}

TEST_CASE("a change of the app's accounts asks for the list") {
    EntranceFixture f;
    const auto before = f.api.lists;
    CHECK(f.post("<xml><Event>kf_account_auth_change</Event></xml>").status == 200);
    f.settle();
    CHECK(f.api.lists == before + 1);
}

TEST_CASE("refusals say nothing, other methods are not allowed, and the log holds no token") {
    EntranceFixture f;
    CHECK(f.entrance->answer("POST", "msg_signature=x&timestamp=1&nonce=n", "<xml/>").status == 403);
    CHECK(f.entrance->answer("POST", "", "").body.empty());
    CHECK(f.entrance->answer("PUT", "", "").status == 405);
    CHECK(f.entrance->answer("DELETE", "", "").status == 405);
    f.post(EntranceFixture::news_of(kSales));
    f.settle();
    CHECK(f.log.text().find("callback.refused") != std::string::npos);
    CHECK(f.log.text().find("TOK") == std::string::npos);
    CHECK(f.log.text().find(kToken) == std::string::npos);
}
