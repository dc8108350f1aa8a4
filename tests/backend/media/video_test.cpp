#include "backend/media/video.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <fstream>
#include <random>

#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

std::string number(std::uint64_t value, int bytes) {
    std::string out;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xff);
    return out;
}
std::string box(const std::string& name, const std::string& content) {
    return number(content.size() + 8, 4) + name + content;
}
std::string mvhd(std::uint32_t scale, std::uint64_t length, bool wide = false) {
    if (wide) return box("mvhd", number(1, 1) + std::string(19, 0) + number(scale, 4) + number(length, 8));
    return box("mvhd", std::string(12, 0) + number(scale, 4) + number(length, 4));
}
// `a` and `b`: the first row of the matrix, 16.16.
std::string track(std::uint32_t width, std::uint32_t height, std::uint32_t a = 0x10000, std::uint32_t b = 0,
                  bool wide = false) {
    return box("trak", box("tkhd", number(wide ? 1 : 0, 1) + std::string(wide ? 51 : 39, 0) + number(a, 4) +
                                       number(b, 4) + std::string(28, 0) + number(width << 16, 4) +
                                       number(height << 16, 4)));
}
const std::string kFtyp = box("ftyp", "mp42" + std::string(4, 0) + "isom");

VideoFacts of_file(const std::string& bytes) {
    const TempFolder folder;
    const std::string path = folder.path() + "/v.mp4";
    std::ofstream(path, std::ios::binary) << bytes;
    return video_facts(path);
}

}  // namespace

TEST_CASE("a video says how long it is and how large people see it, wherever its movie box stands") {
    const std::string movie = box("moov", mvhd(600, 7'350) + track(0, 0) + track(640, 360));
    const std::string data = box("mdat", std::string(5'000, 'x'));
    // With its size in 64 bits.
    const std::string large = number(1, 4) + "mdat" + number(5'016, 8) + std::string(5'000, 'x');
    for (const auto& bytes : {kFtyp + movie + data, kFtyp + data + movie, kFtyp + large + movie}) {
        const VideoFacts facts = of_file(bytes);
        CHECK(facts.duration_ms == 12'250);
        CHECK(facts.width == 640);
        CHECK(facts.height == 360);
    }
    // Filmed upright: a quarter to the right, a quarter to the left; in the wide form of the headers.
    for (const std::uint32_t b : {0x10000U, 0xffff0000U}) {
        const auto facts = facts_of_movie(mvhd(1'000, 4'000, true) + track(1'920, 1'080, 0, b, true));
        CHECK(facts.duration_ms == 4'000);
        CHECK(facts.width == 1'080);
        CHECK(facts.height == 1'920);
    }
}

TEST_CASE("what a video does not say, or says absurdly, is not known") {
    CHECK(facts_of_movie("").duration_ms == 0);
    CHECK(facts_of_movie(mvhd(0, 4'000)).duration_ms == 0);
    CHECK(facts_of_movie(mvhd(1, 0xffffffff)).duration_ms == 0);
    CHECK(facts_of_movie(mvhd(1, UINT64_MAX, true)).duration_ms == 0);
    CHECK(facts_of_movie(mvhd(1'000'000'000, UINT64_MAX, true)).duration_ms == 0);
    CHECK(facts_of_movie(track(40'000, 10)).width == 0);
    CHECK(facts_of_movie(number(4, 4) + "mvhd").duration_ms == 0);
    CHECK(facts_of_movie(number(0x7fffffff, 4) + "mvhd" + std::string(30, 1)).duration_ms == 0);
    CHECK(of_file("").duration_ms == 0);
    CHECK(of_file(kFtyp + number(1, 4) + "moov" + number(UINT64_MAX, 8)).duration_ms == 0);
    CHECK(of_file(kFtyp + box("moov", mvhd(1, 4) + std::string(kMaxMovieBytes, 0))).duration_ms == 0);
    std::string many;
    for (int i = 0; i < 1'000; ++i) many += box("free", "");
    CHECK(of_file(many + box("moov", mvhd(1, 4))).duration_ms == 0);
    CHECK(video_facts("/nowhere").duration_ms == 0);
}

TEST_CASE("a cut or scrambled video is no trouble") {
    const std::string whole = kFtyp + box("moov", mvhd(600, 7'350) + track(0, 0) + track(640, 360));
    std::mt19937 random(7);
    const auto sane = [](const VideoFacts& facts) {
        return facts.width >= 0 && facts.width <= 16'384 && facts.height >= 0 && facts.height <= 16'384 &&
               facts.duration_ms >= 0 && facts.duration_ms <= 360'001'000;
    };
    const TempFolder folder;
    const std::string path = folder.path() + "/v.mp4";
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        std::ofstream(path, std::ios::binary | std::ios::trunc) << whole.substr(0, size);
        CHECK(sane(video_facts(path)));
        CHECK(sane(facts_of_movie(std::string_view(whole).substr(whole.size() - size))));
    }
    int known = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes = whole;
        for (std::size_t n = 1 + random() % 6; n > 0; --n) {
            const char odd[] = {0, 1, 8, '\x7f', '\xff', static_cast<char>(random())};
            bytes[random() % bytes.size()] = odd[random() % sizeof odd];
        }
        const auto facts = facts_of_movie(std::string_view(bytes).substr(kFtyp.size() + 8));
        known += facts.width > 0 ? 1 : 0;
        CHECK(sane(facts));
    }
    CHECK(known > 1'000);
}
