// The store: the only memory of what customers and agents said. One interface, SQLite behind it; every call
// is on the loop thread and every changing call is ONE transaction that also writes the numbered events it
// caused.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backend/storage/desk_store.h"
#include "backend/storage/export_store.h"
#include "backend/storage/media_store.h"
#include "shared/agents/agent.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"
#include "shared/base/time.h"
#include "shared/kf/message_codec.h"
#include "shared/protocol/protocol.h"

namespace kf {

// Whom an event may reach. Empty account and agent: everybody of the desk.
struct Audience {
    CorpId corp;        // of the account; empty in events of before it was kept
    AccountId account;  // only consoles whose user serves this kf account
    AgentId agent;      // only this agent's consoles
};

struct StoredEvent {
    EventSeq seq = 0;
    UnixMs at = 0;
    Audience audience;
    std::string json;  // write_event(); shared by every console that may see it
    // About a recalled message: the same without its words, for those who may not read them. Else empty.
    std::string blanked;
};

struct PageSaved {
    std::vector<MessageId> added;           // messages that were not there before, in order
    std::vector<CustomerId> new_customers;  // profile to be fetched: seen first, or profile older than a day
    std::vector<KfMessage> fresh_events;  // events of this page that were not there before (welcome codes, …)
    std::size_t set_apart = 0;            // what could not be read as a message and was not there before
};

// With the last page of a pull goes the durable note that there is news, in the same transaction.
enum class PullEnd { GoesOn, Finished };

struct AccountCursor {
    CorpId corp;
    AccountId account;
    std::string cursor;
    bool news = false;           // a callback said so and no pull has finished since; survives kill -9
    std::string callback_token;  // latest, valid 10 min
    UnixMs callback_at = 0;
    UnixMs pulled_at = 0;  // last pull that finished
};

// One message on its way to WeCom.
struct OutboxRow {
    MessageId message;
    CorpId corp;
    AccountId account;
    CustomerId customer;
    ConversationId conversation;
    KfMessageId msgid;  // ours; the same until WeCom has surely refused it
    Content content;    // files stand as own_media_id()
    UnixMs not_before = 0;
    int tries = 0;
    // A send_msg with this msgid was begun and its answer never came (or the process ended before): then
    // 95033 = accepted.
    bool handed_over = false;
    ServiceState service_state = ServiceState::New;
};

// Under which id the next try goes out. Fresh while it is sure that none was carried out, which also takes
// `handed_over` back: whether a refused call uses its msgid up is not documented (reference 7.1), and 95033
// must never be taken for "accepted" when nothing was.
enum class NextMsgid { Same, Fresh };

struct SendOutcome {
    Delivery delivery = Delivery::Accepted;  // Accepted or Failed
    int fail_code = 0;
    std::string fail_zh, fail_en;
    // What the answer taught about the conversation (95018, 95013, 95016 …), and whether the reserved reply
    // is given back.
    std::optional<ServiceState> service_state;
    ServicerId servicer;  // with service_state Servicer
    bool give_back = false;
    bool window_used_up = false;  // WeCom says that all 5 are used (95001): believed over our own count
    bool window_over = false;     // … that the 48 hours are over (95002): believed over our own clock
};

// What was seen of a session by whoever ends it; empty = not said.
struct SessionSeen {
    SessionId session;
    MessageId newest;
};

struct HistoryQuery {
    ConversationId conversation;
    // At most one of them; none = newest.
    MessageId before{};
    MessageId after{};
    MessageId around{};  // with about as many before as after it; it need not be there any more
    int limit = 50;
};

struct EndedQuery {
    EndedFilter filter;
    std::string text;   // of the customer (shared/search/customer_text.h); empty: anybody
    EndedPlace before;  // only those below it; empty: from the newest on
    int limit = 50;     // 1–kMaxEndedPage
};

class Store : public MediaStore, public DeskStore, public ExportStore {
  public:
    // Called on the loop thread after each commit, with the events of that commit in order. Set once, by the
    // relay.
    using Published = std::function<void(const std::vector<StoredEvent>&)>;
    virtual void on_published(Published listener) = 0;

    // ---- stream
    [[nodiscard]] virtual std::string epoch() const = 0;
    // A backup that is put back has the same epoch and a lower head, and gives numbers again that others have
    // seen with other content. So each start of the server has an id, kept with the head it began at.
    [[nodiscard]] virtual std::string run() const = 0;
    // True when this store had `seq` while `run` lasted, or before: what came then is what it still holds.
    [[nodiscard]] virtual bool went_through(std::string_view run, EventSeq seq) const = 0;
    [[nodiscard]] virtual EventSeq head() const = 0;    // last number given
    [[nodiscard]] virtual EventSeq oldest() const = 0;  // first number still kept
    [[nodiscard]] virtual std::vector<StoredEvent> events_after(EventSeq seq, std::size_t limit) const = 0;

    // ---- reading for consoles; `agent` decides what is in it
    // Both take long on a large desk: for consoles they are read beside the loop (snapshot_rows.h,
    // ended_page.h).
    [[nodiscard]] virtual Snapshot snapshot(const Agent& agent, UnixMs now) const = 0;
    [[nodiscard]] virtual ConversationPage ended_page(const EndedQuery& query, const Agent& agent) const = 0;
    [[nodiscard]] virtual HistoryPage history(const HistoryQuery& query) const = 0;
    [[nodiscard]] virtual Result<ConversationDetails> details(ConversationId conversation) const = 0;
    [[nodiscard]] virtual std::optional<Conversation> find_conversation(ConversationId id) const = 0;
    [[nodiscard]] virtual std::optional<Message> find_message(MessageId id) const = 0;
    // The kf accounts with which the customer has a conversation: who serves none of them may not see them.
    [[nodiscard]] virtual std::vector<AccountId> accounts_of_customer(const CorpId& corp,
                                                                      const CustomerId& customer) const = 0;

    // ---- accounts and sync
    virtual Result<void> save_accounts(const CorpId& corp, const std::vector<Account>& accounts,
                                       UnixMs now) = 0;
    [[nodiscard]] virtual std::vector<Account> accounts(const CorpId& corp) const = 0;
    [[nodiscard]] virtual std::vector<AccountCursor> cursors() const = 0;
    virtual Result<void> note_callback(const CorpId& corp, const AccountId& account, std::string_view token,
                                       UnixMs now) = 0;
    // Messages, heads, the model's reaction to events, and the cursor in one transaction. `found_late`: the
    // page comes from a replay or after an outage, so messages older than a minute are marked late.
    virtual Result<PageSaved> save_page(const CorpId& corp, const AccountId& account, const SyncPage& page,
                                        bool found_late, PullEnd end, UnixMs now) = 0;
    virtual Result<void> pull_finished(const CorpId& corp, const AccountId& account, UnixMs now) = 0;
    virtual Result<void> reset_cursor(const CorpId& corp, const AccountId& account) = 0;
    virtual Result<void> save_customers(const CorpId& corp, const std::vector<CustomerProfile>& profiles,
                                        UnixMs now) = 0;
    // The service state that service_state/get or trans reported.
    virtual Result<void> set_service_state(ConversationId conversation, ServiceState state,
                                           const ServicerId& servicer, UnixMs now) = 0;

    // ---- sending. A message is reserved (quota), written to the stream and to the outbox, and gets its
    // files, in one transaction. The same (agent, client_id) again yields the same message and changes
    // nothing.
    struct NewMessage {
        ConversationId conversation;
        Sender sender;
        ClientId client_id;
        // A file stands as own_media_id() of any media that the sender may use; in the stream the message has
        // one of its own.
        Content content;
        UnixMs not_before = 0;
        MessageId retry_of{};  // a copy of this failed one; the store remembers which
    };
    // An agent's message claims a queued conversation for them. Refused with the code of refusal_words() when
    // the conversation cannot take it now ("window_used_up", "session_ended", "in_client", …), and with
    // "unknown_media", "media_gone", "already_retried" (there is a copy that has not failed).
    virtual Result<MessageId> queue_message(const NewMessage& message, UnixMs now) = 0;
    // The message that this command of this agent made, if it did (client ids are remembered for 7 days).
    [[nodiscard]] virtual std::optional<MessageId> find_sent(const AgentId& agent,
                                                             const ClientId& client_id) const = 0;
    // While Held, or Queued and no try of it may have reached WeCom, or when may_be_discarded(). Error
    // "already_sent".
    virtual Result<void> cancel_message(MessageId message, UnixMs now) = 0;
    // Rows that may be handed over now: at most one per conversation (the oldest), in order; of the corps
    // `without`, none.
    [[nodiscard]] virtual std::vector<OutboxRow> due_outbox(
        UnixMs now, std::size_t limit, const std::vector<CorpId>& without = {}) const = 0;
    // Earliest not_before or retry of waiting rows of the other corps.
    [[nodiscard]] virtual std::optional<UnixMs> next_outbox_time(
        const std::vector<CorpId>& without = {}) const = 0;
    // Whether anything of the conversation is still in the outbox.
    [[nodiscard]] virtual bool has_outstanding_sends(ConversationId conversation) const = 0;
    virtual Result<void> mark_sending(MessageId message, UnixMs now) = 0;  // before the call: durable
    virtual Result<void> mark_outcome(MessageId message, const SendOutcome& outcome, UnixMs now) = 0;
    virtual Result<void> retry_later(MessageId message, UnixMs not_before, NextMsgid msgid, UnixMs now) = 0;

    // ---- desk
    // Empty agent = queue. What `by` does here and with end_session() becomes a line of the stream.
    virtual Result<void> assign(ConversationId conversation, const AgentId& agent, UnixMs now,
                                const CommandBy& by = {}) = 0;
    // Error "customer_wrote_since": there is something of the customer's that was not seen. WeCom is to be
    // told of the end: that is put into due work in the same transaction (kTellEnd).
    virtual Result<void> end_session(ConversationId conversation, const AgentId& agent, UnixMs now,
                                     const SessionSeen& seen = {}, const CommandBy& by = {}) = 0;
    // What `reader` had to notice up to there: calls of theirs; when they answer, also what was unread, what
    // failed, and that it was passed on to them.
    virtual Result<void> mark_read(ConversationId conversation, const AgentId& reader, MessageId up_to,
                                   UnixMs now) = 0;
    // `before`: draft_mark() of what it replaces, else "draft_changed"; empty: whatever is there.
    virtual Result<void> save_draft(const AgentId& agent, ConversationId conversation, std::string_view text,
                                    UnixMs now, std::string_view before = {}) = 0;
    virtual Result<void> mark_conversation(const AgentId& agent, ConversationId conversation, Mark mark,
                                           bool on, UnixMs now) = 0;
    virtual Result<void> save_note(const CorpId& corp, const CustomerId& customer, std::string_view text,
                                   UnixMs now, const CommandBy& by = {}) = 0;
    // Writes an AgentChanged event; users themselves are kept by auth.
    virtual Result<void> agent_changed(const Agent& agent, UnixMs now) = 0;

    // ---- health
    [[nodiscard]] virtual Result<void> check_writable() = 0;
    // Drops events older than kKeptEventsMs, a bounded number per call; called now and then. (Those beyond
    // kKeptEvents go by themselves.)
    virtual void trim_events(UnixMs now) = 0;
    // Makes some of the customers and messages findable that were stored before there was a search. Call
    // again, after a pause, while it yields true.
    virtual bool index_older(UnixMs now) = 0;
};

// How far back a console can resume.
constexpr std::size_t kKeptEvents = 200'000;
constexpr UnixMs kKeptEventsMs = 24 * kSecsPerHour * 1000;

}  // namespace kf
