#include "backend/crypto/digest.h"

#include <doctest/doctest.h>

#include "backend/crypto/binary_text.h"

using namespace kf;

TEST_CASE("SHA-256 is that of the standard (FIPS 180-4)") {
    CHECK(to_hex(sha256_of("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex(sha256_of("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}
