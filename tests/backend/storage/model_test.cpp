// The store against a much simpler memory of what was done to it, over random histories with restarts in
// between.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <random>

#include "tests/backend/storage/store_fixture.h"

using namespace kf;
using namespace kf::test;

namespace {

struct ModelLine {
    std::string msgid;
    std::string text;
    SenderKind sender = SenderKind::Customer;
    Delivery delivery = Delivery::None;
    bool recalled = false;
    UnixSecs at = 0;
    int period = 0;         // of service
    bool left = false;      // was handed over, so WeCom may have it
    bool accepted = false;  // ever
    UnixSecs accepted_at = 0;
    bool counts = false;  // in the running window
};

struct ModelChat {
    std::vector<ModelLine> lines;
    DeskState desk = DeskState::Ended;
    std::string agent;
    UnixSecs window = 0;
    int unread = 0;
    int period = 0;

    int used() const {
        return static_cast<int>(
            std::count_if(lines.begin(), lines.end(), [](const auto& l) { return l.counts; }));
    }
    UnixSecs waiting_since() const {
        if (desk == DeskState::Ended) return 0;
        UnixSecs since = 0;
        for (auto line = lines.rbegin(); line != lines.rend() && line->period == period; ++line) {
            if (line->sender == SenderKind::Servicer || line->delivery == Delivery::Accepted) break;
            if (line->sender == SenderKind::Customer) since = line->at;
        }
        return since;
    }
};

class RandomHistory {
  public:
    RandomHistory(unsigned seed, int restart_every) : random_(seed), restart_every_(restart_every) {}

    void run(int steps) {
        Snapshot early = store_->snapshot(observer_, 0);
        for (int step = 0; step < steps; ++step) {
            now_ += 1 + pick(3);
            act();
            check();
            if (pick(restart_every_) == 0) {
                store_.reopen();
                under_way_.clear();
                check();
            }
            if (pick(60) == 0) {
                // Whoever held a snapshot and took every event since holds what a new snapshot says.
                const auto events = store_->events_after(early.seq, 1'000'000);
                CHECK(replayed(early, events) == canonical(store_->snapshot(observer_, 0)));
                if (pick(2) == 0) early = store_->snapshot(observer_, 0);
            }
        }
        const auto all = store_->events_after(0, 1'000'000);
        REQUIRE(all.size() == static_cast<std::size_t>(store_->head()));
        for (std::size_t i = 0; i < all.size(); ++i) REQUIRE(all[i].seq == static_cast<EventSeq>(i) + 1);
    }

  private:
    int pick(int below) { return static_cast<int>(random_() % static_cast<unsigned>(below)); }

    std::string some_customer() { return "wm" + std::to_string(pick(3)); }
    ModelLine* some_line(bool ours) {
        std::vector<ModelLine*> found;
        for (auto& [customer, chat] : chats_) {
            for (ModelLine& line : chat.lines) {
                if ((line.sender == SenderKind::Agent) == ours) found.push_back(&line);
            }
        }
        return found.empty() ? nullptr
                             : found[static_cast<std::size_t>(pick(static_cast<int>(found.size())))];
    }
    ModelChat& chat_of(const ModelLine& wanted) {
        for (auto& [customer, chat] : chats_) {
            for (const ModelLine& line : chat.lines) {
                if (line.msgid == wanted.msgid) return chat;
            }
        }
        throw std::runtime_error("no chat of the line");
    }
    std::optional<MessageId> id_of(const std::string& msgid) {
        if (const auto known = ids_.find(msgid); known != ids_.end()) return known->second;
        for (const Conversation& head : store_->snapshot(observer_, 0).conversations) {
            for (const Message& message : store_.messages(head.id)) ids_[message.msgid.value] = message.id;
        }
        const auto found = ids_.find(msgid);
        return found == ids_.end() ? std::nullopt : std::optional(found->second);
    }

    void act() {
        switch (pick(12)) {
            case 0:
            case 1:
            case 2:
                return page();
            case 3:
            case 4:
                return send();
            case 5:
            case 6:
                return hand_over();
            case 7:
            case 8:
                return answer();
            case 9:
                return desk();
            case 10:
                return cancel();
            default:
                return quiet_things();
        }
    }

    void page() {
        std::vector<KfMessage> messages;
        for (int i = pick(4); i >= 0; --i) {
            const CustomerId customer{some_customer()};
            ModelChat& chat = chats_[customer.value];
            const std::string msgid = "k" + std::to_string(++next_);
            switch (pick(8)) {
                case 0: {
                    messages.push_back(servicer_text(msgid, now_, msgid, "zhangsan", customer));
                    if (chat.desk == DeskState::Ended) chat.period = ++periods_;
                    chat.desk = DeskState::InClient;
                    chat.agent.clear();
                    chat.unread = 0;
                    add(chat, msgid, SenderKind::Servicer);
                    break;
                }
                case 1: {
                    ModelLine* const line = some_line(true);
                    if (line == nullptr || line->delivery == Delivery::Cancelled) break;
                    messages.push_back(event_message(
                        msgid, now_, MessageSendFailed{KfMessageId{line->msgid}, 10}, customer));
                    seen_.push_back(messages.back());
                    if (line->delivery != Delivery::Failed || line->accepted) {
                        line->delivery = Delivery::Failed;
                        if (!line->accepted) line->accepted_at = now_;
                        line->accepted = true;
                        std::erase(under_way_, line->msgid);
                    } else {
                        // Refused at once: WeCom cannot report it as undelivered; the model leaves it alone.
                        messages.pop_back();
                        seen_.pop_back();
                    }
                    break;
                }
                case 2: {
                    ModelLine* const line = some_line(false);
                    if (line == nullptr) break;
                    messages.push_back(
                        event_message(msgid, now_, MessageRecalled{KfMessageId{line->msgid}, {}}, customer));
                    line->recalled = true;
                    break;
                }
                case 3: {
                    if (!seen_.empty())
                        messages.push_back(
                            seen_[static_cast<std::size_t>(pick(static_cast<int>(seen_.size())))]);
                    break;
                }
                case 4: {
                    if (chat.lines.empty()) break;
                    messages.push_back(event_message(
                        msgid, now_,
                        SessionStatusChanged{SessionChange::Ended, ServicerId{"zhangsan"}, {}, {}},
                        customer));
                    chat.desk = DeskState::Ended;
                    chat.unread = 0;
                    add(chat, msgid, SenderKind::System);
                    break;
                }
                default: {
                    messages.push_back(customer_text(msgid, now_, msgid, customer));
                    seen_.push_back(messages.back());
                    if (chat.desk == DeskState::Ended) {
                        chat.desk = DeskState::Queued;
                        chat.agent.clear();
                        chat.period = ++periods_;
                    }
                    chat.unread += 1;
                    chat.window = now_;
                    for (ModelLine& line : chat.lines) {
                        const bool outstanding = line.delivery == Delivery::Held ||
                                                 line.delivery == Delivery::Queued ||
                                                 line.delivery == Delivery::Sending;
                        line.counts = outstanding;
                    }
                    add(chat, msgid, SenderKind::Customer);
                    break;
                }
            }
        }
        store_.page(messages, now_);
        if (pick(10) == 0) store_.page(messages, now_);  // the cursor was lost
    }

    void add(ModelChat& chat, const std::string& msgid, SenderKind sender) {
        ModelLine line;
        line.msgid = msgid;
        line.text = msgid;
        line.sender = sender;
        line.at = now_;
        line.period = chat.period;
        chat.lines.push_back(line);
    }

    void send() {
        const std::string customer = some_customer();
        ModelChat& chat = chats_[customer];
        if (chat.lines.empty()) return;
        const ConversationId id = store_.conversation(CustomerId{customer}).id;
        const bool held = pick(3) == 0;
        const std::string client = "c" + std::to_string(++next_);
        const auto sent =
            store_->queue_message({.conversation = id,
                                   .sender = {.kind = SenderKind::Agent, .id = "lin", .name = "lin"},
                                   .client_id = ClientId{client},
                                   .content = TextBody{client, {}},
                                   .not_before = held ? to_ms(now_ + 5) : 0},
                                  to_ms(now_));
        const bool allowed = chat.window > 0 &&
                             (chat.desk == DeskState::Queued || chat.desk == DeskState::Assigned) &&
                             chat.used() < 5;
        REQUIRE(sent.ok() == allowed);
        if (!allowed) return;
        ModelLine line;
        line.msgid = store_->find_message(*sent)->msgid.value;
        line.text = client;
        line.sender = SenderKind::Agent;
        line.delivery = held ? Delivery::Held : Delivery::Queued;
        line.at = now_;
        line.period = chat.period;
        line.counts = true;
        chat.lines.push_back(line);
        chat.unread = 0;
        if (chat.desk == DeskState::Queued) {
            chat.desk = DeskState::Assigned;
            chat.agent = "lin";
        }
    }

    void hand_over() {
        for (const OutboxRow& row : store_->due_outbox(to_ms(now_), 10)) {
            if (pick(3) == 0) continue;
            REQUIRE(store_->mark_sending(row.message, to_ms(now_)).ok());
            under_way_.push_back(row.msgid.value);
            ModelLine& line = *line_of(row.msgid.value);
            line.delivery = Delivery::Sending;
            line.left = true;
        }
    }

    ModelLine* line_of(const std::string& msgid) {
        for (auto& [customer, chat] : chats_) {
            for (ModelLine& line : chat.lines) {
                if (line.msgid == msgid) return &line;
            }
        }
        return nullptr;
    }

    void answer() {
        if (under_way_.empty()) return;
        const std::string msgid =
            under_way_[static_cast<std::size_t>(pick(static_cast<int>(under_way_.size())))];
        std::erase(under_way_, msgid);
        ModelLine& line = *line_of(msgid);
        const MessageId id = *id_of(msgid);
        SendOutcome outcome;
        switch (pick(4)) {
            case 0:
                REQUIRE(store_->retry_later(id, to_ms(now_ + pick(5)), NextMsgid::Same, to_ms(now_)).ok());
                line.delivery = Delivery::Queued;
                return;
            case 1:
                outcome.delivery = Delivery::Failed;
                outcome.fail_code = 40201;
                outcome.give_back = true;
                line.delivery = Delivery::Failed;
                line.counts = false;
                break;
            default:
                line.delivery = Delivery::Accepted;
                line.accepted = true;
                line.accepted_at = now_;
        }
        REQUIRE(store_->mark_outcome(id, outcome, to_ms(now_)).ok());
    }

    void desk() {
        const std::string customer = some_customer();
        ModelChat& chat = chats_[customer];
        if (chat.lines.empty()) return;
        const Conversation head = store_.conversation(CustomerId{customer});
        const bool ours = chat.desk == DeskState::Queued || chat.desk == DeskState::Assigned;
        switch (pick(4)) {
            case 0: {
                const std::string agent = pick(3) == 0 ? "" : pick(2) == 0 ? "lin" : "mei";
                CHECK(store_->assign(head.id, AgentId{agent}, to_ms(now_)).ok() == ours);
                if (!ours) return;
                chat.desk = agent.empty() ? DeskState::Queued : DeskState::Assigned;
                chat.agent = agent;
                return;
            }
            case 1:
                CHECK(store_->end_session(head.id, AgentId{"lin"}, to_ms(now_)).ok() ==
                      (chat.desk != DeskState::InClient));
                if (!ours) return;
                if (chat.agent.empty()) chat.agent = "lin";
                chat.desk = DeskState::Ended;
                chat.unread = 0;
                return;
            case 2:
                REQUIRE(store_->mark_read(head.id, head.agent, head.last.id, to_ms(now_)).ok());
                if (chat.desk != DeskState::Assigned) return;
                chat.unread = std::min(
                    chat.unread,
                    static_cast<int>(std::count_if(chat.lines.begin(), chat.lines.end(), [&](auto& line) {
                        return line.sender == SenderKind::Customer &&
                               id_of(line.msgid)->value > head.last.id.value;
                    })));
                return;
            default:
                if (chat.desk != DeskState::InClient) return;
                REQUIRE(store_->set_service_state(head.id, ServiceState::Assistant, {}, to_ms(now_)).ok());
                chat.desk = DeskState::Queued;
        }
    }

    void cancel() {
        ModelLine* const line = some_line(true);
        if (line == nullptr) return;
        // What failed is discarded, unless WeCom took it and reported it later.
        const bool possible = line->delivery == Delivery::Held || line->delivery == Delivery::Cancelled ||
                              (line->delivery == Delivery::Queued && !line->left) ||
                              (line->delivery == Delivery::Failed && !line->accepted);
        CHECK(store_->cancel_message(*id_of(line->msgid), to_ms(now_)).ok() == possible);
        if (!possible) return;
        line->delivery = Delivery::Cancelled;
        line->counts = false;
    }

    void quiet_things() {
        const std::string customer = some_customer();
        if (chats_[customer].lines.empty()) return;
        const ConversationId id = store_.conversation(CustomerId{customer}).id;
        REQUIRE(store_->save_draft(AgentId{"all"}, id, pick(2) == 0 ? "" : "稿", to_ms(now_)).ok());
        const Mark mark = pick(2) == 0 ? Mark::Pinned : Mark::Unread;
        REQUIRE(store_->mark_conversation(AgentId{"all"}, id, mark, pick(2) == 0, to_ms(now_)).ok());
        REQUIRE(store_->save_note(kCorp, CustomerId{customer}, std::to_string(pick(3)), to_ms(now_)).ok());
        REQUIRE(store_->check_writable().ok());
    }

    void check() {
        const Snapshot snapshot = store_->snapshot(observer_, 0);
        std::map<std::int64_t, int> due;
        for (const OutboxRow& row : store_->due_outbox(to_ms(now_), 100)) due[row.conversation.value] += 1;
        for (const auto& [conversation, rows] : due) CHECK(rows == 1);
        for (const Conversation& head : snapshot.conversations) {
            const ModelChat& chat = chats_[head.customer.value];
            CHECK(head.desk_state == chat.desk);
            CHECK(head.window.opened_at == chat.window);
            CHECK(head.window.used == chat.used());
            CHECK(head.unread == chat.unread);
            CHECK(to_secs(head.waiting_since) == chat.waiting_since());
            if (head.desk_state == DeskState::Assigned) CHECK(head.agent.value == chat.agent);
            if (head.desk_state == DeskState::Queued) CHECK(head.agent.empty());
            if (head.desk_state == DeskState::InClient) CHECK(head.agent.empty());
            if (head.service_state == ServiceState::Ended) CHECK(head.desk_state == DeskState::Ended);
            const auto messages = store_.messages(head.id);
            const std::size_t shown = std::min<std::size_t>(chat.lines.size(), 200);
            REQUIRE(messages.size() == shown);
            for (std::size_t i = 0; i < shown; ++i) {
                const ModelLine& line = chat.lines[chat.lines.size() - shown + i];
                CHECK(messages[i].msgid.value == line.msgid);
                CHECK(messages[i].delivery == line.delivery);
                CHECK(messages[i].recalled == line.recalled);
                CHECK(messages[i].sender.kind == line.sender);
                if (line.sender != SenderKind::System) CHECK(messages[i].text == line.text);
            }
        }
    }

    std::mt19937 random_;
    int restart_every_;
    StoreFixture store_;
    Agent observer_ = agent_named("all", Role::Admin);
    std::map<std::string, ModelChat> chats_;
    std::map<std::string, MessageId> ids_;
    std::vector<std::string> under_way_;
    std::vector<KfMessage> seen_;  // what a replay may bring again
    UnixSecs now_ = kDay;
    int next_ = 0;
    int periods_ = 0;
};

}  // namespace

TEST_CASE("over random histories the store remembers what a simple memory remembers") {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        CAPTURE(seed);
        RandomHistory(seed, 40).run(200);
    }
}

TEST_CASE("a process that ends after every single step forgets nothing") {
    for (unsigned seed = 101; seed <= 103; ++seed) {
        CAPTURE(seed);
        RandomHistory(seed, 1).run(120);
    }
}
