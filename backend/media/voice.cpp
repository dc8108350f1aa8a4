#include "backend/media/voice.h"

#include <opencore-amrnb/interf_dec.h>
#include <opencore-amrwb/dec_if.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "shared/base/little_endian.h"

namespace kf {
namespace {

constexpr std::string_view kNarrow = "#!AMR\n";
constexpr std::string_view kWide = "#!AMR-WB\n";
constexpr int kFrameMs = 20;

// Bytes of a frame with its header, by frame type (RFC 4867 section 5.3, 3GPP TS 26.101 and 26.201); 0:
// reserved.
constexpr std::array<std::size_t, 16> kNarrowSizes{13, 14, 16, 18, 20, 21, 27, 32, 6, 0, 0, 0, 0, 0, 0, 1};
constexpr std::array<std::size_t, 16> kWideSizes{18, 24, 33, 37, 41, 47, 51, 59, 61, 6, 0, 0, 0, 0, 1, 1};
constexpr std::size_t kLargestFrame = 61;

struct Frames {
    bool wide = false;
    std::vector<std::string_view> all;
};

Result<Frames> split(std::string_view bytes) {
    Frames frames;
    if (bytes.starts_with(kWide))
        frames.wide = true;
    else if (!bytes.starts_with(kNarrow))
        return Error{ErrorCode::WrongType, "the voice is no AMR file"};
    if (bytes.size() > kMaxDecodedVoiceBytes)
        return Error{ErrorCode::TooLarge, "the voice is larger than 2 MB"};
    const auto& sizes = frames.wide ? kWideSizes : kNarrowSizes;
    for (std::size_t at = (frames.wide ? kWide : kNarrow).size(); at < bytes.size();) {
        const std::size_t size = sizes[static_cast<unsigned char>(bytes[at]) >> 3 & 15];
        if (size == 0 || size > bytes.size() - at) break;
        if (static_cast<int>(frames.all.size()) * kFrameMs >= kMaxVoiceMs) break;
        frames.all.push_back(bytes.substr(at, size));
        at += size;
    }
    if (frames.all.empty())
        return Error{ErrorCode::BrokenVoice, "the voice has no frame that can be decoded"};
    return frames;
}

std::string wav_header(int rate, std::size_t data_bytes) {
    std::string head = "RIFF";
    append_le(head, static_cast<std::uint32_t>(36 + data_bytes), 4);
    head += "WAVEfmt ";
    append_le(head, 16, 4);
    append_le(head, 1, 2);  // PCM
    append_le(head, 1, 2);  // channels
    append_le(head, static_cast<std::uint32_t>(rate), 4);
    append_le(head, static_cast<std::uint32_t>(rate) * 2, 4);
    append_le(head, 2, 2);
    append_le(head, 16, 2);
    head += "data";
    append_le(head, static_cast<std::uint32_t>(data_bytes), 4);
    return head;
}

class Decoder {
  public:
    explicit Decoder(bool wide)
        : wide_(wide),
          state_(wide ? D_IF_init() : Decoder_Interface_init(), wide ? D_IF_exit : Decoder_Interface_exit) {}

    [[nodiscard]] bool ready() const { return state_ != nullptr; }
    [[nodiscard]] std::size_t samples() const { return wide_ ? 320 : 160; }
    void decode(std::string_view frame, std::int16_t* out) {
        // The libraries read as far as the header says; behind the frame there is room for any.
        std::array<unsigned char, kLargestFrame + 3> in{};
        std::copy(frame.begin(), frame.end(), in.begin());
        if (wide_)
            D_IF_decode(state_.get(), in.data(), out, 0);
        else
            Decoder_Interface_Decode(state_.get(), in.data(), out, 0);
    }

  private:
    bool wide_;
    std::unique_ptr<void, void (*)(void*)> state_;
};

}  // namespace

Result<DecodedVoice> decode_voice(std::string_view bytes) {
    TRY_ASSIGN(const Frames frames, split(bytes));
    Decoder decoder(frames.wide);
    if (!decoder.ready()) return Error{ErrorCode::BrokenVoice, "the decoder cannot be started"};
    const std::size_t data_bytes = frames.all.size() * decoder.samples() * 2;
    DecodedVoice voice;
    voice.duration_ms = static_cast<int>(frames.all.size()) * kFrameMs;
    voice.wav.reserve(44 + data_bytes);
    voice.wav = wav_header(frames.wide ? 16'000 : 8'000, data_bytes);
    std::array<std::int16_t, 320> samples{};
    for (const auto frame : frames.all) {
        decoder.decode(frame, samples.data());
        for (std::size_t i = 0; i < decoder.samples(); ++i)
            append_le(voice.wav, static_cast<std::uint16_t>(samples[i]), 2);
    }
    return voice;
}

Result<int> voice_duration_ms(std::string_view bytes) {
    TRY_ASSIGN(const Frames frames, split(bytes));
    return static_cast<int>(frames.all.size()) * kFrameMs;
}

}  // namespace kf
