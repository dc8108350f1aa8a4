// Records what the microphone hears, one recording at a time, and makes a file of it: a WAV of 8 kHz, one
// channel, 16 bit, which the backend turns into what WeCom takes.
#pragma once
#include <cstdint>
#include <functional>
#include <string_view>

#include "web/ui/platform/files.h"

namespace kf::web {

enum class RecorderPhase : std::uint8_t { Idle, Asking, Recording, Making };

enum class RecorderError : std::uint8_t {
    None,
    Unsupported,   // this browser, or a page without https
    Denied,        // by the person, or by the page around ours
    NoMicrophone,  // none is there, or another program has it
    Failed,        // nothing could be made of what was heard
};

struct RecorderNow {
    RecorderPhase phase = RecorderPhase::Idle;
    RecorderError error = RecorderError::None;  // of the last recording
    double since_ms = 0;                        // Recording: when it began (Page::monotonic_ms)
};

class Recorder {
  public:
    virtual ~Recorder() = default;
    // Only in answer to a click or key; the browser asks the person. Ends by itself after `most_ms`. `done`
    // runs outside of frames with the file, called `name`; not when it failed or was thrown away. Another
    // recording is thrown away.
    virtual void start(int most_ms, std::string_view name, std::function<void(FileRef)> done) = 0;
    virtual void finish() = 0;      // what was heard becomes the file
    virtual void throw_away() = 0;  // the microphone is let go, nothing is kept
    virtual const RecorderNow& now() const = 0;
};

}  // namespace kf::web
