#include "backend/auth/users.h"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "backend/storage/store_error.h"
#include "shared/base/utf8.h"

namespace kf {

namespace {

constexpr const char* kColumns =
    "SELECT login, name, role, password, disabled, accounts, created_at, changed_at FROM users";

std::string accounts_to_json(const std::vector<AccountId>& accounts) {
    auto list = nlohmann::json::array();
    for (const auto& account : accounts) list.push_back(account.value);
    return list.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<AccountId> accounts_from_json(const std::string& text) {
    std::vector<AccountId> accounts;
    const auto list = nlohmann::json::parse(text, nullptr, false);
    if (!list.is_array()) return accounts;
    for (const auto& item : list)
        if (const auto* value = item.get_ptr<const std::string*>()) accounts.emplace_back(*value);
    return accounts;
}

User user_of(SQLite::Statement& row) {
    User user;
    user.login = AgentId{row.getColumn(0).getString()};
    user.name = row.getColumn(1).getString();
    // A word that this kfdesk does not know gets the least rights.
    user.role = role_from_word(row.getColumn(2).getString()).value_or(Role::Agent);
    user.password = row.getColumn(3).getString();
    user.disabled = row.getColumn(4).getInt() != 0;
    user.accounts = accounts_from_json(row.getColumn(5).getString());
    user.created_at = row.getColumn(6).getInt64();
    user.changed_at = row.getColumn(7).getInt64();
    return user;
}

}  // namespace

Users::Users(SQLite::Database& database) : database_(database) {}
Users::~Users() = default;

bool Users::changed_beside() {
    try {
        if (!version_) version_ = std::make_unique<SQLite::Statement>(database_, "PRAGMA data_version");
        version_->reset();
        if (!version_->executeStep()) return false;
        const std::int64_t version = version_->getColumn(0).getInt64();
        version_->reset();
        return std::exchange(version_seen_, version) != version;
    } catch (const SQLite::Exception&) {
        return false;  // whoever reads the users, as is done all the time, says what is wrong
    }
}

bool is_login(std::string_view text) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !text.empty() && text.size() <= 64 && plain(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return plain(c) || c == '.' || c == '_' || c == '-'; });
}

Result<std::vector<User>> Users::list() const {
    try {
        SQLite::Statement query(database_, std::string{kColumns} + " ORDER BY login");
        std::vector<User> users;
        while (query.executeStep()) users.push_back(user_of(query));
        return users;
    } catch (const SQLite::Exception& exception) {
        return store_error("read the users", exception);
    }
}

Result<std::optional<User>> Users::find(const AgentId& login) const {
    try {
        SQLite::Statement query(database_, std::string{kColumns} + " WHERE login = ?");
        query.bind(1, login.value);
        if (!query.executeStep()) return std::optional<User>{};
        return std::optional<User>{user_of(query)};
    } catch (const SQLite::Exception& exception) {
        return store_error("read a user", exception);
    }
}

Result<void> Users::add(const User& user, UnixMs now) {
    if (!is_login(user.login.value))
        return Error{"login_wrong",
                     "a login has 1 to 64 of the characters a-z 0-9 . _ - and begins with a letter or digit",
                     0};
    if (user.name.empty() || !is_valid_utf8(user.name) || count_code_points(user.name) > 64)
        return Error{"name_wrong", "a name has 1 to 64 characters", 0};
    TRY_ASSIGN(const auto known, find(user.login));
    if (known) return Error{"user_exists", "there is a user " + user.login.value + " already", 0};
    try {
        SQLite::Statement insert(
            database_,
            "INSERT INTO users (login, name, role, password, disabled, accounts, created_at, "
            "changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        insert.bind(1, user.login.value);
        insert.bind(2, user.name);
        insert.bind(3, std::string{to_word(user.role)});
        insert.bind(4, user.password);
        insert.bind(5, user.disabled ? 1 : 0);
        insert.bind(6, accounts_to_json(user.accounts));
        insert.bind(7, now);
        insert.bind(8, now);
        insert.exec();
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("add the user", exception);
    }
}

Result<void> Users::update(const char* sql, const AgentId& login, const std::vector<std::string>& values,
                           UnixMs now, Sessions sessions, const std::string& keep_id_hash) {
    try {
        SQLite::Transaction transaction(database_, SQLite::TransactionBehavior::IMMEDIATE);
        SQLite::Statement statement(database_, sql);
        int index = 0;
        for (const auto& value : values) statement.bind(++index, value);
        statement.bind(++index, now);
        statement.bind(++index, login.value);
        if (statement.exec() == 0) return Error{"user_unknown", "there is no user " + login.value, 0};
        if (sessions == Sessions::End) {
            // Here and not only by the server that notices: it may not run, or end before it has looked.
            SQLite::Statement end(database_, "DELETE FROM web_sessions WHERE login = ? AND id_hash <> ?");
            end.bind(1, login.value);
            end.bind(2, keep_id_hash.data(), static_cast<int>(keep_id_hash.size()));
            end.exec();
        }
        transaction.commit();
        return {};
    } catch (const SQLite::Exception& exception) {
        return store_error("change the user", exception);
    }
}

// changed_at grows with every change, also when the clock stands or goes back: the server finds changes by
// it.
Result<void> Users::set_password(const AgentId& login, const std::string& encoded, UnixMs now,
                                 const std::string& keep_id_hash) {
    return update("UPDATE users SET password = ?, changed_at = max(?, changed_at + 1) WHERE login = ?", login,
                  {encoded}, now, Sessions::End, keep_id_hash);
}

Result<void> Users::set_disabled(const AgentId& login, bool disabled, UnixMs now) {
    return update(
        "UPDATE users SET disabled = CAST(? AS INTEGER), changed_at = max(?, changed_at + 1) WHERE login = ?",
        login, {disabled ? "1" : "0"}, now, Sessions::End);
}

Result<void> Users::set_rights(const AgentId& login, Role role, const std::vector<AccountId>& accounts,
                               UnixMs now) {
    return update(
        "UPDATE users SET role = ?, accounts = ?, changed_at = max(?, changed_at + 1) WHERE login = ?", login,
        {std::string{to_word(role)}, accounts_to_json(accounts)}, now, Sessions::Keep);
}

}  // namespace kf
