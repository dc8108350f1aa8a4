// What a quick reply may be, and the pinyin initials under which its title is found.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/kf/content_limits.h"
#include "shared/quick_replies/quick_reply.h"

namespace kf {

constexpr std::size_t kMaxQuickReplyCategory = 30;  // characters

// As it is kept: no white space around title and category, line breaks in one way.
void tidy(QuickReply& reply);

// The first thing that is wrong with it; files are looked at by the commands.
[[nodiscard]] std::optional<ContentProblem> quick_reply_problem(const QuickReply& reply);

// First letter of each syllable of Chinese and of each other word, digits as they are, all in lower case:
// "发货时间 2 天" → "fhsj2t", "Return policy" → "rp". Of characters with several readings the commonest one.
// At most 64 bytes. Loop thread only.
[[nodiscard]] std::string pinyin_initials(std::string_view title);

// Loads ICU's rules for it (a tenth of a second, 7 MB, once), on any thread. Without it the first call does.
void load_pinyin_rules();

}  // namespace kf
