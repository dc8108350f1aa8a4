#include "web/console/composer/voice_recording.h"

#include <algorithm>

#include "shared/kf/content_limits.h"
#include "web/text/amounts.h"

namespace kf::web {

namespace {

std::string_view trouble_words(RecorderError error, const Words& w) {
    switch (error) {
        case RecorderError::Unsupported:
            return w.record_unsupported;
        case RecorderError::Denied:
            return w.record_denied;
        case RecorderError::NoMicrophone:
            return w.record_no_microphone;
        default:
            return w.record_failed;
    }
}

}  // namespace

void start_voice_recording(const Screen& screen, ConversationId conversation, ComposerMemory& memory) {
    Platform& platform = screen.ui.platform();
    platform.audio().pause();  // or it would be heard in the recording
    memory.recording = conversation;
    platform.recorder().start(kMaxVoiceSecs * 1000, std::string(screen.w.kind_voice) + ".wav",
                              // The memory is the application's and lives as long as the page.
                              [&memory, &platform, conversation](FileRef file) {
                                  memory.writing[conversation].tray.add_recording(platform, std::move(file));
                                  platform.page().request_frame();
                              });
    screen.ui.keep_drawing();
}

bool draw_voice_recording(const Screen& screen, Rect row, ConversationId conversation,
                          ComposerMemory& memory) {
    if (memory.recording.empty()) return false;
    Ui& ui = screen.ui;
    const Words& w = screen.w;
    const Theme& theme = screen.theme();
    Recorder& recorder = ui.platform().recorder();
    const RecorderNow& now = recorder.now();
    if (now.phase == RecorderPhase::Idle) {
        if (now.error != RecorderError::None)
            ui.toast({.text = std::string(trouble_words(now.error, w)),
                      .tone = Tone::Danger,
                      .action = {},
                      .on_action = {}});
        memory.recording = {};
        return false;
    }
    if (memory.recording != conversation) {
        if (now.phase == RecorderPhase::Asking) {
            recorder.throw_away();
            memory.recording = {};
        } else if (now.phase == RecorderPhase::Recording) {
            recorder.finish();
        }
        return false;
    }
    const bool recording = now.phase == RecorderPhase::Recording;
    const double ms = recording ? ui.platform().page().monotonic_ms() - now.since_ms : 0;
    const std::string said =
        recording ? fill(w.recording, {length_words(ms / 1000), length_words(kMaxVoiceSecs)})
                  : std::string(now.phase == RecorderPhase::Asking ? w.record_asking : w.record_making);
    if (recording) ui.redraw_after(1000 - static_cast<double>(static_cast<int>(ms) % 1000));
    const ButtonSpec cancel{.label = w.record_throw_away, .kind = ButtonKind::Quiet};
    const ButtonSpec done{.label = w.record_done, .kind = ButtonKind::Primary};
    const float width = ui.button_width(done), cancel_width = ui.button_width(cancel);
    if (recording &&
        ui.button(ui.id("record-done"), row.cut_right(width).centered({width, size::kControl}), done))
        recorder.finish();
    row.cut_right(8);
    const bool stop = ui.button(ui.id("record-stop"),
                                row.cut_right(cancel_width).centered({cancel_width, size::kControl}), cancel)
                          .pressed;
    if (recording) ui.fill(row.cut_left(20).centered({10, 10}), theme.danger, 5);
    ui.mirror().leaf({.id = ui.id("recording"),
                      .role = Role::Status,
                      .name = recording ? std::string(w.recording_status) : said,
                      .rect = row});
    ui.text(said, row, {.size = type::kNote, .color = recording ? theme.danger_text : theme.text2});
    if (stop) {
        recorder.throw_away();
        memory.recording = {};
        ui.keep_drawing();
    }
    return true;
}

}  // namespace kf::web
