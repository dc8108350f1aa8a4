// What an agent had written and the backend did not have when they were signed out, as text that the browser
// tab keeps until somebody signs in again.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/ids.h"

namespace kf {

struct Unsent {
    // Words go back into the message field of their conversation. A command is asked again under its id, so
    // that it is done once; it names its conversation when it is certain that the backend has not got it.
    // Words with "draft" and a mark for a frame are a draft.
    struct Item {
        ConversationId conversation;
        std::string text;
        std::string frame;  // write_client_frame(), then `text` is empty; or "draft…"
    };
    AgentId agent;
    std::vector<Item> items;  // in the order in which they were wanted
};

[[nodiscard]] std::string write_unsent(const Unsent& unsent);
// Nothing for anything else than what write_unsent() wrote.
[[nodiscard]] std::optional<Unsent> read_unsent(std::string_view text);

// A tab may keep such texts of several agents who used it one after another, each on a line of its own:
// everybody gets their own back, and leaves the others' where they are.
struct KeptTexts {
    std::string own;     // of `agent`; "" = nothing
    std::string others;  // lines; the oldest are given up beyond kMaxOthersBytes
};
constexpr std::size_t kMaxOthersBytes = 256 * 1024;
[[nodiscard]] KeptTexts read_kept(std::string_view kept, const AgentId& agent);
[[nodiscard]] std::string write_kept(const KeptTexts& texts);

}  // namespace kf
