#include "web/console/chat/voice_player.h"

#include <doctest/doctest.h>

#include "web/ui/platform/headless.h"

namespace kf::web {
namespace {

using Played = std::vector<std::string>;

TEST_CASE("a voice plays, pauses and goes on; another one takes its place") {
    HeadlessPlatform platform;
    VoicePlayer voices(platform.audio_, platform.page_);
    const MediaId one(1), two(2);
    CHECK_FALSE(voices.heard(one));
    voices.press(one, {});
    CHECK(voices.heard(one));
    CHECK(platform.audio_.played == Played{"/api/media/1"});
    voices.press(one, {});
    CHECK(voices.phase(one) == AudioPhase::Paused);
    voices.press(two, {});
    CHECK(voices.phase(one) == AudioPhase::Idle);
    CHECK(platform.audio_.now().url == "/api/media/2");
}

TEST_CASE("several in a row play on, each as the one before ends") {
    HeadlessPlatform platform;
    VoicePlayer voices(platform.audio_, platform.page_);
    voices.press(MediaId(1), {MediaId(4), MediaId(7)});
    platform.audio_.finish();
    platform.audio_.finish();
    CHECK(platform.audio_.played == Played{"/api/media/1", "/api/media/4", "/api/media/7"});
    platform.audio_.finish();
    CHECK(platform.audio_.played.size() == 3);
    CHECK(voices.heard(MediaId(7)));
}

TEST_CASE("one that fails does not start the next") {
    HeadlessPlatform platform;
    VoicePlayer voices(platform.audio_, platform.page_);
    voices.press(MediaId(1), {MediaId(2)});
    platform.audio_.fail(AudioError::Network);
    CHECK(platform.audio_.played.size() == 1);
    CHECK(voices.error(MediaId(1)) == AudioError::Network);
}

TEST_CASE("speed and heard voices are kept in this browser, the heard ones bounded") {
    HeadlessPlatform platform;
    {
        VoicePlayer voices(platform.audio_, platform.page_);
        voices.next_rate();
        for (int i = 1000; i < 1400; ++i) voices.press(MediaId(i), {});
    }
    VoicePlayer voices(platform.audio_, platform.page_);
    CHECK(voices.rate() == 1.5f);
    CHECK(voices.heard(MediaId(1399)));
    CHECK(voices.heard(MediaId(1000)));  // forgotten by name, but older than all that are remembered
    CHECK_FALSE(voices.heard(MediaId(1400)));
    for (const auto& [key, value] : platform.page_.settings) CHECK(value.size() <= 4096);
}

TEST_CASE("stopping takes the queue along") {
    HeadlessPlatform platform;
    VoicePlayer voices(platform.audio_, platform.page_);
    voices.press(MediaId(1), {MediaId(2)});
    voices.stop();
    CHECK(platform.audio_.now().phase == AudioPhase::Idle);
    CHECK(voices.phase(MediaId(1)) == AudioPhase::Idle);
}

}  // namespace
}  // namespace kf::web
