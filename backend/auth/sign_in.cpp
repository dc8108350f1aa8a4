#include "backend/auth/sign_in.h"

#include <algorithm>
#include <utility>

#include "backend/auth/password_hash.h"
#include "backend/auth/secret_token.h"
#include "backend/runtime/log.h"
#include "backend/runtime/loop.h"
#include "backend/runtime/worker_pool.h"

namespace kf {

SignIn::SignIn(Loop& loop, WorkerPool& workers, Users& users, Clock clock, SignInRates rates)
    : loop_(loop),
      workers_(workers),
      users_(users),
      clock_(std::move(clock)),
      by_login_(rates.per_login),
      by_address_(rates.per_address) {}

void SignIn::attempt(const std::string& address, std::string_view login, std::string password,
                     std::function<void(Result<AgentId>)> done) {
    const auto now = clock_();
    // What cannot be a login is not remembered under its name, which would let anybody fill the table.
    const AgentId agent{is_login(login) ? std::string{login} : std::string{"?"}};
    if (!by_address_.take(address, now) || !by_login_.take(agent.value, now)) {
        ++refused_;
        log_warn("auth.too_many_tries", {{"login", agent}, {"address", address}});
        const int wait = std::max(by_address_.wait_secs(address, now), by_login_.wait_secs(agent.value, now));
        return done(Error{"too_many_tries", "too many attempts to sign in", std::max(wait, 1)});
    }
    if (under_way_ >= kMaxUnderWay) return done(Error{"busy", "too many people sign in at this moment", 0});
    auto user = users_.find(agent);
    if (!user) return done(user.error());
    const bool usable = user->has_value() && !(*user)->disabled;
    std::string encoded = usable ? (*user)->password : nobodys_hash();
    ++under_way_;
    workers_.run([this, agent, address, usable, encoded = std::move(encoded), password = std::move(password),
                  done = std::move(done)] {
        const bool fits = password_fits(password, encoded) && usable;
        loop_.post([this, agent, address, fits, encoded, done] {
            --under_way_;
            // The password may have been changed, or the user disabled, while it was checked.
            const auto still = fits ? users_.find(agent) : Result<std::optional<User>>{std::optional<User>{}};
            if (!still) return done(still.error());
            if (!still->has_value() || (*still)->disabled || (*still)->password != encoded) {
                ++refused_;
                log_warn("auth.sign_in_refused", {{"login", agent}, {"address", address}});
                return done(Error{"login_wrong", "login or password is wrong", 0});
            }
            by_login_.give_back(agent.value);
            by_address_.give_back(address);
            done(agent);
        });
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
