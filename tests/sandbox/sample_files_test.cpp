#include "backend/sandbox/sample_files.h"

#include <doctest/doctest.h>

#include "backend/sandbox/media.h"

using namespace kf::sim;

TEST_CASE("the sample files that were made by a script are part of the program") {
    CHECK(sample_asset("clip.mp4").substr(4, 4) == "ftyp");
    CHECK(sample_asset("clip.mp4").size() < 30 * 1024);
    CHECK(sample_asset("picture.webp").starts_with("RIFF"));
    CHECK(sample_asset("none").empty());
    CHECK(amr_frames(make_voice(5)) == 250);
    CHECK(amr_frames(make_voice(60)) == 3000);
    CHECK(check_upload("voice", make_voice(60)) == 0);
    CHECK(check_upload("voice", make_voice(61)) == 45007);
    CHECK(check_upload("video", sample_asset("clip.mp4")) == 0);
}

TEST_CASE("an archive carries the CRC-32 of its file, before the file and in the directory") {
    const auto zip = make_zip("a.txt", "123456789");
    const std::string sum = "\x26\x39\xF4\xCB";
    CHECK(zip.substr(14, 4) == sum);
    const auto directory = zip.find("PK\x01\x02");
    REQUIRE(directory != std::string::npos);
    CHECK(zip.substr(directory + 16, 4) == sum);
}
