// One voice player for the page: a real <audio> element. What it does arrives by events; while it plays a
// frame is drawn about four times a second, otherwise none.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace kf::web {

enum class AudioPhase : std::uint8_t { Idle, Loading, Playing, Paused, Ended, Failed };

enum class AudioError : std::uint8_t {
    None,
    Network,      // not there, or the connection broke
    NotPlayable,  // nothing that this browser can decode
    Blocked,      // browsers stay silent until the first click or key in the page
};

struct AudioNow {
    std::string url = {};  // as given to play(); empty: nothing was played yet, or stop()
    AudioPhase phase = AudioPhase::Idle;
    AudioError error = AudioError::None;
    double position_secs = 0;
    double duration_secs = 0;  // 0 until it is known
    float rate = 1;
};

class Audio {
  public:
    virtual ~Audio() = default;
    // From the beginning, or on from where it stood when it is the one that is paused. Whatever else plays
    // stops. `url`: a path at the backend or "blob:…". Rate and handler stay as they are.
    virtual void play(std::string_view url) = 0;
    virtual void pause() = 0;
    // Nothing plays and nothing is loaded any more.
    virtual void stop() = 0;
    virtual void seek(double position_secs) = 0;
    // 1, 1.5 or 2; also for what is played later. The pitch stays.
    virtual void set_rate(float rate) = 0;
    virtual const AudioNow& now() const = 0;
    // Outside of frames, also in a hidden tab: it came to its end (play the next one), or failed.
    virtual void on_end(std::function<void(const AudioNow&)> handler) = 0;
};

}  // namespace kf::web
