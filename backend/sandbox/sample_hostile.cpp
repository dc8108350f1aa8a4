// Files that want to do harm, and files that are hard to fetch.
#include "backend/sandbox/media.h"
#include "backend/sandbox/picture.h"
#include "backend/sandbox/picture_bombs.h"
#include "backend/sandbox/sample_files.h"
#include "backend/sandbox/samples.h"

namespace kf::sim {
namespace {

constexpr std::uint32_t kBombSide = 50000;

Draft file(World& world, const std::string& type, const std::string& filename,
           const std::string& content_type, std::string bytes) {
    return {type,
            {{"media_id",
              store_media(world, type, filename, content_type, std::move(bytes), MediaSource::Phone)}}};
}

std::string small_jpeg(World& world) {
    return encode_jpeg(draw_landscape(320, 240, std::to_string(world.random() % 1000)));
}

// A good picture that comes in a difficult way.
Draft difficult(World& world, MediaBehaviour behaviour) {
    return {"image",
            {{"media_id", store_media(world, "image", "照片.jpg", "image/jpeg", small_jpeg(world),
                                      MediaSource::Phone, std::move(behaviour))}}};
}

Draft expired(World& world) {
    Draft draft = difficult(world, {});
    world.media[draft.body["media_id"].get<std::string>()].created = world.now() - kRetentionSecs;
    return draft;
}

Draft cut_amr(World& world) {
    auto voice = make_voice(2);
    voice.resize(voice.size() - 7);
    for (int i = 0; i < 40; ++i) voice += static_cast<char>(world.random() & 0xFFU);
    return file(world, "voice", "语音.amr", "audio/amr", std::move(voice));
}

void add_deliveries(std::vector<Sample>& list) {
    list.insert(
        list.end(),
        {{"media_unknown", "delivery", "取不到：40007",
          [](World& w) {
              return Draft{"image", {{"media_id", "3unknown" + random_word(w, 40)}}};
          }},
         {"media_expired", "delivery", "取不到：40145 已过期", expired},
         {"media_range_only", "delivery", "只能分段取：830002",
          [](World& w) { return difficult(w, {.range_only = true}); }},
         {"media_encrypted", "delivery", "加密存放：40146",
          [](World& w) { return difficult(w, {.range_only = true, .encrypted = true}); }},
         {"media_slow", "delivery", "很慢（4 KB/s）",
          [](World& w) { return difficult(w, {.bytes_per_sec = 4096}); }},
         {"media_5xx", "delivery", "总是 503", [](World& w) { return difficult(w, {.status = 503}); }},
         {"media_5xx_twice", "delivery", "两次 503 之后好了",
          [](World& w) { return difficult(w, {.status = 503, .times = 2}); }},
         {"media_busy_twice", "delivery", "两次 −1 之后好了",
          [](World& w) { return difficult(w, {.errcode = -1, .times = 2}); }},
         {"media_broken_off", "delivery", "传到一半断开",
          [](World& w) { return difficult(w, {.break_after = 1500}); }},
         {"media_html_error", "delivery", "200 里是网页", [](World& w) {
              return file(w, "image", "照片.jpg", "text/html", "<html><body>502 Bad Gateway</body></html>");
          }}});
}

}  // namespace

void add_hostile_samples(std::vector<Sample>& list) {
    list.insert(
        list.end(),
        {{"jpeg_truncated", "hostile", "截断的 JPEG",
          [](World& w) {
              auto bytes = small_jpeg(w);
              bytes.resize(bytes.size() * 6 / 10);
              return file(w, "image", "照片.jpg", "image/jpeg", std::move(bytes));
          }},
         {"png_bomb", "hostile", "PNG 炸弹 50000×50000",
          [](World& w) { return file(w, "image", "星空.png", "image/png", make_png_bomb(kBombSide)); }},
         {"gif_bomb", "hostile", "GIF 炸弹 65535×65535",
          [](World& w) { return file(w, "image", "动图.gif", "image/gif", make_gif_bomb(65535)); }},
         {"amr_bad_header", "hostile", "头部错误的 AMR",
          [](World& w) {
              auto voice = make_voice(2);
              voice.replace(0, 6, "#!AMX\n");
              return file(w, "voice", "语音.amr", "audio/amr", std::move(voice));
          }},
         {"amr_cut", "hostile", "坏掉的 AMR", cut_amr},
         {"voice_silk", "hostile", "SILK 语音",
          [](World& w) {
              std::string silk = "\x02#!SILK_V3";
              for (int i = 0; i < 400; ++i) silk += static_cast<char>(w.random() & 0xFFU);
              return file(w, "voice", "语音.silk", "audio/silk", std::move(silk));
          }},
         {"zip_as_jpg", "hostile", "压缩包冒充图片",
          [](World& w) {
              return file(w, "image", "照片.jpg", "image/jpeg", make_zip("run.exe", "MZ this is no picture"));
          }},
         {"html_as_png", "hostile", "网页冒充图片",
          [](World& w) {
              return file(w, "image", "照片.png", "image/png",
                          "<!doctype html><script>window.opener.kfsimHostile = document.cookie</script>");
          }},
         {"svg_as_png", "hostile", "SVG 冒充图片",
          [](World& w) {
              return file(
                  w, "image", "照片.png", "image/svg+xml",
                  "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"window.kfsimHostile=1\"><script>"
                  "window.kfsimHostile=1</script></svg>");
          }},
         {"image_empty", "hostile", "空图片",
          [](World& w) { return file(w, "image", "照片.jpg", "image/jpeg", {}); }},
         {"video_fake", "hostile", "不是视频的视频",
          [](World& w) {
              return file(w, "video", "视频.mp4", "video/mp4",
                          "<html><script>window.kfsimHostile=1</script></html>");
          }},
         {"script_file", "hostile", "带脚本的网页文件", [](World& w) {
              return file(w, "file", "发票.html", "text/html",
                          "<!doctype html><title>发票</title><script>window.opener.kfsimHostile=1</script>");
          }}});
    add_deliveries(list);
}

}  // namespace kf::sim
