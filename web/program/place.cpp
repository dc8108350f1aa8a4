#include "web/program/place.h"

#include <array>
#include <charconv>
#include <system_error>
#include <utility>

namespace kf::web {

namespace {

constexpr std::array<std::pair<Tab, std::string_view>, 4> kTabs{
    {{Tab::Mine, "mine"}, {Tab::Queued, "queued"}, {Tab::All, "all"}, {Tab::Ended, "ended"}}};
constexpr std::array<std::pair<AdminPage, std::string_view>, 3> kPages{
    {{AdminPage::QuickReplies, "quick_replies"},
     {AdminPage::Greetings, "greetings"},
     {AdminPage::DeskSettings, "desk_settings"}}};

std::string_view cut(std::string_view& text) {
    const std::string_view part = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return part;
}

std::optional<std::int64_t> number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool whole = error == std::errc{} && end == text.data() + text.size() && value >= 0;
    return whole ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string place_to_text(const Place& place) {
    std::string text;
    for (const auto& [tab, word] : kTabs)
        if (tab == place.tab) text = word;
    return text + " " + std::to_string(place.conversation.value) + " " + std::to_string(place.message.value);
}

std::optional<Place> place_from_text(std::string_view text) {
    const std::string_view tab = cut(text);
    const auto conversation = number(cut(text));
    const auto message = number(cut(text));
    if (!conversation || !message || !text.empty()) return std::nullopt;
    for (const auto& [known, word] : kTabs)
        if (word == tab) return Place{known, ConversationId{*conversation}, MessageId{*message}};
    return std::nullopt;
}

std::string_view to_word(AdminPage page) {
    for (const auto& [known, word] : kPages)
        if (known == page) return word;
    return {};
}

std::optional<AdminPage> admin_page_from_word(std::string_view word) {
    for (const auto& [page, known] : kPages)
        if (known == word) return page;
    return std::nullopt;
}

bool may_open(const Agent& self, AdminPage page) {
    switch (page) {
        case AdminPage::QuickReplies:
            return true;
        case AdminPage::Greetings:
            return self.role != kf::Role::Agent;
        case AdminPage::DeskSettings:
            return self.role == kf::Role::Admin;
    }
    return false;
}

}  // namespace kf::web
