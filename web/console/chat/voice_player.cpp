#include "web/console/chat/voice_player.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace kf::web {

namespace {

constexpr std::string_view kRateKey = "voice_rate";
constexpr std::string_view kHeardKey = "voices_heard";

float rate_from(std::string_view text) {
    if (text == "1.5") return 1.5f;
    return text == "2" ? 2.f : 1.f;
}
std::string_view rate_text(float rate) {
    return rate == 2.f ? "2" : rate == 1.5f ? "1.5" : "1";
}

}  // namespace

std::string media_path(MediaId media) {
    return "/api/media/" + std::to_string(media.value);
}
std::string thumbnail_path(MediaId media) {
    return media_path(media) + "/thumbnail";
}

VoicePlayer::VoicePlayer(Audio& audio, Page& page) : audio_(audio), page_(page) {
    rate_ = rate_from(page_.setting(kRateKey).value_or(""));
    const std::string known = page_.setting(kHeardKey).value_or("");
    for (const char *at = known.data(), *end = at + known.size(); at < end;) {
        std::int64_t id = 0;
        const auto [next, error] = std::from_chars(at, end, id);
        if (error == std::errc{} && heard_.size() < kMostHeard) heard_.push_back(id);
        at = std::max(next, at) + 1;
    }
    audio_.set_rate(rate_);
    audio_.on_end([this](const AudioNow& now) {
        if (now.phase != AudioPhase::Ended || following_.empty()) return;
        const MediaId next = following_.front();
        following_.pop_front();
        play(next);
        page_.request_frame();
    });
}

VoicePlayer::~VoicePlayer() {
    audio_.on_end(nullptr);
}

void VoicePlayer::play(MediaId voice) {
    playing_ = voice;
    remember(voice);
    audio_.play(media_path(voice));
}

void VoicePlayer::press(MediaId voice, std::vector<MediaId> following) {
    const AudioPhase now = phase(voice);
    if (now == AudioPhase::Playing || now == AudioPhase::Loading) {
        audio_.pause();
        return;
    }
    following.resize(std::min(following.size(), kMostFollowing));
    following_.assign(following.begin(), following.end());
    play(voice);
}

void VoicePlayer::seek(MediaId voice, double position_secs) {
    if (playing_ == voice && audio_.now().url == media_path(voice)) audio_.seek(position_secs);
}

void VoicePlayer::stop() {
    following_.clear();
    if (playing_.empty()) return;
    playing_ = {};
    audio_.stop();
}

void VoicePlayer::next_rate() {
    rate_ = rate_ == 1.f ? 1.5f : rate_ == 1.5f ? 2.f : 1.f;
    audio_.set_rate(rate_);
    page_.store_setting(kRateKey, rate_text(rate_));
}

AudioPhase VoicePlayer::phase(MediaId voice) const {
    return playing_ == voice && audio_.now().url == media_path(voice) ? audio_.now().phase : AudioPhase::Idle;
}

AudioError VoicePlayer::error(MediaId voice) const {
    return phase(voice) == AudioPhase::Failed ? audio_.now().error : AudioError::None;
}

double VoicePlayer::position_secs(MediaId voice) const {
    const AudioPhase now = phase(voice);
    return now == AudioPhase::Playing || now == AudioPhase::Paused ? audio_.now().position_secs : 0;
}

bool VoicePlayer::heard(MediaId voice) const {
    if (std::find(heard_.begin(), heard_.end(), voice.value) != heard_.end()) return true;
    // What was heard longer ago than is remembered.
    return heard_.size() >= kMostHeard && voice.value < *std::min_element(heard_.begin(), heard_.end());
}

void VoicePlayer::remember(MediaId voice) {
    if (heard(voice)) return;
    heard_.push_back(voice.value);
    if (heard_.size() > kMostHeard) heard_.pop_front();
    std::string text;
    for (const std::int64_t id : heard_) {
        if (!text.empty()) text += ' ';
        text += std::to_string(id);
    }
    page_.store_setting(kHeardKey, text);
}

}  // namespace kf::web
