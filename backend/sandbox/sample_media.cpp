// Pictures, voices, videos and files as phones send them, over-size ones, and names in every encoding.
#include "backend/sandbox/media.h"
#include "backend/sandbox/picture.h"
#include "backend/sandbox/sample_files.h"
#include "backend/sandbox/samples.h"

namespace kf::sim {
namespace {

constexpr std::size_t kMegabyte = std::size_t{1024} * 1024;
constexpr const char* kTable =
    "订单号,商品,数量,金额\n20261120-0088,保温杯,2,119.80\n20261120-0089,便携杯套,1,29.90\n";

Draft media(World& world, const std::string& type, const std::string& filename,
            const std::string& content_type, std::string bytes, MediaBehaviour behaviour = {}) {
    return {type,
            {{"media_id", store_media(world, type, filename, content_type, std::move(bytes),
                                      MediaSource::Phone, std::move(behaviour))}}};
}

Pixels photo(World& world, int width, int height) {
    return draw_landscape(width, height, std::to_string(world.random() % 1000));
}

Draft jpeg(World& world, const Pixels& pixels, int orientation = 0) {
    return media(world, "image", "照片.jpg", "image/jpeg", encode_jpeg(pixels, orientation));
}

Draft voice(World& world, int secs) {
    return media(world, "voice", "语音.amr", "audio/amr", make_voice(secs));
}

Draft video(World& world) {
    return media(world, "video", "视频.mp4", "video/mp4", std::string(sample_asset("clip.mp4")));
}

std::string filled(std::string bytes, std::size_t size) {
    bytes.resize(size, '\0');
    return bytes;
}

// A small text file under this name, written into the header in this way.
Draft named(World& world, const char* kind, const std::string& filename) {
    MediaBehaviour behaviour;
    behaviour.disposition = kind;
    return media(world, "file", filename, "application/octet-stream", kTable, behaviour);
}

void add_names(std::vector<Sample>& list) {
    list.insert(
        list.end(),
        {{"name_utf8", "name", "文件名：直接 UTF-8",
          [](World& w) { return named(w, "utf8", "订单 明细；11月.csv"); }},
         {"name_token", "name", "文件名：不加引号",
          [](World& w) { return named(w, "token", "order-2026.csv"); }},
         {"name_rfc5987", "name", "文件名：RFC 5987",
          [](World& w) { return named(w, "rfc5987", "订单明细 €.csv"); }},
         {"name_rfc2231", "name", "文件名：RFC 2231 分段",
          [](World& w) { return named(w, "rfc2231", "二〇二六年十一月售后订单明细汇总表.csv"); }},
         {"name_percent", "name", "文件名：百分号",
          [](World& w) { return named(w, "percent", "订单明细.csv"); }},
         {"name_gbk", "name", "文件名：GBK 字节", [](World& w) { return named(w, "gbk", "订单明细.csv"); }},
         {"name_mime", "name", "文件名：=?UTF-8?B?",
          [](World& w) { return named(w, "mime", "订单明细.csv"); }},
         {"name_both", "name", "文件名：两种都有", [](World& w) { return named(w, "both", "订单明细.csv"); }},
         {"name_escaped", "name", "文件名：带引号",
          [](World& w) { return named(w, "escaped", "订单\"明细\"\\.csv"); }},
         {"name_none", "name", "文件名：没有", [](World& w) { return named(w, "none", "订单明细.csv"); }},
         {"name_empty", "name", "文件名：空", [](World& w) { return named(w, "utf8", ""); }},
         {"name_path", "name", "文件名：路径",
          [](World& w) { return named(w, "utf8", "../../../etc/cron.d/订单.csv"); }},
         {"name_windows_path", "name", "文件名：Windows 路径",
          [](World& w) { return named(w, "token", "C:\\Windows\\System32\\订单.csv"); }},
         {"name_reserved", "name", "文件名：保留字", [](World& w) { return named(w, "utf8", "CON.csv"); }},
         {"name_rtl", "name", "文件名：反向文字",
          [](World& w) { return named(w, "utf8", "发票\xE2\x80\xAEgpj.exe"); }},
         {"name_control", "name", "文件名：控制字符",
          [](World& w) { return named(w, "rfc5987", "订\t单\x01\x7f\r\nX: y.csv"); }},
         {"name_long", "name", "文件名：很长", [](World& w) {
              std::string name;
              for (int i = 0; i < 120; ++i) name += "长";
              return named(w, "utf8", name + ".csv");
          }}});
}

}  // namespace

void add_media_samples(std::vector<Sample>& list) {
    list.insert(
        list.end(),
        {{"image", "media", "图片 JPEG", [](World& w) { return jpeg(w, photo(w, 480, 360)); }},
         {"image_png", "media", "图片 PNG",
          [](World& w) {
              return media(w, "image", "截图.png", "image/png", encode_png(photo(w, 360, 270)));
          }},
         {"image_rotated", "media", "要转正的图片", [](World& w) { return jpeg(w, photo(w, 480, 270), 6); }},
         {"image_tall", "media", "长图", [](World& w) { return jpeg(w, photo(w, 160, 1600)); }},
         {"image_wide", "media", "宽图", [](World& w) { return jpeg(w, photo(w, 1600, 160)); }},
         {"image_webp", "media", "图片 WebP",
          [](World& w) {
              return media(w, "image", "图片.webp", "image/webp", std::string(sample_asset("picture.webp")));
          }},
         {"gif", "media", "动图",
          [](World& w) {
              return media(w, "image", "动图.gif", "image/gif", encode_gif(draw_jumping_ball(160, 12), 80));
          }},
         {"voice", "media", "语音 5\"", [](World& w) { return voice(w, 5); }},
         {"voice_short", "media", "语音 1\"", [](World& w) { return voice(w, 1); }},
         {"voice_long", "media", "语音 60\"", [](World& w) { return voice(w, 60); }},
         {"video", "media", "视频", video},
         {"file", "media", "文件",
          [](World& w) { return media(w, "file", "订单明细.csv", "text/csv", kTable); }},
         {"file_pdf", "media", "PDF",
          [](World& w) { return media(w, "file", "电子发票.pdf", "application/pdf", make_pdf()); }},
         {"file_zip", "media", "压缩包",
          [](World& w) {
              return media(w, "file", "资料.zip", "application/zip", make_zip("订单明细.csv", kTable));
          }},
         {"image_too_large", "oversize", "超过 2 MB 的图片",
          [](World& w) {
              return media(w, "image", "原图.jpg", "image/jpeg",
                           filled(encode_jpeg(photo(w, 160, 120)), 2 * kMegabyte + 1));
          }},
         {"voice_too_large", "oversize", "超过 2 MB 的语音",
          [](World& w) {
              return media(w, "voice", "语音.amr", "audio/amr", filled(make_voice(1), 2 * kMegabyte + 1));
          }},
         {"video_too_large", "oversize", "超过 10 MB 的视频",
          [](World& w) {
              return media(w, "video", "视频.mp4", "video/mp4",
                           filled(std::string(sample_asset("clip.mp4")), 10 * kMegabyte + 1));
          }},
         {"file_too_large", "oversize", "超过 20 MB 的文件", [](World& w) {
              return media(w, "file", "备份.zip", "application/zip",
                           filled(make_zip("a.csv", kTable), 20 * kMegabyte + 1));
          }}});
    add_names(list);
}

}  // namespace kf::sim
