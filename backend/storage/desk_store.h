// What the store knows of the desk's own things: private notes, quick replies, greetings and the codes they
// are spent on, the desk's settings.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/desk/desk_settings.h"
#include "shared/greetings/greeting.h"
#include "shared/messages/message.h"
#include "shared/quick_replies/quick_reply.h"

namespace kf {

struct NewPrivateNote {
    ConversationId conversation;
    Sender sender;
    ClientId client_id;
    std::string text;
    std::vector<AgentId> mentions;
};

// The command for which something is changed. Rights are checked by the commands.
struct CommandBy {
    AgentId agent;
    ClientId client_id;  // noted in the same transaction, for was_done(); empty = not remembered
};

// What an import has done with its rows.
struct QuickRepliesImported {
    int added = 0;
    int replaced = 0;   // same owner, category and title
    int unchanged = 0;  // the same words already
};

// A code of send_msg_on_event (reference 7.3) that is being spent, or whose fate nobody knows yet.
struct EventCodeRow {
    MessageId message;
    CorpId corp;
    AccountId account;
    ConversationId conversation;
    KfMessageId msgid;  // ours; the same on every try
    std::string code;
    Content content;
    UnixMs expires_at = 0;     // by our own clock
    bool handed_over = false;  // a call with it may have reached WeCom
};

struct NewEventMessage {
    CorpId corp;
    AccountId account;
    CustomerId customer;
    GreetingKind kind = GreetingKind::Welcome;
    std::string code;
    Content content;
    UnixMs expires_at = 0;
};

struct EventCodeOutcome {
    Delivery delivery = Delivery::Accepted;  // Accepted or Failed
    int fail_code = 0;
    std::string fail_zh, fail_en;
};

class DeskStore {
  public:
    virtual ~DeskStore() = default;

    // Whether a command that made no message was done (client ids are remembered for 7 days). Those that make
    // one: Store::find_sent().
    [[nodiscard]] virtual bool was_done(const CommandBy& command) const = 0;

    // ---- private notes: a line of the stream that moves nothing else. The same (agent, client_id) again
    // yields the same message.
    virtual Result<MessageId> add_private_note(const NewPrivateNote& note, UnixMs now) = 0;

    // ---- quick replies
    [[nodiscard]] virtual std::optional<QuickReply> find_quick_reply(QuickReplyId id) const = 0;
    // Those of the desk and those of `agent`, in the order in which they were made.
    [[nodiscard]] virtual std::vector<QuickReply> quick_replies(const AgentId& agent) const = 0;
    // An empty id makes a new one. Files that stand in the attachments are kept until the reply lets go of
    // them. Errors: "unknown_quick_reply", "too_many_quick_replies", "unknown_media", "media_gone".
    virtual Result<QuickReplyId> save_quick_reply(const QuickReply& quick_reply, const CommandBy& by,
                                                  UnixMs now) = 0;
    // Its files stay for `by` to take up again, should the deletion be undone.
    virtual Result<void> delete_quick_reply(QuickReplyId id, const AgentId& by, UnixMs now) = 0;
    virtual Result<void> count_quick_reply(QuickReplyId id, const CommandBy& by, UnixMs now) = 0;
    // Whether import_quick_replies() of these would leave nobody with more than kMaxQuickReplies.
    [[nodiscard]] virtual bool quick_replies_fit(const std::vector<QuickReply>& rows) const = 0;
    // All of them or none; a row replaces text and title of the one with the same owner, category and title.
    // Takes some 50 µs for each on the loop: of many, hand in some at a time.
    virtual Result<QuickRepliesImported> import_quick_replies(const std::vector<QuickReply>& rows,
                                                              UnixMs now) = 0;

    // ---- greetings
    [[nodiscard]] virtual std::vector<Greeting> greetings() const = 0;
    // The one for an entry through `scene`, or the one for every other; only enabled ones.
    [[nodiscard]] virtual std::optional<Greeting> greeting_for(const CorpId& corp, const AccountId& account,
                                                               GreetingKind kind,
                                                               std::string_view scene) const = 0;
    // Replaces the one of account, scene and kind. Error "unknown_account".
    virtual Result<void> save_greeting(const Greeting& greeting, UnixMs now, const CommandBy& by = {}) = 0;
    virtual Result<void> delete_greeting(const CorpId& corp, const AccountId& account, std::string_view scene,
                                         GreetingKind kind, UnixMs now, const CommandBy& by = {}) = 0;

    // Files the message that a code is to be spent on, durably, before the call; it counts in no window.
    // Errors: "code_spent" (this code, or a closing of this session, was filed before),
    // "unknown_conversation".
    virtual Result<EventCodeRow> begin_event_message(const NewEventMessage& message, UnixMs now) = 0;
    virtual Result<void> event_message_outcome(MessageId message, const EventCodeOutcome& outcome,
                                               UnixMs now) = 0;
    // What was under way when the last process ended, or what waits for another try.
    [[nodiscard]] virtual std::vector<EventCodeRow> open_event_messages() const = 0;

    // ---- settings
    [[nodiscard]] virtual const DeskSettings& desk_settings() const = 0;
    virtual Result<void> save_desk_settings(const DeskSettings& settings, UnixMs now,
                                            const CommandBy& by = {}) = 0;
};

}  // namespace kf
