#include "backend/auth/password_rules.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "backend/auth/password_hash.h"
#include "shared/base/utf8.h"
#include "shared/search/folding.h"

namespace kf {

namespace {

constexpr std::string_view kCommonWords[] = {
#include "backend/auth/common_passwords.inc"
};

// Keys side by side and in zigzag, digits and letters in their order.
constexpr std::string_view kRows[] = {
    "01234567890",
    "abcdefghijklmnopqrstuvwxyzabc",
    "qwertyuiopasdfghjklzxcvbnm",
    "qazwsxedcrfvtgbyhnujmikolp",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
    "qweasdzxcrtyfghvbn",
    "1234qwerasdfzxcv",
    "abcabc123123",
};

constexpr std::size_t kLettersNeededBelow = 16;
constexpr std::size_t kFewDifferent = 3;
constexpr std::size_t kShortPattern = 5;
// So many words in a row are guessed; a sentence of more is a good password.
constexpr int kFewWords = 3;
constexpr int kAnyNumber = 1000;

bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

std::string letters_of(std::string_view text) {
    std::string out;
    std::copy_if(text.begin(), text.end(), std::back_inserter(out), is_letter);
    return out;
}

// Without digits and signs around.
std::string_view core_of(std::string_view text) {
    while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
    while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
    return text;
}

// "p4ssw0rd" as the word that it is.
std::string unmasked(std::string_view text) {
    constexpr std::string_view kMasks = "013457@$!", kLetters = "oieastasi";
    std::string out{text};
    for (char& c : out)
        if (const auto at = kMasks.find(c); at != std::string_view::npos) c = kLetters[at];
    return out;
}

// Whether `text` is one of the words after another, at most `most` of them, and nothing else.
template <class IsWord>
bool made_of(std::string_view text, int most, const IsWord& is_word) {
    const int never = most + 1;
    std::vector<int> words(text.size() + 1, never);  // the fewest that reach so far
    words[0] = 0;
    for (std::size_t from = 0; from < text.size(); ++from) {
        if (words[from] >= most) continue;
        for (std::size_t length = 1; from + length <= text.size(); ++length)
            if (is_word(text.substr(from, length)))
                words[from + length] = std::min(words[from + length], words[from] + 1);
    }
    return !text.empty() && words[text.size()] <= most;
}

bool is_common_word(std::string_view word) {
    return std::binary_search(std::begin(kCommonWords), std::end(kCommonWords), word);
}

bool is_part_of_a_row(std::string_view text) {
    const std::string back{text.rbegin(), text.rend()};
    return std::any_of(std::begin(kRows), std::end(kRows), [&](std::string_view row) {
        return row.find(text) != std::string_view::npos || row.find(back) != std::string_view::npos;
    });
}

// "abcabcabcabc", "lin2lin2lin2": how long the piece is that is there again and again; the whole length when
// there is none.
std::size_t pattern_length(std::string_view text) {
    for (std::size_t period = 1; period <= text.size() / 2; ++period)
        if (text.substr(period) == text.substr(0, text.size() - period)) return period;
    return text.size();
}

bool is_of(std::string_view folded, std::string_view login, std::string_view name) {
    const std::array own{letters_of(folded_text(login)), letters_of(folded_text(name))};
    const auto is_own = [&own](std::string_view part) {
        return std::find(own.begin(), own.end(), part) != own.end();
    };
    return made_of(letters_of(folded), kAnyNumber, is_own) ||
           made_of(letters_of(unmasked(core_of(folded))), kAnyNumber, is_own);
}

bool is_common(std::string_view folded) {
    const auto core = core_of(folded);
    if (core.empty() && count_code_points(folded) < kLettersNeededBelow) return true;
    if (std::set<char>(folded.begin(), folded.end()).size() <= kFewDifferent) return true;
    if (pattern_length(folded) <= kShortPattern) return true;
    const std::string letters = letters_of(core), read = letters_of(unmasked(core));
    const auto common_or_row = [](std::string_view part) {
        return is_common_word(part) || (part.size() >= 4 && is_part_of_a_row(part));
    };
    const auto row = [](std::string_view part) { return part.size() >= 4 && is_part_of_a_row(part); };
    return made_of(letters, kFewWords, common_or_row) || made_of(read, kFewWords, common_or_row) ||
           made_of(folded, kFewWords, row);
}

}  // namespace

Result<void> check_new_password(std::string_view password, std::string_view login, std::string_view name) {
    if (count_code_points(password) < kMinPasswordCharacters)
        return Error{ErrorCode::PasswordShort, "a password has at least 10 characters", 0};
    if (password.size() > kMaxPasswordBytes)
        return Error{ErrorCode::PasswordLong, "a password has at most 256 bytes", 0};
    const std::string folded = folded_text(password);
    if (is_of(folded, login, name))
        return Error{ErrorCode::PasswordIsLogin,
                     "the password must not be the login or the name, nor these with digits or signs added",
                     0};
    if (is_common(folded))
        return Error{
            ErrorCode::PasswordCommon,
            "this password is among those that are guessed first (common words, rows of keys, patterns); "
            "choose another one",
            0};
    return {};
}

}  // namespace kf
