#include <emscripten.h>

#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

class BrowserRecorder final : public Recorder {
  public:
    explicit BrowserRecorder(Page& page) : page_(page) { recorder = this; }
    ~BrowserRecorder() override { recorder = nullptr; }

    void start(int most_ms, std::string_view name, std::function<void(FileRef)> done) override {
        done_ = std::move(done);
        now_ = {.phase = RecorderPhase::Asking};
        kf_recorder_start(most_ms, name.data(), name.size());
    }
    void finish() override { kf_recorder_end(1); }
    void throw_away() override {
        now_ = {};
        kf_recorder_end(0);
    }
    const RecorderNow& now() const override { return now_; }

    void tell(RecorderPhase phase, RecorderError error, std::string_view file) {
        now_ = {.phase = phase, .error = error, .since_ms = page_.monotonic_ms()};
        page_.request_frame();
        auto files = files_from_js(file);
        if (files.empty() || !done_) return;
        std::exchange(done_, nullptr)(std::move(files[0]));
    }

    static BrowserRecorder* recorder;  // a page has one

  private:
    Page& page_;
    RecorderNow now_;
    std::function<void(FileRef)> done_;
};

BrowserRecorder* BrowserRecorder::recorder = nullptr;

}  // namespace

std::unique_ptr<Recorder> browser_recorder(Page& page) {
    return std::make_unique<BrowserRecorder>(page);
}

}  // namespace kf::web

extern "C" EMSCRIPTEN_KEEPALIVE void kf_on_recorder(int phase, int error, const char* file,
                                                    std::size_t length) {
    if (auto* recorder = kf::web::BrowserRecorder::recorder)
        recorder->tell(static_cast<kf::web::RecorderPhase>(phase), static_cast<kf::web::RecorderError>(error),
                       {file, length});
}
