// What an agent recorded in the browser (WAV) as WeCom takes it (AMR, reference 9). Encoding is
// opencore-amr's. Blocks; in a worker thread.
#pragma once

#include <string>
#include <string_view>

#include "backend/media/media_files.h"
#include "shared/base/result.h"

namespace kf {

// `wav`: PCM of 16 bit, one or two channels, 8–48 kHz; made one channel of 8 kHz. What lies behind
// kMaxVoiceMs (voice.h) is left out. Errors: "wrong_type" (no such WAV), "broken_voice" (no sound in it).
[[nodiscard]] Result<std::string> amr_from_wav(std::string_view wav);

// A kept file that is a WAV becomes one that is AMR; every other file, and a WAV that cannot be turned, stays
// as it is and is judged by inspect_media(). The WAV goes with the next sweep. Error: the disk.
[[nodiscard]] Result<KeptFile> recording_as_amr(const MediaFiles& files, const KeptFile& file);

}  // namespace kf
