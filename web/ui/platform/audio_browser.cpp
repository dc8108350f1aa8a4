#include <emscripten.h>

#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

class BrowserAudio final : public Audio {
  public:
    explicit BrowserAudio(Page& page) : page_(page) { player = this; }
    ~BrowserAudio() override { player = nullptr; }

    void play(std::string_view url) override {
        if (now_.url == url && now_.phase == AudioPhase::Paused) {
            kf_audio_resume();
            return;
        }
        const std::string address = backend_url(page_, url);
        now_ = {.url = std::string(url), .phase = AudioPhase::Loading, .rate = now_.rate};
        if (address.empty()) return tell(AudioPhase::Failed, AudioError::NotPlayable, 0, 0);
        kf_audio_play(address.data(), address.size(), now_.rate);
    }
    void pause() override { kf_audio_pause(); }
    void stop() override {
        now_.url.clear();
        kf_audio_stop();
    }
    void seek(double position_secs) override { kf_audio_seek(position_secs); }
    void set_rate(float rate) override {
        now_.rate = rate;
        kf_audio_rate(rate);
        page_.request_frame();
    }
    const AudioNow& now() const override { return now_; }
    void on_end(std::function<void(const AudioNow&)> handler) override { ended_ = std::move(handler); }

    void tell(AudioPhase phase, AudioError error, double position, double duration) {
        const bool over = (phase == AudioPhase::Ended || phase == AudioPhase::Failed) && phase != now_.phase;
        now_.phase = phase;
        now_.error = error;
        now_.position_secs = position;
        now_.duration_secs = duration;
        page_.request_frame();
        if (!over || !ended_) return;
        const AudioNow last = now_;  // the handler plays another one
        const auto ended = ended_;
        ended(last);
    }

    static BrowserAudio* player;  // a page has one

  private:
    Page& page_;
    AudioNow now_;
    std::function<void(const AudioNow&)> ended_;
};

BrowserAudio* BrowserAudio::player = nullptr;

}  // namespace

std::unique_ptr<Audio> browser_audio(Page& page) {
    return std::make_unique<BrowserAudio>(page);
}

}  // namespace kf::web

extern "C" EMSCRIPTEN_KEEPALIVE void kf_on_audio(int phase, int error, double position, double duration) {
    if (auto* player = kf::web::BrowserAudio::player)
        player->tell(static_cast<kf::web::AudioPhase>(phase), static_cast<kf::web::AudioError>(error),
                     position, duration);
}
