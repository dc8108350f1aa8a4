#include "backend/media/media_files.h"

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>

#include "backend/http/http_message.h"
#include "backend/media/media_inspection.h"
#include "backend/media/video.h"
#include "tests/backend/media/samples.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;
namespace fs = std::filesystem;

TEST_CASE("a small file takes as much memory as it has bytes, however much may be read") {
    TempFolder folder;
    const std::string path = folder.path() + "/small";
    std::ofstream(path) << "what a customer sent";
    const auto whole = read_media_file(path, std::size_t{25} * 1024 * 1024);
    REQUIRE(whole.ok());
    CHECK(*whole == "what a customer sent");
    CHECK(whole->capacity() < 1000);
    const auto head = read_media_file(path, 4);
    REQUIRE(head.ok());
    CHECK(*head == "what");
    std::ofstream(path, std::ios::trunc).flush();
    CHECK(read_media_file(path, 4)->empty());
}

TEST_CASE("a link in the place of a file is not followed: it is read by nobody and never served") {
    TempFolder folder;
    const MediaFiles files(folder.path() + "/media", 0);
    REQUIRE(MediaFiles(folder.path() + "/media", 0).open().ok());
    const auto kept = files.keep_text("what a customer sent");
    REQUIRE(kept.ok());
    const std::string path = files.path_of(kept->sha256);
    std::ofstream(folder.path() + "/secret") << "what nobody may see";
    fs::remove(path);
    fs::create_symlink(folder.path() + "/secret", path);
    CHECK_FALSE(files.has(kept->sha256));
    CHECK(files.size_of(kept->sha256) == -1);
    CHECK_FALSE(read_media_file(path, 100).ok());
    CHECK_FALSE(hash_file(path).ok());
    CHECK(FilePart::open(path, 0, 4) == nullptr);

    fs::create_symlink(folder.path() + "/secret", files.upload_path("u1"));
    CHECK(files.size_of_upload("u1") == -1);
    CHECK_FALSE(files.write_upload("u1", 0, "overwritten").ok());
    std::string secret;
    std::getline(std::ifstream(folder.path() + "/secret"), secret);
    CHECK(secret == "what nobody may see");
}

TEST_CASE("a link in the place of a folder is not followed, and the error says what to do instead") {
    for (const std::string name : {"/media", "/media/ab", "/media/incoming"}) {
        CAPTURE(name);
        TempFolder folder, elsewhere;
        if (name != "/media") fs::create_directory(folder.path() + "/media");
        fs::create_symlink(elsewhere.path(), folder.path() + name);
        const auto opened = MediaFiles(folder.path() + "/media", 0).open();
        REQUIRE_FALSE(opened.ok());
        CHECK(opened.error().message.find(name + " is a link") != std::string::npos);
    }
}
