// Every kind of picture that is shown, by what becomes of a red and a blue half.
#include <doctest/doctest.h>

#include <random>

#include "backend/media/media_type.h"
#include "backend/media/picture.h"
#include "backend/media/picture_reduction.h"
#include "tests/backend/media/samples.h"

using namespace kf;
using namespace kf::test;

namespace {

struct Case {
    const char* mime;
    std::string bytes;
    int width, height;
};

std::vector<Case> every_kind() {
    return {{"image/jpeg", jpeg_picture(1600, 800), 1600, 800},
            {"image/jpeg", jpeg_picture(8000, 4000), 8000, 4000},
            {"image/jpeg", progressive_jpeg_picture(1600, 800), 1600, 800},
            {"image/png", png_picture(1600, 800), 1600, 800},
            {"image/png", interlaced_png_picture(1600, 800), 1600, 800},
            {"image/png", interlaced_png_picture(3, 2), 3, 2},
            {"image/gif", gif_picture(1600, 800), 1600, 800},
            {"image/bmp", bmp_picture(1600, 800), 1600, 800},
            {"image/webp", webp_picture(1600, 800), 1600, 800},
            {"image/webp", webp_picture(1600, 800, 101), 1600, 800},
            {"image/tiff", tiff_picture(1600, 800), 1600, 800},
            {"image/heic", heic_picture(), 96, 48},
            {"image/avif", avif_picture(), 96, 48}};
}

void check_halves(const std::string& picture) {
    if (look_at(picture, 0, 0).width < 10) return;  // a JPEG blurs colours over two pixels
    const auto left = look_at(picture, 15, 50), right = look_at(picture, 85, 50);
    CHECK(left.red > 190);
    CHECK(left.blue < 70);
    CHECK(right.red < 70);
    CHECK(right.blue > 190);
    CHECK(left.alpha == 0);
}

}  // namespace

TEST_CASE("every kind of picture becomes a small one of the same content") {
    for (const Case& kind : every_kind()) {
        CAPTURE(kind.mime);
        CAPTURE(kind.width);
        CHECK(type_of_content(kind.bytes) == kind.mime);
        const auto small = make_small_picture(kind.bytes, kind.mime);
        REQUIRE(small.ok());
        CHECK(small->width == kind.width);
        CHECK(small->height == kind.height);
        check_halves(small->bytes);
        CHECK(look_at(small->bytes, 0, 0).width == std::min(kind.width, 480));
        CHECK(type_of_content(small->bytes) == "image/jpeg");
        const auto avatar = make_avatar_picture(kind.bytes, kind.mime);
        REQUIRE(avatar.ok());
        CHECK(look_at(*avatar, 0, 0).width == std::min(kind.height, 96));
        CHECK(look_at(*avatar, 0, 0).height == std::min(kind.height, 96));
        check_halves(*avatar);
    }
}

TEST_CASE("what browsers do not show gets a picture that they do, large enough to be looked at") {
    for (const Case& kind : every_kind()) {
        CAPTURE(kind.mime);
        const auto small = make_small_picture(kind.bytes, kind.mime);
        REQUIRE(small.ok());
        CHECK(small->preview.empty() != needs_preview(kind.mime));
        if (small->preview.empty()) continue;
        CHECK(type_of_content(small->preview) == "image/jpeg");
        CHECK(look_at(small->preview, 0, 0).width == std::min(kind.width, 1600));
        check_halves(small->preview);
    }
}

TEST_CASE("damaged pictures of every kind never end the process, nor do files that end too early") {
    std::mt19937 random(11);
    for (const Case& kind : every_kind()) {
        if (kind.width > 2000) continue;
        CAPTURE(kind.mime);
        for (int round = 0; round < 25; ++round) {
            auto damaged = kind.bytes;
            for (int i = 0; i < 1 + round % 8; ++i)
                damaged[random() % std::min<std::size_t>(damaged.size(), 700)] = static_cast<char>(random());
            if (round % 3 == 0) damaged.resize(random() % damaged.size());
            const auto result = make_small_picture(damaged, kind.mime);
            CHECK((result.ok() || result.error().code != ErrorCode::None));
        }
    }
}

TEST_CASE("a mean of pixels counts each as much as it can be seen, in whatever order the rows come") {
    // Opaque red beside transparent green: half transparent red, no green.
    const unsigned char row[] = {255, 0, 0, 255, 0, 255, 0, 0};
    for (const auto order : {PictureReduction::Rows::Rising, PictureReduction::Rows::AnyOrder}) {
        PictureReduction reduction(2, 2, {1}, order);
        const bool any = order == PictureReduction::Rows::AnyOrder;
        reduction.add(any ? 1 : 0, 0, 1, row, 2);
        reduction.add(any ? 0 : 1, 0, 1, row, 2);
        const auto image = reduction.take();
        REQUIRE(image);
        const int pixel = gdImageGetTrueColorPixel(image.get(), 0, 0);
        CHECK(gdTrueColorGetRed(pixel) == 255);
        CHECK(gdTrueColorGetGreen(pixel) == 0);
        CHECK(std::abs(gdTrueColorGetAlpha(pixel) - 64) <= 1);
    }
}
