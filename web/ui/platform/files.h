// Files of the person's computer: picked, pasted or dropped; looked at and made smaller in the browser. Their
// bytes stay in the browser until they are uploaded (uploads.h) or read.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "web/ui/platform/geometry.h"

namespace kf::web {

using FileId = std::uint32_t;

// One file. The browser's memory of it goes when the last FileRef does.
struct LocalFile {
    FileId id = 0;
    std::string name = {};  // as the computer calls it; pasted pictures are "image.png"
    std::uint64_t bytes = 0;
    std::string mime = {};     // the browser's guess by the name's ending; see FileFacts for the truth
    std::string preview = {};  // "blob:…" for Ui::picture, Ui::overlay and Audio, while the file lives
    std::function<void(FileId)> let_go = {};

    LocalFile() = default;
    LocalFile(const LocalFile&) = delete;
    LocalFile& operator=(const LocalFile&) = delete;
    ~LocalFile() {
        if (let_go) let_go(id);
    }
};
using FileRef = std::shared_ptr<const LocalFile>;

// By its content.
struct FileFacts {
    // "image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "audio/amr", "audio/amr-wb",
    // "video/mp4", "application/pdf", "application/zip" …; empty: none of those that are known.
    std::string mime = {};
    int width = 0;  // px of a picture, upright; 0: not a picture, or one that cannot be decoded
    int height = 0;
    bool animated = false;
    int duration_ms = 0;  // of AMR
};

enum class ImageFormat : std::uint8_t { Jpeg, Png };

struct ReencodeOptions {
    std::uint64_t max_bytes = 10u << 20;
    int max_side = 4096;  // px
    ImageFormat format = ImageFormat::Jpeg;
};

struct PickOptions {
    std::string accept = {};  // as of <input accept>: ".jpg,.png" or "image/*"; empty: everything
    bool multiple = false;
};

// Files dragged over the page, before they are let go.
struct DragState {
    bool over = false;
    Point at = {};
    int count = 0;  // 0: the browser does not tell yet
};

struct FileDrop {
    Point at = {};
    std::vector<FileRef> files = {};
    int folders = 0;  // were dropped as well; they are left out
};

class Files {
  public:
    virtual ~Files() = default;

    // The browser's dialog. Only in answer to a click or key. `done` runs outside of frames when something
    // was chosen; with nothing when the browser tells that it was cancelled (older ones do not). At most 32
    // files at once, further ones are left out; the same for pasting and dropping.
    virtual void pick(PickOptions options, std::function<void(std::vector<FileRef>)> done) = 0;
    // Pasting arrives as FieldEvent::PasteFiles (dom_field.h) of the field that has the keyboard.

    virtual DragState drag() const = 0;
    // What was let go over the page since the last call. Ask in every frame, else it is kept. While
    // `accepting` is false (nothing could be done with a file now) the page shows that with the pointer and
    // takes none.
    virtual std::optional<FileDrop> take_drop() = 0;
    virtual void accept_drops(bool accepting) = 0;

    // `done` runs once, outside of frames, unless the file is released before. Reads at most 16 MiB of the
    // file.
    virtual void inspect(const FileRef& file, std::function<void(FileFacts)> done) = 0;
    // A smaller picture: first of at most `max_side`, then in lower quality, then with fewer pixels until it
    // fits. Null: it is no picture, or did not get small enough. An animated one loses its movement, a
    // transparent one gets a white ground as JPEG. The new name ends with .jpg or .png.
    virtual void reencode(const FileRef& file, ReencodeOptions options,
                          std::function<void(FileRef)> done) = 0;
    // Bytes [offset, offset + length) of it, for example a CSV to import; at most 16 MiB. Empty optional:
    // unreadable (it was changed or removed on disk).
    virtual void read(const FileRef& file, std::uint64_t offset, std::uint32_t length,
                      std::function<void(std::optional<std::string>)> done) = 0;
};

}  // namespace kf::web
