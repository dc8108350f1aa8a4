// Sentences that only the administration says: agents do not download them.
#pragma once

#include <string_view>

#include "web/screen/screen.h"

namespace kf::web {

// One member per sentence, named as in admin_words.inc. To add one: a line there. What the console says as
// well is in web/text/words.inc.
struct AdminWords {
#define KF_WORD(name, zh, en) std::string_view name;
#include "web/admin/words/admin_words.inc"
#undef KF_WORD
};

// In the language of the screen.
const AdminWords& admin_words(const Screen& screen);

}  // namespace kf::web
