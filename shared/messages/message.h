// A message as kfdesk stores and shows it: one entry of a conversation, from anybody, with its delivery.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/time.h"
#include "shared/messages/media.h"

namespace kf {

enum class SenderKind {
    Customer,
    Agent,     // a kfdesk user, through the API
    Bot,       // automatic texts and assistants, through the API
    Servicer,  // a person in the WeCom client (origin 5)
    System,    // events
};

struct Sender {
    SenderKind kind = SenderKind::Customer;
    std::string id;    // external_userid, login name, servicer userid, or empty
    std::string name;  // as it was when the message was stored; may be empty
};

// Only for what we send. Accepted is not delivered: Failed may follow Accepted (msg_send_fail).
enum class Delivery {
    None,     // not ours
    Held,     // undo-send delay still runs; can be cancelled
    Queued,   // in the outbox
    Sending,  // handed to WeCom, answer not known yet
    Accepted,
    Failed,     // with fail_code and the reason in words
    Cancelled,  // undone by the agent before it was handed to WeCom, or discarded after it had failed
};

struct Message {
    MessageId id;
    ConversationId conversation;
    KfMessageId msgid;
    Sender sender;
    UnixMs sent_at = 0;    // by the sender's account: send_time for received ones
    UnixMs stored_at = 0;  // when our store took it
    std::string msgtype;   // of the kf API: "text", "event", "image", …; or kPrivateNote
    std::string text;      // text.content when msgtype is text, the words of a private note; else empty
    std::string menu_id;   // the customer clicked this menu item
    // JSON text when msgtype is not text: the whole kf message, or of what we send content_to_text().
    std::string raw;
    std::vector<Media> media;       // every file and picture that it refers to
    std::vector<AgentId> mentions;  // of a private note: whom it calls
    Delivery delivery = Delivery::None;
    UnixMs held_until = 0;  // delivery Held: when it goes out
    // errcode, 1000 + fail_type for a msg_send_fail, or kFailNotConfirmed; 0 = none
    int fail_code = 0;
    std::string fail_zh;  // why it failed and what to do
    std::string fail_en;
    bool late = false;  // found after an outage: filed, never answered automatically
    bool recalled = false;
    ClientId client_id;  // of the command that sent it; empty for received ones
};

// Words between colleagues in the stream; never sent, no message of the kf API.
constexpr std::string_view kPrivateNote = "private_note";
constexpr std::size_t kMaxPrivateNoteBytes = 8192;

// Whether a failed message could arrive when it is sent again as it is: not where the customer refuses
// messages, nor where the content or its kind was forbidden (reference 6.5, 15).
[[nodiscard]] bool worth_another_try(const Message& message);

// Codes of fail_code that come from msg_send_fail.
constexpr int kFailTypeBase = 1000;
// WeCom never said whether it took the message: the customer may have it.
constexpr int kFailNotConfirmed = 999;

// Whether a failed message surely never reached WeCom, so that its author may discard it. One that WeCom took
// and reported later (msg_send_fail), or may have taken, stays in the stream as the record of it.
[[nodiscard]] bool may_be_discarded(const Message& message);

[[nodiscard]] std::string_view to_word(SenderKind kind);  // "customer", …: JSON and database
[[nodiscard]] std::string_view to_word(Delivery delivery);
[[nodiscard]] std::optional<SenderKind> sender_kind_from_word(std::string_view word);
[[nodiscard]] std::optional<Delivery> delivery_from_word(std::string_view word);

}  // namespace kf
