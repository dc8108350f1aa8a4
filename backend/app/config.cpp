#include "backend/app/config.h"

#include <toml++/toml.h>
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <optional>
#include <set>
#include <sstream>

#include "backend/app/config_values.h"

namespace kf {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxSecretFileBytes = 4096;

struct ConfigFile {
    std::string name;
    fs::path folder;
    Surroundings surroundings;
    Config* seen;  // takes what is known of files and secrets
};

// Reads one table, remembering the first thing that is wrong with it; afterwards every getter is a no-op, so
// that reading code needs no check after each key.
class TableReader {
  public:
    TableReader(const toml::table& table, std::string section, const ConfigFile& file)
        : table_(table), section_(std::move(section)), file_(file) {}

    void only(std::initializer_list<std::string_view> keys) {
        for (const auto& [key, value] : table_) {
            if (std::find(keys.begin(), keys.end(), std::string_view{key.str()}) != keys.end()) continue;
            std::string known;
            for (const auto word : keys) known.append(known.empty() ? "" : ", ").append(word);
            fail(key.source().begin.line, std::string{key.str()}, "unknown key; known here: " + known);
            return;
        }
    }

    void text(std::string_view key, std::string& out) {
        const auto* node = find(key);
        if (node == nullptr) return;
        const auto value = node->value_exact<std::string>();
        if (!value) return fail(node, key, "must be a text in quotes");
        out = *value;
    }

    void flag(std::string_view key, bool& out) {
        const auto* node = find(key);
        if (node == nullptr) return;
        const auto value = node->value_exact<bool>();
        if (!value) return fail(node, key, "must be true or false");
        out = *value;
    }

    void number(std::string_view key, int& out, int min, int max) {
        const auto* node = find(key);
        if (node == nullptr) return;
        const auto value = node->value_exact<std::int64_t>();
        if (!value || *value < min || *value > max)
            return fail(node, key,
                        "must be a whole number from " + std::to_string(min) + " to " + std::to_string(max));
        out = static_cast<int>(*value);
    }

    void bytes(std::string_view key, std::int64_t& out, std::int64_t min, std::int64_t max) {
        const auto* node = find(key);
        if (node == nullptr) return;
        const auto value = node->value_exact<std::int64_t>();
        if (!value || *value < min || *value > max)
            return fail(
                node, key,
                "must be a number of bytes from " + std::to_string(min) + " to " + std::to_string(max));
        out = *value;
    }

    void texts(std::string_view key, std::vector<std::string>& out) {
        const auto* node = find(key);
        if (node == nullptr) return;
        const auto* list = node->as_array();
        if (list == nullptr) return fail(node, key, "must be a list of texts, for example [\"a\", \"b\"]");
        for (const auto& item : *list) {
            const auto value = item.value_exact<std::string>();
            if (!value) return fail(&item, key, "must be a list of texts, for example [\"a\", \"b\"]");
            out.push_back(*value);
        }
    }

    // `key`, `key`_file or `key`_env: exactly one of them.
    void secret(const std::string& key, std::string& out) {
        int given = 0;
        for (const char* suffix : {"", "_file", "_env"}) given += find(key + suffix) != nullptr ? 1 : 0;
        if (failed()) return;
        if (given != 1)
            return fail(table_.source().begin.line, key,
                        std::string{given == 0 ? "is missing" : "is given more than once"} +
                            "; give exactly one of " + key + ", " + key + "_file, " + key + "_env");
        std::string file, variable;
        text(key, out);
        text(key + "_file", file);
        text(key + "_env", variable);
        if (failed() || !needs_surroundings()) return;
        if (!file.empty()) return secret_from_file(key + "_file", (file_.folder / file).string(), out);
        if (!out.empty()) file_.seen->holds_secrets = true;
        if (!variable.empty()) {
            const char* value = std::getenv(variable.c_str());
            if (value == nullptr || *value == '\0')
                return fail(find(key + "_env"), key + "_env",
                            "the environment variable " + variable + " is not set or empty");
            return clean(key + "_env", "the environment variable " + variable, value, out);
        }
        if (out.empty()) return fail(table_.source().begin.line, key, "must not be empty");
        clean(key, "the value", out, out);
    }

    // A path, relative to the configuration's folder; what it names has to be there.
    enum class Kind { File, Folder };
    void path(std::string_view key, Kind kind, std::string& out) {
        text(key, out);
        if (failed() || out.empty()) return;
        if (!fs::path(out).is_absolute()) out = (file_.folder / out).lexically_normal().string();
        if (!needs_surroundings()) return;
        std::error_code ignored;
        if (kind == Kind::Folder && !fs::is_directory(out, ignored))
            fail(find(key), key, "there is no folder " + out);
        if (kind == Kind::File && !std::ifstream(out, std::ios::binary))
            fail(find(key), key, "cannot read " + out);
    }

    // Says what is wrong with a value that was read, with the line of its key.
    void check(std::string_view key, const std::optional<std::string>& complaint) {
        if (complaint) fail(find(key), key, *complaint);
    }
    void require(std::string_view key, const std::string& value) {
        if (!failed() && value.empty()) fail(find(key), key, "is missing or empty");
    }

    [[nodiscard]] bool needs_surroundings() const { return file_.surroundings == Surroundings::Needed; }
    [[nodiscard]] bool failed() const { return error_.has_value(); }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

  private:
    const toml::node* find(std::string_view key) const { return failed() ? nullptr : table_.get(key); }

    void fail(const toml::node* node, std::string_view key, const std::string& what) {
        fail(node == nullptr ? table_.source().begin.line : node->source().begin.line, std::string{key},
             what);
    }
    void fail(std::uint32_t line, const std::string& key, const std::string& what) {
        if (failed()) return;
        error_ =
            Error{ErrorCode::ConfigWrong,
                  file_.name + ":" + std::to_string(line) + ": " + section_ + " " + key + ": " + what, 0};
    }

    void secret_from_file(const std::string& key, const std::string& path, std::string& out) {
        std::ifstream in(path, std::ios::binary);
        if (!in) return fail(find(key), key, "cannot read " + path);
        std::string content(kMaxSecretFileBytes + 1, '\0');
        in.read(content.data(), static_cast<std::streamsize>(content.size()));
        content.resize(static_cast<std::size_t>(in.gcount()));
        if (content.size() > kMaxSecretFileBytes)
            return fail(find(key), key, path + " is larger than 4096 bytes; is it the right file?");
        file_.seen->secret_files.push_back(path);
        clean(key, path, content, out);
    }

    // `from`: where it was read, for people.
    void clean(const std::string& key, const std::string& from, const std::string& pasted, std::string& out) {
        auto secret = clean_secret(pasted);
        if (!secret) return fail(find(key), key, from + " " + secret.error().message);
        if (secret->trimmed) file_.seen->trimmed_secrets.push_back(key + " (" + from + ")");
        out = std::move(secret->value);
    }

    const toml::table& table_;
    std::string section_;
    const ConfigFile& file_;
    std::optional<Error> error_;
};

Error at_line(const std::string& file, std::uint32_t line, const std::string& what) {
    return Error{ErrorCode::ConfigWrong, file + ":" + std::to_string(line) + ": " + what, 0};
}

Result<ServerConfig> read_server(const toml::table& table, const ConfigFile& file) {
    ServerConfig server;
    TableReader reader(table, "[server]", file);
    reader.only({"listen", "public_url", "static_dir", "tls_certificate", "tls_key", "allowed_origins",
                 "frame_ancestors", "behind_proxy", "metrics_loopback_only", "max_connections",
                 "max_connections_per_address"});
    reader.text("listen", server.listen);
    reader.check("listen", wrong_listen(server.listen));
    reader.text("public_url", server.public_url);
    while (!server.public_url.empty() && server.public_url.back() == '/') server.public_url.pop_back();
    if (!server.public_url.empty()) reader.check("public_url", wrong_origin(server.public_url));
    reader.path("static_dir", TableReader::Kind::Folder, server.static_dir);
    reader.text("tls_certificate", server.tls_certificate);
    reader.text("tls_key", server.tls_key);
    if (server.tls_certificate.empty() != server.tls_key.empty())
        reader.check(server.tls_key.empty() ? "tls_certificate" : "tls_key",
                     "tls_certificate and tls_key belong together: give both or none");
    reader.path("tls_certificate", TableReader::Kind::File, server.tls_certificate);
    reader.path("tls_key", TableReader::Kind::File, server.tls_key);
    reader.texts("allowed_origins", server.allowed_origins);
    for (const auto& origin : server.allowed_origins) reader.check("allowed_origins", wrong_origin(origin));
    reader.texts("frame_ancestors", server.frame_ancestors);
    for (const auto& site : server.frame_ancestors)
        reader.check("frame_ancestors", wrong_frame_ancestor(site));
    reader.flag("behind_proxy", server.behind_proxy);
    reader.flag("metrics_loopback_only", server.metrics_loopback_only);
    reader.number("max_connections", server.max_connections, 16, 1'000'000);
    reader.number("max_connections_per_address", server.max_connections_per_address, 16, 1'000'000);
    if (reader.failed()) return *reader.error();
    return server;
}

Result<StorageConfig> read_storage(const toml::table& table, const ConfigFile& file) {
    StorageConfig storage;
    TableReader reader(table, "[storage]", file);
    reader.only({"path"});
    reader.text("path", storage.path);
    reader.require("path", storage.path);
    if (reader.failed()) return *reader.error();
    if (!fs::path(storage.path).is_absolute())
        storage.path = (file.folder / storage.path).lexically_normal().string();
    return storage;
}

Result<MediaConfig> read_media(const toml::table& table, const ConfigFile& file) {
    MediaConfig media;
    TableReader reader(table, "[media]", file);
    reader.only({"max_total_bytes", "max_received_bytes", "allow_private_addresses"});
    reader.bytes("max_total_bytes", media.max_total_bytes, 10'000'000, INT64_MAX / 2);
    reader.bytes("max_received_bytes", media.max_received_bytes, 1'000'000, 1'000'000'000);
    reader.flag("allow_private_addresses", media.allow_private_addresses);
    if (reader.failed()) return *reader.error();
    return media;
}

Result<CorpConfig> read_corp(const toml::table& table, const ConfigFile& file) {
    CorpConfig corp;
    TableReader reader(table, "[[corp]]", file);
    reader.only({"name", "corp_id", "api_base", "secret", "secret_file", "secret_env", "token", "token_file",
                 "token_env", "encoding_aes_key", "encoding_aes_key_file", "encoding_aes_key_env"});
    reader.text("name", corp.name);
    reader.text("corp_id", corp.corp_id.value);
    reader.require("corp_id", corp.corp_id.value);
    reader.check("corp_id", wrong_corp_id(corp.corp_id.value));
    reader.text("api_base", corp.api_base);
    while (!corp.api_base.empty() && corp.api_base.back() == '/') corp.api_base.pop_back();
    reader.check("api_base", wrong_api_base(corp.api_base));
    reader.secret("secret", corp.secret);
    reader.secret("token", corp.token);
    reader.secret("encoding_aes_key", corp.encoding_aes_key);
    if (reader.needs_surroundings() && !reader.failed()) {
        reader.check("token", wrong_token(corp.token));
        reader.check("encoding_aes_key", wrong_aes_key(corp.encoding_aes_key));
    }
    if (reader.failed()) return *reader.error();
    if (corp.name.empty()) corp.name = corp.corp_id.value;
    return corp;
}

Result<DeskEntry> read_desk(const toml::table& table, const ConfigFile& file) {
    DeskEntry desk;
    TableReader reader(table, "[[desk]]", file);
    reader.only({"id", "name", "folder", "hosts", "corps"});
    reader.text("id", desk.id);
    reader.require("id", desk.id);
    reader.check("id", wrong_desk_id(desk.id));
    reader.text("name", desk.name);
    reader.text("folder", desk.folder);
    reader.texts("hosts", desk.hosts);
    for (const auto& host : desk.hosts) reader.check("hosts", wrong_host_name(host));
    std::vector<std::string> corps;
    reader.texts("corps", corps);
    for (const auto& corp : corps) desk.corps.emplace_back(corp);
    if (reader.failed()) return *reader.error();
    if (desk.name.empty()) desk.name = desk.id;
    return desk;
}

// What no desk says alone: nothing is two desks', and no corp is nobody's.
std::optional<std::string> wrong_desks(const Config& config) {
    std::set<std::string> seen;
    const auto twice = [&seen](const std::string& what) { return !seen.insert(what).second; };
    for (const auto& desk : config.desks) {
        if (twice("id " + desk.id)) return "[[desk]] id: " + desk.id + " is there twice";
        if (twice("folder " + desk.folder)) return "[[desk]] folder: two desks have " + desk.folder;
        for (const auto& host : desk.hosts)
            if (twice("host " + host)) return "[[desk]] hosts: " + host + " is there twice";
        for (const auto& corp : desk.corps) {
            if (twice("corp " + corp.value))
                return "[[desk]] corps: " + corp.value + " is there twice; a corp belongs to one desk";
            if (std::none_of(config.corps.begin(), config.corps.end(),
                             [&corp](const auto& known) { return known.corp_id == corp; }))
                return "[[desk]] corps: there is no [[corp]] with corp_id " + corp.value;
        }
    }
    for (const auto& corp : config.corps)
        if (!config.desks.empty() && !seen.contains("corp " + corp.corp_id.value))
            return "[[corp]] " + corp.corp_id.value + " belongs to no [[desk]]: name it in the corps of one";
    return std::nullopt;
}

Result<void> read_desks(const toml::array& list, const ConfigFile& file, Config& config) {
    for (const auto& item : list) {
        TRY_ASSIGN(auto desk, read_desk(*item.as_table(), file));
        config.desks.push_back(std::move(desk));
    }
    return {};
}

Result<Config> read_tables(const toml::table& root, ConfigFile file) {
    Config config;
    config.file = file.name;
    file.seen = &config;
    std::uint32_t desks_at = 1;
    for (const auto& [key, value] : root) {
        const std::uint32_t line = key.source().begin.line;
        if (key == "server" && value.is_table()) {
            TRY_ASSIGN(config.server, read_server(*value.as_table(), file));
        } else if (key == "storage" && value.is_table()) {
            TRY_ASSIGN(config.storage, read_storage(*value.as_table(), file));
        } else if (key == "media" && value.is_table()) {
            TRY_ASSIGN(config.media, read_media(*value.as_table(), file));
        } else if (key == "corp" && value.is_array_of_tables()) {
            for (const auto& item : *value.as_array()) {
                TRY_ASSIGN(auto corp, read_corp(*item.as_table(), file));
                for (const auto& other : config.corps)
                    if (other.corp_id == corp.corp_id)
                        return at_line(file.name, item.source().begin.line,
                                       "[[corp]] corp_id: " + corp.corp_id.value + " is there twice");
                config.corps.push_back(std::move(corp));
            }
        } else if (key == "desk" && value.is_array_of_tables()) {
            desks_at = line;
            TRY(read_desks(*value.as_array(), file, config));
        } else {
            return at_line(file.name, line,
                           "unknown section or key \"" + std::string{key.str()} +
                               "\"; known: [server], [storage], [media], [[corp]], [[desk]]");
        }
    }
    if (config.storage.path.empty())
        return at_line(file.name, 1, "[storage] path: is missing: the folder in which kfdesk keeps its data");
    for (auto& desk : config.desks) {
        const fs::path folder = desk.folder.empty() ? fs::path("desks") / desk.id : fs::path(desk.folder);
        desk.folder = (fs::path(config.storage.path) / folder).lexically_normal().string();
        if (desk.folder.size() > 1 && desk.folder.back() == '/') desk.folder.pop_back();
    }
    // A desk may wait for its first corp.
    if (config.corps.empty() && config.desks.empty())
        return at_line(file.name, 1, "no [[corp]] section: kfdesk serves at least one corp");
    if (const auto wrong = wrong_desks(config)) return at_line(file.name, desks_at, *wrong);
    return config;
}

}  // namespace

Result<Config> read_config(std::string_view toml, const std::string& file_name, Surroundings surroundings) {
    const ConfigFile file{file_name, fs::path(file_name).parent_path(), surroundings, nullptr};
#if TOML_EXCEPTIONS
    toml::table root;
    try {
        root = toml::parse(toml, file_name);
    } catch (const toml::parse_error& error) {
        return at_line(file_name, error.source().begin.line, std::string{error.description()});
    }
    return read_tables(root, file);
#else
    const auto parsed = toml::parse(toml, file_name);
    if (!parsed)
        return at_line(file_name, parsed.error().source().begin.line,
                       std::string{parsed.error().description()});
    return read_tables(parsed.table(), file);
#endif
}

std::vector<DeskConfig> desks_of(const Config& config) {
    if (config.desks.empty()) return {{"", "", config.storage.path, {}, config.corps}};
    std::vector<DeskConfig> desks;
    for (const auto& entry : config.desks) {
        DeskConfig desk{entry.id, entry.name, entry.folder, entry.hosts, {}};
        for (const auto& corp : config.corps)
            if (std::find(entry.corps.begin(), entry.corps.end(), corp.corp_id) != entry.corps.end())
                desk.corps.push_back(corp);
        desks.push_back(std::move(desk));
    }
    return desks;
}

Result<Config> load_config(const std::string& file_name, Surroundings surroundings) {
    std::ifstream in(file_name, std::ios::binary);
    if (!in)
        return Error{ErrorCode::ConfigMissing,
                     "cannot read the configuration " + file_name +
                         "; start from the documented sample assets/kfdesk.sample.toml",
                     0};
    std::ostringstream text;
    text << in.rdbuf();
    return read_config(text.str(), std::filesystem::absolute(file_name).string(), surroundings);
}

}  // namespace kf
