#include "backend/storage/recalled_events.h"

#include <charconv>

#include "backend/storage/message_rows.h"
#include "shared/base/overloaded.h"
#include "shared/desk/recalled.h"
#include "shared/protocol/protocol_codec.h"

namespace kf {
namespace {

// The event as it would be if `recalled` had been recalled before it. Whether there was anything to blank.
bool blank(Event& event, const Message& recalled) {
    bool changed = false;
    const auto blank_message = [&](Message& message) {
        if (message.id != recalled.id) return;
        message.recalled = true;
        blank_recalled(message);
        changed = true;
    };
    const auto blank_head = [&](Conversation& head) {
        if (head.last.id != recalled.id) return;
        Message line = recalled;
        line.recalled = true;
        head.last = last_line(line);
        changed = true;
    };
    std::visit(Overloaded{
                   [&](MessageAdded& e) {
                       blank_message(e.message);
                       blank_head(e.conversation);
                   },
                   [&](MessageChanged& e) { blank_message(e.message); },
                   [&](ConversationChanged& e) { blank_head(e.conversation); },
                   [](auto&) {},
               },
               event);
    return changed;
}

// Whether the event is the addition of a message that was stored before `id`. Messages are numbered in the
// order in which the stream tells of them, so nothing in front of it speaks of `id`.
bool adds_earlier(std::string_view json, MessageId id) {
    constexpr std::string_view kAdded = R"({"kind":"message_added","message":{"id":)";
    if (!json.starts_with(kAdded)) return false;
    MessageId added;
    std::from_chars(json.data() + kAdded.size(), json.data() + json.size(), added.value);
    return !added.empty() && added < id;
}

}  // namespace

std::string blanked_event(const Event& event) {
    const Message* message = nullptr;
    if (const auto* added = std::get_if<MessageAdded>(&event)) message = &added->message;
    if (const auto* changed = std::get_if<MessageChanged>(&event)) message = &changed->message;
    if (message == nullptr || !message->recalled) return {};
    Event without = event;
    blank(without, *message);
    return write_event(without);
}

ConversationId told_of(const Event& event) {
    if (const auto* added = std::get_if<MessageAdded>(&event)) return added->conversation.id;
    if (const auto* changed = std::get_if<MessageChanged>(&event)) return changed->message.conversation;
    if (const auto* head = std::get_if<ConversationChanged>(&event)) return head->conversation.id;
    return {};
}

std::vector<std::pair<EventSeq, std::string>> blank_events_of(Statements& db, const Message& message) {
    const std::string number = "\"id\":" + std::to_string(message.id.value);
    std::vector<std::pair<EventSeq, std::string>> found;
    {
        Query events =
            db("SELECT seq, json, blanked FROM events INDEXED BY events_of_conversation "
               "WHERE conversation = ? AND conversation > 0 ORDER BY seq DESC",
               message.conversation);
        // Back to before it was added, by the stream's own order: the clock may have been set back since.
        while (events.next() && !adds_earlier(events.word(1), message.id)) {
            if (events.word(1).find(number) == std::string_view::npos) continue;
            // One that says nothing of another recalled message may still show this one as the last line.
            auto event = read_event(events.word(2).empty() ? events.word(1) : events.word(2));
            if (event.ok() && blank(*event, message))
                found.emplace_back(events.number(0), write_event(*event));
        }
    }
    for (const auto& [seq, json] : found) db("UPDATE events SET blanked = ? WHERE seq = ?", json, seq).run();
    return found;
}

}  // namespace kf
