// Which entry of the stream stands where: heights that survive older messages on top, newer ones below and a
// changed width, and the correction of the scroll position that keeps what is on screen in its place.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shared/console/chat_view.h"
#include "web/console/chat/height_index.h"

namespace kf::web {

class StreamHeights {
  public:
    // Takes over `entries`; unknown ones get `estimate(index)`. Called when the stream has changed, never in
    // a frame that only draws: it looks at every entry once. `shown` is the y that stands at the top of the
    // screen; answers how far that content has moved down.
    template <class Estimate>
    double take(std::span<const ChatEntry> entries, const Estimate& estimate, double shown) {
        const std::size_t kept = same_prefix(entries);
        const std::size_t anchor = first_message(index_.find(shown));
        // What is on screen and everything above it stayed: only the end is new.
        if (kept == names_.size() || kept > anchor) {
            cut(kept);
            for (std::size_t i = kept; i < entries.size(); ++i) add(entries[i], estimate(i));
            return 0;
        }
        std::vector<float> guesses(entries.size());
        for (std::size_t i = 0; i < entries.size(); ++i) guesses[i] = estimate(i);
        return rebuild(entries, std::move(guesses), anchor);
    }
    // Everything is to be measured again, for another width.
    void forget() {
        names_.clear();
        index_.assign({});
    }

    // The true height of an entry.
    void measured(std::size_t i, float height) { index_.set(i, height); }
    const HeightIndex& index() const { return index_; }
    std::uint64_t name(std::size_t i) const { return names_[i]; }
    std::optional<std::size_t> find(std::uint64_t name) const;
    // Where the message is now by which take() told how far everything moved.
    std::size_t anchored() const { return anchored_; }

  private:
    std::size_t same_prefix(
        std::span<const ChatEntry> entries) const;  // how many leading entries are as before
    // From `i` on. Lines between messages say nothing of a place: that of a day stands before whatever is the
    // first of that day now.
    std::size_t first_message(std::size_t i) const;
    void cut(std::size_t count);
    void add(const ChatEntry& entry, float height);
    double rebuild(std::span<const ChatEntry> entries, std::vector<float> guesses, std::size_t anchor);

    HeightIndex index_;
    std::size_t anchored_ = 0;
    std::vector<std::uint64_t> names_;
};

}  // namespace kf::web
