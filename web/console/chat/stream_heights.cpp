#include "web/console/chat/stream_heights.h"

#include <algorithm>
#include <unordered_map>

#include "web/console/chat/message_content.h"

namespace kf::web {

std::optional<std::size_t> StreamHeights::find(std::uint64_t name) const {
    // From the end: what people look at is mostly there.
    const auto found = std::find(names_.rbegin(), names_.rend(), name);
    if (found == names_.rend()) return std::nullopt;
    return static_cast<std::size_t>(names_.rend() - found) - 1;
}

std::size_t StreamHeights::same_prefix(std::span<const ChatEntry> entries) const {
    const std::size_t most = std::min(entries.size(), names_.size());
    std::size_t same = 0;
    while (same < most && entry_name(entries[same]) == names_[same]) ++same;
    return same;
}

void StreamHeights::cut(std::size_t count) {
    index_.truncate(count);
    if (count < names_.size()) names_.resize(count);
}

void StreamHeights::add(const ChatEntry& entry, float height) {
    names_.push_back(entry_name(entry));
    index_.append(height);
}

std::size_t StreamHeights::first_message(std::size_t i) const {
    while (i < names_.size() && names_line(names_[i])) ++i;
    return i;
}

double StreamHeights::rebuild(std::span<const ChatEntry> entries, std::vector<float> guesses,
                              std::size_t anchor) {
    std::unordered_map<std::uint64_t, std::size_t> before;
    before.reserve(names_.size());
    for (std::size_t i = 0; i < names_.size(); ++i) before.emplace(names_[i], i);

    std::vector<std::uint64_t> names(entries.size());
    std::optional<std::pair<std::size_t, std::size_t>>
        kept;  // the first message from `anchor` on that is still there
    for (std::size_t i = 0; i < entries.size(); ++i) {
        names[i] = entry_name(entries[i]);
        const auto found = before.find(names[i]);
        if (found == before.end()) continue;
        guesses[i] = index_.at(found->second);
        if (!kept && found->second >= anchor && !names_line(names[i])) kept = {found->second, i};
    }
    anchored_ = kept ? kept->second : 0;
    const double was = kept ? index_.above(kept->first) : 0;
    index_.assign(std::move(guesses));
    names_ = std::move(names);
    return kept ? index_.above(kept->second) - was : 0;
}

}  // namespace kf::web
