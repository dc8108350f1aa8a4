#include "web/ui/platform/headless_media.h"

#include <algorithm>
#include <utility>

namespace kf::web {

// --- pictures

void HeadlessPictures::load(std::uint32_t id, std::string_view url, PictureBox box) {
    loads.emplace_back(url);
    waiting.push_back({id, std::string(url), box});
    if (answers_all) answer(url, static_cast<int>(answers_all->w), static_cast<int>(answers_all->h));
}

void HeadlessPictures::forget(std::uint32_t id) {
    std::erase_if(waiting, [id](const Load& load) { return load.id == id; });
    undelivered -= static_cast<std::uint32_t>(decoded_.erase(id));
}

std::optional<HeadlessPictures::Load> HeadlessPictures::take(std::string_view url) {
    const auto found =
        std::find_if(waiting.begin(), waiting.end(), [&](const Load& load) { return load.url == url; });
    if (found == waiting.end()) return std::nullopt;
    Load load = std::move(*found);
    waiting.erase(found);
    return load;
}

bool HeadlessPictures::answer(std::string_view url, int natural_width, int natural_height, bool animated) {
    const auto load = take(url);
    if (!load) return false;
    // As the browser's side does it: never larger than the original, never beyond the limit.
    const float across = static_cast<float>(load->box.width) / static_cast<float>(natural_width);
    const float down = static_cast<float>(load->box.height) / static_cast<float>(natural_height);
    const float limit =
        static_cast<float>(kMaxPictureSide) / static_cast<float>(std::max(natural_width, natural_height));
    const float scale =
        std::min({1.f, limit, load->box.cover ? std::max(across, down) : std::min(across, down)});
    const int w = std::max(1, static_cast<int>(static_cast<float>(natural_width) * scale + 0.5f));
    const int h = std::max(1, static_cast<int>(static_cast<float>(natural_height) * scale + 0.5f));
    decoded_[load->id] = {static_cast<float>(w), static_cast<float>(h)};
    ++undelivered;
    if (told_)
        told_({.id = load->id,
               .width = w,
               .height = h,
               .natural_width = natural_width,
               .natural_height = natural_height,
               .animated = animated});
    return true;
}

bool HeadlessPictures::fail(std::string_view url, PictureError error) {
    const auto load = take(url);
    if (!load) return false;
    if (told_) told_({.id = load->id, .error = error});
    return true;
}

std::uint64_t HeadlessPictures::upload(std::uint32_t id, bool) {
    const auto found = decoded_.find(id);
    if (found == decoded_.end()) return 0;
    const Size size = found->second;
    decoded_.erase(found);
    --undelivered;
    if (context_lost) return 0;
    textures[next_texture_] = size;
    return next_texture_++;
}

// --- player

void HeadlessAudio::play(std::string_view url) {
    played.emplace_back(url);
    if (!(now_.url == url && now_.phase == AudioPhase::Paused)) {
        const auto found = durations.find(url);
        now_ = {.url = std::string(url),
                .position_secs = 0,
                .duration_secs = found == durations.end() ? 5 : found->second,
                .rate = now_.rate};
    }
    now_.phase = AudioPhase::Playing;
    page_.request_frame();
}

void HeadlessAudio::pause() {
    if (now_.phase == AudioPhase::Playing || now_.phase == AudioPhase::Loading)
        now_.phase = AudioPhase::Paused;
    page_.request_frame();
}

void HeadlessAudio::stop() {
    now_ = {.rate = now_.rate};
    page_.request_frame();
}

void HeadlessAudio::seek(double position_secs) {
    now_.position_secs = std::clamp(position_secs, 0.0, now_.duration_secs);
    if (now_.phase == AudioPhase::Ended) now_.phase = AudioPhase::Paused;
    page_.request_frame();
}

void HeadlessAudio::set_rate(float rate) {
    now_.rate = rate;
    page_.request_frame();
}

void HeadlessAudio::move_to(double position_secs) {
    now_.position_secs = position_secs;
    page_.request_frame();
}

void HeadlessAudio::finish() {
    now_.phase = AudioPhase::Ended;
    now_.position_secs = now_.duration_secs;
    page_.request_frame();
    const AudioNow ended = now_;
    if (ended_) ended_(ended);
}

void HeadlessAudio::fail(AudioError error) {
    now_.phase = AudioPhase::Failed;
    now_.error = error;
    page_.request_frame();
    const AudioNow ended = now_;
    if (ended_) ended_(ended);
}

// --- overlays

void HeadlessRecorder::start(int most, std::string_view, std::function<void(FileRef)> done) {
    most_ms = most;
    done_ = std::move(done);
    now_ = {.phase = RecorderPhase::Asking};
}

void HeadlessRecorder::allow() {
    now_ = {.phase = RecorderPhase::Recording, .since_ms = page_.monotonic_ms()};
    page_.request_frame();
}

void HeadlessRecorder::refuse(RecorderError error) {
    now_ = {.phase = RecorderPhase::Idle, .error = error};
    done_ = nullptr;
    page_.request_frame();
}

void HeadlessRecorder::finish() {
    now_.phase = RecorderPhase::Making;
    page_.request_frame();
}

void HeadlessRecorder::make(FileRef file) {
    now_ = {};
    page_.request_frame();
    if (done_) std::exchange(done_, nullptr)(std::move(file));
}

void HeadlessRecorder::throw_away() {
    now_ = {};
    done_ = nullptr;
}

bool HeadlessOverlays::tell(std::string_view url, OverlayState state) {
    for (const auto& [id, spec] : shown) {
        if (spec.url != url) continue;
        page_.request_frame();
        if (told_) told_({id}, state);
        return true;
    }
    return false;
}

// --- files

FileRef HeadlessFiles::add(std::string_view name, std::uint64_t size, Content content) {
    auto file = std::make_shared<LocalFile>();
    file->id = next_++;
    file->name = name;
    file->bytes = size;
    file->mime = content.facts.mime;
    file->preview = "blob:headless/" + std::to_string(file->id);
    file->let_go = [this](FileId id) { alive.erase(id); };
    alive.emplace(file->id, std::move(content));
    return file;
}

FileRef HeadlessFiles::make(std::string_view name, std::string bytes, FileFacts facts) {
    const std::uint64_t size = bytes.size();
    return add(name, size, {.bytes = std::move(bytes), .facts = std::move(facts)});
}

FileRef HeadlessFiles::make_large(std::string_view name, std::uint64_t bytes, FileFacts facts) {
    return add(name, bytes, {.bytes = {}, .facts = std::move(facts)});
}

void HeadlessFiles::pick(PickOptions options, std::function<void(std::vector<FileRef>)> done) {
    picks.push_back(std::move(options));
    picked_ = std::move(done);
}

bool HeadlessFiles::choose(std::vector<FileRef> files) {
    if (!picked_) return false;
    page_.request_frame();
    std::exchange(picked_, nullptr)(std::move(files));
    return true;
}

void HeadlessFiles::drag_over(Point at, int count) {
    drag_ = {.over = true, .at = at, .count = count};
    page_.request_frame();
}

void HeadlessFiles::drag_away() {
    drag_ = {};
    page_.request_frame();
}

void HeadlessFiles::drop(Point at, std::vector<FileRef> files, int folders) {
    drag_ = {};
    if (accepting) drop_ = FileDrop{.at = at, .files = std::move(files), .folders = folders};
    page_.request_frame();
}

std::optional<FileDrop> HeadlessFiles::take_drop() {
    return std::exchange(drop_, std::nullopt);
}

void HeadlessFiles::work() {
    for (auto todo = std::exchange(work_, {}); !todo.empty(); todo.pop_front()) todo.front()();
    page_.request_frame();
}

// Work on a file that was released meanwhile is never answered.
void HeadlessFiles::inspect(const FileRef& file, std::function<void(FileFacts)> done) {
    work_.push_back([this, id = file->id, done = std::move(done)] {
        if (const auto found = alive.find(id); found != alive.end()) done(FileFacts(found->second.facts));
    });
}

void HeadlessFiles::reencode(const FileRef& file, ReencodeOptions options,
                             std::function<void(FileRef)> done) {
    work_.push_back([this, id = file->id, name = file->name, options, done = std::move(done)] {
        const auto found = alive.find(id);
        if (found == alive.end()) return;
        FileFacts facts = found->second.facts;
        if (facts.width == 0 || reencoded_bytes > options.max_bytes) return done(nullptr);
        const float scale = std::min(1.f, static_cast<float>(options.max_side) /
                                              static_cast<float>(std::max(facts.width, facts.height)));
        facts.width = static_cast<int>(static_cast<float>(facts.width) * scale);
        facts.height = static_cast<int>(static_cast<float>(facts.height) * scale);
        facts.animated = false;
        const bool jpeg = options.format == ImageFormat::Jpeg;
        facts.mime = jpeg ? "image/jpeg" : "image/png";
        done(make_large(name.substr(0, name.rfind('.')) + (jpeg ? ".jpg" : ".png"), reencoded_bytes, facts));
    });
}

void HeadlessFiles::read(const FileRef& file, std::uint64_t offset, std::uint32_t length,
                         std::function<void(std::optional<std::string>)> done) {
    work_.push_back([this, id = file->id, offset, length, done = std::move(done)] {
        const auto found = alive.find(id);
        if (found == alive.end()) return;
        const Content& content = found->second;
        if (content.unreadable) return done(std::nullopt);
        done(offset >= content.bytes.size() ? std::string()
                                            : content.bytes.substr(static_cast<std::size_t>(offset), length));
    });
}

// --- uploads

std::uint32_t HeadlessUploads::put(std::string_view path, FileId file, std::uint64_t offset,
                                   std::uint64_t length, std::function<void(std::uint64_t)> progress,
                                   std::function<void(PieceAnswer)> done) {
    pieces.emplace_back(path);
    waiting.push_back({next_, std::string(path), file, offset, length, std::move(progress), std::move(done)});
    return next_++;
}

void HeadlessUploads::abort(std::uint32_t call) {
    std::erase_if(waiting, [call](const Piece& piece) { return piece.call == call; });
}

bool HeadlessUploads::progress(std::uint64_t bytes) {
    if (waiting.empty()) return false;
    const auto tell = waiting.front().progress;
    tell(bytes);
    return true;
}

bool HeadlessUploads::finish(PieceAnswer answer) {
    if (waiting.empty()) return false;
    const Piece piece = std::move(waiting.front());
    waiting.pop_front();
    piece.done(std::move(answer));
    return true;
}

bool HeadlessUploads::answer(int status, std::string_view body) {
    return finish({.status = status, .body = std::string(body)});
}

bool HeadlessUploads::fail(HttpError error) {
    return finish({.error = error});
}

bool HeadlessUploads::unreadable() {
    return finish({.unreadable = true});
}

// --- downloads

void HeadlessDownloads::copy_image(std::string_view url, std::function<void(bool)> done) {
    if (!refuses) copied_images.emplace_back(url);
    if (done) done(!refuses);
}

}  // namespace kf::web
