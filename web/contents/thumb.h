// The picture of a card: picked, made small enough in the browser, uploaded at once.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "shared/messages/media.h"
#include "web/screen/screen.h"
#include "web/ui/platform/uploads.h"

namespace kf::web {

class Thumb {
  public:
    Thumb();
    Thumb(const Thumb&) = delete;
    Thumb& operator=(const Thumb&) = delete;
    ~Thumb();

    void clear(Platform& platform);
    // One that kfdesk holds already.
    void set(Platform& platform, Media media);
    void take(Platform& platform, FileRef file);

    // Takes over what the upload has done since; before media() is asked.
    void follow(Platform& platform);
    // Ready: the media with role "thumb".
    const Media* media() const;
    bool busy() const;  // being encoded or uploaded
    // The row of a form: picture, its state in words, a button to pick (another) one.
    void draw(const Screen& screen, Rect& rest, std::string_view label);
    std::string picture() const;  // address for a preview; empty: none

    static constexpr float kHeight = 22 + 72 + 20;
    static constexpr std::uint64_t kMostBytes = 1 << 20;
    static constexpr int kMostSide = 1080;  // px: larger than any card shows it

  private:
    enum class Phase : std::uint8_t { Empty, Encoding, Uploading, Ready, NoPicture, Failed };
    struct Inside {
        Phase phase = Phase::Empty;
        FileRef file;
        UploadId upload = 0;
        Media media;
        std::string zh, en;
    };
    // Shared with the answers that are under way: of the file dialog, and of what is done with one file.
    std::shared_ptr<Inside> in_;
};

}  // namespace kf::web
