#include "backend/auth/users.h"

#include <algorithm>

#include "shared/base/utf8.h"

namespace kf {

bool is_login(std::string_view text) {
    const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    return !text.empty() && text.size() <= 64 && plain(text.front()) &&
           std::all_of(text.begin(), text.end(),
                       [&](char c) { return plain(c) || c == '.' || c == '_' || c == '-'; });
}

Result<void> Users::add(const User& user, UnixMs now) {
    if (!is_login(user.login.value))
        return Error{ErrorCode::LoginWrong,
                     "a login has 1 to 64 of the characters a-z 0-9 . _ - and begins with a letter or digit",
                     0};
    if (user.name.empty() || !is_valid_utf8(user.name) || count_code_points(user.name) > 64)
        return Error{ErrorCode::NameWrong, "a name has 1 to 64 characters", 0};
    TRY_ASSIGN(const auto known, store_.find(user.login));
    if (known) return Error{ErrorCode::UserExists, "there is a user " + user.login.value + " already", 0};
    return store_.add(user, now);
}

}  // namespace kf
