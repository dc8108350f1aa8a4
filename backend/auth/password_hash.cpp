#include "backend/auth/password_hash.h"
#include "backend/crypto/binary_text.h"
#include "backend/crypto/secret_token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <charconv>
#include <cstdint>
#include <optional>
#include <vector>

namespace kf {

namespace {

constexpr std::size_t kSaltBytes = 16;
constexpr std::size_t kHashBytes = 32;

struct ScryptCost {
    int log_n = 15;
    int r = 8;
    int p = 1;
};

std::optional<std::string> scrypt(std::string_view password, std::string_view salt, const ScryptCost& cost) {
    constexpr std::uint64_t kMaxMemory = 256ull * 1024 * 1024;
    std::string hash(kHashBytes, '\0');
    if (EVP_PBE_scrypt(password.data(), password.size(), reinterpret_cast<const unsigned char*>(salt.data()),
                       salt.size(), std::uint64_t{1} << cost.log_n, static_cast<std::uint64_t>(cost.r),
                       static_cast<std::uint64_t>(cost.p), kMaxMemory,
                       reinterpret_cast<unsigned char*>(hash.data()), hash.size()) != 1)
        return std::nullopt;
    return hash;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(separator);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::optional<int> small_number(std::string_view text, int max) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1 || value > max)
        return std::nullopt;
    return value;
}

}  // namespace

Result<std::string> hash_password(std::string_view password) {
    if (password.empty() || password.size() > kMaxPasswordBytes)
        return Error{ErrorCode::PasswordLength, "a password has 1 to 256 bytes", 0};
    const std::string salt = random_bytes(kSaltBytes);
    const ScryptCost cost;
    const auto hash = scrypt(password, salt, cost);
    if (!hash)
        return Error{ErrorCode::ScryptFailed, "could not hash the password (is there enough memory?)", 0};
    return "scrypt$" + std::to_string(cost.log_n) + "$" + std::to_string(cost.r) + "$" +
           std::to_string(cost.p) + "$" + to_hex(salt) + "$" + to_hex(*hash);
}

bool password_fits(std::string_view password, std::string_view encoded) {
    const auto parts = split(encoded, '$');
    if (parts.size() != 6 || parts[0] != "scrypt" || password.size() > kMaxPasswordBytes) return false;
    const auto log_n = small_number(parts[1], 20);
    const auto r = small_number(parts[2], 32);
    const auto p = small_number(parts[3], 16);
    const auto salt = from_hex(parts[4]);
    const auto expected = from_hex(parts[5]);
    if (!log_n || !r || !p || !salt || !expected || expected->size() != kHashBytes) return false;
    const auto hash = scrypt(password, *salt, {*log_n, *r, *p});
    return hash && CRYPTO_memcmp(hash->data(), expected->data(), kHashBytes) == 0;
}

const std::string& nobodys_hash() {
    static const std::string encoded =
        "scrypt$15$8$1$" + to_hex(random_bytes(kSaltBytes)) + "$" + to_hex(random_bytes(kHashBytes));
    return encoded;
}

}  // namespace kf
