#include "backend/media/media_room.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <functional>

#include "backend/storage/store.h"
#include "tests/backend/media/media_fixture.h"
#include "tests/backend/media/samples.h"

using namespace kf;
using namespace kf::test;

namespace {

struct RoomFixture : MediaFixture {
    std::unique_ptr<MediaRoom> room;
    ~RoomFixture() { room.reset(); }
    void open_room(std::int64_t bytes) {
        MediaRoomOptions options;
        options.max_total_bytes = bytes;
        options.pause = std::chrono::milliseconds{1};
        room = std::make_unique<MediaRoom>(
            loop, *store.store, files, *workers, [this] { return now; }, options);
        room->start();
    }
    void receive(const std::string& msgid, const std::string& bytes) {
        now += 1000;
        wecom.files[msgid] = {bytes, ""};
        store.page({media_message(msgid, to_secs(now), "file", "{\"media_id\":\"" + msgid + "\"}")},
                   to_secs(now));
        REQUIRE(reaches(msgid, MediaState::Ready));
    }
};

}  // namespace

TEST_CASE("the oldest files go when there are too many bytes, and say so") {
    RoomFixture f;
    f.start();
    for (int i = 0; i < 5; ++i)
        f.receive("m" + std::to_string(i), std::string(10'000, static_cast<char>('a' + i)));
    CHECK(f.store->media_totals().bytes == 50'000);
    const auto first = f.store->find_media(f.media_of("m0").id)->sha256;
    f.open_room(35'000);
    REQUIRE(f.pump_until([&] { return f.store->media_totals().bytes <= 35'000; }));
    CHECK(f.media_of("m0").state == MediaState::Dropped);
    CHECK(f.media_of("m1").state == MediaState::Dropped);
    CHECK(f.media_of("m2").state == MediaState::Ready);
    CHECK(f.media_of("m4").state == MediaState::Ready);
    CHECK_FALSE(f.files.has(first));
    CHECK(f.store.published.back().json.find("\"dropped\"") != std::string::npos);
}

TEST_CASE("one file that stands in two messages goes with both, and counts once") {
    RoomFixture f;
    f.start();
    f.receive("m1", std::string(10'000, 'a'));
    f.receive("m2", std::string(10'000, 'b'));
    f.receive("m3", std::string(10'000, 'a'));
    CHECK(f.store->media_totals().bytes == 20'000);
    // It was received again after the other one.
    f.open_room(15'000);
    REQUIRE(f.pump_until([&] { return f.store->media_totals().bytes <= 15'000; }));
    CHECK(f.media_of("m2").state == MediaState::Dropped);
    CHECK(f.media_of("m1").state == MediaState::Ready);
    CHECK(f.media_of("m3").state == MediaState::Ready);
}

TEST_CASE("what a quick reply keeps, an upload brought or the outbox holds stays, however old it is") {
    struct Row {
        const char* what;
        std::function<void(RoomFixture&, MediaId)> hold;
    };
    const Row rows[] = {
        {"an upload that is not used yet", [](RoomFixture&, MediaId) {}},
        {"a quick reply",
         [](RoomFixture& f, MediaId media) {
             QuickReply reply;
             reply.owner = AgentId{"lin"};
             reply.title = "图";
             reply.attachments = {FileBody{own_media_id(media)}};
             REQUIRE(f.store->save_quick_reply(reply, {AgentId{"lin"}, ClientId{"q1"}}, f.now).ok());
             REQUIRE(f.store->drop_upload("u1", f.now).ok());
         }},
        {"the outbox",
         [](RoomFixture& f, MediaId media) {
             Store::NewMessage message;
             message.conversation = f.store.conversation().id;
             message.sender = {SenderKind::Agent, "lin", ""};
             message.client_id = ClientId{"s1"};
             message.content = FileBody{own_media_id(media)};
             REQUIRE(f.store->queue_message(message, f.now).ok());
             REQUIRE(f.store->drop_upload("u1", f.now).ok());
         }},
    };
    for (const Row& row : rows) {
        CAPTURE(row.what);
        RoomFixture f;
        f.start();
        f.store.page({customer_text("c1", to_secs(f.now), "在吗")}, to_secs(f.now));
        REQUIRE(f.store->begin_upload({"u1", AgentId{"lin"}, "a", "file", 10'000}, f.now).ok());
        const auto kept = *f.files.keep_text(std::string(10'000, 'k'));
        MediaOutcome outcome;
        outcome.file = StoredFile{kept.sha256, kept.bytes};
        outcome.bytes = kept.bytes;
        const auto media = f.store->finish_upload("u1", MediaKind::File, outcome, f.now);
        REQUIRE(media.ok());
        row.hold(f, media->id);
        f.receive("m1", std::string(10'000, 'a'));
        f.receive("m2", std::string(10'000, 'b'));
        // Far too many bytes: all goes that may.
        f.open_room(1'000);
        REQUIRE(f.reaches("m1", MediaState::Dropped));
        REQUIRE(f.reaches("m2", MediaState::Dropped));
        f.pump();
        CHECK(f.files.has(kept.sha256));
        CHECK(f.store->media_totals().bytes == 10'000);
    }
}

TEST_CASE("files that no row names are swept at the start, others stay") {
    RoomFixture f;
    f.start();
    f.receive("m1", std::string(10'000, 'a'));
    const auto known = f.store->find_media(f.media_of("m1").id)->sha256;
    const auto orphan = f.files.keep_text("put in place by a process that was killed")->sha256;
    const auto hour_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(1);
    std::filesystem::last_write_time(f.files.path_of(orphan), hour_ago);
    std::filesystem::last_write_time(f.files.path_of(known), hour_ago);
    const auto fresh = f.files.keep_text("being put in place right now")->sha256;
    std::filesystem::last_write_time(f.files.path_of(fresh),
                                     std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
    REQUIRE(f.files.write_upload("forgotten", 0, "x").ok());
    f.open_room(1'000'000);
    REQUIRE(f.pump_until([&] { return !f.files.has(orphan); }, 15'000));
    f.pump(100);
    CHECK(f.files.has(known));
    CHECK(f.files.has(fresh));
    CHECK(f.files.uploads().empty());
}

TEST_CASE("uploads that nobody finishes or uses go after a while") {
    RoomFixture f;
    REQUIRE(f.store->begin_upload({"u1", AgentId{"lin"}, "a", "file", 100}, f.now).ok());
    REQUIRE(f.files.write_upload("u1", 0, "x").ok());
    REQUIRE(f.store->begin_upload({"u2", AgentId{"lin"}, "b", "file", 5}, f.now).ok());
    const auto kept = *f.files.keep_text("whole");
    MediaOutcome outcome;
    outcome.file = StoredFile{kept.sha256, kept.bytes};
    const auto media = f.store->finish_upload("u2", MediaKind::File, outcome, f.now);
    REQUIRE(media.ok());
    f.now += 25 * kSecsPerHour * 1000;
    f.open_room(1'000'000);
    REQUIRE(f.pump_until([&] { return !f.store->find_upload("u1").has_value(); }));
    CHECK(f.store->find_media(media->id).has_value());
    CHECK(f.files.has(kept.sha256));
    f.room.reset();
    f.now += 7 * kSecsPerDay * 1000;
    f.open_room(1'000'000);
    REQUIRE(f.pump_until([&] { return !f.files.has(kept.sha256); }));
    CHECK_FALSE(f.store->find_media(media->id).has_value());
    CHECK(f.store->media_totals().bytes == 0);
}
