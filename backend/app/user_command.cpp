#include "backend/app/user_command.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <optional>

#include "backend/auth/password_hash.h"
#include "backend/auth/password_rules.h"
#include "backend/auth/users.h"
#include "backend/storage/database.h"

namespace kf {

namespace {

// No echo while it lives.
class QuietTerminal {
  public:
    QuietTerminal() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        changed_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    ~QuietTerminal() {
        if (changed_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
        std::cerr << "\n";
    }
    QuietTerminal(const QuietTerminal&) = delete;
    QuietTerminal& operator=(const QuietTerminal&) = delete;

  private:
    termios before_{};
    bool changed_ = false;
};

std::string ask(const char* what) {
    std::cerr << what << std::flush;
    const QuietTerminal quiet;
    std::string line;
    std::getline(std::cin, line);
    return line;
}

Result<Role> role_of(const std::string& word) {
    const auto role = role_from_word(word);
    if (!role)
        return Error{ErrorCode::RoleWrong,
                     "unknown role \"" + word + "\"; there are agent, supervisor and admin", 0};
    return *role;
}

// "corp/open_kfid", or the account alone.
std::vector<ServedAccount> account_ids(const std::vector<std::string>& ids) {
    std::vector<ServedAccount> accounts;
    for (const auto& id : ids) {
        const auto slash = id.find('/');
        if (slash == std::string::npos)
            accounts.emplace_back(AccountId{id});
        else
            accounts.emplace_back(CorpId{id.substr(0, slash)}, AccountId{id.substr(slash + 1)});
    }
    return accounts;
}

Result<std::string> new_hash(const User& user, const std::function<Result<std::string>()>& read_password) {
    TRY_ASSIGN(const auto password, read_password());
    TRY(check_new_password(password, user.login.value, user.name));
    return hash_password(password);
}

Result<void> add_user(Users& users, const UserCommand& command, UnixMs now,
                      const std::function<Result<std::string>()>& read_password) {
    TRY_ASSIGN(const auto role, role_of(command.role.empty() ? "agent" : command.role));
    if (!is_login(command.login))
        return Error{ErrorCode::LoginWrong,
                     "a login has 1 to 64 of the characters a-z 0-9 . _ - and begins with a letter or digit",
                     0};
    TRY_ASSIGN(const auto known, users.find(AgentId{command.login}));
    if (known) return Error{ErrorCode::UserExists, "there is a user " + command.login + " already", 0};
    User user;
    user.login = AgentId{command.login};
    user.name = command.name.empty() ? command.login : command.name;
    user.role = role;
    user.accounts = account_ids(command.accounts);
    TRY_ASSIGN(user.password, new_hash(user, read_password));
    return users.add(user, now);
}

Result<void> change_rights(Users& users, const UserCommand& command, UnixMs now) {
    TRY_ASSIGN(const auto user, users.find(AgentId{command.login}));
    if (!user) return Error{ErrorCode::UserUnknown, "there is no user " + command.login, 0};
    Role role = user->role;
    if (!command.role.empty()) {
        TRY_ASSIGN(role, role_of(command.role));
    }
    auto accounts = command.accounts.empty() ? user->accounts : account_ids(command.accounts);
    if (command.all_accounts) accounts.clear();
    return users.set_rights(user->login, role, accounts, now);
}

Result<void> list_users(Users& users, std::ostream& out) {
    TRY_ASSIGN(const auto all, users.list());
    for (const auto& user : all) {
        out << user.login.value << "\t" << user.name << "\t" << to_word(user.role) << "\t"
            << (user.disabled ? "disabled" : "enabled") << "\t";
        if (user.accounts.empty()) out << "all accounts";
        for (std::size_t i = 0; i < user.accounts.size(); ++i)
            out << (i == 0 ? "" : ",") << user.accounts[i].corp.value
                << (user.accounts[i].corp.empty() ? "" : "/") << user.accounts[i].account.value;
        out << "\n";
    }
    return {};
}

Result<void> run(const UserCommand& command, const StorageConfig& storage, UnixMs now,
                 const std::function<Result<std::string>()>& read_password, std::ostream& out) {
    TRY_ASSIGN(const auto database, DatabaseFile::open_beside_server(storage.path));
    Users users(*database);
    if (command.action == "list") return list_users(users, out);
    const AgentId login{command.login};
    if (command.action == "add") {
        TRY(add_user(users, command, now, read_password));
        out << "added " << command.login << "\n";
    } else if (command.action == "passwd") {
        TRY_ASSIGN(const auto user, users.find(login));
        if (!user) return Error{ErrorCode::UserUnknown, "there is no user " + command.login, 0};
        TRY_ASSIGN(const auto hash, new_hash(*user, read_password));
        TRY(users.set_password(login, hash, now));
        out << "changed the password of " << command.login << "; their sessions end\n";
    } else if (command.action == "rights") {
        TRY(change_rights(users, command, now));
        out << "changed the rights of " << command.login << "\n";
    } else if (command.action == "disable" || command.action == "enable") {
        TRY(users.set_disabled(login, command.action == "disable", now));
        out << command.action << "d " << command.login << "\n";
    } else {
        return Error{ErrorCode::ActionWrong, "unknown action " + command.action, 0};
    }
    return {};
}

}  // namespace

Result<StorageConfig> storage_of_desk(const Config& config, const std::string& desk) {
    const auto wrong = [](std::string what) { return Error{ErrorCode::DeskUnknown, std::move(what), 0}; };
    if (config.desks.empty()) {
        if (!desk.empty()) return wrong("the configuration declares no [[desk]]; leave --desk out");
        return config.storage;
    }
    std::string ids;
    for (const auto& known : config.desks) {
        if (known.id == desk || (desk.empty() && config.desks.size() == 1))
            return StorageConfig{known.folder};
        ids += (ids.empty() ? "" : ", ") + known.id;
    }
    return wrong(desk.empty() ? "name one of the desks with --desk: " + ids
                              : "there is no desk " + desk + "; there are: " + ids);
}

int run_user_command(const UserCommand& command, const StorageConfig& storage, const Clock& clock,
                     const std::function<Result<std::string>()>& read_password, std::ostream& out,
                     std::ostream& err) {
    const auto done = run(command, storage, clock(), read_password, out);
    if (done) return 0;
    err << "kfdesk: " << done.error().message << "\n";
    return 1;
}

Result<std::string> read_password_from_terminal() {
    if (isatty(STDIN_FILENO) == 0) {
        std::string line;
        if (!std::getline(std::cin, line))
            return Error{ErrorCode::NoPassword, "no password on standard input", 0};
        if (line.ends_with('\r')) line.pop_back();
        return line;
    }
    auto first = ask("Password (at least 10 characters, nothing common): ");
    if (ask("Once more: ") != first) return Error{ErrorCode::PasswordDiffers, "the two passwords differ", 0};
    return first;
}

}  // namespace kf
