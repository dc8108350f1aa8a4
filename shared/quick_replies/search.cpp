#include "shared/quick_replies/search.h"

#include <algorithm>
#include <set>

#include "shared/quick_replies/variables.h"
#include "shared/search/folding.h"

namespace kf {
namespace {

// A word in a better field beats any place in a worse one.
constexpr int kTitle = 1000, kInitials = 100, kText = 10, kCategory = 2;
constexpr int kPrefix = 3, kInfix = 2;
// All of the initials: more than a word inside another title, less than the beginning of one.
constexpr int kAllInitials = kTitle * kInfix + kTitle / 2, kWholeTitle = kTitle * (kPrefix + 1);

int place_score(std::string_view where, std::string_view word, int weight) {
    const std::size_t at = where.find(word);
    if (at == std::string_view::npos) return 0;
    return weight * (at == 0 ? kPrefix : kInfix);
}

std::vector<std::string_view> words_of(std::string_view folded) {
    std::vector<std::string_view> words;
    while (!folded.empty()) {
        const std::string_view word = folded.substr(0, folded.find(' '));
        if (!word.empty()) words.push_back(word);
        folded.remove_prefix(std::min(folded.size(), word.size() + 1));
    }
    return words;
}

// Nobody looks for the names of variables.
std::string without_variables(const std::string& text) {
    std::string out = text;
    const auto found = find_variables(text);
    for (auto at = found.rbegin(); at != found.rend(); ++at) out.erase(at->first, at->second - at->first);
    return out;
}

bool on_shelf(const QuickReply& reply, QuickReplyShelf shelf) {
    return shelf == QuickReplyShelf::All || reply.owner.empty() == (shelf == QuickReplyShelf::Shared);
}

}  // namespace

int quick_reply_score(const QuickReply& reply, std::string_view word) {
    // Whoever types the whole title, or all of its initials, means this one.
    const std::string title = folded_text(reply.title);
    if (title == word) return kWholeTitle;
    if (!word.empty() && reply.initials == word) return kAllInitials;
    // The first field that has it decides: the others weigh less.
    if (const int score = place_score(title, word, kTitle)) return score;
    if (const int score = place_score(reply.initials, word, kInitials)) return score;
    if (const int score = place_score(folded_text(without_variables(reply.text)), word, kText)) return score;
    return place_score(folded_text(reply.category), word, kCategory);
}

std::vector<const QuickReply*> find_quick_replies(const std::map<QuickReplyId, QuickReply>& all,
                                                  const QuickReplyQuery& query) {
    const std::string folded = folded_text(query.text);
    const std::vector<std::string_view> words = words_of(folded);
    struct Hit {
        const QuickReply* reply;
        int score;
    };
    std::vector<Hit> hits;
    for (const auto& [id, reply] : all) {
        if (!on_shelf(reply, query.shelf) || (query.category && reply.category != *query.category)) continue;
        int score = 0;
        bool every = true;
        for (const std::string_view word : words) {
            const int one = quick_reply_score(reply, word);
            every = every && one > 0;
            score += one;
        }
        if (every) hits.push_back({&reply, score});
    }
    std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
        if (a.score != b.score) return a.score > b.score;
        if (a.reply->uses != b.reply->uses) return a.reply->uses > b.reply->uses;
        if (a.reply->changed_at != b.reply->changed_at) return a.reply->changed_at > b.reply->changed_at;
        return a.reply->id < b.reply->id;
    });
    std::vector<const QuickReply*> out;
    out.reserve(hits.size());
    for (const Hit& hit : hits) out.push_back(hit.reply);
    return out;
}

std::vector<std::string> quick_reply_categories(const std::map<QuickReplyId, QuickReply>& all,
                                                QuickReplyShelf shelf) {
    std::set<std::string> names;
    for (const auto& [id, reply] : all)
        if (!reply.category.empty() && on_shelf(reply, shelf)) names.insert(reply.category);
    return {names.begin(), names.end()};
}

}  // namespace kf
