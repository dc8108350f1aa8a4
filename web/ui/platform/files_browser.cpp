#include <emscripten.h>

#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "web/ui/platform/browser.h"
#include "web/ui/platform/js_calls.h"

namespace kf::web {
namespace {

// Questions about a file; gone with the file.
template <typename Answer>
struct Asked {
    FileId file = 0;
    std::function<void(Answer)> done;
};
template <typename Answer>
using Questions = std::map<std::uint32_t, Asked<Answer>>;

// The page is one; its files are reached from exported functions.
struct FileTable {
    std::map<std::uint32_t, std::function<void(std::vector<FileRef>)>> picks;
    Questions<FileFacts> facts;
    Questions<FileRef> reencodes;
    Questions<std::optional<std::string>> reads;
    std::uint32_t next_call = 1;
    DragState drag;
    std::optional<FileDrop> drop;
};

FileTable& file_table() {
    static FileTable all;
    return all;
}

void release(FileId id) {
    const auto of_file = [id](const auto& entry) { return entry.second.file == id; };
    std::erase_if(file_table().facts, of_file);
    std::erase_if(file_table().reencodes, of_file);
    std::erase_if(file_table().reads, of_file);
    kf_files_release(id);
}

template <typename Answer>
std::function<void(Answer)> take(Questions<Answer>& questions, std::uint32_t call) {
    const auto found = questions.find(call);
    if (found == questions.end()) return nullptr;
    auto done = std::move(found->second.done);
    questions.erase(found);
    return done;
}

class BrowserFiles final : public Files {
  public:
    BrowserFiles() { kf_files_start(); }
    void pick(PickOptions options, std::function<void(std::vector<FileRef>)> done) override {
        const std::uint32_t call = file_table().next_call++;
        file_table().picks.clear();  // one dialog at a time; older browsers do not say that it was cancelled
        file_table().picks.emplace(call, std::move(done));
        kf_files_pick(call, options.accept.data(), options.accept.size(), options.multiple ? 1 : 0);
    }
    DragState drag() const override { return file_table().drag; }
    std::optional<FileDrop> take_drop() override { return std::exchange(file_table().drop, std::nullopt); }
    void accept_drops(bool accepting) override {
        if (accepting == accepting_) return;
        accepting_ = accepting;
        kf_files_accept(accepting ? 1 : 0);
    }
    void inspect(const FileRef& file, std::function<void(FileFacts)> done) override {
        const std::uint32_t call = file_table().next_call++;
        file_table().facts.insert({call, {file->id, std::move(done)}});
        kf_files_inspect(call, file->id);
    }
    void reencode(const FileRef& file, ReencodeOptions options, std::function<void(FileRef)> done) override {
        const std::uint32_t call = file_table().next_call++;
        file_table().reencodes.insert({call, {file->id, std::move(done)}});
        kf_files_reencode(call, file->id, static_cast<double>(options.max_bytes), options.max_side,
                          options.format == ImageFormat::Png ? 1 : 0);
    }
    void read(const FileRef& file, std::uint64_t offset, std::uint32_t length,
              std::function<void(std::optional<std::string>)> done) override {
        const std::uint32_t call = file_table().next_call++;
        file_table().reads.insert({call, {file->id, std::move(done)}});
        kf_files_read(call, file->id, static_cast<double>(offset), static_cast<double>(length));
    }

  private:
    bool accepting_ = true;
};

}  // namespace

std::unique_ptr<Files> browser_files() {
    return std::make_unique<BrowserFiles>();
}

std::vector<FileRef> files_from_js(std::string_view json) {
    std::vector<FileRef> out;
    const auto list = nlohmann::json::parse(json, nullptr, false);
    if (!list.is_array()) return out;
    for (const auto& entry : list) {
        auto file = std::make_shared<LocalFile>();
        file->id = entry.value("id", FileId{0});
        file->name = entry.value("name", "");
        file->bytes = entry.value("bytes", std::uint64_t{0});
        file->mime = entry.value("mime", "");
        file->preview = entry.value("preview", "");
        file->let_go = release;
        out.push_back(std::move(file));
    }
    return out;
}

}  // namespace kf::web

extern "C" {

EMSCRIPTEN_KEEPALIVE void kf_on_files_picked(std::uint32_t call, const char* json, std::size_t length) {
    auto files = kf::web::files_from_js({json, length});
    auto& picks = kf::web::file_table().picks;
    const auto found = picks.find(call);
    if (found == picks.end()) return;
    const auto done = std::move(found->second);
    picks.erase(found);
    done(std::move(files));
    kf_page_request_frame();
}

EMSCRIPTEN_KEEPALIVE void kf_on_drag(int over, float x, float y, int count) {
    const kf::web::DragState now{.over = over != 0, .at = {x, y}, .count = count};
    kf::web::DragState& drag = kf::web::file_table().drag;
    // The browser repeats itself while the pointer rests.
    if (drag.over == now.over && drag.at == now.at && drag.count == now.count) return;
    drag = now;
    kf_page_request_frame();
}

EMSCRIPTEN_KEEPALIVE void kf_on_drop(float x, float y, int folders, const char* json, std::size_t length) {
    kf::web::file_table().drop =
        kf::web::FileDrop{.at = {x, y}, .files = kf::web::files_from_js({json, length}), .folders = folders};
    kf_page_request_frame();
}

EMSCRIPTEN_KEEPALIVE void kf_on_file_facts(std::uint32_t call, const char* mime, std::size_t length,
                                           int width, int height, int animated, int duration_ms) {
    if (const auto done = kf::web::take(kf::web::file_table().facts, call))
        done({.mime = std::string(mime, length),
              .width = width,
              .height = height,
              .animated = animated != 0,
              .duration_ms = duration_ms});
    kf_page_request_frame();
}

EMSCRIPTEN_KEEPALIVE void kf_on_file_reencoded(std::uint32_t call, const char* json, std::size_t length) {
    auto files = kf::web::files_from_js({json, length});
    if (const auto done = kf::web::take(kf::web::file_table().reencodes, call))
        done(files.empty() ? nullptr : std::move(files[0]));
    kf_page_request_frame();
}

EMSCRIPTEN_KEEPALIVE void kf_on_file_read(std::uint32_t call, int ok, const char* bytes, std::size_t length) {
    if (const auto done = kf::web::take(kf::web::file_table().reads, call))
        done(ok != 0 ? std::optional(std::string(bytes, length)) : std::nullopt);
    kf_page_request_frame();
}
}
