#include "web/console/chat/message_content.h"

#include <algorithm>

#include "shared/kf/message_codec.h"
#include "web/text/event_words.h"
#include "web/text/wechat_emoticons.h"

namespace kf::web {

namespace {

constexpr std::size_t kRecordLines = 4;

bool holds(std::string_view text, std::initializer_list<std::string_view> words) {
    for (const std::string_view word : words)
        if (text.find(word) != std::string_view::npos) return true;
    return false;
}

// WeCom puts words in brackets in the place of a customer's media over its limits. Their wording is not
// documented: they name the kind of media and say that it is too large, and nothing else stands there.
bool is_oversize_hint(std::string_view text) {
    const bool square = text.starts_with("[") && text.find(']') + 1 == text.size();
    const bool wide =
        text.starts_with("【") && text.find("】") + std::string_view("】").size() == text.size();
    return (square || wide) && text.size() <= 200 &&
           holds(text, {"图片", "语音", "视频", "文件", "image", "voice", "video", "file"}) &&
           (holds(text, {"过大", "太大", "too large"}) ||
            (holds(text, {"超过", "超出", "exceed"}) &&
             holds(text, {"大小", "限制", "上限", "MB", "limit"})));
}

void set_text(MessageContent& out, std::string_view text) {
    std::string_view words = text;
    std::optional<QuotedText> quoted = split_quote(text);
    if (quoted) {
        out.quote = std::move(quoted->quote);
        out.quote->text = with_emoji(out.quote->text);
        words = quoted->reply;
    }
    out.text = with_emoji(words);
    out.spoken = out.text;
    out.spots = find_text_spots(out.text);
}

void set_lines(MessageContent& out, const MergedBody& record, bool english) {
    const std::string_view colon = words(english ? Language::English : Language::Chinese).colon;
    for (const MergedItem& item : record.items) {
        if (out.lines.size() == kRecordLines) break;
        const Content inner = content_from_raw(item.msgtype, item.raw);
        const auto* text = std::get_if<TextBody>(&inner);
        const std::string said =
            text ? one_line(with_emoji(text->content), 60) : message_preview(item.msgtype, item.raw, english);
        out.lines.push_back(item.sender_name.empty() ? said
                                                     : std::string(item.sender_name).append(colon) + said);
    }
}

void set_mentions(MessageContent& out, const Message& message, const ConsoleState& state) {
    for (const AgentId& agent : message.mentions) {
        const std::string name = "@" + agent_name(state, agent);
        for (std::size_t at = out.text.find(name); at != std::string::npos;
             at = out.text.find(name, at + name.size()))
            out.mentions.push_back(
                {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + name.size())});
    }
}

}  // namespace

MessageContent read_content(std::string_view msgtype, std::string_view text, std::string_view raw,
                            bool english) {
    MessageContent out;
    // Inside of a merged record a text comes as JSON too.
    if ((msgtype == "text" && raw.empty()) || msgtype == kPrivateNote) {
        out.note = msgtype == kPrivateNote;
        out.content = TextBody{std::string(text), {}};
        set_text(out, text);
        return out;
    }
    out.content = content_from_raw(msgtype, raw);
    if (const auto* words = std::get_if<TextBody>(&out.content)) {
        set_text(out, words->content);
        return out;
    }
    out.spoken = with_emoji(message_preview(msgtype, raw, english));
    if (const auto* record = std::get_if<MergedBody>(&out.content)) set_lines(out, *record, english);
    return out;
}

void MessageContents::begin_frame() {
    if (messages_.size() > kMost) messages_.clear();
    if (pending_.size() > kMost) pending_.clear();
}

void MessageContents::follow(const ConsoleState& state) {
    if (language_ == state.settings.language) return;
    messages_.clear();
    pending_.clear();
    language_ = state.settings.language;
}

const MessageContent& MessageContents::of(const Message& message, EventSeq revision,
                                          const ConsoleState& state) {
    follow(state);
    Known& known = messages_[message.id.value];
    if (known.revision == revision) return known.content;
    known.revision = revision;
    if (message.msgtype == "event") {
        known.content = {};
        known.content.spoken = known.content.text = system_line(message, state);
        return known.content;
    }
    known.content =
        read_content(message.msgtype, message.text,
                     message.msgtype == "text" && !message.text.empty() ? std::string_view{} : message.raw,
                     language_ == Language::English);
    known.content.oversize = message.sender.kind == SenderKind::Customer && is_oversize_hint(message.text);
    if (!message.mentions.empty()) set_mentions(known.content, message, state);
    return known.content;
}

const MessageContent& MessageContents::of(const PendingMessage& pending, const ConsoleState& state) {
    follow(state);
    const auto [found, fresh] = pending_.try_emplace(pending.client_id.value);
    if (!fresh) return found->second;
    MessageContent& out = found->second;
    if (!pending.content) {
        out.content = TextBody{pending.text, {}};
        set_text(out, pending.text);
        return out;
    }
    out.content = *pending.content;
    const std::string raw = content_to_text(*pending.content);
    out.spoken =
        with_emoji(message_preview(msgtype_of(*pending.content), raw, language_ == Language::English));
    return out;
}

std::uint64_t entry_name(const ChatEntry& entry) {
    // Kinds count from 1 in the highest bits, so no name is 0 and a day line never equals a message.
    const auto kind = static_cast<std::uint64_t>(entry.kind) + 1;
    return (kind << 60) ^ (static_cast<std::uint64_t>(entry.key) & ((std::uint64_t{1} << 60) - 1));
}

std::string entry_text(const Thread& thread, const ChatEntry& entry, MessageContents& contents,
                       const ConsoleState& state) {
    if (entry.kind == EntryKind::Pending) {
        if (entry.index >= thread.pending.size()) return {};
        return contents.of(thread.pending[entry.index], state).spoken;
    }
    const bool message_or_event = entry.kind == EntryKind::Message || entry.kind == EntryKind::SystemLine;
    if (!message_or_event || entry.index >= thread.messages.size()) return {};
    const Message& message = thread.messages[entry.index];
    if (message.recalled || message.delivery == Delivery::Cancelled) return {};
    return contents.of(thread, entry.index, state).spoken;
}

}  // namespace kf::web
