#include "shared/search/search_terms.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "shared/base/utf8.h"
#include "shared/search/search_words.h"

using namespace kf;

namespace {

std::string marked(std::string_view text, std::string_view typed) {
    std::string out;
    std::size_t at = 0;
    for (const TextRange range : find_terms(text, search_terms(typed))) {
        out.append(text.substr(at, range.from - at)).append("[");
        out.append(text.substr(range.from, range.to - range.from)).append("]");
        at = range.to;
    }
    return out.append(text.substr(at));
}

bool found(std::string_view text, std::string_view typed) {
    return has_all_terms(text, search_terms(typed));
}

}  // namespace

TEST_CASE("what is typed is parted at spaces, folded, each part once") {
    CHECK(search_terms("  退款　Refund refund\tＡＢ ") == std::vector<std::string>{"退款", "refund", "ab"});
    CHECK(search_terms("").empty());
    CHECK(search_terms("？ ! ...").empty());
    CHECK(search_terms("a b c d e f g h i j k l").size() == kMaxSearchTerms);
}

TEST_CASE("Chinese is found by one character and by more, in the middle too") {
    CHECK(marked("我要申请退款，谢谢", "退款") == "我要申请[退款]，谢谢");
    CHECK(marked("我要申请退款，谢谢", "款") == "我要申请退[款]，谢谢");
    CHECK(marked("退货退款", "退") == "[退]货[退]款");
    CHECK(found("我要申请退款", "申请退款"));
    CHECK_FALSE(found("退货，款式不对", "退款"));
    CHECK(marked("iPhone手机壳", "手机") == "iPhone[手机]壳");
    CHECK(marked("iPhone手机壳", "phone手机") == "iPhone手机壳");
    CHECK(marked("iPhone手机壳", "IPHONE手机") == "[iPhone手机]壳");
}

TEST_CASE("words are found by their beginning, whatever their case") {
    CHECK(marked("Refunds are late, refund me", "refund") == "[Refund]s are late, [refund] me");
    CHECK_FALSE(found("prefund", "refund"));
    CHECK(marked("going in", "in") == "going [in]");
    CHECK(marked("ＲＥＦＵＮＤ", "ref") == "[ＲＥＦ]ＵＮＤ");
}

TEST_CASE("numbers and order numbers are found by any part") {
    CHECK(marked("单号 SF20261120", "1120") == "单号 SF2026[1120]");
    CHECK(marked("单号 SF20261120", "f2026") == "单号 S[F2026]1120");
    CHECK(marked("13812345678", "5") == "1381234[5]678");
    CHECK(found("O-2026-1", "2026-1"));
    CHECK_FALSE(found("O-2026-1", "20261"));
}

TEST_CASE("every word must occur, hits that touch are one") {
    CHECK(found("退款 2026", "2026 退款"));
    CHECK_FALSE(found("退款", "2026 退款"));
    CHECK(marked("申请退款", "申请 请退 款") == "[申请退款]");
    CHECK(found("anything", ""));
}

TEST_CASE("texts that are no UTF-8 are searched without harm") {
    CHECK(find_terms("\xE6\x80", search_terms("退")).empty());
    CHECK(marked("\xFF退款\xE6", "退款") == "\xFF[退款]\xE6");
    CHECK(search_terms("\xFF").size() <= 1);
}

// Whatever is found is kept under all words that are looked up for it: else the index would lose it.
TEST_CASE("the words of the index never miss what has the terms") {
    std::mt19937 random{20261120};
    const std::u32string alphabet = U"退款申请货aAbBcéя019 ．.，👍ＡＢ１　-";
    const auto any_text = [&](std::size_t most) {
        std::string text;
        const std::size_t size = random() % (most + 1);
        for (std::size_t i = 0; i < size; ++i) append_utf8(text, alphabet[random() % alphabet.size()]);
        return text;
    };
    int hits = 0;
    for (int round = 0; round < 40'000; ++round) {
        const std::string text = any_text(24);
        const std::string typed = any_text(round % 2 == 0 ? 2 : 6);
        for (const std::string& term : search_terms(typed)) {
            const auto wanted = words_to_look_up(term);
            REQUIRE_FALSE(wanted.empty());
            if (!has_all_terms(text, {term})) continue;
            ++hits;
            const auto kept = index_words(text);
            for (const std::string& word : wanted) {
                CHECK_MESSAGE(std::binary_search(kept.begin(), kept.end(), word), term, " in ", text, ": ",
                              word);
            }
        }
    }
    CHECK(hits > 1000);
}

TEST_CASE("the words of the index are letters, digits and bytes from 0x80 on") {
    for (const std::string& word :
         index_words("Hello, 退款！ \"quoted\" O'Neill 50% off\n\t👍🏽 §c1 «re")) {
        REQUIRE_FALSE(word.empty());
        for (const char c : word) {
            const auto byte = static_cast<unsigned char>(c);
            CHECK((byte >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z')));
        }
        CHECK_FALSE(word.starts_with("§"));
    }
}
