#include "web/contents/tray.h"

#include <algorithm>
#include <utility>

#include "shared/kf/content_limits.h"
#include "shared/protocol/protocol_codec.h"

namespace kf::web {

namespace {

Attachment* find_in(std::vector<Attachment>& items, std::uint32_t number) {
    const auto found = std::find_if(items.begin(), items.end(),
                                    [number](const Attachment& a) { return a.number == number; });
    return found == items.end() ? nullptr : &*found;
}

std::uint32_t next_number() {
    // Names items in the mirror and in answers; one page has one thread.
    static std::uint32_t last = 0;
    return ++last;
}

void begin_upload(Platform& platform, Attachment& item) {
    item.phase = AttachmentPhase::Uploading;
    item.upload = platform.uploads().start(item.file, upload_purpose(item.kind));
}

void take_plan(Platform& platform, Attachment& item, const AttachmentPlan& plan) {
    item.note = plan.note;
    item.offers = plan.offers;
    if (plan.kind) {
        item.kind = *plan.kind;
        begin_upload(platform, item);
    } else {
        item.phase = plan.refused() ? AttachmentPhase::Refused : AttachmentPhase::Choosing;
    }
}

void stop_upload(Platform& platform, Attachment& item) {
    if (item.upload == 0) return;
    platform.uploads().cancel(item.upload);
    platform.uploads().forget(std::exchange(item.upload, 0));
}

}  // namespace

std::uint64_t Attachment::bytes() const {
    if (file) return file->bytes;
    return media.empty() ? 0 : static_cast<std::uint64_t>(std::max<std::int64_t>(0, media.front().bytes));
}

std::string Attachment::name() const {
    if (file) return file->name;
    return media.empty() ? std::string() : media.front().name;
}

std::string Attachment::picture() const {
    if (file && facts.mime == "video/mp4") return file->preview + "#poster";
    if (file) return facts.width > 0 ? file->preview : std::string();
    for (const Media& m : media)
        if (m.thumbnail) return "/api/media/" + std::to_string(m.id.value) + "/thumbnail";
    return {};
}

bool Attachment::may_be_file() const {
    if (phase == AttachmentPhase::Choosing) return offers.as_file;
    if (phase == AttachmentPhase::Failed && kind == AttachmentKind::File) return false;
    const FileRef& whole = original ? original : file;
    return whole && may_go_as_file(whole->bytes);
}

Tray::Tray() : items_(std::make_shared<std::vector<Attachment>>()) {}
Tray::Tray(Tray&& other) noexcept : items_(std::move(other.items_)) {
    other.items_ = std::make_shared<std::vector<Attachment>>();
}
Tray& Tray::operator=(Tray&& other) noexcept {
    std::swap(items_, other.items_);
    return *this;
}
Tray::~Tray() = default;

bool Tray::all_ready() const {
    return std::none_of(items_->begin(), items_->end(), [](const Attachment& a) { return a.unfinished(); });
}

bool Tray::uploading() const {
    return std::any_of(items_->begin(), items_->end(),
                       [](const Attachment& a) { return a.phase == AttachmentPhase::Uploading; });
}

bool Tray::unkept() const {
    return std::any_of(items_->begin(), items_->end(), [](const Attachment& a) {
        return a.unfinished() && a.phase != AttachmentPhase::Refused;
    });
}

const Attachment* Tray::blocked() const {
    for (const Attachment& a : *items_) {
        if (a.phase == AttachmentPhase::Choosing || a.phase == AttachmentPhase::Refused ||
            a.phase == AttachmentPhase::Shrunk || a.phase == AttachmentPhase::Failed)
            return &a;
    }
    return nullptr;
}

Attachment* Tray::find(std::uint32_t number) {
    return find_in(*items_, number);
}

std::size_t Tray::add_files(Platform& platform, std::vector<FileRef> files) {
    std::size_t taken = 0;
    for (FileRef& file : files) {
        if (!file || items_->size() >= kMost) continue;
        Attachment item;
        item.number = next_number();
        item.file = std::move(file);
        const std::uint32_t number = item.number;
        items_->push_back(std::move(item));
        look_at(platform, number);
        ++taken;
    }
    return taken;
}

void Tray::look_at(Platform& platform, std::uint32_t number) {
    const Attachment* item = find(number);
    if (item == nullptr) return;
    platform.files().inspect(item->file, [weak = std::weak_ptr(items_), number, &platform](FileFacts facts) {
        const auto items = weak.lock();
        Attachment* found = items ? find_in(*items, number) : nullptr;
        if (found == nullptr || found->phase != AttachmentPhase::Looking) return;
        found->facts = std::move(facts);
        take_plan(platform, *found, plan_attachment(found->facts, found->file->mime, found->file->bytes));
        platform.page().request_frame();
    });
}

bool Tray::add_recording(Platform& platform, FileRef recording) {
    if (!recording || items_->size() >= kMost) return false;
    Attachment item;
    item.number = next_number();
    item.file = std::move(recording);
    item.kind = AttachmentKind::Voice;
    begin_upload(platform, item);
    items_->push_back(std::move(item));
    return true;
}

bool Tray::add_content(Content content, std::vector<Media> media) {
    if (items_->size() >= kMost) return false;
    Attachment item;
    item.number = next_number();
    item.phase = AttachmentPhase::Ready;
    item.content = std::move(content);
    item.media = std::move(media);
    items_->push_back(std::move(item));
    return true;
}

void Tray::add_media(Media media) {
    if (!items_->empty()) items_->back().media.push_back(std::move(media));
}

void Tray::remove(Platform& platform, std::uint32_t number) {
    Attachment* item = find(number);
    if (item == nullptr) return;
    stop_upload(platform, *item);
    items_->erase(items_->begin() + (item - items_->data()));
}

void Tray::send_as_file(Platform& platform, std::uint32_t number) {
    Attachment* item = find(number);
    if (item == nullptr || !item->file) return;
    const FileRef file = item->original ? item->original : item->file;
    if (!may_go_as_file(file->bytes)) return;
    stop_upload(platform, *item);
    item->file = file;
    item->original.reset();
    item->kind = AttachmentKind::File;
    item->note = AttachmentNote::None;
    item->offers = {};
    begin_upload(platform, *item);
}

void Tray::encode_anew(Platform& platform, std::uint32_t number) {
    Attachment* item = find(number);
    if (item == nullptr || !item->file || !(item->offers.smaller || item->offers.as_image)) return;
    item->phase = AttachmentPhase::Shrinking;
    // Drawings and screenshots keep their sharp edges as PNG; if that does not fit, JPEG does.
    const bool png = item->offers.as_image && item->facts.mime != "image/webp";
    const auto take = [weak = std::weak_ptr(items_), number, &platform](FileRef smaller) {
        const auto items = weak.lock();
        Attachment* found = items ? find_in(*items, number) : nullptr;
        if (found == nullptr || found->phase != AttachmentPhase::Shrinking) return;
        if (smaller) {
            found->original = std::exchange(found->file, std::move(smaller));
            found->phase = AttachmentPhase::Shrunk;
        } else {
            // Not small enough, or it cannot be decoded after all: only the file is left.
            found->offers = {.as_file = may_go_as_file(found->file->bytes)};
            found->phase = found->offers.any() ? AttachmentPhase::Choosing : AttachmentPhase::Refused;
        }
        platform.page().request_frame();
    };
    const ReencodeOptions jpeg{.max_bytes = kMaxImageBytes, .max_side = 4096, .format = ImageFormat::Jpeg};
    if (!png) return platform.files().reencode(item->file, jpeg, take);
    ReencodeOptions first = jpeg;
    first.format = ImageFormat::Png;
    platform.files().reencode(item->file, first,
                              [weak = std::weak_ptr(items_), number, jpeg, take, &platform](FileRef made) {
                                  if (made) return take(std::move(made));
                                  const auto items = weak.lock();
                                  Attachment* found = items ? find_in(*items, number) : nullptr;
                                  if (found != nullptr) platform.files().reencode(found->file, jpeg, take);
                              });
}

void Tray::agree(Platform& platform, std::uint32_t number) {
    Attachment* item = find(number);
    if (item == nullptr || item->phase != AttachmentPhase::Shrunk) return;
    item->kind = AttachmentKind::Image;
    item->note = AttachmentNote::None;
    item->offers = {};
    begin_upload(platform, *item);
}

void Tray::retry(Platform& platform, std::uint32_t number) {
    Attachment* item = find(number);
    if (item == nullptr || item->phase != AttachmentPhase::Failed) return;
    item->phase = AttachmentPhase::Uploading;
    if (platform.uploads().find(item->upload) != nullptr)
        platform.uploads().retry(item->upload);
    else
        begin_upload(platform, *item);
}

bool Tray::follow_uploads(Platform& platform) {
    bool changed = false;
    for (Attachment& item : *items_) {
        if (item.phase != AttachmentPhase::Uploading) continue;
        const UploadNow* now = platform.uploads().find(item.upload);
        if (now == nullptr || now->phase == UploadPhase::Cancelled) {
            item.phase = AttachmentPhase::Failed;
            changed = true;
        } else if (now->phase == UploadPhase::Failed) {
            item.phase = AttachmentPhase::Failed;
            item.zh = now->zh;
            item.en = now->en;
            changed = true;
        } else if (now->phase == UploadPhase::Done) {
            const Result<Media> media = read_media(now->media);
            if (media.ok()) {
                item.phase = AttachmentPhase::Ready;
                item.media = {*media};
                item.content = media_content(item.kind, own_media_id(media->id));
            } else {
                item.phase = AttachmentPhase::Failed;
            }
            changed = true;
        }
    }
    return changed;
}

void Tray::clear_sent(Platform& platform) {
    for (const Attachment& item : *items_)
        if (item.upload != 0) platform.uploads().forget(item.upload);
    items_->clear();
}

}  // namespace kf::web
