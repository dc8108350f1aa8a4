// The JavaScript of js/*.js as C++ functions. Strings go as (pointer, length) in UTF-8; ids as double, which
// holds 53 bits.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "web/ui/platform/input.h"

namespace kf::web {

inline double js_id(WidgetId id) {
    return static_cast<double>(id.value);
}
inline WidgetId from_js_id(double id) {
    return {static_cast<std::uint64_t>(id)};
}
// Takes a string that JavaScript gave (see give() in runtime.js).
inline std::string take_js_string(char* given) {
    if (given == nullptr) return {};
    std::string out(given);
    std::free(given);
    return out;
}

}  // namespace kf::web

extern "C" {
// runtime.js: the number that the text begins with, and how many of its bytes that is (0: none).
double kf_number(const char* text, std::int32_t* length);
double kf_sin(double angle);
double kf_cos(double angle);
// glyphs.js
void kf_glyph_metrics(int weight, float px, float* out);
float kf_glyph_advance(const char* text, std::size_t length, int weight, float px);
int kf_glyph_draw(const char* text, std::size_t length, int weight, float px, std::int32_t* out);
int kf_glyph_icon(const char* path, std::size_t length, float px, std::int32_t* out);
void kf_glyph_copy(std::uint8_t* to);
int kf_cluster_ends(const char* text, std::size_t length, std::uint32_t* out, std::size_t room);
// mirror.js
void kf_mirror_create(double id, const char* role, std::size_t length);
void kf_mirror_remove(double id);
void kf_mirror_name(double id, const char* text, std::size_t length, int leaf);
void kf_mirror_description(double id, const char* text, std::size_t length);
void kf_mirror_rect(double id, float x, float y, float w, float h);
void kf_mirror_state(double id, int flags, int selected, int checked, int expanded, int level, int position,
                     int set_size, float value);
void kf_mirror_children(int layer, double parent, const double* ids, std::size_t count);
void kf_mirror_holes(double id, const float* rects, std::size_t count);
void kf_mirror_inert(int below);
void kf_mirror_focus(double id);
void kf_mirror_done();
// fields.js
void kf_field_create(double id, int kind);
void kf_field_destroy(double id);
void kf_field_spec(double id, const char* label, std::size_t label_length, const char* hint,
                   std::size_t hint_length, int submit, std::uint32_t max_length, int spell_check);
void kf_field_style(double id, float size, float line_height, std::uint32_t color, std::uint32_t hint,
                    std::uint32_t caret, float pad_x, float pad_y, int disabled);
void kf_field_value(double id, const char* text, std::size_t length);
void kf_field_insert(double id, const char* text, std::size_t length);
void kf_field_selection(double id, std::uint32_t* out);
void kf_field_select(double id, std::uint32_t begin, std::uint32_t end);
void kf_field_focus(double id, int on);
void kf_field_capture(double id, int on);
float kf_field_height(double id);
// page.js
void kf_page_start(const char* version, std::size_t length);
void kf_page_fail(const char* kind, std::size_t length);
void kf_page_size(std::int32_t* out);
double kf_page_ratio();
int kf_page_flags();
char* kf_page_language();
char* kf_page_fragment();
void kf_page_set_fragment(const char* text, std::size_t length);
char* kf_page_initials(const char* text, std::size_t length);
double kf_page_unix_ms();
double kf_page_now_ms();
int kf_page_utc_offset(double at_unix_ms);
int kf_page_after(std::uint32_t timer, double ms);
void kf_page_cancel(int handle);
void kf_page_request_frame();
char* kf_page_setting(const char* key, std::size_t length);
char* kf_page_kept(const char* key, std::size_t length);
void kf_page_keep(const char* key, std::size_t length, const char* value, std::size_t value_length);
int kf_page_store(const char* key, std::size_t length, const char* value, std::size_t value_length);
void kf_page_random(std::uint8_t* out);
char* kf_page_backend();
void kf_page_open(const char* url, std::size_t length);
void kf_page_navigate(const char* path, std::size_t length);
void kf_page_set_language(const char* tag, std::size_t length);
void kf_page_set_dark(int dark);
void kf_page_warn(int on);
void kf_page_cursor(int cursor);
// renderer.js
int kf_renderer_start();
void kf_renderer_restore();
std::uint32_t kf_renderer_texture(std::uint32_t texture, int x, int y, int width, int height, int row,
                                  const std::uint8_t* pixels);
void kf_renderer_drop(std::uint32_t texture);
void kf_renderer_draw(int width, int height, std::uint32_t background, const void* vertices, int vertex_bytes,
                      const void* indices, int index_bytes, const void* commands, std::size_t count);
void kf_renderer_show(int width, int height, const std::uint8_t* pixels, const void* rects,
                      std::size_t count);
// input.js
void kf_input_start();
// http.js
void kf_http_send(std::uint32_t id, const char* method, std::size_t method_length, const char* url,
                  std::size_t url_length, const char* headers, std::size_t headers_length, const char* body,
                  std::size_t body_length, double timeout, double max);
void kf_http_abort(std::uint32_t id);
// socket.js
void kf_socket_open(std::uint32_t id, const char* base, std::size_t base_length, const char* path,
                    std::size_t path_length, const char* protocol, std::size_t protocol_length);
int kf_socket_send(std::uint32_t id, const char* text, std::size_t length);
void kf_socket_close(std::uint32_t id, int code, const char* reason, std::size_t length, int silent);
// clipboard.js
void kf_clipboard_write(std::uint32_t call, const char* text, std::size_t length);
// notifications.js
int kf_note_permission();
void kf_note_ask(std::uint32_t call);
int kf_note_show(std::uint32_t call, const char* tag, std::size_t tag_length, const char* title,
                 std::size_t title_length, const char* body, std::size_t body_length);
void kf_note_close(const char* tag, std::size_t length);
int kf_note_sound_allowed();
int kf_note_play(int sound, float volume);
void kf_note_badge(int count, const char* title, std::size_t length);
// pictures.js
void kf_picture_load(std::uint32_t id, const char* url, std::size_t length, int width, int height, int cover);
void kf_picture_forget(std::uint32_t id);
std::uint32_t kf_picture_upload(std::uint32_t id, int mipmaps);
void kf_picture_stats(double bytes, int textures, int waiting, double loads, double uploads, double evictions,
                      double failures);
// audio.js
void kf_audio_play(const char* url, std::size_t length, float rate);
void kf_audio_resume();
void kf_audio_pause();
void kf_audio_stop();
void kf_audio_seek(double secs);
void kf_audio_rate(float rate);
// recorder.js
void kf_recorder_start(int most_ms, const char* name, std::size_t length);
void kf_recorder_end(int keep);
// overlays.js
void kf_overlay_create(double id, int video);
void kf_overlay_update(double id, const char* url, std::size_t url_length, const char* poster,
                       std::size_t poster_length, const char* label, std::size_t label_length, int autoplay);
void kf_overlay_destroy(double id);
// files.js
void kf_files_start();
void kf_files_accept(int on);
void kf_files_pick(std::uint32_t call, const char* accept, std::size_t length, int multiple);
void kf_files_release(std::uint32_t id);
void kf_files_inspect(std::uint32_t call, std::uint32_t id);
void kf_files_reencode(std::uint32_t call, std::uint32_t id, double max_bytes, int max_side, int png);
void kf_files_read(std::uint32_t call, std::uint32_t id, double offset, double length);
// uploads.js
void kf_upload_put(std::uint32_t call, const char* url, std::size_t url_length, std::uint32_t id,
                   double offset, double length);
void kf_upload_abort(std::uint32_t call);
// downloads.js
void kf_download_save(const char* url, std::size_t url_length, const char* name, std::size_t name_length);
void kf_download_text(const char* text, std::size_t text_length, const char* mime, std::size_t mime_length,
                      const char* name, std::size_t name_length);
void kf_download_copy(std::uint32_t call, const char* url, std::size_t length);
}
