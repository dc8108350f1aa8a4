#include "media_demo.h"

#include "web/text/amounts.h"

using namespace kf::web;

namespace {

std::string number(double value) {
    return fixed_point(value, 1);
}

std::string_view word(PictureState state) {
    return state == PictureState::Ready ? "ready" : state == PictureState::Failed ? "failed" : "loading";
}

std::string_view word(AudioPhase phase) {
    constexpr std::string_view words[] = {"idle", "loading", "playing", "paused", "ended", "failed"};
    return words[static_cast<int>(phase)];
}

std::string_view word(UploadPhase phase) {
    constexpr std::string_view words[] = {"queued", "uploading", "waiting", "done", "failed", "cancelled"};
    return words[static_cast<int>(phase)];
}

std::string_view word(OverlayState state) {
    constexpr std::string_view words[] = {"loading", "ready", "playing", "ended", "failed"};
    return words[static_cast<int>(state)];
}

}  // namespace

MediaDemo::MediaDemo(Platform& platform)
    : platform_(platform), message_(platform.fields(), {.kind = FieldKind::Area, .label = "留言"}) {}

bool MediaDemo::button(Ui& ui, Rect& row, std::string_view label) {
    const ButtonSpec spec{.label = label};
    const bool pressed = ui.button(ui.id(label), row.cut_left(ui.button_width(spec)), spec).pressed;
    row.cut_left(6);
    return pressed;
}

void MediaDemo::say(Ui& ui, Rect& area, const std::string& words) {
    ui.label(words, area.cut_top(22), {.size = 12, .color = ui.theme().text2}, Role::Status);
}

void MediaDemo::draw_pictures(Ui& ui, Rect area) {
    Rect row = area.cut_top(200);
    const Rect first = row.cut_left(200);
    const auto draw = [&](Rect box, std::string_view url, const PictureLook& look) {
        ui.fill(box, ui.theme().surface2);
        return ui.picture(box, url, look);
    };
    const PictureShown shown = draw(first, "/api/media/1", look_);
    row.cut_left(10);
    const PictureShown cover = draw(row.cut_left(100), "/api/media/1", {.fit = Fit::Cover});
    row.cut_left(10);
    const PictureShown broken = draw(row.cut_left(100), "/api/media/broken", {});
    row.cut_left(10);
    const PictureShown upright = draw(row.cut_left(100), "/api/media/upright", {});
    row.cut_left(10);
    const PictureShown moving = draw(row.cut_left(80), "/api/media/moving", {});
    area.cut_top(6);
    const auto size = [](const PictureShown& p) {
        return std::string(word(p.state)) + " " + std::to_string(static_cast<int>(p.natural.w)) + "x" +
               std::to_string(static_cast<int>(p.natural.h));
    };
    say(ui, area,
        "图一：" + size(shown) + "，铺满：" + size(cover) + "，坏图：" + size(broken) + "，竖图：" +
            size(upright) + "，动图：" + size(moving) + (moving.animated ? " moves" : ""));
    row = area.cut_top(34);
    if (button(ui, row, "旋转")) ++look_.turns, ui.keep_drawing();
    if (button(ui, row, "放大")) look_.zoom *= 2, ui.keep_drawing();
    if (button(ui, row, "重试")) platform_.pictures().retry("/api/media/broken");
    if (button(ui, row, "小预算")) platform_.pictures().set_budget(1 << 20), ui.keep_drawing();
    if (button(ui, row, "下一屏")) strip_.jump(strip_.offset + 120), ui.keep_drawing();
    if (button(ui, row, "第一屏")) strip_.jump(0), ui.keep_drawing();
    area.cut_top(6);
    // Each as large as a screen of its own: 256 KB of texels.
    const Rect strip = area.cut_top(120);
    const Rect inside = ui.begin_scroll(ui.id("strip"), strip, strip_, 120 * 30);
    for (int i = 0; i < 30; ++i) {
        const Rect line{inside.x, inside.y + static_cast<float>(i) * 120, inside.w, 116};
        if (!ui.visible(line)) continue;
        ui.picture({line.x, line.y, 500, 116}, "/api/media/strip/" + std::to_string(i), {.fit = Fit::Cover});
    }
    ui.end_scroll();
}

void MediaDemo::draw_player(Ui& ui, Rect area) {
    Audio& audio = platform_.audio();
    Rect row = area.cut_top(34);
    if (button(ui, row, "播放")) audio.play("/api/media/voice");
    if (button(ui, row, "暂停")) audio.pause();
    if (button(ui, row, "两倍速")) audio.set_rate(2);
    if (button(ui, row, "到末尾")) audio.seek(audio.now().duration_secs - 0.3);
    if (button(ui, row, "没有的声音")) audio.play("/api/media/none");
    const AudioNow& now = audio.now();
    say(ui, area,
        "声音：" + std::string(word(now.phase)) + " " + number(now.position_secs) + "/" +
            number(now.duration_secs) + " x" + number(now.rate) + " error " +
            std::to_string(static_cast<int>(now.error)));
}

void MediaDemo::draw_video(Ui& ui, Rect area) {
    Rect row = area.cut_top(34);
    if (button(ui, row, "视频")) shows_video_ = !shows_video_, ui.keep_drawing();
    if (button(ui, row, "动图")) shows_moving_ = !shows_moving_, ui.keep_drawing();
    const Rect box = area.cut_top(120);
    std::string state = "none";
    const Rect inside = ui.begin_scroll(ui.id("videos"), box, videos_, 400);
    if (shows_video_)
        state = word(
            ui.overlay(ui.id("video"), {inside.x + 20, inside.y + 20, 240, 135},
                       {.url = "/api/media/video", .poster = "/api/media/1", .label = "客户发来的视频"}));
    if (shows_moving_)
        ui.overlay(ui.id("moving"), {inside.x + 300, inside.y + 10, 60, 60},
                   {.kind = OverlayKind::Image, .url = "/api/media/moving", .label = "客户发来的动图"});
    ui.end_scroll();
    say(ui, area, "视频：" + state);
}

void MediaDemo::take_files(Ui& ui, std::vector<FileRef> files, std::string_view how) {
    how_ = how;
    facts_ = "none";
    files_ = std::move(files);
    if (!files_.empty())
        platform_.files().inspect(files_[0], [this](const FileFacts& facts) {
            facts_ = facts.mime + " " + std::to_string(facts.width) + "x" + std::to_string(facts.height) +
                     (facts.animated ? " moves" : "") + " " + std::to_string(facts.duration_ms) + " ms";
        });
    ui.keep_drawing();
}

void MediaDemo::draw_files(Ui& ui, Rect area) {
    Files& files = platform_.files();
    Uploads& uploads = platform_.uploads();
    for (FieldEvent& event : ui.field(message_, area.cut_top(36)))
        if (event.kind == FieldEvent::Kind::PasteFiles) take_files(ui, std::move(event.files), "paste");
    if (auto drop = files.take_drop()) take_files(ui, std::move(drop->files), "drop");
    area.cut_top(6);
    Rect row = area.cut_top(34);
    if (button(ui, row, "选文件"))
        files.pick({.accept = "image/*", .multiple = true},
                   [this, &ui](std::vector<FileRef> picked) { take_files(ui, std::move(picked), "pick"); });
    if (button(ui, row, "变小") && !files_.empty())
        files.reencode(files_[0], {.max_bytes = 20'000, .max_side = 400}, [this, &ui](const FileRef& made) {
            std::vector<FileRef> list;
            if (made != nullptr) list.push_back(made);
            take_files(ui, std::move(list), "smaller");
        });
    if (button(ui, row, "上传") && !files_.empty()) upload_ = uploads.start(files_[0], "image");
    if (button(ui, row, "取消上传")) uploads.cancel(upload_);
    if (button(ui, row, "放开文件")) take_files(ui, {}, "none");
    if (button(ui, row, "复制图片"))
        platform_.downloads().copy_image("/api/media/1", [this](bool ok) { copied_ = ok ? "yes" : "no"; });
    if (button(ui, row, "保存")) platform_.downloads().save("/api/media/1?download=1", "图.png");
    std::string names;
    for (const FileRef& file : files_) names += " " + file->name + " " + std::to_string(file->bytes);
    say(ui, area, "文件：" + how_ + names);
    say(ui, area, "内容：" + facts_);
    const DragState drag = files.drag();
    say(ui, area, "拖动：" + std::string(drag.over ? "over" : "away") + "，复制：" + copied_);
    if (const UploadNow* now = uploads.find(upload_))
        say(ui, area,
            "上传：" + std::string(word(now->phase)) + " " + std::to_string(now->sent) + "/" +
                std::to_string(now->bytes) + " " + now->media + now->code);
    if (!files_.empty()) ui.picture(area.cut_top(80), files_[0]->preview);
}

void MediaDemo::draw(Ui& ui, Rect area) {
    ui.fill(area, ui.theme().bg);
    Rect left = area.cut_left(area.w / 2).inset(20, 16);
    draw_pictures(ui, left.cut_top(420));
    draw_player(ui, left);
    Rect right = area.inset(20, 16);
    draw_video(ui, right.cut_top(190));
    draw_files(ui, right);
}
