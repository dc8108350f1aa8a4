// What the configuration says of one desk: its corps, its folder, where it is reached.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "shared/base/ids.h"

namespace kf {

struct MediaConfig {
    std::int64_t max_total_bytes = 20'000'000'000;  // of all files of a desk; the oldest go
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

struct DeskConfig {
    std::string id;                  // a-z 0-9 -; "": the only desk of an installation that declares none
    std::string name;                // as people know it, shown where they sign in; may be empty
    std::string folder;              // of its store and files
    std::vector<std::string> hosts;  // names that are this desk's alone, in lower case, without a port
    std::vector<CorpConfig> corps;
};

}  // namespace kf
