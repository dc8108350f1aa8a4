#include "backend/app/private_files.h"

#include <sys/stat.h>

#include <cstdio>

#include "backend/app/config.h"

namespace kf {
namespace {

constexpr mode_t kReadByOthers = S_IROTH | S_IXOTH;
constexpr mode_t kWrittenByOthers = S_IWGRP | S_IWOTH;

enum class Secret { Yes, No };

// As a shell takes it.
std::string shell_word(const std::string& path) {
    if (path.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:@") ==
        std::string::npos)
        return path;
    std::string out = "'";
    for (const char c : path) out += c == '\'' ? "'\\''" : std::string(1, c);
    return out + "'";
}

void add_if_exposed(const std::string& path, Secret secret, std::vector<ExposedFile>& found) {
    struct stat info {};
    if (path.empty() || ::stat(path.c_str(), &info) != 0) return;
    // A device (/dev/null) is nobody's secret.
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) return;
    const bool written = (info.st_mode & kWrittenByOthers) != 0;
    const bool read = secret == Secret::Yes && (info.st_mode & kReadByOthers) != 0;
    if (!written && !read) return;
    char rights[8];
    std::snprintf(rights, sizeof rights, "%04o", static_cast<unsigned>(info.st_mode & 07777));
    const std::string change = secret == Secret::No ? "go-w" : written ? "g-w,o=" : "o=";
    const std::string command =
        std::string{S_ISDIR(info.st_mode) ? "chmod -R " : "chmod "} + change + " " + shell_word(path);
    found.push_back({path, written, rights, command});
}

}  // namespace

std::vector<ExposedFile> exposed_files(const Config& config) {
    std::vector<ExposedFile> found;
    add_if_exposed(config.file, config.holds_secrets ? Secret::Yes : Secret::No, found);
    for (const auto& path : config.secret_files) add_if_exposed(path, Secret::Yes, found);
    add_if_exposed(config.server.tls_key, Secret::Yes, found);
    for (const auto& desk : desks_of(config)) {
        const auto before = found.size();
        add_if_exposed(desk.folder, Secret::Yes, found);
        // The folder's command takes in what lies below.
        if (found.size() == before)
            for (const char* name : {"/kfdesk.db", "/kfdesk.db-wal", "/kfdesk.db-shm", "/media"})
                add_if_exposed(desk.folder + name, Secret::Yes, found);
    }
    return found;
}

}  // namespace kf
