#include "backend/app/sandbox_config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "backend/crypto/secret_token.h"

namespace kf {

namespace fs = std::filesystem;

namespace {

// Letters and digits only, as WeCom hands them out.
std::string random_letters(std::size_t length) {
    std::string letters;
    while (letters.size() < length)
        for (const char c : new_secret_token())
            if (c != '-' && c != '_' && letters.size() < length) letters.push_back(c);
    return letters;
}

Result<void> write_private(const std::string& path, const std::string& content) {
    const auto failed = [&path] {
        return Error{ErrorCode::SandboxFailed,
                     "cannot write " + path + ": " + std::generic_category().message(errno), 0};
    };
    // Written beside and renamed: a start that is interrupted leaves the old file.
    const std::string fresh = path + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) return failed();
    const bool written =
        ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size());
    if (::close(file) != 0 || !written || ::rename(fresh.c_str(), path.c_str()) != 0) return failed();
    return {};
}

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out.push_back('\\');
        out.push_back(c);
    }
    return out + "\"";
}

std::string to_toml(const Config& config) {
    const auto& corp = config.corps.front();
    return "# 由 kfdesk sandbox 写成，每次启动会重写。Written by `kfdesk sandbox` at every "
           "start.\n\n[server]\nlisten = " +
           quoted(config.server.listen) + "\nstatic_dir = " + quoted(config.server.static_dir) +
           "\n\n[storage]\npath = " + quoted(config.storage.path) +
           "\n\n[media]\nallow_private_addresses = true\n\n[[corp]]\nname = " + quoted(corp.name) +
           "\ncorp_id = " + quoted(corp.corp_id.value) + "\nsecret = " + quoted(corp.secret) +
           "\ntoken = " + quoted(corp.token) + "\nencoding_aes_key = " + quoted(corp.encoding_aes_key) +
           "\napi_base = " + quoted(corp.api_base) + "\n";
}

CorpConfig new_corp() {
    CorpConfig corp;
    corp.name = "示例商贸有限公司";
    corp.corp_id = CorpId{"ww" + random_letters(16)};
    corp.secret = random_letters(43);
    corp.token = random_letters(24);
    // The last of 43 base64 characters holds four bits: "A" is always proper.
    corp.encoding_aes_key = random_letters(42) + "A";
    return corp;
}

Result<std::string> demo_password(const std::string& path) {
    std::ifstream in(path);
    std::string password;
    if (in && std::getline(in, password) && !password.empty()) return password;
    password = random_letters(12);
    TRY(write_private(path, password + "\n"));
    return password;
}

}  // namespace

Result<SandboxSetup> set_up_sandbox(const SandboxOptions& options) {
    std::error_code error;
    const fs::path data = fs::absolute(options.data, error);
    fs::create_directories(data, error);
    if (error)
        return Error{ErrorCode::SandboxFailed,
                     "cannot make the folder " + data.string() + ": " + error.message() +
                         "; choose another one with --data",
                     0};
    SandboxSetup setup;
    setup.config_file = (data / "kfdesk.toml").string();
    auto& config = setup.config;
    if (fs::exists(setup.config_file, error)) {
        TRY_ASSIGN(const auto before, load_config(setup.config_file));
        config.corps = before.corps;
        config.corps.resize(1);
    } else {
        config.corps.push_back(new_corp());
    }
    config.server.listen = "127.0.0.1:" + std::to_string(options.port);
    config.server.static_dir =
        options.static_dir.empty() ? "" : fs::absolute(options.static_dir, error).string();
    config.storage.path = (data / "store").string();
    // The simulator's pictures lie on this machine.
    config.media.allow_private_addresses = true;
    TRY_ASSIGN(setup.password, demo_password((data / "demo-password").string()));
    return setup;
}

Result<void> point_at_simulator(SandboxSetup& setup, const std::string& api_base) {
    setup.config.corps.front().api_base = api_base;
    return write_private(setup.config_file, to_toml(setup.config));
}

}  // namespace kf
