#include "backend/app/sandbox_history.h"

#include <string>
#include <utility>

#include "backend/app/sandbox_demo.h"
#include "backend/app/sandbox_week.h"
#include "backend/quick_replies/quick_reply_rules.h"
#include "backend/sandbox/entry_links.h"
#include "backend/sandbox/samples.h"
#include "backend/sandbox/sim_server.h"
#include "backend/storage/due_kinds.h"
#include "shared/conversations/service_state.h"

namespace kf {

namespace {

constexpr UnixSecs kDaySecs = 24 * kSecsPerHour;
constexpr UnixSecs kChinaSecs = 8 * kSecsPerHour;

Sender agent_sender(const std::string& login) {
    for (const DemoUser& user : demo_users())
        if (user.login == login) return {SenderKind::Agent, login, user.name};
    return {SenderKind::Agent, login, login};
}

// Files the week as it would have happened: what customers wrote by save_page(), the rest by what commands
// and the outbox call. Each step has its own moment.
class WeekWriter {
  public:
    WeekWriter(sim::World& world, Store& store, const CorpId& corp, UnixMs now)
        : world_(world), store_(store), corp_(corp), now_(now) {}

    Result<void> people() {
        std::vector<Account> accounts;
        for (const auto& id : world_.account_order)
            accounts.push_back({corp_, AccountId{id}, world_.accounts.at(id).name, true});
        return store_.save_accounts(corp_, accounts, now_);
    }

    Result<void> session(const WeekSession& session) {
        if (session.customer >= world_.customer_order.size() ||
            session.account >= world_.account_order.size())
            return {};
        account_ = world_.account_order[session.account];
        customer_ = world_.customer_order[session.customer];
        agent_ = session.agent;
        conversation_ = {};
        in_client_ = false;
        const UnixSecs today = (to_secs(now_) + kChinaSecs) / kDaySecs * kDaySecs - kChinaSecs;
        at_ = today - session.days_ago * kDaySecs + session.minute * kSecsPerMinute;
        TRY(event({{"event_type", "enter_session"}, {"scene", session.scene}, {"scene_param", ""}}));
        for (const WeekLine& line : session.lines) {
            at_ += 40 + (at_ * 7 + number_) % 150;
            TRY(write(line));
        }
        at_ += 3 * kSecsPerMinute;
        return end();
    }

    // The names as they would have been fetched; pictures are fetched when the backend runs.
    Result<void> profiles() {
        std::vector<CustomerProfile> profiles;
        for (const WeekSession& session : demo_week()) {
            if (session.customer >= world_.customer_order.size()) continue;
            const sim::Customer& known = world_.customers.at(world_.customer_order[session.customer]);
            CustomerProfile customer;
            customer.id = CustomerId{known.external_userid};
            customer.name = known.nickname;
            customer.gender = static_cast<Gender>(known.gender);
            customer.unionid = known.unionid;
            customer.picture_url = sim::customer_avatar_url(world_, known);
            profiles.push_back(std::move(customer));
        }
        return store_.save_customers(corp_, profiles, now_);
    }

  private:
    [[nodiscard]] UnixMs at() const { return to_ms(at_); }

    // One page with one message, as WeCom would have handed it out.
    Result<void> receive(sim::Json message) {
        last_received_ = "demo" + std::to_string(++number_);
        message["msgid"] = last_received_;
        message["open_kfid"] = account_;
        message["external_userid"] = customer_;
        message["send_time"] = at_;
        SyncPage page;
        TRY_ASSIGN(auto read, message_from_wecom_text(message.dump(), AccountId{account_}));
        page.messages.push_back(std::move(read));
        TRY(store_.save_page(corp_, AccountId{account_}, page, false, PullEnd::Finished, at()));
        return {};
    }

    Result<void> event(sim::Json fields) {
        fields["open_kfid"] = account_;
        fields["external_userid"] = customer_;
        return receive({{"origin", 4}, {"msgtype", "event"}, {"event", std::move(fields)}});
    }

    Result<void> said(int origin, const WeekLine& line) {
        sim::Json message{{"origin", origin}};
        if (origin == 5) message["servicer_userid"] = "zhangsan";
        if (*line.sample == '\0') {
            message["msgtype"] = "text";
            message["text"] = {{"content", line.text}};
        } else {
            TRY_ASSIGN(const auto draft, sim::draft_from(world_, {{"sample", line.sample}}));
            message["msgtype"] = draft.msgtype;
            if (!draft.body.is_null()) message[draft.msgtype] = draft.body;
        }
        return receive(std::move(message));
    }

    Result<void> write(const WeekLine& line) {
        switch (line.by) {
            case WeekBy::Customer:
                TRY(said(3, line));
                return conversation_.empty() ? find() : Result<void>{};
            case WeekBy::Servicer:
                if (!std::exchange(in_client_, true))
                    TRY(event({{"event_type", "session_status_change"},
                               {"change_type", 1},
                               {"new_servicer_userid", "zhangsan"}}));
                return said(5, line);
            case WeekBy::Recall:
                return event({{"event_type", "user_recall_msg"}, {"recall_msgid", last_received_}});
            case WeekBy::Transfer:
                TRY(claim());
                return pass_on(line.text);
            case WeekBy::Note:
                TRY(store_.add_private_note({.conversation = conversation_,
                                             .sender = agent_sender(agent_),
                                             .client_id = next_client_id(),
                                             .text = line.text,
                                             .mentions = {}},
                                            at()));
                return {};
            case WeekBy::Agent:
            case WeekBy::Failed:
                return answer(line);
        }
        return {};
    }

    Result<void> answer(const WeekLine& line) {
        TRY(claim());
        TRY(read_to_the_end());
        TRY_ASSIGN(const MessageId message, store_.queue_message({.conversation = conversation_,
                                                                  .sender = agent_sender(agent_),
                                                                  .client_id = next_client_id(),
                                                                  .content = TextBody{line.text, {}}},
                                                                 at()));
        TRY(store_.mark_sending(message, at()));
        SendOutcome outcome;
        if (line.by == WeekBy::Failed) {
            outcome.delivery = Delivery::Failed;
            outcome.fail_code = kFailTypeBase + 10;
            outcome.fail_zh = "客户拒收了您的消息。";
            outcome.fail_en = "The customer refuses messages.";
        }
        return store_.mark_outcome(message, outcome, at());
    }

    Result<void> find() {
        Agent everybody;
        everybody.role = Role::Admin;
        for (const Conversation& head : store_.snapshot(everybody, at()).conversations)
            if (head.account.value == account_ && head.customer.value == customer_) conversation_ = head.id;
        return {};
    }

    Result<void> read_to_the_end() {
        const MessageId newest = store_.find_conversation(conversation_)->last.id;
        return store_.mark_read(conversation_, AgentId{agent_}, newest, at());
    }

    [[nodiscard]] CommandBy by_agent() const { return {AgentId{agent_}, {}}; }
    Result<void> claim() { return store_.assign(conversation_, AgentId{agent_}, at(), by_agent()); }
    Result<void> pass_on(const std::string& to) {
        TRY(store_.assign(conversation_, AgentId{to}, at(), by_agent()));
        agent_ = to;
        return {};
    }

    Result<void> end() {
        if (in_client_)
            return event({{"event_type", "session_status_change"},
                          {"change_type", 3},
                          {"old_servicer_userid", "zhangsan"}});
        TRY(read_to_the_end());
        TRY(store_.end_session(conversation_, AgentId{agent_}, at(), {}, by_agent()));
        TRY(store_.set_service_state(conversation_, ServiceState::Ended, {}, at()));
        // There is no WeCom of that week that could be told.
        return due_store(store_).drop_due(kTellEnd, std::to_string(conversation_.value));
    }

    ClientId next_client_id() { return ClientId{"demo-" + std::to_string(++number_)}; }

    sim::World& world_;
    Store& store_;
    CorpId corp_;
    UnixMs now_;
    std::string account_, customer_, agent_, last_received_;
    ConversationId conversation_;
    bool in_client_ = false;
    UnixSecs at_ = 0;
    std::int64_t number_ = 0;
};

}  // namespace

Result<void> write_demo_week(sim::SimServer& simulator, Store& store, const CorpId& corp, UnixMs now) {
    Result<void> written;
    simulator.with([&](sim::Simulator& sim) {
        WeekWriter writer(sim.world(), store, corp, now);
        written = [&]() -> Result<void> {
            TRY(writer.people());
            for (const WeekSession& session : demo_week()) TRY(writer.session(session));
            return writer.profiles();
        }();
    });
    return written;
}

Result<void> write_demo_quick_replies(Store& store, UnixMs now) {
    std::vector<QuickReply> rows;
    for (const WeekReply& reply : demo_quick_replies()) {
        QuickReply row;
        row.category = reply.category;
        row.title = reply.title;
        row.text = reply.text;
        row.initials = pinyin_initials(row.title);
        rows.push_back(std::move(row));
    }
    TRY(store.import_quick_replies(rows, now));
    return {};
}

}  // namespace kf
