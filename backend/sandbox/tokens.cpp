// gettoken and the life of access tokens (reference 1.2).
#include "backend/sandbox/api_answer.h"
#include "backend/sandbox/endpoints.h"

namespace kf::sim {
namespace {

constexpr UnixSecs kWrongSecretWindowSecs = 10 * kSecsPerMinute;
// Asked for within this time of its end, a token is replaced by a new one; the old one lives on until its
// end.
constexpr UnixSecs kRenewAheadSecs = 10 * kSecsPerMinute;

bool banned(const World& world, const std::string& address) {
    const auto found = world.banned_until.find(address);
    return found != world.banned_until.end() && world.now() < found->second;
}

void note_wrong_secret(World& world, const std::string& address) {
    auto& times = world.wrong_secrets[address];
    times.push_back(world.now());
    while (!times.empty() && times.front() <= world.now() - kWrongSecretWindowSecs) times.pop_front();
    if (static_cast<int>(times.size()) < world.config.limits.wrong_secrets_before_ban) return;
    world.banned_until[address] = world.now() + kSecsPerHour;
    times.clear();
}

}  // namespace

Json gettoken(World& world, const SimRequest& request) {
    if (banned(world, request.remote_ip)) {
        return api_error(45009, "too many wrong secrets from ip " + request.remote_ip);
    }
    const auto corp_id = request.param("corpid");
    const auto secret = request.param("corpsecret");
    if (corp_id.empty()) return api_error(41002);
    if (secret.empty()) return api_error(41004);
    if (corp_id != world.config.corp_id) return api_error(40013);
    if (secret != world.config.secret) {
        note_wrong_secret(world, request.remote_ip);
        return api_error(40001);
    }
    const auto current = world.access_tokens.find(world.current_token);
    const bool reusable = current != world.access_tokens.end() && !current->second.invalidated &&
                          current->second.expires - world.now() > kRenewAheadSecs;
    if (!reusable) {
        std::erase_if(world.access_tokens,
                      [&](const auto& entry) { return entry.second.expires < world.now() - kSecsPerDay; });
        world.current_token = random_word(world, 214);
        world.access_tokens[world.current_token] =
            AccessToken{.expires = world.now() + world.config.limits.token_lifetime_secs};
    }
    Json answer = api_ok();
    answer["access_token"] = world.current_token;
    answer["expires_in"] = world.access_tokens[world.current_token].expires - world.now();
    return answer;
}

int check_access_token(const World& world, const std::string& token) {
    if (token.empty()) return 41001;
    const auto found = world.access_tokens.find(token);
    if (found == world.access_tokens.end() || found->second.invalidated) return 40014;
    return world.now() >= found->second.expires ? 42001 : 0;
}

void invalidate_access_tokens(World& world) {
    for (auto& [token, state] : world.access_tokens) state.invalidated = true;
}

}  // namespace kf::sim
