#include "web/text/words.h"

#include "web/text/word_table.h"

namespace kf::web {

namespace {

constexpr char kChinese[] =
#define KF_WORD(name, zh, en) zh "\0"
#include "web/text/words.inc"
#undef KF_WORD
    "";
constexpr char kEnglish[] =
#define KF_WORD(name, zh, en) en "\0"
#include "web/text/words.inc"
#undef KF_WORD
    "";

}  // namespace

const Words& words(Language language) {
    alignas(Words) static std::byte places[2][sizeof(Words)];
    static const Words &chinese = read_word_table<Words>(kChinese, places[0]),
                       &english = read_word_table<Words>(kEnglish, places[1]);
    return language == Language::English ? english : chinese;
}

std::string listed(const Words& w, std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const std::string_view part : parts) {
        if (!part.empty()) out.append(out.empty() ? std::string_view{} : w.comma).append(part);
    }
    return out;
}

std::string fill_count(std::string_view one, std::string_view many, long long count) {
    return fill(count == 1 ? one : many, {std::to_string(count)});
}

}  // namespace kf::web
