// What strangers send: refused, or shown safely.
#include <doctest/doctest.h>

#include <ctime>
#include <random>

#include "backend/media/media_files.h"
#include "backend/media/media_inspection.h"
#include "backend/media/media_type.h"
#include "backend/media/picture.h"
#include "backend/media/voice.h"
#include "tests/backend/media/samples.h"
#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

struct Inspector {
    TempFolder folder;
    MediaFiles files{folder.path() + "/media", 0};
    Inspector() { REQUIRE(files.open().ok()); }

    MediaOutcome operator()(const std::string& bytes, MediaKind kind, const std::string& name = "") {
        const auto kept = files.keep_text(bytes);
        REQUIRE(kept.ok());
        const auto outcome = inspect_media(files, *kept, kind, name);
        REQUIRE(outcome.ok());
        CHECK(outcome->bytes == static_cast<std::int64_t>(bytes.size()));
        return *outcome;
    }
    std::string text(const std::optional<StoredFile>& file) {
        REQUIRE(file.has_value());
        const auto bytes = read_media_file(files.path_of(file->sha256), 1 << 24);
        REQUIRE(bytes.ok());
        return *bytes;
    }
};

}  // namespace

TEST_CASE("pictures get a small version of at most 480 pixels a side") {
    Inspector inspect;
    for (const auto& bytes : {jpeg_picture(1600, 800), png_picture(1600, 800), gif_picture(1600, 800)}) {
        const auto outcome = inspect(bytes, MediaKind::Image);
        CHECK(outcome.state == MediaState::Ready);
        CHECK(outcome.width == 1600);
        CHECK(outcome.height == 800);
        const auto small = look_at(inspect.text(outcome.thumb), 25, 50);
        CHECK(small.width == 480);
        CHECK(small.height == 240);
        CHECK(small.red > 200);
        CHECK(small.blue < 60);
    }
    const auto tiny = inspect(jpeg_picture(20, 10), MediaKind::Image);
    CHECK(look_at(inspect.text(tiny.thumb), 0, 0).width == 20);
}

TEST_CASE("what is transparent stays transparent, everything else becomes a JPEG") {
    Inspector inspect;
    const auto clear = inspect.text(inspect(png_picture(64, 32, true), MediaKind::Image).thumb);
    CHECK(type_of_content(clear) == "image/png");
    CHECK(look_at(clear, 10, 50).alpha == 127);
    CHECK(type_of_content(inspect.text(inspect(png_picture(), MediaKind::Image).thumb)) == "image/jpeg");
}

TEST_CASE("a small picture stands as the camera held it") {
    Inspector inspect;
    struct Case {
        int orientation;
        bool upright_is_wide;
        int red_x, red_y;  // where the red half is, in percent
    };
    for (const auto& [orientation, wide, x, y] :
         {Case{1, true, 10, 50}, Case{2, true, 90, 50}, Case{3, true, 90, 50}, Case{4, true, 10, 50},
          Case{5, false, 50, 10}, Case{6, false, 50, 10}, Case{7, false, 50, 90}, Case{8, false, 50, 90}}) {
        const auto& this_orientation = orientation;
        CAPTURE(this_orientation);
        const auto outcome = inspect(with_orientation(jpeg_picture(200, 100), orientation), MediaKind::Image);
        CHECK((outcome.width > outcome.height) == wide);
        const auto pixel = look_at(inspect.text(outcome.thumb), x, y);
        CHECK((pixel.width > pixel.height) == wide);
        CHECK(pixel.red > 200);
        CHECK(pixel.blue < 60);
    }
}

TEST_CASE("a picture of 50 000 by 50 000 pixels is refused before anything is decoded") {
    Inspector inspect;
    const std::clock_t begin = std::clock();  // its own time: another job's is none of its business
    for (const auto& [width, height] :
         {std::pair{50'000U, 50'000U}, {65'536U, 10U}, {10'000U, 10'000U}, {0xffffffffU, 1U}}) {
        const auto outcome = inspect(png_that_claims(width, height), MediaKind::Image);
        CHECK(outcome.state == MediaState::Refused);
        CHECK(outcome.problem == ErrorCode::TooLargePicture);
        CHECK_FALSE(outcome.thumb.has_value());
    }
    CHECK(std::clock() - begin < 2 * CLOCKS_PER_SEC);
}

TEST_CASE("a screenshot of a very long page is a picture like any other") {
    Inspector inspect;
    const auto outcome = inspect(png_picture(40, 20'000), MediaKind::Image);
    CHECK(outcome.state == MediaState::Ready);
    CHECK(outcome.height == 20'000);
    const auto small = look_at(inspect.text(outcome.thumb), 0, 50);
    CHECK(small.height == 480);
    CHECK(small.width == 1);
}

TEST_CASE("a GIF whose first frame is larger than its screen is measured by the frame") {
    auto gif = gif_picture(64, 32);
    const auto frame = gif.find(std::string("\x2c\0\0\0\0", 5), 13);
    REQUIRE(frame != std::string::npos);
    gif[frame + 5] = gif[frame + 6] = gif[frame + 7] = gif[frame + 8] = '\xff';
    CHECK(make_small_picture(gif, "image/gif").error().code == ErrorCode::TooLargePicture);
}

TEST_CASE("a JPEG with thousands of passes over its pixels is not decoded") {
    auto jpeg = jpeg_picture();
    for (int i = 0; i < 5000; ++i) jpeg.insert(jpeg.size() - 2, "\xff\xda\0\x08\x01\x01\0\0\x3f\0", 10);
    CHECK(make_small_picture(jpeg, "image/jpeg").error().code == ErrorCode::BrokenPicture);
}

TEST_CASE("a truncated JPEG shows what there is of it or is refused, and never ends the process") {
    Inspector inspect;
    const auto whole = jpeg_picture(400, 300);
    bool shown_in_part = false;
    for (std::size_t size = 4; size < whole.size(); size += whole.size() / 50) {
        const auto outcome = inspect(whole.substr(0, size), MediaKind::Image);
        const bool refused =
            outcome.state == MediaState::Refused && outcome.problem == ErrorCode::BrokenPicture;
        CHECK((refused || outcome.thumb.has_value()));
        shown_in_part = shown_in_part || !refused;
    }
    CHECK(shown_in_part);
}

TEST_CASE("damaged pictures never end the process") {
    std::mt19937 random(7);
    for (const auto& whole : {jpeg_picture(100, 80), png_picture(100, 80), gif_picture(100, 80)}) {
        const auto mime = type_of_content(whole);
        for (int round = 0; round < 150; ++round) {
            auto damaged = whole;
            for (int i = 0; i < 1 + round % 8; ++i)
                damaged[random() % damaged.size()] = static_cast<char>(random());
            const auto result = make_small_picture(damaged, mime);
            CHECK((result.ok() || result.error().code != ErrorCode::None));
        }
    }
}

TEST_CASE("what is not what it claims to be is refused, but kept for whoever wants to save it") {
    Inspector inspect;
    const std::string html = "<!DOCTYPE html><script>alert(1)</script>";
    const std::string zip("PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0", 16);
    const std::string silk("\x02#!SILK_V3\x0c\0", 12);
    struct Case {
        std::string bytes;
        MediaKind kind;
        const char* name;
        const char* mime;
    };
    for (const auto& [bytes, kind, name, mime] :
         {Case{html, MediaKind::Image, "picture.png", "text/html"},
          Case{zip, MediaKind::Image, "picture.jpg", "application/zip"},
          Case{"<svg onload=alert(1)>", MediaKind::Image, "x.svg", "text/html"},
          Case{jpeg_picture(), MediaKind::Voice, "", "image/jpeg"},
          Case{html, MediaKind::Video, "v.mp4", "text/html"},
          Case{"#!AMR_MC1.0\n", MediaKind::Voice, "", "text/plain"},
          Case{"", MediaKind::Image, "", "application/octet-stream"}}) {
        const auto& this_mime = mime;
        CAPTURE(this_mime);
        const auto outcome = inspect(bytes, kind, name);
        CHECK(outcome.state == MediaState::Refused);
        CHECK(outcome.problem == ErrorCode::WrongType);
        CHECK(outcome.mime == mime);
        CHECK(outcome.file.has_value());
        CHECK_FALSE(outcome.thumb.has_value());
    }
}

TEST_CASE("what nothing here shows is called that, not unsafe, and kept to be saved") {
    Inspector inspect;
    const std::string silk("\x02#!SILK_V3\x0c\0", 12);
    const std::string webm("\x1a\x45\xdf\xa3 webm", 9);
    // A sequence of pictures, which the library does not read.
    const std::string sequence(
        "\0\0\0\x10"
        "ftyphevc\0\0\0\0",
        16);
    for (const auto& [bytes, kind] : {std::pair{silk, MediaKind::Voice}, {webm, MediaKind::Video}}) {
        const auto outcome = inspect(bytes, kind);
        CHECK(outcome.state == MediaState::Refused);
        CHECK(outcome.problem == ErrorCode::NoPreview);
        CHECK(outcome.file.has_value());
    }
    CHECK(inspect(sequence, MediaKind::Image).problem == ErrorCode::NoPreview);
}

TEST_CASE("a HEIC, AVIF or TIFF picture is shown, by a picture that browsers know") {
    Inspector inspect;
    for (const auto& bytes : {heic_picture(), avif_picture(), tiff_picture(96, 48)}) {
        const auto outcome = inspect(bytes, MediaKind::Image);
        CAPTURE(outcome.mime);
        CHECK(outcome.state == MediaState::Ready);
        CHECK(outcome.width == 96);
        CHECK(look_at(inspect.text(outcome.thumb), 25, 50).red > 190);
        CHECK(look_at(inspect.text(outcome.sound), 25, 50).red > 190);
    }
}

TEST_CASE("a file may be anything, under a safe name and the type of its content") {
    Inspector inspect;
    const auto outcome = inspect("<html>", MediaKind::File, "../\u202Egnp.html");
    CHECK(outcome.state == MediaState::Ready);
    CHECK(outcome.mime == "text/html");
    CHECK(outcome.name == "gnp.html");
    CHECK_FALSE(may_be_shown(outcome.mime));
    CHECK(inspect(jpeg_picture(), MediaKind::Image).name == "image.jpg");
    CHECK(inspect(mp4_video(), MediaKind::Video).mime == "video/mp4");
}

TEST_CASE("a voice becomes a WAV that says its length") {
    Inspector inspect;
    const auto outcome = inspect(amr_voice(50), MediaKind::Voice);
    CHECK(outcome.state == MediaState::Ready);
    CHECK(outcome.duration_ms == 1000);
    CHECK(outcome.mime == "audio/amr");
    const auto wav = inspect.text(outcome.sound);
    CHECK(type_of_content(wav) == "audio/wav");
    CHECK(wav.size() == 44 + 8000 * 2);
    // It is a tone, not silence.
    int loudest = 0;
    for (std::size_t at = 44 + 8000; at + 1 < wav.size(); at += 2) {
        const auto sample = static_cast<std::int16_t>(static_cast<unsigned char>(wav[at]) |
                                                      static_cast<unsigned char>(wav[at + 1]) << 8);
        loudest = std::max(loudest, std::abs(static_cast<int>(sample)));
    }
    CHECK(loudest > 2000);
}

TEST_CASE("voices that are broken, endless or wide-band are decoded as far as they are voices") {
    CHECK(decode_voice("#!AMR\n").error().code == ErrorCode::BrokenVoice);
    CHECK(decode_voice("#!AMR\n\x7c").ok());  // one frame without data
    CHECK(decode_voice("#!AMR\n\x48garbage").error().code == ErrorCode::BrokenVoice);
    CHECK(decode_voice("").error().code == ErrorCode::WrongType);
    CHECK(decode_voice("#!AMR-NB\n").error().code == ErrorCode::WrongType);
    CHECK(decode_voice(amr_voice(10) + "\x48 and more").value().duration_ms == 200);
    CHECK(decode_voice(amr_voice(10).substr(0, 6 + 32 * 9 + 5)).value().duration_ms == 180);
    std::string endless = "#!AMR\n";
    endless.append(100'000, '\x7c');
    CHECK(decode_voice(endless).value().duration_ms == kMaxVoiceMs);
    CHECK(decode_voice("#!AMR\n" + std::string(kMaxDecodedVoiceBytes, '\x7c')).error().code ==
          ErrorCode::TooLarge);
    std::string wide = "#!AMR-WB\n";
    for (int i = 0; i < 5; ++i) wide += '\x04' + std::string(17, '\x5a');
    const auto decoded = decode_voice(wide);
    REQUIRE(decoded.ok());
    CHECK(decoded->duration_ms == 100);
    CHECK(decoded->wav.size() == 44 + 5 * 640);
}
