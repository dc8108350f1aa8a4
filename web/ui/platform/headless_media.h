// Scriptable pictures, player, overlays, files, uploads and downloads, for tests and the bench. Nothing
// answers by itself: a test says when and what.
#pragma once
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/ui/platform/audio.h"
#include "web/ui/platform/downloads.h"
#include "web/ui/platform/files.h"
#include "web/ui/platform/overlay.h"
#include "web/ui/platform/pictures.h"
#include "web/ui/platform/recorder.h"
#include "web/ui/platform/uploads.h"

namespace kf::web {

class HeadlessPictures final : public PicturePort {
  public:
    struct Load {
        std::uint32_t id = 0;
        std::string url;
        PictureBox box;
    };
    std::deque<Load> waiting;        // not answered yet
    std::vector<std::string> loads;  // all, in order
    // Answers every load as soon as it is asked for, with pictures of this size.
    std::optional<Size> answers_all;
    std::map<std::uint64_t, Size> textures;  // that exist now
    std::uint32_t undelivered = 0;           // decoded, not made a texture yet
    bool context_lost = false;

    // Answers the oldest waiting load of that address. False: there is none.
    bool answer(std::string_view url, int natural_width, int natural_height, bool animated = false);
    bool fail(std::string_view url, PictureError error);

    void on_decoded(std::function<void(const PictureDecoded&)> handler) override {
        told_ = std::move(handler);
    }
    void load(std::uint32_t id, std::string_view url, PictureBox box) override;
    void forget(std::uint32_t id) override;
    std::uint64_t upload(std::uint32_t id, bool mipmaps) override;
    void drop(std::uint64_t texture) override { textures.erase(texture); }

  private:
    std::optional<Load> take(std::string_view url);
    std::function<void(const PictureDecoded&)> told_;
    std::map<std::uint32_t, Size> decoded_;
    std::uint64_t next_texture_ = 100;
};

class HeadlessAudio final : public Audio {
  public:
    explicit HeadlessAudio(Page& page) : page_(page) {}
    std::map<std::string, double, std::less<>> durations;  // by address; 5 s for others
    std::vector<std::string> played;

    void move_to(double position_secs);  // while it plays
    void finish();
    void fail(AudioError error);

    void play(std::string_view url) override;
    void pause() override;
    void stop() override;
    void seek(double position_secs) override;
    void set_rate(float rate) override;
    const AudioNow& now() const override { return now_; }
    void on_end(std::function<void(const AudioNow&)> handler) override { ended_ = std::move(handler); }

  private:
    Page& page_;
    AudioNow now_;
    std::function<void(const AudioNow&)> ended_;
};

class HeadlessRecorder final : public Recorder {
  public:
    explicit HeadlessRecorder(Page& page) : page_(page) {}
    int most_ms = 0;  // of the recording that was asked for last

    void allow();  // the person lets the page use the microphone
    void refuse(RecorderError error);
    void make(FileRef file);  // after finish(), or when the time is over

    void start(int most, std::string_view name, std::function<void(FileRef)> done) override;
    void finish() override;
    void throw_away() override;
    const RecorderNow& now() const override { return now_; }

  private:
    Page& page_;
    RecorderNow now_;
    std::function<void(FileRef)> done_;
};

class HeadlessOverlays final : public OverlayPort {
  public:
    explicit HeadlessOverlays(Page& page) : page_(page) {}
    std::map<std::uint64_t, OverlaySpec> shown;
    // The only one with that address changes its state.
    bool tell(std::string_view url, OverlayState state);

    void on_change(std::function<void(WidgetId, OverlayState)> handler) override {
        told_ = std::move(handler);
    }
    void create(WidgetId id, const OverlaySpec& spec) override { shown[id.value] = spec; }
    void update(WidgetId id, const OverlaySpec& spec) override { shown[id.value] = spec; }
    void destroy(WidgetId id) override { shown.erase(id.value); }

  private:
    Page& page_;
    std::function<void(WidgetId, OverlayState)> told_;
};

class HeadlessFiles final : public Files {
  public:
    explicit HeadlessFiles(Page& page) : page_(page) {}
    struct Content {
        std::string bytes;
        FileFacts facts;
        bool unreadable = false;
    };
    std::map<FileId, Content> alive;          // files that somebody holds
    std::vector<PickOptions> picks;           // dialogs that were opened
    std::uint64_t reencoded_bytes = 100'000;  // size of what reencode() makes; larger than asked for: null
    bool accepting = true;

    // A file of the person's computer.
    FileRef make(std::string_view name, std::string bytes, FileFacts facts = {});
    // What a large file needs no content for.
    FileRef make_large(std::string_view name, std::uint64_t bytes, FileFacts facts = {});
    // The person chooses in the dialog that is open. False: there is none.
    bool choose(std::vector<FileRef> files);
    void drag_over(Point at, int count);
    void drag_away();
    void drop(Point at, std::vector<FileRef> files, int folders = 0);
    // Answers what was asked (inspect, reencode, read), as the browser does a moment later.
    void work();

    void pick(PickOptions options, std::function<void(std::vector<FileRef>)> done) override;
    DragState drag() const override { return drag_; }
    std::optional<FileDrop> take_drop() override;
    void accept_drops(bool on) override { accepting = on; }
    void inspect(const FileRef& file, std::function<void(FileFacts)> done) override;
    void reencode(const FileRef& file, ReencodeOptions options, std::function<void(FileRef)> done) override;
    void read(const FileRef& file, std::uint64_t offset, std::uint32_t length,
              std::function<void(std::optional<std::string>)> done) override;

  private:
    FileRef add(std::string_view name, std::uint64_t size, Content content);
    Page& page_;
    FileId next_ = 1;
    DragState drag_;
    std::optional<FileDrop> drop_;
    std::function<void(std::vector<FileRef>)> picked_;
    std::deque<std::function<void()>> work_;
};

class HeadlessUploads final : public UploadPort {
  public:
    struct Piece {
        std::uint32_t call = 0;
        std::string path;
        FileId file = 0;
        std::uint64_t offset = 0;
        std::uint64_t length = 0;
        std::function<void(std::uint64_t)> progress;
        std::function<void(PieceAnswer)> done;
    };
    std::deque<Piece> waiting;
    std::vector<std::string> pieces;  // paths of all, in order

    // About the oldest waiting piece. False: there is none.
    bool progress(std::uint64_t bytes);
    bool answer(int status, std::string_view body);
    bool fail(HttpError error = HttpError::Network);
    bool unreadable();

    std::uint32_t put(std::string_view path, FileId file, std::uint64_t offset, std::uint64_t length,
                      std::function<void(std::uint64_t)> progress,
                      std::function<void(PieceAnswer)> done) override;
    void abort(std::uint32_t call) override;

  private:
    bool finish(PieceAnswer answer);
    std::uint32_t next_ = 1;
};

class HeadlessDownloads final : public Downloads {
  public:
    struct Saved {
        std::string url;  // empty: a text
        std::string text;
        std::string name;
    };
    std::vector<Saved> saved;
    std::vector<std::string> copied_images;
    bool refuses = false;
    void save(std::string_view url, std::string_view name) override {
        saved.push_back({.url = std::string(url), .text = {}, .name = std::string(name)});
    }
    void save_text(std::string_view text, std::string_view, std::string_view name) override {
        saved.push_back({.url = {}, .text = std::string(text), .name = std::string(name)});
    }
    void copy_image(std::string_view url, std::function<void(bool)> done) override;
};

}  // namespace kf::web
