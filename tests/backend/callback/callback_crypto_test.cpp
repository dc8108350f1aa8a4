#include "backend/callback/callback_crypto.h"

#include <doctest/doctest.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <random>
#include <string>
#include <vector>

using namespace kf;

namespace {

// The vectors of the protocol reference 16.7; they agree with the official library.
struct Vector {
    const char* name;
    const char* receive_id;
    const char* random;
    const char* timestamp;
    const char* nonce;
    const char* message;
    const char* encrypted;
    const char* signature;
};

constexpr const char* kVectorToken = "kfDemoToken2026";
constexpr const char* kEncodingKey = "kWxtPXqyzNMpLHDJ0ca4Yo1sBR7uQ9vGe3iTn5ZfA8m";

// clang-format off
const std::vector<Vector> kVectors{
    {"V1 kf_msg_or_event, self-built app",
         "ww1a2b3c4d5e6f7081", "0123456789abcdef", "1795132801", "kfnonce001",
         "<xml><ToUserName><![CDATA[ww1a2b3c4d5e6f7081]]></ToUserName><CreateTime>1795132800</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[ENC8nTq7Wb2mYxVhJ5sLr0cDkP4uZ9gT6]]></Token><OpenKfId><![CDATA[wkDemoAAAA0001]]></OpenKfId></xml>",
         "/6aMV7EnlNTPaXUEGl0I/hj3dySydL9WKSRo3QSDHB6FZcEdw8YFMwoFs92NE5B4/pjd1blLZ1EdB3YG0NZvzaNX0e+q70aY"
         "5ICteyIZxAiOl2Sxp9SAvID1S/sfuHAe71qSeCR3BIOu36eKy1a+EO76NkZxmzEFc4vJg8+jILPLwabYpuwi61uam26RW66f"
         "WhOJdt3Rl87a8/GrY5jXa0HJVgNnb2+v8CdqPZZ9KK1IP8irSSi6AKgcKR7695Glvw/QcRYLo9Dqy1jXYs0FgjX2kTFEDDNO"
         "im7hZxYQXUNLCJ61R9upt2Zekfc4dyYE58itQHYg+KfSuVrdVIvUMnGxDAwA6XseblXZggEjGUtuM+OqJA00T8vDcAXOLj2S"
         "MAcdYsuTijgey2ZPFhteG5OdtT1VQxUfX3Lg0wm7RJoGNdNVFaT6WVySVzG9gXyzj3HZmpc8XAILTh+GgQDzww==",
         "c2cb5d9a1a71fcf189add88620e793825bbeaec7"},
    {"V2 URL verification echostr",
         "ww1a2b3c4d5e6f7081", "fedcba9876543210", "1795132700", "kfnonce002",
         "8827314650912734561",
         "QDtVNTlxow93a0VGhgoA+7hm5fxCeuqPqUIJ6QEIkJuW+es8KtQ9x/aagQQgSkrsePoA1P+yXF7aTViiJCLFxw==",
         "5be7fac343b70abe5570bd8986ec2962712a688f"},
    {"V3 suite_ticket, receiveid = suite id",
         "ww9f8e7d6c5b4a3021", "AbCdEfGhIjKlMnOp", "1795132811", "kfnonce003",
         "<xml><SuiteId><![CDATA[ww9f8e7d6c5b4a3021]]></SuiteId><InfoType><![CDATA[suite_ticket]]></InfoType><TimeStamp>1795132810</TimeStamp><SuiteTicket><![CDATA[demo-ticket-0001]]></SuiteTicket></xml>",
         "zkjg9OuMjxKVcZnSRj8e8eASMSy6YG9P+yE4V2c0thdQXrSR+bWbSdLff5g+Fy5mszqSQyUFjVQoKuG5WZ9cFMf+YH4uJNHF"
         "LmzJ+mWd7n6se8edJXCZqUqzRmct0R5B6wZ+qXzYaZQghDEbTY2AD7FMyhRnaMKFnEvxI1NXa0CkJ8DFnJSPQJ+YsMNIyRw7"
         "9D0PY/5ZDskm4kQVoo4TvaQ3t4FFVcE+6U4y8mX4A8UZkF0Jmi4T0wsMexxpkUD2LRWa/+SiDPxwZ3vBGi29fiiwgH1jszIi"
         "aKhLEjkpL71tOn+AFmbkOEcDIvWCx4qwoi+t9O7XmSK6nl4yTImF8w==",
         "0e457b4268c38f31963ac921f3805b8a617ca8f6"},
    {"V4 full padding block (body length multiple of 32)",
         "ww1a2b3c4d5e6f7081", "PADPADPADPADPAD!", "1795132820", "kfnonce004",
         "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
         "h3vjvfvlqlWO8A794kl63Q9YdQi5+/LPBm7ptTCEVT7WktYD+us9t+CIpYtLNBN+CRGis8CAAfHhQgNzRGvmpt1Lm0hoVt8g"
         "6UZlDc+sFTC2fYpA5gBTOI1pJ7W3Q9JbgjvHtlB3XrF12hF1YH0jOrEOZEpmW2uV6ekqDbXIhv0=",
         "3b59a1bc998f09000dbb5dc57c703db82b549137"},
    {"V5 multi-byte UTF-8, empty receiveid",
         "", "utf8utf8utf8utf8", "1795132830", "kfnonce005",
         "<xml><Note><![CDATA[客服消息🙂]]></Note></xml>",
         "K1+z9VEn97RGbdQOiotkBNjkXI3gjc8TYLR+MheAJo/L9qQSA/kRSBW5GmAmx/hMNLinUnd4QJf32dK2aW8SrTn/fHK6wTL/"
         "8vPQzmiiMKOVoJl5LTEoA3vlSjmqBLt+",
         "32af71d97ca3e31ad87541be509a0888e2a37295"},
    {"V6 kf_account_auth_change with repeated nodes",
         "ww1a2b3c4d5e6f7081", "repeat-nodes-16b", "1795132841", "kfnonce006",
         "<xml><ToUserName><![CDATA[ww1a2b3c4d5e6f7081]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName><CreateTime>1795132840</CreateTime><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_account_auth_change]]></Event><AuthAddOpenKfId><![CDATA[wkDemoAAAA0001]]></AuthAddOpenKfId><AuthAddOpenKfId><![CDATA[wkDemoAAAA0002]]></AuthAddOpenKfId><AuthDelOpenKfId><![CDATA[wkDemoAAAA0009]]></AuthDelOpenKfId></xml>",
         "TOtNr9ZVs9llY4O8LMn3G2dQf75+BWt96PWMpDja7py5gb1+OsY21kC1S0heJNJPllUWVqFnJfvG1RvFZ5R7ZScUvM7c/6qI"
         "mAMLpkJcBwkdCEVtNRcUf9OUWD4a+yDDpxrVjhJSjYquZQbhOrOyrgssadmhBpgk4POwwFRkmu1YEkA9BOkxSKFP2Ya+tWli"
         "Css9K+nd+z5DlW0EJL0kmbHqvDGhe0NSYD21AbiFNCkdYZ6DV3L1nx1dGug/rKT6O846uk2xscty0/Wnnp/5BS0YC5qu3HKb"
         "5GhmFHavAlt9EsnBLMjYRtfWjV+Uo/neoieR1lvxL3+4skqog1nBDOt5o4y+Eg4SW1gXlrH8rkE1wB4HsKICEKA8pyDXa9pK"
         "jw0GOEqUV0KGJ5ZTjLz2xP2WPl7CQGKvzUkoLrYwgvf1nz56qJRvx3cr8X7yrFevDrXHk1MiNTKRdqZqt+g0NXrSPn/WjbxR"
         "6mAIdQFeFoyjFmJPqIq+FbaEIIbARrioWo1PhtVCXixTWDiTEMLjT3GKhcTxXRfXHoH/55GI6/dzo03q1pHVJ19eye5WMTh+"
         "kG3bSTEXj9cJ40paBbEgkt7mO/FokobmZ/wHCCI1MOQ08TJpiYd947Uy5joNMON2",
         "34bd3570832ace2c80f4c1fae731dde882828faf"},
};

constexpr const char* kOfficialKey = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C";
constexpr const char* kOfficialEncrypted =
         "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911"
         "L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLx"
         "AUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9"
         "nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/u"
         "h9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q==";
// clang-format on

CallbackKey demo_key() {
    const auto key = decode_callback_key(kEncodingKey);
    REQUIRE(key.ok());
    return *key;
}

std::string hex(const std::uint8_t* bytes, std::size_t size) {
    std::string text;
    for (std::size_t i = 0; i < size; ++i) {
        text += "0123456789abcdef"[bytes[i] >> 4];
        text += "0123456789abcdef"[bytes[i] & 15];
    }
    return text;
}

CallbackPrefix prefix_of(std::string_view text) {
    REQUIRE(text.size() == 16);
    CallbackPrefix prefix{};
    std::copy(text.begin(), text.end(), prefix.begin());
    return prefix;
}

int number_of(const Result<std::string>& result) {
    return result.ok() ? 0 : result.error().number;
}

Result<std::string> open_first_vector_for(std::string_view encrypted, std::string_view signature,
                                          std::string_view receive_id = "ww1a2b3c4d5e6f7081") {
    const CallbackSecrets secrets{kVectorToken, demo_key(), std::string(receive_id)};
    return open_callback(secrets, signature, kVectors[0].timestamp, kVectors[0].nonce, encrypted);
}

}  // namespace

TEST_CASE("the key is decoded although its last character carries stray bits") {
    CHECK(hex(demo_key().bytes.data(), 32) ==
          "916c6d3d7ab2ccd3292c70c9d1c6b8628d6c051eee43dbc67b78939f965f03c9");
    const auto official = decode_callback_key(kOfficialKey);
    REQUIRE(official.ok());
    CHECK(hex(official->bytes.data(), 32) ==
          "8d69989bbaabe67328014c194631ad0719b3dca035b64023df292447aab60760");
}

TEST_CASE("a key of the wrong length or alphabet is refused") {
    const std::string key = kEncodingKey;
    const std::string with_padding = key + "=";
    std::string with_blank = key;
    with_blank[20] = ' ';
    for (const std::string& bad : {key.substr(0, 42), with_padding, with_blank, std::string{}}) {
        CAPTURE(bad);
        const auto result = decode_callback_key(bad);
        REQUIRE_FALSE(result.ok());
        CHECK(result.error().number == -40004);
    }
}

TEST_CASE("every vector is signed, opened and sealed byte for byte") {
    for (const auto& vector : kVectors) {
        CAPTURE(vector.name);
        CHECK(sign_callback(kVectorToken, vector.timestamp, vector.nonce, vector.encrypted) ==
              vector.signature);
        const CallbackSecrets secrets{kVectorToken, demo_key(), vector.receive_id};
        const auto opened =
            open_callback(secrets, vector.signature, vector.timestamp, vector.nonce, vector.encrypted);
        REQUIRE(opened.ok());
        CHECK(*opened == vector.message);
        const auto sealed =
            encrypt_callback(demo_key(), vector.message, vector.receive_id, prefix_of(vector.random));
        REQUIRE(sealed.ok());
        CHECK(*sealed == vector.encrypted);
    }
}

TEST_CASE("the official vector is verified and opened") {
    CHECK(verify_callback("477715d11cdb4164915debcba66cb864d751f3e6", "QDG6eK", "1409659813", "1372623149",
                          kOfficialEncrypted));
    const auto key = decode_callback_key(kOfficialKey);
    REQUIRE(key.ok());
    const auto message = decrypt_callback(*key, kOfficialEncrypted, "wx5823bf96d3bd56c7");
    REQUIRE(message.ok());
    CHECK(message->size() == 284);
    CHECK(message->find("hello") != std::string::npos);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    REQUIRE(EVP_Digest(message->data(), message->size(), digest.data(), &size, EVP_sha256(), nullptr) == 1);
    CHECK(hex(digest.data(), size) == "62f23e2db9188b2883215b599af3d8ffcaa3fae68770c8f84529cfc560683f32");
    const auto sealed = encrypt_callback(*key, *message, "wx5823bf96d3bd56c7", prefix_of("0960688932c47ef1"));
    REQUIRE(sealed.ok());
    CHECK(*sealed == kOfficialEncrypted);
}

TEST_CASE("a changed signature is refused, and so is one of another length or case") {
    const std::string right = kVectors[0].signature;
    std::string last_digit = right;
    last_digit.back() = last_digit.back() == '7' ? '8' : '7';
    std::string upper = right;
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return std::toupper(c); });
    for (const std::string& wrong : {last_digit, upper, right.substr(0, 39), right + "0", std::string{}}) {
        CAPTURE(wrong);
        CHECK(number_of(open_first_vector_for(kVectors[0].encrypted, wrong)) == -40001);
    }
    CHECK(open_first_vector_for(kVectors[0].encrypted, right).ok());
}

TEST_CASE(
    "a changed text is refused by the signature, and by the length check when the signature was made again") {
    std::string changed = kVectors[0].encrypted;
    REQUIRE(changed[0] == '/');
    changed[0] = 'A';
    CHECK(number_of(open_first_vector_for(changed, kVectors[0].signature)) == -40001);
    const std::string again = sign_callback(kVectorToken, kVectors[0].timestamp, kVectors[0].nonce, changed);
    CHECK(again == "516578ef5823ec89770a20ccca9796dbb9af3004");
    CHECK(number_of(open_first_vector_for(changed, again)) == -40008);
}

TEST_CASE("a message for another receiver is refused") {
    CHECK(number_of(open_first_vector_for(kVectors[0].encrypted, kVectors[0].signature,
                                          "ww0000000000000000")) == -40005);
    CHECK(number_of(open_first_vector_for(kVectors[0].encrypted, kVectors[0].signature, "")) == -40005);
}

TEST_CASE("a message without its last cipher block is refused") {
    // 16 bytes less: decode, cut and encode again with the sealed text's own alphabet (both lengths are whole
    // blocks).
    const std::string whole = kVectors[0].encrypted;
    std::vector<unsigned char> bytes(whole.size());
    const int size = EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(whole.data()),
                                     static_cast<int>(whole.size()));
    REQUIRE(size > 0);
    const int real_size = size - static_cast<int>(std::count(whole.begin(), whole.end(), '='));
    std::vector<unsigned char> text(whole.size() + 4);
    const int cut = EVP_EncodeBlock(text.data(), bytes.data(), real_size - 16);
    const std::string shorter(reinterpret_cast<const char*>(text.data()), static_cast<std::size_t>(cut));
    const int number = number_of(decrypt_callback(demo_key(), shorter, "ww1a2b3c4d5e6f7081"));
    CHECK((number == -40008 || number == -40005));
}

TEST_CASE("what is not base64 or not whole blocks is refused") {
    const auto key = demo_key();
    for (const char* bad :
         {"", "A", "AAA", "====", "AA=A", "AAAAAAAAAAAAAAAAAAAAA===", "这不是密文", "AAAA\nAAAA"}) {
        CAPTURE(bad);
        CHECK(number_of(decrypt_callback(key, bad, "")) == -40010);
    }
    CHECK(number_of(decrypt_callback(key, "AAAA", "")) == -40007);
    CHECK(number_of(decrypt_callback(key, std::string(kMaxCallbackBase64 + 4, 'A'), "")) == -40007);
    CHECK_FALSE(encrypt_callback(key, std::string(40000, 'x'), "ww", CallbackPrefix{}).ok());
}

TEST_CASE("every truncation of a real envelope is refused without a crash") {
    const auto key = demo_key();
    for (const auto& vector : kVectors) {
        const std::string whole = vector.encrypted;
        for (std::size_t size = 0; size < whole.size(); ++size) {
            CHECK_FALSE(
                decrypt_callback(key, std::string_view(whole).substr(0, size), vector.receive_id).ok());
        }
    }
}

TEST_CASE("random bytes never open and never crash") {
    std::mt19937 random(20261120);
    const auto key = demo_key();
    constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (int round = 0; round < 2000; ++round) {
        std::string text((random() % 40) * 4, 'A');
        const bool printable = round % 2 == 0;
        for (char& c : text) c = printable ? kAlphabet[random() % 64] : static_cast<char>(random());
        CHECK_FALSE(decrypt_callback(key, text, "ww1a2b3c4d5e6f7081").ok());
    }
}

TEST_CASE("messages of every length around the padding block come back") {
    const auto key = demo_key();
    for (std::size_t size = 0; size < 100; ++size) {
        const std::string message(size, 'm');
        const auto prefix = random_callback_prefix();
        REQUIRE(prefix.ok());
        const auto sealed = encrypt_callback(key, message, "ww1", *prefix);
        REQUIRE(sealed.ok());
        const auto opened = decrypt_callback(key, *sealed, "ww1");
        REQUIRE(opened.ok());
        CHECK(*opened == message);
    }
}
