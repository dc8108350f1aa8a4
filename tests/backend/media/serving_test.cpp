#include <doctest/doctest.h>

#include "backend/http/byte_range.h"
#include "backend/media/media_type.h"
#include "tests/backend/media/route_fixture.h"
#include "tests/backend/media/samples.h"

using namespace kf;
using namespace kf::test;

namespace {

struct ServingFixture : RouteFixture {
    ServingFixture() { start(); }
    // A received media that is ready or refused; yields its address.
    std::string receive(const std::string& msgid, const std::string& msgtype, const std::string& bytes,
                        const std::string& name) {
        wecom.files[msgid] = {bytes, "attachment; filename=\"" + name + "\""};
        store.page({media_message(msgid, kDay, msgtype, "{\"media_id\":\"" + msgid + "\"}")}, kDay);
        REQUIRE(pump_until([&] { return media_of(msgid).state != MediaState::Waiting; }));
        return "/api/media/" + std::to_string(media_of(msgid).id.value);
    }
};

}  // namespace

TEST_CASE("a picture is shown to who may see the conversation, and to nobody else") {
    ServingFixture f;
    const auto bytes = png_picture(1000, 500);
    const auto address = f.receive("m1", "image", bytes, "a.png");
    const auto shown = f.ask("lin", "GET", address);
    CHECK(shown.status == 200);
    CHECK(f.header(shown, "Content-Type") == "image/png");
    CHECK(f.header(shown, "Content-Disposition").starts_with("inline; filename=\"a.png\""));
    CHECK(f.header(shown, "Cache-Control") == "private, max-age=31536000, immutable");
    CHECK(f.header(shown, "Content-Security-Policy").starts_with("sandbox;"));
    CHECK(f.body(shown) == bytes);
    CHECK(f.header(f.ask("lin", "GET", address + "?download=1"), "Content-Disposition")
              .starts_with("attachment;"));
    const auto small = f.ask("lin", "GET", address + "/thumbnail");
    CHECK(small.status == 200);
    CHECK(f.header(small, "Content-Type") == "image/jpeg");
    CHECK(look_at(f.body(small), 50, 50).width == 480);

    CHECK(f.ask("mei", "GET", address).status == 404);
    CHECK(f.ask("mei", "GET", address + "/thumbnail").status == 404);
    CHECK(f.ask("", "GET", address).status == 401);
    CHECK(f.ask("lin", "GET", "/api/media/999").status == 404);
    CHECK(f.ask("lin", "GET", "/api/media/1x").status == 404);
}

TEST_CASE("parts of a video are served, and what the browser has is not served again") {
    ServingFixture f;
    const std::string bytes = mp4_video() + std::string(5000, 'v');
    const auto address = f.receive("m1", "video", bytes, "v.mp4");
    const auto part = f.ask("lin", "GET", address, {{"range", "bytes=10-19"}});
    CHECK(part.status == 206);
    CHECK(f.header(part, "Content-Range") == "bytes 10-19/" + std::to_string(bytes.size()));
    CHECK(f.header(part, "Content-Type") == "video/mp4");
    CHECK(f.body(part) == bytes.substr(10, 10));
    CHECK(f.body(f.ask("lin", "GET", address, {{"range", "bytes=-7"}})) == bytes.substr(bytes.size() - 7));
    const auto behind = f.ask("lin", "GET", address, {{"range", "bytes=99999-"}});
    CHECK(behind.status == 416);
    CHECK(f.header(behind, "Content-Range") == "bytes */" + std::to_string(bytes.size()));
    CHECK(f.body(behind).empty());
    const auto etag = f.header(part, "ETag");
    CHECK(f.ask("lin", "GET", address, {{"range", "bytes=0-1"}, {"if-range", etag}}).status == 206);
    CHECK(f.ask("lin", "GET", address, {{"range", "bytes=0-1"}, {"if-range", "\"other\""}}).status == 200);
    const auto known = f.ask("lin", "GET", address, {{"if-none-match", "\"x\", " + etag}});
    CHECK(known.status == 304);
    CHECK(known.file == nullptr);
}

TEST_CASE("a voice is played as WAV and saved as it came") {
    ServingFixture f;
    const auto amr = amr_voice();
    const auto address = f.receive("m1", "voice", amr, "v.amr");
    const auto played = f.ask("lin", "GET", address);
    CHECK(f.header(played, "Content-Type") == "audio/wav");
    CHECK(f.header(played, "Content-Disposition").starts_with("inline; filename=\"v.wav\""));
    CHECK(type_of_content(f.body(played)) == "audio/wav");
    const auto saved = f.ask("lin", "GET", address + "?original=1");
    CHECK(f.header(saved, "Content-Disposition").starts_with("attachment; filename=\"v.amr\""));
    CHECK(f.body(saved) == amr);
}

TEST_CASE("a picture that browsers do not know is shown by one that they do, and saved as it came") {
    ServingFixture f;
    const auto heic = heic_picture();
    const auto address = f.receive("m1", "image", heic, "IMG_1.HEIC");
    const auto shown = f.ask("lin", "GET", address);
    CHECK(f.header(shown, "Content-Type") == "image/jpeg");
    CHECK(f.header(shown, "Content-Disposition").starts_with("inline"));
    CHECK(look_at(f.body(shown), 25, 50).width == 96);
    const auto saved = f.ask("lin", "GET", address + "?download=1");
    CHECK(f.header(saved, "Content-Type") == "image/heic");
    CHECK(f.header(saved, "Content-Disposition").starts_with("attachment; filename=\"IMG_1.HEIC\""));
    CHECK(f.body(saved) == heic);
}

TEST_CASE("what was refused, and every file that is no picture, is only ever saved") {
    ServingFixture f;
    const std::string html = "<html><script>alert(1)</script></html>";
    const auto refused = f.ask("lin", "GET", f.receive("m1", "image", html, "a.png"));
    CHECK(refused.status == 200);
    CHECK(f.header(refused, "Content-Type") == "application/octet-stream");
    CHECK(f.header(refused, "Content-Disposition").starts_with("attachment;"));
    CHECK(f.header(f.ask("lin", "GET", f.receive("m2", "file", html, "a.html")), "Content-Disposition")
              .starts_with("attachment;"));
    CHECK(f.ask("lin", "GET", "/api/media/" + std::to_string(f.media_of("m1").id.value) + "/thumbnail")
              .status == 404);
}

TEST_CASE("files of a recalled message are for those who may still read it") {
    ServingFixture f;
    const auto address = f.receive("m1", "image", png_picture(), "a.png");
    MessageRecalled recall;
    recall.message = KfMessageId{"m1"};
    f.store.page({event_message("e1", kDay + 1, KfEvent{recall})}, kDay + 1);
    CHECK(f.ask("lin", "GET", address).status == 404);
    CHECK(f.ask("boss", "GET", address).status == 404);
    DeskSettings settings = f.store->desk_settings();
    settings.supervisors_see_recalled = true;
    REQUIRE(f.store->save_desk_settings(settings, f.now).ok());
    CHECK(f.ask("lin", "GET", address).status == 404);
    CHECK(f.ask("boss", "GET", address).status == 200);
}

TEST_CASE("ranges that make no sense ask for the whole") {
    using Kind = ByteRange::Kind;
    for (const char* text :
         {"", "bytes=", "bytes=x-", "bytes=5-2", "bytes=0-1,3-4", "lines=1-2", "bytes=--1", "bytes=1"})
        CHECK_MESSAGE(byte_range(text, 10).kind == Kind::Whole, text);
    CHECK(byte_range("bytes=9-", 10).size == 1);
    CHECK(byte_range("bytes=0-99999999", 10).size == 10);
    CHECK(byte_range("bytes=-99", 10).size == 10);
    for (const char* text : {"bytes=10-", "bytes=10-12", "bytes=-0"})
        CHECK_MESSAGE(byte_range(text, 10).kind == Kind::NotSatisfiable, text);
    CHECK(byte_range("bytes=0-", 0).kind == Kind::NotSatisfiable);
}
