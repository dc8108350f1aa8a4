#include "backend/media/voice_recording.h"

#include <doctest/doctest.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "backend/media/voice.h"
#include "shared/base/little_endian.h"
#include "tests/backend/media/route_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

// A tone of 440 Hz, as a browser records it.
std::string wav(int rate, int channels, int ms) {
    std::string data;
    for (int i = 0; i < rate * ms / 1000; ++i)
        for (int c = 0; c < channels; ++c)
            append_le(
                data,
                static_cast<std::uint16_t>(std::lround(9000 * std::sin(2 * 3.14159265 * 440 * i / rate))), 2);
    std::string out = "RIFF";
    append_le(out, static_cast<std::uint32_t>(36 + data.size()), 4);
    out += "WAVEfmt ";
    append_le(out, 16, 4);
    append_le(out, 1, 2);
    append_le(out, static_cast<std::uint32_t>(channels), 2);
    append_le(out, static_cast<std::uint32_t>(rate), 4);
    append_le(out, static_cast<std::uint32_t>(rate * 2 * channels), 4);
    append_le(out, static_cast<std::uint32_t>(2 * channels), 2);
    append_le(out, 16, 2);
    out += "data";
    append_le(out, static_cast<std::uint32_t>(data.size()), 4);
    return out + data;
}

// How often a decoded sound crosses zero in a second: twice its tone.
double crossings_per_second(const std::string& decoded) {
    int crossings = 0, before = 0, samples = 0;
    for (std::size_t at = 44; at + 1 < decoded.size(); at += 2, ++samples) {
        const auto low = static_cast<unsigned char>(decoded[at]),
                   high = static_cast<unsigned char>(decoded[at + 1]);
        const int value = static_cast<std::int16_t>(low | (high << 8));
        if (std::abs(value) < 500) continue;
        if (before != 0 && (value > 0) != (before > 0)) ++crossings;
        before = value;
    }
    return crossings * 8000.0 / samples;
}

}  // namespace

TEST_CASE("a recording becomes a voice of the same length and tone, whatever its rate and channels") {
    struct Case {
        int rate, channels;
    };
    for (const auto& [rate, channels] : {Case{8000, 1}, Case{16000, 1}, Case{44100, 2}, Case{48000, 1}}) {
        const auto& this_rate = rate;
        CAPTURE(this_rate);
        const auto amr = amr_from_wav(wav(rate, channels, 1000));
        REQUIRE(amr.ok());
        const auto heard = decode_voice(*amr);
        REQUIRE(heard.ok());
        CHECK(heard->duration_ms == 1000);
        CHECK(crossings_per_second(heard->wav) == doctest::Approx(880).epsilon(0.05));
    }
}

TEST_CASE(
    "a recording without sound, in another format or cut anywhere is refused or shorter, never read beyond "
    "its end") {
    CHECK(amr_from_wav("").error().code == ErrorCode::WrongType);
    CHECK(amr_from_wav(wav(8000, 1, 0)).error().code == ErrorCode::BrokenVoice);
    auto floats = wav(8000, 1, 100);
    floats[20] = 3;  // IEEE floats
    CHECK(amr_from_wav(floats).error().code == ErrorCode::WrongType);
    const auto whole = wav(8000, 1, 100);
    for (std::size_t length = 0; length < whole.size(); length += 7) {
        const std::string cut(whole.data(), length);  // of its own, so that a read behind it is seen
        if (const auto amr = amr_from_wav(cut); amr.ok()) CHECK(voice_duration_ms(*amr).value() <= 100);
    }
    std::mt19937 random(7);
    for (int i = 0; i < 300; ++i) {
        auto damaged = wav(8000, 1, 40);
        damaged[random() % 44] = static_cast<char>(random());
        static_cast<void>(amr_from_wav(damaged));
    }
}

TEST_CASE("what an agent recorded in the browser is kept and sent as AMR") {
    struct Uploads : RouteFixture {
        nlohmann::json begin_and_put(const std::string& purpose, const std::string& bytes,
                                     const std::string& name) {
            const nlohmann::json what{{"name", name}, {"bytes", bytes.size()}, {"purpose", purpose}};
            const auto begun = ask("lin", "POST", "/api/uploads", {}, what.dump());
            const auto id = nlohmann::json::parse(body(begun))["upload"].get<std::string>();
            return nlohmann::json::parse(
                body(ask("lin", "PUT", "/api/uploads/" + id + "?offset=0", {}, bytes)));
        }
    } f;
    const auto voice = f.begin_and_put("voice", wav(8000, 1, 3000), "语音.wav")["media"];
    CHECK(voice["state"] == "ready");
    CHECK(voice["mime"] == "audio/amr");
    CHECK(voice["name"] == "语音.amr");
    CHECK(voice["duration_ms"] == 3000);
    // A file stays what it is.
    CHECK(f.begin_and_put("file", wav(8000, 1, 200), "a.wav")["media"]["mime"] == "audio/wav");
    CHECK(f.begin_and_put("voice", wav(8000, 1, 61'000), "a.wav")["error"]["code"] == "too_long");
    CHECK(f.begin_and_put("voice", "RIFF but nothing else", "a.wav")["error"]["code"] == "wrong_type");
}
