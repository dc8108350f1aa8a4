// What an entry of the stream says, as text that can be shown, read out and copied.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>

#include "shared/console/chat_view.h"
#include "web/app/screen.h"

namespace kf::web {

// Words of messages that are no plain text are read from WeCom's JSON once and remembered: at most kMost,
// then all are forgotten and read again as they come into view.
class MessageWords {
  public:
    static constexpr std::size_t kMost = 512;

    // "[图片]", "[小程序] 我的订单", or the sentence of an event.
    const std::string& of(const Message& message, Language language);

  private:
    std::unordered_map<std::int64_t, std::string> known_;
    Language language_ = Language::Chinese;
};

// A name of an entry that stays the same while others come and go; never 0.
std::uint64_t entry_name(const ChatEntry& entry);

// The text of an entry as it is copied; empty for lines between messages and for what was taken back.
std::string entry_text(const Thread& thread, const ChatEntry& entry, MessageWords& words, Language language);

// Ours are drawn at the right: agents, the assistant, and colleagues in the WeCom client.
constexpr bool is_ours(SenderKind kind) {
    return kind == SenderKind::Agent || kind == SenderKind::Bot || kind == SenderKind::Servicer;
}

Icon placeholder_icon(std::string_view msgtype);

}  // namespace kf::web
