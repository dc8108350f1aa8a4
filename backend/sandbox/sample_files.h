// Bytes of small real files of every kind a customer may send.
#pragma once

#include <string>
#include <string_view>

namespace kf::sim {

// clip.mp4, melody.amr, picture.webp: made by assets/sandbox/make_samples.sh, part of the program.
[[nodiscard]] std::string_view sample_asset(std::string_view name);

// The melody of melody.amr, cut or repeated to this length.
[[nodiscard]] std::string make_voice(int secs);
// One page that says "kfsim".
[[nodiscard]] std::string make_pdf();
// An archive with one stored file.
[[nodiscard]] std::string make_zip(std::string_view name, std::string_view content);

}  // namespace kf::sim
