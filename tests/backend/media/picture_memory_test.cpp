// How much memory pictures may take: known from the header, and never more than the budget for all of them.
#include "backend/media/picture_memory.h"

#include <doctest/doctest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "backend/media/picture.h"
#include "tests/backend/media/samples.h"

using namespace kf;
using namespace kf::test;

namespace {

constexpr std::int64_t kMb = 1'000'000;

std::int64_t needed(const std::string& bytes) {
    return decoding_bytes(bytes, type_of_content(bytes), picture_size(bytes)) - kAroundPictureBytes;
}

}  // namespace

TEST_CASE("what a picture takes is known from its header, by its dimensions and its kind") {
    // Row by row, however many pixels there are and however deep.
    CHECK(needed(png_that_claims(7071, 7071)) < kMb);
    CHECK(needed(jpeg_picture(3000, 2000)) < kMb);
    CHECK(needed(webp_picture(3000, 2000)) < kMb);
    // Two bytes a sample, 4:2:0.
    const auto progressive = needed(progressive_jpeg_picture(3000, 2000));
    CHECK(progressive >= 18 * kMb);
    CHECK(progressive < 20 * kMb);
    CHECK(needed(gif_picture(1000, 1000)) >= kMb);
    CHECK(needed(gif_picture(1000, 1000)) < 2 * kMb);
    CHECK(needed(webp_picture(1000, 1000, 101)) >= 4 * kMb);
    CHECK(needed(tiff_picture(1000, 1000)) >= 7 * kMb);
    CHECK(needed(bmp_picture(1000, 1000)) >= 4 * kMb);
    // Never more than there is: a large one is shown by the small picture inside.
    CHECK(needed(heic_picture()) < kMb);
}

TEST_CASE("a camera's small picture inside a JPEG does not make it one of several scans") {
    const auto camera = with_orientation(jpeg_picture(800, 600), 1);
    CHECK(jpeg_coefficient_bytes(camera) == 0);
    const std::string thumbnail("\xff\xe1\0\x08\xff\xda\0\0\0\0", 10);
    CHECK(jpeg_coefficient_bytes(camera.substr(0, 2) + thumbnail + camera.substr(2)) == 0);
}

TEST_CASE(
    "pictures that are decoded at the same time never take more than the budget, and none is left out") {
    PictureMemory memory(100);
    std::atomic<int> done{0};
    std::atomic<bool> over{false};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&, i] {
            for (int round = 0; round < 200; ++round) {
                const auto share = memory.take(i % 2 == 0 ? 60 : 1000);  // 1000: the whole
                if (memory.taken() > 100) over = true;
                ++done;
            }
        });
    for (auto& thread : threads) thread.join();
    CHECK(done == 8 * 200);
    CHECK_FALSE(over);
    CHECK(memory.taken() == 0);
}

TEST_CASE("a picture that would take more than the whole budget is refused before it is decoded") {
    // 50 million pixels in three parts of full size: 300 MB of coefficients.
    auto jpeg = progressive_jpeg_picture(64, 32);
    const auto frame = jpeg.find("\xff\xc2");
    REQUIRE(frame != std::string::npos);
    const std::string side("\x1b\x9f", 2);  // 7071
    jpeg.replace(frame + 5, 4, side + side);
    jpeg[frame + 11] = '\x11';  // the first part no larger than the others
    CHECK(make_small_picture(jpeg, "image/jpeg").error().code == ErrorCode::TooLargePicture);
}
