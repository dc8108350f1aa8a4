#include "backend/storage/user_store.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>

#include <nlohmann/json.hpp>
#include <utility>

#include "backend/storage/database.h"
#include "backend/storage/statements.h"
#include "backend/storage/store_error.h"

namespace kf {
namespace {

#define KF_SELECT_USERS \
    "SELECT login, name, role, password, disabled, accounts, created_at, changed_at FROM users"

std::string accounts_to_json(const std::vector<ServedAccount>& accounts) {
    auto list = nlohmann::json::array();
    for (const auto& served : accounts) {
        // As it was before corps were written down, where none is.
        if (served.corp.empty())
            list.push_back(served.account.value);
        else
            list.push_back({{"corp", served.corp.value}, {"account", served.account.value}});
    }
    return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::optional<ServedAccount> served_from_json(const nlohmann::json& item) {
    const auto text = [&item](const char* name) {
        const auto found = item.is_object() ? item.find(name) : item.end();
        const auto* value = found == item.end() ? nullptr : found->get_ptr<const std::string*>();
        return value == nullptr ? std::string{} : *value;
    };
    if (const auto* account = item.get_ptr<const std::string*>()) return ServedAccount{AccountId{*account}};
    ServedAccount served{CorpId{text("corp")}, AccountId{text("account")}};
    if (served.account.empty()) return std::nullopt;
    return served;
}

std::vector<ServedAccount> accounts_from_json(const std::string& text) {
    std::vector<ServedAccount> accounts;
    const auto list = nlohmann::json::parse(text, nullptr, false);
    if (!list.is_array()) return accounts;
    for (const auto& item : list)
        if (auto served = served_from_json(item)) accounts.push_back(std::move(*served));
    return accounts;
}

User user_of(const Query& row) {
    User user;
    user.login = AgentId{row.text(0)};
    user.name = row.text(1);
    // A word that this kfdesk does not know gets the least rights.
    user.role = role_from_word(row.text(2)).value_or(Role::Agent);
    user.password = row.text(3);
    user.disabled = row.flag(4);
    user.accounts = accounts_from_json(row.text(5));
    user.created_at = row.number(6);
    user.changed_at = row.number(7);
    return user;
}

enum class SessionsOfUser { GoOn, End };

// `update` yields the number of rows that it has changed.
template <class Update>
Result<void> change_user(Statements& db, const AgentId& login, SessionsOfUser sessions,
                         const std::string& keep_id_hash, const Update& update) {
    try {
        SQLite::Transaction transaction(db.database(), SQLite::TransactionBehavior::IMMEDIATE);
        if (update() == 0) return Error{ErrorCode::UserUnknown, "there is no user " + login.value, 0};
        // Here and not only by the server that notices: it may not run, or end before it has looked.
        if (sessions == SessionsOfUser::End)
            db("DELETE FROM web_sessions WHERE login = ? AND id_hash <> ?", login, Blob{keep_id_hash}).run();
        transaction.commit();
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("change the user", exception);
    }
}

}  // namespace

UserStore::UserStore(DatabaseFile& file) : db_(std::make_unique<Statements>(file.sqlite())) {}
UserStore::~UserStore() = default;

bool UserStore::changed_beside() {
    try {
        const std::int64_t version = db_->number(-1, "PRAGMA data_version");
        return version >= 0 && std::exchange(version_seen_, version) != version;
    } catch (const SQLite::Exception&) {
        return false;  // whoever reads the users, as is done all the time, says what is wrong
    }
}

Result<std::vector<User>> UserStore::list() const {
    try {
        Query query = (*db_)(KF_SELECT_USERS " ORDER BY login");
        std::vector<User> users;
        while (query.next()) users.push_back(user_of(query));
        return users;
    } catch (const SQLite::Exception& exception) {
        return store_error("read the users", exception);
    }
}

Result<std::optional<User>> UserStore::find(const AgentId& login) const {
    try {
        Query query = (*db_)(KF_SELECT_USERS " WHERE login = ?", login);
        if (!query.next()) return std::optional<User>{};
        return std::optional<User>{user_of(query)};
    } catch (const SQLite::Exception& exception) {
        return store_error("read a user", exception);
    }
}

Result<void> UserStore::add(const User& user, UnixMs now) {
    try {
        (*db_)(
            "INSERT INTO users (login, name, role, password, disabled, accounts, created_at, changed_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            user.login, user.name, to_word(user.role), user.password, user.disabled,
            accounts_to_json(user.accounts), now, now)
            .run();
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("add the user", exception);
    }
}

Result<void> UserStore::set_password(const AgentId& login, const std::string& encoded, UnixMs now,
                                     const std::string& keep_id_hash) {
    return change_user(*db_, login, SessionsOfUser::End, keep_id_hash, [&] {
        return (*db_)("UPDATE users SET password = ?, changed_at = max(?, changed_at + 1) WHERE login = ?",
                      encoded, now, login)
            .run();
    });
}

Result<void> UserStore::set_disabled(const AgentId& login, bool disabled, UnixMs now) {
    return change_user(*db_, login, SessionsOfUser::End, {}, [&] {
        return (*db_)("UPDATE users SET disabled = ?, changed_at = max(?, changed_at + 1) WHERE login = ?",
                      disabled, now, login)
            .run();
    });
}

Result<void> UserStore::set_rights(const AgentId& login, Role role,
                                   const std::vector<ServedAccount>& accounts, UnixMs now) {
    return change_user(*db_, login, SessionsOfUser::GoOn, {}, [&] {
        return (*db_)(
                   "UPDATE users SET role = ?, accounts = ?, changed_at = max(?, changed_at + 1) "
                   "WHERE login = ?",
                   to_word(role), accounts_to_json(accounts), now, login)
            .run();
    });
}

}  // namespace kf
