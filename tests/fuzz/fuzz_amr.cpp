// Mutated voices through the AMR path, for a bounded time: no crash, and nothing larger or longer than
// promised. KFDESK_FUZZ_SECONDS makes it run longer.
#include <doctest/doctest.h>
#include <opencore-amrnb/interf_enc.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "backend/media/voice.h"
#include "tests/fuzz/mutator.h"

using namespace kf;

namespace {

std::chrono::steady_clock::duration time_to_run() {
    const char* const seconds = std::getenv("KFDESK_FUZZ_SECONDS");
    return std::chrono::seconds{seconds != nullptr ? std::max(1, std::atoi(seconds)) : 6};
}

// One of each bitrate, so that every table of the decoder is reached.
std::vector<std::string> narrow_voices() {
    std::vector<std::string> voices;
    for (int mode = 0; mode < 8; ++mode) {
        void* const encoder = Encoder_Interface_init(mode % 2);
        std::string bytes = "#!AMR\n";
        for (int frame = 0; frame < 20; ++frame) {
            std::array<short, 160> samples{};
            for (int i = 0; i < 160; ++i)
                samples[static_cast<std::size_t>(i)] =
                    static_cast<short>(9000 * std::sin(0.01 * (mode + 3) * (frame * 160 + i)));
            std::array<unsigned char, 64> out{};
            const int size =
                Encoder_Interface_Encode(encoder, static_cast<Mode>(mode), samples.data(), out.data(), 0);
            bytes.append(reinterpret_cast<const char*>(out.data()), static_cast<std::size_t>(size));
        }
        Encoder_Interface_exit(encoder);
        voices.push_back(bytes);
    }
    return voices;
}

std::vector<std::string> wide_voices() {
    constexpr std::array<int, 10> kSizes{18, 24, 33, 37, 41, 47, 51, 59, 61, 6};
    std::vector<std::string> voices;
    for (std::size_t mode = 0; mode < kSizes.size(); ++mode) {
        std::string bytes = "#!AMR-WB\n";
        for (int frame = 0; frame < 10; ++frame) {
            bytes += static_cast<char>(mode << 3 | 4);
            for (int i = 1; i < kSizes[mode]; ++i) bytes += static_cast<char>(i * 37 + frame * 11);
        }
        voices.push_back(bytes);
    }
    return voices;
}

}  // namespace

TEST_CASE("no voice, however damaged, breaks the decoder or yields more than it may") {
    auto seeds = narrow_voices();
    for (auto& voice : wide_voices()) seeds.push_back(std::move(voice));
    for (const auto& voice : seeds) REQUIRE(decode_voice(voice).ok());

    Mutator mutator{3, seeds};
    const auto end = std::chrono::steady_clock::now() + time_to_run();
    long rounds = 0, decoded = 0;
    while (std::chrono::steady_clock::now() < end) {
        std::string voice = mutator.next();
        // Most damage would hit the first bytes and be refused at once.
        const std::string magic = rounds % 4 == 0 ? "#!AMR-WB\n" : "#!AMR\n";
        if (rounds % 2 == 0) voice = magic + voice.substr(std::min(voice.size(), magic.size()));
        const auto result = decode_voice(voice);
        if (result.ok()) {
            ++decoded;
            REQUIRE(result->duration_ms <= kMaxVoiceMs);
            REQUIRE(result->wav.size() <= 44 + static_cast<std::size_t>(kMaxVoiceMs / 20) * 640);
            REQUIRE(voice_duration_ms(voice).value() == result->duration_ms);
        } else {
            REQUIRE(result.error().code != ErrorCode::None);
        }
        ++rounds;
    }
    MESSAGE(rounds << " tries, " << decoded << " decoded");
    CHECK(decoded > 0);
    CHECK(decoded < rounds);
}
