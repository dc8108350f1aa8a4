#include "web/console/chat/height_index.h"

#include <doctest/doctest.h>

#include <random>

namespace kf::web {
namespace {

TEST_CASE("an empty stream has no height and finds nothing beyond it") {
    HeightIndex index;
    CHECK(index.total() == 0);
    CHECK(index.find(100) == 0);
    index.append(40);
    CHECK(index.total() == 40);
    CHECK(index.find(1000) == 0);
}

TEST_CASE("places are found at, before and behind each edge") {
    HeightIndex index;
    index.assign({10, 0, 30, 5});
    CHECK(index.above(2) == 10);
    CHECK(index.find(-5) == 0);
    CHECK(index.find(9.9) == 0);
    CHECK(index.find(10) == 2);  // the entry without height covers nothing
    CHECK(index.find(39.9) == 2);
    CHECK(index.find(40) == 3);
    CHECK(index.find(45) == 3);
}

TEST_CASE("whatever order it is built, grown, cut and corrected in, it agrees with plain addition") {
    std::mt19937 random(7);
    HeightIndex index;
    std::vector<float> plain;
    for (int step = 0; step < 3000; ++step) {
        const auto height = static_cast<float>(random() % 200);
        switch (random() % 8) {
            case 0:
                if (random() % 20 == 0) {
                    plain.assign(random() % 50, height);
                    index.assign(plain);
                }
                break;
            case 1:
                if (!plain.empty()) {
                    plain.resize(plain.size() - random() % std::min<std::size_t>(plain.size() + 1, 3));
                    index.truncate(plain.size());
                }
                break;
            case 2:
            case 3:
                if (!plain.empty()) {
                    const std::size_t at = random() % plain.size();
                    plain[at] = height;
                    index.set(at, height);
                }
                break;
            default:
                plain.push_back(height);
                index.append(height);
        }
        REQUIRE(index.size() == plain.size());
        double sum = 0;
        const double y = plain.empty() ? 0 : static_cast<double>(random() % 3000);
        std::size_t expected = plain.empty() ? 0 : plain.size() - 1;
        bool found = false;
        for (std::size_t i = 0; i < plain.size(); ++i) {
            REQUIRE(index.above(i) == doctest::Approx(sum));
            if (!found && y < sum + static_cast<double>(plain[i])) {
                expected = i;
                found = true;
            }
            sum += static_cast<double>(plain[i]);
        }
        REQUIRE(index.total() == doctest::Approx(sum));
        REQUIRE(index.find(y) == expected);
    }
}

TEST_CASE("a hundred thousand entries lose no pixel") {
    HeightIndex index;
    index.assign(std::vector<float>(100'000, 61.5f));
    CHECK(index.total() == 6'150'000);
    CHECK(index.find(index.above(99'999)) == 99'999);
    CHECK(index.find(index.above(54'321) + 61.4) == 54'321);
}

}  // namespace
}  // namespace kf::web
