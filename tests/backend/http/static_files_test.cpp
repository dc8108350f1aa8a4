#include "backend/http/static_files.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "tests/backend/http/raw_client.h"
#include "tests/backend/http/server_fixture.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& content) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << content;
}

struct SiteFixture {
    SiteFixture() : site(fs::path(folder.path()) / "site") {
        write(site / "index.html", "<!doctype html>console");
        write(site / "login.html", "<form>");
        write(site / "console.0123abcd4567.wasm", "plain wasm");
        write(site / "console.0123abcd4567.wasm.br", "br wasm");
        write(site / "console.0123abcd4567.wasm.gz", "gz wasm");
        write(site / "sub/icon.svg", "<svg/>");
        write(site / ".hidden", "hidden");
        write(fs::path(folder.path()) / "secret.txt", "secret");
        fs::create_symlink("../secret.txt", site / "link.txt");
        files = std::make_unique<StaticFiles>(site.string());
    }
    Response ask(const std::string& path, const Headers& headers = {}) {
        Request request;
        request.method = "GET";
        request.path = path;
        for (const auto& header : headers) request.headers.push_back(header);
        return files->answer(request);
    }
    static std::string header(const Response& response, const std::string& name) {
        for (const auto& [known, value] : response.headers)
            if (known == name) return value;
        return "";
    }

    TempFolder folder;
    fs::path site;
    std::unique_ptr<StaticFiles> files;
};

}  // namespace

TEST_CASE("the console's page and files are served with their types") {
    SiteFixture fixture;
    CHECK(*fixture.ask("/").body == "<!doctype html>console");
    CHECK(*fixture.ask("/login").body == "<form>");
    CHECK(*fixture.ask("/sub/icon.svg").body == "<svg/>");
    const auto wasm = fixture.ask("/console.0123abcd4567.wasm");
    CHECK(*wasm.body == "plain wasm");
    CHECK(fixture.header(wasm, "Content-Type") == "application/wasm");
}

TEST_CASE("nothing outside of the folder, and nothing hidden, is ever served") {
    SiteFixture fixture;
    for (const char* path :
         {"/../secret.txt", "/sub/../../secret.txt", "/link.txt", "/.hidden", "//etc/passwd", "/etc/passwd",
          "/sub", "/sub/", "/./index.html", "/..%2fsecret.txt", "/console.0123abcd4567.wasm.br"}) {
        CAPTURE(path);
        CHECK(fixture.ask(path).status == 404);
    }
}

TEST_CASE("traversal over the wire finds nothing, in whatever spelling") {
    SiteFixture fixture;
    Router router;
    router.otherwise(
        [&](const Request& request, const Responder& respond) { respond(fixture.files->answer(request)); });
    ServerFixture server(std::move(router));
    for (const char* target :
         {"/../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt", "/sub/%2e%2e/%2e%2e/secret.txt",
          "/..\\secret.txt", "/%5c..%5csecret.txt", "/....//secret.txt"}) {
        CAPTURE(target);
        const auto answer = get(server.port, target);
        CHECK(answer.status == 404);
        CHECK(answer.body.find("secret") == std::string::npos);
    }
}

TEST_CASE("the smallest form that the browser accepts is sent, and caches are told that there are several") {
    SiteFixture fixture;
    const auto brotli = fixture.ask("/console.0123abcd4567.wasm", {{"accept-encoding", "gzip, br"}});
    CHECK(*brotli.body == "br wasm");
    CHECK(fixture.header(brotli, "Content-Encoding") == "br");
    CHECK(fixture.header(brotli, "Content-Type") == "application/wasm");
    CHECK(fixture.header(brotli, "Vary") == "Accept-Encoding");
    const auto gzip = fixture.ask("/console.0123abcd4567.wasm", {{"accept-encoding", "gzip"}});
    CHECK(*gzip.body == "gz wasm");
    CHECK(fixture.header(gzip, "ETag") != fixture.header(brotli, "ETag"));
}

TEST_CASE("names that change with their content are kept for ever, icons for an hour, pages not at all") {
    SiteFixture fixture;
    CHECK(fixture.header(fixture.ask("/console.0123abcd4567.wasm"), "Cache-Control") ==
          "public, max-age=31536000, immutable");
    const auto page = fixture.ask("/");
    CHECK(fixture.header(page, "Cache-Control") == "no-store");
    CHECK(fixture.header(fixture.ask("/sub/icon.svg"), "Cache-Control") == "public, max-age=3600");
    const auto again = fixture.ask("/", {{"if-none-match", fixture.header(page, "ETag")}});
    CHECK(again.status == 304);
    CHECK(again.body == nullptr);
    CHECK(is_hashed_name("console.3f9ab012.js"));
    CHECK(is_hashed_name("console-3f9ab0124d.js"));
    for (const char* plain : {"console.js", "deadbeef.js", "feedback.css", "console.3f9a.js", "3f9ab012"})
        CHECK_FALSE(is_hashed_name(plain));
}

TEST_CASE("a console that was built again is served without a restart") {
    SiteFixture fixture;
    CHECK(*fixture.ask("/").body == "<!doctype html>console");
    write(fixture.site / "index.html", "newer");
    fs::last_write_time(fixture.site / "index.html",
                        fs::last_write_time(fixture.site / "index.html") + std::chrono::seconds(5));
    CHECK(eventually([&] { return *fixture.ask("/").body == "newer"; }));
}
