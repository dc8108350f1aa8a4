#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/backend/media/route_fixture.h"
#include "tests/backend/media/samples.h"

using namespace kf;
using namespace kf::test;

namespace {

using nlohmann::json;

struct UploadFixture : RouteFixture {
    json read(const Response& response) {
        const auto parsed = json::parse(body(response), nullptr, false);
        REQUIRE(!parsed.is_discarded());
        return parsed;
    }
    Response begin(const std::string& purpose, std::size_t bytes, const std::string& who = "lin",
                   const std::string& name = "a.png") {
        return ask(who, "POST", "/api/uploads", {},
                   json{{"name", name}, {"bytes", bytes}, {"purpose", purpose}}.dump());
    }
    Response put(const std::string& upload, std::size_t offset, const std::string& bytes,
                 const std::string& who = "lin") {
        return ask(who, "PUT", "/api/uploads/" + upload + "?offset=" + std::to_string(offset), {}, bytes);
    }
    // The last answer of an upload in two pieces.
    Response upload(const std::string& purpose, const std::string& bytes, const std::string& name = "a.png") {
        const auto begun = begin(purpose, bytes.size(), "lin", name);
        REQUIRE(begun.status == 201);
        const std::string id = read(begun)["upload"].get<std::string>();
        const auto half = bytes.size() / 2;
        REQUIRE(put(id, 0, bytes.substr(0, half)).status == 200);
        return put(id, half, bytes.substr(half));
    }
};

}  // namespace

TEST_CASE("a picture is uploaded in pieces and belongs to its uploader until it is used") {
    UploadFixture f;
    const auto done = f.upload("image", png_picture(), "../截图.png");
    REQUIRE(done.status == 200);
    const auto media = f.read(done)["media"];
    CHECK(media["state"] == "ready");
    CHECK(media["name"] == "截图.png");
    CHECK(media["mime"] == "image/png");
    const auto address = "/api/media/" + std::to_string(media["id"].get<std::int64_t>());
    CHECK(f.ask("lin", "GET", address).status == 200);
    CHECK(f.ask("lin", "GET", address + "/thumbnail").status == 200);
    CHECK(f.ask("boss", "GET", address).status == 404);
}

TEST_CASE("an upload goes on where it was, also after a restart") {
    UploadFixture f;
    const auto bytes = png_picture(300, 200);
    const std::string id = f.read(f.begin("image", bytes.size()))["upload"].get<std::string>();
    CHECK(f.read(f.put(id, 0, bytes.substr(0, 100)))["offset"] == 100);
    const auto wrong = f.put(id, 0, bytes.substr(0, 100));
    CHECK(wrong.status == 409);
    CHECK(f.read(wrong)["offset"] == 100);
    // What was written and not told before the process was killed is cut off again.
    REQUIRE(f.files.write_upload(id, 100, "what nobody was told of").ok());
    REQUIRE(f.files.open().ok());
    const auto where = f.read(f.ask("lin", "GET", "/api/uploads/" + id));
    CHECK(where["offset"] == 100);
    CHECK(where["bytes"] == bytes.size());
    const auto done = f.put(id, 100, bytes.substr(100));
    REQUIRE(done.status == 200);
    CHECK(f.read(done)["media"]["state"] == "ready");
    // The answer was lost: asked again, the same media.
    CHECK(f.read(f.put(id, 100, bytes.substr(100)))["media"]["id"] == f.read(done)["media"]["id"]);
    CHECK(f.read(f.ask("lin", "GET", "/api/uploads/" + id))["media"]["id"] == f.read(done)["media"]["id"]);
}

TEST_CASE("an upload that was cut off between its last byte and its end is ended by an empty piece") {
    UploadFixture f;
    const auto bytes = png_picture();
    const auto all_there = [&] {
        const std::string id = f.read(f.begin("image", bytes.size()))["upload"].get<std::string>();
        REQUIRE(f.files.write_upload(id, 0, bytes).ok());
        REQUIRE(f.store->upload_grew(id, static_cast<std::int64_t>(bytes.size()), f.now).ok());
        CHECK(f.read(f.ask("lin", "GET", "/api/uploads/" + id))["offset"] == bytes.size());
        return id;
    };
    const auto done = f.put(all_there(), bytes.size(), "");
    REQUIRE(done.status == 200);
    CHECK(f.read(done)["media"]["state"] == "ready");
    // Of the other one the file is in its place already, and its media was never filed.
    const std::string lost = all_there();
    REQUIRE(f.files.keep_upload(lost).ok());
    CHECK(f.put(lost, bytes.size(), "").status == 404);
    CHECK_FALSE(f.store->find_upload(lost).has_value());
    CHECK(f.ask("lin", "GET", "/api/uploads/" + lost).status == 404);
}

TEST_CASE("wrong sizes and purposes are refused before a byte, wrong contents after the last") {
    UploadFixture f;
    const auto code = [&](const Response& response) {
        return f.read(response)["error"]["code"].get<std::string>();
    };
    CHECK(code(f.begin("image", 5)) == "too_small");
    CHECK(code(f.begin("image", 10 * 1024 * 1024 + 1)) == "too_large");
    CHECK(code(f.begin("voice", 2 * 1024 * 1024 + 1)) == "too_large");
    CHECK(f.begin("file", 20 * 1024 * 1024).status == 201);
    CHECK(f.begin("file", 20 * 1024 * 1024 + 1).status == 413);
    CHECK(f.begin("secret", 100).status == 400);
    CHECK(f.ask("lin", "POST", "/api/uploads", {}, "{").status == 400);
    CHECK(f.ask("lin", "POST", "/api/uploads", {}, "[]").status == 400);
    CHECK(f.ask("", "POST", "/api/uploads", {}, "{}").status == 401);

    CHECK(code(f.upload("image", gif_picture())) == "wrong_type");
    CHECK(code(f.upload("image", "<html>not a picture</html>")) == "wrong_type");
    CHECK(code(f.upload("image", png_that_claims(50'000, 50'000))) == "too_large_picture");
    CHECK(code(f.upload("voice", amr_voice(3001))) == "too_long");
    CHECK(code(f.upload("voice", png_picture())) == "wrong_type");
    CHECK(code(f.upload("video", png_picture())) == "wrong_type");
    CHECK(f.upload("voice", amr_voice(3000)).status == 200);
    CHECK(f.upload("video", mp4_video()).status == 200);
    CHECK(f.upload("file", "<html>any file</html>").status == 200);
    CHECK(f.upload("thumb", jpeg_picture()).status == 200);
    // Nothing of what was refused is left.
    CHECK(f.files.uploads().empty());
}

TEST_CASE(
    "what a browser keeps for a year is never another file: the id of a thrown away upload does not come "
    "again") {
    UploadFixture f;
    const std::string first = f.read(f.begin("image", png_picture().size()))["upload"].get<std::string>();
    const auto thrown_away = f.read(f.put(first, 0, png_picture()))["media"]["id"].get<std::int64_t>();
    const auto address = "/api/media/" + std::to_string(thrown_away);
    CHECK(f.header(f.ask("lin", "GET", address), "Cache-Control").find("immutable") != std::string::npos);
    REQUIRE(f.ask("lin", "DELETE", "/api/uploads/" + first).status == 204);
    const auto next = f.read(f.upload("image", png_picture(300, 200)))["media"]["id"].get<std::int64_t>();
    CHECK(next > thrown_away);
    CHECK(f.ask("lin", "GET", address).status == 404);
}

TEST_CASE("an upload is its owner's alone, has bounds, and can be cancelled") {
    UploadFixture f;
    const std::string id = f.read(f.begin("file", 100))["upload"].get<std::string>();
    CHECK(f.put(id, 0, "x", "boss").status == 404);
    CHECK(f.ask("boss", "GET", "/api/uploads/" + id).status == 404);
    CHECK(f.ask("boss", "DELETE", "/api/uploads/" + id).status == 404);
    CHECK(f.put(id, 0, std::string(101, 'x')).status == 400);
    CHECK(f.put(id, 0, "").status == 400);
    CHECK(f.ask("lin", "PUT", "/api/uploads/" + id, {}, "x").status == 400);
    CHECK(f.put(id, 0, "some").status == 200);
    CHECK(f.files.uploads().size() == 1);
    CHECK(f.ask("lin", "DELETE", "/api/uploads/" + id).status == 204);
    CHECK(f.files.uploads().empty());
    CHECK(f.ask("lin", "GET", "/api/uploads/" + id).status == 404);
    int refused_at = 0;
    while (refused_at < 100 && f.begin("file", 100).status == 201) ++refused_at;
    CHECK(refused_at == 20);
    CHECK(f.begin("file", 100).status == 429);
    CHECK(f.begin("file", 100, "mei").status == 201);
}

TEST_CASE("a piece that has no place is refused by its head") {
    UploadFixture f;
    const std::string id = f.read(f.begin("file", 100, "lin", "a.pdf"))["upload"].get<std::string>();
    const auto admit = [&](const std::string& who, const std::string& upload, const std::string& query) {
        Request request;
        request.method = "PUT";
        request.path = "/api/uploads/" + upload;
        request.query = query;
        if (!who.empty()) request.headers.emplace_back("cookie", f.cookies.at(who));
        auto match = f.router.match("PUT", request.path);
        request.captured = match.captured;
        const auto admitted = match.route->options.admit(request);
        return admitted.refusal ? std::to_string(admitted.refusal->status) : admitted.user;
    };
    CHECK(admit("lin", id, "offset=0") == "lin");
    CHECK(admit("", id, "offset=0") == "401");
    CHECK(admit("mei", id, "offset=0") == "404");
    CHECK(admit("lin", "another", "offset=0") == "404");
    CHECK(admit("lin", id, "offset=50") == "409");
}
