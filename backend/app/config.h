// kfdesk.toml: what an operator configures. Unknown keys and wrong values are errors that name line and key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/result.h"

namespace kf {

struct ServerConfig {
    std::string listen = "127.0.0.1:8080";  // host:port; port 0 = any free one
    std::string public_url;                 // as browsers and WeCom reach us, without a slash at the end
    std::string static_dir;                 // the built console
    std::string tls_certificate;            // PEM files; both or none
    std::string tls_key;
    std::vector<std::string> allowed_origins;  // besides public_url's own; exact
    std::vector<std::string> frame_ancestors;  // sites that may embed the console; empty = nobody ('none')
    bool behind_proxy = false;          // trust X-Forwarded-For / -Proto of the loopback or private peer
    bool metrics_loopback_only = true;  // /metrics answers this machine only
    int max_connections = 12'000;       // more are closed at once
    int max_connections_per_address = 1'000;  // without consoles that are signed in
};

struct StorageConfig {
    std::string path;  // folder of the store
};

struct MediaConfig {
    std::int64_t max_total_bytes = 20'000'000'000;  // of all files; the oldest go
    std::int64_t max_received_bytes = 26'214'400;   // of one received file; larger ones are refused
    bool allow_private_addresses = false;  // fetch pictures of cards from this machine and network too
};

struct CorpConfig {
    std::string name;
    CorpId corp_id;
    std::string secret;            // resolved from secret, secret_file or secret_env
    std::string token;             // of the callback; likewise token_file / token_env
    std::string encoding_aes_key;  // 43 characters; likewise
    std::string api_base = "https://qyapi.weixin.qq.com";
};

struct Config {
    ServerConfig server;
    StorageConfig storage;
    MediaConfig media;
    std::vector<CorpConfig> corps;

    // What is known of where it came from.
    std::string file;                       // the configuration's own
    std::vector<std::string> secret_files;  // as they were opened
    bool holds_secrets = false;             // a secret stands in the configuration itself
    std::vector<std::string>
        trimmed_secrets;  // keys whose values had blanks or unseen characters around them
};

// Whether what the configuration points to has to be there: the files and variables of secrets, certificate,
// key and console. `kfdesk user` needs none of them and runs where they may be out of reach; secrets that lie
// elsewhere are then empty.
enum class Surroundings { Needed, Ignored };

// `file_name` is for messages and for paths relative to it.
[[nodiscard]] Result<Config> read_config(std::string_view toml, const std::string& file_name,
                                         Surroundings surroundings = Surroundings::Needed);
[[nodiscard]] Result<Config> load_config(const std::string& file_name,
                                         Surroundings surroundings = Surroundings::Needed);

}  // namespace kf
