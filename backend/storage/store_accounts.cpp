// Accounts, cursors, customers' profiles, service states.
#include "backend/storage/avatar_rows.h"
#include "backend/storage/page_writer.h"
#include "backend/storage/search_index.h"
#include "backend/storage/sqlite_store_class.h"
#include "shared/search/customer_text.h"

namespace kf {

namespace {

// The pull is over: what a callback had said is done.
void take_news_off(Statements& db, std::int64_t account_key, UnixMs now) {
    db("INSERT INTO cursors (account_key, pulled_at) VALUES (?, ?) "
       "ON CONFLICT (account_key) DO UPDATE SET news = 0, pulled_at = excluded.pulled_at",
       account_key, now)
        .run();
}

}  // namespace

Result<void> SqliteStore::save_accounts(const CorpId& corp, const std::vector<Account>& accounts,
                                        UnixMs now) {
    return change<void>("save the accounts", now, [&](StoreTransaction& transaction) -> Result<void> {
        Statements& db = transaction.db;
        for (const Account& account : accounts) {
            Query known =
                db("SELECT name, managed FROM accounts WHERE corp = ? AND account = ?", corp, account.id);
            if (known.next() && known.text(0) == account.name && known.flag(1) == account.managed) continue;
            db("INSERT INTO accounts (corp, account, name, managed) VALUES (?, ?, ?, ?) ON CONFLICT (corp, "
               "account) "
               "DO UPDATE SET name = excluded.name, managed = excluded.managed",
               corp, account.id, account.name, account.managed)
                .run();
            Account saved = account;
            saved.corp = corp;
            transaction.emit(Audience{.corp = corp, .account = account.id, .agent = {}},
                             AccountChanged{saved});
        }
        return {};
    });
}

std::vector<Account> SqliteStore::accounts(const CorpId& corp) const {
    std::vector<Account> found;
    Query query = db_("SELECT account, name, managed FROM accounts WHERE corp = ? ORDER BY key", corp);
    while (query.next()) {
        found.push_back(
            {.corp = corp, .id = AccountId{query.text(0)}, .name = query.text(1), .managed = query.flag(2)});
    }
    return found;
}

std::vector<AccountCursor> SqliteStore::cursors() const {
    std::vector<AccountCursor> found;
    Query query =
        db_("SELECT a.corp, a.account, s.cursor, s.news, s.callback_token, s.callback_at, s.pulled_at "
            "FROM cursors s JOIN accounts a ON a.key = s.account_key ORDER BY s.account_key");
    while (query.next()) {
        found.push_back({.corp = CorpId{query.text(0)},
                         .account = AccountId{query.text(1)},
                         .cursor = query.text(2),
                         .news = query.flag(3),
                         .callback_token = query.text(4),
                         .callback_at = query.number(5),
                         .pulled_at = query.number(6)});
    }
    return found;
}

Result<void> SqliteStore::note_callback(const CorpId& corp, const AccountId& account, std::string_view token,
                                        UnixMs now) {
    return change<void>("note a callback", now, [&](StoreTransaction& transaction) -> Result<void> {
        const std::int64_t key = account_key_of(transaction, corp, account);
        transaction
            .db("INSERT INTO cursors (account_key, news, callback_token, callback_at) VALUES (?, 1, ?, ?) "
                "ON CONFLICT (account_key) DO UPDATE SET news = 1, callback_token = excluded.callback_token, "
                "callback_at = excluded.callback_at",
                key, token, now)
            .run();
        return {};
    });
}

Result<PageSaved> SqliteStore::save_page(const CorpId& corp, const AccountId& account, const SyncPage& page,
                                         bool found_late, PullEnd end, UnixMs now) {
    return change<PageSaved>(
        "save a page of messages", now, [&](StoreTransaction& transaction) -> Result<PageSaved> {
            PageWriter writer(transaction, corp, account, found_late);
            for (const KfMessage& message : page.messages) writer.add(message);
            for (const std::string& text : page.unreadable) writer.add_unreadable(text);
            PageSaved saved = writer.finish();
            // An empty next_cursor would start over; the position reached so far is kept instead.
            if (!page.next_cursor.empty()) {
                transaction
                    .db("INSERT INTO cursors (account_key, cursor) VALUES (?, ?) "
                        "ON CONFLICT (account_key) DO UPDATE SET cursor = excluded.cursor",
                        account_key_of(transaction, corp, account), page.next_cursor)
                    .run();
            }
            if (end == PullEnd::Finished)
                take_news_off(transaction.db, account_key_of(transaction, corp, account), now);
            return saved;
        });
}

Result<void> SqliteStore::pull_finished(const CorpId& corp, const AccountId& account, UnixMs now) {
    return change<void>("note a finished pull", now, [&](StoreTransaction& transaction) -> Result<void> {
        take_news_off(transaction.db, account_key_of(transaction, corp, account), now);
        return {};
    });
}

Result<void> SqliteStore::reset_cursor(const CorpId& corp, const AccountId& account) {
    return change<void>("reset a cursor", 0, [&](StoreTransaction& transaction) -> Result<void> {
        transaction
            .db("UPDATE cursors SET cursor = '' WHERE account_key = ?",
                find_account(transaction.db, corp, account))
            .run();
        return {};
    });
}

Result<void> SqliteStore::save_customers(const CorpId& corp, const std::vector<CustomerProfile>& profiles,
                                         UnixMs now) {
    return change<void>("save customers", now, [&](StoreTransaction& transaction) -> Result<void> {
        for (const CustomerProfile& profile : profiles) {
            auto row = find_customer(transaction.db, corp, profile.id);
            if (!row) {
                row.emplace();
                row->customer.corp = corp;
                row->customer.id = profile.id;
                row->customer.first_seen = row->customer.last_seen = now;
                insert_customer(transaction.db, *row);
            }
            Customer& customer = row->customer;
            const std::string found_by = searched_text(customer);
            // Third-party apps get no picture and no gender: an empty field never wipes what is known.
            if (!profile.name.empty()) customer.name = profile.name;
            if (profile.gender != Gender::Unknown) customer.gender = profile.gender;
            if (!profile.unionid.empty()) customer.unionid = profile.unionid;
            customer.profile_fetched_at = now;
            update_customer(transaction.db, *row);
            if (searched_text(customer) != found_by) index_customer(transaction.db, row->key, customer);
            want_avatar(transaction, row->key, profile.picture_url);
            emit_customer(transaction, *row);
        }
        return {};
    });
}

Result<void> SqliteStore::set_service_state(ConversationId conversation, ServiceState state,
                                            const ServicerId& servicer, UnixMs now) {
    return change<void>("set a service state", now, [&](StoreTransaction& transaction) -> Result<void> {
        auto row = load_conversation(transaction.db, conversation);
        if (!row) return unknown_conversation(conversation);
        if (carry_out(transaction, *row, StateAnswered{now, state, servicer}).changed)
            transaction.changed(*row);
        return {};
    });
}

}  // namespace kf
