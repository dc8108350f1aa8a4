// The envelope of WeCom's callbacks: signature, AES layer and the errors of both (reference 5.4, 5.5). No
// XML, no I/O.
//
// Every failure is an Error whose `number` is the return code of the official crypto library (CallbackFault),
// meant for the log: what the caller answers must not tell one failure from another.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace kf {

enum class CallbackFault : int {
    BadSignature = -40001,
    BadXml = -40002,
    Sha1Failed = -40003,
    BadAesKey = -40004,
    WrongReceiveId = -40005,
    EncryptFailed = -40006,
    DecryptFailed = -40007,  // not a whole number of cipher blocks, or too large
    BadBuffer = -40008,      // deciphered, but padding or length inside are wrong
    BadBase64 = -40010,
};

// One text for the log and the code of the official library.
[[nodiscard]] Error callback_error(CallbackFault fault, std::string_view attempted);

// AES-256 key; its first 16 bytes are the initialisation vector of every message.
struct CallbackKey {
    std::array<std::uint8_t, 32> bytes{};
};

// Random bytes at the head of each message. Passed in, so that a test can repeat a known message.
using CallbackPrefix = std::array<std::uint8_t, 16>;

// The largest base64 text that is deciphered. WeCom's envelopes are below 2 KB; the HTTP front stops bodies
// at 64 KB.
constexpr std::size_t kMaxCallbackBase64 = std::size_t{64} * 1024;

// Decodes an EncodingAESKey: exactly 43 base64 characters without padding. The two stray low bits of the last
// character are ignored, as WeCom hands out keys that have them set.
[[nodiscard]] Result<CallbackKey> decode_callback_key(std::string_view encoding_aes_key);

// SHA-1 over the four values sorted by their bytes, in lower-case hex. timestamp and nonce are taken as
// received.
[[nodiscard]] std::string sign_callback(std::string_view token, std::string_view timestamp,
                                        std::string_view nonce, std::string_view encrypted);

// Compares in constant time.
[[nodiscard]] bool verify_callback(std::string_view msg_signature, std::string_view token,
                                   std::string_view timestamp, std::string_view nonce,
                                   std::string_view encrypted);

// Opens a base64 text and returns the message inside when it is addressed to `receive_id` (the corp id for a
// self-built app). Does not look at the signature: call verify_callback first, or use open_callback.
[[nodiscard]] Result<std::string> decrypt_callback(const CallbackKey& key, std::string_view encrypted,
                                                   std::string_view receive_id);

[[nodiscard]] Result<std::string> encrypt_callback(const CallbackKey& key, std::string_view message,
                                                   std::string_view receive_id, const CallbackPrefix& prefix);

// What one app has configured under 接收消息 → 设置API接收.
struct CallbackSecrets {
    std::string token;
    CallbackKey key;
    std::string receive_id;
};

// Signature first, then everything else, in the order of reference 5.5.
[[nodiscard]] Result<std::string> open_callback(const CallbackSecrets& secrets,
                                                std::string_view msg_signature, std::string_view timestamp,
                                                std::string_view nonce, std::string_view encrypted);

// Fresh random bytes from the operating system's generator.
[[nodiscard]] Result<CallbackPrefix> random_callback_prefix();

}  // namespace kf
