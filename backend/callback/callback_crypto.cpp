#include "backend/callback/callback_crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <algorithm>
#include <memory>
#include <optional>

#include "backend/crypto/binary_text.h"

namespace kf {
namespace {

constexpr std::size_t kAesBlock = 16;
constexpr std::size_t kPadBlock =
    32;  // PKCS#7 to 32, not to the cipher's 16: the library's own padding is unusable
constexpr std::size_t kPrefixSize = 16;
constexpr std::size_t kLengthSize = 4;

enum class Direction { Decrypt = 0, Encrypt = 1 };

// AES-256-CBC over whole blocks without any padding of its own.
std::optional<std::string> run_cipher(Direction direction, const CallbackKey& key, std::string_view input) {
    const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(EVP_CIPHER_CTX_new(),
                                                                                  &EVP_CIPHER_CTX_free);
    if (!context) return std::nullopt;
    if (EVP_CipherInit_ex(context.get(), EVP_aes_256_cbc(), nullptr, key.bytes.data(), key.bytes.data(),
                          static_cast<int>(direction)) != 1) {
        return std::nullopt;
    }
    EVP_CIPHER_CTX_set_padding(context.get(), 0);
    std::string output(input.size() + kAesBlock, '\0');
    auto* const to = reinterpret_cast<unsigned char*>(output.data());
    int written = 0;
    int last = 0;
    if (EVP_CipherUpdate(context.get(), to, &written, reinterpret_cast<const unsigned char*>(input.data()),
                         static_cast<int>(input.size())) != 1 ||
        EVP_CipherFinal_ex(context.get(), to + written, &last) != 1) {
        return std::nullopt;
    }
    output.resize(static_cast<std::size_t>(written) + static_cast<std::size_t>(last));
    return output;
}

// Number of padding bytes, or 0 when they are not PKCS#7 to a multiple of 32.
std::size_t padding_size(std::string_view plain) {
    const std::size_t pad = static_cast<unsigned char>(plain.back());
    if (pad < 1 || pad > kPadBlock || pad > plain.size()) return 0;
    std::uint8_t difference = 0;
    for (std::size_t i = plain.size() - pad; i < plain.size(); ++i) {
        difference = static_cast<std::uint8_t>(difference | (static_cast<unsigned char>(plain[i]) ^ pad));
    }
    return difference == 0 ? pad : 0;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

ErrorCode fault_code(CallbackFault fault) {
    switch (fault) {
        case CallbackFault::BadSignature:
            return ErrorCode::CallbackBadSignature;
        case CallbackFault::BadXml:
            return ErrorCode::CallbackBadXml;
        case CallbackFault::Sha1Failed:
            return ErrorCode::CallbackSha1Failed;
        case CallbackFault::BadAesKey:
            return ErrorCode::CallbackBadAesKey;
        case CallbackFault::WrongReceiveId:
            return ErrorCode::CallbackWrongReceiveId;
        case CallbackFault::EncryptFailed:
            return ErrorCode::CallbackEncryptFailed;
        case CallbackFault::DecryptFailed:
            return ErrorCode::CallbackDecryptFailed;
        case CallbackFault::BadBuffer:
            return ErrorCode::CallbackBadBuffer;
        case CallbackFault::BadBase64:
            return ErrorCode::CallbackBadBase64;
    }
    return ErrorCode::CallbackFailed;
}

}  // namespace

Error callback_error(CallbackFault fault, std::string_view attempted) {
    return Error{
        .code = fault_code(fault), .message = std::string(attempted), .number = static_cast<int>(fault)};
}

Result<CallbackKey> decode_callback_key(std::string_view encoding_aes_key) {
    if (encoding_aes_key.size() != 43) {
        return callback_error(CallbackFault::BadAesKey, "the EncodingAESKey must have 43 characters");
    }
    const auto bytes = from_base64_digits(encoding_aes_key);
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
    return to_hex({reinterpret_cast<const char*>(digest.data()), size});
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
    const auto cipher = from_base64(encrypted);
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
    for (std::size_t i = 0; i < kLengthSize; ++i)
        length = (length << 8) | static_cast<unsigned char>((*plain)[kPrefixSize + i]);
    // Compared by subtraction: a hostile length near 2^32 must not overflow where size_t has 32 bits.
    if (length > size - kPrefixSize - kLengthSize) {
        return callback_error(CallbackFault::BadBuffer, "the length field points beyond the text");
    }
    const char* message = plain->data() + kPrefixSize + kLengthSize;
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
    std::string plain(prefix.begin(), prefix.end());
    for (int shift = 24; shift >= 0; shift -= 8) {
        plain += static_cast<char>((message.size() >> shift) & 0xFFU);
    }
    plain.append(message).append(receive_id);
    const std::size_t pad = kPadBlock - plain.size() % kPadBlock;
    plain.append(pad, static_cast<char>(pad));
    const auto cipher = run_cipher(Direction::Encrypt, key, plain);
    if (!cipher) return callback_error(CallbackFault::EncryptFailed, "the cipher refused the message");
    return to_base64(*cipher);
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
