#include "backend/storage/page_writer.h"

#include <algorithm>
#include <set>

#include "backend/crypto/binary_text.h"
#include "backend/crypto/digest.h"
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

// What a session that begins with this message is known by.
FirstWords first_words(const Message& message) {
    if (!message.text.empty()) return {one_line(message.text, kFirstTextCodePoints), {}};
    return {message_preview(message.msgtype, message.raw, false, kFirstTextCodePoints),
            message_preview(message.msgtype, message.raw, true, kFirstTextCodePoints)};
}

KfMessageId id_of_content(std::string_view prefix, const std::string& content) {
    return KfMessageId{std::string{prefix} + to_hex(sha256_of(content)).substr(0, 32)};
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
    transaction.emit(Audience{.corp = corp, .account = account, .agent = {}}, AccountChanged{added});
    return key;
}

void emit_customer(StoreTransaction& transaction, const CustomerRow& row) {
    Query accounts = transaction.db(
        "SELECT a.account FROM conversations c JOIN accounts a ON a.key = c.account_key WHERE c.customer_key "
        "= ? "
        "ORDER BY c.id",
        row.key);
    while (accounts.next()) {
        transaction.emit(
            Audience{.corp = row.customer.corp, .account = AccountId{accounts.text(0)}, .agent = {}},
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
    transaction_.mark_introduced(touched.row.head.id);
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
        count_in_session(db_, head.session, first ? first_words(line) : FirstWords{});
    }
    move_session(touched, LineAdded{last_line(line)});
    saved_.added.push_back(line.id);
    if (line.msgtype == kUnreadable) ++saved_.set_apart;
    introduce(touched);
    transaction_.emit(touched.row, MessageAdded{std::move(line), head});
}

void PageWriter::add_system_line(Touched& touched, const KfMessage& message) {
    add_line(touched, message, Sender{.kind = SenderKind::System, .id = {}, .name = {}});
}

bool PageWriter::move_session(Touched& touched, const SessionFact& fact) {
    const bool changed = carry_out(transaction_, touched.row, fact).changed;
    touched.dirty |= changed;
    return changed;
}

void PageWriter::head_changed(Touched& touched) {
    introduce(touched);
    transaction_.emit(touched.row, ConversationChanged{touched.row.head});
}

// With what this page says of the customer, so that it need not be told again at its end.
void PageWriter::introduce(Touched& touched) {
    if (!touched.row.was_over || !touched.customer_dirty) return;
    if (!transaction_.mark_introduced(touched.row.head.id)) return;
    update_customer(db_, touched.customer);
    emit_customer(transaction_, touched.customer);
    touched.customer_dirty = false;
}

void PageWriter::add_customer_message(const KfMessage& message, const AccountId& account) {
    Touched& touched = touch(account, message.customer, message.send_time);
    seen(touched, message.send_time);
    move_session(touched,
                 CustomerWrote{.at = message.send_time,
                               .late = is_late(message.send_time),
                               .sends_since = sends_since(db_, touched.row.head.id, message.send_time)});
    add_line(touched, message,
             Sender{.kind = SenderKind::Customer,
                    .id = message.customer.value,
                    .name = touched.customer.customer.name});
}

void PageWriter::add_servicer_message(const KfMessage& message, const AccountId& account) {
    Touched& touched = touch(account, message.customer, message.send_time);
    move_session(touched, ServicerWrote{message.send_time, message.servicer});
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
    const auto& channels = event.channels;
    move_session(touched, CustomerEntered{.scene = event.scene,
                                          .scene_param = event.scene_param,
                                          .channels_name = channels.nickname.empty() ? channels.shop_nickname
                                                                                     : channels.nickname});
    add_system_line(touched, message);
}

void PageWriter::status_changed(const KfMessage& message, const AccountId& account,
                                const SessionStatusChanged& event) {
    Touched& touched = touch(account, message.customer, message.send_time);
    const bool ended = event.change == SessionChange::Ended;
    if (event.change != SessionChange::Unknown) {
        move_session(touched, StateReported{.at = message.send_time,
                                            .state = ended ? ServiceState::Ended : ServiceState::Servicer,
                                            .servicer = ended ? ServicerId{} : event.new_servicer});
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
    leave_outbox(transaction_, *id, message->conversation);
    db_("UPDATE event_codes SET code = '' WHERE message = ?", *id).run();
    Touched* const touched = touch_conversation_of(*message);
    transaction_.emit(touched->row.head, MessageChanged{*message});

    const SendFailed failed{.at = transaction_.now,
                            .message = *id,
                            .by_agent = message->sender.kind == SenderKind::Agent,
                            .sent_at = message->sent_at,
                            .reserved_in = {},
                            .give_back = false,
                            .window_used_up = event.fail_type == kFailedOverFive,
                            .window_over = event.fail_type == kFailedOverTime,
                            .waiting = waiting_in(db_, touched->row)};
    if (move_session(*touched, failed)) head_changed(*touched);
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
    const FirstWords words = first_words(*message);
    db_("UPDATE sessions SET first_text = '', first_text_en = '' WHERE id = (SELECT session FROM messages "
        "WHERE id = ?) AND first_text = ? AND first_text_en = ?",
        *id, words.text, words.text_en)
        .run();
    transaction_.blank_events_of(*message);
    Touched* const touched = touch_conversation_of(*message);
    transaction_.emit(touched->row.head, MessageChanged{*message});
    if (move_session(*touched, LineRecalled{last_line(*message)})) head_changed(*touched);
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
