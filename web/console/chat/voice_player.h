// Voices of a conversation: which one plays, how fast, which were heard, and that several in a row play on,
// in a hidden tab too.
#pragma once

#include <deque>
#include <vector>

#include "shared/base/ids.h"
#include "web/ui/platform/audio.h"
#include "web/ui/platform/page.h"

namespace kf::web {

// Where the backend serves what it holds.
std::string media_path(MediaId media);
std::string thumbnail_path(MediaId media);

class VoicePlayer {
  public:
    // How many heard voices this browser remembers; older ones count as heard.
    static constexpr std::size_t kMostHeard = 300;
    // Voices that play on after one that was pressed.
    static constexpr std::size_t kMostFollowing = 100;

    VoicePlayer(Audio& audio, Page& page);
    ~VoicePlayer();
    VoicePlayer(const VoicePlayer&) = delete;
    VoicePlayer& operator=(const VoicePlayer&) = delete;

    // Plays, pauses or goes on. `following` play after it, each once it has ended.
    void press(MediaId voice, std::vector<MediaId> following);
    void seek(MediaId voice, double position_secs);
    void stop();
    // 1 → 1.5 → 2 → 1, kept in this browser.
    void next_rate();
    float rate() const { return rate_; }

    // Of `voice`; Idle when another one plays.
    AudioPhase phase(MediaId voice) const;
    AudioError error(MediaId voice) const;
    double position_secs(MediaId voice) const;
    bool heard(MediaId voice) const;

  private:
    void play(MediaId voice);
    void remember(MediaId voice);

    Audio& audio_;
    Page& page_;
    float rate_ = 1;
    MediaId playing_;
    std::deque<MediaId> following_;
    std::deque<std::int64_t> heard_;  // oldest first
};

}  // namespace kf::web
