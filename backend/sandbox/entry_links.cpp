#include "backend/sandbox/entry_links.h"

#include <algorithm>
#include <cstdint>

#include "backend/sandbox/sim_http.h"
#include "shared/base/percent.h"

namespace kf::sim {
namespace {

constexpr std::string_view kLinkBase = "https://work.weixin.qq.com/kf/";
constexpr std::size_t kSceneParamMaxBytes = 128;  // raw, before url-encoding

// The account's part of its links: short and stable.
std::string link_name(const Account& account) {
    std::uint64_t hash = 1469598103934665603U;  // FNV-1a
    for (const char c : account.open_kfid) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    std::string name = "kf";
    for (int i = 0; i < 16; ++i, hash >>= 4) name += "0123456789abcdef"[hash & 15];
    return name;
}

}  // namespace

bool is_scene(const std::string& scene) {
    return std::all_of(scene.begin(), scene.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
               c == '-';
    });
}

std::string entry_link(World& world, Account& account, const std::string& scene) {
    std::string url = std::string(kLinkBase) + link_name(account);
    if (scene.empty()) return url;
    auto& encrypted = account.scene_links[scene];
    if (encrypted.empty()) encrypted = "ENC" + random_word(world, 40);
    return url + "?enc_scene=" + encrypted;
}

std::optional<OpenedLink> open_link(World& world, const std::string& link) {
    if (!link.starts_with(kLinkBase)) return std::nullopt;
    const auto request = make_request("GET", std::string_view(link).substr(kLinkBase.size()));
    OpenedLink opened;
    for (auto& [open_kfid, account] : world.accounts) {
        if (link_name(account) == request.path) opened.account = &account;
    }
    if (!opened.account) return std::nullopt;
    opened.genuine = true;
    for (const auto& [name, value] : request.query) {
        if (name == "enc_scene") {
            const auto& links = opened.account->scene_links;
            const auto found = std::find_if(links.begin(), links.end(), [&scene = value](const auto& entry) {
                return entry.second == scene;
            });
            if (found == links.end())
                opened.genuine = false;
            else
                opened.scene = found->first;
        } else if (name == "scene_param" && value.size() <= kSceneParamMaxBytes) {
            opened.scene_param = value;
        } else {
            opened.genuine = false;
        }
    }
    // scene_param may be appended only to a link that was made with a scene.
    if (!opened.scene_param.empty() && opened.scene.empty()) opened.genuine = false;
    return opened;
}

std::string account_avatar_url(const World& world, const Account& account) {
    // As at WeCom, another picture has another address.
    const auto version = account.avatar_media.empty() ? "" : "?v=" + percent_encoded(account.avatar_media);
    return world.config.public_base + "/avatar/" + percent_encoded(account.open_kfid) + ".png" + version;
}

std::string drawn_avatar(const Customer& customer) {
    if (customer.avatar.starts_with('/')) return customer.avatar;
    return "/avatar/" + percent_encoded(customer.external_userid) + ".png";
}

std::string customer_avatar_url(const World& world, const Customer& customer) {
    if (customer.avatar == "none") return {};
    if (!customer.avatar.empty() && !customer.avatar.starts_with('/')) return customer.avatar;
    return world.config.public_base + drawn_avatar(customer);
}

}  // namespace kf::sim
