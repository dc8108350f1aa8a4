#include "backend/media/media_fetcher.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>

#include "backend/storage/store.h"
#include "tests/backend/media/media_fixture.h"
#include "tests/backend/media/picture_host.h"
#include "tests/backend/media/samples.h"

using namespace kf;
using namespace kf::test;

TEST_CASE("a picture is fetched soon after its message, and the consoles hear of it") {
    MediaFixture f;
    f.start();
    f.wecom.files["M1"] = {jpeg_picture(800, 600), "attachment; filename=\"\xb1\xa8\xbc\xdb.jpg\""};
    f.store.page({image_message("m1", kDay, "M1")}, kDay);
    CHECK(f.media_of("m1").state == MediaState::Waiting);
    REQUIRE(f.reaches("m1", MediaState::Ready));
    const auto media = f.media_of("m1");
    CHECK(media.role == "main");
    CHECK(media.mime == "image/jpeg");
    CHECK(media.name == "报价.jpg");
    CHECK(media.width == 800);
    CHECK(media.thumbnail);
    const auto& events = f.store.published;
    CHECK(std::any_of(events.begin(), events.end(), [](const StoredEvent& event) {
        return event.json.find("\"ready\"") != std::string::npos &&
               event.json.find("报价.jpg") != std::string::npos;
    }));
    const auto row = f.store->find_media(media.id);
    CHECK(f.files.has(row->sha256));
    CHECK(f.files.has(row->thumb_sha256));
    CHECK(f.store->media_totals().waiting == 0);
    CHECK(f.store->media_totals().bytes > 0);
}

TEST_CASE("at most four are fetched at a time, the newest first, and nobody is starved") {
    MediaFixture f;
    std::vector<KfMessage> messages;
    for (int i = 0; i < 30; ++i)
        messages.push_back(image_message("a" + std::to_string(i), kDay + i, "A" + std::to_string(i)));
    messages.push_back(image_message("b", kDay + 40, "B", kBo));
    f.store.page(messages, kDay + 40);
    for (int i = 0; i < 30; ++i) f.wecom.files["A" + std::to_string(i)] = {png_picture(), ""};
    f.wecom.files["B"] = {png_picture(), ""};
    f.wecom.holding = true;
    f.start();
    REQUIRE(f.pump_until([&] { return f.wecom.held() == 4; }));
    f.pump();
    CHECK(f.wecom.held() == 4);
    const auto& asked = f.wecom.asked;
    CHECK(asked[0] == "B");
    CHECK(asked[1] == "A29");
    // One of four is the oldest that waits.
    CHECK(std::count(asked.begin(), asked.end(), "A0") == 1);
    f.wecom.release();
    REQUIRE(f.pump_until([&] { return f.store->media_totals().waiting == 0; }, 30'000));
    CHECK(f.wecom.most_under_way == 4);
    CHECK(asked.size() == 31);
}

TEST_CASE(
    "trouble is tried again later, shown as failed after a while, and given up when WeCom has let go of it") {
    MediaFixture f;
    f.start();
    f.wecom.files["M1"] = {png_picture(), ""};
    f.wecom.troubles["M1"] = std::vector<Error>(5, Error{ErrorCode::Unreachable, "no connection"});
    f.store.page({image_message("m1", kDay, "M1")}, kDay);
    const auto tries_reach = [&](int tries) {
        return f.pump_until([&] {
            f.now += 31 * 60'000;  // later than the longest wait
            f.fetcher->wake();
            return f.store->find_media(f.media_of("m1").id)->tries >= tries;
        });
    };
    REQUIRE(f.pump_until([&] { return f.store->find_media(f.media_of("m1").id)->tries == 1; }));
    CHECK(f.media_of("m1").state == MediaState::Waiting);
    f.pump();
    CHECK(f.wecom.asked.size() == 1);
    REQUIRE(tries_reach(4));
    CHECK(f.media_of("m1").state == MediaState::Failed);
    CHECK(f.media_of("m1").problem == ErrorCode::Unreachable);
    REQUIRE(tries_reach(6));
    CHECK(f.media_of("m1").state == MediaState::Ready);

    f.wecom.troubles["M2"] = std::vector<Error>(1, Error{ErrorCode::Unreachable, "no connection"});
    f.store.page({image_message("m2", to_secs(f.now) - 3 * kSecsPerDay, "M2")}, to_secs(f.now));
    REQUIRE(f.reaches("m2", MediaState::Failed));
    CHECK(f.media_of("m2").problem == ErrorCode::Expired);
    CHECK(f.store->next_media_time(MediaSource::Wecom) == std::nullopt);
}

TEST_CASE("what WeCom does not know any more has expired, and an agent may ask for it again") {
    MediaFixture f;
    f.start();
    f.store.page({image_message("m1", kDay, "M1")}, kDay);
    REQUIRE(f.reaches("m1", MediaState::Failed));
    CHECK(f.media_of("m1").problem == ErrorCode::Expired);
    f.wecom.files["M1"] = {png_picture(), ""};
    f.pump();
    CHECK(f.wecom.asked.size() == 1);
    const auto message = f.store.messages(f.store.conversation().id).front().id;
    REQUIRE(f.store->retry_media(message, f.now).ok());
    CHECK(f.media_of("m1").state == MediaState::Waiting);
    REQUIRE(f.reaches("m1", MediaState::Ready));
    CHECK(f.store->retry_media(message, f.now).error().code == ErrorCode::NothingFailed);
    CHECK(f.store->retry_media(MediaId{}.empty() ? MessageId{999} : message, f.now).error().code ==
          ErrorCode::UnknownMessage);
}

TEST_CASE("hosts that are dead hold up neither WeCom's files nor each other's for long") {
    MediaFixture f;
    std::atomic<bool> alive{false};
    PictureHost host;
    host.server.new_task_queue = [] { return new httplib::ThreadPool(8); };
    host.server.Get("/hangs", [&](const httplib::Request&, httplib::Response& response) {
        while (!alive) std::this_thread::sleep_for(std::chrono::milliseconds(2));
        response.set_content(png_picture(), "image/png");
    });
    host.start();
    std::vector<KfMessage> messages;
    for (int i = 0; i < 12; ++i)
        messages.push_back(media_message("dead" + std::to_string(i), kDay + i, "link",
                                         "{\"pic_url\":\"" + host.url("/hangs") + "\"}"));
    f.wecom.files["M1"] = {png_picture(), ""};
    messages.push_back(image_message("m1", kDay, "M1"));
    f.store.page(messages, kDay + 20);
    MediaFetcherOptions options;
    options.pictures.allow_private_addresses = true;
    f.start(options);
    REQUIRE(f.pump_until([&] { return f.fetcher->under_way() >= 3; }));
    CHECK(f.reaches("m1", MediaState::Ready));
    CHECK(f.fetcher->under_way() == 3);
    // What pieces of uploads and decoding run on is free.
    std::atomic<bool> ran{false};
    f.workers->run([&] { ran = true; });
    CHECK(f.pump_until([&] { return ran.load(); }, 1000));
    alive = true;
    CHECK(f.pump_until([&] { return f.store->media_totals().waiting == 0; }));
}

TEST_CASE("a picture elsewhere is tried some times, one that its host refuses once, both again when asked") {
    MediaFixture f;
    std::atomic<int> asked{0}, status{503};
    PictureHost host;
    host.server.Get("/p", [&](const httplib::Request&, httplib::Response& response) {
        ++asked;
        response.status = status;
        if (status == 200) response.set_content(png_picture(), "image/png");
    });
    host.start();
    MediaFetcherOptions options;
    options.pictures.allow_private_addresses = true;
    options.max_public_tries = 6;
    f.start(options);
    const auto link = [&](const std::string& msgid) {
        f.store.page(
            {media_message(msgid, to_secs(f.now), "link", "{\"pic_url\":\"" + host.url("/p") + "\"}")},
            to_secs(f.now));
    };
    const auto given_up = [&] {
        return f.pump_until([&] {
            f.now += 31 * 60'000;  // later than the longest wait
            f.fetcher->wake();
            return f.fetcher->under_way() == 0 && !f.store->next_media_time(MediaSource::Url);
        });
    };
    link("m1");
    REQUIRE(given_up());
    CHECK(asked == 6);
    CHECK(f.media_of("m1").state == MediaState::Failed);
    CHECK(f.media_of("m1").problem == ErrorCode::Unreachable);

    status = 403;
    asked = 0;
    link("m2");
    REQUIRE(given_up());
    CHECK(asked == 1);
    CHECK(f.media_of("m2").problem == ErrorCode::RefusedByHost);
    status = 404;
    link("m3");
    REQUIRE(given_up());
    CHECK(asked == 2);
    CHECK(f.media_of("m3").problem == ErrorCode::Gone);

    // WeCom's three days mean nothing to another host.
    status = 200;
    f.now += 4 * kSecsPerDay * 1000;
    for (const auto& message : f.store.messages(f.store.conversation().id))
        REQUIRE(f.store->retry_media(message.id, f.now).ok());
    for (const char* msgid : {"m1", "m2", "m3"}) CHECK(f.reaches(msgid, MediaState::Ready));
}

TEST_CASE("too large and of a wrong type are refused for good") {
    MediaFixture f;
    MediaFetcherOptions options;
    options.max_received_bytes = 1000;
    f.start(options);
    f.wecom.files["BIG"] = {std::string(1001, 'x'), ""};
    f.wecom.files["HTML"] = {"<html><script>alert(1)</script>", "attachment; filename=\"a.png\""};
    f.store.page({image_message("m1", kDay, "BIG"), image_message("m2", kDay, "HTML")}, kDay);
    REQUIRE(f.reaches("m1", MediaState::Refused));
    CHECK(f.media_of("m1").problem == ErrorCode::TooLarge);
    REQUIRE(f.reaches("m2", MediaState::Refused));
    CHECK(f.media_of("m2").problem == ErrorCode::WrongType);
    CHECK(f.store->find_media(f.media_of("m2").id)->sha256.size() == 64);
}

TEST_CASE("a process that is killed in the middle fetches again, and leaves nothing half-written") {
    MediaFixture f;
    f.wecom.files["M1"] = {png_picture(), ""};
    f.store.page({image_message("m1", kDay, "M1")}, kDay);
    f.wecom.holding = true;
    f.start();
    REQUIRE(f.pump_until([&] { return f.wecom.held() == 1; }));
    // What the killed process had on the disk.
    auto half = f.files.begin();
    REQUIRE(half.ok());
    REQUIRE(half->write("half of it").ok());
    const auto left = half->path();
    const auto copy = left + "-left";
    std::filesystem::copy_file(left, copy);
    f.stop();
    f.store.reopen();
    REQUIRE(f.files.open().ok());
    CHECK_FALSE(std::filesystem::exists(copy));
    f.wecom.release();
    f.start();
    REQUIRE(f.reaches("m1", MediaState::Ready));
    CHECK(f.wecom.asked.size() == 2);
}

TEST_CASE("a full disk is said, what waits goes on waiting, and is fetched when there is room") {
    MediaFixture f;
    const MediaFiles full(f.folder.path() + "/media", INT64_MAX / 2);
    WorkerPool workers(1);
    MediaFetcherOptions options;
    options.disk_retry = std::chrono::milliseconds{50};
    f.wecom.files["M1"] = {png_picture(), ""};
    f.store.page({image_message("m1", kDay, "M1")}, kDay);
    {
        MediaFetcher fetcher(
            f.loop, *f.store.store, full, workers, workers, [&](const CorpId&) { return &f.wecom; },
            [&] { return f.now; }, [] { return 1.0; }, options);
        fetcher.start();
        REQUIRE(f.pump_until([&] { return fetcher.disk_full(); }));
        CHECK(f.media_of("m1").state == MediaState::Waiting);
        CHECK(f.log.text().find("media.disk_full") != std::string::npos);
    }
    workers.finish();
    f.now += 1000;
    f.start(options);
    REQUIRE(f.reaches("m1", MediaState::Ready));
    CHECK_FALSE(f.fetcher->disk_full());
}
