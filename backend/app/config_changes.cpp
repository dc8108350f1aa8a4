#include "backend/app/config_changes.h"

#include <algorithm>

namespace kf {

namespace {

const CorpConfig* find_corp(const Config& config, const CorpId& id) {
    const auto found = std::find_if(config.corps.begin(), config.corps.end(),
                                    [&id](const auto& corp) { return corp.corp_id == id; });
    return found == config.corps.end() ? nullptr : &*found;
}

}  // namespace

std::vector<std::string> waiting_for_restart(const Config& running, const Config& fresh) {
    std::vector<std::string> out;
    const auto compare = [&out](const char* key, const auto& a, const auto& b) {
        if (a != b) out.emplace_back(key);
    };
    const ServerConfig &was = running.server, &is = fresh.server;
    compare("[server] listen", was.listen, is.listen);
    compare("[server] public_url", was.public_url, is.public_url);
    compare("[server] static_dir", was.static_dir, is.static_dir);
    compare("[server] allowed_origins", was.allowed_origins, is.allowed_origins);
    compare("[server] frame_ancestors", was.frame_ancestors, is.frame_ancestors);
    compare("[server] behind_proxy", was.behind_proxy, is.behind_proxy);
    compare("[server] metrics_loopback_only", was.metrics_loopback_only, is.metrics_loopback_only);
    compare("[server] max_connections", was.max_connections, is.max_connections);
    compare("[server] max_connections_per_address", was.max_connections_per_address,
            is.max_connections_per_address);
    if (was.tls_certificate.empty() != is.tls_certificate.empty())
        out.emplace_back("[server] tls_certificate, tls_key (switched on or off)");
    compare("[storage] path", running.storage.path, fresh.storage.path);
    compare("[media] max_total_bytes", running.media.max_total_bytes, fresh.media.max_total_bytes);
    compare("[media] max_received_bytes", running.media.max_received_bytes, fresh.media.max_received_bytes);
    compare("[media] allow_private_addresses", running.media.allow_private_addresses,
            fresh.media.allow_private_addresses);
    for (const auto& corp : running.corps) {
        const auto* const now = find_corp(fresh, corp.corp_id);
        if (now != nullptr && now->api_base != corp.api_base)
            out.push_back("[[corp]] api_base of " + corp.corp_id.value);
    }
    if (running.desks.empty() != fresh.desks.empty())
        out.emplace_back(running.desks.empty() ? "[[desk]] (the first ones)" : "[[desk]] (all removed)");
    for (const auto& desk : running.desks)
        for (const auto& now : fresh.desks)
            if (now.id == desk.id && now.folder != desk.folder)
                out.push_back("[[desk]] folder of " + desk.id);
    return out;
}

}  // namespace kf
