// A voice from the microphone: asked for, recorded, thrown away, put on the tray and sent.
#include "tests/web/console/composer/writing_desk.h"

namespace kf::web {
namespace {

struct RecordingDesk : AnswerDesk {
    RecordingDesk() { begin(); }
    HeadlessRecorder& recorder() { return platform.recorder_; }
    void ask() {
        press(Role::Button, "更多");
        press(Role::MenuItem, "录制语音");
    }
    void record() {
        ask();
        recorder().allow();
        settle();
    }
    FileRef heard() {
        return files().make_large(
            "语音.wav", 96'044,
            {.mime = "audio/wav", .width = 0, .height = 0, .animated = false, .duration_ms = 0});
    }
};

TEST_CASE("a recorded voice goes onto the tray as a voice, and out when it is sent") {
    RecordingDesk desk;
    desk.record();
    CHECK(desk.recorder().most_ms == 60'000);
    CHECK(desk.find(Role::Status, "正在录音") != nullptr);
    CHECK(desk.find(Role::Button, "图片") == nullptr);
    desk.press(Role::Button, "完成");
    desk.recorder().make(desk.heard());
    desk.settle();
    CHECK(desk.platform.http_.requests.back().body.find("\"voice\"") != std::string::npos);
    desk.take_upload(41, "audio/amr", 19'206);
    desk.press(Role::Button, "发送");
    REQUIRE(desk.sent_besides_texts().size() == 1);
    CHECK(std::holds_alternative<VoiceBody>(desk.sent_besides_texts()[0].content));
    CHECK(desk.find(Role::Button, "图片") != nullptr);
}

TEST_CASE("a recording that is thrown away leaves nothing on the tray and lets go of the microphone") {
    RecordingDesk desk;
    desk.record();
    desk.press(Role::Button, "放弃录音");
    CHECK(desk.recorder().now().phase == RecorderPhase::Idle);
    CHECK(desk.find(Role::List, "待发送的文件和卡片") == nullptr);
    CHECK(desk.find(Role::Button, "图片") != nullptr);
}

TEST_CASE("why nothing can be recorded is said, and the tools come back") {
    const std::pair<RecorderError, const char*> cases[] = {
        {RecorderError::Denied, "没有允许使用麦克风"},
        {RecorderError::NoMicrophone, "没有找到可用的麦克风"},
        {RecorderError::Unsupported, "不能录音"},
        {RecorderError::Failed, "录音没有成功"}};
    for (const auto& [error, words] : cases) {
        const auto& this_words = words;
        CAPTURE(this_words);
        RecordingDesk desk;
        desk.ask();
        CHECK(desk.says("麦克风"));  // what to allow
        desk.recorder().refuse(error);
        desk.settle();
        CHECK(desk.says(words));
        CHECK(desk.find(Role::Button, "图片") != nullptr);
    }
}

TEST_CASE("opening another conversation ends the recording; the voice is on the tray of its own one") {
    RecordingDesk desk;
    desk.record();
    desk.go_to("赵先生");
    CHECK(desk.recorder().now().phase == RecorderPhase::Making);
    desk.recorder().make(desk.heard());
    desk.settle();
    CHECK(desk.find(Role::List, "待发送的文件和卡片") == nullptr);
    desk.go_to("陈小满");
    CHECK(desk.find(Role::List, "待发送的文件和卡片") != nullptr);
}

}  // namespace
}  // namespace kf::web
