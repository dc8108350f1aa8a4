// `kfdesk doctor`: what can be seen on this machine alone.
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>
#include <set>

#include "backend/app/config.h"
#include "backend/app/doctor_checks.h"
#include "backend/app/private_files.h"

namespace kf {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kLowSpaceBytes = std::uintmax_t{500} * 1024 * 1024;
constexpr int kSoonDays = 14;

std::string host_of(const std::string& url) {
    const auto begin = url.find("://");
    if (begin == std::string::npos) return {};
    const auto authority = url.substr(begin + 3, url.find_first_of("/?#", begin + 3) - begin - 3);
    if (authority.starts_with('[')) return authority.substr(1, authority.find(']') - 1);
    return authority.substr(0, authority.rfind(':'));
}

bool is_loopback(const std::string& host) {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

void check_config(const Config& config, Findings& out) {
    if (config.corps.empty()) {
        out.wrong("config", {"没有配置任何企业。", "No corp is configured."},
                  {"在 kfdesk.toml 里加一段 [[corp]]，参考 assets/kfdesk.sample.toml。",
                   "Add a [[corp]] section to kfdesk.toml; see assets/kfdesk.sample.toml."});
        return;
    }
    std::set<std::string> ids;
    for (const auto& corp : config.corps) {
        if (ids.insert(corp.corp_id.value).second) continue;
        out.wrong("config",
                  {"企业 " + corp.corp_id.value + " 配置了两次。",
                   "Corp " + corp.corp_id.value + " is configured twice."},
                  {"每个企业只保留一段 [[corp]]。", "Keep one [[corp]] section for each corp."});
        return;
    }
    const auto count = std::to_string(config.corps.size());
    out.ok("config", {"可以读取，共 " + count + " 个企业。", "Readable, corps: " + count + "."});
}

void check_public_url(const ServerConfig& server, Findings& out) {
    const auto& url = server.public_url;
    const bool https = url.starts_with("https://");
    if (!https && !url.starts_with("http://")) {
        const Findings::Words todo{
            "写上浏览器和企业微信访问本系统的地址，例如 https://kf.example.com。",
            "Set the address under which browsers and WeCom reach kfdesk, such as https://kf.example.com."};
        const auto own = own_address(server);
        if (own.empty()) {
            out.wrong("public_url", {"没有设置 server.public_url。", "server.public_url is not set."}, todo);
        } else {
            out.warn("public_url",
                     {"没有设置 server.public_url，按本机地址 " + own + " 检查。",
                      "server.public_url is not set; checking " + own + " instead."},
                     todo);
        }
        return;
    }
    if (is_loopback(host_of(url))) {
        out.warn(
            "public_url", {url + " 只能在本机访问。", url + " is reachable from this machine only."},
            {"正式使用时请改为公网可达的 https 地址，否则收不到企业微信的回调。",
             "For real use set an https address that is reachable from the internet, or WeCom's callbacks do "
             "not arrive."});
    } else if (!https) {
        out.warn("public_url", {url + " 没有加密。", url + " is not encrypted."},
                 {"请改用 https，否则登录信息和聊天内容会明文传输。",
                  "Use https; otherwise passwords and chats travel in clear text."});
    } else {
        out.ok("public_url", {url, url});
    }
}

void check_storage(const StorageConfig& storage, Findings& out) {
    std::error_code error;
    fs::path folder = storage.path.empty() ? fs::path(".") : fs::path(storage.path);
    const bool exists = fs::exists(folder, error);
    // A folder that is not there yet is made at the first start, if its parent allows that.
    while (!folder.empty() && !fs::exists(folder, error)) {
        const auto parent = folder.parent_path();
        folder = parent.empty() ? fs::path(".") : parent;
    }
    if ((exists && !fs::is_directory(folder, error)) || ::access(folder.c_str(), W_OK | X_OK) != 0) {
        out.wrong(
            "storage", {storage.path + " 不可写。", storage.path + " cannot be written."},
            {"检查 storage.path 的权限和所有者。", "Check the permissions and the owner of storage.path."});
        return;
    }
    const auto space = fs::space(folder, error);
    const auto free_mb = std::to_string(error ? 0 : space.available / (1024 * 1024));
    if (!error && space.available < kLowSpaceBytes) {
        out.warn("storage",
                 {storage.path + " 所在磁盘只剩 " + free_mb + " MB。",
                  "Only " + free_mb + " MB are free where " + storage.path + " lies."},
                 {"清理磁盘：磁盘写满后新消息无法保存。",
                  "Make room: with a full disk new messages cannot be saved."});
        return;
    }
    out.ok("storage", {storage.path + " 可写，剩余 " + free_mb + " MB。",
                       storage.path + " can be written, " + free_mb + " MB free."});
}

void check_secrets(const Config& config, Findings& out) {
    for (const auto& key : config.trimmed_secrets)
        out.warn(
            "secrets",
            {key + " 前后有空白或看不见的字符，已忽略。",
             key + " has blanks or invisible characters around it; they are ignored."},
            {"只保留密钥本身：重新从企业微信管理后台复制，另存为不带 BOM 的 UTF-8。",
             "Leave only the value: copy it again from WeCom's admin console and save it as UTF-8 without a "
             "byte order mark."});
}

void check_rights(const Config& config, Findings& out) {
    const auto exposed = exposed_files(config);
    for (const auto& file : exposed)
        out.warn("rights",
                 {file.path + "（" + file.rights + "）" +
                      (file.writable ? "其他用户可以改写。" : "其他用户可以读取。"),
                  file.path + " (" + file.rights + ") can be " + (file.writable ? "changed" : "read") +
                      " by others on this machine."},
                 {"执行：" + file.command, "Run: " + file.command});
    if (exposed.empty())
        out.ok("rights", {"数据目录、密钥和配置只有该看的人能看。",
                          "Data folder, secrets and configuration are open to nobody else."});
}

void check_console(const ServerConfig& server, Findings& out) {
    if (server.static_dir.empty()) {
        out.warn("console",
                 {"没有设置 server.static_dir，本机不提供控制台页面。",
                  "server.static_dir is not set: this server does not deliver the console."},
                 {"控制台托管在别处时可以忽略；否则指向编译好的控制台目录。",
                  "Fine when the console is hosted elsewhere; otherwise point it to the built console."});
        return;
    }
    std::error_code error;
    if (!fs::exists(fs::path(server.static_dir) / "index.html", error)) {
        out.wrong("console",
                  {server.static_dir + " 里没有 index.html。",
                   "There is no index.html in " + server.static_dir + "."},
                  {"把 server.static_dir 指向编译好的控制台目录。",
                   "Point server.static_dir to the folder of the built console."});
        return;
    }
    out.ok("console", {server.static_dir, server.static_dir});
}

struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

void check_certificate(const ServerConfig& server, UnixSecs now, Findings& out) {
    if (server.tls_certificate.empty() && server.tls_key.empty()) {
        out.ok("certificate",
               {"未启用（由前面的反向代理负责加密）。", "Not used; a reverse proxy in front encrypts."});
        return;
    }
    const Findings::Words todo{
        "检查 server.tls_certificate 与 server.tls_key：两者都要是 PEM 文件且互相匹配。",
        "Check server.tls_certificate and server.tls_key: PEM files that belong together."};
    const File certificate_file(std::fopen(server.tls_certificate.c_str(), "r"));
    const File key_file(std::fopen(server.tls_key.c_str(), "r"));
    if (!certificate_file || !key_file) {
        out.wrong("certificate",
                  {"证书或私钥文件打不开。", "The certificate or the key file cannot be opened."}, todo);
        return;
    }
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(
        PEM_read_X509(certificate_file.get(), nullptr, nullptr, nullptr), &X509_free);
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        PEM_read_PrivateKey(key_file.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
    const bool matching = certificate && key && X509_check_private_key(certificate.get(), key.get()) == 1;
    ERR_clear_error();
    if (!matching) {
        out.wrong("certificate",
                  {"证书和私钥不能使用或不匹配。", "Certificate and key are not usable or do not match."},
                  todo);
        return;
    }
    std::time_t at = static_cast<std::time_t>(now);
    int days = 0;
    int secs = 0;
    ASN1_TIME* today = ASN1_TIME_set(nullptr, at);
    ASN1_TIME_diff(&days, &secs, today, X509_get0_notBefore(certificate.get()));
    const bool not_yet = days > 0 || secs > 0;
    ASN1_TIME_diff(&days, &secs, today, X509_get0_notAfter(certificate.get()));
    ASN1_TIME_free(today);
    if (not_yet) {
        out.wrong("certificate", {"证书还没有生效。", "The certificate is not valid yet."},
                  {"核对服务器的时间；时间无误时，请换上已生效的证书。",
                   "Check the server's clock; if it is right, install a certificate that is valid now."});
        return;
    }
    if (days < 0 || secs < 0) {
        out.wrong("certificate", {"证书已经过期。", "The certificate has expired."},
                  {"换上新的证书，再让 kfdesk 重新读取：systemctl reload kfdesk（SIGHUP），不必重启。",
                   "Install a new one and let kfdesk read it: systemctl reload kfdesk (SIGHUP); no restart "
                   "is needed."});
        return;
    }
    const auto host = host_of(server.public_url);
    if (!host.empty() && X509_check_host(certificate.get(), host.data(), host.size(), 0, nullptr) != 1 &&
        X509_check_ip_asc(certificate.get(), host.c_str(), 0) != 1) {
        out.wrong("certificate",
                  {"证书不是发给 " + host + " 的。", "The certificate is not for " + host + "."},
                  {"申请包含这个域名的证书，或改正 server.public_url。",
                   "Get a certificate for this name, or correct server.public_url."});
        return;
    }
    const auto left = std::to_string(days);
    if (days < kSoonDays) {
        out.warn("certificate",
                 {"证书还有 " + left + " 天到期。", "The certificate expires in " + left + " days."},
                 {"尽快换上新的证书，再 systemctl reload kfdesk（SIGHUP），不必重启。",
                  "Renew it soon, then systemctl reload kfdesk (SIGHUP); no restart is needed."});
        return;
    }
    out.ok("certificate", {"有效，还有 " + left + " 天。", "Valid for " + left + " more days."});
}

}  // namespace

std::string own_address(const ServerConfig& server) {
    if (!server.public_url.empty()) return server.public_url;
    const std::string url = (server.tls_certificate.empty() ? "http://" : "https://") + server.listen;
    return is_loopback(host_of(url)) && !server.listen.ends_with(":0") ? url : "";
}

std::vector<DoctorLine> check_installation(const Config& config, const DoctorOptions& options) {
    Findings out;
    check_config(config, out);
    check_public_url(config.server, out);
    check_secrets(config, out);
    for (const auto& desk : desks_of(config)) check_storage(StorageConfig{desk.folder}, out);
    check_rights(config, out);
    check_console(config.server, out);
    check_certificate(config.server, to_secs(options.clock()), out);
    return out.take();
}

}  // namespace kf
