#include "backend/sandbox/callback_envelope.h"

#include "backend/callback/callback_crypto.h"
#include "backend/sandbox/sim_http.h"
#include "backend/sandbox/world.h"
#include "shared/base/percent.h"

namespace kf::sim {
namespace {

std::string node(std::string_view name, std::string_view text) {
    std::string xml;
    xml.append("<").append(name).append("><![CDATA[").append(text).append("]]></").append(name).append(">");
    return xml;
}

std::string told_secs(const World& world) {
    return std::to_string(world.config.callbacks_tell_simulated_time ? world.now() : to_secs(world.clock()));
}

struct Sealed {
    std::string encrypted;
    std::string query;  // msg_signature, timestamp, nonce
};

Result<Sealed> seal(World& world, const std::string& message) {
    TRY_ASSIGN(const CallbackKey key, decode_callback_key(world.config.encoding_aes_key));
    CallbackPrefix prefix{};
    for (auto& byte : prefix) byte = static_cast<std::uint8_t>(world.random() & 0xFF);
    TRY_ASSIGN(std::string encrypted, encrypt_callback(key, message, world.config.corp_id, prefix));
    const auto timestamp = told_secs(world);
    const auto nonce = std::to_string(world.random() % 10000000000U);
    const auto signature = sign_callback(world.config.callback_token, timestamp, nonce, encrypted);
    const char* joint = world.config.callback_url.find('?') == std::string::npos ? "?" : "&";
    auto query = joint + ("msg_signature=" + signature) + "&timestamp=" + timestamp + "&nonce=" + nonce;
    return Sealed{std::move(encrypted), std::move(query)};
}

std::string new_sync_token(World& world, const std::string& open_kfid) {
    if (world.sync_tokens.size() > 20000) {
        std::erase_if(world.sync_tokens,
                      [&](const auto& entry) { return entry.second.expires < world.now(); });
    }
    auto token = "ENC" + random_word(world, 40);
    world.sync_tokens[token] = SyncToken{open_kfid, world.now() + kSyncTokenSecs};
    return token;
}

std::string news_xml(World& world, const std::string& open_kfid) {
    return "<xml>" + node("ToUserName", world.config.corp_id) + "<CreateTime>" + told_secs(world) +
           "</CreateTime>" + node("MsgType", "event") + node("Event", "kf_msg_or_event") +
           node("Token", new_sync_token(world, open_kfid)) + node("OpenKfId", open_kfid) + "</xml>";
}

}  // namespace

std::string account_auth_change_xml(const World& world, const std::vector<std::string>& added,
                                    const std::vector<std::string>& removed) {
    std::string xml = "<xml>" + node("ToUserName", world.config.corp_id) + node("FromUserName", "sys") +
                      "<CreateTime>" + told_secs(world) + "</CreateTime>" + node("MsgType", "event") +
                      node("Event", "kf_account_auth_change");
    for (const auto& open_kfid : added) xml += node("AuthAddOpenKfId", open_kfid);
    for (const auto& open_kfid : removed) xml += node("AuthDelOpenKfId", open_kfid);
    return xml + "</xml>";
}

void seal_callback(World& world, CallbackJob& job) {
    const auto inner = job.inner_xml.empty() ? news_xml(world, job.open_kfid) : job.inner_xml;
    const auto sealed = seal(world, inner);
    job.url = world.config.callback_url;
    if (!sealed.ok()) return;  // the key was checked when the simulator started or its settings changed
    job.url += sealed->query;
    job.body = "<xml>" + node("ToUserName", world.config.corp_id) + node("Encrypt", sealed->encrypted) +
               node("AgentID", world.config.agent_id) + "</xml>";
}

Result<std::string> verification_url(World& world, const std::string& expected) {
    if (world.config.callback_url.empty()) {
        return Error{ErrorCode::NoCallbackUrl, "no callback address is set", 0};
    }
    TRY_ASSIGN(const Sealed sealed, seal(world, expected));
    return world.config.callback_url + sealed.query + "&echostr=" + percent_encoded(sealed.encrypted);
}

}  // namespace kf::sim
