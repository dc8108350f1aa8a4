#include "web/chat/message_words.h"

#include "shared/kf/message_codec.h"
#include "web/text/event_words.h"

namespace kf::web {

const std::string& MessageWords::of(const Message& message, Language language) {
    if (language != language_ || known_.size() >= kMost) {
        known_.clear();
        language_ = language;
    }
    const auto [found, fresh] = known_.try_emplace(message.id.value);
    if (fresh) {
        found->second = message.msgtype == "event"
                            ? system_line(message, language)
                            : message_preview(message.msgtype, message.raw, language == Language::English);
    }
    return found->second;
}

std::uint64_t entry_name(const ChatEntry& entry) {
    // Kinds count from 1 in the highest bits, so no name is 0 and a day line never equals a message.
    const auto kind = static_cast<std::uint64_t>(entry.kind) + 1;
    return (kind << 60) ^ (static_cast<std::uint64_t>(entry.key) & ((std::uint64_t{1} << 60) - 1));
}

std::string entry_text(const Thread& thread, const ChatEntry& entry, MessageWords& words, Language language) {
    if (entry.kind == EntryKind::Pending)
        return entry.index < thread.pending.size() ? thread.pending[entry.index].text : std::string();
    const bool message_or_event = entry.kind == EntryKind::Message || entry.kind == EntryKind::SystemLine;
    if (!message_or_event || entry.index >= thread.messages.size()) return {};
    const Message& message = thread.messages[entry.index];
    if (message.recalled || message.delivery == Delivery::Cancelled) return {};
    return message.msgtype == "text" ? message.text : words.of(message, language);
}

Icon placeholder_icon(std::string_view msgtype) {
    if (msgtype == "image") return Icon::Image;
    if (msgtype == "voice" || msgtype == "video" || msgtype == "channels") return Icon::Play;
    if (msgtype == "file" || msgtype == "merged_msg" || msgtype == "note") return Icon::Note;
    if (msgtype == "location") return Icon::Pin;
    if (msgtype == "link") return Icon::Link;
    if (msgtype == "business_card") return Icon::User;
    if (msgtype == "msgmenu") return Icon::Menu;
    if (msgtype == "meeting" || msgtype == "calendar" || msgtype == "schedule") return Icon::Clock;
    return Icon::Card;
}

}  // namespace kf::web
