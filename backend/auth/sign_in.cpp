#include "backend/auth/sign_in.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "backend/auth/address_network.h"
#include "backend/auth/password_checks.h"
#include "backend/auth/password_hash.h"
#include "backend/crypto/binary_text.h"
#include "backend/crypto/secret_token.h"
#include "backend/runtime/log.h"
#include "shared/agents/login.h"

namespace kf {

namespace {

// Longer ones cannot be logins, and are not looked for.
constexpr std::size_t kMaxTypedLogin = 256;

struct Limit {
    AttemptLimits* limits;
    std::string key;
};

// Which limits hold for whoever comes from there.
std::vector<Limit> limits_for(AttemptLimits& by_login, AttemptLimits& by_address,
                              AttemptLimits& by_known_place, const AgentId& login, const SignInOrigin& origin,
                              KnownDevices::Place place) {
    const std::string network = network_of(origin.address);
    switch (place) {
        case KnownDevices::Place::Device:
            return {{&by_known_place, login.value + " device " + to_hex(token_hash(origin.device))}};
        case KnownDevices::Place::Network:
            return {{&by_address, network}, {&by_known_place, login.value + " network " + network}};
        case KnownDevices::Place::Unknown:
            break;
    }
    return {{&by_address, network}, {&by_login, login.value}};
}

}  // namespace

SignIn::SignIn(PasswordChecks& checks, Users& users, const KnownDevices& devices, Clock clock,
               SignInRates rates)
    : checks_(checks),
      users_(users),
      devices_(devices),
      clock_(std::move(clock)),
      by_login_(rates.per_login),
      by_address_(rates.per_address),
      by_known_place_(rates.per_known_place) {}

Result<SignIn::Asked> SignIn::find(std::string_view typed) const {
    if (typed.size() > kMaxTypedLogin) return Asked{AgentId{"?"}, std::nullopt};
    // First as it is written: a store may hold logins from before there was a rule for them.
    const std::string folded = folded_login(typed);
    for (const auto& login : std::array{std::string{typed}, folded}) {
        TRY_ASSIGN(auto user, users_.find(AgentId{login}));
        if (user) return Asked{AgentId{login}, std::move(user)};
    }
    // What cannot be a login is not remembered under its name, which would let anybody fill the table.
    return Asked{AgentId{is_login(folded) ? folded : std::string{"?"}}, std::nullopt};
}

int SignIn::wait_secs_of(const SignInOrigin& origin) {
    // On a known device the address does not count (limits_for()).
    if (!origin.device.empty()) return 0;
    const int wait = by_address_.wait_secs(network_of(origin.address), clock_());
    if (wait == 0) return 0;
    ++refused_;
    log_warn("auth.too_many_tries", {{"address", origin.address}});
    return wait;
}

void SignIn::attempt(const SignInOrigin& origin, std::string_view typed, std::string password,
                     std::function<void(Result<AgentId>)> done) {
    const auto asked = find(typed);
    if (!asked) return done(asked.error());
    const AgentId login = asked->login;
    const auto place = devices_.place_of(login, origin.device, network_of(origin.address));
    const auto limits = limits_for(by_login_, by_address_, by_known_place_, login, origin, place);
    const auto now = clock_();
    int wait = 0;
    for (const auto& [limit, key] : limits) {
        if (limit->take(key, now)) continue;
        wait = std::max({1, wait, limit->wait_secs(key, now)});
        break;  // what is refused here does not count further on
    }
    if (wait > 0) {
        ++refused_;
        log_warn("auth.too_many_tries", {{"login", login}, {"address", origin.address}});
        return done(Error{ErrorCode::TooManyTries, "too many attempts to sign in", wait});
    }
    const bool usable = asked->user && !asked->user->disabled;
    const std::string encoded = usable ? asked->user->password : nobodys_hash();
    const auto fits = std::make_shared<bool>(false);
    checks_.run(
        network_of(origin.address),
        place == KnownDevices::Place::Device ? CheckTurn::Known : CheckTurn::Stranger,
        [fits, usable, encoded, password = std::move(password)] {
            *fits = password_fits(password, encoded) && usable;
        },
        [this, fits, login, address = origin.address, encoded, limits,
         done](PasswordChecks::Outcome outcome) {
            const auto give_back = [&limits] {
                for (const auto& [limit, key] : limits) limit->give_back(key);
            };
            if (outcome == PasswordChecks::Outcome::TooMany) {
                give_back();
                return done(Error{ErrorCode::Busy, "too many people sign in at this moment", kBusySecs});
            }
            // The password may have been changed, or the user disabled, while it was checked.
            const auto still =
                *fits ? users_.find(login) : Result<std::optional<User>>{std::optional<User>{}};
            if (!still) return done(still.error());
            if (!still->has_value() || (*still)->disabled || (*still)->password != encoded) {
                ++refused_;
                log_warn("auth.sign_in_refused", {{"login", login}, {"address", address}});
                return done(Error{ErrorCode::LoginWrong, "login or password is wrong", 0});
            }
            give_back();
            done(login);
        });
}

std::string SignInTickets::issue(const AgentId& login) {
    const auto now = clock_();
    std::erase_if(tickets_, [now](const auto& item) { return item.second.ends_at <= now; });
    if (tickets_.size() >= kMaxTickets)
        tickets_.erase(std::min_element(tickets_.begin(), tickets_.end(), [](const auto& a, const auto& b) {
            return a.second.ends_at < b.second.ends_at;
        }));
    auto ticket = new_secret_token();
    tickets_[token_hash(ticket)] = {login, now + kLifeMs};
    return ticket;
}

std::optional<AgentId> SignInTickets::redeem(std::string_view ticket) {
    const auto found = tickets_.find(token_hash(ticket));
    if (found == tickets_.end()) return std::nullopt;
    const auto held = std::exchange(found->second, {});
    tickets_.erase(found);
    if (held.ends_at <= clock_()) return std::nullopt;
    return held.login;
}

}  // namespace kf
