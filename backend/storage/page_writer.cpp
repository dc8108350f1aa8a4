#include "backend/storage/page_writer.h"

#include <algorithm>
#include <set>

#include "backend/auth/secret_token.h"
#include "backend/storage/media_rows.h"
#include "backend/storage/message_rows.h"
#include "shared/base/overloaded.h"
#include "shared/kf/error_codes.h"
#include "shared/kf/message_codec.h"

namespace kf {
namespace {

constexpr UnixMs kLateMs = 60'000;
// last_seen moves in steps, so that a lively chat does not send the whole customer with every line.
constexpr UnixMs kSeenStepMs = 60'000;
constexpr UnixMs kProfileAgeMs = kSecsPerDay * 1000;
constexpr int kFailedOverTime = 4;  // fail_type, reference 6.5
constexpr int kFailedOverFive = 6;
constexpr std::size_t kFirstTextCodePoints = 60;

// What a session that begins with this message is known by: its words, or "[图片]" and below it "[Image]".
std::string session_words(const Message& message) {
    if (!message.text.empty()) return one_line(message.text, kFirstTextCodePoints);
    return message_preview(message.msgtype, message.raw, false, kFirstTextCodePoints) + "\n" +
           message_preview(message.msgtype, message.raw, true, kFirstTextCodePoints);
}

KfMessageId id_of_content(std::string_view prefix, const std::string& content) {
    return KfMessageId{std::string{prefix} + to_hex(token_hash(content)).substr(0, 32)};
}

}  // namespace

std::int64_t account_key_of(StoreTransaction& transaction, const CorpId& corp, const AccountId& account) {
    Statements& db = transaction.db;
    if (const auto key = find_account(db, corp, account); key != 0) return key;
    db("INSERT INTO accounts (corp, account) VALUES (?, ?)", corp, account).run();
    const std::int64_t key = db.last_inserted();
    Account added;
    added.corp = corp;
    added.id = account;
    transaction.emit(Audience{.account = account, .agent = {}}, AccountChanged{added});
    return key;
}

void emit_customer(StoreTransaction& transaction, const CustomerRow& row) {
    Query accounts = transaction.db(
        "SELECT a.account FROM conversations c JOIN accounts a ON a.key = c.account_key WHERE c.customer_key "
        "= ? "
        "ORDER BY c.id",
        row.key);
    while (accounts.next()) {
        transaction.emit(Audience{.account = AccountId{accounts.text(0)}, .agent = {}},
                         CustomerChanged{row.customer});
    }
}

PageWriter::PageWriter(StoreTransaction& transaction, CorpId corp, AccountId account, bool found_late)
    : transaction_(transaction),
      db_(transaction.db),
      corp_(std::move(corp)),
      account_(std::move(account)),
      found_late_(found_late) {}

void PageWriter::add(const KfMessage& message) {
    if (!message.msgid.empty()) return add_known_by_id(message);
    KfMessage named = message;
    named.msgid = id_of_content("noid-", message.raw);
    add_known_by_id(named);
}

void PageWriter::add_known_by_id(const KfMessage& message) {
    const AccountId& account = message.account.empty() ? account_ : message.account;
    if (known(message, account)) return;
    if (const auto* event = std::get_if<KfEvent>(&message.body)) {
        add_event(message, account, *event);
    } else if (message.customer.empty()) {
        // Nobody to file it under; kept as it came.
        if (file_apart(message, account)) ++saved_.set_apart;
    } else if (message.origin == origin::kCustomer) {
        add_customer_message(message, account);
    } else if (message.origin == origin::kServicer) {
        add_servicer_message(message, account);
    } else {
        // An origin that the reference does not list: shown, but it moves nothing.
        Touched& touched = touch(account, message.customer, message.send_time);
        add_system_line(touched, message);
    }
}

void PageWriter::add_unreadable(const std::string& text) {
    // The same again is the same: a page may come twice.
    if (file_apart(account_, id_of_content("unreadable-", text), text)) ++saved_.set_apart;
}

PageSaved PageWriter::finish() {
    for (auto& [key, touched] : touched_) {
        if (touched.dirty) update_conversation(db_, touched.row);
        if (touched.customer_dirty) {
            update_customer(db_, touched.customer);
            emit_customer(transaction_, touched.customer);
        }
    }
    return std::move(saved_);
}

std::int64_t PageWriter::key_of(const AccountId& account) {
    const auto [entry, fresh] = account_keys_.try_emplace(account, 0);
    if (fresh) entry->second = account_key_of(transaction_, corp_, account);
    return entry->second;
}

bool PageWriter::known(const KfMessage& message, const AccountId& account) {
    return find_by_msgid(db_, key_of(account), message.msgid).has_value();
}

PageWriter::Touched& PageWriter::touch(const AccountId& account, const CustomerId& customer, UnixSecs at) {
    const std::int64_t account_key = key_of(account);
    const auto [entry, fresh] = touched_.try_emplace({account_key, customer});
    Touched& touched = entry->second;
    if (!fresh) return touched;

    auto customer_row = find_customer(db_, corp_, customer);
    if (!customer_row) {
        customer_row.emplace();
        customer_row->customer.corp = corp_;
        customer_row->customer.id = customer;
        customer_row->customer.first_seen = customer_row->customer.last_seen = to_ms(at);
        insert_customer(db_, *customer_row);
    }
    touched.customer = std::move(*customer_row);
    if (auto row = find_conversation(db_, account_key, touched.customer.key)) {
        touched.row = std::move(*row);
        return touched;
    }
    touched.row.account_key = account_key;
    touched.row.customer_key = touched.customer.key;
    touched.row.head.corp = corp_;
    touched.row.head.account = account;
    touched.row.head.customer = customer;
    insert_conversation(db_, touched.row);
    // Before the first line: a console that serves only this account has never heard of the customer.
    transaction_.emit(touched.row.head, CustomerChanged{touched.customer.customer});
    return touched;
}

PageWriter::Touched* PageWriter::touch_conversation_of(const Message& message) {
    const auto row = load_conversation(db_, message.conversation);
    if (!row) return nullptr;
    return &touch(row->head.account, row->head.customer, to_secs(message.sent_at));
}

void PageWriter::seen(Touched& touched, UnixSecs at) {
    Customer& customer = touched.customer.customer;
    if (to_ms(at) < customer.first_seen) {
        customer.first_seen = to_ms(at);
        touched.customer_dirty = true;
    }
    if (to_ms(at) >= customer.last_seen + kSeenStepMs) {
        customer.last_seen = to_ms(at);
        touched.customer_dirty = true;
    }
    const bool served = transaction_.now - to_ms(at) < to_ms(kReplyWindowSecs);  // reference 8.2
    const bool stale = customer.profile_fetched_at < transaction_.now - kProfileAgeMs;
    if (served && stale && !touched.profile_wanted) {
        touched.profile_wanted = true;
        saved_.new_customers.push_back(customer.id);
    }
}

bool PageWriter::is_late(UnixSecs send_time) const {
    return found_late_ && transaction_.now - to_ms(send_time) > kLateMs;
}

void PageWriter::add_line(Touched& touched, const KfMessage& message, const Sender& sender) {
    Conversation& head = touched.row.head;
    Message line;
    line.conversation = head.id;
    line.msgid = message.msgid;
    line.sender = sender;
    line.sent_at = to_ms(message.send_time);
    line.stored_at = transaction_.now;
    line.msgtype = message.msgtype;
    const auto* const text = std::get_if<TextBody>(&message.body);
    if (text != nullptr) {
        line.text = text->content;
        line.menu_id = text->menu_id;
    }
    // Of most texts it would say the same once more; the others hold members that nobody has documented. (Of
    // the sender of a system line only the kind is kept.)
    if (text == nullptr || sender.kind == SenderKind::System || text_as_received(message) != message.raw)
        line.raw = message.raw;
    line.late = is_late(message.send_time);
    // After a replay the recall may have come first.
    line.recalled = db_("DELETE FROM recalls_ahead WHERE account_key = ? AND msgid = ?",
                        touched.row.account_key, message.msgid)
                        .run() > 0;
    insert_message(db_, line, touched.row.account_key, head.session);
    add_received_media(transaction_, line);
    if (sender.kind != SenderKind::System) {
        const bool first = sender.kind == SenderKind::Customer && !line.recalled;
        count_in_session(db_, head.session, first ? session_words(line) : std::string{});
    }
    show_as_last(head.last, line);
    touched.dirty = true;
    saved_.added.push_back(line.id);
    if (line.msgtype == kUnreadable) ++saved_.set_apart;
    transaction_.emit(head, MessageAdded{std::move(line), head});
}

void PageWriter::add_system_line(Touched& touched, const KfMessage& message) {
    add_line(touched, message, Sender{.kind = SenderKind::System, .id = {}, .name = {}});
}

void PageWriter::head_changed(Touched& touched) {
    touched.dirty = true;
    transaction_.emit(touched.row.head, ConversationChanged{touched.row.head});
}

void PageWriter::add_customer_message(const KfMessage& message, const AccountId& account) {
    Touched& touched = touch(account, message.customer, message.send_time);
    seen(touched, message.send_time);
    customer_wrote(touched, message.send_time, is_late(message.send_time));
    add_line(touched, message,
             Sender{.kind = SenderKind::Customer,
                    .id = message.customer.value,
                    .name = touched.customer.customer.name});
}

void PageWriter::customer_wrote(Touched& touched, UnixSecs send_time, bool late) {
    ConversationRow& row = touched.row;
    Conversation& head = row.head;
    const UnixMs at = to_ms(send_time);

    // A line that came before the end which a servicer has set in the client, and arrives after it: the
    // servicer saw it, so it reopens nothing. An end that an agent set here is different: the agent did not
    // see it.
    const bool ended_in_client =
        head.desk_state == DeskState::Ended && head.session_ended_at == to_ms(row.client_state_secs);
    const bool before_end = ended_in_client && send_time < row.client_state_secs;
    // 48 hours end a session at WeCom without a word (reference 4.1).
    const bool timed_out = head.window.opened_at > 0 && send_time - head.window.opened_at >= kReplyWindowSecs;
    if (!before_end) {
        if (head.desk_state == DeskState::Ended || timed_out) {
            // The customer writes in state 4: WeCom begins anew with 0 (reference 4.2).
            head.service_state = ServiceState::New;
            head.servicer = {};
            if (head.desk_state != DeskState::Assigned) {
                head.desk_state = DeskState::Queued;
                head.agent = {};
            }
            row.client_state_secs = std::max(row.client_state_secs, send_time);
            begin_session(db_, head, at);
        }
        head.unread += 1;
        head.waiting_since = head.waiting_since == 0 ? at : std::min(head.waiting_since, at);
        head.missed = head.missed || late;
    }
    // A straggler that is older than what opened the window opens none.
    if (send_time >= head.window.opened_at) {
        head.window.opened_at = send_time;
        // WeCom counts when it accepts. What it accepted after this message (we may hear of the message late)
        // counts in the new window, and so will what is still on its way.
        // ("> 0" lets SQLite use the partial index.)
        const auto accepted_since = db_.number(
            0,
            "SELECT count(*) FROM messages WHERE conversation = ? AND accepted_at >= ? AND accepted_at > 0",
            head.id, to_ms(send_time + 1));
        head.window.used = outstanding_sends(db_, head.id) + static_cast<int>(accepted_since);
        db_("UPDATE outbox SET window_opened_secs = ? WHERE conversation = ?", send_time, head.id).run();
    }
}

void PageWriter::add_servicer_message(const KfMessage& message, const AccountId& account) {
    Touched& touched = touch(account, message.customer, message.send_time);
    ConversationRow& row = touched.row;
    if (message.send_time >= row.client_state_secs) {
        row.client_state_secs = message.send_time;
        apply_service_state(db_, row.head, ServiceState::Servicer, message.servicer,
                            to_ms(message.send_time));
    }
    if (message.send_time >= row.head.window.opened_at) {
        row.head.unread = 0;
        row.head.waiting_since = 0;
        row.head.missed = false;
    }
    if (!message.servicer.empty()) {
        db_("INSERT OR IGNORE INTO servicers_who_wrote VALUES (?, ?)", key_of(account), message.servicer)
            .run();
    }
    add_line(touched, message,
             Sender{.kind = SenderKind::Servicer, .id = message.servicer.value, .name = {}});
}

void PageWriter::add_event(const KfMessage& message, const AccountId& account, const KfEvent& event) {
    const bool line = !message.customer.empty() && !std::holds_alternative<MessageSendFailed>(event) &&
                      !std::holds_alternative<MessageRecalled>(event) &&
                      !std::holds_alternative<ServicerStatusChanged>(event);
    if (!line && !file_apart(message, account)) return;
    saved_.fresh_events.push_back(message);
    std::visit(Overloaded{
                   [&](const EnterSession& e) {
                       if (line) entered(message, account, e);
                   },
                   [&](const SessionStatusChanged& e) {
                       if (line) status_changed(message, account, e);
                   },
                   [&](const MessageSendFailed& e) { send_failed(account, e); },
                   [&](const MessageRecalled& e) { recalled(account, e); },
                   [&](const ServicerStatusChanged& e) { servicer_changed(message, account, e); },
                   [&](const auto&) {
                       if (line)
                           add_system_line(touch(account, message.customer, message.send_time), message);
                   },
               },
               event);
}

bool PageWriter::file_apart(const KfMessage& message, const AccountId& account) {
    return file_apart(account, message.msgid, message.raw);
}

bool PageWriter::file_apart(const AccountId& account, const KfMessageId& msgid, const std::string& raw) {
    return db_("INSERT INTO kf_events (account_key, msgid, stored_at, raw) VALUES (?, ?, ?, ?) "
               "ON CONFLICT DO NOTHING",
               key_of(account), msgid, transaction_.now, raw)
               .run() > 0;
}

void PageWriter::entered(const KfMessage& message, const AccountId& account, const EnterSession& event) {
    Touched& touched = touch(account, message.customer, message.send_time);
    seen(touched, message.send_time);
    Conversation& head = touched.row.head;
    head.scene = event.scene;
    head.scene_param = event.scene_param;
    head.channels_name =
        event.channels.nickname.empty() ? event.channels.shop_nickname : event.channels.nickname;
    add_system_line(touched, message);
}

void PageWriter::status_changed(const KfMessage& message, const AccountId& account,
                                const SessionStatusChanged& event) {
    Touched& touched = touch(account, message.customer, message.send_time);
    ConversationRow& row = touched.row;
    if (event.change != SessionChange::Unknown && message.send_time >= row.client_state_secs) {
        row.client_state_secs = message.send_time;
        const bool ended = event.change == SessionChange::Ended;
        apply_service_state(db_, row.head, ended ? ServiceState::Ended : ServiceState::Servicer,
                            ended ? ServicerId{} : event.new_servicer, to_ms(message.send_time));
    }
    add_system_line(touched, message);
}

void PageWriter::send_failed(const AccountId& account, const MessageSendFailed& event) {
    const auto id = find_by_msgid(db_, key_of(account), event.message);
    if (!id) return;  // another sender's, or one from before this store
    auto message = load_message(db_, *id);
    const bool ours = message->delivery != Delivery::None;
    if (!ours || message->delivery == Delivery::Cancelled || message->fail_code >= kFailTypeBase) return;
    const ErrorSentences reason = fail_sentences(event.fail_type);
    message->delivery = Delivery::Failed;
    message->fail_code = kFailTypeBase + event.fail_type;
    message->fail_zh = reason.zh;
    message->fail_en = reason.en;
    update_message(db_, *message);
    // It had been accepted, also when this comes before our own answer: no further try.
    // (What was sent with a code counts in no window, so it gets no such time.)
    db_("UPDATE messages SET accepted_at = ? WHERE id = ? AND accepted_at = 0 AND NOT EXISTS "
        "(SELECT 1 FROM event_codes e WHERE e.message = messages.id)",
        transaction_.now, *id)
        .run();
    db_("DELETE FROM outbox WHERE message = ?", *id).run();
    db_("UPDATE event_codes SET code = '' WHERE message = ?", *id).run();
    Touched* const touched = touch_conversation_of(*message);
    transaction_.emit(touched->row.head, MessageChanged{*message});

    Conversation& head = touched->row.head;
    const auto before = std::tuple(head.waiting_since, head.missed, head.window.used, head.window.opened_at,
                                   head.undelivered);
    note_undelivered(head, *message);
    recount_waiting(db_, head);
    const bool of_this_window = to_secs(message->sent_at) >= head.window.opened_at;
    if (event.fail_type == kFailedOverFive && of_this_window) head.window.used = kMaxRepliesPerWindow;
    if (event.fail_type == kFailedOverTime && of_this_window)
        end_window(head.window, to_secs(transaction_.now));
    if (before != std::tuple(head.waiting_since, head.missed, head.window.used, head.window.opened_at,
                             head.undelivered))
        head_changed(*touched);
}

void PageWriter::recalled(const AccountId& account, const MessageRecalled& event) {
    const auto id = find_by_msgid(db_, key_of(account), event.message);
    if (!id) {
        db_("INSERT INTO recalls_ahead (account_key, msgid) VALUES (?, ?) ON CONFLICT DO NOTHING",
            key_of(account), event.message)
            .run();
        return;
    }
    auto message = load_message(db_, *id);
    if (message->recalled) return;
    message->recalled = true;
    update_message(db_, *message);
    db_("UPDATE sessions SET first_text = '' WHERE id = (SELECT session FROM messages WHERE id = ?) AND "
        "first_text = ?",
        *id, session_words(*message))
        .run();
    transaction_.blank_events_of(*message);
    Touched* const touched = touch_conversation_of(*message);
    transaction_.emit(touched->row.head, MessageChanged{*message});
    if (touched->row.head.last.id == *id) {
        touched->row.head.last = last_line(*message);
        head_changed(*touched);
    }
}

void PageWriter::servicer_changed(const KfMessage& message, const AccountId& account,
                                  const ServicerStatusChanged& event) {
    const int fresh = db_("INSERT INTO servicers (account_key, servicer, status, stop_type, changed_secs) "
                          "VALUES (?, ?, ?, ?, "
                          "?) "
                          "ON CONFLICT (account_key, servicer) DO UPDATE SET status = excluded.status, "
                          "stop_type = excluded.stop_type, changed_secs = excluded.changed_secs "
                          "WHERE excluded.changed_secs >= changed_secs",
                          key_of(account), event.servicer, event.status, event.stop_type, message.send_time)
                          .run();
    if (fresh == 0) return;
    // It concerns the customers whom this servicer answers now, who may wait for an answer that does not
    // come.
    std::set<CustomerId> customers;
    Query held =
        db_("SELECT u.customer FROM conversations c JOIN customers u ON u.key = c.customer_key "
            "WHERE c.account_key = ? AND c.service_state = 3 AND c.servicer = ?",
            key_of(account), event.servicer);
    while (held.next()) customers.insert(CustomerId{held.text(0)});
    for (const auto& [key, touched] : touched_)
        if (key.first == key_of(account)) customers.insert(key.second);
    for (const CustomerId& customer : customers) {
        // What this page has changed is not written yet.
        Touched& touched = touch(account, customer, message.send_time);
        if (touched.row.head.service_state != ServiceState::Servicer ||
            touched.row.head.servicer != event.servicer)
            continue;
        KfMessage line = message;
        line.msgid.value += "." + std::to_string(touched.row.head.id.value);  // one event, several lines
        add_system_line(touched, line);
    }
}

}  // namespace kf
