#include "web/ui/platform/uploads.h"

#include <doctest/doctest.h>

#include "web/ui/platform/headless.h"

using namespace kf::web;

namespace {

struct UploadDesk {
    HeadlessPlatform platform;
    Uploads& uploads = platform.uploads_;
    HeadlessHttp& http = platform.http_;
    HeadlessUploads& pieces = platform.upload_port_;

    UploadId start(std::uint64_t bytes = 2500) {
        return uploads.start(platform.files_.make_large("裂纹.png", bytes), "image");
    }
    // Begun at the backend, which takes pieces of 1000.
    UploadId started(std::uint64_t bytes = 2500) {
        const UploadId id = start(bytes);
        REQUIRE(http.answer("/api/uploads", 201, R"({"upload":"u1","offset":0,"chunk":1000})"));
        return id;
    }
    UploadPhase phase(UploadId id) { return uploads.find(id)->phase; }
};

}  // namespace

TEST_CASE("a file goes up in pieces and ends with the backend's media") {
    UploadDesk desk;
    const UploadId id = desk.start();
    CHECK(desk.http.requests[0].method == "POST");
    CHECK(desk.http.requests[0].body == R"({"bytes":2500,"name":"裂纹.png","purpose":"image"})");
    desk.http.answer("/api/uploads", 201, R"({"upload":"u1","offset":0,"chunk":1000})");
    desk.pieces.progress(400);
    CHECK(desk.uploads.find(id)->sent == 400);
    CHECK(desk.uploads.busy());
    desk.pieces.answer(200, R"({"offset":1000})");
    desk.pieces.answer(200, R"({"offset":2000})");
    CHECK(desk.uploads.find(id)->share() == doctest::Approx(0.8));
    CHECK(desk.pieces.waiting[0].length == 500);
    UploadId ended = 0;
    desk.uploads.on_end([&](UploadId done) { ended = done; });
    desk.pieces.answer(200, R"({"offset":2500,"media":{"id":"7","state":"ready"}})");
    CHECK(ended == id);
    CHECK(desk.phase(id) == UploadPhase::Done);
    CHECK(desk.uploads.find(id)->media == R"({"id":"7","state":"ready"})");
    CHECK_FALSE(desk.uploads.busy());
    CHECK(desk.platform.files_.alive.empty());  // nobody needs the file any more
    CHECK(desk.pieces.pieces == std::vector<std::string>{"/api/uploads/u1?offset=0",
                                                         "/api/uploads/u1?offset=1000",
                                                         "/api/uploads/u1?offset=2000"});
}

TEST_CASE("after a broken connection it asks where the backend stands, with growing waits") {
    UploadDesk desk;
    const UploadId id = desk.started();
    desk.pieces.fail();
    CHECK(desk.phase(id) == UploadPhase::Waiting);
    desk.platform.page_.advance(1'100);
    REQUIRE(desk.http.fail("/api/uploads/u1", HttpError::Network));
    desk.platform.page_.advance(1'100);
    CHECK(desk.http.waiting.empty());  // two seconds this time
    desk.platform.page_.advance(1'000);
    REQUIRE(desk.http.answer("/api/uploads/u1", 200, R"({"offset":600,"bytes":2500})"));
    CHECK(desk.pieces.waiting[0].offset == 600);
    CHECK(desk.phase(id) == UploadPhase::Uploading);
}

TEST_CASE("the network's return ends the wait") {
    UploadDesk desk;
    const UploadId id = desk.started();
    desk.platform.page_.is_online = false;
    desk.platform.page_.changed();
    desk.pieces.fail();
    CHECK(desk.http.waiting.empty());
    desk.platform.page_.is_online = true;
    desk.platform.page_.changed();
    CHECK(desk.phase(id) == UploadPhase::Uploading);
    REQUIRE(desk.http.answer("/api/uploads/u1", 200, R"({"offset":0,"bytes":2500})"));
    CHECK(desk.platform.page_.timers() == 0);
}

TEST_CASE("an answer that was lost leads to the right offset, also when everything had arrived") {
    UploadDesk desk;
    const UploadId id = desk.started();
    desk.pieces.answer(409, R"({"error":"wrong_offset","zh":"","en":"","offset":2000})");
    CHECK(desk.pieces.waiting[0].offset == 2000);
    desk.pieces.fail(HttpError::Timeout);
    desk.platform.page_.advance(5'000);
    desk.http.answer("/api/uploads/u1", 200, R"({"offset":2500,"bytes":2500,"media":{"id":"9"}})");
    CHECK(desk.phase(id) == UploadPhase::Done);
}

TEST_CASE(
    "cut off after its last byte, it is ended by an empty piece, when the backend is done with the bytes") {
    UploadDesk desk;
    const UploadId id = desk.started();
    desk.pieces.answer(200, R"({"offset":1000})");
    desk.pieces.answer(200, R"({"offset":2000})");
    desk.pieces.fail();
    desk.platform.page_.advance(1'000);
    REQUIRE(desk.http.answer("/api/uploads/u1", 200, R"({"offset":2500,"bytes":2500})"));
    REQUIRE(desk.pieces.waiting.size() == 1);
    CHECK(desk.pieces.waiting[0].offset == 2500);
    CHECK(desk.pieces.waiting[0].length == 0);
    // Still being looked at: not asked again at once.
    desk.pieces.answer(409, R"({"offset":2500,"error":{"code":"wrong_offset"}})");
    CHECK(desk.phase(id) == UploadPhase::Waiting);
    CHECK(desk.pieces.waiting.empty());
    desk.platform.page_.advance(4'000);
    REQUIRE(desk.http.answer("/api/uploads/u1", 200, R"({"offset":2500,"bytes":2500})"));
    desk.pieces.answer(200, R"({"offset":2500,"media":{"id":"9"}})");
    CHECK(desk.phase(id) == UploadPhase::Done);
}

TEST_CASE("what is never done with the bytes is given up, and what ends without a file as well") {
    UploadDesk desk;
    const UploadId id = desk.started();
    for (int i = 0; i < 20 && desk.phase(id) != UploadPhase::Failed; ++i) {
        if (!desk.pieces.waiting.empty()) desk.pieces.answer(409, R"({"offset":0,"error":{"code":"busy"}})");
        desk.platform.page_.advance(30'000);
        desk.http.answer("/api/uploads/u1", 200, R"({"offset":0,"bytes":2500})");
    }
    CHECK(desk.phase(id) == UploadPhase::Failed);
    UploadDesk other;
    const UploadId empty = other.started();
    other.pieces.answer(409, R"({"offset":2500})");
    other.pieces.answer(200, R"({"offset":2500})");
    CHECK(other.uploads.find(empty)->code == "bad_answer");
}

TEST_CASE("a backend that forgot the upload gets it from the beginning, but not for ever") {
    UploadDesk desk;
    const UploadId id = desk.started();
    for (int i = 0; i < 2; ++i) {
        desk.pieces.answer(404, R"({"error":"not_found"})");
        REQUIRE(desk.http.answer("/api/uploads", 201, R"({"upload":"u2","offset":0,"chunk":1000})"));
    }
    CHECK(desk.pieces.waiting[0].path == "/api/uploads/u2?offset=0");
    desk.pieces.answer(404, "");
    CHECK(desk.phase(id) == UploadPhase::Failed);
    CHECK(desk.uploads.find(id)->code == "upload_gone");
}

TEST_CASE("a refusal is told in the backend's words, in either form of them") {
    for (const char* body : {R"({"error":"too_large","zh":"太大","en":"too large"})",
                             R"({"error":{"code":"too_large","zh":"太大","en":"too large"}})"}) {
        UploadDesk desk;
        const UploadId id = desk.start();
        desk.http.answer("/api/uploads", 413, body);
        REQUIRE(desk.phase(id) == UploadPhase::Failed);
        CHECK(desk.uploads.find(id)->code == "too_large");
        CHECK(desk.uploads.find(id)->zh == "太大");
        CHECK(desk.uploads.find(id)->en == "too large");
        desk.uploads.retry(id);
        CHECK(desk.phase(id) == UploadPhase::Uploading);
        CHECK(desk.http.waiting.size() == 1);
    }
}

TEST_CASE("a busy backend is asked again, an answer that makes no sense ends it") {
    UploadDesk desk;
    const UploadId busy = desk.start();
    desk.http.answer("/api/uploads", 503, "");
    CHECK(desk.phase(busy) == UploadPhase::Waiting);
    desk.platform.page_.advance(1'000);
    for (const char* body : {"", "[]", R"({"upload":"u1"})", R"({"upload":7,"chunk":10})",
                             R"({"upload":"u1","chunk":0})", R"({"upload":"u1","chunk":-5})"}) {
        desk.http.answer("/api/uploads", 201, body);
        CHECK(desk.uploads.find(busy)->code == "bad_answer");
        desk.uploads.retry(busy);
        desk.http.answer("/api/uploads/u1", 204, "");  // what was begun is thrown away
    }
    desk.http.answer("/api/uploads", 201, R"({"upload":"u1","offset":0,"chunk":1000})");
    desk.pieces.answer(200, R"({"offset":0})");  // no way forward
    CHECK(desk.uploads.find(busy)->code == "bad_answer");
}

TEST_CASE("two go up at once, the third when one of them is over") {
    UploadDesk desk;
    const UploadId first = desk.start(), second = desk.start(), third = desk.start();
    CHECK(desk.http.waiting.size() == 2);
    CHECK(desk.phase(third) == UploadPhase::Queued);
    desk.http.answer("/api/uploads", 400, R"({"error":"no"})");
    CHECK(desk.phase(first) == UploadPhase::Failed);
    CHECK(desk.phase(third) == UploadPhase::Uploading);
    CHECK(desk.phase(second) == UploadPhase::Uploading);
}

TEST_CASE("a cancelled one is thrown away at the backend and makes room") {
    UploadDesk desk;
    const UploadId id = desk.started();
    const UploadId other = desk.start(), queued = desk.start();
    desk.uploads.cancel(id);
    CHECK(desk.phase(id) == UploadPhase::Cancelled);
    CHECK(desk.pieces.waiting.empty());
    const auto thrown = std::find_if(desk.http.requests.begin(), desk.http.requests.end(),
                                     [](const HttpRequest& r) { return r.method == "DELETE"; });
    REQUIRE(thrown != desk.http.requests.end());
    CHECK(thrown->path == "/api/uploads/u1");
    CHECK(desk.phase(queued) == UploadPhase::Uploading);
    desk.uploads.forget(other);
    CHECK(desk.uploads.find(other) == nullptr);
    CHECK(desk.platform.files_.alive.size() == 2);  // the cancelled one can be tried again
    desk.uploads.forget(id);
    desk.uploads.forget(queued);
    CHECK(desk.platform.files_.alive.empty());
}

TEST_CASE("a file that was removed from the disk meanwhile is said") {
    UploadDesk desk;
    const UploadId id = desk.started();
    desk.pieces.unreadable();
    CHECK(desk.phase(id) == UploadPhase::Failed);
    CHECK(desk.uploads.find(id)->code == "file_unreadable");
}
