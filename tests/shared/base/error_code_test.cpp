#include "shared/base/error_code.h"

#include <doctest/doctest.h>

#include <cctype>
#include <set>
#include <string>
#include <string_view>
#include <vector>

using namespace kf;

namespace {

struct NamedCode {
    ErrorCode code;
    std::string_view name;
};

const std::vector<NamedCode>& all_codes() {
    static const std::vector<NamedCode> all{
#define KF_ERROR_CODE(name, word) NamedCode{ErrorCode::name, #name},
#include "shared/base/error_code.inc"
    };
    return all;
}

// "TlsWrong" as "tls_wrong".
std::string in_lower_case(std::string_view name) {
    std::string out;
    for (const char c : name) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isupper(byte) != 0 && !out.empty()) out.push_back('_');
        out.push_back(static_cast<char>(std::tolower(byte)));
    }
    return out;
}

}  // namespace

TEST_CASE("every error code has a word of its own, which is its name, and reads back from it") {
    std::set<std::string_view> words;
    for (const NamedCode& known : all_codes()) {
        CAPTURE(known.name);
        const std::string_view word = to_word(known.code);
        CHECK(word == (known.code == ErrorCode::None ? "" : in_lower_case(known.name)));
        CHECK(words.insert(word).second);
        CHECK(error_code_from_word(word) == known.code);
    }
    CHECK(words.size() == all_codes().size());
}

TEST_CASE("the words that consoles and stores of before know are still the same") {
    // Some of each group; a word is never changed.
    CHECK(to_word(ErrorCode::NotJson) == "not_json");
    CHECK(to_word(ErrorCode::Wecom) == "wecom");
    CHECK(to_word(ErrorCode::WindowUsedUp) == "window_used_up");
    CHECK(to_word(ErrorCode::DraftChanged) == "draft_changed");
    CHECK(to_word(ErrorCode::StoreReadOnly) == "store_read_only");
    CHECK(to_word(ErrorCode::CsvNotUtf8) == "csv_not_utf8");
    CHECK(to_word(ErrorCode::TooLargePicture) == "too_large_picture");
    CHECK(to_word(ErrorCode::LoginWrong) == "login_wrong");
    CHECK(to_word(ErrorCode::CallbackSha1Failed) == "callback_sha1_failed");
    CHECK(to_word(ErrorCode::NotAServicer) == "not_a_servicer");
}

TEST_CASE("a word that nobody knows is no error code, and a value that is none has no word") {
    for (const char* word : {"quota_gone_in_a_later_version", "Store_Failed", "store_failed ", " "}) {
        CAPTURE(word);
        CHECK_FALSE(error_code_from_word(word).has_value());
    }
    CHECK(to_word(static_cast<ErrorCode>(all_codes().size())).empty());
    CHECK(to_word(static_cast<ErrorCode>(65535)).empty());
}
