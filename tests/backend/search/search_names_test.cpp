// Files are found by their names, from the moment that a name is known.
#include <SQLiteCpp/Database.h>
#include <doctest/doctest.h>

#include <chrono>
#include <string>

#include "backend/search/message_search.h"
#include "backend/storage/database_reader.h"
#include "shared/search/search_terms.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

struct Files {
    StoreFixture store;
    std::unique_ptr<DatabaseReader> reader = std::move(DatabaseReader::open(*store.file)).value();

    void receive(const char* msgid, const char* msgtype) {
        KfMessage message = customer_text(msgid, kDay, "");
        message.msgtype = msgtype;
        message.body = {};
        message.raw = std::string{"{\"msgtype\":\""} + msgtype + "\",\"" + msgtype + "\":{\"media_id\":\"" +
                      msgid + "\"}}";
        store.page({message}, kDay);
    }
    Media media_of(const char* msgid) {
        for (const Message& message : store.messages(store.conversation().id))
            if (message.msgid.value == msgid && !message.media.empty()) return message.media.front();
        FAIL("no media of " << msgid);
        return {};
    }
    void fetched(const char* msgid, const std::string& name, const std::string& mime,
                 MediaState state = MediaState::Ready) {
        MediaOutcome outcome;
        outcome.state = state;
        outcome.name = name;
        outcome.mime = mime;
        REQUIRE(store->media_outcome(media_of(msgid).id, outcome, to_ms(kDay + 1)).ok());
    }
    std::vector<Message> find(const char* typed) {
        SearchQuery query;
        query.terms = search_terms(typed);
        const auto page = find_messages(*reader, query, agent_named("lin"),
                                        std::chrono::steady_clock::now() + std::chrono::seconds(60));
        REQUIRE(page.ok());
        return page->hits;
    }
};

}  // namespace

TEST_CASE("a received file is found by its name once it was fetched") {
    Files files;
    files.receive("f1", "file");
    CHECK(files.find("合同").empty());
    files.fetched("f1", "采购合同 2026.pdf", "application/pdf");
    for (const char* typed : {"合同", "采购", "202", "pdf", "合同 PDF"}) {
        CAPTURE(typed);
        const auto hits = files.find(typed);
        REQUIRE(hits.size() == 1);
        REQUIRE(hits[0].media.size() == 1);  // and not twice
        CHECK(hits[0].media[0].name == "采购合同 2026.pdf");
    }
    CHECK(files.find("合约").empty());
}

TEST_CASE("a file that could not be kept is found by its name as well, and one that is fetched again") {
    Files files;
    files.receive("f1", "file");
    files.fetched("f1", "病毒.exe", "application/octet-stream", MediaState::Refused);
    CHECK(files.find("病毒").size() == 1);
    files.receive("f2", "file");
    files.fetched("f2", "", "", MediaState::Failed);
    CHECK(files.find("报价").empty());
    const auto id = [&] {
        for (const Message& message : files.store.messages(files.store.conversation().id))
            if (message.msgid.value == "f2") return message.id;
        return MessageId{};
    }();
    REQUIRE(files.store->retry_media(id, to_ms(kDay + 2)).ok());
    files.fetched("f2", "报价.xlsx", "application/vnd.ms-excel");
    CHECK(files.find("报价").size() == 1);
}

TEST_CASE("what WeCom calls a picture is no name: its digits are not found") {
    Files files;
    files.receive("p1", "image");
    files.fetched("p1", "3aB12xY88.jpg", "image/jpeg");
    CHECK(files.find("12").empty());
    CHECK(files.find("jpg").empty());
    // Sent as a file it has a name that somebody gave it.
    files.receive("f1", "file");
    files.fetched("f1", "发票12.jpg", "image/jpeg");
    CHECK(files.find("12").size() == 1);
}

TEST_CASE("the name of a recalled file is not found, whichever came first") {
    Files files;
    files.receive("f1", "file");
    files.fetched("f1", "合同.pdf", "application/pdf");
    files.receive("f2", "file");
    for (const char* msgid : {"f1", "f2"}) {
        files.store.page(
            {event_message(std::string{"e"} + msgid, kDay + 3, MessageRecalled{KfMessageId{msgid}, {}})},
            kDay + 3);
    }
    CHECK(files.find("合同").empty());
}
