// Temporary media (临时素材): checks by type, storage, and what customers' media turn into (reference 6.3,
// 9).
#pragma once

#include <string>
#include <string_view>

#include "backend/sandbox/sim_http.h"
#include "backend/sandbox/world.h"

namespace kf::sim {

// 0, or why an upload of this type is refused: 40058 (type), 44001, 45001, 40009, 40123, 45007.
[[nodiscard]] int check_upload(const std::string& type, std::string_view bytes);

// Returns the media_id. An empty content type becomes that of the type.
std::string store_media(World& world, const std::string& type, const std::string& filename,
                        const std::string& content_type, std::string bytes,
                        MediaSource source = MediaSource::App, MediaBehaviour behaviour = {});

[[nodiscard]] std::size_t size_of(const Media& media);  // bytes, also of one that is only claimed

// The media_id of this voice as SILK: header and framing are SILK's, the frames hold nothing that can be
// heard.
// "" when it is no AMR voice.
std::string silk_of(World& world, const std::string& media_id);

// Media that a customer sends may be smaller only; larger ones arrive as a text hint.
[[nodiscard]] bool too_large_to_receive(const std::string& type, std::size_t bytes);

// 20 ms frames of an AMR-NB file; what is no AMR has none.
[[nodiscard]] std::size_t amr_frames(std::string_view bytes);

// Makes `response` the 206 or 416 for this Range header; true when there are bytes. "" changes nothing.
bool serve_range(const std::string& range, const std::string& bytes, SimResponse& response);

struct UploadedPart {
    std::string filename;
    std::string content_type;
    std::string bytes;
    bool found = false;
};
// The part named "media" of a multipart/form-data body. WeCom's own examples add filelength=… behind the file
// name, which ordinary parsers trip over.
[[nodiscard]] UploadedPart read_multipart(const std::string& content_type, std::string_view body);

}  // namespace kf::sim
