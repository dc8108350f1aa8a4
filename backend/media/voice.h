// Voices: AMR, which no browser plays, becomes WAV. Decoding is opencore-amr's. Blocks; from any thread.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace kf {

struct DecodedVoice {
    int duration_ms = 0;
    std::string wav;  // 16 bit, one channel; 8 kHz of narrow band, 16 kHz of wide band
};

// `bytes`: a whole AMR-NB or AMR-WB file of one channel (RFC 4867 section 5). Frames behind one that cannot
// be are left out, as is what comes after kMaxVoiceMs. Errors: "wrong_type" (no AMR), "too_large",
// "broken_voice" (not one frame that can be decoded).
[[nodiscard]] Result<DecodedVoice> decode_voice(std::string_view bytes);

// How long it plays, from the frames' headers alone; the same errors.
[[nodiscard]] Result<int> voice_duration_ms(std::string_view bytes);

constexpr std::size_t kMaxDecodedVoiceBytes = std::size_t{2} * 1024 * 1024;  // reference 6.3
constexpr int kMaxVoiceMs = 70'000;                                          // WeCom's own end at 60 s

}  // namespace kf
