// Which prepared answers fit what was typed, the likeliest first.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/quick_replies/quick_reply.h"

namespace kf {

enum class QuickReplyShelf { All, Personal, Shared };

struct QuickReplyQuery {
    std::string_view text = {};  // words; all must be found; empty: everything
    QuickReplyShelf shelf = QuickReplyShelf::All;
    std::optional<std::string_view> category = {};  // only of this one
};

// The whole title counts most; all of its initials more than a place inside another title. Titles count more
// than pinyin initials, those more than texts and categories; what begins with a word more than what holds it
// somewhere. Of equally good ones the most used come first, then the newest. O(all).
[[nodiscard]] std::vector<const QuickReply*> find_quick_replies(const std::map<QuickReplyId, QuickReply>& all,
                                                                const QuickReplyQuery& query);

// Every category in use on a shelf, sorted; without the empty one.
[[nodiscard]] std::vector<std::string> quick_reply_categories(const std::map<QuickReplyId, QuickReply>& all,
                                                              QuickReplyShelf shelf);

// How well one fits a single folded word; 0 = not at all. For tests.
[[nodiscard]] int quick_reply_score(const QuickReply& reply, std::string_view folded_word);

}  // namespace kf
