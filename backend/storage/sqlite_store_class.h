// The class behind open_sqlite_store(). Its calls are grouped by what they are about: store_accounts.cpp,
// store_reading.cpp, store_export.cpp, store_sending.cpp, store_desk.cpp, store_media.cpp, store_avatars.cpp,
// store_due.cpp …; page_writer.cpp does the work of save_page.
#pragma once

#include <SQLiteCpp/Exception.h>

#include "backend/runtime/due_store.h"
#include "backend/runtime/listeners.h"
#include "backend/storage/avatar_store.h"
#include "backend/storage/sqlite_store.h"
#include "backend/storage/statements.h"
#include "backend/storage/store.h"
#include "backend/storage/store_error.h"
#include "backend/storage/store_transaction.h"
#include "shared/messages/desk_event.h"

namespace kf {

class SqliteStore final : public Store, public AvatarStore, public DueStore {
  public:
    SqliteStore(SQLite::Database& database, ListAgents agents, FactLog* facts)
        : db_(database), agents_(std::move(agents)) {
        db_.facts = facts;
    }

    // Reads what is kept in memory, gives a new store its epoch, and takes back what was under way when the
    // last process ended.
    Result<void> start();

    void on_published(Published listener) override { published_.add(std::move(listener)); }
    std::string epoch() const override { return epoch_; }
    EventSeq head() const override { return head_; }
    std::string run() const override { return runs_.back().id; }
    bool went_through(std::string_view run, EventSeq seq) const override;
    EventSeq oldest() const override;
    std::vector<StoredEvent> events_after(EventSeq seq, std::size_t limit) const override;

    Snapshot snapshot(const Agent& agent, UnixMs now) const override;
    ConversationPage ended_page(const EndedQuery& query, const Agent& agent) const override;
    HistoryPage history(const HistoryQuery& query) const override;
    Result<ConversationDetails> details(ConversationId conversation) const override;
    std::optional<Conversation> find_conversation(ConversationId id) const override;
    std::optional<Message> find_message(MessageId id) const override;

    std::vector<AccountId> accounts_of_customer(const CorpId& corp,
                                                const CustomerId& customer) const override;

    Result<void> save_accounts(const CorpId& corp, const std::vector<Account>& accounts, UnixMs now) override;
    std::vector<Account> accounts(const CorpId& corp) const override;
    std::vector<AccountCursor> cursors() const override;
    Result<void> note_callback(const CorpId& corp, const AccountId& account, std::string_view token,
                               UnixMs now) override;
    Result<PageSaved> save_page(const CorpId& corp, const AccountId& account, const SyncPage& page,
                                bool found_late, PullEnd end, UnixMs now) override;
    Result<void> pull_finished(const CorpId& corp, const AccountId& account, UnixMs now) override;
    Result<void> reset_cursor(const CorpId& corp, const AccountId& account) override;
    Result<void> save_customers(const CorpId& corp, const std::vector<CustomerProfile>& profiles,
                                UnixMs now) override;
    Result<void> set_service_state(ConversationId conversation, ServiceState state,
                                   const ServicerId& servicer, UnixMs now) override;

    Result<MessageId> queue_message(const NewMessage& message, UnixMs now) override;
    std::optional<MessageId> find_sent(const AgentId& agent, const ClientId& client_id) const override;
    Result<void> cancel_message(MessageId message, UnixMs now) override;
    std::vector<OutboxRow> due_outbox(UnixMs now, std::size_t limit,
                                      const std::vector<CorpId>& without) const override;
    std::optional<UnixMs> next_outbox_time(const std::vector<CorpId>& without) const override;
    bool has_outstanding_sends(ConversationId conversation) const override;
    Result<void> mark_sending(MessageId message, UnixMs now) override;
    Result<void> mark_outcome(MessageId message, const SendOutcome& outcome, UnixMs now) override;
    Result<void> retry_later(MessageId message, UnixMs not_before, NextMsgid msgid, UnixMs now) override;

    Result<void> assign(ConversationId conversation, const AgentId& agent, UnixMs now,
                        const CommandBy& by) override;
    Result<void> end_session(ConversationId conversation, const AgentId& agent, UnixMs now,
                             const SessionSeen& seen, const CommandBy& by) override;
    Result<void> mark_read(ConversationId conversation, const AgentId& reader, MessageId up_to,
                           UnixMs now) override;
    Result<void> save_draft(const AgentId& agent, ConversationId conversation, std::string_view text,
                            UnixMs now, std::string_view before) override;
    Result<void> mark_conversation(const AgentId& agent, ConversationId conversation, Mark mark, bool on,
                                   UnixMs now) override;
    Result<void> save_note(const CorpId& corp, const CustomerId& customer, std::string_view text, UnixMs now,
                           const CommandBy& by) override;
    Result<void> agent_changed(const Agent& agent, UnixMs now) override;

    bool was_done(const CommandBy& command) const override;
    Result<MessageId> add_private_note(const NewPrivateNote& note, UnixMs now) override;
    std::optional<QuickReply> find_quick_reply(QuickReplyId id) const override;
    std::vector<QuickReply> quick_replies(const AgentId& agent) const override;
    Result<QuickReplyId> save_quick_reply(const QuickReply& quick_reply, const CommandBy& by,
                                          UnixMs now) override;
    Result<void> delete_quick_reply(QuickReplyId id, const AgentId& by, UnixMs now) override;
    Result<void> count_quick_reply(QuickReplyId id, const CommandBy& by, UnixMs now) override;
    bool quick_replies_fit(const std::vector<QuickReply>& rows) const override;
    Result<QuickRepliesImported> import_quick_replies(const std::vector<QuickReply>& rows,
                                                      UnixMs now) override;
    std::vector<Greeting> greetings() const override;
    std::optional<Greeting> greeting_for(const CorpId& corp, const AccountId& account, GreetingKind kind,
                                         std::string_view scene) const override;
    Result<void> save_greeting(const Greeting& greeting, UnixMs now, const CommandBy& by) override;
    Result<void> delete_greeting(const CorpId& corp, const AccountId& account, std::string_view scene,
                                 GreetingKind kind, UnixMs now, const CommandBy& by) override;
    Result<EventCodeRow> begin_event_message(const NewEventMessage& message, UnixMs now) override;
    Result<void> event_message_outcome(MessageId message, const EventCodeOutcome& outcome,
                                       UnixMs now) override;
    std::vector<EventCodeRow> open_event_messages() const override;
    const DeskSettings& desk_settings() const override { return desk_settings_; }
    Result<void> save_desk_settings(const DeskSettings& settings, UnixMs now, const CommandBy& by) override;

    MessageId newest_message() const override;
    std::vector<ExportedMessage> export_messages(const ExportScope& scope, MessageId last,
                                                 ExportPlace& place) const override;
    std::vector<ExportedEvent> export_events(const ExportScope& scope, ExportPlace& place) const override;

    void on_media_waiting(std::function<void()> listener) override { media_waits_.add(std::move(listener)); }
    std::optional<MediaRow> find_media(MediaId id) const override;
    MediaTotals media_totals() const override;
    std::vector<MediaRow> due_media(UnixMs now, MediaSource source, MediaOrder order,
                                    const std::vector<MediaId>& except, std::size_t limit) const override;
    std::optional<UnixMs> next_media_time(MediaSource source) const override;
    Result<void> media_outcome(MediaId id, const MediaOutcome& outcome, UnixMs now) override;
    Result<void> retry_media(MessageId message, UnixMs now) override;
    Result<void> begin_upload(const NewUpload& upload, UnixMs now) override;
    std::optional<UploadRow> find_upload(std::string_view id) const override;
    std::vector<UploadRow> uploads_of(const AgentId& agent) const override;
    Result<void> upload_grew(std::string_view id, std::int64_t offset, UnixMs now) override;
    Result<Media> finish_upload(std::string_view id, MediaKind kind, const MediaOutcome& outcome,
                                UnixMs now) override;
    Result<void> drop_upload(std::string_view id, UnixMs now) override;
    Result<std::vector<std::string>> drop_old_uploads(UnixMs before, UnixMs unused_before, std::size_t limit,
                                                      UnixMs now) override;
    std::string wecom_media_id(const WecomUpload& what, UnixMs not_before) const override;
    Result<void> save_wecom_media_id(const WecomUpload& what, std::string_view media_id, UnixMs now) override;
    Result<void> forget_wecom_media_id(const WecomUpload& what, UnixMs now) override;
    std::vector<std::string> unknown_files(const std::vector<std::string>& sha256) const override;
    Result<std::vector<StoredFile>> drop_oldest_media(std::int64_t bytes, std::size_t limit,
                                                      UnixMs now) override;
    Result<std::vector<StoredFile>> drop_unused_files(std::size_t limit, UnixMs now) override;

    std::optional<AvatarRow> find_avatar(AvatarId id) const override;
    Result<void> avatar_fetched(AvatarId id, const StoredFile& file, UnixMs now) override;
    Result<void> avatar_given_up(AvatarId id, ErrorCode problem, UnixMs now) override;

    void on_due(std::function<void()> listener) override { due_put_.add(std::move(listener)); }
    Result<void> put_due(const DueItem& item) override;
    Result<void> drop_due(std::string_view kind, std::string_view subject) override;
    std::vector<DueItem> due_items(std::string_view kind, UnixMs now, DueOrder order,
                                   std::size_t limit) const override;
    std::optional<UnixMs> next_due_time(std::string_view kind, UnixMs after) const override;
    std::vector<DueCount> count_due(UnixMs now, UnixMs late_before) const override;
    Result<void> due_done(std::int64_t id) override;
    Result<void> due_again(std::int64_t id, UnixMs at, int tries) override;
    Result<bool> hasten_due(std::string_view kind, UnixMs at) override;

    Result<void> check_writable() override;
    void trim_events(UnixMs now) override;
    bool index_older(UnixMs now) override;

  private:
    // What `event.by` did, as a line of the stream; nothing where nobody asked for it.
    void add_desk_line(StoreTransaction& transaction, const ConversationRow& row, const DeskEvent& event);
    [[nodiscard]] KfMessageId next_msgid(Statements& db) const;
    // Another one for a message that was refused at its nth try.
    [[nodiscard]] KfMessageId next_msgid_of(MessageId message, std::int64_t tries) const;

    // Runs `work(transaction)` in one transaction; an error that it yields, or a failure of SQLite, leaves
    // nothing behind. After the commit the relay hears of the events. `attempted` completes "could not …".
    template <class Value, class Work>
    Result<Value> change(const char* attempted, UnixMs now, Work&& work) {
        Result<Value> result = Error{};
        std::vector<StoredEvent> events;
        try {
            StoreTransaction transaction(db_, head_, now);
            result = work(transaction);
            if (!result.ok()) return result;
            transaction.commit();
            head_ = transaction.head();
            events = transaction.events();
            if (transaction.media_waits) media_waits_.tell();
            if (transaction.due_put) due_put_.tell();
        } catch (const SQLite::Exception& exception) {
            return store_error(attempted, exception);
        }
        if (!events.empty()) published_.tell(events);
        return result;
    }

    mutable Statements db_;
    ListAgents agents_;
    Listeners<std::vector<StoredEvent>> published_;
    Listeners<> media_waits_;
    Listeners<> due_put_;
    struct Run {
        std::string id;
        EventSeq first = 0;  // the head when it began
    };
    void begin_run();
    std::vector<Run> runs_;  // this one last
    std::string epoch_;
    // Begins every msgid of this process. Random at each start, not only per store: a restored backup would
    // otherwise give numbers again that WeCom has already seen, and take 95033 for "accepted".
    std::string msgid_prefix_;
    EventSeq head_ = 0;
    DeskSettings desk_settings_;
};

}  // namespace kf
