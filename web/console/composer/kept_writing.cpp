#include "web/console/composer/kept_writing.h"

#include <algorithm>

#include "shared/console/unsent_text.h"
#include "shared/protocol/protocol_codec.h"

namespace kf::web {

namespace {

// What an item of the text is, in the place of its frame; the frame of a card is the command that would send
// it.
constexpr std::string_view kNote = "note", kOpenNote = "open note", kQuote = "quote", kMedia = "media";

void put_card(ConversationId conversation, const Attachment& item, std::vector<Unsent::Item>& out) {
    out.push_back(
        {conversation,
         {},
         write_client_frame(CommandFrame{ClientId{"card"}, SendContent{conversation, item.content, 0}})});
    for (const Media& media : item.media)
        out.push_back({conversation, write_media(media), std::string(kMedia)});
}

void take_card(const std::string& frame, Writing& writing) {
    const auto read = read_client_frame(frame);
    const auto* asked = read.ok() ? std::get_if<CommandFrame>(&*read) : nullptr;
    const auto* card = asked == nullptr ? nullptr : std::get_if<SendContent>(&asked->command);
    if (card != nullptr) writing.tray.add_content(card->content, {});
}

}  // namespace

std::string write_kept(const AgentId& agent, const Writings& writings) {
    Unsent kept;
    kept.agent = agent;
    std::vector<ConversationId> ids;
    for (const auto& [id, writing] : writings)
        if (!writing.note.empty() || writing.quote || !writing.tray.empty()) ids.push_back(id);
    std::sort(ids.begin(), ids.end());  // the same text for the same writings
    for (const ConversationId id : ids) {
        const Writing& writing = writings.at(id);
        if (!writing.note.empty())
            kept.items.push_back({id, writing.note, std::string(writing.note_mode ? kOpenNote : kNote)});
        if (writing.quote)
            kept.items.push_back({id, writing.quote->name + "\n" + writing.quote->text, std::string(kQuote)});
        for (const Attachment& item : writing.tray.items())
            if (item.phase == AttachmentPhase::Ready) put_card(id, item, kept.items);
    }
    return kept.items.empty() ? std::string() : write_unsent(kept);
}

void take_back_kept(std::string_view text, const AgentId& agent, Writings& writings) {
    const auto kept = text.empty() ? std::nullopt : read_unsent(text);
    if (!kept || kept->agent != agent) return;
    for (const Unsent::Item& item : kept->items) {
        if (item.conversation.empty()) continue;
        Writing& writing = writings[item.conversation];
        if (item.frame == kNote || item.frame == kOpenNote) {
            writing.note = item.text;
            writing.note_mode = item.frame == kOpenNote;
        } else if (item.frame == kQuote) {
            const std::size_t end = std::min(item.text.find('\n'), item.text.size());
            writing.quote =
                Quote{item.text.substr(0, end), item.text.substr(std::min(end + 1, item.text.size()))};
        } else if (item.frame == kMedia) {
            if (auto media = read_media(item.text); media.ok()) writing.tray.add_media(std::move(*media));
        } else {
            take_card(item.frame, writing);
        }
    }
}

}  // namespace kf::web
