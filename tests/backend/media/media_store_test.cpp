#include "backend/storage/media_store.h"

#include <doctest/doctest.h>

#include "backend/storage/store.h"
#include "tests/backend/media/media_fixture.h"

using namespace kf;
using namespace kf::test;

TEST_CASE("a message brings its media in one transaction, and is read with them") {
    MediaFixture f;
    int told = 0;
    f.store->on_media_waiting([&] { ++told; });
    f.store.page({image_message("m1", kDay, "M1"), customer_text("m2", kDay + 1, "hello"),
                  media_message("m3", kDay + 2, "channels_shop_product",
                                R"({"head_image":"https://a/1","shop_head_image":"https://a/2"})")},
                 kDay + 2);
    CHECK(told == 1);
    const auto messages = f.store.messages(f.store.conversation().id);
    REQUIRE(messages.size() == 3);
    CHECK(messages[0].media.size() == 1);
    CHECK(messages[1].media.empty());
    CHECK(messages[2].media.size() == 2);
    CHECK(messages[2].media[1].role == "shop");
    CHECK(f.store->find_message(messages[2].id)->media.size() == 2);
    CHECK(f.store->media_totals().waiting == 3);
    // The same page again changes nothing.
    f.store.page({image_message("m1", kDay, "M1")}, kDay + 3);
    CHECK(f.store->media_totals().waiting == 3);
    CHECK(told == 1);
    f.store.reopen();
    // One of a conversation; what stands elsewhere has a queue of its own.
    const auto at_wecom = f.store->due_media(f.now, MediaSource::Wecom, MediaOrder::NewestFirst, {}, 10);
    REQUIRE(at_wecom.size() == 1);
    CHECK(at_wecom[0].media.id == messages[0].media[0].id);
    CHECK(f.store->due_media(f.now, MediaSource::Url, MediaOrder::OldestFirst, {}, 10).size() == 1);
    CHECK(f.store->due_media(f.now, MediaSource::Url, MediaOrder::NewestFirst, {messages[2].media[1].id}, 10)
              .front()
              .media.id == messages[2].media[0].id);
}

TEST_CASE("an outcome is taken once; what comes later changes nothing") {
    MediaFixture f;
    f.store.page({image_message("m1", kDay, "M1")}, kDay);
    const auto id = f.media_of("m1").id;
    MediaOutcome ready;
    ready.mime = "image/png";
    ready.file = StoredFile{std::string(64, 'a'), 10};
    REQUIRE(f.store->media_outcome(id, ready, f.now).ok());
    const auto head = f.store->head();
    MediaOutcome failed;
    failed.state = MediaState::Failed;
    REQUIRE(f.store->media_outcome(id, failed, f.now).ok());
    CHECK(f.store->head() == head);
    CHECK(f.media_of("m1").state == MediaState::Ready);
    CHECK(f.store->media_totals().bytes == 10);
    CHECK(f.store->unknown_files({std::string(64, 'a'), std::string(64, 'b')}) ==
          std::vector<std::string>{std::string(64, 'b')});
}
