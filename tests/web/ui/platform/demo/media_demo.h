// The demo's second page (Ctrl+M): pictures, player, video, files and uploads, each worked by the browser
// test.
#pragma once
#include <string>
#include <vector>

#include "web/ui/platform/platform.h"
#include "web/ui/platform/ui.h"

class MediaDemo {
  public:
    explicit MediaDemo(kf::web::Platform& platform);
    void draw(kf::web::Ui& ui, kf::web::Rect area);

  private:
    using Rect = kf::web::Rect;
    void draw_pictures(kf::web::Ui& ui, Rect area);
    void draw_player(kf::web::Ui& ui, Rect area);
    void draw_files(kf::web::Ui& ui, Rect area);
    void draw_video(kf::web::Ui& ui, Rect area);
    void take_files(kf::web::Ui& ui, std::vector<kf::web::FileRef> files, std::string_view how);
    bool button(kf::web::Ui& ui, Rect& row, std::string_view label);
    void say(kf::web::Ui& ui, Rect& area, const std::string& words);

    kf::web::Platform& platform_;
    kf::web::DomField message_;
    kf::web::ScrollState strip_, videos_;
    kf::web::PictureLook look_{.radii = 12};
    bool shows_video_ = false;
    bool shows_moving_ = false;
    std::vector<kf::web::FileRef> files_;
    std::string how_ = "none";
    std::string facts_ = "none";
    std::string copied_ = "none";
    kf::web::UploadId upload_ = 0;
};
