#include "web/contents/thumb.h"

#include <utility>

#include "shared/protocol/protocol_codec.h"
#include "web/contents/attachment.h"
#include "web/text/amounts.h"
#include "web/ui/platform/platform.h"

namespace kf::web {

Thumb::Thumb() : in_(std::make_shared<Inside>()) {}
Thumb::~Thumb() = default;

void Thumb::clear(Platform& platform) {
    if (in_->upload != 0) platform.uploads().forget(in_->upload);
    // Answers that are under way belong to the old one.
    in_ = std::make_shared<Inside>();
}

void Thumb::set(Platform& platform, Media media) {
    clear(platform);
    in_->phase = Phase::Ready;
    in_->media = std::move(media);
    in_->media.role = "thumb";
}

void Thumb::take(Platform& platform, FileRef file) {
    clear(platform);
    if (!file) return;
    in_->file = std::move(file);
    in_->phase = Phase::Encoding;
    const std::weak_ptr<Inside> weak = in_;
    const auto start = [weak, &platform](FileRef small) {
        const auto in = weak.lock();
        if (!in) return;
        platform.page().request_frame();
        if (!small) {
            in->phase = Phase::NoPicture;
            return;
        }
        in->file = std::move(small);
        in->phase = Phase::Uploading;
        in->upload = platform.uploads().start(in->file, "thumb");
    };
    platform.files().inspect(in_->file, [weak, start, &platform](FileFacts facts) {
        const auto in = weak.lock();
        if (!in) return;
        const bool sendable = facts.mime == "image/jpeg" || facts.mime == "image/png";
        if (sendable && facts.width <= kMostSide && facts.height <= kMostSide &&
            in->file->bytes <= kMostBytes)
            return start(in->file);
        if (facts.width == 0) return start(nullptr);
        platform.files().reencode(
            in->file, {.max_bytes = kMostBytes, .max_side = kMostSide, .format = ImageFormat::Jpeg}, start);
    });
}

void Thumb::follow(Platform& platform) {
    if (in_->phase != Phase::Uploading) return;
    const UploadNow* now = platform.uploads().find(in_->upload);
    if (now == nullptr || now->phase == UploadPhase::Failed || now->phase == UploadPhase::Cancelled) {
        in_->phase = Phase::Failed;
        if (now != nullptr) in_->zh = now->zh, in_->en = now->en;
    } else if (now->phase == UploadPhase::Done) {
        Result<Media> media = read_media(now->media);
        in_->phase = media.ok() ? Phase::Ready : Phase::Failed;
        if (media.ok()) in_->media = *media;
        in_->media.role = "thumb";
    }
}

const Media* Thumb::media() const {
    return in_->phase == Phase::Ready ? &in_->media : nullptr;
}

bool Thumb::busy() const {
    return in_->phase == Phase::Encoding || in_->phase == Phase::Uploading;
}

std::string Thumb::picture() const {
    if (in_->file && in_->phase != Phase::NoPicture) return in_->file->preview;
    if (in_->phase == Phase::Ready && in_->media.thumbnail)
        return "/api/media/" + std::to_string(in_->media.id.value) + "/thumbnail";
    return {};
}

void Thumb::draw(const Screen& screen, Rect& rest, std::string_view label) {
    Ui& ui = screen.ui;
    const Theme& theme = screen.theme();
    const Words& w = screen.w;
    const IdScope scope(ui, label);
    ui.text(label, rest.cut_top(22), {.size = type::kSmall, .color = theme.text2});
    Rect row = rest.cut_top(72);
    rest.cut_top(20);
    const Rect box = row.cut_left(72);
    row.cut_left(14);
    ui.fill(box, theme.surface2, radius::kControl);
    ui.stroke(box, theme.line, radius::kControl);
    const std::string url = picture();
    if (url.empty() || ui.picture(box, url, {.fit = Fit::Cover, .radii = Radii(radius::kControl)}).state !=
                           PictureState::Ready)
        ui.icon(Icon::Image, box, theme.text3, 24);

    const bool any = in_->phase != Phase::Empty;
    const ButtonSpec pick{.label = any ? w.thumb_other : w.thumb_pick, .icon = Icon::Image};
    Rect buttons = row.cut_top(38);
    const float width = ui.button_width(pick);
    if (ui.button(ui.id("pick"), buttons.cut_left(width).centered({width, 34}), pick)) {
        const std::weak_ptr<Inside> weak = in_;
        Platform& platform = ui.platform();
        platform.files().pick({.accept = "image/*"}, [this, weak, &platform](std::vector<FileRef> files) {
            // Gone: the editor was closed, or has another picture meanwhile.
            if (!files.empty() && weak.lock()) take(platform, std::move(files.front()));
        });
    }
    std::string words(w.thumb_hint);
    Color color = theme.text3;
    switch (in_->phase) {
        case Phase::Empty:
            break;
        case Phase::Encoding:
            words = w.attach_shrinking;
            break;
        case Phase::Uploading:
            if (const UploadNow* now = ui.platform().uploads().find(in_->upload))
                words = now->phase == UploadPhase::Waiting
                            ? std::string(w.attach_waiting)
                            : fill(w.attach_uploading, {std::to_string(static_cast<int>(now->share() * 100)),
                                                        size_words(now->bytes)});
            break;
        case Phase::Ready:
            words = fill(w.thumb_ready, {size_words(in_->media.bytes)});
            break;
        case Phase::NoPicture:
            words = w.thumb_no_picture;
            color = theme.danger_text;
            break;
        case Phase::Failed: {
            const std::string& why = screen.english() ? in_->en : in_->zh;
            words = why.empty() ? std::string(w.attach_failed) : why;
            color = theme.danger_text;
            break;
        }
    }
    ui.label(words, row.cut_top(22), {.size = type::kSmall, .color = color},
             color == theme.danger_text ? Role::Alert : Role::Text);
}

}  // namespace kf::web
