#include "backend/auth/password_rules.h"

#include <doctest/doctest.h>

#include <string>

using namespace kf;

namespace {

std::string verdict(std::string_view password) {
    const auto answer = check_new_password(password, "lin.xiao", "林晓");
    return answer ? "" : std::string(to_word(answer.error().code));
}

}  // namespace

TEST_CASE("a password has ten characters to 256 bytes") {
    CHECK(verdict("") == "password_short");
    CHECK(verdict("gx7!kQ2pz") == "password_short");
    CHECK(verdict("gx7!kQ2pzw") == "");
    CHECK(verdict("床前明月光疑是地上霜") == "");
    CHECK(verdict("床前明月光疑是地上") == "password_short");  // 27 bytes, 9 characters
    CHECK(verdict(std::string(127, 'x') + std::string(130, 'y')) == "password_long");
}

TEST_CASE("what is guessed first is refused, however it is dressed up") {
    for (const char* common : {"password123",   "Password2026!", "P@ssw0rd2026",  "passwordpassword",
                               "adminadmin",    "admin123456",   "administrator", "1234567890",
                               "13800138000",   "20261130000",   "2026-11-30!!",  "qwertyuiop",
                               "QWERTYUIOP123", "1qaz2wsx3edc",  "1q2w3e4r5t6y",  "zxcvbnm123456",
                               "1234qwer5678",  "aaaaaaaaaa",    "abababababab",  "abcabcabcabc",
                               "abcdefghij",    "9876543210",    "poiuytrewq",    "woaini1314520",
                               "woaizhongguo",  "zhangwei1990",  "iloveyou2026",  "letmein12345",
                               "welcome2026!",  "kfdesk123456",  "wecomkefu2026", "ｐａｓｓｗｏｒｄ１２３",
                               "!@#$%^&*()",    "Qwer1234Asdf"}) {
        CAPTURE(common);
        CHECK(verdict(common) == "password_common");
    }
}

TEST_CASE("a password is not the login or the name, nor these with something added") {
    for (const char* own : {"lin.xiao2026", "LIN.XIAO!!", "linxiao12345", "lin.xiaolin.xiao", "2026lin.xiao!",
                            "l1n.xiao99", "林晓1234567890", "林晓林晓林晓林晓林晓"}) {
        CAPTURE(own);
        CHECK(verdict(own) == "password_is_login");
    }
}

TEST_CASE("phrases, and what a program has made, are taken") {
    for (const char* good :
         {"correct horse", "kfdesk-journeys", "happy cat drinks coffee", "v7Kq-pLw2-zz9M", "xkqjwzptmvbh",
          "4f9a0c77be12d5", "lin.xiao hates mondays", "我的猫在屋顶上睡了一天", "0417-2291-8841-5530-17"}) {
        CAPTURE(good);
        CHECK(verdict(good) == "");
    }
}
