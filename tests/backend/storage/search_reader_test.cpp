#include "backend/storage/search_reader.h"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

#include "backend/storage/database_reader.h"
#include "shared/search/search_words.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

std::vector<std::string> words_of(const std::vector<std::string>& terms) {
    std::vector<std::string> words;
    for (const auto& term : terms)
        for (auto& word : words_to_look_up(term)) words.push_back(std::move(word));
    return words;
}

struct SearchRows {
    StoreFixture store;
    std::unique_ptr<DatabaseReader> connection = std::move(DatabaseReader::open(*store.file)).value();
    SearchReader reader{*connection};

    SearchRows() {
        store.page(
            {customer_text("m1", kDay, "parcel one"), customer_text("m2", kDay + 1, "parcel two", kBo)},
            kDay + 1);
        store.page({customer_text("m3", kDay + 2 * kSecsPerDay, "parcel three", kAnna, kService)},
                   kDay + 2 * kSecsPerDay, false, kService);
    }
    std::string found(const SearchFilter& filter) {
        std::string ids;
        const auto looked = reader.candidates(filter, [&](std::optional<Message> message) -> Result<bool> {
            REQUIRE(message.has_value());
            ids += (ids.empty() ? "" : " ") + message->msgid.value;
            return true;
        });
        REQUIRE(looked.ok());
        return ids;
    }
};

}  // namespace

TEST_CASE("an empty filter finds every message, the newest first") {
    SearchRows rows;
    CHECK(rows.found({}) == "m3 m2 m1");
}

TEST_CASE("each part of a filter leaves out what it does not fit") {
    SearchRows rows;
    SearchFilter filter;
    filter.words = words_of({"parcel", "two"});
    CHECK(rows.found(filter) == "m2");
    filter.words = words_of({"parcel", "missing"});
    CHECK(rows.found(filter).empty());

    filter = {};
    filter.customer = kAnna;
    CHECK(rows.found(filter) == "m3 m1");
    filter.customer = CustomerId{"nobody"};
    CHECK(rows.found(filter).empty());

    filter = {};
    filter.account = [](const CorpId&, const AccountId& account) { return account == kService; };
    CHECK(rows.found(filter) == "m3");
    filter.account = [](const CorpId&, const AccountId&) { return false; };
    CHECK(rows.found(filter).empty());

    filter = {};
    filter.conversation = rows.store.conversation(kBo).id;
    CHECK(rows.found(filter) == "m2");

    filter = {};
    filter.types = {"image", "file"};
    CHECK(rows.found(filter).empty());
    filter.types = {"image", "text"};
    CHECK(rows.found(filter) == "m3 m2 m1");

    filter = {};
    filter.to = to_ms(kDay + 1);
    CHECK(rows.found(filter) == "m2 m1");
    filter.from = to_ms(kDay + 30 * kSecsPerDay);
    filter.to = 0;
    CHECK(rows.found(filter).empty());

    filter = {};
    filter.before = rows.store.messages(rows.store.conversation(kBo).id).front().id;
    CHECK(rows.found(filter) == "m1");

    filter = {};
    filter.writer = "lin";
    CHECK(rows.found(filter).empty());
    rows.store.send(rows.store.conversation().id, "hello", kDay + 10);
    CHECK_FALSE(rows.found(filter).empty());
}

TEST_CASE("whoever looks says when it is enough, and what went wrong") {
    SearchRows rows;
    int looked_at = 0;
    const auto enough =
        rows.reader.candidates({}, [&](const auto&) -> Result<bool> { return ++looked_at < 2; });
    CHECK(enough.ok());
    CHECK(looked_at == 2);
    const auto wrong = rows.reader.candidates({}, [](const auto&) -> Result<bool> {
        return Error{ErrorCode::SearchTooLong, "enough"};
    });
    CHECK(wrong.error().code == ErrorCode::SearchTooLong);
}

TEST_CASE("it is said whose a conversation is") {
    SearchRows rows;
    const auto found = *rows.reader.conversation(rows.store.conversation(kAnna, kService).id);
    REQUIRE(found.has_value());
    CHECK(found->account == kService);
    CHECK(found->customer == kAnna);
    CHECK_FALSE(rows.reader.conversation(ConversationId{999})->has_value());
}

TEST_CASE("what is committed after the reader was opened is found as well") {
    SearchRows rows;
    rows.store.page({customer_text("m4", kDay + 3 * kSecsPerDay, "later")}, kDay + 3 * kSecsPerDay);
    SearchFilter filter;
    filter.words = words_of({"later"});
    CHECK(rows.found(filter) == "m4");
}
