// Where somebody is in a program, kept in the browser tab while they are in the other one.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/console/state.h"

namespace kf::web {

constexpr std::string_view kPlaceKey = "place";

// In the console.
struct Place {
    Tab tab = Tab::Mine;
    ConversationId conversation;  // that is open; empty = none
    MessageId message;            // … at this message; empty = at its end
    bool operator==(const Place&) const = default;
};
[[nodiscard]] std::string place_to_text(const Place& place);
// Nothing for what is not such a text.
[[nodiscard]] std::optional<Place> place_from_text(std::string_view text);

// In the administration; each page has its address: /admin#quick_replies.
enum class AdminPage { QuickReplies, Greetings, DeskSettings };
[[nodiscard]] std::string_view to_word(AdminPage page);
[[nodiscard]] std::optional<AdminPage> admin_page_from_word(std::string_view word);
// Everybody has answers of their own; greetings are for supervisors, the desk's settings for administrators.
[[nodiscard]] bool may_open(const Agent& self, AdminPage page);

}  // namespace kf::web
