// A kf API that holds feeds of messages, and a store in memory: what the sync is tested against.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "backend/runtime/loop.h"
#include "backend/storage/store.h"
#include "backend/wecom/wecom_api.h"
#include "tests/backend/sync/store_without_media.h"

namespace kf::testing {

inline KfMessage text_message(const std::string& msgid, const std::string& customer = "wm1") {
    KfMessage message;
    message.msgid = KfMessageId{msgid};
    message.customer = CustomerId{customer};
    message.origin = origin::kCustomer;
    message.msgtype = "text";
    message.body = TextBody{.content = msgid, .menu_id = ""};
    return message;
}

// Cursor "C<n>": n messages were handed out. Answers on the loop, later.
class FeedApi : public WecomApi {
  public:
    explicit FeedApi(Loop& loop) : loop_(loop) {}

    std::map<AccountId, std::vector<KfMessage>> feeds;
    std::map<AccountId, std::deque<Error>> errors;  // come first
    std::deque<Error> errors_without_token;         // for pulls without a token, whatever account
    std::size_t page_size = 1000;
    // Instead of the feed, when set.
    std::function<Result<SyncPage>(const SyncQuery&)> answer_instead;
    bool hold = false;  // sync_msg is not answered until release()
    Result<std::vector<Account>> listed = std::vector<Account>{};
    bool list_complete = true;
    int lists = 0;
    std::vector<SyncQuery> queries;
    std::vector<std::vector<CustomerId>> profile_calls;
    std::deque<Error> profile_errors;
    std::map<AccountId, int> under_way;
    int most_under_way = 0;   // over all accounts
    bool overlapped = false;  // two pulls of one account at a time

    void release() {
        hold = false;
        auto held = std::move(held_);
        held_.clear();
        for (auto& task : held) loop_.post(std::move(task));
    }
    [[nodiscard]] std::size_t held() const { return held_.size(); }

    [[nodiscard]] std::size_t pulls(const AccountId& account) const {
        std::size_t count = 0;
        for (const auto& query : queries)
            if (query.account == account) ++count;
        return count;
    }

    void sync_msg(const SyncQuery& query, Done<SyncPage> done) override {
        queries.push_back(query);
        if (++under_way[query.account] > 1) overlapped = true;
        int all = 0;
        for (const auto& [account, count] : under_way) all += count;
        most_under_way = std::max(most_under_way, all);
        // What WeCom holds at the moment of asking is what the page will have in it.
        auto result = decide(query);
        auto task = [this, account = query.account, result = std::move(result), done = std::move(done)] {
            --under_way[account];
            done(result);
        };
        if (hold) {
            held_.push_back(std::move(task));
        } else {
            loop_.post(std::move(task));
        }
    }
    void list_accounts(Done<AccountList> done) override {
        ++lists;
        auto answer = listed.ok() ? Result<AccountList>(AccountList{listed.value()})
                                  : Result<AccountList>(listed.error());
        if (answer.ok()) answer->complete = list_complete;
        loop_.post([answer = std::move(answer), done = std::move(done)] { done(answer); });
    }
    void get_customers(const std::vector<CustomerId>& ids, Done<std::vector<CustomerProfile>> done) override {
        profile_calls.push_back(ids);
        if (!profile_errors.empty()) {
            loop_.post([error = profile_errors.front(), done = std::move(done)] { done(error); });
            profile_errors.pop_front();
            return;
        }
        std::vector<CustomerProfile> customers;
        for (const auto& id : ids) {
            CustomerProfile customer;
            customer.id = id;
            customer.name = "name of " + id.value;
            customers.push_back(customer);
        }
        loop_.post([customers = std::move(customers), done = std::move(done)] { done(customers); });
    }
    void send_content(const CustomerId&, const AccountId&, const KfMessageId&, const Content&,
                      Done<KfMessageId>) override {
        throw std::logic_error("the sync sends nothing");
    }
    void send_on_event(const std::string&, const KfMessageId&, const Content&, UnixMs,
                       Done<KfMessageId>) override {
        throw std::logic_error("the sync greets nobody");
    }
    void get_service_state(const AccountId&, const CustomerId&, Done<SessionState>) override {
        throw std::logic_error("the sync asks for no state");
    }
    void trans_service_state(const AccountId&, const CustomerId&, ServiceState, const ServicerId&,
                             Done<std::string>) override {
        throw std::logic_error("the sync moves nothing");
    }

  private:
    Result<SyncPage> decide(const SyncQuery& query) {
        if (query.token.empty() && !errors_without_token.empty()) {
            const Error error = errors_without_token.front();
            errors_without_token.pop_front();
            return error;
        }
        auto& waiting = errors[query.account];
        if (!waiting.empty()) {
            const Error error = waiting.front();
            waiting.pop_front();
            return error;
        }
        if (answer_instead) return answer_instead(query);
        const auto& feed = feeds[query.account];
        const std::size_t begin = query.cursor.empty() ? 0 : std::stoul(query.cursor.substr(1));
        const std::size_t end = std::min(feed.size(), begin + page_size);
        SyncPage page;
        page.messages.assign(feed.begin() + static_cast<std::ptrdiff_t>(begin),
                             feed.begin() + static_cast<std::ptrdiff_t>(end));
        page.has_more = end < feed.size();
        page.next_cursor = "C" + std::to_string(end);
        return page;
    }

    Loop& loop_;
    std::vector<std::function<void()>> held_;
};

// What the sync uses of the store; everything else is a mistake.
class MemoryStore : public StoreWithoutMedia {
  public:
    struct Filed {
        std::string msgid;
        bool late = false;
    };
    std::map<AccountId, std::vector<Filed>> filed;
    std::vector<std::string> unreadable;
    std::map<AccountId, AccountCursor> cursor_rows;
    std::vector<Account> account_rows;
    std::vector<CustomerProfile> customer_rows;
    std::set<std::string> known_customers;
    int failing_writes = 0;  // that many writes fail from now on
    ErrorCode fail_code = ErrorCode::StoreFailed;
    int writes = 0;
    int notes = 0;
    int resets = 0;

    [[nodiscard]] std::vector<std::string> ids(const AccountId& account) {
        std::vector<std::string> found;
        for (const auto& message : filed[account]) found.push_back(message.msgid);
        return found;
    }

    Result<void> save_accounts(const CorpId&, const std::vector<Account>& accounts, UnixMs) override {
        TRY(write());
        account_rows = accounts;
        return {};
    }
    std::vector<Account> accounts(const CorpId&) const override { return account_rows; }
    std::vector<AccountCursor> cursors() const override {
        std::vector<AccountCursor> all;
        for (const auto& [account, row] : cursor_rows) all.push_back(row);
        return all;
    }
    Result<void> note_callback(const CorpId& corp, const AccountId& account, std::string_view token,
                               UnixMs now) override {
        TRY(write());
        ++notes;
        auto& row = row_of(corp, account);
        row.news = true;
        row.callback_token = token;
        row.callback_at = now;
        return {};
    }
    Result<PageSaved> save_page(const CorpId& corp, const AccountId& account, const SyncPage& page,
                                bool found_late, PullEnd end, UnixMs now) override {
        TRY(write());
        unreadable.insert(unreadable.end(), page.unreadable.begin(), page.unreadable.end());
        PageSaved saved;
        saved.set_apart = page.unreadable.size();
        for (const auto& message : page.messages) {
            bool known = false;
            for (const auto& have : filed[account]) known = known || have.msgid == message.msgid.value;
            if (known) continue;
            filed[account].push_back({message.msgid.value, found_late});
            saved.added.emplace_back(static_cast<std::int64_t>(filed[account].size()));
            if (known_customers.insert(message.customer.value).second) {
                saved.new_customers.push_back(message.customer);
            }
        }
        auto& row = row_of(corp, account);
        row.cursor = page.next_cursor;
        if (end == PullEnd::Finished) {
            row.news = false;
            row.pulled_at = now;
        }
        return saved;
    }
    Result<void> pull_finished(const CorpId& corp, const AccountId& account, UnixMs now) override {
        TRY(write());
        auto& row = row_of(corp, account);
        row.news = false;
        row.pulled_at = now;
        return {};
    }
    Result<void> reset_cursor(const CorpId& corp, const AccountId& account) override {
        TRY(write());
        ++resets;
        row_of(corp, account).cursor.clear();
        return {};
    }
    Result<void> save_customers(const CorpId&, const std::vector<CustomerProfile>& profiles,
                                UnixMs) override {
        TRY(write());
        customer_rows.insert(customer_rows.end(), profiles.begin(), profiles.end());
        return {};
    }

    void on_published(Published) override { unused(); }
    std::string epoch() const override { return unused<std::string>(); }
    std::string run() const override { return unused<std::string>(); }
    bool went_through(std::string_view, EventSeq) const override { return unused<bool>(); }
    EventSeq head() const override { return unused<EventSeq>(); }
    EventSeq oldest() const override { return unused<EventSeq>(); }
    std::vector<StoredEvent> events_after(EventSeq, std::size_t) const override {
        return unused<std::vector<StoredEvent>>();
    }
    Snapshot snapshot(const Agent&, UnixMs) const override { return unused<Snapshot>(); }
    ConversationPage ended_page(const EndedQuery&, const Agent&) const override {
        return unused<ConversationPage>();
    }
    HistoryPage history(const HistoryQuery&) const override { return unused<HistoryPage>(); }
    Result<ConversationDetails> details(ConversationId) const override {
        return unused<ConversationDetails>();
    }
    std::optional<Conversation> find_conversation(ConversationId) const override {
        return unused<std::optional<Conversation>>();
    }
    std::optional<Message> find_message(MessageId) const override { return unused<std::optional<Message>>(); }
    std::vector<AccountId> accounts_of_customer(const CorpId&, const CustomerId&) const override {
        return unused<std::vector<AccountId>>();
    }
    std::optional<MessageId> find_sent(const AgentId&, const ClientId&) const override {
        return unused<std::optional<MessageId>>();
    }
    bool has_outstanding_sends(ConversationId) const override { return unused<bool>(); }
    Result<void> set_service_state(ConversationId, ServiceState, const ServicerId&, UnixMs) override {
        return unused<Result<void>>();
    }
    Result<MessageId> queue_message(const NewMessage&, UnixMs) override { return unused<MessageId>(); }
    bool was_done(const CommandBy&) const override { return unused<bool>(); }
    Result<MessageId> add_private_note(const NewPrivateNote&, UnixMs) override { return unused<MessageId>(); }
    std::optional<QuickReply> find_quick_reply(QuickReplyId) const override {
        return unused<std::optional<QuickReply>>();
    }
    std::vector<QuickReply> quick_replies(const AgentId&) const override {
        return unused<std::vector<QuickReply>>();
    }
    Result<QuickReplyId> save_quick_reply(const QuickReply&, const CommandBy&, UnixMs) override {
        return unused<QuickReplyId>();
    }
    Result<void> delete_quick_reply(QuickReplyId, const AgentId&, UnixMs) override {
        return unused<Result<void>>();
    }
    Result<void> count_quick_reply(QuickReplyId, const CommandBy&, UnixMs) override {
        return unused<Result<void>>();
    }
    bool quick_replies_fit(const std::vector<QuickReply>&) const override { return true; }
    Result<QuickRepliesImported> import_quick_replies(const std::vector<QuickReply>&, UnixMs) override {
        return unused<QuickRepliesImported>();
    }
    std::vector<Greeting> greetings() const override { return unused<std::vector<Greeting>>(); }
    std::optional<Greeting> greeting_for(const CorpId&, const AccountId&, GreetingKind,
                                         std::string_view) const override {
        return unused<std::optional<Greeting>>();
    }
    Result<void> save_greeting(const Greeting&, UnixMs, const CommandBy&) override {
        return unused<Result<void>>();
    }
    Result<void> delete_greeting(const CorpId&, const AccountId&, std::string_view, GreetingKind, UnixMs,
                                 const CommandBy&) override {
        return unused<Result<void>>();
    }
    Result<EventCodeRow> begin_event_message(const NewEventMessage&, UnixMs) override {
        return unused<Result<EventCodeRow>>();
    }
    Result<void> event_message_outcome(MessageId, const EventCodeOutcome&, UnixMs) override {
        return unused<Result<void>>();
    }
    std::vector<EventCodeRow> open_event_messages() const override {
        return unused<std::vector<EventCodeRow>>();
    }
    const DeskSettings& desk_settings() const override { return unused<const DeskSettings&>(); }
    Result<void> save_desk_settings(const DeskSettings&, UnixMs, const CommandBy&) override {
        return unused<Result<void>>();
    }
    Result<void> cancel_message(MessageId, UnixMs) override { return unused<Result<void>>(); }
    std::vector<OutboxRow> due_outbox(UnixMs, std::size_t, const std::vector<CorpId>&) const override {
        return unused<std::vector<OutboxRow>>();
    }
    std::optional<UnixMs> next_outbox_time(const std::vector<CorpId>&) const override {
        return unused<std::optional<UnixMs>>();
    }
    Result<void> mark_sending(MessageId, UnixMs) override { return unused<Result<void>>(); }
    Result<void> mark_outcome(MessageId, const SendOutcome&, UnixMs) override {
        return unused<Result<void>>();
    }
    MessageId newest_message() const override { return unused<MessageId>(); }
    std::vector<ExportedMessage> export_messages(const ExportScope&, MessageId, ExportPlace&) const override {
        return unused<std::vector<ExportedMessage>>();
    }
    std::vector<ExportedEvent> export_events(const ExportScope&, ExportPlace&) const override {
        return unused<std::vector<ExportedEvent>>();
    }
    Result<void> retry_later(MessageId, UnixMs, NextMsgid, UnixMs) override { return unused<Result<void>>(); }
    Result<void> assign(ConversationId, const AgentId&, UnixMs, const CommandBy&) override {
        return unused<Result<void>>();
    }
    Result<void> end_session(ConversationId, const AgentId&, UnixMs, const SessionSeen&,
                             const CommandBy&) override {
        return unused<Result<void>>();
    }
    Result<void> mark_read(ConversationId, const AgentId&, MessageId, UnixMs) override {
        return unused<Result<void>>();
    }
    Result<void> save_draft(const AgentId&, ConversationId, std::string_view, UnixMs,
                            std::string_view) override {
        return unused<Result<void>>();
    }
    Result<void> mark_conversation(const AgentId&, ConversationId, Mark, bool, UnixMs) override {
        return unused<Result<void>>();
    }
    Result<void> save_note(const CorpId&, const CustomerId&, std::string_view, UnixMs,
                           const CommandBy&) override {
        return unused<Result<void>>();
    }
    Result<void> agent_changed(const Agent&, UnixMs) override { return unused<Result<void>>(); }
    Result<void> check_writable() override { return unused<Result<void>>(); }
    void trim_events(UnixMs) override { unused(); }
    bool index_older(UnixMs) override { return unused<bool>(); }

  private:
    template <class T = void>
    [[noreturn]] T unused() const {
        throw std::logic_error("the sync must not use this part of the store");
    }
    Result<void> write() {
        ++writes;
        if (failing_writes == 0) return {};
        --failing_writes;
        return Error{.code = fail_code, .message = "the test says no"};
    }
    AccountCursor& row_of(const CorpId& corp, const AccountId& account) {
        auto& row = cursor_rows[account];
        row.corp = corp;
        row.account = account;
        return row;
    }
};

}  // namespace kf::testing
