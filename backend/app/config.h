// kfdesk.toml: what an operator configures. Unknown keys and wrong values are errors that name line and key.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "backend/desk/desk_config.h"
#include "backend/front/front_config.h"
#include "shared/base/ids.h"
#include "shared/base/result.h"

namespace kf {

struct StorageConfig {
    std::string path;  // folder of the store
};

// [[desk]]: one organisation of several.
struct DeskEntry {
    std::string id;                  // 1–32 of a-z 0-9 -, the first one no -
    std::string name;                // shown at sign-in; its id when it is not given
    std::string folder;              // of its store; <storage.path>/desks/<id> when it is not given
    std::vector<std::string> hosts;  // lower case, without a port
    std::vector<CorpId> corps;
};

struct Config {
    ServerConfig server;
    StorageConfig storage;
    MediaConfig media;
    std::vector<CorpConfig> corps;
    std::vector<DeskEntry> desks;  // none: everything is one desk in storage.path

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

// The desks with their corps; without [[desk]] the only one, whose id is empty.
[[nodiscard]] std::vector<DeskConfig> desks_of(const Config& config);

}  // namespace kf
