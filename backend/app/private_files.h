// Which of kfdesk's own files people of this machine may read or write who should not: the data folder, the
// database, secrets, keys, the configuration.
#pragma once

#include <string>
#include <vector>

namespace kf {

struct Config;

struct ExposedFile {
    std::string path;
    bool writable = false;  // else only readable
    std::string rights;     // "0644"
    std::string command;    // closes it: "chmod o= /etc/kfdesk/secret"
};

// Others of the machine may neither read nor write any, its group may read. A configuration without secrets
// may be read by everybody. What is not there is not exposed.
[[nodiscard]] std::vector<ExposedFile> exposed_files(const Config& config);

}  // namespace kf
