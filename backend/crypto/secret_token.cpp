#include "backend/crypto/secret_token.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "backend/crypto/binary_text.h"
#include "backend/crypto/digest.h"

namespace kf {

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1) {
        std::fputs("kfdesk: the operating system gives no random numbers\n", stderr);
        std::abort();
    }
    return bytes;
}

std::string new_secret_token() {
    // In the letters that addresses and file names bear (RFC 4648 section 5).
    std::string token = to_base64(random_bytes(32));
    token.resize(kSecretTokenLength);
    std::replace(token.begin(), token.end(), '+', '-');
    std::replace(token.begin(), token.end(), '/', '_');
    return token;
}

std::string token_hash(std::string_view token) {
    return sha256_of(token);
}

}  // namespace kf
