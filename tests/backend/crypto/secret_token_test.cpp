#include "backend/crypto/secret_token.h"

#include <doctest/doctest.h>

#include "backend/crypto/digest.h"

using namespace kf;

TEST_CASE("secrets are long, different and made of safe letters") {
    for (int i = 0; i < 100; ++i) {
        const auto token = new_secret_token();
        CHECK(token.size() == kSecretTokenLength);
        CHECK(token.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
              std::string::npos);
        CHECK(token != new_secret_token());
    }
}

TEST_CASE("a secret is kept as its SHA-256") {
    CHECK(token_hash("abc") == sha256_of("abc"));
}

TEST_CASE("as many random bytes come as were asked for, others each time") {
    CHECK(random_bytes(33).size() == 33);
    CHECK(random_bytes(16) != random_bytes(16));
}
