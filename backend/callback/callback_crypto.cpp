#include "backend/callback/callback_crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace kf {
namespace {

constexpr std::size_t kAesBlock = 16;
constexpr std::size_t kPadBlock =
    32;  // PKCS#7 to 32, not to the cipher's 16: the library's own padding is unusable
constexpr std::size_t kPrefixSize = 16;
constexpr std::size_t kLengthSize = 4;

constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+') return 62;
    if (c == '/') return 63;
    return -1;
}

// Decodes characters without their padding. Bits beyond the last whole byte are dropped.
std::optional<std::vector<std::uint8_t>> decode_base64_digits(std::string_view digits) {
    if (digits.size() % 4 == 1) return std::nullopt;
    std::vector<std::uint8_t> out;
    out.reserve(digits.size() * 3 / 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : digits) {
        const int value = base64_value(c);
        if (value < 0) return std::nullopt;
        bits = (bits << 6) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out.push_back(static_cast<std::uint8_t>((bits >> held) & 0xFFU));
    }
    return out;
}

std::optional<std::vector<std::uint8_t>> decode_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0) return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && text.ends_with('=')) {
        text.remove_suffix(1);
        ++padding;
    }
    return decode_base64_digits(text);
}

std::string encode_base64(const std::vector<std::uint8_t>& bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) group = (group << 8) | (k < count ? bytes[i + k] : 0U);
        for (std::size_t k = 0; k < 4; ++k) {
            out += k <= count ? kBase64[(group >> (18 - 6 * k)) & 0x3FU] : '=';
        }
    }
    return out;
}

enum class Direction { Decrypt = 0, Encrypt = 1 };

// AES-256-CBC over whole blocks without any padding of its own.
std::optional<std::vector<std::uint8_t>> run_cipher(Direction direction, const CallbackKey& key,
                                                    const std::vector<std::uint8_t>& input) {
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                  &EVP_CIPHER_CTX_free);
    if (!context) return std::nullopt;
    if (EVP_CipherInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, key.bytes.data(), key.bytes.data(),
                          static_cast<int>(direction)) != 1) {
        return std::nullopt;
    }
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    std::vector<std::uint8_t> output(input.size() + kAesBlock);
    int written = 0;
    int last = 0;
    if (EVP_CipherUpdate(context.get(), output.data(), &written, input.data(),
                         static_cast<int>(input.size())) != 1 ||
        EVP_CipherFinal_ex(context.get(), output.data() + written, &last) != 1) {
        return std::nullopt;
    }
    output.resize(static_cast<std::size_t>(written) + static_cast<std::size_t>(last));
    return output;
}

// Number of padding bytes, or 0 when they are not PKCS#7 to a multiple of 32.
std::size_t padding_size(const std::vector<std::uint8_t>& plain) {
    const std::size_t pad = plain.back();
    if (pad < 1 || pad > kPadBlock || pad > plain.size()) return 0;
    std::uint8_t difference = 0;
    for (std::size_t i = plain.size() - pad; i < plain.size(); ++i) {
        difference = static_cast<std::uint8_t>(difference | (plain[i] ^ pad));
    }
    return difference == 0 ? pad : 0;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

const char* fault_word(CallbackFault fault) {
    switch (fault) {
        case CallbackFault::BadSignature:
            return "callback_bad_signature";
        case CallbackFault::BadXml:
            return "callback_bad_xml";
        case CallbackFault::Sha1Failed:
            return "callback_sha1_failed";
        case CallbackFault::BadAesKey:
            return "callback_bad_aes_key";
        case CallbackFault::WrongReceiveId:
            return "callback_wrong_receive_id";
        case CallbackFault::EncryptFailed:
            return "callback_encrypt_failed";
        case CallbackFault::DecryptFailed:
            return "callback_decrypt_failed";
        case CallbackFault::BadBuffer:
            return "callback_bad_buffer";
        case CallbackFault::BadBase64:
            return "callback_bad_base64";
    }
    return "callback_failed";
}

}  // namespace

Error callback_error(CallbackFault fault, std::string_view attempted) {
    return Error{
        .code = fault_word(fault), .message = std::string(attempted), .number = static_cast<int>(fault)};
}

Result<CallbackKey> decode_callback_key(std::string_view encoding_aes_key) {
    if (encoding_aes_key.size() != 43) {
        return callback_error(CallbackFault::BadAesKey, "the EncodingAESKey must have 43 characters");
    }
    const auto bytes = decode_base64_digits(encoding_aes_key);
    if (!bytes || bytes->size() != 32) {
        return callback_error(CallbackFault::BadAesKey,
                              "the EncodingAESKey must consist of base64 characters");
    }
    CallbackKey key;
    std::copy(bytes->begin(), bytes->end(), key.bytes.begin());
    return key;
}

std::string sign_callback(std::string_view token, std::string_view timestamp, std::string_view nonce,
                          std::string_view encrypted) {
    std::array<std::string_view, 4> parts{token, timestamp, nonce, encrypted};
    std::sort(parts.begin(), parts.end());  // char_traits<char> compares as unsigned bytes
    std::string joined;
    for (const auto part : parts) joined += part;
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    if (EVP_Digest(joined.data(), joined.size(), digest.data(), &size, EVP_sha1(), nullptr) != 1) return {};
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string hex;
    for (unsigned int i = 0; i < size; ++i) {
        hex += kHex[digest[i] >> 4];
        hex += kHex[digest[i] & 15];
    }
    return hex;
}

bool verify_callback(std::string_view msg_signature, std::string_view token, std::string_view timestamp,
                     std::string_view nonce, std::string_view encrypted) {
    const auto expected = sign_callback(token, timestamp, nonce, encrypted);
    return !expected.empty() && equal_in_constant_time(expected, msg_signature);
}

Result<std::string> decrypt_callback(const CallbackKey& key, std::string_view encrypted,
                                     std::string_view receive_id) {
    if (encrypted.size() > kMaxCallbackBase64) {
        return callback_error(CallbackFault::DecryptFailed, "the encrypted text is larger than 64 KB");
    }
    const auto cipher = decode_base64(encrypted);
    if (!cipher) return callback_error(CallbackFault::BadBase64, "the encrypted text is not base64");
    if (cipher->empty() || cipher->size() % kAesBlock != 0) {
        return callback_error(CallbackFault::DecryptFailed,
                              "the encrypted text is not a whole number of blocks");
    }
    const auto plain = run_cipher(Direction::Decrypt, key, *cipher);
    if (!plain || plain->empty()) {
        return callback_error(CallbackFault::DecryptFailed, "the cipher refused the encrypted text");
    }
    const std::size_t pad = padding_size(*plain);
    if (pad == 0) return callback_error(CallbackFault::BadBuffer, "the padding is wrong");
    const std::size_t size = plain->size() - pad;
    if (size < kPrefixSize + kLengthSize) {
        return callback_error(CallbackFault::BadBuffer, "there is no room for a length field");
    }
    std::size_t length = 0;
    for (std::size_t i = 0; i < kLengthSize; ++i) length = (length << 8) | (*plain)[kPrefixSize + i];
    // Compared by subtraction: a hostile length near 2^32 must not overflow where size_t has 32 bits.
    if (length > size - kPrefixSize - kLengthSize) {
        return callback_error(CallbackFault::BadBuffer, "the length field points beyond the text");
    }
    const char* message = reinterpret_cast<const char*>(plain->data()) + kPrefixSize + kLengthSize;
    const std::string_view receiver(message + length, size - kPrefixSize - kLengthSize - length);
    if (!equal_in_constant_time(receiver, receive_id)) {
        return callback_error(CallbackFault::WrongReceiveId, "the message is addressed to another receiver");
    }
    return std::string(message, length);
}

Result<std::string> encrypt_callback(const CallbackKey& key, std::string_view message,
                                     std::string_view receive_id, const CallbackPrefix& prefix) {
    if (message.size() + receive_id.size() > kMaxCallbackBase64 / 2) {
        return callback_error(CallbackFault::EncryptFailed, "the message to encrypt is larger than 32 KB");
    }
    std::vector<std::uint8_t> plain(prefix.begin(), prefix.end());
    for (int shift = 24; shift >= 0; shift -= 8) {
        plain.push_back(static_cast<std::uint8_t>((message.size() >> shift) & 0xFFU));
    }
    plain.insert(plain.end(), message.begin(), message.end());
    plain.insert(plain.end(), receive_id.begin(), receive_id.end());
    const std::size_t pad = kPadBlock - plain.size() % kPadBlock;
    plain.insert(plain.end(), pad, static_cast<std::uint8_t>(pad));
    const auto cipher = run_cipher(Direction::Encrypt, key, plain);
    if (!cipher) return callback_error(CallbackFault::EncryptFailed, "the cipher refused the message");
    return encode_base64(*cipher);
}

Result<std::string> open_callback(const CallbackSecrets& secrets, std::string_view msg_signature,
                                  std::string_view timestamp, std::string_view nonce,
                                  std::string_view encrypted) {
    if (!verify_callback(msg_signature, secrets.token, timestamp, nonce, encrypted)) {
        return callback_error(CallbackFault::BadSignature, "the signature does not match");
    }
    return decrypt_callback(secrets.key, encrypted, secrets.receive_id);
}

Result<CallbackPrefix> random_callback_prefix() {
    CallbackPrefix prefix{};
    if (RAND_bytes(prefix.data(), static_cast<int>(prefix.size())) != 1) {
        return callback_error(CallbackFault::EncryptFailed, "the system gave no random bytes");
    }
    return prefix;
}

}  // namespace kf
