// Out of the console: files saved to the computer, pictures to the clipboard.
#pragma once
#include <functional>
#include <string_view>

namespace kf::web {

class Downloads {
  public:
    virtual ~Downloads() = default;
    // `url`: a path at the backend that answers with Content-Disposition: attachment
    // ("/api/media/…?download=1"), or "blob:…". The name is what the backend says; `name` only counts for
    // blobs and where the backend says none.
    virtual void save(std::string_view url, std::string_view name) = 0;
    // A file made here, for example an exported table.
    virtual void save_text(std::string_view text, std::string_view mime, std::string_view name) = 0;
    // The picture as PNG; only in answer to a click or key. `done(false)`: not fetched, not decoded, or the
    // browser refused (plain http, or one without picture clipboards).
    virtual void copy_image(std::string_view url, std::function<void(bool ok)> done) = 0;
};

}  // namespace kf::web
