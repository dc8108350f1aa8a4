#include "backend/media/voice_recording.h"

#include <opencore-amrnb/interf_enc.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "backend/media/media_inspection.h"
#include "backend/media/voice.h"

namespace kf {
namespace {

constexpr std::size_t kAmrRate = 8000;      // Hz
constexpr std::size_t kFrameSamples = 160;  // 20 ms
constexpr std::size_t kMaxFrameBytes = 32;  // of 12.2 kbit/s, with its header
constexpr std::size_t kMaxRecordedBytes =
    std::size_t{2} * 1024 * 1024;  // the most that may be uploaded as a voice

// Little endian, `bytes` of them at `at`; 0 behind the end.
std::uint32_t number_at(std::string_view bytes, std::size_t at, std::size_t width) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < width && at + i < bytes.size(); ++i)
        value |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
    return value;
}

struct Sound {
    std::size_t channels = 0;
    std::size_t rate = 0;   // Hz
    std::string_view data;  // samples of 16 bit, channels side by side
};

Result<Sound> read_wav(std::string_view wav) {
    const Error wrong{ErrorCode::WrongType, "the recording is no WAV of 16 bit"};
    if (wav.size() < 12 || wav.substr(0, 4) != "RIFF" || wav.substr(8, 4) != "WAVE") return wrong;
    Sound sound;
    for (std::size_t at = 12; at + 8 <= wav.size();) {
        const std::string_view kind = wav.substr(at, 4);
        const std::size_t size = std::min<std::size_t>(number_at(wav, at + 4, 4), wav.size() - at - 8);
        const std::string_view body = wav.substr(at + 8, size);
        if (kind == "fmt ") {
            const std::uint32_t format = number_at(body, 0, 2), bits = number_at(body, 14, 2);
            sound.channels = number_at(body, 2, 2);
            sound.rate = number_at(body, 4, 4);
            const bool known = (format == 1 || format == 0xFFFE) && bits == 16;
            if (!known || sound.channels < 1 || sound.channels > 2 || sound.rate < kAmrRate ||
                sound.rate > 48'000)
                return wrong;
        } else if (kind == "data") {
            sound.data = body;
        }
        at += 8 + size + (size & 1);
    }
    if (sound.rate == 0) return wrong;
    if (sound.data.size() < sound.channels * 2)
        return Error{ErrorCode::BrokenVoice, "the recording has no sound"};
    return sound;
}

// One channel of 8 kHz: each sample is the mean of those that it stands for.
std::vector<std::int16_t> narrowed(const Sound& sound) {
    const std::size_t moments = sound.data.size() / (2 * sound.channels);
    const std::size_t most = std::size_t{kMaxVoiceMs} * kAmrRate / 1000;
    const std::size_t count = std::min(most, std::max<std::size_t>(1, moments * kAmrRate / sound.rate));
    std::vector<std::int16_t> out(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t begin = i * sound.rate / kAmrRate * sound.channels;
        const std::size_t end =
            std::min(moments, std::max((i + 1) * sound.rate / kAmrRate, i * sound.rate / kAmrRate + 1)) *
            sound.channels;
        std::int64_t sum = 0;
        for (std::size_t j = begin; j < end; ++j)
            sum += static_cast<std::int16_t>(number_at(sound.data, j * 2, 2));
        if (end > begin) out[i] = static_cast<std::int16_t>(sum / static_cast<std::int64_t>(end - begin));
    }
    return out;
}

}  // namespace

Result<std::string> amr_from_wav(std::string_view wav) {
    TRY_ASSIGN(const Sound sound, read_wav(wav));
    std::vector<std::int16_t> samples = narrowed(sound);
    samples.resize((samples.size() + kFrameSamples - 1) / kFrameSamples * kFrameSamples);
    const std::unique_ptr<void, void (*)(void*)> encoder(Encoder_Interface_init(0), Encoder_Interface_exit);
    if (!encoder) return Error{ErrorCode::BrokenVoice, "the encoder cannot be started"};
    std::string amr = "#!AMR\n";
    std::array<unsigned char, kMaxFrameBytes> frame{};
    for (std::size_t at = 0; at < samples.size(); at += kFrameSamples) {
        const int bytes =
            Encoder_Interface_Encode(encoder.get(), MR122, samples.data() + at, frame.data(), 0);
        if (bytes <= 0) return Error{ErrorCode::BrokenVoice, "the recording cannot be encoded"};
        amr.append(reinterpret_cast<const char*>(frame.data()), static_cast<std::size_t>(bytes));
    }
    return amr;
}

Result<KeptFile> recording_as_amr(const MediaFiles& files, const KeptFile& file) {
    if (file.bytes > static_cast<std::int64_t>(kMaxRecordedBytes)) return file;
    TRY_ASSIGN(const auto bytes, read_media_file(files.path_of(file.sha256), kMaxRecordedBytes));
    if (!bytes.starts_with("RIFF")) return file;
    const auto amr = amr_from_wav(bytes);
    return amr.ok() ? files.keep_text(*amr) : Result<KeptFile>(file);
}

}  // namespace kf
