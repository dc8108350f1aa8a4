// What an entry of the stream says: read from the store's JSON once for each state of a message, then drawn,
// copied, quoted and read out from here.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/console/chat_view.h"
#include "shared/kf/content.h"
#include "shared/messages/quote.h"
#include "web/console/chat/text_spots.h"
#include "web/screen/screen.h"

namespace kf::web {

struct MessageContent {
    Content content;
    bool note = false;  // words between colleagues
    // The words of a text or note as they are shown, emoticon codes as emoji; without the quote before them.
    std::string text;
    std::optional<Quote> quote;
    std::vector<TextSpot> spots;     // in `text`
    std::vector<TextLink> mentions;  // "@name" of called colleagues in `text`
    bool oversize = false;           // WeCom's words in place of a file that was too large
    // In one line for lists, names and what is copied: the text, else "[图片]", "[小程序] 我的订单".
    std::string spoken;
    std::vector<std::string> lines;  // of a merged record: its first messages, "name：words"
};

// Reads a body as it stands in Message::raw.
MessageContent read_content(std::string_view msgtype, std::string_view text, std::string_view raw,
                            bool english);

// Contents that were read, by message and the number at which it is true. After kMost all are forgotten
// between two frames and read again as they come into view.
class MessageContents {
  public:
    static constexpr std::size_t kMost = 1024;

    void begin_frame();  // what was handed out before may go
    const MessageContent& of(const Message& message, EventSeq revision, const ConsoleState& state);
    const MessageContent& of(const Thread& thread, std::size_t index, const ConsoleState& state) {
        return of(thread.messages[index], index < thread.seqs.size() ? thread.seqs[index] : 0, state);
    }
    const MessageContent& of(const PendingMessage& pending, const ConsoleState& state);

  private:
    struct Known {
        EventSeq revision = -1;
        MessageContent content;
    };
    void follow(const ConsoleState& state);

    std::map<std::int64_t, Known> messages_;
    std::map<std::string, MessageContent> pending_;  // these never change
    Language language_ = Language::Chinese;
};

// A name of an entry that stays the same while others come and go; never 0.
std::uint64_t entry_name(const ChatEntry& entry);
// Whether that is the name of a line between messages: of a day, or "new messages".
constexpr bool names_line(std::uint64_t name) {
    const std::uint64_t kind = name >> 60;
    return kind == static_cast<std::uint64_t>(EntryKind::DayLine) + 1 ||
           kind == static_cast<std::uint64_t>(EntryKind::NewLine) + 1;
}

// The text of an entry as it is copied; empty for lines between messages and for what was taken back.
std::string entry_text(const Thread& thread, const ChatEntry& entry, MessageContents& contents,
                       const ConsoleState& state);

// Ours are drawn at the right: agents, the assistant, and colleagues in the WeCom client.
constexpr bool is_ours(SenderKind kind) {
    return kind == SenderKind::Agent || kind == SenderKind::Bot || kind == SenderKind::Servicer;
}

}  // namespace kf::web
