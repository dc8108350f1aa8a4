#include "tests/backend/storage/store_fixture.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <map>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include <SQLiteCpp/Exception.h>

#include "backend/storage/conversation_rows.h"
#include "shared/protocol/protocol_codec.h"

namespace kf::test {

TempFolder::TempFolder() {
    // In memory where there is such a folder: the tests sync thousands of times.
    std::error_code missing;
    const std::filesystem::path memory = "/dev/shm";
    const bool fast = std::filesystem::is_directory(memory, missing) && ::access(memory.c_str(), W_OK) == 0;
    const std::filesystem::path parent = fast ? memory : std::filesystem::temp_directory_path();
    std::string pattern = (parent / "kfdesk_test_XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no folder for the test");
    path_ = pattern;
}

TempFolder::~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

StoreFixture::StoreFixture(const DatabaseOptions& opened_with) : options(opened_with) {
    agents = {agent_named("lin"), agent_named("mei"), agent_named("wang", Role::Supervisor)};
    reopen();
}

namespace {

// What is stored of the conversation, without what has happened to it.
ConversationRow empty_head(const ConversationRow& stored) {
    ConversationRow row;
    row.account_key = stored.account_key;
    row.customer_key = stored.customer_key;
    row.head.id = stored.head.id;
    row.head.corp = stored.head.corp;
    row.head.account = stored.head.account;
    row.head.customer = stored.head.customer;
    return row;
}

void check_replay(DatabaseFile& file, const FactLog& facts) {
    Statements db(file.sqlite());
    std::map<ConversationId, std::pair<ConversationRow, SessionHead>> rows;  // stored, replayed
    for (const FactLog::Entry& entry : facts.entries()) {
        auto found = rows.find(entry.conversation);
        if (found == rows.end()) {
            const auto stored = load_conversation(db, entry.conversation);
            if (!stored) continue;  // an older copy of the file was put back
            found = rows.emplace(entry.conversation, std::pair{*stored, empty_head(*stored)}).first;
        }
        SessionHead& head = found->second.second;
        const SessionMoves moves = kf::apply(head, entry.fact);
        if (moves.begin) head.head.session = entry.begun;
    }
    for (const auto& row : rows) {
        CAPTURE(row.first.value);
        const SessionHead& stored = row.second.first;
        CHECK(stored == row.second.second);
    }
}

}  // namespace

StoreFixture::~StoreFixture() {
    if (!file || !heads_follow_from_facts || std::uncaught_exceptions() > 0) return;
    try {
        check_replay(*file, facts);
    } catch (const SQLite::Exception&) {
        return;  // a test about files that cannot be read
    }
}

void StoreFixture::close() {
    store.reset();
    file.reset();
}

void StoreFixture::reopen() {
    close();
    published.clear();
    auto opened = DatabaseFile::open(folder.path(), options);
    if (!opened.ok()) throw std::runtime_error(opened.error().message);
    file = std::move(opened).value();
    auto made = open_sqlite_store(
        *file, [this] { return agents; }, &facts);
    if (!made.ok()) throw std::runtime_error(made.error().message);
    store = std::move(made).value();
    store->on_published([this](const std::vector<StoredEvent>& events) {
        published.insert(published.end(), events.begin(), events.end());
    });
}

PageSaved StoreFixture::page(const std::vector<KfMessage>& messages, UnixSecs now_secs, bool found_late,
                             const AccountId& account) {
    SyncPage page;
    page.next_cursor = "CUR_" + std::to_string(next_cursor++);
    page.messages = messages;
    auto saved = store->save_page(kCorp, account, page, found_late, PullEnd::GoesOn, to_ms(now_secs));
    if (!saved.ok()) throw std::runtime_error(saved.error().message);
    return std::move(saved).value();
}

Conversation StoreFixture::conversation(const CustomerId& customer, const AccountId& account) {
    for (const Conversation& head : store->snapshot(agent_named("all", Role::Admin), 0).conversations) {
        if (head.customer == customer && head.account == account) return head;
    }
    throw std::runtime_error("no conversation of " + customer.value);
}

std::vector<Message> StoreFixture::messages(ConversationId id) {
    return store->history({.conversation = id, .before = {}, .limit = 200}).messages;
}

Result<MessageId> StoreFixture::try_send(ConversationId id, const std::string& text, UnixSecs now_secs,
                                         const std::string& agent, const std::string& client_id) {
    return store->queue_message({.conversation = id,
                                 .sender = {.kind = SenderKind::Agent, .id = agent, .name = agent},
                                 .client_id = ClientId{client_id},
                                 .content = TextBody{text, {}},
                                 .not_before = 0},
                                to_ms(now_secs));
}

MessageId StoreFixture::send(ConversationId id, const std::string& text, UnixSecs now_secs,
                             const std::string& agent, const std::string& client_id) {
    auto sent = try_send(id, text, now_secs, agent, client_id);
    if (!sent.ok()) throw std::runtime_error(sent.error().message);
    return *sent;
}

void StoreFixture::accept(MessageId id, UnixSecs now_secs) {
    REQUIRE(store->mark_sending(id, to_ms(now_secs)).ok());
    REQUIRE(store->mark_outcome(id, SendOutcome{}, to_ms(now_secs)).ok());
}

Agent agent_named(const std::string& login, Role role) {
    Agent agent;
    agent.id = AgentId{login};
    agent.name = login;
    agent.role = role;
    return agent;
}

namespace {

KfMessage basic(const std::string& msgid, UnixSecs at, const CustomerId& customer, const AccountId& account) {
    KfMessage message;
    message.msgid = KfMessageId{msgid};
    message.account = account;
    message.customer = customer;
    message.send_time = at;
    message.raw = "{}";
    return message;
}

}  // namespace

KfMessage customer_text(const std::string& msgid, UnixSecs at, const std::string& text,
                        const CustomerId& customer, const AccountId& account) {
    KfMessage message = basic(msgid, at, customer, account);
    message.origin = origin::kCustomer;
    message.msgtype = "text";
    message.body = TextBody{.content = text, .menu_id = {}};
    message.raw = text_as_received(message);
    return message;
}

KfMessage servicer_text(const std::string& msgid, UnixSecs at, const std::string& text,
                        const std::string& servicer, const CustomerId& customer, const AccountId& account) {
    KfMessage message = customer_text(msgid, at, text, customer, account);
    message.origin = origin::kServicer;
    message.servicer = ServicerId{servicer};
    message.raw = text_as_received(message);
    return message;
}

KfMessage event_message(const std::string& msgid, UnixSecs at, KfEvent event, const CustomerId& customer,
                        const AccountId& account) {
    KfMessage message = basic(msgid, at, customer, account);
    message.origin = origin::kSystem;
    message.msgtype = "event";
    message.body = std::move(event);
    message.raw = R"({"msgtype":"event","event":{"event_type":"enter_session"}})";
    return message;
}

std::string canonical(Snapshot snapshot) {
    snapshot.server_time = 0;
    snapshot.seq = 0;
    const auto sort = [](auto& list, auto key) {
        std::sort(list.begin(), list.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    };
    sort(snapshot.accounts, [](const Account& a) { return a.id.value; });
    sort(snapshot.agents, [](const Agent& a) { return a.id.value; });
    sort(snapshot.conversations, [](const Conversation& c) { return c.id.value; });
    sort(snapshot.customers, [](const Customer& c) { return c.id.value; });
    sort(snapshot.drafts, [](const Draft& d) { return d.conversation.value; });
    sort(snapshot.marks, [](const Marks& m) { return m.conversation.value; });
    sort(snapshot.servicers, [](const ServicerId& s) { return s.value; });
    sort(snapshot.quick_replies, [](const QuickReply& q) { return q.id.value; });
    sort(snapshot.greetings, [](const Greeting& g) {
        return g.account.value + "|" + std::string(to_word(g.kind)) + "|" + g.scene;
    });
    return nlohmann::json::parse(write_snapshot(snapshot)).dump(1);
}

namespace {

template <class Item, class Same>
void put(std::vector<Item>& list, const Item& item, Same same) {
    for (Item& held : list) {
        if (same(held)) {
            held = item;
            return;
        }
    }
    list.push_back(item);
}

void apply(Snapshot& snapshot, const Event& event) {
    const auto put_head = [&](const Conversation& head) {
        const auto same = [&](const Conversation& c) { return c.id == head.id; };
        const auto held = std::find_if(snapshot.conversations.begin(), snapshot.conversations.end(), same);
        // What the snapshot did not hold was over, unless it has begun since.
        const bool was_over = held != snapshot.conversations.end() ? held->desk_state == DeskState::Ended
                                                                   : !(snapshot.newest < head.id);
        snapshot.ended += (head.desk_state == DeskState::Ended ? 1 : 0) - (was_over ? 1 : 0);
        snapshot.newest = std::max(snapshot.newest, head.id);
        put(snapshot.conversations, head, same);
    };
    if (const auto* added = std::get_if<MessageAdded>(&event)) {
        put_head(added->conversation);
        const Sender& sender = added->message.sender;
        const ServicerId writer{sender.kind == SenderKind::Servicer ? sender.id : ""};
        if (!writer.empty()) {
            put(snapshot.servicers, writer, [&](const ServicerId& known) { return known == writer; });
        }
    }
    if (const auto* changed = std::get_if<ConversationChanged>(&event)) put_head(changed->conversation);
    if (const auto* customer = std::get_if<CustomerChanged>(&event)) {
        put(snapshot.customers, customer->customer,
            [&](const Customer& c) { return c.id == customer->customer.id; });
    }
    if (const auto* account = std::get_if<AccountChanged>(&event)) {
        put(snapshot.accounts, account->account,
            [&](const Account& a) { return a.id == account->account.id; });
    }
    if (const auto* agent = std::get_if<AgentChanged>(&event)) {
        put(snapshot.agents, agent->agent, [&](const Agent& a) { return a.id == agent->agent.id; });
    }
    if (const auto* draft = std::get_if<DraftChanged>(&event)) {
        std::erase_if(snapshot.drafts, [&](const Draft& d) { return d.conversation == draft->conversation; });
        if (!draft->text.empty()) snapshot.drafts.push_back({draft->conversation, draft->text});
    }
    if (const auto* marks = std::get_if<MarksChanged>(&event)) {
        std::erase_if(snapshot.marks, [&](const Marks& m) { return m.conversation == marks->conversation; });
        if (marks->pinned || marks->unread)
            snapshot.marks.push_back({marks->conversation, marks->pinned, marks->unread});
    }
    if (const auto* reply = std::get_if<QuickReplyChanged>(&event)) {
        put(snapshot.quick_replies, reply->quick_reply,
            [&](const QuickReply& q) { return q.id == reply->quick_reply.id; });
    }
    if (const auto* removed = std::get_if<QuickReplyRemoved>(&event)) {
        std::erase_if(snapshot.quick_replies, [&](const QuickReply& q) { return q.id == removed->id; });
    }
    const auto same_place = [](const Greeting& g, const auto& other) {
        return g.account == other.account && g.scene == other.scene && g.kind == other.kind;
    };
    if (const auto* greeting = std::get_if<GreetingChanged>(&event)) {
        put(snapshot.greetings, greeting->greeting,
            [&](const Greeting& g) { return same_place(g, greeting->greeting); });
    }
    if (const auto* removed = std::get_if<GreetingRemoved>(&event)) {
        std::erase_if(snapshot.greetings, [&](const Greeting& g) { return same_place(g, *removed); });
    }
    if (const auto* settings = std::get_if<DeskSettingsChanged>(&event)) {
        snapshot.desk_settings = settings->settings;
    }
}

}  // namespace

std::string replayed(Snapshot snapshot, const std::vector<StoredEvent>& events) {
    for (const StoredEvent& stored : events) {
        if (stored.seq <= snapshot.seq) continue;
        REQUIRE(stored.seq == snapshot.seq + 1);
        snapshot.seq = stored.seq;
        if (!stored.audience.account.empty() &&
            !may_see(snapshot.self, stored.audience.corp, stored.audience.account))
            continue;
        if (!stored.audience.agent.empty() && stored.audience.agent != snapshot.self.id) continue;
        const auto event = read_event(stored.json);
        REQUIRE(event.ok());
        apply(snapshot, *event);
    }
    return canonical(std::move(snapshot));
}

}  // namespace kf::test
