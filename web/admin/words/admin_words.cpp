#include "web/admin/words/admin_words.h"

#include "web/text/word_table.h"

namespace kf::web {

namespace {

constexpr char kChinese[] =
#define KF_WORD(name, zh, en) zh "\0"
#include "web/admin/words/admin_words.inc"
#undef KF_WORD
    "";
constexpr char kEnglish[] =
#define KF_WORD(name, zh, en) en "\0"
#include "web/admin/words/admin_words.inc"
#undef KF_WORD
    "";

}  // namespace

const AdminWords& admin_words(const Screen& screen) {
    alignas(AdminWords) static std::byte places[2][sizeof(AdminWords)];
    static const AdminWords &chinese = read_word_table<AdminWords>(kChinese, places[0]),
                            &english = read_word_table<AdminWords>(kEnglish, places[1]);
    return screen.english() ? english : chinese;
}

}  // namespace kf::web
